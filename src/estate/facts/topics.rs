//! Who would hear of an incident.

use crate::terms::OutsideText;
use serde::{Deserialize, Serialize};

/// An SNS topic and who is subscribed to it (`ListSubscriptionsByTopic`).
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Topic {
    /// `TopicArn`.
    pub arn: OutsideText,
    /// Whether SNS knows it: what is sent to a topic that is not there reaches
    /// nobody.
    pub exists: bool,
    /// Its subscriptions.
    pub subscriptions: Vec<Subscription>,
}

/// A subscription to a topic.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Subscription {
    /// `Protocol`: `email`, `sms`, `https`, `sqs`, `lambda`…
    pub protocol: OutsideText,
    /// `Endpoint`, shortened before it is kept: enough to be recognised by who
    /// knows it, and neither an address nor a secret of a URL.
    pub endpoint: OutsideText,
    /// What `SubscriptionArn` says.
    pub standing: SubscriptionStanding,
}

/// How a subscription stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SubscriptionStanding {
    /// It has an ARN: messages are delivered.
    Confirmed,
    /// `PendingConfirmation`: nothing is delivered until its owner confirms it.
    Pending,
    /// `Deleted`, or another word that is no ARN: nothing is delivered.
    Gone,
}

impl Topic {
    /// How many of its subscriptions stand so.
    #[must_use]
    pub fn count(&self, standing: SubscriptionStanding) -> usize {
        let standing = |it: &&Subscription| it.standing == standing;
        self.subscriptions.iter().filter(standing).count()
    }
}
