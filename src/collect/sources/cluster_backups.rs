//! Automated backups of clusters, where they are kept.

use super::{Look, Looking};
use crate::estate::Facts;
use crate::terms::Region;

pub(super) fn look(look: Look, region: Region) -> Looking {
    Box::pin(async move {
        let reading = look.reads().cluster_backups(&region).await?;
        Ok(Facts::AutomatedBackups(reading.facts).into())
    })
}
