//! Automated backups of instances, where they are kept: in the standby Region
//! they tell how fresh the copy is.

use super::{Look, Looking};
use crate::estate::Facts;
use crate::terms::Region;

pub(super) fn look(look: Look, region: Region) -> Looking {
    Box::pin(async move {
        let reading = look.reads().instance_backups(&region).await?;
        Ok(Facts::AutomatedBackups(reading.facts).into())
    })
}
