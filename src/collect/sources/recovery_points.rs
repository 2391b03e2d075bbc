//! Recovery points, of every vault.

use super::{Look, Looking};
use crate::estate::Facts;
use crate::terms::Region;

pub(super) fn look(look: Look, region: Region) -> Looking {
    Box::pin(async move {
        let reading = look.reads().recovery_points(&region).await?;
        Ok(Facts::RecoveryPoints(reading.facts).into())
    })
}
