//! Restore jobs: what was ever proven to come back.

use super::{Look, Looking};
use crate::estate::Facts;
use crate::terms::{Region, Span};

/// How far back restore jobs are read: AWS Backup lists thirty days of them.
const SINCE: Span = Span::days(30);

pub(super) fn look(look: Look, region: Region) -> Looking {
    Box::pin(async move {
        let reading = look.reads().restore_jobs(&region, SINCE).await?;
        Ok(Facts::Jobs(reading.facts).into())
    })
}
