//! REP-14: a replica that could not carry what its source carries.

use super::seen::{is_seen, sentence};
use super::{Check, Found};
use crate::assess::context::Context;
use crate::assess::index::replica_source;
use crate::assess::model::Severity;
use crate::assess::subject::{Subject, SubjectKind};
use crate::estate::Source;
use crate::estate::facts::DbInstance;
use std::cmp::Ordering;

/// See the module.
pub const CHECK: Check = Check {
    id: "REP-14",
    title: "replica weaker than its source",
    field: "DBInstanceClass, AllocatedStorage, Iops, MultiAZ, BackupRetentionPeriod",
    page: "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ReadRepl.html",
    subjects: &[SubjectKind::Instance],
    examine,
};

fn examine(context: &Context<'_>, subject: &Subject) -> Option<Found> {
    let Subject::Instance(scope, id) = subject else {
        return None;
    };
    if !is_seen(context, Source::DbInstances, scope) {
        return None;
    }
    let replica = context.instance(scope, id)?;
    let (home, source_id) = replica_source(scope, replica.replica_source.as_ref()?);
    let source = is_seen(context, Source::DbInstances, &home)
        .then(|| context.instance(&home, &source_id))
        .flatten();
    let mut reasons = source
        .map(|source| smaller(replica, source))
        .unwrap_or_default();
    // A replica beside its source is there for reads; one in another Region is
    // there to take over.
    if home != *scope {
        if replica.multi_az == Some(false) {
            reasons.push("it is not Multi-AZ".to_owned());
        }
        if replica.backup_retention_days == Some(0) {
            reasons.push(
                "its backup retention is 0 days, so the first backup falls into the promotion"
                    .to_owned(),
            );
        }
    }
    (!reasons.is_empty()).then(|| Found {
        severity: Severity::Medium,
        text: sentence(&reasons),
        clears: format!(
            "a replica of at least the class, storage and IOPS of {source_id}, Multi-AZ and with backups where it is to take over"
        ),
        since: None,
    })
}

fn smaller(replica: &DbInstance, source: &DbInstance) -> Vec<String> {
    let mut reasons = Vec::new();
    let (class, of) = (&replica.class, &source.class);
    if compare(class.raw(), of.raw()) == Some(Ordering::Less) {
        reasons.push(format!(
            "its class {class} is smaller than {of} of its source"
        ));
    }
    let mut less = |what: &str, unit: &str, own: Option<u32>, needed: Option<u32>| {
        if let (Some(own), Some(needed)) = (own, needed)
            && own < needed
        {
            reasons.push(format!(
                "its {what} of {own}{unit} is less than {needed}{unit}"
            ));
        }
    };
    less("storage", " GiB", replica.storage_gib, source.storage_gib);
    less("provisioned IOPS", "", replica.iops, source.iops);
    reasons
}

/// Compares two classes by size, where both are of one family letter: an
/// `r6g.large` is smaller than an `r5.xlarge`; of an `m5` beside an `r5`
/// nothing is said.
fn compare(one: &str, other: &str) -> Option<Ordering> {
    let (family, size) = parse(one)?;
    let (other_family, other_size) = parse(other)?;
    (family == other_family).then(|| size.cmp(&other_size))
}

/// The letters of the family and the size in sixteenths of an `xlarge`.
fn parse(class: &str) -> Option<(&str, u32)> {
    let mut parts = class.strip_prefix("db.")?.split('.');
    let (family, size) = (parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let letters = family.find(|c: char| c.is_ascii_digit())?;
    let size = match size {
        "nano" => 1,
        "micro" => 2,
        "small" => 3,
        "medium" => 4,
        "large" => 8,
        "xlarge" => 16,
        many => many
            .strip_suffix("xlarge")?
            .parse::<u32>()
            .ok()?
            .checked_mul(16)?,
    };
    Some((&family[..letters], size))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::fixture::{World, replica};

    #[test]
    fn a_smaller_replica_grows_to_the_size_of_its_source() {
        let mut world = World::healthy();
        world.change_instance(World::WEST, "orders-db-usw2", |db| {
            db.class = "db.r6g.large".into();
            db.storage_gib = Some(100);
            db.iops = Some(3_000);
            db.multi_az = Some(false);
            db.backup_retention_days = Some(0);
        });
        let finding = world.finding("REP-14").expect("it is smaller");
        assert_eq!(finding.severity, Severity::Medium);
        assert_eq!(
            finding.text,
            "its class db.r6g.large is smaller than db.r6g.2xlarge of its source; \
             its storage of 100 GiB is less than 500 GiB; \
             its provisioned IOPS of 3000 is less than 12000; it is not Multi-AZ; \
             its backup retention is 0 days, so the first backup falls into the promotion"
        );
        world.change_instance(World::WEST, "orders-db-usw2", |db| {
            db.class = "db.r7g.4xlarge".into();
            db.storage_gib = Some(500);
            db.iops = Some(12_000);
            db.multi_az = Some(true);
            db.backup_retention_days = Some(7);
        });
        assert!(world.finding("REP-14").is_none());
    }

    #[test]
    fn sizes_are_compared_within_a_family_only() {
        assert_eq!(
            compare("db.r6g.large", "db.r5.xlarge"),
            Some(Ordering::Less)
        );
        assert_eq!(
            compare("db.t3.small", "db.t4g.micro"),
            Some(Ordering::Greater)
        );
        assert_eq!(
            compare("db.r5.16xlarge", "db.r6i.16xlarge"),
            Some(Ordering::Equal)
        );
        assert_eq!(compare("db.m5.large", "db.r5.xlarge"), None);
        assert_eq!(compare("db.z1d.large", "db.r5.xlarge"), None);
        assert_eq!(compare("db.serverless", "db.r5.xlarge"), None);
        assert_eq!(compare("db.r5.4xlarge.tpc2.mem3x", "db.r5.xlarge"), None);
    }

    #[test]
    fn a_read_replica_beside_its_source_needs_no_second_zone() {
        let mut world = World::healthy();
        let mut beside = replica("orders-db-read", "orders-db");
        beside.multi_az = Some(false);
        beside.backup_retention_days = Some(0);
        world.add_instance(World::EAST, beside);
        assert!(world.finding("REP-14").is_none());
    }

    #[test]
    fn a_source_that_is_not_seen_is_not_compared_with() {
        let mut world = World::healthy();
        world.change_instance(World::WEST, "orders-db-usw2", |db| {
            db.class = "db.r6g.large".into()
        });
        assert!(world.finding("REP-14").is_some());
        world.silence(World::EAST);
        assert!(world.finding("REP-14").is_none());
    }
}
