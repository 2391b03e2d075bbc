//! Who is subscribed to the plan's incident topic.

use super::{Look, Looking};
use crate::estate::Facts;
use crate::plan::Plan;
use crate::terms::Region;

/// The topic's own Region, when the plan names one.
pub(super) fn place(plan: &Plan) -> Option<Region> {
    plan.notify.incident_topic.as_ref()?.region()
}

pub(super) fn look(look: Look, region: Region) -> Looking {
    Box::pin(async move {
        let mut topics = Vec::new();
        if let Some(topic) = &look.plan().notify.incident_topic {
            topics.push(look.reads().topic(&region, topic).await?.facts);
        }
        Ok(Facts::Topics(topics).into())
    })
}
