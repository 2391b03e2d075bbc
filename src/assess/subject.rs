//! What is assessed: one subject at a time, so that work follows what changed.

use crate::estate::Scope;
use crate::terms::OutsideText;
use smol_str::SmolStr;
use std::fmt;

/// One thing that is assessed by itself.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// The plan itself: contacts, review date.
    Plan,
    /// A tier of the plan, by its name.
    Tier(SmolStr),
    /// A declared store, by its name.
    Store(SmolStr),
    /// A declared record, by its name and type.
    Record(SmolStr, SmolStr),
    /// An RDS or Aurora instance.
    Instance(Scope, OutsideText),
    /// An Aurora or Multi-AZ cluster.
    Cluster(Scope, OutsideText),
    /// An Aurora global database, by its identifier: its Regions tell of the same.
    GlobalCluster(OutsideText),
    /// A recovery point, by its ARN.
    RecoveryPoint(Scope, OutsideText),
    /// A backup job.
    BackupJob(Scope, OutsideText),
    /// A copy job.
    CopyJob(Scope, OutsideText),
    /// A restore job.
    RestoreJob(Scope, OutsideText),
    /// A health check, by its id.
    HealthCheck(OutsideText),
    /// An alarm, by its name.
    Alarm(Scope, OutsideText),
    /// The clock of this host against AWS's.
    HostClock,
}

/// The kinds of [`Subject`], for the list of findings to choose by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SubjectKind {
    /// [`Subject::Plan`].
    Plan,
    /// [`Subject::Tier`].
    Tier,
    /// [`Subject::Store`].
    Store,
    /// [`Subject::Record`].
    Record,
    /// [`Subject::Instance`].
    Instance,
    /// [`Subject::Cluster`].
    Cluster,
    /// [`Subject::GlobalCluster`].
    GlobalCluster,
    /// [`Subject::RecoveryPoint`].
    RecoveryPoint,
    /// [`Subject::BackupJob`].
    BackupJob,
    /// [`Subject::CopyJob`].
    CopyJob,
    /// [`Subject::RestoreJob`].
    RestoreJob,
    /// [`Subject::HealthCheck`].
    HealthCheck,
    /// [`Subject::Alarm`].
    Alarm,
    /// [`Subject::HostClock`].
    HostClock,
}

impl SubjectKind {
    /// Whether there is something to tell of one that has no finding.
    pub(super) const fn speaks(self) -> bool {
        matches!(
            self,
            Self::Store
                | Self::Record
                | Self::BackupJob
                | Self::CopyJob
                | Self::RestoreJob
                | Self::HealthCheck
        )
    }
}

impl Subject {
    /// Its kind.
    #[must_use]
    pub const fn kind(&self) -> SubjectKind {
        match self {
            Self::Plan => SubjectKind::Plan,
            Self::Tier(_) => SubjectKind::Tier,
            Self::Store(_) => SubjectKind::Store,
            Self::Record(..) => SubjectKind::Record,
            Self::Instance(..) => SubjectKind::Instance,
            Self::Cluster(..) => SubjectKind::Cluster,
            Self::GlobalCluster(_) => SubjectKind::GlobalCluster,
            Self::RecoveryPoint(..) => SubjectKind::RecoveryPoint,
            Self::BackupJob(..) => SubjectKind::BackupJob,
            Self::CopyJob(..) => SubjectKind::CopyJob,
            Self::RestoreJob(..) => SubjectKind::RestoreJob,
            Self::HealthCheck(_) => SubjectKind::HealthCheck,
            Self::Alarm(..) => SubjectKind::Alarm,
            Self::HostClock => SubjectKind::HostClock,
        }
    }

    /// The scope it was seen in, when it was seen in one.
    #[must_use]
    pub const fn scope(&self) -> Option<&Scope> {
        match self {
            Self::Instance(scope, _)
            | Self::Cluster(scope, _)
            | Self::RecoveryPoint(scope, _)
            | Self::BackupJob(scope, _)
            | Self::CopyJob(scope, _)
            | Self::RestoreJob(scope, _)
            | Self::Alarm(scope, _) => Some(scope),
            _ => None,
        }
    }
}

/// The name a person knows it by, cleaned for display.
impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Plan => f.pad("plan"),
            Self::Tier(name) => write!(f, "tier {name}"),
            Self::Store(name) | Self::Record(name, _) => f.pad(name),
            Self::GlobalCluster(id) => fmt::Display::fmt(id, f),
            Self::HealthCheck(id) => write!(f, "health check {id}"),
            Self::Instance(_, id)
            | Self::Cluster(_, id)
            | Self::BackupJob(_, id)
            | Self::CopyJob(_, id)
            | Self::RestoreJob(_, id)
            | Self::Alarm(_, id) => fmt::Display::fmt(id, f),
            Self::RecoveryPoint(_, arn) => {
                let shown = arn.shown();
                f.pad(shown.rsplit(':').next().unwrap_or(&shown))
            }
            Self::HostClock => f.pad("clock"),
        }
    }
}
