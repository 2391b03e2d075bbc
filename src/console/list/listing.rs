//! What a list is: rows with an identity, columns, and what is said of one row.

use super::cell::Cell;
use super::column::{Column, Shape};
use crate::console::glance::Glance;
use crate::console::model::Model;
use crate::estate::{Scope, Source};
use crate::terms::OutsideText;
use ratatui::text::Line;
use std::fmt;

/// The identity of a row: what stays selected whatever else changes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// Where it is.
    pub scope: Scope,
    /// What it is called there.
    pub id: OutsideText,
}

impl Key {
    /// A row of a scope.
    #[must_use]
    pub fn new(scope: &Scope, id: &OutsideText) -> Self {
        Self {
            scope: scope.clone(),
            id: id.clone(),
        }
    }

    /// A row that has no Region.
    #[must_use]
    pub fn global(id: &str) -> Self {
        Self {
            scope: Scope::Global,
            id: OutsideText::new(id),
        }
    }
}

/// Rows of one kind, found in the model.
pub trait Rows: Sync + 'static {
    /// A row, borrowed from the model; what is worked out for it is shared, since
    /// each column is given one.
    type Row<'m>: Clone;

    /// Every row's identity, in the order in which they stand unless the
    /// operator asks for another.
    fn keys(model: &Model) -> Vec<Key>;

    /// The row of an identity, when it is still there.
    fn find<'m>(model: &'m Model, key: &Key) -> Option<Self::Row<'m>>;
}

/// What is said of one row beside its cells: lines of at most that many cells,
/// however many there are.
pub type Detail<R> =
    for<'g, 'm> fn(&'g Glance<'m>, <R as Rows>::Row<'m>, usize) -> Vec<Line<'static>>;

/// What of a row is copied.
type CopyOf<R> = for<'m> fn(<R as Rows>::Row<'m>) -> String;

/// A list of a screen.
pub struct Listing<R: Rows> {
    /// Its name: above it, and where its order is remembered.
    pub title: &'static str,
    /// What the rows stand on: where none of it was seen, or some of it fails,
    /// the list says so. Empty for what always is there.
    pub sources: &'static [Source],
    /// What is said when there is no row, and all was seen.
    pub empty: &'static str,
    /// Whether what is said of the selected row is shown from the start.
    pub detailed: bool,
    /// The columns.
    pub columns: &'static [Column<R>],
    /// What is said of the selected row.
    pub detail: Detail<R>,
    /// Its identifier, as it is copied.
    pub identifier: CopyOf<R>,
    /// Its ARN, as it is copied, where it has one.
    pub arn: Option<CopyOf<R>>,
}

/// A list, whatever its rows are.
pub trait List: Sync + fmt::Debug {
    /// Its name.
    fn title(&self) -> &'static str;
    /// What its rows stand on.
    fn sources(&self) -> &'static [Source];
    /// What is said when there is no row.
    fn empty(&self) -> &'static str;
    /// Whether what is said of the selected row is shown from the start.
    fn detailed(&self) -> bool;
    /// How its columns are laid out.
    fn shapes(&self) -> Vec<Shape>;
    /// Every row's identity.
    fn keys(&self, model: &Model) -> Vec<Key>;
    /// The cells of a row in these columns; `None` when it is gone.
    fn cells<'m>(&self, glance: &Glance<'m>, key: &Key, columns: &[usize])
    -> Option<Vec<Cell<'m>>>;
    /// What is said of a row.
    fn detail(&self, glance: &Glance<'_>, key: &Key, width: usize) -> Option<Vec<Line<'static>>>;
    /// What is copied of a row: its ARN or its identifier.
    fn copied(&self, model: &Model, key: &Key, arn: bool) -> Option<String>;
}

impl<R: Rows> fmt::Debug for Listing<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Listing")
            .field("title", &self.title)
            .finish_non_exhaustive()
    }
}

impl<R: Rows> List for Listing<R> {
    fn title(&self) -> &'static str {
        self.title
    }

    fn sources(&self) -> &'static [Source] {
        self.sources
    }

    fn empty(&self) -> &'static str {
        self.empty
    }

    fn detailed(&self) -> bool {
        self.detailed
    }

    fn shapes(&self) -> Vec<Shape> {
        self.columns.iter().map(|column| column.shape).collect()
    }

    fn keys(&self, model: &Model) -> Vec<Key> {
        R::keys(model)
    }

    fn cells<'m>(
        &self,
        glance: &Glance<'m>,
        key: &Key,
        columns: &[usize],
    ) -> Option<Vec<Cell<'m>>> {
        let row = R::find(glance.model, key)?;
        let columns = columns.iter().filter_map(|at| self.columns.get(*at));
        Some(
            columns
                .map(|column| (column.cell)(glance, row.clone()))
                .collect(),
        )
    }

    fn detail(&self, glance: &Glance<'_>, key: &Key, width: usize) -> Option<Vec<Line<'static>>> {
        let row = R::find(glance.model, key)?;
        Some((self.detail)(glance, row, width))
    }

    fn copied(&self, model: &Model, key: &Key, arn: bool) -> Option<String> {
        let row = R::find(model, key)?;
        let copy = if arn { self.arn? } else { self.identifier };
        Some(copy(row))
    }
}
