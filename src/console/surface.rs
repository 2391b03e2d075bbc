//! What the loop draws on and hears from: the terminal, or a test's own.

use super::model::Model;
use crate::terms::Instant;
use crossterm::event::Event;
use std::future::Future;
use std::io;

/// Something that comes from the side of the operator or of the system.
#[derive(Debug)]
pub enum Input {
    /// A key, a paste, a new size.
    Event(Event),
    /// SIGTERM, SIGHUP, or an interruption sent by a program: leave now, the
    /// terminal may be gone.
    Leave,
    /// SIGTSTP: leave the terminal and stop.
    Suspend,
    /// SIGCONT: the terminal is ours again, in whatever state it was left.
    Resume,
    /// A panic on another thread than the console's.
    WorkerPanicked(String),
}

/// What the loop draws on and hears from.
pub trait Surface {
    /// The next input. Must be safe to drop before it is ready. An error or
    /// `None` means that there is no operator any more.
    fn input(&mut self) -> impl Future<Output = Option<io::Result<Input>>>;

    /// Draws the model as it is.
    ///
    /// # Errors
    /// When the terminal cannot be written to.
    fn draw(&mut self, model: &Model) -> io::Result<()>;

    /// Names the terminal's window. Called with every frame; what is the same is
    /// not written again.
    ///
    /// # Errors
    /// When the terminal cannot be written to.
    fn title(&mut self, title: &str) -> io::Result<()> {
        let _ = title;
        Ok(())
    }

    /// Remembers a step, for the report of a failure that comes after it. Nothing
    /// that was typed is in it.
    fn note(&mut self, now: Instant, step: String) {
        let _ = (now, step);
    }

    /// Puts one line of text into the terminal's clipboard, as far as it has one.
    ///
    /// # Errors
    /// When the text is too long for any terminal, or this one cannot be written
    /// to.
    fn copy(&mut self, text: &str) -> io::Result<()>;

    /// Puts lines of text into the terminal's clipboard, as far as it has one: what is
    /// for a person to read, and not for a shell.
    ///
    /// # Errors
    /// As [`Surface::copy`].
    fn copy_lines(&mut self, lines: &[String]) -> io::Result<()>;

    /// Rings the bell, and shows a line as the terminal's notification, as far as
    /// it has one.
    ///
    /// # Errors
    /// When the terminal cannot be written to.
    fn alert(&mut self, line: &str) -> io::Result<()>;

    /// Gives the terminal back, stops the process, and takes the terminal again
    /// when it is continued.
    ///
    /// # Errors
    /// When the terminal cannot be written to.
    fn suspend(&mut self) -> io::Result<()>;

    /// Takes the terminal again after something else had it.
    ///
    /// # Errors
    /// When the terminal cannot be written to.
    fn resume(&mut self) -> io::Result<()>;

    /// The size of the terminal, columns and rows.
    ///
    /// # Errors
    /// When it cannot be told.
    fn size(&self) -> io::Result<(u16, u16)>;
}
