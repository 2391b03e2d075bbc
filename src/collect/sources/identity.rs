//! Who answers as whom, asked of each Region's own STS: the primary's is what an
//! outage takes away.

use super::{Look, Looking};
use crate::estate::Facts;
use crate::terms::Region;

pub(super) fn look(look: Look, region: Region) -> Looking {
    Box::pin(async move {
        let reading = look.reads().identity(&region).await?;
        Ok(Facts::Identity(reading.facts).into())
    })
}
