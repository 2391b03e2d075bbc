//! SNS topics, and what was published to them.

use chrono::{DateTime, Utc};

use super::{World, random};

/// A topic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Topic {
    /// `TopicArn`.
    pub arn: String,
    /// `DisplayName`.
    pub display_name: String,
    /// Its subscriptions.
    pub subscriptions: Vec<Subscription>,
    /// What was published to it, oldest first.
    pub messages: Vec<Message>,
}

/// A subscription of a topic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscription {
    /// `SubscriptionArn`; none while nobody has confirmed it.
    pub arn: Option<String>,
    /// `Protocol`: `email`, `sms`, `https`…
    pub protocol: String,
    /// `Endpoint`.
    pub endpoint: String,
}

/// A message that was published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// `MessageId`.
    pub id: String,
    /// `Subject`.
    pub subject: Option<String>,
    /// `Message`.
    pub text: String,
    /// When.
    pub published: DateTime<Utc>,
}

impl World {
    /// Publishes a message. Its identifier; none when there is no such topic.
    pub fn publish(
        &mut self,
        region: &str,
        topic: &str,
        subject: Option<String>,
        text: String,
        at: DateTime<Utc>,
    ) -> Option<String> {
        let seed = self.seed;
        let found = self.regions.get_mut(region)?.topics.get_mut(topic)?;
        let count = i64::try_from(found.messages.len()).unwrap_or(i64::MAX);
        let id = random::uuid(seed, &["published", topic], count);
        found.messages.push(Message {
            id: id.clone(),
            subject,
            text,
            published: at,
        });
        Some(id)
    }
}
