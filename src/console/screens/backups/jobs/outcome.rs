//! What became of a job, by AWS's own word and by what that word hides.

use crate::assess::State;
use crate::estate::facts::{Job, JobKind};
use crate::terms::OutsideText;

/// What became of a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It waits to start.
    Waits,
    /// It goes on.
    Runs,
    /// It is being stopped.
    Stops,
    /// It is done.
    Done,
    /// It is done, and AWS says something else of it than success.
    DoneWithIssues,
    /// It restored something that did not stand its test.
    NotValid,
    /// A part of it failed.
    Partial,
    /// It did not start, or end, within its window.
    Expired,
    /// It was stopped.
    Aborted,
    /// It failed.
    Failed,
    /// AWS has a word for it that this version does not know.
    Other,
}

impl Outcome {
    /// Reads a job's state, and what says more than it.
    pub(super) fn of(job: &Job) -> Self {
        match job.state.raw() {
            "CREATED" | "PENDING" => Self::Waits,
            "RUNNING" => Self::Runs,
            "ABORTING" => Self::Stops,
            "COMPLETED" if job.issue().is_some() => Self::DoneWithIssues,
            "COMPLETED" if is_invalid(job) => Self::NotValid,
            "COMPLETED" => Self::Done,
            "PARTIAL" => Self::Partial,
            "EXPIRED" => Self::Expired,
            "ABORTED" => Self::Aborted,
            "FAILED" => Self::Failed,
            _ => Self::Other,
        }
    }

    /// Whether it has not ended yet.
    pub(super) const fn is_open(self) -> bool {
        matches!(self, Self::Waits | Self::Runs | Self::Stops)
    }

    /// What it comes to.
    pub(super) const fn state(self) -> State {
        match self {
            Self::Waits | Self::Runs | Self::Done => State::Ok,
            Self::Stops | Self::DoneWithIssues | Self::Partial => State::Warn,
            Self::NotValid | Self::Expired | Self::Aborted | Self::Failed => State::Bad,
            Self::Other => State::Unknown,
        }
    }

    /// AWS's word, or what it hides: such a job reads COMPLETED there.
    pub(super) fn word(self, job: &Job) -> String {
        match self {
            Self::DoneWithIssues => "with issues".to_owned(),
            Self::NotValid => "not valid".to_owned(),
            Self::Other if job.state.raw().is_empty() => "not told".to_owned(),
            _ => job.state.to_string(),
        }
    }

    /// What the word means, where it does not say so itself.
    pub(super) fn meaning(self, job: &Job) -> &'static str {
        match (self, job.kind) {
            (Self::Waits, _) => "it was asked for and has not begun",
            (Self::Runs, _) => "",
            (Self::Stops, _) => "it is being stopped",
            (Self::DoneWithIssues, _) => {
                "it ended, and AWS says more than success: read the message before relying on it"
            }
            (Self::NotValid, _) => "something was restored, and did not stand its test",
            (Self::Done, JobKind::Restore) if job.validation.is_none() => {
                "something was restored; nothing has proven that it works (no ValidationStatus)"
            }
            (Self::Done, _) => "",
            (Self::Partial, _) => {
                "a part of it failed: the jobs with its id as their ParentJobId tell which"
            }
            (Self::Expired, _) => {
                "it did not start within StartWindowMinutes, or did not end within \
                 CompletionWindowMinutes"
            }
            (Self::Aborted, _) => "it was stopped before it was done",
            (Self::Failed, _) => "",
            (Self::Other, _) => "this version does not know that state",
        }
    }
}

/// The message category, where it is something else than success.
pub(super) fn issue(job: &Job) -> Option<&OutsideText> {
    job.issue().filter(|_| job.message_category.is_some())
}

fn is_invalid(job: &Job) -> bool {
    let validation = job.validation.as_ref().map(OutsideText::raw);
    matches!(validation, Some("FAILED" | "TIMED_OUT"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn job(state: &str) -> Job {
        Job {
            state: state.into(),
            ..Job::default()
        }
    }

    #[test]
    fn completed_is_looked_behind() {
        let mut completed = job("COMPLETED");
        for (category, outcome) in [
            (None, Outcome::Done),
            (Some("SUCCESS"), Outcome::Done),
            (Some("Success"), Outcome::Done),
            (Some("AccessDenied"), Outcome::DoneWithIssues),
        ] {
            completed.message_category = category.map(Into::into);
            assert_eq!(Outcome::of(&completed), outcome, "{category:?}");
        }
        completed.message_category = None;
        completed.message = Some("2 objects were left out".into());
        assert_eq!(Outcome::of(&completed), Outcome::DoneWithIssues);
        completed.message_category = Some("SUCCESS".into());
        assert_eq!(Outcome::of(&completed), Outcome::Done);
    }

    #[test]
    fn what_was_restored_is_not_proven_until_it_was_tested() {
        let mut restored = job("COMPLETED");
        restored.kind = JobKind::Restore;
        let said = |job: &Job| Outcome::of(job).meaning(job);
        assert!(said(&restored).contains("nothing has proven"));
        restored.validation = Some("SUCCESSFUL".into());
        assert_eq!(said(&restored), "");
        restored.validation = Some("TIMED_OUT".into());
        assert_eq!(Outcome::of(&restored).state(), State::Bad);
    }

    #[test]
    fn a_word_that_aws_adds_is_not_taken_for_well() {
        let adjourned = job("ADJOURNED");
        assert_eq!(Outcome::of(&adjourned).state(), State::Unknown);
        assert_eq!(Outcome::of(&adjourned).word(&adjourned), "ADJOURNED");
        assert_eq!(Outcome::of(&job("")).word(&job("")), "not told");
    }
}
