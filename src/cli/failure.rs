//! Why a command was not done: what happened, and what to do now.

use super::exit::Exit;
use crate::aws::BundleError;
use crate::estate::Failure;
use crate::journal::JournalError;
use crate::plan::PlanErrors;
use crate::terms::{AccountId, Region};
use std::io;
use std::path::PathBuf;

/// Why a command was not done.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// The plan could not be read.
    #[error(
        "{} could not be read: {source}\nWrite a first plan with `lifeboat init --region PRIMARY --region STANDBY`, \
         name one with `--plan FILE`, or look around with `lifeboat --demo`.",
        file.display()
    )]
    NoPlan {
        /// The file.
        file: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The plan is wrong.
    #[error("the plan is not used until this is mended\n{0}")]
    Plan(#[from] PlanErrors),
    /// A file was there already.
    #[error("{} is there already, and is not overwritten: move it, or name another with `--output FILE`", .0.display())]
    Exists(PathBuf),
    /// A file could not be read or written.
    #[error("{}: {source}", file.display())]
    File {
        /// The file.
        file: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The command line does not make sense.
    #[error("{0}")]
    Usage(String),
    /// A guard refused.
    #[error("{0}")]
    Guard(String),
    /// Credentials are missing or expired.
    #[error("no usable credentials: {0}\n`lifeboat doctor` says where they are looked for.")]
    Credentials(Failure),
    /// Another account than the plan's answers.
    #[error(
        "these credentials are of account {answered}, the plan is for {declared}: nothing else is shown\n\
         Choose others with `--profile`, or correct `account` in the plan."
    )]
    OtherAccount {
        /// Who answered.
        answered: AccountId,
        /// Whom the plan names.
        declared: AccountId,
    },
    /// Nothing answered.
    #[error("neither {0} nor {1} answers: `lifeboat doctor` says more")]
    Unreachable(Region, Region),
    /// `AWS_CA_BUNDLE` cannot be used.
    #[error(transparent)]
    Bundle(#[from] BundleError),
    /// The journal cannot be read or added to.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// There is no terminal for the console.
    #[error(
        "the console needs a terminal to be typed into and drawn on, and here is none\n\
         `lifeboat status` says how things stand, in words or with `-o json`; `lifeboat shot` draws a screen;\n\
         `ssh -t HOST lifeboat` brings a terminal along. `lifeboat --demo status` needs no AWS."
    )]
    NoTerminal,
    /// The terminal failed while the console was shown, or has gone.
    #[error("the terminal cannot be used any more: {0}")]
    LostTerminal(io::Error),
    /// The terminal or the system failed.
    #[error("{0}")]
    System(#[from] io::Error),
}

impl Refusal {
    /// What the run ends with.
    #[must_use]
    pub fn exit(&self) -> Exit {
        match self {
            Self::NoTerminal
            | Self::NoPlan { .. }
            | Self::Plan(_)
            | Self::Usage(_)
            | Self::Exists(_) => Exit::Usage,
            Self::Bundle(_) | Self::Journal(JournalError::Group { .. }) => Exit::Usage,
            Self::Journal(JournalError::Tampered { .. }) => Exit::Tampered,
            Self::Guard(_) => Exit::Refused,
            Self::Credentials(_) | Self::OtherAccount { .. } => Exit::Credentials,
            Self::Unreachable(..) => Exit::Unreachable,
            Self::File { .. } | Self::Journal(_) | Self::LostTerminal(_) | Self::System(_) => {
                Exit::Failure
            }
        }
    }
}
