//! Screens: one file, or folder, each, and one line in [`SCREENS`].

mod activity;
mod backups;
mod dns;
mod findings;
pub(super) mod overview;
mod replication;
pub(super) mod runbooks;
mod stores;

use super::glance::Glance;
use super::list::List;
use super::model::Model;
use ratatui::text::Line;

/// What a screen draws between the header and the foot.
#[derive(Debug)]
pub struct Drawn {
    /// The lines that are visible, no more than there is room for.
    pub lines: Vec<Line<'static>>,
    /// How far it can be scrolled, lines.
    pub last_scroll: usize,
}

/// How much room a screen has, and how far it is scrolled.
#[derive(Debug, Clone, Copy)]
pub struct Room {
    /// Cells in a line.
    pub width: usize,
    /// Lines.
    pub height: usize,
    /// Lines that are above what is visible.
    pub scroll: usize,
}

/// What a screen shows.
#[derive(Debug, Clone, Copy)]
pub enum Body {
    /// Lines, drawn as far as they are visible.
    Page(Page),
    /// Lists, one of which is open.
    Lists(&'static [&'static dyn List]),
    /// Lists, and a page in their place while there is something on it.
    Either {
        /// The page.
        page: Page,
        /// Whether there is something on it.
        is_open: fn(&Model) -> bool,
        /// The lists.
        lists: &'static [&'static dyn List],
    },
}

/// Lines, drawn as far as they are visible.
#[derive(Debug, Clone, Copy)]
pub struct Page {
    /// Draws them.
    pub draw: fn(&Glance<'_>, Room) -> Drawn,
    /// How far they can be scrolled, lines, without drawing them.
    pub last_scroll: fn(&Glance<'_>, Room) -> usize,
}

/// A screen.
#[derive(Debug)]
pub struct Screen {
    /// The key that opens it.
    pub key: char,
    /// Its name on the command line.
    pub name: &'static str,
    /// Its name.
    pub title: &'static str,
    /// Its name at the foot, where there is little room.
    pub short: &'static str,
    /// What it shows.
    pub body: Body,
}

impl Screen {
    /// Its lists; a page has none.
    #[must_use]
    pub const fn lists(&self) -> &'static [&'static dyn List] {
        match self.body {
            Body::Lists(lists) | Body::Either { lists, .. } => lists,
            Body::Page(_) => &[],
        }
    }

    /// Its page, as far as one is shown now.
    pub(super) fn page(&self, model: &Model) -> Option<Page> {
        match self.body {
            Body::Page(page) => Some(page),
            Body::Either { page, is_open, .. } => is_open(model).then_some(page),
            Body::Lists(_) => None,
        }
    }
}

/// Every screen, in the order of their keys; the first is shown first. 5 is
/// kept for the standby's capacity.
pub const SCREENS: &[&Screen] = &[
    &overview::SCREEN,
    &replication::SCREEN,
    &backups::SCREEN,
    &dns::SCREEN,
    &findings::SCREEN,
    &runbooks::SCREEN,
    &activity::SCREEN,
];
