//! Where the operator is in a list: what is selected, in which order, narrowed
//! down to what.

use super::filter::{Filter, column_of};
use super::listing::{Key, List};
use super::marks::Marks;
use super::order::{Sort, arranged};
use crate::console::glance::Glance;
use std::ops::Range;

/// How far the selection moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// So many rows, down when positive.
    Rows(isize),
    /// To the first row.
    First,
    /// To the last row.
    Last,
}

/// How what is said of the selected row is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pane {
    /// Not at all.
    Closed,
    /// Beside or below the rows.
    Beside,
    /// In place of the rows.
    Full,
}

/// Where the operator is in a list.
#[derive(Debug, Clone, Default)]
pub struct ListState {
    keys: Vec<Key>,
    total: usize,
    selected: Option<Key>,
    position: usize,
    top: usize,
    sort: Option<Sort>,
    filter: Filter,
    pane: Option<Pane>,
    /// How many lines of what is said of the row are above what is visible.
    pub(super) pane_top: usize,
    pub(super) marks: Marks,
    /// At which revision of what it stands on it was arranged, and in which minute.
    arranged: Option<(u64, i64)>,
}

impl ListState {
    /// Brings it up to what it stands on, at a revision of that and in a minute,
    /// with room for so many rows.
    pub fn settle(&mut self, list: &dyn List, glance: &Glance<'_>, at: (u64, i64), rows: usize) {
        // What stands in a cell may turn with time alone, and with it whether the
        // row is let through, and where it belongs.
        let turns = self.sort.is_some() || !self.filter.is_empty();
        let is_arranged =
            |arranged: (u64, i64)| arranged.0 == at.0 && (!turns || arranged.1 == at.1);
        if !self.arranged.is_some_and(is_arranged) {
            let (total, keys) = arranged(list, glance, &self.filter, self.sort);
            self.total = total;
            self.keys = keys;
            self.arranged = Some(at);
            let still = self.selected.as_ref().and_then(|selected| {
                // Where it was, most of the time.
                if self.keys.get(self.position) == Some(selected) {
                    return Some(self.position);
                }
                self.keys.iter().position(|key| key == selected)
            });
            self.select(still.unwrap_or(self.position));
        }
        self.top = self.window(rows).start;
        let visible = self.keys.get(self.window(rows)).unwrap_or_default();
        self.marks.compare(list, glance, visible);
    }

    /// The rows that are visible where there is room for so many: always the
    /// selected one, and no row moves before it must.
    #[must_use]
    pub fn window(&self, rows: usize) -> Range<usize> {
        let len = self.keys.len();
        let last_top = len.saturating_sub(rows);
        let least = (self.position + 1).saturating_sub(rows.max(1));
        let top = self
            .top
            .clamp(least, self.position.max(least))
            .min(last_top);
        top..(top + rows).min(len)
    }

    /// The rows' identities, in order.
    #[must_use]
    pub fn keys(&self) -> &[Key] {
        &self.keys
    }

    /// How many rows there are without the filter.
    #[must_use]
    pub fn total(&self) -> usize {
        self.total
    }

    /// The selected row, and its place.
    #[must_use]
    pub fn selected(&self) -> Option<(usize, &Key)> {
        self.keys.get(self.position).map(|key| (self.position, key))
    }

    /// In which order it stands, when not in its natural one.
    #[must_use]
    pub fn sort(&self) -> Option<Sort> {
        self.sort
    }

    /// What it is narrowed down to.
    #[must_use]
    pub fn filter(&self) -> &Filter {
        &self.filter
    }

    /// How what is said of the selected row is shown.
    #[must_use]
    pub fn pane(&self, list: &dyn List) -> Pane {
        let usual = if list.detailed() {
            Pane::Beside
        } else {
            Pane::Closed
        };
        self.pane.unwrap_or(usual)
    }

    /// Shows it otherwise.
    pub fn set_pane(&mut self, pane: Pane) {
        self.pane = Some(pane);
        self.pane_top = 0;
    }

    /// Moves what is said of the row by so many lines.
    pub fn scroll_pane(&mut self, lines: isize, last: usize) {
        self.pane_top = self
            .pane_top
            .min(last)
            .saturating_add_signed(lines)
            .min(last);
    }

    /// Moves the selection.
    pub fn step(&mut self, step: Step) {
        let last = self.keys.len().saturating_sub(1);
        let position = match step {
            Step::Rows(rows) => self.position.saturating_add_signed(rows),
            Step::First => 0,
            Step::Last => last,
        };
        self.select(position);
    }

    fn select(&mut self, position: usize) {
        let position = position.min(self.keys.len().saturating_sub(1));
        let selected = self.keys.get(position).cloned();
        if selected != self.selected {
            self.pane_top = 0;
        }
        self.position = position;
        self.selected = selected.or(self.selected.take());
    }

    /// Narrows the list down to what is typed.
    pub fn narrow(&mut self, list: &dyn List, typed: &str) {
        self.filter = Filter::parse(typed, &list.shapes());
        self.arranged = None;
    }

    /// Orders by another column, or in the natural order.
    pub fn order(&mut self, sort: Option<Sort>) {
        self.sort = sort;
        self.arranged = None;
    }

    /// Orders by the next column, after the last one in the natural order again.
    pub fn order_by_next(&mut self, list: &dyn List) {
        let next = self.sort.map_or(0, |sort| sort.column + 1);
        let sort = (next < list.shapes().len()).then_some(Sort {
            column: next,
            descending: false,
        });
        self.order(sort);
    }

    /// Turns the order round.
    pub fn reverse(&mut self) {
        let sort = self.sort.map_or(
            Sort {
                column: 0,
                descending: true,
            },
            |sort| Sort {
                descending: !sort.descending,
                ..sort
            },
        );
        self.order(Some(sort));
    }

    /// Orders as it is typed: `COLUMN [desc]`; nothing is the natural order.
    ///
    /// # Errors
    /// When there is no such column, or it is not known what follows it.
    pub fn order_as_typed(&mut self, list: &dyn List, typed: &str) -> Result<(), String> {
        let shapes = list.shapes();
        let mut words = typed.split_whitespace();
        let Some(name) = words.next() else {
            self.order(None);
            return Ok(());
        };
        let column = column_of(name, &shapes).ok_or_else(|| {
            let names: Vec<String> = shapes.iter().map(super::column::Shape::word).collect();
            format!("`{name}` is no column here; there are {}", names.join(", "))
        })?;
        let descending = match words.next() {
            None | Some("asc") => false,
            Some("desc") => true,
            Some(other) => return Err(format!("`{other}` is no direction; there are asc, desc")),
        };
        self.order(Some(Sort { column, descending }));
        Ok(())
    }
}
