//! CLK-01: this host's clock is not AWS's.

use super::{Check, Found};
use crate::assess::context::Context;
use crate::assess::model::Severity;
use crate::assess::subject::{Subject, SubjectKind};
use crate::terms::Span;

/// Beyond it, ages and losses cannot be told well enough to act on.
const LIMIT_SECONDS: f64 = 30.0;

/// See the module.
pub const CHECK: Check = Check {
    id: "CLK-01",
    title: "this host's clock is off",
    field: "Date of AWS's answers",
    page: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html",
    subjects: &[SubjectKind::HostClock],
    examine,
};

fn examine(context: &Context<'_>, _: &Subject) -> Option<Found> {
    let ahead = context.clock_skew_seconds()?;
    if ahead.abs() <= LIMIT_SECONDS {
        return None;
    }
    let by = Span::from_seconds(ahead.abs().round())?;
    let word = if ahead > 0.0 { "behind" } else { "ahead of" };
    Some(Found {
        severity: Severity::High,
        text: format!(
            "this host's clock is {by} {word} AWS's, over {LIMIT_SECONDS} s: actions are refused"
        ),
        clears: format!(
            "a clock within {LIMIT_SECONDS} s of AWS's: check this host's time synchronisation"
        ),
        since: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::fixture::World;

    #[test]
    fn a_clock_that_is_off_is_set_right() {
        let mut world = World::healthy();
        world.skew(42.4);
        let finding = world.finding("CLK-01").expect("it is off");
        assert_eq!(finding.severity, Severity::High);
        assert_eq!(
            finding.text,
            "this host's clock is 42 s behind AWS's, over 30 s: actions are refused"
        );
        world.skew(-95.0);
        let finding = world.finding("CLK-01").expect("it is off");
        assert!(
            finding.text.contains("1 m 35 s ahead of AWS's"),
            "{}",
            finding.text
        );
        world.skew(30.0);
        assert!(world.finding("CLK-01").is_none());
    }
}
