//! Whoever is at the other end: hears what is said, and types.

use std::future::Future;
use std::io;

/// What came of asking for a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// A line, without its newline.
    Line(String),
    /// Nobody is there any more: the input has ended, or the terminal has gone.
    Gone,
}

/// Whoever is at the other end.
pub trait Voice {
    /// Says something: whole lines, with their newlines.
    ///
    /// # Errors
    /// When nobody can hear it any more.
    fn say(&mut self, text: &str) -> io::Result<()>;

    /// Asks for a line. Dropping what is returned loses no line.
    ///
    /// # Errors
    /// When it cannot be asked for.
    fn hear(&mut self, prompt: &str) -> impl Future<Output = io::Result<Heard>>;

    /// Whether lines come whenever somebody types them. Where they do not, as from
    /// a script, one is only asked for when nothing goes on without it.
    fn is_live(&self) -> bool;
}
