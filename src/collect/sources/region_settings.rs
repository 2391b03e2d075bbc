//! What the account has AWS Backup do in a Region.

use super::{Look, Looking};
use crate::estate::Facts;
use crate::terms::Region;

pub(super) fn look(look: Look, region: Region) -> Looking {
    Box::pin(async move {
        let reading = look.reads().region_settings(&region).await?;
        Ok(Facts::RegionSettings(reading.facts).into())
    })
}
