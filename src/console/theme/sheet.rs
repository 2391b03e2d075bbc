//! A theme ready for use: the style of every role at every depth. Made of what
//! is written, and only if every role can be read and no mark is lost.

use super::color::{BLACK, Rgb, WHITE};
use super::derive::{Derive, nearest};
use super::examine::Examiner;
use super::file::{Document, Few, Place, Source, Tint};
use super::{Depth, Role};
use crate::terms::fault::{Page, unknown};
use ratatui::style::{Modifier, Style};

/// How many roles there are.
const ROLES: usize = Role::ALL.len();

/// A theme ready for use.
#[derive(Debug, PartialEq, Eq)]
pub struct Sheet {
    /// The colour of a text without one, as far as the theme knows.
    pub ink: Rgb,
    /// The background of the terminal, as far as the theme knows: lifeboat does
    /// not paint it.
    pub ground: Rgb,
    coloured: bool,
    styles: [[Style; ROLES]; Depth::ALL.len()],
}

impl Sheet {
    /// The style of a role.
    pub(super) fn style(&self, role: Role, depth: Depth) -> Style {
        self.styles[depth as usize][role.index()]
    }

    /// Whether any role has a colour.
    pub(super) const fn is_coloured(&self) -> bool {
        self.coloured
    }

    /// The marks and the selected row, and nothing else.
    pub(super) fn bare() -> Self {
        let mut roles = [Style::new(); ROLES];
        for role in Role::MARKS.into_iter().chain([Role::Selected]) {
            roles[role.index()] = Style::new().add_modifier(Modifier::REVERSED);
        }
        Self {
            ink: WHITE,
            ground: BLACK,
            coloured: false,
            styles: [roles; Depth::ALL.len()],
        }
    }
}

/// A colour that was found, and the line to mend when it is wrong.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shade {
    pub rgb: Rgb,
    pub sixteen: Option<Few>,
    pub place: Place,
}

/// A role whose colours were found.
#[derive(Debug, Clone, Copy)]
pub(super) struct Paint {
    pub role: Role,
    pub foreground: Option<Shade>,
    pub background: Option<Shade>,
    pub modifier: Modifier,
    pub place: Place,
}

/// Makes a sheet of what is written, noting everything that is wrong with it.
pub(super) fn made_of(document: &Document, page: &mut Page<'_>) -> Option<Sheet> {
    let Some(((ground, ground_at), (ink, ink_at))) = document.ground.zip(document.ink) else {
        page.wrong(
            1,
            "`ground` and `ink` are needed: the background and the colour of text that the \
             terminal has, like \"#0d1117\" and \"#d1d7e0\"",
        );
        return None;
    };
    let paints = Role::ALL.map(|role| {
        let entry = document.entry(role);
        let (modifier, place) = entry.modifiers.unwrap_or_default();
        let tints = [&entry.background, &entry.foreground];
        let place = tints
            .into_iter()
            .flatten()
            .find_map(|tint| tint.place)
            .or(place);
        let mut shade = |tint: &Option<Tint>| shade(document, role, tint.as_ref()?, page);
        Paint {
            role,
            foreground: shade(&entry.foreground),
            background: shade(&entry.background),
            modifier,
            place,
        }
    });
    unused(document, page);
    let selected = &paints[Role::Selected.index()];
    let derive = Derive {
        least: document.least_contrast(),
        ground,
        selected: selected
            .background
            .map(|shade| nearest(shade.rgb, |_| true)),
    };
    let mut examiner = Examiner {
        page,
        derive: &derive,
        ground: (ground, ground_at),
        selected: selected.background,
    };
    examiner.readable("a text without colours", ink, ground, &[ink_at, ground_at]);
    for paint in &paints {
        examiner.paint(paint);
    }
    Some(Sheet {
        ink,
        ground,
        coloured: paints
            .iter()
            .any(|paint| paint.foreground.or(paint.background).is_some()),
        styles: Depth::ALL.map(|depth| paints.map(|paint| derive.style(&paint, depth))),
    })
}

fn shade(document: &Document, role: Role, tint: &Tint, page: &mut Page<'_>) -> Option<Shade> {
    match &tint.source {
        Source::Terminal => None,
        Source::Rgb(rgb) => Some(Shade {
            rgb: *rgb,
            sixteen: tint.sixteen,
            place: tint.place,
        }),
        Source::Palette(name) => match document.palette.get(name) {
            Some(Tint {
                source: Source::Rgb(rgb),
                sixteen,
                place,
            }) => Some(Shade {
                rgb: *rgb,
                sixteen: tint.sixteen.or(*sixteen),
                place: tint.place.or(*place),
            }),
            _ => {
                let names: Vec<&str> = document.palette.keys().map(String::as_str).collect();
                let what = unknown(name, "colour of [palette]", &names);
                let line = tint.place.unwrap_or(1);
                page.wrong(line, format!("{}: {what}", role.word()));
                None
            }
        },
    }
}

/// Notes what is in the palette of this file for nothing: most likely misspelt.
fn unused(document: &Document, page: &mut Page<'_>) {
    let entries = Role::ALL.map(|role| document.entry(role));
    let used: Vec<&str> = entries
        .iter()
        .flat_map(|entry| [&entry.foreground, &entry.background])
        .filter_map(|tint| match tint {
            Some(Tint {
                source: Source::Palette(name),
                ..
            }) => Some(name.as_str()),
            _ => None,
        })
        .collect();
    for (name, tint) in &document.palette {
        if let (Some(line), false) = (tint.place, used.contains(&name.as_str())) {
            let mut known = used.clone();
            known.sort_unstable();
            known.dedup();
            page.wrong(line, unknown(name, "colour that a role uses", &known));
        }
    }
}
