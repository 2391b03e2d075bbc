//! Copy jobs, in the Region that they copy from.

use super::{Look, Looking};
use crate::estate::Facts;
use crate::terms::{Region, Span};

/// How far back jobs are read: the last run of a weekly rule, and a day.
const SINCE: Span = Span::days(8);

pub(super) fn look(look: Look, region: Region) -> Looking {
    Box::pin(async move {
        let reading = look.reads().copy_jobs(&region, SINCE).await?;
        Ok(Facts::Jobs(reading.facts).into())
    })
}
