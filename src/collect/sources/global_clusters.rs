//! Aurora global databases, as each Region tells them: after a failover the two
//! may differ for a while.

use super::{Look, Looking};
use crate::estate::Facts;
use crate::terms::Region;

pub(super) fn look(look: Look, region: Region) -> Looking {
    Box::pin(async move {
        let reading = look.reads().global_clusters(&region).await?;
        Ok(Facts::GlobalClusters(reading.facts).into())
    })
}
