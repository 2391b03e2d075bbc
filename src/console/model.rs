//! Everything that is shown. One owner, changed by [`super::update`] only.

use super::acting::catalogue::Catalogue;
use super::acting::dialog::Dialog;
use super::acting::{Acting, carried, writers};
use super::commands::Keymap;
use super::glance::Glance;
use super::line::Line;
use super::list::{Layout, List, ListState};
use super::look::Look;
use super::screens::{Page, SCREENS, Screen};
use super::view;
use super::walking::Walking;
use crate::act::{Past, Standing, Window};
use crate::assess::{Assessment, History, Verdict};
use crate::estate::{Estate, Source};
use crate::plan::Plan;
use crate::terms::{Instant, Span};
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

/// What this console may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// It looks, and changes nothing.
    ReadOnly,
    /// An action may run, for so long.
    Armed(Span),
}

impl Mode {
    /// The words in the header: what it is, and the minutes and seconds it lasts.
    #[must_use]
    pub fn words(self) -> String {
        match self {
            Self::ReadOnly => "READ-ONLY".to_owned(),
            Self::Armed(left) => {
                let seconds = left.duration().as_secs();
                format!(" ARMED {:02}:{:02} ", seconds / 60, seconds % 60)
            }
        }
    }
}

/// What does not change while the console runs.
#[derive(Debug, Clone)]
pub struct Session {
    /// Whether the AWS that answers is simulated: said on every frame.
    pub simulated: bool,
    /// The scenario that is played, when it is known: said in every file.
    pub scenario: Option<String>,
    /// Nothing moves but by the minute, as far as nothing younger is shown.
    pub calm: bool,
    /// How things look on this terminal.
    pub look: Look,
    /// Which keys run which command.
    pub keymap: Keymap,
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
#[derive(Debug, Clone)]
pub(super) enum Over {
    /// Nothing.
    Nothing,
    /// The help.
    Help,
    /// A line that is being typed, so far.
    Line(Typed, Line),
    /// What can be done.
    Catalogue(Catalogue),
    /// The review of an action.
    Review(Box<Dialog>),
}

/// What a line is typed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Typed {
    /// A command.
    Command,
    /// The filter of the open list.
    Filter,
    /// What a command of this word asks for.
    Words(&'static str),
}

/// How often what lists stand on has changed: by source, for another reason, and
/// at all.
#[derive(Debug, Default)]
pub(super) struct Revisions {
    all: u64,
    otherwise: u64,
    by_source: BTreeMap<Source, u64>,
}

impl Revisions {
    /// Something changed, by the word of a source or for another reason.
    pub(super) fn touch(&mut self, source: Option<Source>) {
        self.all += 1;
        match source {
            Some(source) => *self.by_source.entry(source).or_default() += 1,
            // Time or the operator's word turned something: any list may show it.
            None => self.otherwise += 1,
        }
    }

    /// How often it changed at all.
    pub(super) const fn all(&self) -> u64 {
        self.all
    }

    fn of(&self, list: &dyn List) -> u64 {
        match list.sources() {
            [] => self.all,
            sources => {
                let revisions = sources.iter().filter_map(|it| self.by_source.get(it));
                self.otherwise + revisions.sum::<u64>()
            }
        }
    }
}

/// Everything that is shown.
#[derive(Debug)]
pub struct Model {
    pub(super) session: Session,
    pub(super) plan: Arc<Plan>,
    pub(super) estate: Estate,
    pub(super) assessment: Assessment,
    pub(super) history: History,
    pub(super) now: Instant,
    pub(super) size: (u16, u16),
    pub(super) screen: &'static Screen,
    pub(super) over: Over,
    pub(super) scroll: usize,
    /// Lines of the help above what is visible.
    pub(super) help_scroll: usize,
    /// What was typed before, the oldest first, and which of it is shown again.
    pub(super) typed_before: Vec<String>,
    pub(super) recalled: Option<usize>,
    pub(super) notice: Option<(Tone, String)>,
    pub(super) closely: bool,
    pub(super) acting: Acting,
    pub(super) walking: Walking,
    pub(super) revisions: Revisions,
    lists: BTreeMap<&'static str, ListState>,
    /// Which of its lists each screen shows, by the screen's key.
    tabs: BTreeMap<char, usize>,
    /// Stands for a list that was never open.
    untouched: ListState,
    /// The verdict at `now`, once it was asked for.
    verdict: OnceLock<Verdict>,
}

impl Model {
    /// A console on a plan and what is known of its estate so far, which may be
    /// nothing, or what the last run kept.
    #[must_use]
    pub fn new(session: Session, plan: Arc<Plan>, estate: Estate, now: Instant) -> Self {
        let assessment = Assessment::of(Arc::clone(&plan), &estate, now);
        let mut history = History::default();
        history.note(&assessment, &estate, now);
        let mut acting = Acting::new(session.simulated, now);
        writers::note(&mut acting, &assessment, now);
        Self {
            session,
            acting,
            walking: Walking::default(),
            assessment,
            history,
            plan,
            estate,
            now,
            size: (80, 24),
            screen: SCREENS[0],
            over: Over::Nothing,
            scroll: 0,
            help_scroll: 0,
            typed_before: Vec::new(),
            recalled: None,
            notice: None,
            closely: false,
            revisions: Revisions::default(),
            lists: BTreeMap::new(),
            tabs: BTreeMap::new(),
            untouched: ListState::default(),
            verdict: OnceLock::new(),
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

    /// The verdict now.
    #[must_use]
    pub fn verdict(&self) -> &Verdict {
        let judge = || self.assessment.verdict(&self.estate, self.now);
        self.verdict.get_or_init(judge)
    }

    /// What the verdict follows from is another: it is to be worked out again.
    pub(super) fn judge_again(&mut self) {
        self.verdict.take();
    }

    /// What changed while the console was open.
    #[must_use]
    pub fn history(&self) -> &History {
        &self.history
    }

    /// Takes in how this run stands and what the journal says, before anything
    /// is drawn.
    pub fn take_up(&mut self, standing: Standing, past: Past) {
        carried::take_up(self, standing, past);
    }

    /// What this console may do now.
    #[must_use]
    pub fn mode(&self) -> Mode {
        match self.open_window() {
            Some(window) => Mode::Armed(window.left(self.now)),
            None => Mode::ReadOnly,
        }
    }

    /// The window in which an action may run, while it is open.
    pub(super) fn open_window(&self) -> Option<&Window> {
        let window = self.acting.standing.window.as_ref();
        window.filter(|window| window.is_open(self.now))
    }

    /// Whether an action may run now.
    pub(super) fn is_armed(&self) -> bool {
        self.open_window().is_some()
    }

    pub(super) fn tell(&mut self, tone: Tone, text: impl Into<String>) {
        self.notice = Some((tone, text.into()));
    }

    /// Opens a screen, without anyone asking for it: for a picture of it.
    pub fn show(&mut self, screen: &'static Screen) {
        self.open(screen);
        self.settle();
    }

    /// The name of the list that is open, when one is.
    #[must_use]
    pub fn open_list_title(&self) -> Option<&'static str> {
        self.open_list().map(List::title)
    }

    /// Opens a screen.
    pub(super) fn open(&mut self, screen: &'static Screen) {
        self.screen = screen;
        self.over = Over::Nothing;
        self.scroll = 0;
        self.walking.come_forward();
    }

    /// Whether nothing lies over the screen.
    pub(super) fn is_uncovered(&self) -> bool {
        matches!(self.over, Over::Nothing) && !super::glance::another_account(self)
    }

    /// Which of its screen's lists is open.
    pub(super) fn tab(&self) -> usize {
        self.tabs.get(&self.screen.key).copied().unwrap_or(0)
    }

    /// Opens another of the screen's lists, round and round.
    pub(super) fn turn(&mut self, by: isize) {
        let lists = self.screen.lists().len();
        let tab = (self.tab() + lists).saturating_add_signed(by);
        self.tabs.insert(self.screen.key, tab % lists.max(1));
    }

    /// The page that the screen shows, when it is not a list.
    pub(super) fn page(&self) -> Option<Page> {
        self.screen.page(self)
    }

    /// The list that is open.
    pub(super) fn open_list(&self) -> Option<&'static dyn List> {
        if self.page().is_some() {
            return None;
        }
        self.screen.lists().get(self.tab()).copied()
    }

    /// Where the operator is in a list.
    pub(super) fn list(&self, list: &dyn List) -> &ListState {
        self.lists.get(list.title()).unwrap_or(&self.untouched)
    }

    /// Does something to the list that is open.
    pub(super) fn on_list(&mut self, does: impl FnOnce(&'static dyn List, &mut ListState)) {
        if let Some(list) = self.open_list() {
            self.on(list, |state| does(list, state));
        }
    }

    /// Does something to a list, open or not.
    pub(super) fn on<T>(&mut self, list: &dyn List, does: impl FnOnce(&mut ListState) -> T) -> T {
        does(self.lists.entry(list.title()).or_default())
    }

    /// Brings the open list up to what it stands on. No other list is worked on.
    pub(super) fn settle(&mut self) {
        writers::note(&mut self.acting, &self.assessment, self.now);
        let Some(list) = self.open_list() else {
            return;
        };
        let revision = self.revisions.of(list);
        let mut state = self.lists.remove(list.title()).unwrap_or_default();
        let glance = Glance::of(self);
        let (width, height) = view::room(self);
        let layout = Layout::of(&glance, list, &state, width, height);
        let minute = self.now.timestamp().div_euclid(60);
        state.settle(list, &glance, (revision, minute), layout.rows);
        self.lists.insert(list.title(), state);
    }
}
