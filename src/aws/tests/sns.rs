//! Who is subscribed to a topic.

use super::*;
use crate::estate::FailureKind;
use crate::estate::facts::SubscriptionStanding;
use crate::terms::Arn;

const TOPIC: &str = "arn:aws:sns:us-west-2:111122223333:incidents";

fn topic() -> Arn {
    Arn::parse(TOPIC).unwrap()
}

#[tokio::test(start_paused = true)]
async fn subscriptions_are_read_over_two_pages_and_no_address_is_kept() {
    let member = |arn: &str, protocol: &str, endpoint: &str| {
        format!(
            "<member><TopicArn>{TOPIC}</TopicArn><SubscriptionArn>{arn}</SubscriptionArn>\
             <Protocol>{protocol}</Protocol><Endpoint>{endpoint}</Endpoint>\
             <Owner>111122223333</Owner></member>"
        )
    };
    let script = Script::new(move |call| {
        assert_eq!(
            (call.service.as_str(), call.region.as_str()),
            ("sns", "us-west-2")
        );
        let list = match call.parameter("NextToken").as_deref() {
            None => format!(
                "<Subscriptions>{}{}</Subscriptions><NextToken>more</NextToken>",
                member(&format!("{TOPIC}:1"), "email", "ana@shop.example"),
                member("PendingConfirmation", "sms", "+15550100123"),
            ),
            Some("more") => format!(
                "<Subscriptions>{}</Subscriptions>",
                member("Deleted", "email", "ben@shop.example")
            ),
            other => panic!("{other:?}"),
        };
        query_xml("ListSubscriptionsByTopic", &list)
    });
    let reads = reads(&script).await;
    let seen = reads.topic(&region("us-west-2"), &topic()).await.unwrap();
    assert_eq!(seen.calls, 2);
    let topic = seen.facts;
    assert_eq!((topic.arn.raw(), topic.exists), (TOPIC, true));
    for standing in [
        SubscriptionStanding::Confirmed,
        SubscriptionStanding::Pending,
        SubscriptionStanding::Gone,
    ] {
        assert_eq!(topic.count(standing), 1, "{standing:?}");
    }
    let kept = serde_json::to_string(&topic).unwrap();
    assert!(kept.contains("a…@shop.example"), "{kept}");
    for address in ["ana@", "ben@", "5550100"] {
        assert!(!kept.contains(address), "{kept}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_topic_that_is_not_there_is_known_as_such_and_a_refusal_is_a_failure() {
    for code in ["NotFound", "AuthorizationError"] {
        let script = Script::new(move |_| {
            let status = if code == "NotFound" { 404 } else { 403 };
            query_error(status, code, "Topic does not exist")
        });
        let reads = reads(&script).await;
        match reads.topic(&region("us-west-2"), &topic()).await {
            Ok(seen) => assert!(code == "NotFound" && !seen.facts.exists),
            Err(failure) => {
                let action = "sns:ListSubscriptionsByTopic".to_owned();
                assert_eq!(failure.kind, FailureKind::NotPermitted { action });
            }
        }
    }
}
