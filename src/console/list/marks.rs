//! Which cells changed a moment ago, among those that are visible.

use super::cell::Cell;
use super::listing::{Key, List};
use crate::console::glance::Glance;
use crate::terms::{Instant, Span};
use std::collections::BTreeMap;

/// How long a cell that changed is marked.
const MARKED: Span = Span::seconds(15);

/// What the visible cells said last, and when which of them changed.
#[derive(Debug, Clone, Default)]
pub(super) struct Marks {
    said: BTreeMap<Key, Vec<String>>,
    changed: BTreeMap<Key, BTreeMap<usize, Instant>>,
}

impl Marks {
    /// Compares the visible rows with what they said last. A row that was not
    /// visible has nothing to compare with.
    pub(super) fn compare(&mut self, list: &dyn List, glance: &Glance<'_>, visible: &[Key]) {
        let shapes = list.shapes();
        let still: Vec<usize> = shapes
            .iter()
            .enumerate()
            .filter(|(_, shape)| !shape.moves)
            .map(|(at, _)| at)
            .collect();
        let mut said = BTreeMap::new();
        for key in visible {
            let Some(cells) = list.cells(glance, key, &still) else {
                continue;
            };
            let texts: Vec<String> = cells.iter().map(said_by).collect();
            if let Some(before) = self.said.get(key) {
                let pairs = before.iter().zip(&texts).zip(&still);
                for (_, at) in pairs.filter(|((before, now), _)| before != now) {
                    let row = self.changed.entry(key.clone()).or_default();
                    row.insert(*at, glance.now);
                }
            }
            said.insert(key.clone(), texts);
        }
        self.said = said;
        for row in self.changed.values_mut() {
            row.retain(|_, at| Span::between(*at, glance.now) < MARKED);
        }
        self.changed.retain(|_, row| !row.is_empty());
    }

    /// Whether a cell changed a moment ago.
    pub(super) fn is_marked(&self, key: &Key, column: usize, now: Instant) -> bool {
        let at = self.changed.get(key).and_then(|row| row.get(&column));
        at.is_some_and(|at| Span::between(*at, now) < MARKED)
    }
}

/// What a cell says, for comparison: since when something is not known is no
/// news while it goes on, that it is not known is.
fn said_by(cell: &Cell<'_>) -> String {
    let text = cell.plain();
    if text.starts_with('?') {
        return "?".to_owned();
    }
    text.into_owned()
}
