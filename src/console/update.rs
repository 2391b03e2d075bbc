//! What changes the model. Pure: nothing here awaits or does I/O; what is to be
//! done outside is returned.

use super::acting::{self, Order, carried, catalogue, dialog};
use super::alert::Alert;
use super::commands::{self, Ran};
use super::declare::Declare;
use super::line::{Edited, Line};
use super::model::{Model, Over, Tone, Typed};
use super::orders::Orders;
use crate::act::{Past, Standing};
use crate::estate::{Changes, Declaration, Observation, Scope, Source};
use crate::journal::Settled;
use crate::terms::{Instant, OutsideText, Span};
use crossterm::event::{KeyCode, KeyEvent, KeyEventKind};

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
}

/// Takes in a message at `now`, and returns what is to be done outside.
pub fn update(model: &mut Model, message: Message, now: Instant) -> Vec<Effect> {
    model.now = now;
    model.judge_again();
    let is_key = matches!(message, Message::Key(_));
    let mut effects = take_in(model, message, now);
    effects.extend(if is_key {
        acting::follow_key(model)
    } else {
        acting::follow(model)
    });
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
        Answer::NotSent(why) => carried::not_sent(model, &why),
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

/// What a key does to the line that is typed; nothing when none is, or it is no
/// key of a line.
fn typed(model: &mut Model, key: KeyEvent) -> Option<Vec<Effect>> {
    let Over::Line(typed, line) = &mut model.over else {
        return None;
    };
    let typed = *typed;
    match key.code {
        KeyCode::Tab => complete(model),
        KeyCode::Up => recall(model, -1),
        KeyCode::Down => recall(model, 1),
        KeyCode::Enter => {
            let line = line.text();
            model.over = Over::Nothing;
            if typed == Typed::Command {
                remember(model, &line);
                let ran = entered(model, &line);
                return Some(told(model, ran));
            }
        }
        _ => match line.press(key) {
            Edited::Here => {}
            Edited::Beyond => model.over = Over::Nothing,
            Edited::No => return None,
        },
    }
    narrow(model);
    Some(Vec::new())
}

/// Narrows the open list down to what is typed so far.
fn narrow(model: &mut Model) {
    if let Over::Line(Typed::Filter, typed) = &model.over {
        let typed = typed.text();
        model.on_list(|list, state| state.narrow(list, &typed));
    }
}

/// How many typed commands are kept to be recalled.
const RECALLED: usize = 50;

fn remember(model: &mut Model, line: &str) {
    let line = line.trim();
    if !line.is_empty() {
        model.typed_before.retain(|before| before != line);
        model.typed_before.push(line.to_owned());
        let over = model.typed_before.len().saturating_sub(RECALLED);
        model.typed_before.drain(..over);
    }
}

/// Shows an earlier command again, or a later one, or none.
fn recall(model: &mut Model, by: isize) {
    let Over::Line(Typed::Command, line) = &mut model.over else {
        return;
    };
    let count = model.typed_before.len();
    let at = model.recalled.unwrap_or(count).saturating_add_signed(by);
    let at = at.min(count);
    model.recalled = Some(at);
    *line = Line::of(model.typed_before.get(at).cloned().unwrap_or_default());
}

/// Completes what was typed: the command to the likeliest, what follows it as far
/// as only one thing can be meant.
fn complete(model: &mut Model) {
    let Over::Line(Typed::Command, line) = &model.over else {
        return;
    };
    let line = line.text();
    let start = line.rfind(' ').map_or(0, |space| space + 1);
    let (before, begun) = line.split_at(start);
    if before.is_empty() {
        // The likeliest is offered uppermost.
        if let Some(first) = commands::candidates(model, begun).first() {
            model.over = Over::Line(Typed::Command, Line::of(format!("{} ", first.command.word)));
        }
        return;
    }
    let candidates = commands::acting::completions(model, before).unwrap_or_else(|| {
        let regions = model.plan.regions.both().map(ToString::to_string);
        let words = ["down", "up", "--since", "--incident"].map(str::to_owned);
        regions.into_iter().chain(words).collect()
    });
    let mut fitting = candidates.iter().filter(|word| word.starts_with(begun));
    if let (Some(only), None) = (fitting.next(), fitting.next()) {
        model.over = Over::Line(Typed::Command, Line::of(format!("{before}{only} ")));
    }
}

fn entered(model: &mut Model, line: &str) -> Ran {
    let line = line.trim();
    let (word, arguments) = line.split_once(' ').unwrap_or((line, ""));
    if word.is_empty() {
        return Ok(Vec::new());
    }
    let command = commands::of_word(word)
        .ok_or_else(|| format!("there is no command `{word}`; ? lists them"))?;
    if !command.is_available(model) {
        return Err(format!("`{word}` has nothing to do here"));
    }
    command.run(model, arguments)
}

fn told(model: &mut Model, ran: Ran) -> Vec<Effect> {
    ran.unwrap_or_else(|why| {
        model.tell(Tone::Wrong, why);
        Vec::new()
    })
}
