//! What the system tells this process while it has the terminal.

use super::surface::Input;
use rustix::process::{Signal as Number, getpid, getsid, kill_current_process_group};
use std::io;
use tokio::signal::unix::{Signal, SignalKind, signal};

/// What the system tells this process.
#[derive(Debug)]
pub struct Signals {
    leave: [Signal; 4],
    stop: Signal,
    resume: Signal,
}

impl Signals {
    /// Listens from now on. Call it inside a tokio runtime.
    ///
    /// # Errors
    /// When the system does not let us.
    pub fn listen() -> io::Result<Self> {
        let listen = |number: Number| signal(SignalKind::from_raw(number.as_raw()));
        Ok(Self {
            // From the keyboard neither of the first two comes as a signal.
            leave: [
                listen(Number::INT)?,
                listen(Number::QUIT)?,
                listen(Number::TERM)?,
                listen(Number::HUP)?,
            ],
            stop: listen(Number::TSTP)?,
            resume: listen(Number::CONT)?,
        })
    }

    /// The next that is told. Safe to drop before it is ready.
    pub async fn next(&mut self) -> Input {
        let [interrupt, quit, terminate, hang_up] = &mut self.leave;
        tokio::select! {
            _ = interrupt.recv() => Input::Leave,
            _ = quit.recv() => Input::Leave,
            _ = terminate.recv() => Input::Leave,
            _ = hang_up.recv() => Input::Leave,
            _ = self.stop.recv() => Input::Suspend,
            // After a stop of our own making too: of two that come close together
            // only one is told, and the other may have been a shell's.
            _ = self.resume.recv() => Input::Resume,
        }
    }

    /// Whether there is somebody who could continue this process.
    ///
    /// # Errors
    /// When there is no shell to go to.
    pub fn may_stop() -> io::Result<()> {
        if getsid(None)? == getpid() {
            let why = "this is the terminal's only program: there is no shell to go to";
            return Err(io::Error::other(why));
        }
        Ok(())
    }

    /// Stops this process until it is continued.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn stop() -> io::Result<()> {
        // The whole group: what started this program, and waits for it, would
        // keep the shell waiting.
        kill_current_process_group(Number::STOP)?;
        Ok(())
    }
}
