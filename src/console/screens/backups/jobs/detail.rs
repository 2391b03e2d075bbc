//! Everything AWS told of a job.

use super::outcome::{self, Outcome};
use super::{Row, is_running, kind};
use crate::console::glance::Glance;
use crate::console::screens::backups::{Said, minutes, name_of, size};
use crate::estate::facts::JobKind;
use crate::terms::{OutsideText, Span};
use ratatui::text::Line;

pub(super) fn lines(
    glance: &Glance<'_>,
    (scope, job): Row<'_>,
    width: usize,
) -> Vec<Line<'static>> {
    let of = match name_of(&job.resource) {
        "" => "a resource that AWS did not tell".to_owned(),
        name => format!("{} {name}", job.resource_type),
    };
    let title = format!("{} of {of} in {scope}", kind(job));
    let mut said = Said::new(glance, width, &title);
    let outcome = Outcome::of(job);
    let word = &job.state;
    let state = match outcome.meaning(job) {
        "" => word.to_string(),
        meaning => format!("{word}: {meaning}"),
    };
    let (state_field, point_field, vault_field, id_field) = match job.kind {
        JobKind::Backup => ("State", "RecoveryPointArn", "BackupVaultArn", "BackupJobId"),
        JobKind::Copy => (
            "State",
            "SourceRecoveryPointArn",
            "DestinationBackupVaultArn",
            "CopyJobId",
        ),
        JobKind::Restore => (
            "Status",
            "RecoveryPointArn",
            "BackupVaultArn",
            "RestoreJobId",
        ),
    };
    if outcome.is_open() {
        said.last_seen(
            super::source(job),
            scope,
            "what became of it since is not known",
        );
    }
    said.field("state", Some(state), state_field);
    said.field("category", outcome::issue(job), "MessageCategory");
    said.field("message", job.message.as_ref(), "StatusMessage");
    said.field("validated", job.validation.as_ref(), "ValidationStatus");
    let percent = job.percent_done.map(|percent| format!("{percent} %"));
    said.field("done", percent, "PercentDone");
    said.date("created", job.created, "CreationDate");
    said.date("completed", job.completed, "CompletionDate");
    match (job.created, job.completed) {
        (Some(created), Some(completed)) => {
            said.line("took", Span::between(created, completed).to_string());
        }
        (Some(created), None) if is_running(glance, scope, job) => {
            let so_far = minutes(Span::between(created, glance.now));
            said.line("took", format!("{so_far} so far"));
        }
        _ => {}
    }
    let size = job.size_bytes.and_then(size::shown);
    said.field("size", size, "BackupSizeInBytes");
    let resource_field = match job.kind {
        JobKind::Restore => "SourceResourceArn",
        JobKind::Backup | JobKind::Copy => "ResourceArn",
    };
    let told = |text: &OutsideText| (!text.raw().is_empty()).then(|| text.to_string());
    said.field("resource", told(&job.resource), resource_field);
    said.field("point", job.recovery_point.as_ref(), point_field);
    said.field("vault", job.vault.as_ref(), vault_field);
    said.field("part of", job.parent.as_ref(), "ParentJobId");
    said.field("id", Some(&job.id), id_field);
    said.lines
}
