//! The shop's other stores: the table `carts`, the bucket `harbor-media`, the file system of the uploads.

use super::tags;
use crate::sim::world::databases::Writes;
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
            replica_regions: vec![other.to_owned()],
            // The shop writes in its primary Region only; the other table just receives.
            writes: if region == PRIMARY {
                Writes::Busy
            } else {
                Writes::Idle
            },
            tags: tags("silver", None),
        };
        world
            .region_mut(region)
            .tables
            .insert(table.name.clone(), table);
    }
    for (region, name) in [(PRIMARY, "harbor-media"), (STANDBY, "harbor-media-usw2")] {
        let bucket = Bucket {
            name: name.to_owned(),
            arn: format!("arn:aws:s3:::{name}"),
            tags: tags("silver", None),
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
}
