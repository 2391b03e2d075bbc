//! The loop in virtual time: what comes before what.

use super::harbor::*;
use crate::clock::Clock;
use crate::console::model::Over;
use crate::console::{
    Answer, Effect, Feed, Format, Input, Message, Model, Surface, run, shot, update,
};
use crate::estate::{Declaration, Estate, Observation};
use crate::terms::Region;
use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};
use std::io;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::Instant;

/// What was shown, and when.
#[derive(Debug)]
pub struct Shown {
    pub after: Duration,
    pub sources: usize,
    pub help: bool,
    pub foot: String,
}

/// A surface that keeps what is drawn on it.
pub struct Rehearsal {
    inputs: mpsc::UnboundedReceiver<Input>,
    pub began: Instant,
    pub shown: Vec<Shown>,
    suspended: usize,
    pub alerts: Vec<(Duration, String)>,
}

impl Surface for Rehearsal {
    async fn input(&mut self) -> Option<io::Result<Input>> {
        self.inputs.recv().await.map(Ok)
    }

    fn draw(&mut self, model: &Model) -> io::Result<()> {
        let mut foot = Model::new(
            model.session.clone(),
            model.plan.clone(),
            Estate::default(),
            model.now,
        );
        foot.notice.clone_from(&model.notice);
        let foot = shot(&mut foot, 120, 40, Format::Text);
        self.shown.push(Shown {
            after: self.began.elapsed(),
            sources: model.estate().slices().count(),
            help: matches!(model.over, Over::Help),
            foot: foot.lines().last().unwrap_or_default().to_owned(),
        });
        Ok(())
    }

    fn copy(&mut self, _: &str) -> io::Result<()> {
        Ok(())
    }

    fn copy_lines(&mut self, _: &[String]) -> io::Result<()> {
        Ok(())
    }

    fn alert(&mut self, line: &str) -> io::Result<()> {
        self.alerts.push((self.began.elapsed(), line.to_owned()));
        Ok(())
    }

    fn suspend(&mut self) -> io::Result<()> {
        self.suspended += 1;
        Ok(())
    }

    fn resume(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn size(&self) -> io::Result<(u16, u16)> {
        Ok((120, 40))
    }
}

/// A console with its operator and its sources at hand.
pub struct Stage {
    pub operator: mpsc::UnboundedSender<Input>,
    pub sources: mpsc::Sender<Observation>,
    pub answers: mpsc::Sender<Answer>,
    pub effects: mpsc::Receiver<Effect>,
    pub kept: mpsc::Receiver<Estate>,
    pub surface: Rehearsal,
    pub model: Model,
    pub feed: Feed,
}

pub fn stage() -> Stage {
    let (operator, inputs) = mpsc::unbounded_channel();
    let (sources, observations) = mpsc::channel(64);
    let (answers, answered) = mpsc::channel(8);
    let (effects_in, effects) = mpsc::channel(1);
    let (keep, kept) = mpsc::channel(1);
    Stage {
        operator,
        sources,
        answers,
        effects,
        kept,
        surface: Rehearsal {
            inputs,
            began: Instant::now(),
            shown: Vec::new(),
            suspended: 0,
            alerts: Vec::new(),
        },
        model: model(Estate::default(), noon()),
        feed: Feed {
            observations,
            answers: answered,
            effects: effects_in,
            keep,
            clock: Clock::starting_at(noon(), 1.0),
        },
    }
}

pub fn key(letter: char) -> Input {
    let key = KeyEvent::new(KeyCode::Char(letter), KeyModifiers::NONE);
    Input::Event(Event::Key(key))
}

pub fn control(letter: char) -> Input {
    let key = KeyEvent::new(KeyCode::Char(letter), KeyModifiers::CONTROL);
    Input::Event(Event::Key(key))
}

#[tokio::test(start_paused = true)]
async fn the_first_frame_waits_for_nothing() {
    let Stage {
        operator,
        mut surface,
        model,
        feed,
        ..
    } = stage();
    operator.send(key('q')).unwrap();
    run(&mut surface, model, feed).await.unwrap();
    assert_eq!(surface.shown[0].after, Duration::ZERO);
    assert_eq!(surface.shown[0].sources, 0);
}

#[tokio::test(start_paused = true)]
async fn quitting_does_not_wait_for_what_is_pending() {
    let Stage {
        operator,
        sources,
        mut surface,
        model,
        feed,
        ..
    } = stage();
    for observation in Harbor::calm().observations() {
        sources.send(observation).await.unwrap();
    }
    operator.send(key('q')).unwrap();
    let left = run(&mut surface, model, feed).await.unwrap();
    assert_eq!(
        left.estate().slices().count(),
        0,
        "nothing pending was taken in"
    );
    assert_eq!(surface.began.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn a_key_is_drawn_before_any_pending_observation_is_taken_in() {
    let Stage {
        operator,
        sources,
        mut surface,
        model,
        feed,
        ..
    } = stage();
    let all = Harbor::calm().observations();
    let count = all.len();
    for observation in all {
        sources.send(observation).await.unwrap();
    }
    operator.send(key('?')).unwrap();
    let leave = async {
        tokio::time::sleep(Duration::from_millis(200)).await;
        operator.send(control('c')).unwrap();
    };
    let (left, ()) = tokio::join!(run(&mut surface, model, feed), leave);
    left.unwrap();
    let shown = &surface.shown;
    assert!(!shown[0].help);
    assert!(shown[1].help, "the frame after the key shows what it did");
    assert_eq!((shown[1].sources, shown[1].after), (0, Duration::ZERO));
    assert_eq!(shown.last().unwrap().sources, count);
}

#[tokio::test(start_paused = true)]
async fn a_storm_of_observations_is_drawn_thirty_times_a_second() {
    let Stage {
        operator,
        sources,
        mut surface,
        model,
        feed,
        ..
    } = stage();
    let storm = async {
        let all = Harbor::calm().observations();
        for observation in all.iter().cycle().take(1_000) {
            sources.send(observation.clone()).await.unwrap();
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        operator.send(key('q')).unwrap();
    };
    let (left, ()) = tokio::join!(run(&mut surface, model, feed), storm);
    left.unwrap();
    let frames = surface.shown.len();
    assert!((20..=32).contains(&frames), "{frames} frames in a second");
}

#[tokio::test(start_paused = true)]
async fn nothing_waits_for_who_carries_out_effects() {
    let Stage {
        operator,
        mut effects,
        mut surface,
        model,
        feed,
        ..
    } = stage();
    // There is room for one, and nobody takes it out.
    operator.send(control('r')).unwrap();
    operator.send(control('r')).unwrap();
    let leave = async {
        tokio::time::sleep(Duration::from_millis(10)).await;
        operator.send(key('q')).unwrap();
    };
    let (left, ()) = tokio::join!(run(&mut surface, model, feed), leave);
    left.unwrap();
    assert_eq!(effects.recv().await, Some(Effect::Refresh));
    let told = surface.shown.iter().find(|it| it.foot.contains("not done"));
    assert_eq!(told.map(|it| it.after), Some(Duration::ZERO));
}

#[tokio::test(start_paused = true)]
async fn an_idle_minute_is_a_frame_a_second_and_a_calm_one_a_single_frame() {
    for (calm, frames) in [(false, 60..=62), (true, 2..=3)] {
        let Stage {
            operator,
            mut surface,
            mut model,
            feed,
            ..
        } = stage();
        model.session.calm = calm;
        let leave = async {
            tokio::time::sleep(Duration::from_millis(60_500)).await;
            operator.send(key('q')).unwrap();
        };
        let (left, ()) = tokio::join!(run(&mut surface, model, feed), leave);
        left.unwrap();
        let shown = surface.shown.len();
        assert!(frames.contains(&shown), "calm {calm}: {shown} frames");
    }
}

#[tokio::test(start_paused = true)]
async fn a_worker_that_panics_leaves_the_console_alive() {
    let Stage {
        operator,
        mut surface,
        model,
        feed,
        ..
    } = stage();
    let panic = "index out of bounds\u{1b}[2J".to_owned();
    operator.send(Input::WorkerPanicked(panic)).unwrap();
    let leave = async {
        tokio::time::sleep(Duration::from_millis(10)).await;
        operator.send(key('q')).unwrap();
    };
    let (left, ()) = tokio::join!(run(&mut surface, model, feed), leave);
    left.unwrap();
    let foot = &surface.shown[1].foot;
    assert!(
        foot.contains("a worker failed: index out of bounds\u{fffd}[2J"),
        "{foot}"
    );
}

#[tokio::test(start_paused = true)]
async fn control_z_suspends_and_sigterm_leaves() {
    let Stage {
        operator,
        mut surface,
        model,
        feed,
        ..
    } = stage();
    operator.send(control('z')).unwrap();
    operator.send(Input::Suspend).unwrap();
    operator.send(Input::Leave).unwrap();
    run(&mut surface, model, feed).await.unwrap();
    assert_eq!(surface.suspended, 2);
    assert_eq!(surface.began.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn sources_that_are_gone_do_not_end_the_console() {
    let Stage {
        operator,
        sources,
        answers,
        mut surface,
        model,
        feed,
        ..
    } = stage();
    drop((sources, answers));
    let leave = async {
        tokio::time::sleep(Duration::from_secs(5)).await;
        operator.send(key('q')).unwrap();
    };
    let (left, ()) = tokio::join!(run(&mut surface, model, feed), leave);
    left.unwrap();
    assert!(
        (5..=8).contains(&surface.shown.len()),
        "{:?}",
        surface.shown
    );
}

#[tokio::test(start_paused = true)]
async fn what_is_seen_is_handed_over_every_five_minutes_to_be_kept() {
    let Stage {
        operator,
        sources,
        mut kept,
        mut surface,
        model,
        feed,
        ..
    } = stage();
    for observation in Harbor::calm().observations() {
        sources.send(observation).await.unwrap();
    }
    let leave = async {
        tokio::time::sleep(Duration::from_secs(301)).await;
        operator.send(key('q')).unwrap();
    };
    let (left, ()) = tokio::join!(run(&mut surface, model, feed), leave);
    let left = left.unwrap();
    let handed = kept.try_recv().unwrap();
    assert_eq!(handed.slices().count(), left.estate().slices().count());
    assert!(kept.try_recv().is_err(), "once in five minutes");
}

#[test]
fn the_estate_is_watched_closely_for_as_long_as_a_region_is_down() {
    let mut model = model(Estate::default(), noon());
    let mut told = |declarations: Vec<Declaration>| {
        let message = Message::Answered(Answer::Declared(declarations));
        update(&mut model, message, noon())
    };
    let down = Declaration {
        region: Region::us_east_1(),
        since: noon(),
        declared: noon(),
        incident: None,
    };
    assert_eq!(told(vec![down.clone()]), [Effect::Watch { closely: true }]);
    assert_eq!(told(vec![down]), [], "said once");
    assert_eq!(told(Vec::new()), [Effect::Watch { closely: false }]);
}
