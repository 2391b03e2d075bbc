//! The real terminal: taken at the start, given back whatever happens.

use super::crash::{Trail, watch_panics};
use super::model::Model;
use super::outward::Between;
use super::paint;
use super::signals::Signals;
use super::surface::{Input, Surface};
use super::view;
use crate::terms::Instant;
use crossterm::cursor::{Hide, Show};
use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste, EventStream};
use crossterm::execute;
use crossterm::terminal::{
    EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode,
    enable_raw_mode,
};
use futures::StreamExt;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::io::{self, IsTerminal, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::sync::mpsc;

/// Keeps the window's title where the terminal can, and puts it back.
const PUSH_TITLE: &str = "\u{1b}[22;0t";
const POP_TITLE: &str = "\u{1b}[23;0t";

/// The terminal of this process. Dropping it gives the terminal back; so does a
/// panic of the thread that took it, before its message is written. A panic of
/// any other thread leaves the terminal alone and is told as an input.
#[derive(Debug)]
pub struct Terminal {
    /// What the terminal shows now; nothing is known of one just taken.
    shown: Option<Buffer>,
    title: String,
    events: Option<EventStream>,
    taken: Arc<AtomicBool>,
    panics: mpsc::Receiver<String>,
    signals: Signals,
    between: Between,
    trail: Trail,
}

impl Terminal {
    /// Takes the terminal: raw mode, the alternate screen, bracketed paste. Must
    /// be called on the thread that draws, inside a tokio runtime.
    ///
    /// # Errors
    /// When there is no terminal, or signals cannot be listened to.
    pub fn take(trail: Trail) -> io::Result<Self> {
        if !is_there() {
            return Err(io::ErrorKind::NotConnected.into());
        }
        let signals = Signals::listen()?;
        let taken = Arc::new(AtomicBool::new(false));
        let panics = watch_panics(Arc::clone(&taken), trail.clone(), give_back);
        let mut terminal = Self {
            shown: None,
            title: String::new(),
            events: None,
            taken,
            panics,
            signals,
            between: Between::from_environment(|name| std::env::var(name).ok()),
            trail,
        };
        terminal.enter()?;
        Ok(terminal)
    }

    fn enter(&mut self) -> io::Result<()> {
        // Marked first: a failure half way is undone as well.
        let before = self.taken.swap(true, Ordering::SeqCst);
        if before {
            // Whoever had the terminal meanwhile may have changed what is
            // believed to be set.
            disable_raw_mode()?;
        }
        enable_raw_mode()?;
        let mut out = io::stdout();
        if !before {
            out.write_all(PUSH_TITLE.as_bytes())?;
        }
        execute!(out, EnterAlternateScreen, EnableBracketedPaste, Hide)?;
        self.shown = None;
        self.title.clear();
        self.events = Some(EventStream::new());
        Ok(())
    }

    /// Brings the terminal from what it shows to `next`; writes nothing when that
    /// is the same.
    fn show(&mut self, next: Buffer) -> io::Result<()> {
        let same_size = |shown: &Buffer| shown.area == next.area;
        let shown = self.shown.take().filter(same_size);
        let bytes = paint::frame(shown.as_ref(), &next);
        if !bytes.is_empty() {
            let mut out = io::stdout();
            let drawn = out.write_all(&bytes).and_then(|()| out.flush());
            if drawn.is_err() {
                // Ended in any case: a terminal left waiting shows nothing at all.
                let _ = execute!(out, EndSynchronizedUpdate);
            }
            drawn?;
        }
        self.shown = Some(next);
        Ok(())
    }
}

/// Whether there is a terminal to read keys from and to draw on.
fn is_there() -> bool {
    io::stdin().is_terminal() && io::stdout().is_terminal()
}

impl Drop for Terminal {
    fn drop(&mut self) {
        give_back(&self.taken);
    }
}

/// Gives the terminal back, once. What fails here cannot be told to anyone.
fn give_back(taken: &AtomicBool) {
    if taken.swap(false, Ordering::SeqCst) {
        let mut out = io::stdout();
        let _ = execute!(
            out,
            EndSynchronizedUpdate,
            DisableBracketedPaste,
            LeaveAlternateScreen,
            Show
        );
        let _ = write(POP_TITLE);
        let _ = disable_raw_mode();
    }
}

fn write(sequence: &str) -> io::Result<()> {
    let mut out = io::stdout();
    out.write_all(sequence.as_bytes())?;
    out.flush()
}

impl Surface for Terminal {
    async fn input(&mut self) -> Option<io::Result<Input>> {
        let events = self.events.get_or_insert_with(EventStream::new);
        tokio::select! {
            biased;
            event = events.next() => event.map(|event| event.map(Input::Event)),
            told = self.signals.next() => Some(Ok(told)),
            Some(what) = self.panics.recv() => Some(Ok(Input::WorkerPanicked(what))),
        }
    }

    fn draw(&mut self, model: &Model) -> io::Result<()> {
        let (columns, rows) = self.size()?;
        let area = Rect::new(0, 0, columns, rows);
        let mut next = Buffer::empty(area);
        view::draw(model, area, &mut next);
        self.show(next)
    }

    fn title(&mut self, title: &str) -> io::Result<()> {
        if self.title == title {
            return Ok(());
        }
        title.clone_into(&mut self.title);
        write(&self.between.title(title))
    }

    fn copy(&mut self, text: &str) -> io::Result<()> {
        let sequence = self.between.copy(text).map_err(io::Error::other)?;
        write(&sequence)
    }

    fn copy_lines(&mut self, lines: &[String]) -> io::Result<()> {
        let sequence = self.between.copy_lines(lines).map_err(io::Error::other)?;
        write(&sequence)
    }

    fn alert(&mut self, line: &str) -> io::Result<()> {
        write(&self.between.notify(line))
    }

    fn note(&mut self, now: Instant, step: String) {
        self.trail.note(now, step);
    }

    fn suspend(&mut self) -> io::Result<()> {
        Signals::may_stop()?;
        // Its reader would take keys meant for the shell.
        self.events = None;
        give_back(&self.taken);
        // Returns when this process is continued.
        let stopped = Signals::stop();
        self.enter()?;
        stopped
    }

    fn resume(&mut self) -> io::Result<()> {
        self.events = None;
        self.enter()
    }

    fn size(&self) -> io::Result<(u16, u16)> {
        crossterm::terminal::size()
    }
}
