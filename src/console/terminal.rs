//! The real terminal: taken at the start, given back whatever happens.

use super::model::Model;
use super::outward::Between;
use super::surface::{Input, Surface};
use super::view;
use crossterm::cursor::{Hide, Show};
use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste, EventStream};
use crossterm::terminal::{
    BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen,
    disable_raw_mode, enable_raw_mode,
};
use crossterm::{execute, queue};
use futures::StreamExt;
use ratatui::backend::CrosstermBackend;
use ratatui::layout::Rect;
use std::io::{self, Stdout, Write};
use std::panic::PanicHookInfo;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::mpsc;

/// How many panics of workers may wait to be told.
const PANICS: usize = 16;

type Hook = Box<dyn Fn(&PanicHookInfo<'_>) + Send + Sync>;

/// The terminal of this process. Dropping it gives the terminal back; so does a
/// panic of the thread that took it, before its message is written. A panic of
/// any other thread leaves the terminal alone and is told as an input.
#[derive(Debug)]
pub struct Terminal {
    screen: ratatui::Terminal<CrosstermBackend<Stdout>>,
    events: Option<EventStream>,
    taken: Arc<AtomicBool>,
    panics: mpsc::Receiver<String>,
    signals: Signals,
    between: Between,
}

#[derive(Debug)]
struct Signals {
    terminate: Signal,
    hang_up: Signal,
    stop: Signal,
    resume: Signal,
}

impl Terminal {
    /// Takes the terminal: raw mode, the alternate screen, bracketed paste. Must
    /// be called on the thread that draws, inside a tokio runtime.
    ///
    /// # Errors
    /// When there is no terminal, or signals cannot be listened to.
    pub fn take() -> io::Result<Self> {
        let signals = Signals {
            terminate: signal(SignalKind::terminate())?,
            hang_up: signal(SignalKind::hangup())?,
            stop: signal(SignalKind::from_raw(SIGTSTP))?,
            resume: signal(SignalKind::from_raw(SIGCONT))?,
        };
        let taken = Arc::new(AtomicBool::new(false));
        let panics = watch_panics(Arc::clone(&taken));
        let screen = ratatui::Terminal::new(CrosstermBackend::new(io::stdout()))?;
        let mut terminal = Self {
            screen,
            events: None,
            taken,
            panics,
            signals,
            between: Between::from_environment(|name| std::env::var(name).ok()),
        };
        terminal.enter()?;
        Ok(terminal)
    }

    fn enter(&mut self) -> io::Result<()> {
        // Marked first: a failure half way is undone as well.
        self.taken.store(true, Ordering::SeqCst);
        enable_raw_mode()?;
        execute!(
            io::stdout(),
            EnterAlternateScreen,
            EnableBracketedPaste,
            Hide
        )?;
        // Not `clear`, which asks the terminal where its cursor is and waits.
        let size = self.screen.size()?;
        self.screen
            .resize(Rect::new(0, 0, size.width, size.height))?;
        self.events = Some(EventStream::new());
        Ok(())
    }
}

// Linux and the BSDs differ in these numbers.
#[cfg(target_os = "linux")]
const SIGTSTP: i32 = 20;
#[cfg(target_os = "linux")]
const SIGCONT: i32 = 18;
#[cfg(not(target_os = "linux"))]
const SIGTSTP: i32 = 18;
#[cfg(not(target_os = "linux"))]
const SIGCONT: i32 = 19;

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
        let _ = disable_raw_mode();
        let _ = out.flush();
    }
}

/// From now on a panic of this thread gives the terminal back before anything
/// is written; those of other threads are told through what is returned.
fn watch_panics(taken: Arc<AtomicBool>) -> mpsc::Receiver<String> {
    let (tell, told) = mpsc::channel(PANICS);
    let drawing = std::thread::current().id();
    let before: Hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if std::thread::current().id() == drawing {
            give_back(&taken);
            before(panic);
        } else if taken.load(Ordering::SeqCst) {
            // Full means that sixteen are waiting to be told already.
            let _ = tell.try_send(describe(panic));
        } else {
            before(panic);
        }
    }));
    told
}

fn describe(panic: &PanicHookInfo<'_>) -> String {
    let payload = panic.payload();
    let what = payload
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| payload.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "it gave no reason".to_owned());
    match panic.location() {
        Some(place) => format!("{what} ({}:{})", place.file(), place.line()),
        None => what,
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
            _ = self.signals.terminate.recv() => Some(Ok(Input::Leave)),
            _ = self.signals.hang_up.recv() => Some(Ok(Input::Leave)),
            _ = self.signals.stop.recv() => Some(Ok(Input::Suspend)),
            _ = self.signals.resume.recv() => Some(Ok(Input::Resume)),
            Some(what) = self.panics.recv() => Some(Ok(Input::WorkerPanicked(what))),
        }
    }

    fn draw(&mut self, model: &Model) -> io::Result<()> {
        queue!(io::stdout(), BeginSynchronizedUpdate)?;
        let drawn = self
            .screen
            .draw(|frame| {
                let area = frame.area();
                view::draw(model, area, frame.buffer_mut());
            })
            .map(|_| ());
        // Ended in any case: a terminal left waiting shows nothing at all.
        execute!(io::stdout(), EndSynchronizedUpdate).and(drawn)
    }

    fn copy(&mut self, text: &str) -> io::Result<()> {
        let sequence = self.between.copy(text).map_err(io::Error::other)?;
        write(&sequence)
    }

    fn alert(&mut self, line: &str) -> io::Result<()> {
        write(&self.between.notify(line))
    }

    fn suspend(&mut self) -> io::Result<()> {
        // Its reader would take keys meant for the shell.
        self.events = None;
        give_back(&self.taken);
        // Returns when this process is continued.
        let stopped = std::process::Command::new("kill")
            .args(["-STOP", &std::process::id().to_string()])
            .status();
        self.enter()?;
        stopped.and_then(|status| {
            let failed = || io::Error::other(format!("kill: {status}"));
            status.success().then_some(()).ok_or_else(failed)
        })
    }

    fn resume(&mut self) -> io::Result<()> {
        self.events = None;
        self.enter()
    }

    fn size(&self) -> io::Result<(u16, u16)> {
        let size = self.screen.size()?;
        Ok((size.width, size.height))
    }
}
