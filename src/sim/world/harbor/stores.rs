//! The shop's other stores: the table `carts`, the bucket `harbor-media`, the file system of the uploads;
//! and what its operators have: a bucket and a table in the standby Region, and topics.

use chrono::Duration;

use super::tags;
use crate::sim::world::databases::Writes;
use crate::sim::world::topics::{Subscription, Topic};
use crate::sim::world::{ACCOUNT, Bucket, BucketRule, FileSystem, PRIMARY, STANDBY, Table, World};

/// The ARN of the media bucket.
pub(super) const MEDIA_ARN: &str = "arn:aws:s3:::harbor-media";

/// The ARN of the uploads' file system.
pub(super) fn uploads_arn() -> String {
    format!("arn:aws:elasticfilesystem:{PRIMARY}:{ACCOUNT}:file-system/fs-0a1b2c3d")
}

/// The ARN of the carts table in the primary Region.
pub(super) fn carts_arn(region: &str) -> String {
    format!("arn:aws:dynamodb:{region}:{ACCOUNT}:table/carts")
}

/// Adds the stores to both Regions.
pub(super) fn add(world: &mut World) {
    for (region, other) in [(PRIMARY, STANDBY), (STANDBY, PRIMARY)] {
        let table = Table {
            name: "carts".to_owned(),
            arn: carts_arn(region),
            key: "cart".to_owned(),
            created: world.epoch - Duration::days(400),
            replica_regions: vec![other.to_owned()],
            // The shop writes in its primary Region only; the other table just receives.
            writes: if region == PRIMARY {
                Writes::Busy
            } else {
                Writes::Idle
            },
            tags: tags("silver", None),
            items: [].into(),
        };
        world
            .region_mut(region)
            .tables
            .insert(table.name.clone(), table);
    }
    let buckets = [
        (PRIMARY, "harbor-media"),
        (STANDBY, "harbor-media-usw2"),
        // Where an object hands the API over to the standby.
        (STANDBY, "harbor-failover"),
    ];
    for (region, name) in buckets {
        let bucket = Bucket {
            name: name.to_owned(),
            arn: format!("arn:aws:s3:::{name}"),
            tags: tags("silver", None),
            objects: [].into(),
        };
        world
            .region_mut(region)
            .buckets
            .insert(bucket.name.clone(), bucket);
    }
    world.bucket_rules.push(BucketRule {
        rule_id: "everything".to_owned(),
        source_bucket: "harbor-media".to_owned(),
        source_region: PRIMARY.to_owned(),
        destination_bucket: "harbor-media-usw2".to_owned(),
        destination_region: STANDBY.to_owned(),
        metrics: true,
    });
    let uploads = FileSystem {
        id: "fs-0a1b2c3d".to_owned(),
        arn: uploads_arn(),
        tags: tags("bronze", None),
    };
    world
        .region_mut(PRIMARY)
        .file_systems
        .insert(uploads.id.clone(), uploads);
    add_operators_own(world);
}

/// Adds the table of the operators' lease, and their topics. One of these is in the primary Region alone, and
/// says nothing when that is gone.
fn add_operators_own(world: &mut World) {
    let lease = Table {
        name: "lifeboat-lease".to_owned(),
        arn: format!("arn:aws:dynamodb:{STANDBY}:{ACCOUNT}:table/lifeboat-lease"),
        key: "name".to_owned(),
        created: world.epoch - Duration::days(120),
        replica_regions: Vec::new(),
        writes: Writes::Idle,
        tags: tags("gold", None),
        items: [].into(),
    };
    let standby = world.region_mut(STANDBY);
    standby.tables.insert(lease.name.clone(), lease);
    for (region, name) in [(STANDBY, "incidents"), (PRIMARY, "deployments")] {
        let arn = format!("arn:aws:sns:{region}:{ACCOUNT}:{name}");
        let confirmed = Subscription {
            arn: Some(format!("{arn}:5a9b3c1e-7d42-4f60-9a55-0c1d2e3f4a5b")),
            protocol: "https".to_owned(),
            endpoint: "https://pager.harbor.example/sns".to_owned(),
        };
        let pending = Subscription {
            arn: None,
            protocol: "email".to_owned(),
            endpoint: "on-call@harbor.example".to_owned(),
        };
        let topic = Topic {
            arn: arn.clone(),
            display_name: name.to_owned(),
            subscriptions: vec![confirmed, pending],
            messages: Vec::new(),
        };
        world.region_mut(region).topics.insert(arn, topic);
    }
}
