//! What AWS Backup has ever backed up.

use super::{Look, Looking};
use crate::estate::Facts;
use crate::terms::Region;

pub(super) fn look(look: Look, region: Region) -> Looking {
    Box::pin(async move {
        let reading = look.reads().protected(&region).await?;
        Ok(Facts::Protected(reading.facts).into())
    })
}
