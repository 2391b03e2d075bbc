//! Observations: what a source saw, where and when, or the error that came instead.

use super::facts::*;
use crate::terms::{Instant, OutsideText, Region, Span};
use serde::{Deserialize, Serialize};
use std::fmt;

/// One thing that is polled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// STS `GetCallerIdentity`.
    Identity,
    /// RDS `DescribeDBInstances`.
    DbInstances,
    /// RDS `DescribeDBClusters`.
    DbClusters,
    /// RDS `DescribeGlobalClusters`.
    GlobalClusters,
    /// RDS `DescribeDBSnapshots`.
    DbSnapshots,
    /// RDS `DescribeDBClusterSnapshots`.
    DbClusterSnapshots,
    /// RDS `DescribeDBInstanceAutomatedBackups`.
    InstanceBackups,
    /// RDS `DescribeDBClusterAutomatedBackups`.
    ClusterBackups,
    /// RDS `DescribeEvents`.
    RdsEvents,
    /// RDS `DescribePendingMaintenanceActions`.
    Maintenance,
    /// CloudWatch `GetMetricData`.
    Metrics,
    /// CloudWatch `DescribeAlarms`.
    Alarms,
    /// AWS Backup `ListBackupJobs`.
    BackupJobs,
    /// AWS Backup `ListCopyJobs`.
    CopyJobs,
    /// AWS Backup `ListRestoreJobs`.
    RestoreJobs,
    /// AWS Backup `ListBackupVaults`.
    Vaults,
    /// AWS Backup `ListBackupPlans`, with rules and selections.
    BackupPlans,
    /// AWS Backup `ListProtectedResources`.
    Protected,
    /// AWS Backup `ListRecoveryPointsByBackupVault`, of every vault.
    RecoveryPoints,
    /// Route 53 `ListHostedZones` and `GetHostedZone`.
    Zones,
    /// Route 53 `ListResourceRecordSets`, of the zones of declared records.
    Records,
    /// Route 53 `ListHealthChecks`.
    HealthChecks,
    /// Route 53 `GetHealthCheckStatus`, of the checks behind declared records.
    Checkers,
    /// The zones' authoritative name servers, asked directly.
    NameServers,
    /// S3 `HeadObject`, of the objects that move declared records.
    StandbyObjects,
    /// SNS `ListSubscriptionsByTopic`, of the plan's incident topic.
    Subscriptions,
    /// AWS Backup `DescribeRegionSettings`.
    RegionSettings,
}

impl Source {
    /// Every source, in the order in which they are listed.
    pub const ALL: [Self; 27] = [
        Self::Identity,
        Self::DbInstances,
        Self::DbClusters,
        Self::GlobalClusters,
        Self::DbSnapshots,
        Self::DbClusterSnapshots,
        Self::InstanceBackups,
        Self::ClusterBackups,
        Self::RdsEvents,
        Self::Maintenance,
        Self::Metrics,
        Self::Alarms,
        Self::BackupJobs,
        Self::CopyJobs,
        Self::RestoreJobs,
        Self::Vaults,
        Self::BackupPlans,
        Self::Protected,
        Self::RecoveryPoints,
        Self::Zones,
        Self::Records,
        Self::HealthChecks,
        Self::Checkers,
        Self::NameServers,
        Self::StandbyObjects,
        Self::Subscriptions,
        Self::RegionSettings,
    ];

    /// The service that is asked, as people say it.
    #[must_use]
    pub const fn service(self) -> &'static str {
        match self {
            Self::Identity => "STS",
            Self::DbInstances
            | Self::DbClusters
            | Self::GlobalClusters
            | Self::DbSnapshots
            | Self::DbClusterSnapshots
            | Self::InstanceBackups
            | Self::ClusterBackups
            | Self::RdsEvents
            | Self::Maintenance => "RDS",
            Self::Metrics | Self::Alarms => "CloudWatch",
            Self::BackupJobs
            | Self::CopyJobs
            | Self::RestoreJobs
            | Self::Vaults
            | Self::BackupPlans
            | Self::Protected
            | Self::RecoveryPoints
            | Self::RegionSettings => "AWS Backup",
            Self::Zones | Self::Records | Self::HealthChecks | Self::Checkers => "Route 53",
            Self::NameServers => "DNS",
            Self::StandbyObjects => "S3",
            Self::Subscriptions => "SNS",
        }
    }

    /// What is asked for, in a few words.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Identity => "caller identity",
            Self::DbInstances => "instances",
            Self::DbClusters => "clusters",
            Self::GlobalClusters => "global clusters",
            Self::DbSnapshots => "snapshots",
            Self::DbClusterSnapshots => "cluster snapshots",
            Self::InstanceBackups => "automated backups",
            Self::ClusterBackups => "cluster automated backups",
            Self::RdsEvents => "events",
            Self::Maintenance => "pending maintenance",
            Self::Metrics => "metrics",
            Self::Alarms => "alarms",
            Self::BackupJobs => "backup jobs",
            Self::CopyJobs => "copy jobs",
            Self::RestoreJobs => "restore jobs",
            Self::Vaults => "vaults",
            Self::BackupPlans => "backup plans",
            Self::Protected => "protected resources",
            Self::RecoveryPoints => "recovery points",
            Self::Zones => "hosted zones",
            Self::Records => "records",
            Self::HealthChecks => "health checks",
            Self::Checkers => "checker observations",
            Self::NameServers => "name servers",
            Self::StandbyObjects => "standby objects",
            Self::Subscriptions => "subscriptions",
            Self::RegionSettings => "Region settings",
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.service(), self.title())
    }
}

/// Where a source looks: a Region, or a service that has none (Route 53, whose
/// control plane happens to be in us-east-1, and DNS).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// A Region.
    Region(Region),
    /// A service without Regions.
    Global,
}

impl Scope {
    /// The Region, when it is one.
    #[must_use]
    pub fn region(&self) -> Option<&Region> {
        match self {
            Self::Region(region) => Some(region),
            Self::Global => None,
        }
    }
}

impl From<&Region> for Scope {
    fn from(region: &Region) -> Self {
        Self::Region(region.clone())
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Region(region) => fmt::Display::fmt(region, f),
            Self::Global => f.pad("global"),
        }
    }
}

/// What one poll of one source brought.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Observation {
    /// What was asked.
    pub source: Source,
    /// Where.
    pub scope: Scope,
    /// When the first request was sent.
    pub asked: Instant,
    /// When the last answer arrived, or the error did.
    pub at: Instant,
    /// How long until it is asked again.
    pub cadence: Span,
    /// How many requests it took.
    pub calls: u32,
    /// How far AWS's clock is ahead of this host's, seconds, from the `Date` of
    /// the answers; absent when none carried one.
    pub skew_seconds: Option<f64>,
    /// What came.
    pub outcome: Result<Facts, Failure>,
}

/// Facts of one source. Lists are whole: every page was read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Facts {
    /// From [`Source::Identity`].
    Identity(Identity),
    /// From [`Source::DbInstances`].
    DbInstances(Vec<DbInstance>),
    /// From [`Source::DbClusters`].
    DbClusters(Vec<DbCluster>),
    /// From [`Source::GlobalClusters`].
    GlobalClusters(Vec<GlobalCluster>),
    /// From [`Source::DbSnapshots`] and [`Source::DbClusterSnapshots`].
    DbSnapshots(Vec<DbSnapshot>),
    /// From [`Source::InstanceBackups`] and [`Source::ClusterBackups`].
    AutomatedBackups(Vec<AutomatedBackup>),
    /// From [`Source::RdsEvents`].
    RdsEvents(Vec<RdsEvent>),
    /// From [`Source::Maintenance`].
    Maintenance(Vec<PendingMaintenance>),
    /// From [`Source::Metrics`]: one entry for each metric asked for, empty
    /// ones included. Samples are added to what is there.
    Metrics(Vec<MetricSamples>),
    /// From [`Source::Alarms`].
    Alarms(Vec<Alarm>),
    /// From [`Source::BackupJobs`], [`Source::CopyJobs`] and [`Source::RestoreJobs`].
    Jobs(Vec<Job>),
    /// From [`Source::Vaults`].
    Vaults(Vec<BackupVault>),
    /// From [`Source::BackupPlans`].
    BackupPlans(Vec<BackupPlan>),
    /// From [`Source::Protected`].
    Protected(Vec<ProtectedResource>),
    /// From [`Source::RecoveryPoints`].
    RecoveryPoints(Vec<RecoveryPoint>),
    /// From [`Source::Zones`].
    Zones(Vec<HostedZone>),
    /// From [`Source::Records`]: the records of the zones asked for, which are
    /// named; other zones keep what they had.
    Records {
        /// The zones that were read.
        zones: Vec<OutsideText>,
        /// Their records.
        records: Vec<Record>,
    },
    /// From [`Source::HealthChecks`].
    HealthChecks(Vec<HealthCheck>),
    /// From [`Source::Checkers`]: the checks asked for; others keep what they had.
    Checkers(Vec<Checkers>),
    /// From [`Source::NameServers`]: what every server asked for a name said;
    /// names that were not asked for keep what they had.
    Answers(Vec<DnsAnswer>),
    /// From [`Source::StandbyObjects`].
    StandbyObjects(Vec<StandbyObject>),
    /// From [`Source::Subscriptions`].
    Topics(Vec<Topic>),
    /// From [`Source::RegionSettings`].
    RegionSettings(RegionSettings),
}

/// Why a source has nothing new to say.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Failure {
    /// Which kind of failure.
    pub kind: FailureKind,
    /// The operation that failed, as AWS names it, such as `DescribeDBInstances`.
    pub operation: String,
    /// AWS's error code, when there was an answer.
    pub code: Option<OutsideText>,
    /// What happened, in AWS's words or the system's.
    pub message: OutsideText,
    /// AWS's request id, when there was an answer.
    pub request_id: Option<OutsideText>,
}

/// The kinds of failure that call for different answers by a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FailureKind {
    /// Nothing answered: refused, reset, not found, or silent until the time-out.
    NotReachable,
    /// AWS asked to be asked less often.
    Throttled,
    /// AWS refused for want of a right.
    NotPermitted {
        /// The IAM action that is missing, such as `rds:DescribeDBInstances`.
        action: String,
    },
    /// The credentials are missing, expired or not valid.
    Credentials,
    /// Something answered, but not what AWS's API says: cut, garbage, a server
    /// error, an operation that is not there.
    NotUnderstood,
    /// The breaker of this Region and service is open: it was not asked.
    NotAsked,
}

impl FailureKind {
    /// In a few words.
    #[must_use]
    pub fn words(&self) -> &'static str {
        match self {
            Self::NotReachable => "not reachable",
            Self::Throttled => "throttled",
            Self::NotPermitted { .. } => "not permitted",
            Self::Credentials => "credentials expired or missing",
            Self::NotUnderstood => "answer not understood",
            Self::NotAsked => "not asked: breaker open",
        }
    }

    /// Whether it means that nothing answered at all.
    #[must_use]
    pub fn is_silence(&self) -> bool {
        matches!(self, Self::NotReachable | Self::NotAsked)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.operation, self.kind.words())?;
        if let FailureKind::NotPermitted { action } = &self.kind {
            write!(f, " (needs {action})")?;
        }
        if let Some(code) = &self.code {
            write!(f, ", {code}")?;
        }
        if !self.message.raw().is_empty() {
            write!(f, ": {}", self.message)?;
        }
        if let Some(id) = &self.request_id {
            write!(f, " [request {id}]")?;
        }
        Ok(())
    }
}
