//! Everything AWS told of a recovery point.

use super::Row;
use super::standing::{self, Storage, data_time, is_continuous};
use crate::console::glance::Glance;
use crate::console::screens::backups::{Said, dated, name_of, size};
use crate::estate::Source;
use crate::estate::facts::RecoveryPoint;
use crate::terms::OutsideText;
use ratatui::text::Line;

pub(super) fn lines(
    glance: &Glance<'_>,
    (scope, point): Row<'_>,
    width: usize,
) -> Vec<Line<'static>> {
    let of = match name_of(&point.resource) {
        "" => "a resource that AWS did not tell".to_owned(),
        name => format!("{} {name}", point.resource_type),
    };
    let title = format!("{of} in {scope}, vault {}", point.vault);
    let mut said = Said::new(glance, width, &title);
    said.last_seen(
        Source::RecoveryPoints,
        scope,
        "it may have been deleted since",
    );
    let status = match standing::of(glance, scope, point).meaning {
        "" => point.status.to_string(),
        meaning => format!("{}: {meaning}", point.status),
    };
    said.field("status", Some(status), "Status");
    said.field("message", point.message.as_ref(), "StatusMessage");
    times(&mut said, glance, point);
    storage(&mut said, glance, point);
    said.date("deleted", point.delete_at, "CalculatedLifecycle.DeleteAt");
    if point.is_parent {
        said.line(
            "composite",
            "it holds other recovery points, which name it as their parent (IsParent)",
        );
    }
    said.field("part of", point.parent.as_ref(), "ParentRecoveryPointArn");
    said.field(
        "copied of",
        point.source_vault.as_ref(),
        "SourceBackupVaultArn",
    );
    let encrypted = point.encrypted.map(|yes| if yes { "yes" } else { "no" });
    said.field("encrypted", encrypted, "IsEncrypted");
    let size = point.size_bytes.and_then(size::shown);
    said.field("size", size, "BackupSizeInBytes");
    let told = |text: &OutsideText| (!text.raw().is_empty()).then(|| text.to_string());
    said.field("resource", told(&point.resource), "ResourceArn");
    said.field("arn", told(&point.arn), "RecoveryPointArn");
    said.lines
}

fn times(said: &mut Said<'_, '_>, glance: &Glance<'_>, point: &RecoveryPoint) {
    if is_continuous(point) {
        said.date("began", data_time(point), "CreationDate");
        said.line(
            "data of",
            "any second of its window; up to when, the resource itself tells \
             (LatestRestorableTime), not this recovery point",
        );
        return;
    }
    let at = data_time(point);
    let field = if at.is_some() && at == point.initiated {
        "InitiationDate"
    } else {
        "CreationDate"
    };
    said.date("data of", at, field);
    if let Some(completed) = point.completed {
        let completed = dated(glance, completed);
        said.line(
            "completed",
            format!("{completed} (CompletionDate): when it could first be restored"),
        );
    }
}

fn storage(said: &mut Said<'_, '_>, glance: &Glance<'_>, point: &RecoveryPoint) {
    const COLD_AT: &str = "CalculatedLifecycle.MoveToColdStorageAt";
    let storage = Storage::of(point, glance.now);
    let text = match &storage {
        Storage::Warm | Storage::Cold => format!("{} (StorageClass)", storage.word()),
        Storage::WarmUntil(at) => format!("WARM, cold from {} ({COLD_AT})", dated(glance, *at)),
        Storage::ColdSince(at) => format!(
            "COLD since {}, going by {COLD_AT}: AWS's list does not tell the class, and types \
             that cannot be cold stay warm",
            dated(glance, *at)
        ),
        Storage::Other(_) => format!("{} (StorageClass)", storage.word()),
        Storage::NotTold => "AWS's list does not tell the class; no move to cold storage is \
                             scheduled"
            .to_owned(),
    };
    said.line("storage", text);
    if storage.is_cold() {
        let longer = match point.resource_type.raw() {
            "EBS" => "up to 72 h: an archived snapshot is brought back first",
            _ => "typically 4 h longer than from warm storage",
        };
        said.line("restoring", format!("from cold storage takes {longer}"));
    }
}
