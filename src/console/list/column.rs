//! Columns are data: a title, bounds, what gives way first, and the function
//! that says what stands in a cell.

use super::cell::Cell;
use super::listing::Rows;
use crate::console::glance::Glance;
use crate::console::widgets::{self, Align};
use std::fmt;

/// What stands in the cells of a column.
type CellOf<R> = for<'g, 'm> fn(&'g Glance<'m>, <R as Rows>::Row<'m>) -> Cell<'m>;

/// How a column is laid out, and what it takes part in.
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    /// What stands above it, and its name in filters and orders.
    pub title: &'static str,
    align: Align,
    least: usize,
    most: usize,
    sheds: u8,
    fills: bool,
    /// Whether a filter without a column looks here.
    pub searched: bool,
    /// Whether it changes with time alone: then that it changed is no news.
    pub moves: bool,
}

impl Shape {
    /// Its name where one is typed: `last seen` is `last-seen`.
    #[must_use]
    pub fn word(&self) -> String {
        self.title.to_lowercase().replace(' ', "-")
    }

    /// As a column of a table, with the mark of the order behind its title.
    pub(super) fn column(&self, mark: Option<&str>) -> widgets::Column {
        let title = match mark {
            Some(mark) => format!("{} {mark}", self.title),
            None => self.title.to_owned(),
        };
        let column = match self.align {
            Align::Left => widgets::Column::left(title, self.least, self.most),
            Align::Right => widgets::Column::right(title, self.least, self.most),
        };
        let column = column.sheds(self.sheds);
        if self.fills { column.fills() } else { column }
    }
}

/// A column of a list.
pub struct Column<R: Rows> {
    pub(super) shape: Shape,
    pub(super) cell: CellOf<R>,
}

impl<R: Rows> fmt::Debug for Column<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.shape.fmt(f)
    }
}

impl<R: Rows> Column<R> {
    /// A column of words, at least and at most so many cells wide, in which a
    /// filter looks.
    #[must_use]
    pub const fn left(title: &'static str, least: usize, most: usize, cell: CellOf<R>) -> Self {
        Self {
            shape: Shape {
                title,
                align: Align::Left,
                least,
                most,
                sheds: 0,
                fills: false,
                searched: true,
                moves: false,
            },
            cell,
        }
    }

    /// A column of numbers with their units.
    #[must_use]
    pub const fn right(title: &'static str, least: usize, most: usize, cell: CellOf<R>) -> Self {
        let Self { mut shape, cell } = Self::left(title, least, most, cell);
        shape.align = Align::Right;
        shape.searched = false;
        Self { shape, cell }
    }

    /// Gives way when there is no room, the higher number first; 0 stays.
    #[must_use]
    pub const fn sheds(mut self, order: u8) -> Self {
        self.shape.sheds = order;
        self
    }

    /// Takes what the others leave, if that is enough for it.
    #[must_use]
    pub const fn fills(mut self) -> Self {
        self.shape.fills = true;
        self
    }

    /// Changes with time alone: an age, a chart, what is left.
    #[must_use]
    pub const fn moves(mut self) -> Self {
        self.shape.moves = true;
        self
    }
}
