//! Whoever sits at the terminal, or the script that is piped in.

use crate::line::{Heard, Voice};
use std::io::{self, BufRead, IsTerminal, Write};
use tokio::sync::mpsc;

/// Standard input and output.
#[derive(Debug)]
pub enum Streams {
    /// Somebody types: lines come when they come.
    Typed(mpsc::UnboundedReceiver<io::Result<String>>),
    /// A script: a line is read when it is needed.
    Script,
}

impl Streams {
    /// The streams of this process.
    #[must_use]
    pub fn of_process() -> Self {
        if !io::stdin().is_terminal() {
            return Self::Script;
        }
        let (send, lines) = mpsc::unbounded_channel();
        // A read of a terminal cannot be given up: it has a thread that ends with
        // the process.
        std::thread::spawn(move || {
            for line in io::stdin().lock().lines() {
                if send.send(line).is_err() {
                    return;
                }
            }
        });
        Self::Typed(lines)
    }
}

fn read_line() -> io::Result<Heard> {
    let mut line = String::new();
    let read = io::stdin().lock().read_line(&mut line)?;
    Ok(if read == 0 {
        Heard::Gone
    } else {
        Heard::Line(line.trim_end_matches(['\r', '\n']).to_owned())
    })
}

impl Voice for Streams {
    fn say(&mut self, text: &str) -> io::Result<()> {
        let mut out = io::stdout().lock();
        out.write_all(text.as_bytes())?;
        out.flush()
    }

    async fn hear(&mut self, prompt: &str) -> io::Result<Heard> {
        self.say(prompt)?;
        match self {
            Self::Typed(lines) => match lines.recv().await {
                Some(line) => line.map(Heard::Line),
                None => Ok(Heard::Gone),
            },
            Self::Script => {
                let heard = tokio::task::spawn_blocking(read_line).await;
                heard.map_err(io::Error::other)?
            }
        }
    }

    fn is_live(&self) -> bool {
        matches!(self, Self::Typed(_))
    }
}
