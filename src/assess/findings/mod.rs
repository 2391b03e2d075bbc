//! Findings: one thing each that is wrong or risky, with a stable id, the field
//! it came from and the page that backs it. A finding is one file here and one
//! line in [`CHECKS`].

pub(super) use check_overridden::is_meant as is_inverted_on_purpose;
pub(super) use job_failed::judge as judge_job;
pub use restores::{Restore, last_restore};

use super::context::Context;
use super::model::Severity;
use super::subject::{Subject, SubjectKind};
use crate::terms::Instant;
use smol_str::SmolStr;

mod alarm_check_fragile;
mod alarm_mute;
mod backup_old;
mod backups_off;
mod check_overridden;
mod clock_skew;
mod drill_overdue;
mod flip_needs_us_east_1;
mod global_secondary;
mod job_failed;
mod not_replicating;
mod objective_missing;
mod plan_unreviewed;
mod primary_unchecked;
mod recovery_point_broken;
mod recovery_slow;
mod replica_behind;
mod replica_same_region;
mod replica_weaker;
mod restorable_stale;
mod restore_untested;
mod restore_unvalidated;
mod restores;
mod secondary_unfit;
mod seen;
mod single_zone;
mod standby_backup_old;
mod topic_unheard;
mod ttl_long;

/// One thing that is wrong or risky.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// Which check found it.
    pub check: &'static Check,
    /// What it is about.
    pub subject: Subject,
    /// How urgent it is here.
    pub severity: Severity,
    /// What is wrong, in one sentence, with the value and the threshold. Cheap to clone.
    pub text: SmolStr,
    /// What would clear it. Cheap to clone.
    pub clears: SmolStr,
    /// Since when, where that can be told.
    pub since: Option<Instant>,
}

/// A check: what it looks at, and what backs it.
#[derive(Debug)]
pub struct Check {
    /// Its stable id, such as `BK-04`: the number is that of `domain.md` §10b.
    pub id: &'static str,
    /// What it finds, in a few words.
    pub title: &'static str,
    /// The field it reads, as AWS or the plan names it.
    pub field: &'static str,
    /// The page that backs it.
    pub page: &'static str,
    /// The kinds of subject it examines.
    pub subjects: &'static [SubjectKind],
    /// The examination. It finds nothing when it cannot know.
    pub examine: fn(&Context<'_>, &Subject) -> Option<Found>,
}

/// What an examination found, to be completed with its check and subject.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// How urgent it is here.
    pub severity: Severity,
    /// What is wrong.
    pub text: String,
    /// What would clear it.
    pub clears: String,
    /// Since when.
    pub since: Option<Instant>,
}

impl PartialEq for Check {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

/// Every check, in the order of their numbers.
pub const CHECKS: &[&Check] = &[
    &objective_missing::CHECK,
    &backup_old::CHECK,
    &standby_backup_old::CHECK,
    &backups_off::CHECK,
    &restorable_stale::CHECK,
    &replica_behind::CHECK,
    &not_replicating::CHECK,
    &replica_same_region::CHECK,
    &replica_weaker::CHECK,
    &single_zone::CHECK,
    &global_secondary::CHECK,
    &recovery_point_broken::CHECK,
    &job_failed::CHECK,
    &restore_untested::CHECK,
    &restore_unvalidated::CHECK,
    &recovery_slow::CHECK,
    &drill_overdue::CHECK,
    &primary_unchecked::CHECK,
    &check_overridden::CHECK,
    &secondary_unfit::CHECK,
    &ttl_long::CHECK,
    &flip_needs_us_east_1::CHECK,
    &alarm_check_fragile::CHECK,
    &alarm_mute::CHECK,
    &topic_unheard::CHECK,
    &plan_unreviewed::CHECK,
    &clock_skew::CHECK,
];

/// The checks that look at subjects of this kind.
pub(super) fn of(kind: SubjectKind) -> impl Iterator<Item = &'static Check> {
    CHECKS
        .iter()
        .copied()
        .filter(move |check| check.subjects.contains(&kind))
}

#[cfg(test)]
mod tests;
