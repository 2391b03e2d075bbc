//! The objects in the standby Region whose presence moves a declared record.

use super::{Look, Looking, Sight};
use crate::estate::Facts;
use crate::plan::Plan;
use crate::terms::Region;

/// The standby Region, when a record is moved by an object there.
pub(super) fn place(plan: &Plan) -> Option<Region> {
    let any = !plan.standby_objects().is_empty();
    any.then(|| plan.regions.standby.clone())
}

pub(super) fn look(look: Look, region: Region) -> Looking {
    Box::pin(async move {
        let objects: Vec<_> = look.plan().standby_objects().into_iter().cloned().collect();
        let seen = look.reads().standby_objects(&region, &objects).await?.facts;
        Ok(Sight {
            facts: Facts::StandbyObjects(seen.objects),
            shortfall: seen.failed,
        })
    })
}
