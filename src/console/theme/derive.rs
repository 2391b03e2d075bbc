//! What stands in for a colour where there are fewer: the nearest that can still
//! be read.

use super::color::{BACKGROUNDS, BLACK, FIXED, Named, Rgb, SIXTEEN, WHITE, in_bold, indexed};
use super::file::Few;
use super::sheet::{Paint, Shade};
use super::{Depth, Role};
use ratatui::style::{Color, Modifier, Style};

/// The least contrast among the sixteen, whose colours are the terminal's.
pub(super) const LEAST_OF_SIXTEEN: f64 = 3.0;

/// How much the background of a mark stands out from that of the terminal.
pub(super) const LEAST_OF_MARKS: f64 = 2.0;

/// What counts as a dark background: as far from black as from white.
pub(super) const DARK: f64 = 0.18;

/// Finds what stands in for a colour where there are fewer.
pub(super) struct Derive {
    /// The least contrast the theme asks for.
    pub least: f64,
    /// The terminal's background.
    pub ground: Rgb,
    /// The background of the selected row, of the 256.
    pub selected: Option<u8>,
}

impl Derive {
    /// The style of a role at a depth.
    pub fn style(&self, paint: &Paint, depth: Depth) -> Style {
        let (foreground, background) = (paint.foreground, paint.background);
        let mut style = Style::new().add_modifier(paint.modifier);
        match depth {
            Depth::None => {}
            Depth::True => {
                style.fg = foreground.map(|shade| shade.rgb.color());
                style.bg = background.map(|shade| shade.rgb.color());
            }
            Depth::Indexed => {
                let back = background.map(|shade| nearest(shade.rgb, |_| true));
                let behind: Vec<Rgb> = match (back, paint.role) {
                    (Some(back), _) => vec![indexed(back)],
                    (None, Role::Rule) => Vec::new(),
                    (None, _) => self
                        .selected
                        .map(indexed)
                        .into_iter()
                        .chain([self.ground])
                        .collect(),
                };
                let read = |rgb: Rgb| behind.iter().all(|back| rgb.contrast(*back) >= self.least);
                style.fg = foreground.map(|shade| Color::Indexed(nearest(shade.rgb, read)));
                style.bg = back.map(Color::Indexed);
            }
            // Its cells lose their colours, so it has none to go with them.
            Depth::Sixteen if paint.role == Role::Selected && background.is_some() => {
                style = style.add_modifier(Modifier::REVERSED);
            }
            Depth::Sixteen => {
                let (fore, back) = self.of_sixteen(paint);
                style.fg = fore.map(|named| named.color);
                style.bg = back.map(|named| named.color);
                // Many terminals show bold as the brighter colour, which may not
                // be read.
                if fore.is_some_and(|named| !self.read(in_bold(named), back)) {
                    style.add_modifier -= Modifier::BOLD;
                }
            }
        }
        style
    }

    /// What stands in for a role's colours among the sixteen.
    pub fn of_sixteen(&self, paint: &Paint) -> (Option<Named>, Option<Named>) {
        let ground = self.few_ground();
        let stands_out = |named: &Named| stands_out(*named, ground, LEAST_OF_MARKS);
        let back = paint
            .background
            .and_then(|shade| one_of(&SIXTEEN[..BACKGROUNDS], shade, stands_out));
        let rule = paint.role == Role::Rule;
        let fore = paint
            .foreground
            .and_then(|shade| one_of(&SIXTEEN, shade, |named| rule || self.read(*named, back)));
        (fore, back)
    }

    /// Whether one of the sixteen can be read on another, or on the terminal's
    /// background.
    pub fn read(&self, fore: Named, back: Option<Named>) -> bool {
        let behind = back.map_or([self.few_ground(); 2], |back| back.usual);
        let mut pairs = fore.usual.iter().zip(behind);
        pairs.all(|(rgb, back)| rgb.contrast(back) >= LEAST_OF_SIXTEEN)
    }

    /// The terminal's background where there are sixteen colours.
    pub fn few_ground(&self) -> Rgb {
        if self.ground.luminance() < DARK {
            BLACK
        } else {
            WHITE
        }
    }
}

/// Whether one of the sixteen stands out from a background.
pub(super) fn stands_out(named: Named, ground: Rgb, least: f64) -> bool {
    named.usual.iter().all(|rgb| rgb.contrast(ground) >= least)
}

/// What is given for a colour among the sixteen, or the nearest that will do.
fn one_of(among: &[Named], shade: Shade, will_do: impl Fn(&Named) -> bool) -> Option<Named> {
    match shade.sixteen {
        Some(Few::Terminal) => None,
        Some(Few::Named(named)) => Some(named),
        None => {
            let near = |named: &&Named| {
                named
                    .usual
                    .map(|rgb| rgb.distance(shade.rgb))
                    .iter()
                    .sum::<i64>()
            };
            among
                .iter()
                .filter(|named| will_do(named))
                .min_by_key(near)
                .copied()
        }
    }
}

/// The nearest of the colours that are the same everywhere and will do; the
/// nearest of all when none will.
pub(super) fn nearest(rgb: Rgb, will_do: impl Fn(Rgb) -> bool) -> u8 {
    let mut by_distance: Vec<u8> = FIXED.collect();
    by_distance.sort_by_key(|index| indexed(*index).distance(rgb));
    let found = by_distance.iter().find(|index| will_do(indexed(**index)));
    *found.or(by_distance.first()).unwrap_or(FIXED.end())
}
