//! Jobs: backups, copies and restores of every Region, what runs first, then
//! the newest.

mod detail;
mod outcome;
mod progress;

use super::{Located, holds, located, named, region_of, said, size};
use crate::assess::State;
use crate::console::glance::Glance;
use crate::console::list::{Cell, Column, Key, Listing, Order, Rows};
use crate::console::model::Model;
use crate::console::theme::Role;
use crate::estate::facts::{Job, JobKind};
use crate::estate::{Scope, Source};
use crate::terms::Span;
use outcome::Outcome;
use std::cmp::Reverse;

pub(super) static JOBS: Listing<Jobs> = Listing {
    title: "Jobs",
    sources: &[Source::BackupJobs, Source::CopyJobs, Source::RestoreJobs],
    empty: "there was no backup, copy or restore job lately",
    detailed: true,
    columns: &[
        Of::left("state", 13, 19, state),
        Of::left("kind", 7, 7, |_, (_, job)| Cell::text(kind(job))),
        Of::left("resource", 10, 40, |_, (_, job)| {
            named(&job.resource).role(Role::Title)
        }),
        Of::left("type", 6, 14, |_, (_, job)| {
            said(&job.resource_type).role(Role::Dim)
        })
        .sheds(4),
        Of::left("region", 9, 16, place).sheds(5),
        Of::left("progress", 8, 15, progress::cell).sheds(3).moves(),
        Of::right("size", 8, 9, |_, (_, job)| size::cell(job.size_bytes)).sheds(6),
        Of::right("started", 12, 13, |glance, (_, job)| {
            let started = job.created;
            started.map_or_else(Cell::none, |at| Cell::ago(glance, at))
        })
        .sheds(1)
        .moves(),
        Of::right("took", 6, 12, took).sheds(2),
        Of::left("message", 20, 160, message).fills(),
    ],
    detail: detail::lines,
    identifier: |(_, job)| job.id.to_string(),
    arn: Some(|(_, job)| job.resource.to_string()),
};

#[derive(Debug)]
pub(super) struct Jobs;

type Of = Column<Jobs>;

/// A job and where it runs.
type Row<'m> = Located<'m, Job>;

impl Rows for Jobs {
    type Row<'m> = Row<'m>;

    fn keys(model: &Model) -> Vec<Key> {
        let estate = model.estate();
        let tables = [&estate.backup_jobs, &estate.copy_jobs, &estate.restore_jobs];
        let mut jobs: Vec<Row<'_>> = tables.into_iter().flat_map(|it| it.iter()).collect();
        jobs.sort_by_key(|(_, job)| (!Outcome::of(job).is_open(), Reverse(job.created)));
        // AWS gives each job an id of its own, whatever its kind.
        jobs.into_iter()
            .map(|(scope, job)| Key::new(scope, &job.id))
            .collect()
    }

    fn find<'m>(model: &'m Model, key: &Key) -> Option<Self::Row<'m>> {
        let estate = model.estate();
        [&estate.backup_jobs, &estate.copy_jobs, &estate.restore_jobs]
            .into_iter()
            .find_map(|table| located(table, &key.scope, &key.id))
    }
}

const fn kind(job: &Job) -> &'static str {
    match job.kind {
        JobKind::Backup => "backup",
        JobKind::Copy => "copy",
        JobKind::Restore => "restore",
    }
}

const fn source(job: &Job) -> Source {
    match job.kind {
        JobKind::Backup => Source::BackupJobs,
        JobKind::Copy => Source::CopyJobs,
        JobKind::Restore => Source::RestoreJobs,
    }
}

/// Whether a job goes on as far as is known now. One that has ended stays so,
/// also in a Region that does not answer any more.
fn is_running(glance: &Glance<'_>, scope: &Scope, job: &Job) -> bool {
    Outcome::of(job).is_open() && holds(glance, source(job), scope)
}

fn state<'m>(glance: &Glance<'m>, (scope, job): Row<'m>) -> Cell<'m> {
    let outcome = Outcome::of(job);
    let word = outcome.word(job);
    if outcome.is_open() && !is_running(glance, scope, job) {
        return Cell::marked(glance, State::Stale, &format!("was {word}"));
    }
    Cell::marked(glance, outcome.state(), &word)
}

/// Where it runs; of a copy, where it goes: that is what it is for.
fn place<'m>(_: &Glance<'m>, (scope, job): Row<'m>) -> Cell<'m> {
    let to = job.vault.as_ref().and_then(region_of);
    match (job.kind, to) {
        (JobKind::Copy, Some(to)) => Cell::dim(format!("→ {to}")),
        _ => Cell::dim(scope.to_string()),
    }
}

fn took<'m>(_: &Glance<'m>, (_, job): Row<'m>) -> Cell<'m> {
    match (job.created, job.completed) {
        (Some(created), Some(completed)) => Cell::span(Span::between(created, completed)),
        _ => Cell::none(),
    }
}

/// What AWS says of it, after the category where that is an issue.
fn message<'m>(_: &Glance<'m>, (_, job): Row<'m>) -> Cell<'m> {
    let issue = outcome::issue(job);
    match (issue, &job.message) {
        (Some(issue), Some(message)) => Cell::text(format!("{issue}: {message}")),
        (Some(issue), None) => Cell::outside(issue),
        (None, Some(message)) => Cell::outside(message),
        (None, None) => Cell::text("").ordered(Order::Nowhere),
    }
}
