//! Who writes: what the operating system knows of it.

use super::record::Actor;
use nix::unistd::{Uid, User, getuid};
use std::io;

impl Actor {
    /// Whoever runs this process, before STS has said by which ARN.
    #[must_use]
    pub fn here() -> Self {
        Self {
            arn: None,
            os_user: os_user(getuid()),
            terminal: terminal(),
            host: rustix::system::uname()
                .nodename()
                .to_string_lossy()
                .into_owned(),
            process: std::process::id(),
        }
    }
}

impl Actor {
    /// Who holds a lease, in a word: `ada@bastion-1:4711`.
    #[must_use]
    pub fn holder(&self) -> String {
        format!("{}@{}:{}", self.os_user, self.host, self.process)
    }
}

/// The user's name, or their number where the system has no name for it.
fn os_user(uid: Uid) -> String {
    match User::from_uid(uid) {
        Ok(Some(user)) => user.name,
        _ => format!("uid {uid}"),
    }
}

/// The terminal that is typed into or drawn on.
fn terminal() -> Option<String> {
    let name = rustix::termios::ttyname(io::stdin(), Vec::new())
        .or_else(|_| rustix::termios::ttyname(io::stderr(), Vec::new()))
        .or_else(|_| rustix::termios::ttyname(io::stdout(), Vec::new()));
    Some(name.ok()?.to_string_lossy().into_owned())
}
