//! Themes by role. What is drawn names a role; the theme gives it a style, for
//! the colours the terminal has. Without colours nothing is ever coloured: the
//! meaning is in the modifier, the glyph and the word. That is decided here and
//! not left to crossterm, which as of 0.29 ends a modifier with the colour it
//! leaves out under `NO_COLOR`.

use ratatui::style::{Color, Modifier, Style};

/// What a piece of the screen is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Evidence.
    Text,
    /// What accompanies evidence: units of a chart, addresses, hints.
    Dim,
    /// The title of a section.
    Title,
    /// A rule between sections.
    Rule,
    /// Seen, and within its objective.
    Ok,
    /// Seen, and at risk.
    Warn,
    /// Last seen too long ago.
    Stale,
    /// Not seen.
    Unknown,
    /// Seen, and wrong.
    Bad,
    /// The name of the plan.
    Plan,
    /// The mark of a production environment, which no theme can lose.
    Production,
    /// The mark of any other environment.
    Environment,
    /// The mark of a simulated AWS, which no theme can lose.
    Simulated,
    /// What this console may do.
    Mode,
    /// A key that can be pressed.
    Key,
    /// The word of the band when all is known and within its objective.
    BandReady,
    /// The word of the band when something is at risk.
    BandAtRisk,
    /// The word of the band when something that decides is not known.
    BandNotKnown,
    /// The word of the band when an objective is breached or a Region is down.
    BandDown,
    /// What is typed.
    Input,
    /// The row that is selected: laid over the roles of its cells.
    Selected,
    /// What changed a moment ago.
    Changed,
    /// The screen, or the list, that is open.
    Open,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 23] = [
        Self::Text,
        Self::Dim,
        Self::Title,
        Self::Rule,
        Self::Ok,
        Self::Warn,
        Self::Stale,
        Self::Unknown,
        Self::Bad,
        Self::Plan,
        Self::Production,
        Self::Environment,
        Self::Simulated,
        Self::Mode,
        Self::Key,
        Self::BandReady,
        Self::BandAtRisk,
        Self::BandNotKnown,
        Self::BandDown,
        Self::Input,
        Self::Selected,
        Self::Changed,
        Self::Open,
    ];
}

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

/// A set of styles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// For a dark background.
    Dark,
    /// For a light background.
    Light,
    /// Without colours, whatever the terminal has.
    Monochrome,
}

impl Scheme {
    /// Every scheme.
    pub const ALL: [Self; 3] = [Self::Dark, Self::Light, Self::Monochrome];

    /// The name by which it is chosen.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Dark => "dark",
            Self::Light => "light",
            Self::Monochrome => "monochrome",
        }
    }
}

/// A colour for each depth.
#[derive(Debug, Clone, Copy)]
struct Shade(u32, u8, Color);

impl Shade {
    fn at(self, depth: Depth) -> Option<Color> {
        let Self(rgb, indexed, sixteen) = self;
        match depth {
            Depth::True => Some(Color::from_u32(rgb)),
            Depth::Indexed => Some(Color::Indexed(indexed)),
            Depth::Sixteen => Some(sixteen),
            Depth::None => None,
        }
    }
}

type Paint = (Option<Shade>, Option<Shade>, Modifier);

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
        let (foreground, background, modifier) = match (self.scheme, self.depth) {
            (Scheme::Monochrome, _) | (_, Depth::None) => (None, None, monochrome(role)),
            (Scheme::Dark, _) => dark(role),
            (Scheme::Light, _) => light(role),
        };
        Style {
            fg: foreground.and_then(|shade| shade.at(self.depth)),
            bg: background.and_then(|shade| shade.at(self.depth)),
            add_modifier: modifier,
            ..Style::new()
        }
    }
}

const PLAIN: Modifier = Modifier::empty();

fn monochrome(role: Role) -> Modifier {
    match role {
        Role::Text | Role::Rule | Role::Ok | Role::Input => PLAIN,
        Role::Dim => Modifier::DIM,
        Role::Title | Role::Plan | Role::Environment | Role::Key | Role::BandReady => {
            Modifier::BOLD
        }
        Role::Mode | Role::Warn | Role::Stale | Role::Unknown | Role::Changed => Modifier::BOLD,
        Role::Selected => Modifier::REVERSED,
        Role::Open => Modifier::BOLD.union(Modifier::UNDERLINED),
        Role::Bad => Modifier::BOLD.union(Modifier::UNDERLINED),
        Role::Production
        | Role::Simulated
        | Role::BandAtRisk
        | Role::BandNotKnown
        | Role::BandDown => Modifier::BOLD.union(Modifier::REVERSED),
    }
}

fn dark(role: Role) -> Paint {
    let ink = Some(Shade(0x0d1117, 16, Color::Black));
    let white = Some(Shade(0xffffff, 231, Color::White));
    let red = Some(Shade(0xb62324, 124, Color::Red));
    let amber = Shade(0xe3b341, 179, Color::Yellow);
    match role {
        Role::Text | Role::Input => (None, None, PLAIN),
        Role::Dim => (Some(Shade(0x9198a1, 246, Color::Gray)), None, PLAIN),
        Role::Rule => (Some(Shade(0x656c76, 242, Color::DarkGray)), None, PLAIN),
        Role::Title | Role::Plan | Role::Environment => (None, None, Modifier::BOLD),
        Role::Ok | Role::Mode => (Some(Shade(0x56d364, 77, Color::Green)), None, PLAIN),
        Role::Warn => (Some(amber), None, PLAIN),
        Role::Stale => (Some(Shade(0xd2a8ff, 183, Color::Magenta)), None, PLAIN),
        Role::Unknown => (Some(Shade(0x56d4dd, 80, Color::Cyan)), None, PLAIN),
        Role::Bad => (
            Some(Shade(0xff7b72, 210, Color::LightRed)),
            None,
            Modifier::BOLD,
        ),
        Role::Key => (
            Some(Shade(0x79c0ff, 117, Color::LightCyan)),
            None,
            Modifier::BOLD,
        ),
        Role::Production | Role::BandDown => (white, red, Modifier::BOLD),
        Role::Simulated | Role::BandAtRisk => (ink, Some(amber), Modifier::BOLD),
        Role::BandNotKnown => (ink, Some(Shade(0x56d4dd, 80, Color::Cyan)), Modifier::BOLD),
        Role::BandReady => (ink, Some(Shade(0x56d364, 77, Color::Green)), Modifier::BOLD),
        Role::Selected => (None, Some(Shade(0x26364d, 236, Color::Blue)), PLAIN),
        Role::Changed => (Some(amber), None, Modifier::BOLD),
        Role::Open => (None, None, Modifier::BOLD.union(Modifier::UNDERLINED)),
    }
}

fn light(role: Role) -> Paint {
    let white = Some(Shade(0xffffff, 231, Color::White));
    let red = Shade(0xa40e26, 124, Color::Red);
    let amber = Shade(0x7d4e00, 94, Color::Yellow);
    let green = Shade(0x116329, 22, Color::Green);
    match role {
        Role::Text | Role::Input => (None, None, PLAIN),
        Role::Dim => (Some(Shade(0x59636e, 241, Color::DarkGray)), None, PLAIN),
        Role::Rule => (Some(Shade(0x818b98, 245, Color::Gray)), None, PLAIN),
        Role::Title | Role::Plan | Role::Environment => (None, None, Modifier::BOLD),
        Role::Ok | Role::Mode => (Some(green), None, PLAIN),
        Role::Warn => (Some(amber), None, Modifier::BOLD),
        Role::Stale => (Some(Shade(0x6639ba, 55, Color::Magenta)), None, PLAIN),
        Role::Unknown => (Some(Shade(0x0a5c66, 23, Color::Cyan)), None, PLAIN),
        Role::Bad => (Some(red), None, Modifier::BOLD),
        Role::Key => (Some(Shade(0x0550ae, 25, Color::Blue)), None, Modifier::BOLD),
        Role::Production | Role::BandDown => (white, Some(red), Modifier::BOLD),
        Role::Simulated | Role::BandAtRisk => (white, Some(amber), Modifier::BOLD),
        Role::BandNotKnown => (
            white,
            Some(Shade(0x0a5c66, 23, Color::Blue)),
            Modifier::BOLD,
        ),
        Role::BandReady => (white, Some(green), Modifier::BOLD),
        Role::Selected => (None, Some(Shade(0xddf4ff, 195, Color::Cyan)), PLAIN),
        Role::Changed => (Some(amber), None, Modifier::BOLD),
        Role::Open => (None, None, Modifier::BOLD.union(Modifier::UNDERLINED)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MARKS: [Role; 2] = [Role::Production, Role::Simulated];

    #[test]
    fn without_colours_no_cell_is_ever_coloured() {
        for scheme in Scheme::ALL {
            for role in Role::ALL {
                let theme = Theme {
                    scheme,
                    depth: Depth::None,
                };
                let style = theme.style(role);
                assert_eq!((style.fg, style.bg), (None, None), "{scheme:?} {role:?}");
            }
        }
    }

    #[test]
    fn no_theme_loses_the_mark_of_production_or_of_a_simulation() {
        for scheme in Scheme::ALL {
            for depth in [Depth::True, Depth::Indexed, Depth::Sixteen, Depth::None] {
                for role in MARKS {
                    let style = Theme { scheme, depth }.style(role);
                    let marked =
                        style.bg.is_some() || style.add_modifier.contains(Modifier::REVERSED);
                    assert!(marked, "{scheme:?} {depth:?} {role:?}");
                }
            }
        }
    }

    fn luminance(color: Color) -> f64 {
        let Color::Rgb(r, g, b) = color else {
            panic!("{color:?} is not a colour of sixteen million");
        };
        let part = |value: u8| {
            let value = f64::from(value) / 255.0;
            if value <= 0.040_45 {
                value / 12.92
            } else {
                ((value + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b)
    }

    #[test]
    fn every_role_but_the_rules_stands_out_from_its_background() {
        for (scheme, ground) in [(Scheme::Dark, 0x0d1117), (Scheme::Light, 0xffffff)] {
            let theme = Theme {
                scheme,
                depth: Depth::True,
            };
            for role in Role::ALL.into_iter().filter(|role| *role != Role::Rule) {
                let style = theme.style(role);
                let Some(foreground) = style.fg else { continue };
                let background = style.bg.unwrap_or(Color::from_u32(ground));
                let (a, b) = (luminance(foreground), luminance(background));
                let contrast = (a.max(b) + 0.05) / (a.min(b) + 0.05);
                assert!(contrast >= 4.5, "{scheme:?} {role:?}: {contrast:.2}");
            }
        }
    }
}
