//! The loop: inputs and observations to the model, the model to the surface.
//! Nothing between a key and the screen awaits anything but the next key.

use super::acting::{carried, dialog};
use super::alert::{self, Alert, Watchman};
use super::glance;
use super::model::{Model, Tone};
use super::surface::{Input, Surface};
use super::update::{Answer, Effect, Message, update};
use crate::clock::Clock;
use crate::estate::{Estate, Observation};
use crate::terms::Span;
use crossterm::event::Event;
use std::io;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::{Instant as Tick, sleep_until};

/// The least time between two frames that no key asked for.
const FRAME: Duration = Duration::from_millis(33);

/// How many observations are taken in before a key is looked for again.
const BATCH: usize = 32;

/// How long observations are taken in before a key is looked for again, for
/// those that bring ten thousand facts each.
const PATIENCE: Duration = Duration::from_millis(10);

/// What the console is fed with, and where its effects go.
#[derive(Debug)]
pub struct Feed {
    /// What the sources see.
    pub observations: mpsc::Receiver<Observation>,
    /// What effects came to.
    pub answers: mpsc::Receiver<Answer>,
    /// Effects for others to carry out: all but [`Effect::Quit`],
    /// [`Effect::Suspend`], [`Effect::Copy`] and [`Effect::CopyLines`].
    pub effects: mpsc::Sender<Effect>,
    /// Where the estate goes from time to time, to be kept for the next start:
    /// a console that is killed has not forgotten everything.
    pub keep: mpsc::Sender<Estate>,
    /// The clock of the house.
    pub clock: Clock,
}

/// How long a dialog is on the screen before it takes keys: one that was typed
/// before it was seen was not meant for it, and neither is one that a person
/// could not have typed in answer to it.
const SEEN: Duration = Duration::from_millis(300);

/// How often the estate is handed over to be kept.
const KEEP_EVERY: Span = Span::minutes(5);

enum Woken {
    Input(Option<io::Result<Input>>),
    Observed(Option<Observation>),
    Answered(Option<Answer>),
    FrameDue,
    Seen,
    TickDue,
}

/// The terminal failed, or is gone.
#[derive(Debug, thiserror::Error)]
#[error("the terminal cannot be used any more: {why}")]
pub struct Lost {
    /// Everything that was known: its estate is what is kept for the next start.
    pub model: Box<Model>,
    /// What the system said.
    pub why: io::Error,
}

/// Runs the console until the operator leaves, and gives the model back: its
/// estate is what is kept for the next start. The first frame is drawn before
/// anything is waited for.
///
/// # Errors
/// When the terminal cannot be drawn on or read from.
pub async fn run(surface: &mut impl Surface, model: Model, feed: Feed) -> Result<Model, Lost> {
    let mut model = Box::new(model);
    match until_left(surface, &mut model, feed).await {
        Ok(()) => Ok(*model),
        Err(why) => Err(Lost { model, why }),
    }
}

async fn until_left(
    surface: &mut impl Surface,
    model: &mut Model,
    mut feed: Feed,
) -> io::Result<()> {
    let (columns, rows) = surface.size()?;
    pass(model, Message::Resized(columns, rows), &feed);
    let (mut observing, mut answering) = (true, true);
    let mut dirty = true;
    let mut at_once = true;
    let mut drawn = Tick::now();
    let mut kept = feed.clock.now();
    let mut watchman = Watchman::new(kept);
    // When a dialog that was drawn has been seen.
    let mut seen: Option<Tick> = None;
    loop {
        if dirty && (at_once || drawn.elapsed() >= FRAME) {
            surface.draw(model)?;
            drawn = Tick::now();
            if dialog::is_unseen(model) {
                seen.get_or_insert(drawn + SEEN);
            } else {
                seen = None;
            }
            (dirty, at_once) = (false, false);
            tell_of_changes(surface, model, &feed, &mut watchman)?;
        }
        let tick = Tick::now() + until_tick(model, &watchman, &feed.clock);
        // Biased: a key is looked for before anything else, every time.
        let woken = tokio::select! {
            biased;
            input = surface.input() => Woken::Input(input),
            answer = feed.answers.recv(), if answering => Woken::Answered(answer),
            () = sleep_until(drawn + FRAME), if dirty => Woken::FrameDue,
            () = sleep_until(seen.unwrap_or(tick)), if seen.is_some() => Woken::Seen,
            () = sleep_until(tick) => Woken::TickDue,
            observation = feed.observations.recv(), if observing => Woken::Observed(observation),
        };
        let effects = match woken {
            Woken::Input(None) => return Ok(()),
            Woken::Input(Some(input)) => {
                let input = input?;
                // A storm of sizes is drawn as any other.
                at_once |= !matches!(input, Input::Event(Event::Resize(..)));
                dirty = true;
                match input {
                    Input::Leave => return Ok(()),
                    Input::Suspend => vec![Effect::Suspend],
                    Input::Resume => {
                        surface.resume()?;
                        Vec::new()
                    }
                    Input::WorkerPanicked(what) => {
                        pass(model, Message::WorkerPanicked(what), &feed)
                    }
                    Input::Event(event) => match message(event) {
                        Some(message) => pass(model, message, &feed),
                        None => Vec::new(),
                    },
                }
            }
            Woken::Observed(None) => {
                observing = false;
                Vec::new()
            }
            Woken::Observed(Some(observation)) => {
                dirty = true;
                take_in(surface, model, observation, &mut feed)
            }
            Woken::Answered(None) => {
                answering = false;
                Vec::new()
            }
            Woken::Answered(Some(answer)) => {
                (dirty, at_once) = (true, true);
                pass(model, Message::Answered(answer), &feed)
            }
            Woken::FrameDue => Vec::new(),
            Woken::Seen => {
                seen = None;
                (dirty, at_once) = (true, true);
                pass(model, Message::Seen, &feed)
            }
            Woken::TickDue => {
                dirty = true;
                let now = feed.clock.now();
                // When the last one is still being written, this one is not
                // needed: the next is five minutes away.
                if Span::between(kept, now) >= KEEP_EVERY
                    && feed.keep.try_send(model.estate().clone()).is_ok()
                {
                    kept = now;
                }
                pass(model, Message::Ticked, &feed)
            }
        };
        for effect in effects {
            surface.note(feed.clock.now(), format!("to do: {}", word(&effect)));
            if effect == Effect::Quit {
                return Ok(());
            }
            let shows = matches!(
                effect,
                Effect::Suspend | Effect::Copy(_) | Effect::CopyLines(_)
            );
            if shows {
                (dirty, at_once) = (true, true);
            }
            carry_out(surface, model, &feed, effect);
        }
    }
}

/// Carries out an effect, or gives it to whoever does.
fn carry_out(surface: &mut impl Surface, model: &mut Model, feed: &Feed, effect: Effect) {
    match effect {
        Effect::Suspend => {
            // A terminal that is really gone fails the next frame.
            if let Err(error) = surface.suspend() {
                model.tell(Tone::Wrong, format!("not suspended: {error}"));
            }
        }
        Effect::Copy(text) => match surface.copy(&text) {
            Ok(()) => model.tell(Tone::Done, format!("copied {text}")),
            Err(error) => model.tell(Tone::Wrong, error.to_string()),
        },
        Effect::CopyLines(lines) => match surface.copy_lines(&lines) {
            Ok(()) => model.tell(Tone::Done, format!("copied {} lines", lines.len())),
            Err(error) => model.tell(Tone::Wrong, error.to_string()),
        },
        other => hand_over(model, feed, other),
    }
}

/// An effect in a word, without anything that was typed.
const fn word(effect: &Effect) -> &'static str {
    match effect {
        Effect::Quit => "quit",
        Effect::Suspend => "suspend",
        Effect::Refresh => "refresh",
        Effect::Watch { closely: true } => "watch closely",
        Effect::Watch { closely: false } => "watch calmly",
        Effect::Declare(_) => "declare",
        Effect::Copy(_) | Effect::CopyLines(_) => "copy",
        Effect::Export { .. } => "export",
        Effect::KeepOrders(_) => "keep the order of lists",
        Effect::Alert(_) => "alert",
        Effect::Arm { .. } => "arm",
        Effect::Disarm { .. } => "disarm",
        Effect::LookAt(_) => "look at what an action stands on",
        Effect::Act(_) => "act",
        Effect::Settle(_) => "settle",
        Effect::Ask(_) => "ask as a customer would",
        Effect::Walk(_) => "write down what happens in a walk",
    }
}

fn pass(model: &mut Model, message: Message, feed: &Feed) -> Vec<Effect> {
    update(model, message, feed.clock.now())
}

/// Tells of the verdict where it is seen from elsewhere: in the window's title,
/// and when its word changed, as an alert.
fn tell_of_changes(
    surface: &mut impl Surface,
    model: &mut Model,
    feed: &Feed,
    watchman: &mut Watchman,
) -> io::Result<()> {
    let between = model.session.look.characters.written("–");
    let mark = if model.session.simulated {
        "SIMULATED "
    } else {
        ""
    };
    let plan = &model.plan.name;
    // Nothing of another account's is told either.
    if glance::another_account(model) {
        return surface.title(&format!(
            "lifeboat {between} {plan} {between} ANOTHER ACCOUNT"
        ));
    }
    let now = feed.clock.now();
    let verdict = model.verdict();
    let word = verdict.state.word();
    surface.title(&format!("lifeboat {between} {mark}{plan} {between} {word}"))?;
    let Some(was) = watchman.look(verdict.state, now) else {
        return Ok(());
    };
    let alert = Alert {
        plan: plan.clone(),
        was,
        is: verdict.state,
        reason: alert::reason(verdict),
        simulated: model.session.simulated,
    };
    surface.alert(&alert.line())?;
    hand_over(model, feed, Effect::Alert(alert));
    Ok(())
}

/// How long the host waits until time alone changes what is shown or told.
fn until_tick(model: &Model, watchman: &Watchman, clock: &Clock) -> Duration {
    let now = clock.now();
    let shown = glance::until_tick(model, now);
    let told = watchman.due().map(|due| Span::between(now, due).duration());
    clock.on_host(told.map_or(shown, |told| shown.min(told)))
}

/// Takes in an observation and those that wait behind it, as far as a key is
/// not kept waiting.
fn take_in(
    surface: &mut impl Surface,
    model: &mut Model,
    first: Observation,
    feed: &mut Feed,
) -> Vec<Effect> {
    let begun = Tick::now();
    note(surface, &first);
    let mut effects = pass(model, Message::Observed(first), feed);
    for _ in 1..BATCH {
        if begun.elapsed() >= PATIENCE {
            break;
        }
        let Ok(observation) = feed.observations.try_recv() else {
            break;
        };
        note(surface, &observation);
        effects.extend(pass(model, Message::Observed(observation), feed));
    }
    effects
}

fn note(surface: &mut impl Surface, observation: &Observation) {
    let Observation {
        source, scope, at, ..
    } = observation;
    let came = if observation.outcome.is_ok() {
        "seen"
    } else {
        "failed"
    };
    surface.note(*at, format!("{source} in {scope}: {came}"));
}

/// Gives an effect to whoever carries it out, without waiting for them.
fn hand_over(model: &mut Model, feed: &Feed, effect: Effect) {
    if let Err(full) = feed.effects.try_send(effect) {
        carried::not_handed_over(model, &full.into_inner());
    }
}

fn message(event: Event) -> Option<Message> {
    match event {
        Event::Key(key) => Some(Message::Key(key)),
        Event::Paste(text) => Some(Message::Pasted(text)),
        Event::Resize(columns, rows) => Some(Message::Resized(columns, rows)),
        Event::FocusGained | Event::FocusLost | Event::Mouse(_) => None,
    }
}
