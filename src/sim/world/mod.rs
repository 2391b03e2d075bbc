//! The world: what exists, and what it is at an instant.
//!
//! A [`World`] is plain data that a test or a scenario may edit. What changes with time on its own is either
//! a function of the seed and the clock (lag, metrics, restorable times, what checkers see) or made by the
//! agenda as the clock passes (snapshots, backup jobs, copies): the same seed, clock and edits give the same
//! world, however often it is asked.
//!
//! What a test or a scenario edits most:
//!
//! - a metric: [`World::metric_edits`] withholds it, holds it at a value (-1 too) or lets it climb;
//! - a replica: its `status`, `status_infos`, `read_replica_source`, `replication`;
//! - what a health check finds: `endpoint.up` for as if it had always been so, or
//!   [`health::Endpoint::turn`] from an instant on, with the checkers following at their own pace;
//! - the next jobs of a resource: [`World::backup_ends`] and [`World::copy_ends`];
//! - a Region: [`Region::endpoints`] for its API alone, [`Region::dark_since`] for what runs in it,
//!   [`Region::lose`] for both;
//! - records: [`zones::HostedZone::insert`] and [`zones::HostedZone::record_mut`], at once and on every
//!   name server, or [`World::change_records`] as the API does it.

mod agenda;
pub mod alarms;
pub mod answers;
pub mod backups;
pub mod databases;
mod harbor;
pub mod health;
pub mod interruptions;
pub mod invariants;
pub mod items;
pub(crate) mod lag;
pub mod metrics;
pub mod objects;
pub mod operations;
pub mod promotion;
pub(crate) mod random;
mod record_lookup;
mod scaled;
pub mod sessions;
pub mod site;
pub mod snapshots;
mod stores;
pub mod topics;
pub mod zone_changes;
pub mod zones;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use agenda::Agenda;
pub use agenda::{WantedBackup, WantedCopy, WantedRestore};
pub use items::Table;
pub use objects::Bucket;
pub use stores::{BucketRule, FileSystem};

use alarms::{CompositeAlarm, MetricAlarm};
use backups::{BackupJob, BackupPlan, BackupVault, CopyJob, JobEnd, ProtectedResource, RestoreJob};
use databases::{DbCluster, DbInstance, GlobalCluster, Restorable};
use health::HealthCheck;
use metrics::MetricEdit;
use sessions::Session;
use snapshots::{
    ClusterAutomatedBackup, DbClusterSnapshot, DbEvent, DbSnapshot, InstanceAutomatedBackup,
    PendingAction,
};
use topics::Topic;
use zones::{Host, HostedZone};

/// The account everything belongs to.
pub const ACCOUNT: &str = "123456789012";
/// The primary Region of the shop.
pub const PRIMARY: &str = "us-east-1";
/// The standby Region of the shop.
pub const STANDBY: &str = "us-west-2";

/// What a Region's endpoints do with a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Endpoints {
    /// They answer.
    #[default]
    Answering,
    /// They accept and never answer.
    Silent,
    /// They refuse the connection.
    Refusing,
}

/// One Region.
#[derive(Debug, Clone, Default)]
pub struct Region {
    /// What its API endpoints do. Route 53's are those of us-east-1.
    pub endpoints: Endpoints,
    /// Since when nothing runs in it any more: its databases have stopped, its metrics are no longer sent,
    /// what is checked in it is down. The API endpoints are a matter of their own.
    pub dark_since: Option<DateTime<Utc>>,
    /// When it was dark before: from, and up to without. What was not sent then never is.
    pub outages: Vec<(DateTime<Utc>, DateTime<Utc>)>,
    /// RDS instances by identifier.
    pub instances: BTreeMap<String, DbInstance>,
    /// Aurora clusters by identifier.
    pub clusters: BTreeMap<String, DbCluster>,
    /// Instance snapshots by identifier.
    pub snapshots: BTreeMap<String, DbSnapshot>,
    /// Cluster snapshots by identifier.
    pub cluster_snapshots: BTreeMap<String, DbClusterSnapshot>,
    /// Automated backups of instances by ARN.
    pub instance_backups: BTreeMap<String, InstanceAutomatedBackup>,
    /// Automated backups of clusters by ARN.
    pub cluster_backups: BTreeMap<String, ClusterAutomatedBackup>,
    /// RDS events, oldest first.
    pub events: Vec<DbEvent>,
    /// Pending maintenance by the resource's ARN.
    pub pending_maintenance: BTreeMap<String, Vec<PendingAction>>,
    /// DynamoDB tables by name.
    pub tables: BTreeMap<String, Table>,
    /// S3 buckets by name.
    pub buckets: BTreeMap<String, Bucket>,
    /// SNS topics by ARN.
    pub topics: BTreeMap<String, Topic>,
    /// EFS file systems by id.
    pub file_systems: BTreeMap<String, FileSystem>,
    /// Backup vaults by name.
    pub vaults: BTreeMap<String, BackupVault>,
    /// Backup plans by id.
    pub plans: BTreeMap<String, BackupPlan>,
    /// Backup jobs, oldest first.
    pub backup_jobs: Vec<BackupJob>,
    /// Copy jobs, oldest first, in the Region they copy from.
    pub copy_jobs: Vec<CopyJob>,
    /// Restore jobs, oldest first.
    pub restore_jobs: Vec<RestoreJob>,
    /// Which kinds of resources AWS Backup was told to back up here.
    pub backup_opt_in: BTreeMap<String, bool>,
    /// The jobs that were started with an `IdempotencyToken`, by kind and token.
    pub job_tokens: BTreeMap<String, String>,
    /// Protected resources by ARN.
    pub protected: BTreeMap<String, ProtectedResource>,
    /// Metric alarms by name.
    pub metric_alarms: BTreeMap<String, MetricAlarm>,
    /// Composite alarms by name.
    pub composite_alarms: BTreeMap<String, CompositeAlarm>,
}

/// Everything there is.
#[derive(Debug, Clone)]
pub struct World {
    /// What chance is drawn from.
    pub seed: u64,
    /// The instant the world begins; its history reaches weeks before.
    pub epoch: DateTime<Utc>,
    /// The account's id.
    pub account: String,
    /// `Arn` of the caller.
    pub caller_arn: String,
    /// The Regions by name.
    pub regions: BTreeMap<String, Region>,
    /// Aurora global clusters by identifier.
    pub global_clusters: BTreeMap<String, GlobalCluster>,
    /// Bucket replication rules.
    pub bucket_rules: Vec<BucketRule>,
    /// Hosted zones by id.
    pub zones: BTreeMap<String, HostedZone>,
    /// Health checks by id.
    pub health_checks: BTreeMap<String, HealthCheck>,
    /// Names outside the zones that answer: load balancers and name servers, lower case, with a final dot.
    pub hosts: BTreeMap<String, Host>,
    /// What answers customers, by address.
    pub sites: site::Sites,
    /// Changes to what metrics say; the last that matches counts.
    pub metric_edits: Vec<MetricEdit>,
    /// How the next backup jobs of a resource end, by its ARN; success when not here.
    pub backup_ends: BTreeMap<String, JobEnd>,
    /// How the next copy jobs of a resource end, by its ARN; success when not here.
    pub copy_ends: BTreeMap<String, JobEnd>,
    /// The ARNs of the IAM roles there are, as far as anybody can take them on.
    pub roles: BTreeSet<String>,
    /// The roles that were taken on, by access key.
    pub sessions: BTreeMap<String, Session>,
    /// Who followed whom, and until when: what was measured then stays measured.
    followed: Vec<promotion::Followed>,
    agenda: Agenda,
}

impl Region {
    /// Loses the Region at an instant: nothing runs in it any more, and its endpoints accept requests
    /// and never answer. One that is dark already has been so since then.
    pub fn lose(&mut self, at: DateTime<Utc>) {
        self.dark_since.get_or_insert(at);
        self.endpoints = Endpoints::Silent;
    }

    /// Everything runs in the Region again from this instant on, if it did not.
    pub fn light_up(&mut self, at: DateTime<Utc>) {
        if let Some(dark) = self.dark_since.take()
            && dark < at
        {
            self.outages.push((dark, at));
        }
    }

    /// Since when the Region was dark at an instant, if it was.
    pub fn dark_at(&self, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let over = self
            .outages
            .iter()
            .find(|(from, until)| (*from..*until).contains(&at));
        over.map(|(from, _)| *from)
            .or(self.dark_since.filter(|dark| at >= *dark))
    }
}

impl World {
    /// Harbor Outfitters, a shop in two Regions, with five weeks of history before `epoch`.
    pub fn harbor(seed: u64, epoch: DateTime<Utc>) -> World {
        harbor::build(seed, epoch)
    }

    /// Harbor Outfitters and `resources` more databases with a replica, a recovery point in each Region and
    /// a protected resource in each, for tests of load.
    pub fn scaled(seed: u64, epoch: DateTime<Utc>, resources: usize) -> World {
        let mut world = harbor::build(seed, epoch);
        scaled::add(&mut world, resources);
        world
    }

    /// The name of one of the databases that [`World::scaled`] adds; its replica's ends in `-usw2`.
    pub fn scaled_name(index: usize) -> String {
        format!("store-{index:05}")
    }

    /// An empty world: an account, two Regions, nothing in them.
    pub fn empty(seed: u64, epoch: DateTime<Utc>) -> World {
        let regions = [PRIMARY, STANDBY]
            .map(|name| (name.to_owned(), Region::default()))
            .into();
        World {
            seed,
            epoch,
            account: ACCOUNT.to_owned(),
            caller_arn: format!("arn:aws:sts::{ACCOUNT}:assumed-role/lifeboat-watch/session"),
            regions,
            global_clusters: BTreeMap::new(),
            bucket_rules: Vec::new(),
            zones: BTreeMap::new(),
            health_checks: BTreeMap::new(),
            hosts: BTreeMap::new(),
            sites: site::Sites::new(),
            metric_edits: Vec::new(),
            backup_ends: BTreeMap::new(),
            copy_ends: BTreeMap::new(),
            roles: [
                "service-role/AWSBackupDefaultServiceRole",
                "lifeboat-operate",
            ]
            .map(|role| format!("arn:aws:iam::{ACCOUNT}:role/{role}"))
            .into(),
            sessions: BTreeMap::new(),
            followed: Vec::new(),
            agenda: Agenda::starting(epoch),
        }
    }

    /// The Region of this name, made when there is none.
    pub fn region_mut(&mut self, name: &str) -> &mut Region {
        self.regions.entry(name.to_owned()).or_default()
    }

    /// The instance of this identifier in this Region.
    pub fn instance_mut(&mut self, region: &str, identifier: &str) -> Option<&mut DbInstance> {
        self.regions.get_mut(region)?.instances.get_mut(identifier)
    }

    /// The restorable time of something in a Region that is backed up `Follows`-wise: logs are uploaded
    /// every five minutes, each resource at its own moment, and not by a Region that is dark.
    pub fn restorable_time(
        &self,
        restorable: Restorable,
        source_region: &str,
        resource_id: &str,
        now: DateTime<Utc>,
    ) -> Option<DateTime<Utc>> {
        match restorable {
            Restorable::Absent => None,
            Restorable::Fixed(at) => Some(at),
            Restorable::Follows => {
                let alive = self.dark_at(source_region, now).unwrap_or(now);
                let phase = random::between(self.seed, &["restorable", resource_id], 0, 0, 299);
                let late = (alive.timestamp() + phase).rem_euclid(300);
                DateTime::from_timestamp(alive.timestamp() - late, 0)
            }
        }
    }

    /// Lets everything happen that is due until `now`. Time never goes back.
    pub fn advance(&mut self, now: DateTime<Utc>) {
        let before = self.agenda.reached();
        if now <= before {
            return;
        }
        self.run_agenda(now);
        self.evaluate_alarms(before, now);
    }
}
