//! Screens: one file, or folder, each, and one line in [`SCREENS`].

mod overview;

use super::glance::Glance;
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

/// A screen.
#[derive(Debug)]
pub struct Screen {
    /// The key that opens it.
    pub key: char,
    /// Its name, at the foot and in commands.
    pub title: &'static str,
    /// Draws it. Builds the lines that are visible, not all there are.
    pub draw: fn(&Glance<'_>, Room) -> Drawn,
}

/// Every screen, in the order of their keys; the first is shown first.
pub const SCREENS: &[&Screen] = &[&overview::SCREEN];
