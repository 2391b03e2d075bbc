//! Maintenance that waits.

use super::{Look, Looking};
use crate::estate::Facts;
use crate::terms::Region;

pub(super) fn look(look: Look, region: Region) -> Looking {
    Box::pin(async move {
        let reading = look.reads().maintenance(&region).await?;
        Ok(Facts::Maintenance(reading.facts).into())
    })
}
