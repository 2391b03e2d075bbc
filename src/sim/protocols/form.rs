//! Forms, query strings and percent encoding.

use std::collections::BTreeMap;

use crate::sim::services::input::Input;

/// How deep a dotted name may reach; AWS's own never pass seven.
const DEEPEST: usize = 16;

/// Decodes percent escapes; what is no escape stays as it is, and what is no UTF-8 is replaced.
pub(super) fn decode(text: &str, plus_is_space: bool) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let escaped = (byte == b'%')
            .then(|| text.get(at + 1..at + 3))
            .flatten()
            .filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match escaped {
            Some(value) => {
                decoded.push(value);
                at += 3;
            }
            None => {
                decoded.push(if byte == b'+' && plus_is_space {
                    b' '
                } else {
                    byte
                });
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

/// The pairs of a form or query string.
pub(super) fn pairs(text: &str) -> Vec<(String, String)> {
    text.split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(name, true), decode(value, true))
        })
        .collect()
}

/// A form as a tree: `Filters.Filter.1.Name` is four levels deep.
pub(super) fn tree(text: &str) -> Input {
    let mut root = BTreeMap::new();
    for (name, value) in pairs(text) {
        let path: Vec<&str> = name.split('.').collect();
        if path.len() <= DEEPEST {
            insert(&mut root, &path, value);
        }
    }
    Input::Record(root)
}

fn insert(node: &mut BTreeMap<String, Input>, path: &[&str], value: String) {
    let Some((first, rest)) = path.split_first() else {
        return;
    };
    if rest.is_empty() {
        node.entry((*first).to_owned())
            .or_insert(Input::Text(value));
        return;
    }
    let child = node
        .entry((*first).to_owned())
        .or_insert_with(|| Input::Record(BTreeMap::new()));
    if let Input::Record(members) = child {
        insert(members, rest, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_becomes_a_tree_and_lists_keep_their_order() {
        let form = tree(
            "Action=DescribeDBInstances&Filters.Filter.1.Name=engine\
             &Filters.Filter.1.Values.Value.10=c&Filters.Filter.1.Values.Value.2=b+b\
             &Filters.Filter.1.Values.Value.1=%61",
        );
        let filters = form.list("Filters", "Filter");
        assert_eq!(filters.len(), 1);
        assert_eq!(filters[0].texts("Values", "Value"), ["a", "b b", "c"]);
    }

    #[test]
    fn broken_escapes_stay_as_they_are() {
        assert_eq!(decode("100%", false), "100%");
        assert_eq!(decode("%zz%4", false), "%zz%4");
        assert_eq!(decode("%é", false), "%é");
        assert_eq!(decode("%2f+", false), "/+");
        assert_eq!(decode("%ff", false), "\u{fffd}");
    }
}
