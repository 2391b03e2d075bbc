//! SNS: who is subscribed to a topic. Endpoints are people's addresses, and
//! addresses of webhooks carry secrets: they are shortened here, before anything
//! keeps or shows them.

use super::convert::text;
use super::{Reading, Reads, next, pages, reading};
use crate::aws::failure::Asked;
use crate::estate::facts::{Subscription, SubscriptionStanding, Topic};
use crate::estate::{Failure, Scope};
use crate::terms::{Arn, OutsideText, Region};
use aws_sdk_sns::types;

const LIST_SUBSCRIPTIONS_BY_TOPIC: Asked = Asked {
    service: "SNS",
    operation: "ListSubscriptionsByTopic",
};

/// The code by which SNS says that a topic is not there.
const NOT_FOUND: [&str; 2] = ["NotFound", "NotFoundException"];

impl Reads {
    /// A topic with its subscriptions (`ListSubscriptionsByTopic`). One that is
    /// not there is an answer, not a failure.
    ///
    /// # Errors
    /// As every read.
    pub async fn topic(&self, region: &Region, arn: &Arn) -> Result<Reading<Topic>, Failure> {
        let asked = LIST_SUBSCRIPTIONS_BY_TOPIC;
        let client = self.door.sns(region, &Scope::from(region));
        reading(async {
            let listed = pages(asked, |token| {
                let request = client
                    .list_subscriptions_by_topic()
                    .topic_arn(arn.as_str())
                    .set_next_token(token);
                async move {
                    let answer = request.send().await.map_err(|error| asked.failed(&error))?;
                    let items = answer.subscriptions().iter().map(subscription).collect();
                    Ok((items, next(answer.next_token())))
                }
            })
            .await;
            let gone = |failure: &Failure| {
                let code = failure.code.as_ref().map(OutsideText::raw);
                code.is_some_and(|code| NOT_FOUND.contains(&code))
            };
            let (exists, subscriptions) = match listed {
                Ok(subscriptions) => (true, subscriptions),
                Err(failure) if gone(&failure) => (false, Vec::new()),
                Err(failure) => return Err(failure),
            };
            Ok(Topic {
                arn: OutsideText::new(arn.as_str()),
                exists,
                subscriptions,
            })
        })
        .await
    }
}

fn subscription(it: &types::Subscription) -> Subscription {
    let standing = match it.subscription_arn() {
        Some(arn) if arn.starts_with("arn:") => SubscriptionStanding::Confirmed,
        Some("PendingConfirmation") => SubscriptionStanding::Pending,
        _ => SubscriptionStanding::Gone,
    };
    Subscription {
        protocol: text(it.protocol()),
        endpoint: OutsideText::from(shortened(it.endpoint().unwrap_or_default())),
        standing,
    }
}

/// As much of an endpoint as tells it from others to those who know it: the last
/// digits of a number, the domain of an address, the host of a URL, what an ARN
/// names without the account.
fn shortened(endpoint: &str) -> String {
    if let Ok(arn) = Arn::parse(endpoint) {
        let resource = arn.resource();
        // The endpoint of a device: which app it is of is enough.
        let known = match resource.rsplit_once('/') {
            Some((app, _)) => format!("{app}/…"),
            None => resource.to_owned(),
        };
        return format!("{}:{known}", arn.service());
    }
    if let Some((scheme, rest)) = endpoint.split_once("://") {
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let host = host.rsplit('@').next().unwrap_or_default();
        return format!("{scheme}://{host}/…");
    }
    if let Some((name, domain)) = endpoint.rsplit_once('@') {
        let first: String = name.chars().take(1).collect();
        return format!("{first}…@{domain}");
    }
    let mut last: Vec<char> = endpoint.chars().rev().take(LAST).collect();
    last.reverse();
    format!("…{}", last.into_iter().collect::<String>())
}

/// How many characters of a number are kept.
const LAST: usize = 3;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endpoint_can_be_recognised_and_not_used() {
        for (endpoint, kept) in [
            ("ana.smith@shop.example", "a…@shop.example"),
            ("+15550100123", "…123"),
            ("12", "…12"),
            ("", "…"),
            (
                "https://ana:pw@events.example/T0/s3cret?k=1",
                "https://events.example/…",
            ),
            (
                "https://events.example?k=s3cret",
                "https://events.example/…",
            ),
            (
                "arn:aws:lambda:us-west-2:123456789012:function:page",
                "lambda:function:page",
            ),
            (
                "arn:aws:sqs:us-west-2:123456789012:incidents",
                "sqs:incidents",
            ),
            (
                "arn:aws:sns:us-west-2:123456789012:endpoint/GCM/oncall/5e3e9847",
                "sns:endpoint/GCM/oncall/…",
            ),
        ] {
            assert_eq!(shortened(endpoint), kept);
        }
    }
}
