//! Everything a style can be for. One line here is a role: its name in theme
//! files and its row in the documentation follow, and every theme has to have it.

use super::{Depth, Scheme, Theme};
use ratatui::style::Modifier;

macro_rules! roles {
    ($($(#[doc = $about:literal])+ $role:ident = $word:literal,)+) => {
        /// What a piece of the screen is for.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Role {
            $($(#[doc = $about])+ $role,)+
        }

        impl Role {
            /// Every role.
            pub const ALL: [Self; [$($word),+].len()] = [$(Self::$role),+];

            /// What a theme file calls it.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self {
                    $(Self::$role => $word,)+
                }
            }

            /// What it is for, in a sentence.
            #[must_use]
            pub fn about(self) -> &'static str {
                match self {
                    $(Self::$role => concat!($($about),+).trim(),)+
                }
            }
        }
    };
}

roles! {
    /// Evidence.
    Text = "text",
    /// What accompanies evidence: units of a chart, addresses, hints.
    Dim = "dim",
    /// The title of a section.
    Title = "title",
    /// A rule between sections.
    Rule = "rule",
    /// Seen, and within its objective.
    Ok = "ok",
    /// Seen, and at risk.
    Warn = "warn",
    /// Last seen too long ago.
    Stale = "stale",
    /// Not seen.
    Unknown = "unknown",
    /// Seen, and wrong.
    Bad = "bad",
    /// The name of the plan.
    Plan = "plan",
    /// The mark of a production environment, which no theme can lose.
    Production = "production",
    /// The mark of any other environment.
    Environment = "environment",
    /// The mark of a simulated AWS, which no theme can lose.
    Simulated = "simulated",
    /// What this console may do.
    Mode = "mode",
    /// That an action may run now, and for how long, which no theme can lose.
    Armed = "armed",
    /// What refuses an action, or cannot be undone.
    Refuse = "refuse",
    /// A key that can be pressed.
    Key = "key",
    /// The word of the band when all is known and within its objective.
    BandReady = "band-ready",
    /// The word of the band when something is at risk.
    BandAtRisk = "band-at-risk",
    /// The word of the band when something that decides is not known.
    BandNotKnown = "band-not-known",
    /// The word of the band when an objective is breached or a Region is down.
    BandDown = "band-down",
    /// What is typed.
    Input = "input",
    /// The row that is selected: laid over the roles of its cells.
    Selected = "selected",
    /// What changed a moment ago.
    Changed = "changed",
    /// The screen, or the list, that is open.
    Open = "open",
}

impl Role {
    /// The marks that no theme can lose.
    pub const MARKS: [Self; 3] = [Self::Production, Self::Simulated, Self::Armed];

    /// Where it stands in [`Role::ALL`].
    pub(super) const fn index(self) -> usize {
        self as usize
    }
}

/// What a theme file calls the modifiers it can give.
pub(super) const MODIFIERS: [(&str, Modifier); 4] = [
    ("bold", Modifier::BOLD),
    ("dim", Modifier::DIM),
    ("underlined", Modifier::UNDERLINED),
    ("reversed", Modifier::REVERSED),
];

/// Every role as a table in Markdown, for the documentation.
#[must_use]
pub fn reference() -> String {
    let plain = Theme {
        scheme: Scheme::Monochrome,
        depth: Depth::None,
    };
    let mut page = "| role | what it is for | without colours |\n|---|---|---|\n".to_owned();
    for role in Role::ALL {
        let given = plain.style(role).add_modifier;
        let words: Vec<&str> = MODIFIERS
            .iter()
            .filter(|(_, modifier)| given.contains(*modifier))
            .map(|(word, _)| *word)
            .collect();
        page.push_str(&format!(
            "| `{}` | {} | {} |\n",
            role.word(),
            role.about(),
            words.join(", ")
        ));
    }
    page
}
