//! The plan as the other rooms read it: every name checked, every default filled in.

use crate::terms::{AccountId, Arn, Region, Span};
use chrono::NaiveDate;
use std::collections::BTreeMap;
use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;

/// What the team declared.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// What the plan is called, on screen and in the names of state files.
    pub name: String,
    /// Which environment it is for; production carries a mark no theme can lose.
    pub environment: Environment,
    /// The account it is for, when the team says so: another account's answers
    /// are never shown.
    pub account: Option<AccountId>,
    /// The DR strategy the team follows.
    pub strategy: Option<Strategy>,
    /// When the team last read the plan through.
    pub reviewed: Option<NaiveDate>,
    /// The two Regions.
    pub regions: Regions,
    /// Tiers with their objectives, in the order of the file.
    pub tiers: Vec<Tier>,
    /// Data stores, in the order of the file.
    pub stores: Vec<Store>,
    /// DNS records that move in a failover, in the order of the file.
    pub records: Vec<Record>,
    /// Whom to call, in the order of the file.
    pub contacts: Vec<Contact>,
    /// Who is told, and how.
    pub notify: Notify,
    /// What operating needs.
    pub operate: Operate,
    /// AWS Backup: the role and vaults that on-demand backups use.
    pub backup: Backup,
    /// Where a restore test may put what it restores.
    pub restore_test: RestoreTest,
    /// What a customer's request looks like.
    pub probes: Vec<Probe>,
    /// The folder that runbooks are read from, relative to the plan file.
    pub runbooks: Option<PathBuf>,
    /// Name servers to ask instead of a zone's own delegation set.
    pub name_servers: Vec<SocketAddr>,
}

/// The environment a plan is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Environment {
    /// Customers are on it.
    Production,
    /// Anything else, by the team's own word.
    Other(String),
}

impl fmt::Display for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Production => f.pad("production"),
            Self::Other(word) => f.pad(word),
        }
    }
}

/// AWS's four strategies for disaster recovery (Well-Architected REL13-BP02).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strategy {
    /// Restore from backups in the standby Region.
    BackupAndRestore,
    /// Data live, servers off.
    PilotLight,
    /// A smaller copy that runs.
    WarmStandby,
    /// Both Regions serve.
    ActiveActive,
}

impl Strategy {
    /// Every strategy, from the slowest to come back to the fastest.
    pub const ALL: [Self; 4] = [
        Self::BackupAndRestore,
        Self::PilotLight,
        Self::WarmStandby,
        Self::ActiveActive,
    ];

    /// The word used in plan files.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::BackupAndRestore => "backup-and-restore",
            Self::PilotLight => "pilot-light",
            Self::WarmStandby => "warm-standby",
            Self::ActiveActive => "active-active",
        }
    }
}

/// The two Regions of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Regions {
    /// Where production runs when all is well.
    pub primary: Region,
    /// Where it goes.
    pub standby: Region,
    /// Endpoint URLs to use instead of AWS's own, per Region.
    pub endpoints: BTreeMap<Region, String>,
}

impl Regions {
    /// Both, the primary first.
    #[must_use]
    pub fn both(&self) -> [&Region; 2] {
        [&self.primary, &self.standby]
    }
}

/// A class of stores and records that share objectives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tier {
    /// Its name.
    pub name: String,
    /// How much may be lost. Its absence is a finding.
    pub rpo: Option<Span>,
    /// How long it may take to be back. Its absence is a finding.
    pub rto: Option<Span>,
}

/// What kind of data store a declared store is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StoreKind {
    /// An RDS DB instance, by its identifier.
    Rds,
    /// An Aurora cluster in one Region, by its identifier.
    Aurora,
    /// An Aurora global database, by its global cluster identifier.
    AuroraGlobal,
    /// A DynamoDB table, by its name.
    DynamoDb,
    /// An S3 bucket, by its name.
    S3,
    /// An EFS file system, by its id.
    Efs,
    /// An EBS volume, by its id.
    Ebs,
    /// Anything else that AWS Backup protects, by its ARN.
    Other,
}

impl StoreKind {
    /// Every kind.
    pub const ALL: [Self; 8] = [
        Self::Rds,
        Self::Aurora,
        Self::AuroraGlobal,
        Self::DynamoDb,
        Self::S3,
        Self::Efs,
        Self::Ebs,
        Self::Other,
    ];

    /// The word used in plan files.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Rds => "rds",
            Self::Aurora => "aurora",
            Self::AuroraGlobal => "aurora-global",
            Self::DynamoDb => "dynamodb",
            Self::S3 => "s3",
            Self::Efs => "efs",
            Self::Ebs => "ebs",
            Self::Other => "other",
        }
    }

    /// The name on a screen.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Rds => "RDS",
            Self::Aurora | Self::AuroraGlobal => "Aurora",
            Self::DynamoDb => "DynamoDB",
            Self::S3 => "S3",
            Self::Efs => "EFS",
            Self::Ebs => "EBS",
            Self::Other => "resource",
        }
    }
}

/// A declared data store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Store {
    /// The team's name for it, unique in the plan.
    pub name: String,
    /// What it is.
    pub kind: StoreKind,
    /// The tier whose objectives it must meet.
    pub tier: Option<String>,
    /// Its identifier in AWS, as [`StoreKind`] says; the name unless the plan differs.
    pub identifier: String,
    /// The identifier of its copy in the standby Region: a read replica, a
    /// destination bucket, a table of the same name.
    pub standby: Option<String>,
    /// The Region it should be written in; the primary unless the plan says otherwise.
    pub region: Region,
    /// The S3 replication rule whose metrics tell how far behind the copy is.
    pub rule: Option<String>,
    /// Its ARN, where backups know it by one that cannot be derived.
    pub resource: Option<Arn>,
}

/// A DNS record that moves in a failover.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Its name, in lower case and without a trailing dot.
    pub name: String,
    /// Its type: `A`, `AAAA` or `CNAME`.
    pub kind: String,
    /// The hosted zone's id, where several zones hold the name.
    pub zone: Option<String>,
    /// The tier whose objectives it must meet.
    pub tier: Option<String>,
    /// The Region it should point at; the primary unless the plan says otherwise.
    pub region: Region,
    /// What each Region's answer looks like: addresses or target names, in any
    /// order. Where it is empty, records themselves are asked.
    pub answers: BTreeMap<Region, Vec<String>>,
    /// The object in the standby Region whose presence moves it.
    pub standby_takes_over: Option<StandbyTakesOver>,
}

/// An object whose presence turns the primary's inverted health check unhealthy:
/// a flip that needs no control plane in us-east-1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StandbyTakesOver {
    /// The bucket, in the standby Region.
    pub bucket: String,
    /// The object's key.
    pub key: String,
}

/// Someone to call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// Their name, or the rota's.
    pub name: String,
    /// What they are called for.
    pub role: String,
    /// How they are reached: a number, an address, a channel.
    pub reach: String,
}

/// Who is told, and how.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Notify {
    /// The SNS topic for incident and completion messages.
    pub incident_topic: Option<Arn>,
    /// A command run when the verdict changes: a program and its arguments.
    pub verdict_hook: Vec<String>,
}

/// What operating needs beyond watching.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Operate {
    /// The profile whose credentials may act.
    pub profile: Option<String>,
    /// The role that may act, assumed when arming.
    pub role: Option<Arn>,
    /// The DynamoDB table in the standby Region that holds the operator's lease.
    pub lease_table: Option<String>,
    /// The operating-system group that may read the journal.
    pub journal_group: Option<String>,
}

/// What on-demand backups use.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Backup {
    /// The role AWS Backup assumes.
    pub role: Option<Arn>,
    /// The vault in each Region.
    pub vaults: BTreeMap<Region, String>,
}

/// Where a restore test may put what it restores.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RestoreTest {
    /// The isolated DB subnet group.
    pub subnet_group: Option<String>,
    /// The isolated security groups.
    pub security_groups: Vec<String>,
}

/// A request that a customer would make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Probe {
    /// Its name.
    pub name: String,
    /// The URL to get.
    pub url: String,
    /// The Region expected to answer, where the answer can tell.
    pub region: Option<Region>,
}

impl Plan {
    /// The tier of that name.
    #[must_use]
    pub fn tier(&self, name: &str) -> Option<&Tier> {
        self.tiers.iter().find(|tier| tier.name == name)
    }

    /// How much of this store may be lost, when the team has said so.
    #[must_use]
    pub fn rpo(&self, store: &Store) -> Option<Span> {
        self.tier(store.tier.as_deref()?)?.rpo
    }

    /// The store of that name.
    #[must_use]
    pub fn store(&self, name: &str) -> Option<&Store> {
        self.stores.iter().find(|store| store.name == name)
    }

    /// The objects whose presence moves a record, each once.
    #[must_use]
    pub fn standby_objects(&self) -> Vec<&StandbyTakesOver> {
        let mut objects: Vec<&StandbyTakesOver> = Vec::new();
        for object in self
            .records
            .iter()
            .filter_map(|it| it.standby_takes_over.as_ref())
        {
            if !objects.contains(&object) {
                objects.push(object);
            }
        }
        objects
    }

    /// The account's Region opposite to `region` in this plan.
    #[must_use]
    pub fn other_region(&self, region: &Region) -> &Region {
        if *region == self.regions.primary {
            &self.regions.standby
        } else {
            &self.regions.primary
        }
    }
}
