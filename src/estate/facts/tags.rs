//! Tags of a resource.

use crate::terms::OutsideText;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Tags as AWS has them, sorted by key. A resource has a few, an estate has
/// thousands of resources: a tree of its own for each would be mostly empty.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(from = "Tree", into = "Tree")]
pub struct Tags(Box<[(OutsideText, OutsideText)]>);

/// As they are written: an object.
type Tree = BTreeMap<OutsideText, OutsideText>;

impl Tags {
    /// The value of a key; `None` when there is no such tag.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&OutsideText> {
        let at = self.0.binary_search_by(|(it, _)| it.raw().cmp(key)).ok()?;
        Some(&self.0[at].1)
    }
}

impl FromIterator<(OutsideText, OutsideText)> for Tags {
    fn from_iter<I: IntoIterator<Item = (OutsideText, OutsideText)>>(tags: I) -> Self {
        tags.into_iter().collect::<Tree>().into()
    }
}

impl From<Tree> for Tags {
    fn from(tree: Tree) -> Self {
        Self(tree.into_iter().collect())
    }
}

impl From<Tags> for Tree {
    fn from(tags: Tags) -> Self {
        tags.0.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_found_by_its_key_and_they_are_written_as_an_object() {
        let pairs = [("tier", "gold"), ("Owner", "orders"), ("tier", "silver")];
        let tags: Tags = pairs
            .map(|(key, value)| (key.into(), value.into()))
            .into_iter()
            .collect();
        assert_eq!(tags.get("Owner"), Some(&"orders".into()));
        assert_eq!(
            tags.get("tier"),
            Some(&"silver".into()),
            "the last word counts"
        );
        assert_eq!(tags.get("owner"), None);
        let written = serde_json::to_string(&tags).unwrap();
        assert_eq!(written, r#"{"Owner":"orders","tier":"silver"}"#);
        assert_eq!(serde_json::from_str::<Tags>(&written).unwrap(), tags);
    }
}
