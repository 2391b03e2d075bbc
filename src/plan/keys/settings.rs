//! The keys of what is set once: notices, operating, backups, restore tests, runbooks, DNS.

use super::{Key, SECTION, Section, key, kinds};
use crate::terms::Arn;
use std::net::SocketAddr;
use std::path::PathBuf;

pub(in crate::plan) static INCIDENT_TOPIC: Key<Arn> = key(
    "incident_topic",
    &kinds::ARN,
    "\"arn:aws:sns:us-west-2:123456789012:incidents\"",
    "The SNS topic for incident and completion messages.",
);
pub(in crate::plan) static VERDICT_HOOK: Key<Vec<String>> = key(
    "verdict_hook",
    &kinds::TEXTS,
    "[\"/usr/local/bin/page\", \"--team\", \"shop\"]",
    "A command that is run when the verdict's word changes: a program and its arguments, without a shell, for 30 s at most. Its environment says what changed: `LIFEBOAT_VERDICT`, `LIFEBOAT_WAS`, `LIFEBOAT_REASON`, `LIFEBOAT_PLAN`, `LIFEBOAT_SIMULATED`.",
);
pub(in crate::plan) static NOTIFY: Section = Section {
    name: "notify",
    header: "[notify]",
    about: "Who is told, and how.",
    keys: &[&INCIDENT_TOPIC, &VERDICT_HOOK],
    ..SECTION
};

pub(in crate::plan) static PROFILE: Key<String> = key(
    "profile",
    &kinds::TEXT,
    "\"harbor-operate\"",
    "The profile whose credentials may act.",
);
pub(in crate::plan) static OPERATE_ROLE: Key<Arn> = key(
    "role",
    &kinds::ARN,
    "\"arn:aws:iam::123456789012:role/lifeboat-operate\"",
    "The role that may act, assumed when arming.",
);
pub(in crate::plan) static LEASE_TABLE: Key<String> = key(
    "lease_table",
    &kinds::TEXT,
    "\"lifeboat-lease\"",
    "The DynamoDB table in the standby Region that holds the operator's lease.",
);
pub(in crate::plan) static JOURNAL_GROUP: Key<String> = key(
    "journal_group",
    &kinds::TEXT,
    "\"sre\"",
    "The operating-system group that may read the journal.",
);
pub(in crate::plan) static OPERATE: Section = Section {
    name: "operate",
    header: "[operate]",
    about: "What operating needs beyond watching.",
    keys: &[&PROFILE, &OPERATE_ROLE, &LEASE_TABLE, &JOURNAL_GROUP],
    ..SECTION
};

pub(in crate::plan) static BACKUP_ROLE: Key<Arn> = key(
    "role",
    &kinds::ARN,
    "\"arn:aws:iam::123456789012:role/service-role/AWSBackupDefaultServiceRole\"",
    "The role AWS Backup assumes.",
);
pub(in crate::plan) static VAULT: Key<String> = key(
    "us-east-1",
    &kinds::TEXT,
    "\"harbor\"",
    "The backup vault in that Region.",
);
pub(in crate::plan) static VAULTS: Section = Section {
    name: "vaults",
    header: "[backup.vaults]",
    about: "The vault that on-demand backups go to, one a Region of the plan.",
    per_region: Some(&VAULT),
    ..SECTION
};
pub(in crate::plan) static BACKUP: Section = Section {
    name: "backup",
    header: "[backup]",
    about: "What on-demand backups and copies use.",
    keys: &[&BACKUP_ROLE],
    sections: &[&VAULTS],
    ..SECTION
};

pub(in crate::plan) static SUBNET_GROUP: Key<String> = key(
    "subnet_group",
    &kinds::TEXT,
    "\"restore-test\"",
    "The isolated DB subnet group.",
);
pub(in crate::plan) static SECURITY_GROUPS: Key<Vec<String>> = key(
    "security_groups",
    &kinds::TEXTS,
    "[\"sg-0a1b2c3d4e5f60718\"]",
    "The isolated security groups.",
);
pub(in crate::plan) static RESTORE_TEST: Section = Section {
    name: "restore_test",
    header: "[restore_test]",
    about: "Where a restore test may put what it restores: a network from which nothing reaches customers.",
    keys: &[&SUBNET_GROUP, &SECURITY_GROUPS],
    ..SECTION
};

pub(in crate::plan) static FOLDER: Key<PathBuf> = key(
    "folder",
    &kinds::PATH,
    "\"runbooks\"",
    "The folder that runbooks are read from, relative to the plan file.",
);
pub(in crate::plan) static RUNBOOKS: Section = Section {
    name: "runbooks",
    header: "[runbooks]",
    about: "Where the team's runbooks are.",
    keys: &[&FOLDER],
    ..SECTION
};

pub(in crate::plan) static NAME_SERVERS: Key<Vec<SocketAddr>> = key(
    "name_servers",
    &kinds::ADDRESSES,
    "[\"192.0.2.53:53\"]",
    "Name servers to ask instead of a zone's own. Port 53, unless said.",
);
pub(in crate::plan) static DNS: Section = Section {
    name: "dns",
    header: "[dns]",
    about: "How DNS is asked.",
    keys: &[&NAME_SERVERS],
    ..SECTION
};
