//! Backup plans with their rules and selections.

use super::{Look, Looking};
use crate::estate::Facts;
use crate::terms::Region;

pub(super) fn look(look: Look, region: Region) -> Looking {
    Box::pin(async move {
        let reading = look.reads().backup_plans(&region).await?;
        Ok(Facts::BackupPlans(reading.facts).into())
    })
}
