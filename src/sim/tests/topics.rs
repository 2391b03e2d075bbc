//! Topics, who is told, and what was published.

use super::{Lab, element, elements};

const INCIDENTS: &str = "arn:aws:sns:us-west-2:123456789012:incidents";

fn sns(lab: &Lab, region: &str, form: &str) -> (u16, String) {
    lab.form("sns", region, form)
}

#[test]
fn a_message_is_published_once_and_kept_as_it_was_said() {
    let lab = Lab::new();
    let form = format!(
        "Action=Publish&TopicArn={INCIDENTS}&Subject=Promoting+orders-db-usw2\
         &Message=INC-7%3A+lose+%E2%89%A4+44+s"
    );
    let (status, xml) = sns(&lab, "us-west-2", &form);
    assert_eq!(status, 200, "{xml}");
    let id = element(&xml, "MessageId").unwrap();
    lab.sim.with_world(|world| {
        let messages = &world.regions["us-west-2"].topics[INCIDENTS].messages;
        assert_eq!(messages.len(), 1);
        assert_eq!(messages[0].id, id);
        assert_eq!(messages[0].text, "INC-7: lose ≤ 44 s");
        assert_eq!(
            messages[0].subject.as_deref(),
            Some("Promoting orders-db-usw2")
        );
    });
    let (_, xml) = sns(&lab, "us-west-2", &form);
    assert_ne!(element(&xml, "MessageId"), Some(id));
}

#[test]
fn what_cannot_be_published_is_told_in_snss_codes() {
    let lab = Lab::new();
    let code = |region: &str, rest: &str| {
        let (status, xml) = sns(&lab, region, &format!("Action=Publish&{rest}"));
        (status, element(&xml, "Code").unwrap().to_owned())
    };
    let invalid = (400, "InvalidParameter".to_owned());
    let topic = format!("TopicArn={INCIDENTS}");
    assert_eq!(code("us-west-2", &format!("{topic}&Message=")), invalid);
    assert_eq!(code("us-west-2", "Message=x"), invalid);
    assert_eq!(code("us-west-2", "TopicArn=incidents&Message=x"), invalid);
    assert_eq!(code("us-east-1", &format!("{topic}&Message=x")), invalid);
    let long = format!("{topic}&Message=x&Subject={}", "x".repeat(101));
    assert_eq!(code("us-west-2", &long), invalid);
    let two_lines = format!("{topic}&Message=x&Subject=a%0Ab");
    assert_eq!(code("us-west-2", &two_lines), invalid);
    let nobody = format!("{topic}-of-others&Message=x");
    assert_eq!(code("us-west-2", &nobody), (404, "NotFound".to_owned()));
}

#[test]
fn one_topic_has_somebody_to_tell_in_the_standby_region_and_another_only_in_the_primary() {
    let lab = Lab::new();
    let (_, xml) = sns(&lab, "us-west-2", "Action=ListTopics");
    assert_eq!(elements(&xml, "TopicArn"), [INCIDENTS]);
    let (_, xml) = sns(&lab, "us-east-1", "Action=ListTopics");
    let deployments = "arn:aws:sns:us-east-1:123456789012:deployments";
    assert_eq!(elements(&xml, "TopicArn"), [deployments]);

    let form = format!("Action=ListSubscriptionsByTopic&TopicArn={INCIDENTS}");
    let (_, xml) = sns(&lab, "us-west-2", &form);
    let arns = elements(&xml, "SubscriptionArn");
    assert!(arns[0].starts_with(INCIDENTS));
    assert_eq!(arns[1..], ["PendingConfirmation"]);

    let form = format!("Action=GetTopicAttributes&TopicArn={INCIDENTS}");
    let (_, xml) = sns(&lab, "us-west-2", &form);
    let attributes: Vec<(&str, &str)> = elements(&xml, "key")
        .into_iter()
        .zip(elements(&xml, "value"))
        .collect();
    assert!(attributes.contains(&("SubscriptionsConfirmed", "1")));
    assert!(attributes.contains(&("SubscriptionsPending", "1")));
    assert_eq!(
        sns(&lab, "us-west-2", &form.replace("incidents", "none")).0,
        404
    );
}

#[test]
fn topics_and_subscriptions_come_page_by_page() {
    let lab = Lab::new();
    lab.sim.with_world(|world| {
        let region = world.region_mut("us-west-2");
        let topic = region.topics.get_mut(INCIDENTS).unwrap();
        let one = topic.subscriptions[0].clone();
        topic.subscriptions.resize(150, one);
        let topic = topic.clone();
        for index in 0..120 {
            let arn = format!("{INCIDENTS}-{index:03}");
            let mut topic = topic.clone();
            topic.arn.clone_from(&arn);
            region.topics.insert(arn, topic);
        }
    });
    let pages = |action: &str, element_name: &str| {
        let mut sizes = Vec::new();
        let mut token = None;
        loop {
            let next = token.map(|token| format!("&NextToken={token}"));
            let form = format!("{action}{}", next.unwrap_or_default());
            let (_, xml) = sns(&lab, "us-west-2", &form);
            sizes.push(elements(&xml, element_name).len());
            token = element(&xml, "NextToken").map(str::to_owned);
            if token.is_none() {
                return sizes;
            }
        }
    };
    assert_eq!(pages("Action=ListTopics", "TopicArn"), [100, 21]);
    let subscriptions = format!("Action=ListSubscriptionsByTopic&TopicArn={INCIDENTS}");
    assert_eq!(pages(&subscriptions, "SubscriptionArn"), [100, 50]);
    let (_, xml) = sns(&lab, "us-west-2", "Action=ListTopics&NextToken=nonsense");
    assert_eq!(element(&xml, "Code"), Some("InvalidParameter"));
}
