//! RDS events of the last day.

use super::{Look, Looking};
use crate::estate::Facts;
use crate::terms::{Region, Span};

/// How far back events are read: RDS keeps them for 14 days, and what is told of
/// a database is told within one.
const SINCE: Span = Span::days(1);

pub(super) fn look(look: Look, region: Region) -> Looking {
    Box::pin(async move {
        let reading = look.reads().rds_events(&region, SINCE).await?;
        Ok(Facts::RdsEvents(reading.facts).into())
    })
}
