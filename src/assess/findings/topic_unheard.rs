//! SNS-49: nobody would hear of an incident, or nobody while the primary Region
//! is down. Several reasons are one finding.

use super::seen::{is_seen, sentence};
use super::{Check, Found};
use crate::assess::context::Context;
use crate::assess::model::Severity;
use crate::assess::subject::{Subject, SubjectKind};
use crate::estate::facts::SubscriptionStanding;
use crate::estate::{Scope, Source};
use crate::terms::{Arn, OutsideText};

/// See the module.
pub const CHECK: Check = Check {
    id: "SNS-49",
    title: "nobody would hear of an incident",
    field: "notify.incident_topic, Subscriptions[].SubscriptionArn",
    page: "https://docs.aws.amazon.com/wellarchitected/latest/reliability-pillar/rel_withstand_component_failures_notifications_sent_system.html",
    subjects: &[SubjectKind::Plan],
    examine,
};

fn examine(context: &Context<'_>, _: &Subject) -> Option<Found> {
    let topic = context.plan.notify.incident_topic.as_ref()?;
    let mut reasons = Vec::new();
    let primary = &context.plan.regions.primary;
    if topic.region().as_ref() == Some(primary) {
        reasons.push(format!(
            "the incident topic is in {primary}, the primary Region: while that is down it reaches nobody"
        ));
    }
    reasons.extend(unheard(context, topic));
    (!reasons.is_empty()).then(|| Found {
        severity: Severity::High,
        text: sentence(&reasons),
        clears: "a topic in the standby Region, with a subscription that is confirmed".to_owned(),
        since: None,
    })
}

/// Why nobody hears of what is sent to the topic, when nobody does.
fn unheard(context: &Context<'_>, arn: &Arn) -> Option<String> {
    let scope = Scope::Region(arn.region()?);
    if !is_seen(context, Source::Subscriptions, &scope) {
        return None;
    }
    let topic = context.topic(&scope, &OutsideText::new(arn.as_str()))?;
    if !topic.exists {
        return Some(format!("the incident topic {arn} is not there"));
    }
    if topic.count(SubscriptionStanding::Confirmed) > 0 {
        return None;
    }
    let pending = match topic.count(SubscriptionStanding::Pending) {
        0 => String::new(),
        pending => format!(" ({pending} not confirmed yet)"),
    };
    Some(format!(
        "the incident topic has no confirmed subscription{pending}"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::fixture::World;
    use crate::estate::Facts;
    use crate::estate::facts::{Subscription, Topic};
    use crate::terms::Region;
    use SubscriptionStanding::{Confirmed, Gone, Pending};

    fn arn(region: &str) -> String {
        format!("arn:aws:sns:{region}:123456789012:incidents")
    }

    fn world(region: &str) -> World {
        let mut world = World::healthy();
        let topic = Arn::parse(&arn(region)).unwrap();
        world.change_plan(|plan| plan.notify.incident_topic = Some(topic));
        world
    }

    fn see(world: &mut World, region: &str, exists: bool, standings: &[SubscriptionStanding]) {
        let each = standings.iter().map(|standing| Subscription {
            protocol: "email".into(),
            endpoint: "a…@shop.example".into(),
            standing: *standing,
        });
        let topic = Topic {
            arn: arn(region).into(),
            exists,
            subscriptions: each.collect(),
        };
        let scope = Scope::Region(Region::parse(region).unwrap());
        world.see(Source::Subscriptions, scope, Facts::Topics(vec![topic]));
    }

    fn text(world: &World) -> Option<String> {
        world
            .finding("SNS-49")
            .map(|finding| finding.text.to_string())
    }

    #[test]
    fn a_topic_needs_one_who_has_confirmed() {
        let mut world = world(World::WEST);
        assert_eq!(text(&world), None, "nobody has looked yet");
        see(&mut world, World::WEST, true, &[Confirmed, Pending]);
        assert_eq!(text(&world), None);
        see(&mut world, World::WEST, true, &[Pending, Pending, Gone]);
        let none = "the incident topic has no confirmed subscription";
        assert_eq!(text(&world), Some(format!("{none} (2 not confirmed yet)")));
        see(&mut world, World::WEST, true, &[]);
        assert_eq!(text(&world).as_deref(), Some(none));
        let finding = world.finding("SNS-49").unwrap();
        assert_eq!(finding.severity, Severity::High);
        world.silence(World::WEST);
        assert_eq!(text(&world), None, "what is silent is not judged");
    }

    #[test]
    fn a_topic_that_is_not_there_is_said_to_be_so() {
        let mut world = world(World::WEST);
        see(&mut world, World::WEST, false, &[]);
        let gone = format!("the incident topic {} is not there", arn(World::WEST));
        assert_eq!(text(&world), Some(gone));
    }

    #[test]
    fn a_topic_in_the_primary_region_goes_down_with_it() {
        let mut world = world(World::EAST);
        see(&mut world, World::EAST, true, &[Confirmed]);
        let words = "the incident topic is in us-east-1, the primary Region: \
                     while that is down it reaches nobody";
        assert_eq!(text(&world).as_deref(), Some(words));
        // The plan alone says so.
        world.silence(World::EAST);
        assert_eq!(text(&world).as_deref(), Some(words));
    }
}
