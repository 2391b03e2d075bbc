//! Snapshots of clusters.

use super::{Look, Looking};
use crate::estate::Facts;
use crate::terms::Region;

pub(super) fn look(look: Look, region: Region) -> Looking {
    Box::pin(async move {
        let reading = look.reads().db_cluster_snapshots(&region).await?;
        Ok(Facts::DbSnapshots(reading.facts).into())
    })
}
