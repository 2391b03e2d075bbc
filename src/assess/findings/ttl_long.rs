//! R53-39: resolvers may keep the old answer for longer than a minute.

use super::seen::{sentence, sides};
use super::{Check, Found};
use crate::assess::context::Context;
use crate::assess::model::Severity;
use crate::assess::subject::{Subject, SubjectKind};
use crate::estate::facts::FailoverRole;

/// Route 53 recommends 60 seconds or less for records with a health check (API
/// reference, `ResourceRecordSet.TTL`).
const LONGEST_SECONDS: i64 = 60;

/// See the module.
pub const CHECK: Check = Check {
    id: "R53-39",
    title: "TTL longer than a minute",
    field: "TTL",
    page: "https://docs.aws.amazon.com/Route53/latest/APIReference/API_ResourceRecordSet.html",
    subjects: &[SubjectKind::Record],
    examine,
};

fn examine(context: &Context<'_>, _: &Subject) -> Option<Found> {
    let long: Vec<String> = sides(context)
        .into_iter()
        .filter(|record| record.health_check.is_some())
        .filter_map(|record| {
            let ttl = record.ttl_seconds.filter(|ttl| *ttl > LONGEST_SECONDS)?;
            let word = match record.failover {
                Some(FailoverRole::Secondary) => "SECONDARY",
                _ => "PRIMARY",
            };
            Some(format!("the TTL of its {word} is {ttl} s"))
        })
        .collect();
    (!long.is_empty()).then(|| Found {
        severity: Severity::Medium,
        text: format!(
            "{}, over {LONGEST_SECONDS} s: resolvers keep the old answer that long",
            sentence(&long)
        ),
        clears: format!("a TTL of at most {LONGEST_SECONDS} s"),
        since: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::fixture::World;

    #[test]
    fn five_minutes_are_too_long() {
        let mut world = World::healthy();
        world.change_record("www-east", |record| record.ttl_seconds = Some(300));
        let finding = world.finding("R53-39").expect("it is too long");
        assert_eq!(finding.severity, Severity::Medium);
        assert_eq!(
            finding.text,
            "the TTL of its PRIMARY is 300 s, over 60 s: resolvers keep the old answer that long"
        );
        world.change_record("www-east", |record| record.ttl_seconds = Some(60));
        assert!(world.finding("R53-39").is_none());
    }

    #[test]
    fn an_alias_has_its_targets_ttl() {
        let mut world = World::healthy();
        world.change_record("www-east", |record| record.ttl_seconds = None);
        assert!(world.finding("R53-39").is_none());
    }
}
