//! In which order a list stands.

use super::cell::Rank;
use super::listing::{Key, List};
use crate::console::glance::Glance;
use crate::console::list::Filter;

/// By which column, and in which direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sort {
    /// The column, by its place among the list's own.
    pub column: usize,
    /// From the greatest to the least.
    pub descending: bool,
}

/// The rows that a filter lets through, in order.
pub(super) fn arranged(
    list: &dyn List,
    glance: &Glance<'_>,
    filter: &Filter,
    sort: Option<Sort>,
) -> (usize, Vec<Key>) {
    let mut keys = list.keys(glance.model);
    let total = keys.len();
    if !filter.is_empty() {
        let shapes = list.shapes();
        let columns = filter.columns(&shapes);
        keys.retain(|key| {
            let cells = list.cells(glance, key, &columns);
            cells.is_some_and(|cells| filter.lets_through(&columns, &cells, &shapes))
        });
    }
    let Some(sort) = sort else {
        return (total, keys);
    };
    let mut ranked: Vec<(Rank, Key)> = keys
        .into_iter()
        .map(|key| {
            let cells = list.cells(glance, &key, &[sort.column]);
            let rank = cells.and_then(|cells| cells.first().map(super::Cell::rank));
            (rank.unwrap_or(Rank::Nowhere), key)
        })
        .collect();
    // Stable: what is equal stays in its natural order.
    ranked.sort_by(|(a, _), (b, _)| a.compare(b, sort.descending));
    (total, ranked.into_iter().map(|(_, key)| key).collect())
}
