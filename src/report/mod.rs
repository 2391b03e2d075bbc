//! Answers as text: one look as JSON or as a table, a line for each change.

mod action;
mod changes;
mod doctor;
mod journal;
mod json;
mod page;
mod plan_doc;
mod runbook;
mod table;
mod walk;

pub use action::{ActionRow, Preflight, actions, actions_text, preflight, preflight_text};
pub use changes::Watch;
pub use doctor::{Doctor, doctor};
pub use journal::{JournalReport, came, outcome, told};
pub use json::{SCHEMA_VERSION, Status, status};
pub use plan_doc::{DriftError, Drifted, PlanDocument};
pub use runbook::{RunbookFound, Runbooks, runbooks, runbooks_lint_text, runbooks_text};
pub use table::status_table;
pub use walk::WalkReport;

use crate::assess::Assessment;
use crate::estate::{AccountStanding, Estate};
use crate::terms::Instant;

/// What there is to report on.
#[derive(Debug, Clone, Copy)]
pub struct Report<'a> {
    /// The assessment.
    pub assessment: &'a Assessment,
    /// What it is of.
    pub estate: &'a Estate,
    /// When.
    pub now: Instant,
    /// Whether it is of the simulated AWS.
    pub simulated: bool,
    /// The scenario that is played, when it is known.
    pub scenario: Option<&'a str>,
    /// How many requests were sent, and what they cost in an hour at this rate.
    pub calls: Calls,
}

/// What watching costs.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Calls {
    /// Requests sent, retries included.
    pub count: u64,
    /// US dollars an hour, at the rate of this look.
    pub price_usd_per_hour: f64,
}

impl<'a> Report<'a> {
    /// Whose account answers.
    fn account(&self) -> AccountStanding<'a> {
        let declared = self.assessment.plan().account.as_ref();
        self.estate.account(declared, self.now)
    }
}

/// Who answers as whom, in one line.
fn account_line(report: &Report<'_>) -> String {
    match report.account() {
        AccountStanding::Verified(identity) => {
            format!("account {} as {}", identity.account, identity.arn)
        }
        AccountStanding::Another { account, .. } => {
            format!("account {account}, which is not the plan's")
        }
        AccountStanding::NotVerified => match &report.assessment.plan().account {
            Some(account) => format!("account {account}, not verified: STS has not answered"),
            None => "account not verified: STS has not answered".to_owned(),
        },
    }
}
