//! Everything that is shown. One owner, changed by [`super::update`] only.

use super::look::Look;
use super::screens::SCREENS;
use super::screens::Screen;
use crate::assess::Assessment;
use crate::estate::Estate;
use crate::plan::Plan;
use crate::terms::Instant;
use std::sync::Arc;

/// What this console may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// It looks, and changes nothing.
    ReadOnly,
}

impl Mode {
    /// The word in the header.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::ReadOnly => "READ-ONLY",
        }
    }
}

/// What does not change while the console runs.
#[derive(Debug, Clone)]
pub struct Session {
    /// What this console may do.
    pub mode: Mode,
    /// Whether the AWS that answers is simulated: said on every frame.
    pub simulated: bool,
    /// Nothing moves but by the minute, as far as nothing younger is shown.
    pub calm: bool,
    /// How things look on this terminal.
    pub look: Look,
}

/// How a notice is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// It was done.
    Done,
    /// It was not, or something failed.
    Wrong,
}

/// What lies over the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Over {
    /// Nothing.
    Nothing,
    /// The help.
    Help,
    /// The command line, with what was typed so far.
    Palette(String),
}

/// Everything that is shown.
#[derive(Debug)]
pub struct Model {
    pub(super) session: Session,
    pub(super) plan: Arc<Plan>,
    pub(super) estate: Estate,
    pub(super) assessment: Assessment,
    pub(super) now: Instant,
    pub(super) size: (u16, u16),
    pub(super) screen: &'static Screen,
    pub(super) over: Over,
    pub(super) scroll: usize,
    pub(super) notice: Option<(Tone, String)>,
    pub(super) closely: bool,
}

impl Model {
    /// A console on a plan and what is known of its estate so far, which may be
    /// nothing, or what the last run kept.
    #[must_use]
    pub fn new(session: Session, plan: Arc<Plan>, estate: Estate, now: Instant) -> Self {
        Self {
            session,
            assessment: Assessment::of(Arc::clone(&plan), &estate, now),
            plan,
            estate,
            now,
            size: (80, 24),
            screen: SCREENS[0],
            over: Over::Nothing,
            scroll: 0,
            notice: None,
            closely: false,
        }
    }

    /// What AWS was last seen to say.
    #[must_use]
    pub fn estate(&self) -> &Estate {
        &self.estate
    }

    /// The assessment of it.
    #[must_use]
    pub fn assessment(&self) -> &Assessment {
        &self.assessment
    }

    pub(super) fn tell(&mut self, tone: Tone, text: impl Into<String>) {
        self.notice = Some((tone, text.into()));
    }
}
