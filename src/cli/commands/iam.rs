//! `lifeboat iam`: the policies that watching and operating need.

use crate::aws::{operator_policy, read_policy};
use crate::cli::arguments::Arguments;
use crate::cli::exit::Exit;
use crate::cli::failure::Refusal;
use crate::cli::session;
use std::io::ErrorKind;

/// Prints the policy of an operator, which only a plan tells.
pub(super) fn operating(arguments: &Arguments) -> Result<Exit, Refusal> {
    let plan = session::read_plan(arguments)?;
    super::print_json(&operator_policy(&plan))
}

/// Prints the policy for the plan. Whoever has no plan yet gets what is the same
/// for every plan, and is told what is not.
pub(super) fn watching(arguments: &Arguments) -> Result<Exit, Refusal> {
    let plan = match session::read_plan(arguments) {
        Ok(plan) => Some(plan),
        Err(Refusal::NoPlan { file, source }) if source.kind() == ErrorKind::NotFound => {
            eprintln!(
                "lifeboat: {} is not there: the policy has no right to look at \
                 the objects that a plan names as `standby_takes_over`",
                file.display()
            );
            None
        }
        Err(refusal) => return Err(refusal),
    };
    super::print_json(&read_policy(plan.as_ref()))
}
