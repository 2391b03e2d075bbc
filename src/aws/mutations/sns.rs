//! SNS: who is told.

use super::call::Call;
use super::policy::{Ground, Statement};
use super::{Permitted, Plane};
use crate::terms::{Arn, Region};

pub(super) const PUBLISH: Permitted = Permitted {
    service: "SNS",
    operation: "Publish",
    iam_action: "sns:Publish",
    plane: Plane::Data,
};

pub(super) fn publish(region: &Region, topic_arn: &Arn, subject: &str, message: &str) -> Call {
    Call::new(&PUBLISH, region)
        .with("TopicArn", topic_arn.as_str())
        .with("Subject", subject)
        .with("Message", message)
}

/// The topic of the plan.
pub(super) fn grants(ground: &Ground<'_>) -> Vec<Statement> {
    let topic = ground.plan.notify.incident_topic.iter();
    let topic = topic.map(|topic| topic.as_str().to_owned());
    vec![Statement::allow("LifeboatNotify", &[PUBLISH], topic)]
}
