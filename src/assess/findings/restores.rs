//! What was restored of a store, as the journal and AWS Backup tell it.

use super::seen::{Examined, is_seen};
use crate::assess::context::Context;
use crate::estate::facts::Job;
use crate::estate::{Restored, Scope, Source};
use crate::terms::{Instant, Span};

/// How long a test holds: a quarter of a year (`domain.md` §10b).
pub(super) const HOLDS: Span = Span::days(90);

/// A restore that was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Restore {
    /// When it was done.
    pub(super) at: Instant,
    /// How long it took.
    pub(super) took: Option<Span>,
    /// Whether it is known that what was restored is right.
    pub(super) validated: bool,
    /// What AWS Backup says of that instead; `None` where it was never asked.
    pub(super) validation: Option<String>,
}

/// The restores of the store under examination, oldest first; `None` while not all
/// who could tell of one have been asked.
pub(super) fn of(context: &Context<'_>) -> Option<Vec<Restore>> {
    let tried = context.tried()?;
    let examined = Examined::of(context)?;
    let mut all: Vec<Restore> = tried
        .restores
        .iter()
        .filter(|it| is_of(&examined, it))
        .map(|it| Restore {
            at: it.at,
            took: Some(it.took),
            validated: it.validated,
            validation: None,
        })
        .collect();
    for region in context.plan.regions.both() {
        let scope = Scope::from(region);
        if !is_seen(context, Source::RestoreJobs, &scope) {
            return None;
        }
        let jobs = context.restore_jobs(&scope).into_iter();
        let own = jobs.filter(|job| examined.arns.contains(&job.resource));
        all.extend(own.filter_map(by_job));
    }
    all.sort_by_key(|it| it.at);
    Some(all)
}

fn is_of(examined: &Examined<'_>, restored: &Restored) -> bool {
    let store = examined.declared;
    let names = [Some(&store.identifier), store.standby.as_ref()];
    let resource = restored.resource.as_ref();
    resource.is_some_and(|arn| examined.arns.contains(arn))
        || names
            .into_iter()
            .flatten()
            .any(|name| name == restored.identifier.raw())
}

/// The restore that a job of AWS Backup is, once it is complete.
fn by_job(job: &Job) -> Option<Restore> {
    let at = job.completed.filter(|_| job.state.raw() == "COMPLETED")?;
    let validation = job.validation.as_ref();
    Some(Restore {
        at,
        took: job.created.map(|created| Span::between(created, at)),
        validated: validation.is_some_and(|it| it.raw() == "SUCCESSFUL"),
        validation: validation.map(ToString::to_string),
    })
}

/// The newest, with what any of them says of the same restore: a job that this
/// journal began is told twice.
pub(super) fn newest(all: &[Restore]) -> Option<Restore> {
    let mut newest = all.last()?.clone();
    let began = newest.took.map_or(newest.at, |took| took.before(newest.at));
    let same = all.iter().filter(|it| it.at >= began);
    newest.validated = same.clone().any(|it| it.validated);
    newest.validation = same.filter_map(|it| it.validation.clone()).next_back();
    Some(newest)
}
