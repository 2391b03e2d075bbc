//! Facts: one thing a source saw, as a plain value. Words that AWS may add to
//! are kept as AWS wrote them: an enumeration would be wrong on the day it grows.

mod alarms;
mod backup;
mod dns;
mod identity;
mod known_metrics;
mod metrics;
mod objects;
mod rds;
mod route53;
mod tags;
mod topics;
mod web;

pub use alarms::{Alarm, AlarmMetric};
pub use backup::{
    BackupPlan, BackupRule, BackupSelection, BackupVault, CopyAction, Job, JobKind,
    ProtectedResource, RecoveryPoint, RegionSettings, TagCondition,
};
pub use dns::{DnsAnswer, DnsOutcome};
pub use identity::Identity;
pub use known_metrics::BucketRule;
pub use metrics::{Metric, MetricKey, MetricSamples, Sample, Statistic};
pub use objects::{ObjectStanding, StandbyObject};
pub use rds::{
    AutomatedBackup, ClusterMember, DbCluster, DbInstance, DbSnapshot, GlobalCluster,
    GlobalFailover, GlobalMember, PendingMaintenance, RdsEvent, ReplicationStatus,
};
pub use route53::{
    AliasTarget, CheckerObservation, Checkers, FailoverRole, HealthCheck, HealthCheckAlarm,
    HostedZone, Record,
};
pub use tags::Tags;
pub use topics::{Subscription, SubscriptionStanding, Topic};
pub use web::{WebAnswer, WebOutcome};

use crate::terms::{OutsideText, Region};

/// A fact that is listed whole by its source: a poll replaces what is there.
pub trait Fact: Clone + PartialEq {
    /// What tells one from another within its Region and source.
    fn id(&self) -> OutsideText;
}

/// Declares what identifies each kind of fact.
macro_rules! identified {
    ($($fact:ty => |$it:ident| $id:expr;)*) => {$(
        impl Fact for $fact {
            fn id(&self) -> OutsideText { let $it = self; $id }
        }
    )*};
}

identified! {
    DbInstance => |it| it.identifier.clone();
    DbCluster => |it| it.identifier.clone();
    GlobalCluster => |it| it.identifier.clone();
    DbSnapshot => |it| it.arn.clone();
    AutomatedBackup => |it| it.arn.clone();
    RdsEvent => |it| OutsideText::from(format!("{} {} {}", it.at.timestamp_millis(), it.subject.raw(), it.message.raw()));
    PendingMaintenance => |it| OutsideText::from(format!("{} {}", it.resource.raw(), it.action.raw()));
    Alarm => |it| it.name.clone();
    Job => |it| it.id.clone();
    BackupVault => |it| it.name.clone();
    BackupPlan => |it| it.id.clone();
    ProtectedResource => |it| it.resource.clone();
    RecoveryPoint => |it| it.arn.clone();
    HostedZone => |it| it.id.clone();
    HealthCheck => |it| it.id.clone();
    StandbyObject => |it| StandbyObject::id_of(it.bucket.raw(), it.key.raw());
    Topic => |it| it.arn.clone();
    RegionSettings => |_it| OutsideText::new("settings");
}

/// A fact with the Region it was seen in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Located {
    /// Where it was seen; `None` for what has no Region.
    pub region: Option<Region>,
    /// What tells it from others there.
    pub id: OutsideText,
}
