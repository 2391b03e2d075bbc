//! The loop: inputs and observations to the model, the model to the surface.
//! Nothing between a key and the screen awaits anything but the next key.

use super::alert::{self, Alert, Watchman};
use super::glance;
use super::model::{Model, Tone};
use super::surface::{Input, Surface};
use super::update::{Answer, Effect, Message, update};
use crate::clock::Clock;
use crate::estate::{Estate, Observation};
use crate::terms::{Instant, Span};
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
    /// [`Effect::Suspend`] and [`Effect::Copy`].
    pub effects: mpsc::Sender<Effect>,
    /// Where the estate goes from time to time, to be kept for the next start:
    /// a console that is killed has not forgotten everything.
    pub keep: mpsc::Sender<Estate>,
    /// The clock of the house.
    pub clock: Clock,
}

/// How often the estate is handed over to be kept.
const KEEP_EVERY: Span = Span::minutes(5);

enum Woken {
    Input(Option<io::Result<Input>>),
    Observed(Option<Observation>),
    Answered(Option<Answer>),
    FrameDue,
    TickDue,
}

/// Runs the console until the operator leaves, and gives the model back: its
/// estate is what is kept for the next start. The first frame is drawn before
/// anything is waited for.
///
/// # Errors
/// When the terminal cannot be drawn on or read from.
pub async fn run(
    surface: &mut impl Surface,
    mut model: Model,
    mut feed: Feed,
) -> io::Result<Model> {
    let (columns, rows) = surface.size()?;
    pass(&mut model, Message::Resized(columns, rows), &feed);
    let (mut observing, mut answering) = (true, true);
    let mut dirty = true;
    let mut at_once = true;
    let mut drawn = Tick::now();
    let mut kept = feed.clock.now();
    let mut watchman = Watchman::new(kept);
    loop {
        if dirty && (at_once || drawn.elapsed() >= FRAME) {
            surface.draw(&model)?;
            drawn = Tick::now();
            (dirty, at_once) = (false, false);
            if let Some(alert) = changed(&model, &mut watchman, feed.clock.now()) {
                // A terminal that is really gone fails the next frame.
                let _ = surface.alert(&alert.line());
                hand_over(&mut model, &feed, Effect::Alert(alert));
            }
        }
        let tick = Tick::now() + until_tick(&model, &watchman, &feed.clock);
        // Biased: a key is looked for before anything else, every time.
        let woken = tokio::select! {
            biased;
            input = surface.input() => Woken::Input(input),
            answer = feed.answers.recv(), if answering => Woken::Answered(answer),
            () = sleep_until(drawn + FRAME), if dirty => Woken::FrameDue,
            () = sleep_until(tick) => Woken::TickDue,
            observation = feed.observations.recv(), if observing => Woken::Observed(observation),
        };
        let effects = match woken {
            Woken::Input(input) => {
                (dirty, at_once) = (true, true);
                match input {
                    None => return Ok(model),
                    Some(Err(error)) => return Err(error),
                    Some(Ok(Input::Leave)) => return Ok(model),
                    Some(Ok(Input::Suspend)) => vec![Effect::Suspend],
                    Some(Ok(Input::Resume)) => {
                        surface.resume()?;
                        Vec::new()
                    }
                    Some(Ok(Input::WorkerPanicked(what))) => {
                        pass(&mut model, Message::WorkerPanicked(what), &feed)
                    }
                    Some(Ok(Input::Event(event))) => match message(event) {
                        Some(message) => pass(&mut model, message, &feed),
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
                take_in(&mut model, observation, &mut feed)
            }
            Woken::Answered(None) => {
                answering = false;
                Vec::new()
            }
            Woken::Answered(Some(answer)) => {
                (dirty, at_once) = (true, true);
                pass(&mut model, Message::Answered(answer), &feed)
            }
            Woken::FrameDue => Vec::new(),
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
                pass(&mut model, Message::Ticked, &feed)
            }
        };
        for effect in effects {
            match effect {
                Effect::Quit => return Ok(model),
                Effect::Suspend => {
                    // A terminal that is really gone fails the next frame.
                    if let Err(error) = surface.suspend() {
                        model.tell(Tone::Wrong, format!("not suspended: {error}"));
                    }
                    (dirty, at_once) = (true, true);
                }
                Effect::Copy(text) => {
                    let copied = surface.copy(&text);
                    let (tone, told) = match copied {
                        Ok(()) => (Tone::Done, format!("copied {text}")),
                        Err(error) => (Tone::Wrong, error.to_string()),
                    };
                    model.tell(tone, told);
                    (dirty, at_once) = (true, true);
                }
                other => hand_over(&mut model, &feed, other),
            }
        }
    }
}

fn pass(model: &mut Model, message: Message, feed: &Feed) -> Vec<Effect> {
    update(model, message, feed.clock.now())
}

/// The change of the verdict's word that is to be told now.
fn changed(model: &Model, watchman: &mut Watchman, now: Instant) -> Option<Alert> {
    // Nothing of another account's is told either.
    if glance::another_account(model) {
        return None;
    }
    let verdict = model.verdict();
    let was = watchman.look(verdict.state, now)?;
    Some(Alert {
        plan: model.plan.name.clone(),
        was,
        is: verdict.state,
        reason: alert::reason(verdict),
        simulated: model.session.simulated,
    })
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
fn take_in(model: &mut Model, first: Observation, feed: &mut Feed) -> Vec<Effect> {
    let begun = Tick::now();
    let mut effects = pass(model, Message::Observed(first), feed);
    for _ in 1..BATCH {
        if begun.elapsed() >= PATIENCE {
            break;
        }
        let Ok(observation) = feed.observations.try_recv() else {
            break;
        };
        effects.extend(pass(model, Message::Observed(observation), feed));
    }
    effects
}

/// Gives an effect to whoever carries it out, without waiting for them.
fn hand_over(model: &mut Model, feed: &Feed, effect: Effect) {
    if feed.effects.try_send(effect).is_err() {
        model.tell(
            Tone::Wrong,
            "not done: what was asked for before is still under way",
        );
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
