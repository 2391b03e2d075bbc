//! What was restored of a store, as the journal and AWS Backup tell it.

use super::seen::{Examined, is_seen};
use crate::assess::Assessment;
use crate::assess::context::Context;
use crate::estate::facts::Job;
use crate::estate::{Estate, Restored, Scope, Source};
use crate::terms::{Instant, Known, Span, Unknown};

/// How long a test holds: a quarter of a year (`domain.md` §10b).
pub(super) const HOLDS: Span = Span::days(90);

/// A restore of a store that was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restore {
    /// When it was done.
    pub at: Instant,
    /// How long it took.
    pub took: Option<Span>,
    /// Whether it is known that what was restored is right.
    pub validated: bool,
    /// What AWS Backup says of that instead; `None` where it was never asked.
    pub validation: Option<String>,
    /// Its intent, by its number in the journal; `None` for one that AWS Backup made
    /// for somebody else.
    pub record: Option<u64>,
}

/// The last restore of a declared store; known to be none is `Known(None)`.
#[must_use]
pub fn last_restore(
    assessment: &Assessment,
    estate: &Estate,
    store: &str,
    now: Instant,
) -> Known<Option<Restore>> {
    if estate.tried().is_none() {
        return Unknown::Unavailable("no journal was read".into()).into();
    }
    let mut context = assessment.context(estate, now);
    context.store = assessment.store(store).cloned();
    match of(&context) {
        Some(all) => Known::Known(newest(all)),
        None => Unknown::Unavailable("AWS Backup did not answer in both Regions".into()).into(),
    }
}

/// The restores of the store under examination, oldest first; `None` while not all
/// who could tell of one have been asked.
pub(super) fn of<'c>(context: &'c Context<'_>) -> Option<&'c [Restore]> {
    let all = context.restores.get_or_init(|| looked_up(context));
    all.as_deref()
}

fn looked_up(context: &Context<'_>) -> Option<Vec<Restore>> {
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
            record: Some(it.record),
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
        record: None,
    })
}

/// The newest, with what any of them says of the same restore: a job that this
/// journal began is told twice.
pub(super) fn newest(all: &[Restore]) -> Option<Restore> {
    let mut newest = all.last()?.clone();
    let began = newest.took.map_or(newest.at, |took| took.before(newest.at));
    let same = all.iter().filter(|it| it.at >= began);
    newest.validated = same.clone().any(|it| it.validated);
    newest.record = same.clone().find_map(|it| it.record);
    newest.validation = same.filter_map(|it| it.validation.clone()).next_back();
    Some(newest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::fixture::{World, arn_of, at, restored, with_restore_jobs};
    use crate::estate::Tried;
    use crate::estate::facts::JobKind;

    fn last(world: &World, store: &str) -> Known<Option<Restore>> {
        last_restore(world.assessment(), &world.estate, store, world.now)
    }

    #[test]
    fn the_last_restore_of_a_store_is_one_whoever_tells_of_it() {
        let mut world = with_restore_jobs();
        assert!(
            last(&world, "uploads").unknown().is_some(),
            "no journal was read"
        );
        world.tried(Tried::default());
        assert_eq!(last(&world, "uploads"), Known::Known(None));
        let test = restored("uploads", at("2026-11-20T10:00:00Z"));
        let job = Job {
            id: "job-1".into(),
            kind: JobKind::Restore,
            resource: arn_of("uploads").into(),
            state: "COMPLETED".into(),
            created: Some(at("2026-11-20T09:41:00Z")),
            completed: Some(Span::seconds(9).before(test.at)),
            ..Default::default()
        };
        world.restore_jobs(World::EAST, vec![job.clone()]);
        let Known::Known(Some(by_aws)) = last(&world, "uploads") else {
            panic!("a job is complete");
        };
        assert_eq!((by_aws.record, by_aws.validated), (None, false));
        world.tried(Tried {
            restores: vec![test.clone()],
            ..Tried::default()
        });
        let both = Restore {
            at: test.at,
            took: Some(test.took),
            validated: true,
            validation: None,
            record: Some(test.record),
        };
        assert_eq!(last(&world, "uploads"), Known::Known(Some(both)));
        // A later one that somebody else made is another.
        let later = Job {
            completed: Some(at("2026-11-21T10:00:00Z")),
            created: Some(at("2026-11-21T09:00:00Z")),
            ..job
        };
        world.restore_jobs(World::EAST, vec![later]);
        let Known::Known(Some(later)) = last(&world, "uploads") else {
            panic!("it is still there");
        };
        assert_eq!((later.at, later.record), (at("2026-11-21T10:00:00Z"), None));
        world.silence(World::WEST);
        assert!(
            last(&world, "uploads").unknown().is_some(),
            "a Region is silent"
        );
    }
}
