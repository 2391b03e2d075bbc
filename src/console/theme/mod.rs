//! Themes by role. What is drawn names a role; the theme gives it a style, for
//! the colours the terminal has. Without colours nothing is ever coloured: the
//! meaning is in the modifier, the glyph and the word. That is decided here and
//! not left to crossterm, which as of 0.29 ends a modifier with the colour it
//! leaves out under `NO_COLOR`.
//!
//! A theme is a file: those of the program are in `themes/`, each whole; a
//! user's is whole, or a patch that says what differs from one of them.

pub mod color;
mod derive;
mod examine;
mod file;
mod reader;
mod role;
mod sheet;

#[cfg(test)]
mod tests;

pub use role::{Role, reference};
pub use sheet::Sheet;

use crate::terms::fault::Faults;
use ratatui::style::{Modifier, Style};
use std::sync::OnceLock;

/// How many colours the terminal has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// Sixteen million.
    True,
    /// The 256 of xterm.
    Indexed,
    /// The sixteen that every colour terminal has.
    Sixteen,
    /// None: `NO_COLOR`, or a terminal that has none.
    None,
}

impl Depth {
    /// Every depth, the most colours first.
    pub const ALL: [Self; 4] = [Self::True, Self::Indexed, Self::Sixteen, Self::None];
}

/// A set of styles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// For a dark background.
    Dark,
    /// For a light background.
    Light,
    /// For a dark background, with more contrast.
    HighContrast,
    /// For eyes that do not tell red from green.
    ColourBlind,
    /// Without colours, whatever the terminal has.
    Monochrome,
    /// The user's own.
    Own(&'static Sheet),
}

impl Scheme {
    /// Every theme of the program.
    pub const ALL: [Self; 5] = [
        Self::Dark,
        Self::Light,
        Self::HighContrast,
        Self::ColourBlind,
        Self::Monochrome,
    ];

    /// Reads a user's theme. `file` is what messages call it. It is kept for as
    /// long as the program runs.
    ///
    /// # Errors
    /// When something in it is wrong, when it loses a mark that no theme can
    /// lose, or when a role could not be read on its background: every fault
    /// with its line.
    pub fn read(text: &str, file: &str) -> Result<Self, Faults> {
        let sheet = file::read(text, file)?;
        Ok(Self::Own(Box::leak(Box::new(sheet))))
    }

    /// The theme of the program with this name.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scheme| scheme.word() == word)
    }

    /// The name by which it is chosen; of a user's own, only that it is one.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Dark => "dark",
            Self::Light => "light",
            Self::HighContrast => "high-contrast",
            Self::ColourBlind => "colour-blind",
            Self::Monochrome => "monochrome",
            Self::Own(_) => "own",
        }
    }

    /// The file it is written in; of a user's own, nothing.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::Dark => include_str!("../../../themes/dark.toml"),
            Self::Light => include_str!("../../../themes/light.toml"),
            Self::HighContrast => include_str!("../../../themes/high-contrast.toml"),
            Self::ColourBlind => include_str!("../../../themes/colour-blind.toml"),
            Self::Monochrome => include_str!("../../../themes/monochrome.toml"),
            Self::Own(_) => "",
        }
    }

    /// Its styles. A theme of the program is read when it is first asked for.
    #[must_use]
    pub fn sheet(self) -> &'static Sheet {
        static READ: [OnceLock<Sheet>; 5] = [const { OnceLock::new() }; 5];
        let place = match self {
            Self::Dark => &READ[0],
            Self::Light => &READ[1],
            Self::HighContrast => &READ[2],
            Self::ColourBlind => &READ[3],
            Self::Monochrome => &READ[4],
            Self::Own(sheet) => return sheet,
        };
        // That each can be read is tested; were one not, the console would still
        // start, and the marks would still be there.
        place.get_or_init(|| file::read(self.text(), self.word()).unwrap_or_else(|_| Sheet::bare()))
    }
}

/// A scheme at a depth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Theme {
    /// The set of styles.
    pub scheme: Scheme,
    /// How many colours there are.
    pub depth: Depth,
}

impl Theme {
    /// The style of a role.
    #[must_use]
    pub fn style(self, role: Role) -> Style {
        let sheet = self.scheme.sheet();
        match self.depth {
            Depth::None if sheet.is_coloured() => {
                Scheme::Monochrome.sheet().style(role, Depth::None)
            }
            depth => sheet.style(role, depth),
        }
    }

    /// A style with that of the selected row laid over it. Where there are
    /// colours to spare the row gets a background and its cells keep theirs;
    /// elsewhere it is reversed, and its cells have no colours, which reversed
    /// would be as many bars.
    #[must_use]
    pub fn selected(self, cell: Style) -> Style {
        let over = self.style(Role::Selected);
        let mut style = Style::new().add_modifier(cell.add_modifier | over.add_modifier);
        if over.bg.is_some() {
            style.fg = cell.fg.or(over.fg);
            style.bg = cell.bg.or(over.bg);
        } else {
            style.add_modifier -= Modifier::DIM;
        }
        style
    }
}
