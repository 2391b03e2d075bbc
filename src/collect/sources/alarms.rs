//! CloudWatch alarms of both kinds.

use super::{Look, Looking};
use crate::estate::Facts;
use crate::terms::Region;

pub(super) fn look(look: Look, region: Region) -> Looking {
    Box::pin(async move {
        let reading = look.reads().alarms(&region).await?;
        Ok(Facts::Alarms(reading.facts).into())
    })
}
