//! What an older document says otherwise: row by row, of the sections that tell what
//! stays as it is until somebody changes it.

use crate::report::page::Block;
use std::collections::BTreeMap;

/// What has drifted since an older document.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Drifted(Vec<Change>);

/// One thing that is not as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Change {
    place: Place,
    was: Option<String>,
    is: Option<String>,
}

/// Where a row stands: its section, the heading below that, its first cell.
type Place = (String, String, String);

/// Why a file is no older document of the plan.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("it is no document of this plan in Markdown: its first line is not `# {0}`")]
pub struct DriftError(String);

impl Drifted {
    /// How many things have.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether nothing has.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn blocks(&self) -> Vec<Block> {
        if self.0.is_empty() {
            let none = "Nothing, as far as both documents tell.";
            return vec![Block::Text(none.to_owned())];
        }
        let rows = self.0.iter().map(|change| {
            let (section, below, name) = &change.place;
            let section = if below.is_empty() {
                section.clone()
            } else {
                format!("{section}, {below}")
            };
            let or = |it: &Option<String>| it.clone().unwrap_or_else(|| "nothing".to_owned());
            vec![section, name.clone(), or(&change.was), or(&change.is)]
        });
        let headings = vec!["Where", "What", "Was", "Is"];
        vec![Block::Table(headings, rows.collect())]
    }
}

/// What is told otherwise in `newer` than in `older`, in sections of these titles.
pub(super) fn between(
    older: &str,
    newer: &str,
    heading: &str,
    lasting: Vec<&'static str>,
) -> Result<Drifted, DriftError> {
    let first = older
        .lines()
        .next()
        .and_then(|line| line.strip_prefix("# "));
    if first.map(plain).as_deref() != Some(heading) {
        return Err(DriftError(heading.to_owned()));
    }
    let (older, newer) = (told(older, &lasting), told(newer, &lasting));
    let mut changes: Vec<Change> = newer
        .iter()
        .filter(|(place, is)| older.get(place) != Some(is))
        .map(|(place, is)| Change {
            place: place.clone(),
            was: older.get(place).cloned(),
            is: Some(is.clone()),
        })
        .collect();
    let gone = older
        .iter()
        .filter(|(place, _)| !newer.contains_key(*place));
    changes.extend(gone.map(|(place, was)| Change {
        place: place.clone(),
        was: Some(was.clone()),
        is: None,
    }));
    let order = |change: &Change| {
        let section = &change.place.0;
        lasting.iter().position(|title| *title == section.as_str())
    };
    changes.sort_by_key(order);
    Ok(Drifted(changes))
}

/// What a document tells, by where it tells it.
fn told(document: &str, lasting: &[&'static str]) -> BTreeMap<Place, String> {
    let mut all = BTreeMap::new();
    let (mut section, mut below) = (None, String::new());
    let mut is_heading = true;
    for line in document.lines() {
        if let Some(title) = line.strip_prefix("## ") {
            let title = plain(title);
            let title = title.split(" (").next().unwrap_or(&title);
            section = lasting.iter().find(|it| **it == title);
            below.clear();
        } else if let Some(title) = line.strip_prefix("### ") {
            below = plain(title);
        }
        let (name, says) = if let Some(row) = line.strip_prefix("| ") {
            // The first line of a table and the dashes below it name its columns.
            if std::mem::take(&mut is_heading) || row.starts_with("---") {
                continue;
            }
            let mut cells = cells(row).into_iter();
            let name = cells.next().unwrap_or_default();
            (name, cells.collect::<Vec<_>>().join(" · "))
        } else {
            is_heading = true;
            let Some(item) = line.strip_prefix("- ") else {
                continue;
            };
            let item = plain(item);
            let (name, says) = item.split_once(": ").unwrap_or((&item, ""));
            (name.to_owned(), says.to_owned())
        };
        if let Some(section) = section {
            let place = ((*section).to_owned(), below.clone(), name);
            let before: &mut String = all.entry(place).or_default();
            // Two rows of one name are told together.
            if !before.is_empty() {
                before.push_str(" / ");
            }
            before.push_str(&says);
        }
    }
    all
}

/// The cells of a row of a table, after its first bar.
fn cells(row: &str) -> Vec<String> {
    let mut all = vec![String::new()];
    let mut characters = row.chars();
    while let Some(character) = characters.next() {
        match (character, all.last_mut()) {
            ('\\', Some(cell)) => cell.extend(characters.next()),
            ('|', _) => all.push(String::new()),
            (other, Some(cell)) => cell.push(other),
            (_, None) => {}
        }
    }
    // What is after the last bar is nothing.
    all.pop();
    all.iter().map(|cell| cell.trim().to_owned()).collect()
}

/// A text as it was before it was made plain for Markdown.
fn plain(text: &str) -> String {
    let mut written = String::new();
    let mut characters = text.trim().chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => written.extend(characters.next()),
            other => written.push(other),
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::page::markdown;
    use proptest::prelude::*;

    fn document(rows: &[(&str, &str)]) -> String {
        let rows = rows
            .iter()
            .map(|(name, says)| vec![(*name).to_owned(), (*says).to_owned()]);
        markdown(&[
            Block::Heading(1, "Recovery plan of a_shop".to_owned()),
            Block::Heading(2, "Stores (SIMULATED)".to_owned()),
            Block::Table(vec!["Store", "What"], rows.collect()),
            Block::Heading(2, "As things stand".to_owned()),
            Block::List(vec![format!("lost: {} s", rows_seed())]),
        ])
    }

    /// A figure that is another each time.
    fn rows_seed() -> usize {
        use std::sync::atomic::{AtomicUsize, Ordering};
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        NEXT.fetch_add(1, Ordering::Relaxed)
    }

    fn drifted(older: &str, newer: &str) -> Result<Drifted, DriftError> {
        between(older, newer, "Recovery plan of a_shop", vec!["Stores"])
    }

    #[test]
    fn what_is_the_same_has_not_drifted_whatever_moves_beside_it() {
        let rows = [("orders|db", "a\\b | *c*"), ("x", "")];
        let found = drifted(&document(&rows), &document(&rows)).unwrap();
        assert!(found.is_empty(), "{found:?}");
    }

    #[test]
    fn what_changed_came_and_went_is_told_as_it_was_and_as_it_is() {
        let older = document(&[("orders", "one zone"), ("old", "gone soon")]);
        let newer = document(&[("orders", "Multi-AZ"), ("new", "came")]);
        let found = drifted(&older, &newer).unwrap();
        assert_eq!(found.len(), 3);
        let Some(Block::Table(_, rows)) = found.blocks().pop() else {
            panic!("{found:?}");
        };
        for row in [
            ["Stores", "orders", "one zone", "Multi-AZ"],
            ["Stores", "new", "nothing", "came"],
            ["Stores", "old", "gone soon", "nothing"],
        ] {
            assert!(rows.iter().any(|it| *it == row), "{rows:?}");
        }
    }

    #[test]
    fn another_document_is_refused() {
        for other in ["", "# Recovery plan of another\n", "<!DOCTYPE html>"] {
            let told = drifted(other, &document(&[])).unwrap_err().to_string();
            assert!(told.contains("# Recovery plan of a_shop"), "{told}");
        }
    }

    proptest! {
        /// Somebody may have edited the older one, or half of it.
        #[test]
        fn whatever_the_older_one_says_it_is_compared_or_refused(
            lines in proptest::collection::vec("(## |### |\\| |- )?[a-zA-Z|\\\\ :()-]{0,30}", 0..20),
            whole in "\\PC{0,60}",
        ) {
            let newer = document(&[("orders", "Multi-AZ")]);
            let older = format!("# Recovery plan of a\\_shop\n{}\n{whole}", lines.join("\n"));
            let found = drifted(&older, &newer).unwrap();
            // What the newer one tells and the older does not is never passed over.
            let told = lines.iter().any(|it| it.contains("Stores"));
            prop_assert!(told || !found.is_empty());
            let _ = (drifted(&whole, &newer), found.blocks());
        }
    }
}
