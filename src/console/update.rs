//! What changes the model. Pure: nothing here awaits or does I/O; what is to be
//! done outside is returned.

use super::acting::{self, Order, carried, catalogue, dialog};
use super::alert::Alert;
use super::commands;
use super::declare::Declare;
use super::model::{Model, Over, Tone};
use super::orders::Orders;
use super::typing::{narrow, told, typed};
use super::walking::{self, Mark, WalkOrder, WalkProbe, WalksTold};
use crate::act::{Past, Standing};
use crate::estate::{Changes, Declaration, Observation, Scope, Source, Tried};
use crate::journal::Settled;
use crate::runbook::{Asked, Sheet};
use crate::terms::{Instant, OutsideText, Span};
use crossterm::event::{KeyEvent, KeyEventKind};

/// Something that happened.
#[derive(Debug)]
pub enum Message {
    /// A key was pressed.
    Key(KeyEvent),
    /// Text was pasted.
    Pasted(String),
    /// The terminal has another size, columns and rows.
    Resized(u16, u16),
    /// A source saw something.
    Observed(Observation),
    /// What was asked for outside came to this.
    Answered(Answer),
    /// Time has passed.
    Ticked,
    /// A dialog has been on the screen long enough to be seen, and every key that
    /// was waiting has been taken: from now on it takes keys.
    Seen,
    /// A worker panicked; the console lives on.
    WorkerPanicked(String),
}

/// What an effect came to.
#[derive(Debug)]
pub enum Answer {
    /// The declarations that stand now: every one.
    Declared(Vec<Declaration>),
    /// A word about it, for the operator.
    Notice(Tone, String),
    /// How this run stands and what the journal says, as a whole: after each
    /// record that was written, by this run or another.
    Acting {
        /// How this run stands.
        standing: Box<Standing>,
        /// What the journal says.
        past: Box<Past>,
    },
    /// The window is open; [`Answer::Acting`] came before and holds it.
    Armed,
    /// The window was not opened, and why.
    NotArmed(String),
    /// What was confirmed was sent, and what AWS said, or that its answer is not
    /// known: it is watched.
    Sent {
        /// The intent's number in the journal.
        sequence: u64,
        /// What came of sending it.
        words: String,
    },
    /// Nothing was sent, and why.
    NotSent(String),
    /// The runbooks that there are now, and why others could not be read.
    Runbooks {
        /// Every one of them.
        sheets: Vec<Sheet>,
        /// What could not be read.
        trouble: Option<String>,
    },
    /// How walks stand: after each record that was written, by this run or another.
    Walks(Box<WalksTold>),
    /// What came of a probe of a walk.
    Asked {
        /// Where the walk was.
        mark: Mark,
        /// What came.
        asked: Asked,
    },
    /// What was asked for in a walk was not done, or not written down; how the walk
    /// stands comes after it.
    NotWalked {
        /// The order's number.
        number: u64,
        /// Why.
        why: String,
    },
}

/// Something to be done outside the model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Leave, at once.
    Quit,
    /// Leave the terminal and stop, until continued.
    Suspend,
    /// Ask every source again now.
    Refresh,
    /// Watch closely while a Region is silent or declared down, calmly otherwise.
    Watch {
        /// Whether to watch closely.
        closely: bool,
    },
    /// Keep the operator's word about a Region, and answer with
    /// [`Answer::Declared`].
    Declare(Declare),
    /// Put one line of text into the terminal's clipboard.
    Copy(String),
    /// Put lines of text into the terminal's clipboard, for people to read.
    CopyLines(Vec<String>),
    /// Write a view into a new file, and answer with its path.
    Export {
        /// What the file is called, before the time.
        stem: String,
        /// What its name ends with, without the dot.
        extension: &'static str,
        /// What is in it.
        content: String,
    },
    /// Keep in which order the lists stand, for the next run.
    KeepOrders(Orders),
    /// Tell of a change of the verdict.
    Alert(Alert),
    /// Open the window in which an action may run; answered with
    /// [`Answer::Armed`] or [`Answer::NotArmed`].
    Arm {
        /// Why.
        reason: String,
        /// The incident's name.
        incident: Option<OutsideText>,
        /// For how long; the usual length unless said.
        length: Option<Span>,
    },
    /// Close it, and answer with [`Answer::Acting`].
    Disarm {
        /// By whom or what.
        why: String,
    },
    /// Look again now at some sources: what is reviewed or under way stands on
    /// them.
    LookAt(Vec<(Source, Scope)>),
    /// Run what was confirmed; answered with [`Answer::Sent`] or
    /// [`Answer::NotSent`].
    Act(Order),
    /// Write down what an intent came to, unless that was written meanwhile, and
    /// answer with [`Answer::Acting`].
    Settle(Settled),
    /// Do something with a walk; answered with [`Answer::Walks`], and before it with
    /// [`Answer::NotWalked`] when it was not done.
    Walk(WalkOrder),
    /// Ask what a probe of a walk asks; answered with [`Answer::Asked`].
    Ask(Box<WalkProbe>),
}

/// Takes in a message at `now`, and returns what is to be done outside.
pub fn update(model: &mut Model, message: Message, now: Instant) -> Vec<Effect> {
    model.now = now;
    model.judge_again();
    let is_key = matches!(message, Message::Key(_));
    let mut effects = take_in(model, message, now);
    if is_key {
        effects.extend(acting::follow_key(model));
        effects.extend(walking::follow_key(model));
    } else {
        effects.extend(acting::follow(model));
        effects.extend(walking::follow(model));
    }
    model.settle();
    let closely = is_incident(model);
    if closely != model.closely {
        model.closely = closely;
        effects.push(Effect::Watch { closely });
    }
    effects
}

/// Whether a Region of the plan is silent, or down by the operator's word, or an
/// action is near.
fn is_incident(model: &Model) -> bool {
    let estate = &model.estate;
    acting::is_close(model)
        || model.walking.here().is_some()
        || model.plan.regions.both().into_iter().any(|region| {
            estate.declared_down(region).is_some() || estate.silent_since(region).is_some()
        })
}

fn take_in(model: &mut Model, message: Message, now: Instant) -> Vec<Effect> {
    match message {
        Message::Key(key) if key.kind == KeyEventKind::Release => Vec::new(),
        Message::Key(key) => press(model, key),
        Message::Pasted(text) => {
            pasted(model, &text);
            Vec::new()
        }
        Message::Resized(columns, rows) => {
            model.size = (columns, rows);
            Vec::new()
        }
        Message::Observed(observation) => {
            let source = observation.source;
            let changes = model.estate.apply(observation);
            let examined = model.assessment.update(&model.estate, &changes, now);
            model.history.note(&model.assessment, &model.estate, now);
            let same = changes.facts.is_empty() && changes.metrics.is_empty();
            // That it failed, or answers again, is news to whoever stands on it.
            let same = same && changes.standing.is_empty();
            if !same || examined > 0 {
                model.revisions.touch((!same).then_some(source));
            }
            Vec::new()
        }
        Message::Answered(answer) => {
            answered(model, answer);
            Vec::new()
        }
        Message::Seen => {
            dialog::seen(model);
            Vec::new()
        }
        Message::Ticked => {
            assess_again(model);
            Vec::new()
        }
        Message::WorkerPanicked(what) => {
            model.tell(Tone::Wrong, format!("a worker failed: {what}"));
            Vec::new()
        }
    }
}

fn assess_again(model: &mut Model) {
    let nothing = Changes::default();
    let examined = model.assessment.update(&model.estate, &nothing, model.now);
    model
        .history
        .note(&model.assessment, &model.estate, model.now);
    if examined > 0 {
        model.revisions.touch(None);
    }
}

/// Takes in what was tried of recovery, by the journal; whether that is news. What
/// runbooks there are in the plan's folder was read at the start.
fn tried(model: &mut Model, by_journal: Tried) -> bool {
    let before = model.estate.tried();
    let runbooks = before.map(|it| it.runbooks.clone()).unwrap_or_default();
    let tried = Tried {
        runbooks,
        ..by_journal
    };
    let is_news = before.is_none_or(|before| **before != tried);
    if is_news {
        model.estate.set_tried(tried);
    }
    is_news
}

fn answered(model: &mut Model, answer: Answer) {
    match answer {
        Answer::Declared(declarations) => {
            model.estate.set_declared(declarations);
            assess_again(model);
        }
        Answer::Notice(tone, text) => model.tell(tone, text),
        Answer::Acting { standing, past } => carried::take_up(model, *standing, *past),
        Answer::Armed => carried::armed(model),
        Answer::NotArmed(why) => carried::not_armed(model, &why),
        Answer::Sent { sequence, words } => carried::sent(model, sequence, &words),
        Answer::NotSent(why) => {
            model.walking.not_sent();
            carried::not_sent(model, &why);
        }
        Answer::Runbooks { sheets, trouble } => {
            walking::linting::take_up(model, sheets, trouble);
        }
        Answer::Walks(mut told) => {
            if told.tried.take().is_some_and(|it| tried(model, it)) {
                assess_again(model);
            }
            walking::take_up(model, *told);
        }
        Answer::NotWalked { number, why } => walking::not_walked(model, number, &why),
        Answer::Asked { mark, asked } => walking::probing::take_up(model, mark, asked),
    }
}

/// Takes in a paste: the first line only, since a paste never runs anything.
/// Terminals end its lines as the Enter key does.
fn pasted(model: &mut Model, text: &str) {
    let line = text.split(['\r', '\n']).next().unwrap_or_default();
    match &mut model.over {
        Over::Line(_, typed) => {
            typed.insert(line);
            narrow(model);
        }
        Over::Catalogue(_) => catalogue::pasted(model, line),
        Over::Review(_) => dialog::pasted(model, line),
        Over::Nothing | Over::Help => {}
    }
}

fn press(model: &mut Model, key: KeyEvent) -> Vec<Effect> {
    let typing = |model: &Model| matches!(model.over, Over::Line(..));
    let was_typing = typing(model);
    let effects = pressed(model, key);
    model.walking.line(typing(model), was_typing);
    effects
}

fn pressed(model: &mut Model, key: KeyEvent) -> Vec<Effect> {
    let own = match &model.over {
        Over::Review(_) => dialog::press(model, key),
        Over::Catalogue(_) => catalogue::press(model, key),
        Over::Nothing | Over::Help | Over::Line(..) => None,
    };
    if let Some(effects) = own {
        return effects;
    }
    model.notice = None;
    if let Some(effects) = typed(model, key) {
        return effects;
    }
    match commands::of_key(model, key) {
        Some(command) => {
            let ran = command.run(model, "");
            told(model, ran)
        }
        None => Vec::new(),
    }
}
