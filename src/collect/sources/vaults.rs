//! Backup vaults.

use super::{Look, Looking};
use crate::estate::Facts;
use crate::terms::Region;

pub(super) fn look(look: Look, region: Region) -> Looking {
    Box::pin(async move {
        let reading = look.reads().vaults(&region).await?;
        Ok(Facts::Vaults(reading.facts).into())
    })
}
