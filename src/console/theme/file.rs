//! Theme files: what one may hold, and how a patch is laid over what it extends.

use super::Scheme;
use super::color::{Named, Rgb};
use super::reader::Reader;
use super::role::Role;
use super::sheet::{self, Sheet};
use crate::terms::fault::{Faults, Page};
use ratatui::style::Modifier;
use std::collections::BTreeMap;

/// How long a theme file may be, in bytes. What is longer is another file.
const LONGEST_FILE: usize = 1 << 16;

/// The least contrast a theme may ask for, which is also what it gets when it
/// asks for nothing: WCAG's for text.
pub(super) const LEAST_CONTRAST: f64 = 4.5;

/// The line something stands on; nothing when it stands in the file extended.
pub(super) type Place = Option<usize>;

/// Where a colour is from.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Source {
    /// The terminal's own.
    Terminal,
    /// The palette.
    Palette(String),
    /// Itself.
    Rgb(Rgb),
}

/// Which of the sixteen stands in for a colour.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Few {
    /// The terminal's own.
    Terminal,
    /// This one.
    Named(Named),
}

/// A colour as it is written.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Tint {
    pub source: Source,
    /// Nothing when it is left to lifeboat.
    pub sixteen: Option<Few>,
    pub place: Place,
}

/// A role as it is written.
#[derive(Debug, Clone, Default)]
pub(super) struct Entry {
    pub given: bool,
    pub foreground: Option<Tint>,
    pub background: Option<Tint>,
    pub modifiers: Option<(Modifier, Place)>,
}

/// A theme as it is written.
#[derive(Debug, Clone, Default)]
pub(super) struct Document {
    pub extends: Option<Scheme>,
    pub ground: Option<(Rgb, Place)>,
    pub ink: Option<(Rgb, Place)>,
    pub contrast: Option<f64>,
    pub palette: BTreeMap<String, Tint>,
    pub roles: BTreeMap<&'static str, Entry>,
}

/// Reads a theme. `file` is what messages call it.
///
/// # Errors
/// When something in it is wrong: every fault with its line.
pub(super) fn read(text: &str, file: &str) -> Result<Sheet, Faults> {
    let mut page = Page::new(text, file);
    let sheet = if text.len() > LONGEST_FILE {
        page.wrong(
            1,
            format!("longer than {LONGEST_FILE} bytes: this is no theme"),
        );
        None
    } else {
        whole(&mut page).and_then(|document| sheet::made_of(&document, &mut page))
    };
    match (sheet, page.faults()) {
        (Some(sheet), faults) if faults.is_empty() => Ok(sheet),
        (_, faults) => Err(Faults(faults)),
    }
}

/// The file with what it extends; nothing when it has faults.
fn whole(page: &mut Page<'_>) -> Option<Document> {
    let mut document = Reader { page, own: true }.document()?;
    if let Some(scheme) = document.extends {
        let mut under = Page::new(scheme.text(), scheme.word());
        let mut reader = Reader {
            page: &mut under,
            own: false,
        };
        document = document.over(reader.document()?);
    } else {
        for role in Role::ALL
            .into_iter()
            .filter(|role| !document.entry(*role).given)
        {
            page.wrong(
                1,
                format!(
                    "`{}` is missing in [roles]: {} Write it, or say what this theme extends, \
                     like `extends = \"dark\"`",
                    role.word(),
                    role.about()
                ),
            );
        }
    }
    Some(document)
}

impl Document {
    /// What is written of a role.
    pub fn entry(&self, role: Role) -> Entry {
        self.roles.get(role.word()).cloned().unwrap_or_default()
    }

    /// The least contrast it asks for.
    pub fn least_contrast(&self) -> f64 {
        self.contrast.unwrap_or(LEAST_CONTRAST)
    }

    /// This one laid over the one it extends.
    fn over(self, mut under: Self) -> Self {
        under.ground = self.ground.or(under.ground);
        under.ink = self.ink.or(under.ink);
        under.contrast = self.contrast.or(under.contrast);
        under.palette.extend(self.palette);
        for (role, entry) in self.roles {
            let place = under.roles.entry(role).or_default();
            place.foreground = entry.foreground.or(place.foreground.take());
            place.background = entry.background.or(place.background.take());
            place.modifiers = entry.modifiers.or(place.modifiers);
        }
        under
    }
}
