//! RDS and Aurora instances.

use super::{Look, Looking};
use crate::estate::Facts;
use crate::terms::Region;

pub(super) fn look(look: Look, region: Region) -> Looking {
    Box::pin(async move {
        let reading = look.reads().db_instances(&region).await?;
        Ok(Facts::DbInstances(reading.facts).into())
    })
}
