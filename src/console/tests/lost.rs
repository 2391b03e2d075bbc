//! A terminal that is dragged about, and one that is gone.

use super::harbor::*;
use super::the_loop::{Stage, control, stage};
use crate::console::{Input, Model, Surface, run};
use crate::estate::Estate;
use crossterm::event::Event;
use std::io;
use std::time::Duration;

#[tokio::test(start_paused = true)]
async fn a_storm_of_sizes_is_drawn_thirty_times_a_second() {
    let Stage {
        operator,
        mut surface,
        model,
        feed,
        ..
    } = stage();
    let storm = async {
        for columns in 0..1_000 {
            let resized = Event::Resize(60 + columns % 80, 40);
            operator.send(Input::Event(resized)).unwrap();
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        operator.send(control('c')).unwrap();
    };
    let (left, ()) = tokio::join!(run(&mut surface, model, feed), storm);
    assert_eq!(left.unwrap().size, (60 + 999 % 80, 40), "none is lost");
    let frames = surface.shown.len();
    assert!((20..=32).contains(&frames), "{frames} frames in a second");
}

/// A terminal of which the other end is gone.
struct Gone;

impl Surface for Gone {
    async fn input(&mut self) -> Option<io::Result<Input>> {
        std::future::pending().await
    }

    fn draw(&mut self, _: &Model) -> io::Result<()> {
        Err(io::ErrorKind::BrokenPipe.into())
    }

    fn copy(&mut self, _: &str) -> io::Result<()> {
        Err(io::ErrorKind::BrokenPipe.into())
    }

    fn copy_lines(&mut self, _: &[String]) -> io::Result<()> {
        Err(io::ErrorKind::BrokenPipe.into())
    }

    fn alert(&mut self, _: &str) -> io::Result<()> {
        Err(io::ErrorKind::BrokenPipe.into())
    }

    fn suspend(&mut self) -> io::Result<()> {
        Err(io::ErrorKind::BrokenPipe.into())
    }

    fn resume(&mut self) -> io::Result<()> {
        Err(io::ErrorKind::BrokenPipe.into())
    }

    fn size(&self) -> io::Result<(u16, u16)> {
        Ok((120, 40))
    }
}

#[tokio::test(start_paused = true)]
async fn a_terminal_that_is_gone_takes_nothing_of_what_is_known_along() {
    let Stage { feed, .. } = stage();
    let estate = Harbor::calm().estate();
    let known = estate.slices().count();
    let lost = run(&mut Gone, model(estate, noon()), feed).await;
    let lost = lost.unwrap_err();
    assert_eq!(lost.why.kind(), io::ErrorKind::BrokenPipe);
    let left: &Estate = lost.model.estate();
    assert_eq!(
        left.slices().count(),
        known,
        "it is kept for the next start"
    );
}
