//! Amazon SNS: topics, who has subscribed, and publishing to them.

use super::paging;
use super::shape::{Record, Shape};
use super::{Call, Change, Codes, Failure, Service, Wire, changing, named};
use crate::sim::world::lag::region_of;
use crate::sim::world::topics::{Subscription, Topic};

/// How many topics or subscriptions a page has.
const PAGE: usize = 100;
/// The longest message, bytes.
const LONGEST_MESSAGE: usize = 262_144;
/// The longest subject, characters.
const LONGEST_SUBJECT: usize = 100;

pub(super) static SERVICE: Service = Service {
    signing_name: "sns",
    iam_prefix: "sns",
    wire: Wire::Query {
        namespace: "http://sns.amazonaws.com/doc/2010-03-31/",
    },
    invalid: "InvalidParameter",
    missing: "InvalidParameter",
    codes: Codes {
        throttled: "Throttling",
        denied: "AuthorizationError",
        expired: "ExpiredToken",
        internal: "InternalError",
        unknown_operation: "InvalidAction",
    },
    global: false,
    requests_per_second: None,
    operations: &[
        named("ListTopics", list),
        named("GetTopicAttributes", attributes),
        named("ListSubscriptionsByTopic", subscriptions),
        changing("Publish", publish),
    ],
};

/// The topic of an ARN. One of another Region is no topic here.
fn topic_of<'a>(call: &Call<'a>, arn: &str) -> Result<&'a Topic, Failure> {
    if !arn.starts_with("arn:aws:sns:") || region_of(arn) != Some(call.region) {
        return Err(call.invalid("Invalid parameter: TopicArn"));
    }
    let topic = call.here()?.topics.get(arn);
    topic.ok_or_else(|| Failure::not_found("NotFound", "Topic does not exist"))
}

fn asked<'a>(call: &Call<'a>) -> Result<&'a Topic, Failure> {
    let arn = call.input.text("TopicArn").ok_or_else(|| {
        call.invalid("Invalid parameter: TopicArn Reason: no value for required parameter")
    })?;
    topic_of(call, arn)
}

/// The key that `NextToken` stands for.
fn after(call: &Call<'_>) -> Result<Option<String>, Failure> {
    match call.input.text("NextToken") {
        None => Ok(None),
        Some(token) => match paging::key_of(token) {
            Some(key) => Ok(Some(key)),
            None => Err(call.invalid("Invalid parameter: NextToken")),
        },
    }
}

fn list(call: &Call<'_>) -> Result<Shape, Failure> {
    let after = after(call)?;
    let walk = call
        .here()?
        .topics
        .iter()
        .filter(|(arn, _)| after.as_ref().is_none_or(|after| *arn > after));
    let page = paging::page(walk, PAGE);
    let topics = page
        .items
        .iter()
        .map(|topic| Record::new().with("TopicArn", &topic.arn));
    Ok(Record::new()
        .list("Topics", "member", topics)
        .maybe("NextToken", page.last.as_deref().map(paging::token))
        .into())
}

fn attributes(call: &Call<'_>) -> Result<Shape, Failure> {
    let topic = asked(call)?;
    let confirmed = topic.subscriptions.iter().filter(|it| it.arn.is_some());
    let confirmed = confirmed.count();
    let pending = topic.subscriptions.len() - confirmed;
    let attributes = [
        ("TopicArn", topic.arn.clone()),
        ("DisplayName", topic.display_name.clone()),
        ("Owner", call.world.account.clone()),
        ("SubscriptionsConfirmed", confirmed.to_string()),
        ("SubscriptionsPending", pending.to_string()),
        ("SubscriptionsDeleted", "0".to_owned()),
    ];
    let attributes = attributes.map(|(name, value)| (name.to_owned(), value.into()));
    Ok(Record::new()
        .with("Attributes", Shape::Map(attributes.into()))
        .into())
}

fn subscriptions(call: &Call<'_>) -> Result<Shape, Failure> {
    let topic = asked(call)?;
    let first = match after(call)? {
        None => 0,
        Some(key) => match key.parse::<usize>() {
            Ok(last) => last.saturating_add(1),
            Err(_) => return Err(call.invalid("Invalid parameter: NextToken")),
        },
    };
    let walk = topic.subscriptions.iter().enumerate().skip(first);
    let page = paging::page(walk, PAGE);
    let shape = |subscription: &&Subscription| {
        let arn = subscription.arn.as_deref();
        Record::new()
            .with("SubscriptionArn", arn.unwrap_or("PendingConfirmation"))
            .with("Owner", &call.world.account)
            .with("Protocol", &subscription.protocol)
            .with("Endpoint", &subscription.endpoint)
            .with("TopicArn", &topic.arn)
    };
    Ok(Record::new()
        .list("Subscriptions", "member", page.items.iter().map(shape))
        .maybe("NextToken", page.last.as_deref().map(paging::token))
        .into())
}

fn publish(change: &mut Change<'_>) -> Result<Shape, Failure> {
    let call = change.look();
    let arn = call
        .input
        .text("TopicArn")
        .or_else(|| call.input.text("TargetArn"))
        .ok_or_else(|| {
            call.invalid(
                "Invalid parameter: TopicArn or TargetArn Reason: no value for required parameter",
            )
        })?
        .to_owned();
    let text = call.input.text("Message");
    let text = text.ok_or_else(|| call.invalid("Invalid parameter: Empty message"))?;
    if text.len() > LONGEST_MESSAGE {
        return Err(call.invalid("Invalid parameter: Message too long"));
    }
    let subject = call.input.text("Subject");
    if let Some(subject) = subject
        && (subject.chars().count() > LONGEST_SUBJECT
            || subject.starts_with(' ')
            || subject
                .chars()
                .any(|character| !matches!(character, ' '..='~')))
    {
        return Err(call.invalid("Invalid parameter: Subject"));
    }
    topic_of(&call, &arn)?;
    let (text, subject) = (text.to_owned(), subject.map(str::to_owned));
    let (region, now) = (change.region, change.now);
    let id = change.world.publish(region, &arn, subject, text, now);
    Ok(Record::new().maybe("MessageId", id).into())
}
