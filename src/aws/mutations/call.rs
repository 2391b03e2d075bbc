//! A mutation in AWS's own words, from which its parameters and its command are
//! both made, so that they cannot differ.

use super::{Mutation, Permitted, backup, rds, route53, s3, sns};
use crate::estate::Scope;
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;

/// Which half of a service does it. Control planes fail first, and those of
/// Route 53 and IAM are in one Region.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plane {
    /// What makes and changes resources.
    Control,
    /// What resources do all day.
    Data,
}

impl Plane {
    /// In words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Control => "control plane",
            Self::Data => "data plane",
        }
    }
}

/// The value of a parameter.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    Text(String),
    Number(i64),
    Flag(bool),
    List(Vec<String>),
    Map(BTreeMap<String, String>),
    Structure(Json),
}

impl Value {
    /// As it is shown.
    pub(super) fn text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Number(number) => number.to_string(),
            Self::Flag(flag) => flag.to_string(),
            Self::List(_) | Self::Map(_) | Self::Structure(_) => self.json().to_string(),
        }
    }

    /// As AWS's JSON has it.
    pub(super) fn json(&self) -> Json {
        match self {
            Self::Text(text) => json!(text),
            Self::Number(number) => json!(number),
            Self::Flag(flag) => json!(flag),
            Self::List(list) => json!(list),
            Self::Map(map) => json!(map),
            Self::Structure(structure) => structure.clone(),
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

/// A mutation in AWS's own words.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Call {
    pub(super) permitted: &'static Permitted,
    pub(super) scope: Scope,
    pub(super) parameters: Vec<(&'static str, Value)>,
}

impl Call {
    pub(super) fn new(permitted: &'static Permitted, scope: impl Into<Scope>) -> Self {
        Self {
            permitted,
            scope: scope.into(),
            parameters: Vec::new(),
        }
    }

    pub(super) fn with(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.parameters.push((name, value.into()));
        self
    }

    pub(super) fn with_some(self, name: &'static str, value: Option<impl Into<Value>>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    pub(super) fn texts(&self) -> Vec<(String, String)> {
        self.parameters
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.text()))
            .collect()
    }
}

impl Mutation {
    pub(super) fn call(&self) -> Call {
        match self {
            Self::PromoteReadReplica {
                region,
                instance,
                backup_retention_days,
            } => rds::promote_read_replica(region, instance, *backup_retention_days),
            Self::RebootDbInstance { region, instance } => {
                rds::reboot_db_instance(region, instance)
            }
            Self::FailoverDbCluster {
                region,
                cluster,
                target,
            } => rds::failover_db_cluster(region, cluster, target.as_ref()),
            Self::SwitchoverGlobalCluster {
                region,
                global_cluster,
                target_arn,
            } => rds::switchover_global_cluster(region, global_cluster, target_arn),
            Self::FailoverGlobalCluster {
                region,
                global_cluster,
                target_arn,
            } => rds::failover_global_cluster(region, global_cluster, target_arn),
            Self::CreateDbSnapshot {
                region,
                instance,
                snapshot,
            } => rds::create_db_snapshot(region, instance, snapshot),
            Self::RestoreDbInstanceToPointInTime {
                region,
                source,
                target,
                to,
                class,
                subnet_group,
                security_groups,
            } => rds::restore_db_instance_to_point_in_time(
                region,
                source,
                target,
                *to,
                class.as_ref(),
                subnet_group.as_deref(),
                security_groups,
            ),
            Self::StopDbInstance { region, instance } => rds::stop_db_instance(region, instance),
            Self::ChangeResourceRecordSets {
                zone,
                comment,
                changes,
            } => route53::change_resource_record_sets(zone, comment, changes),
            Self::UpdateHealthCheck {
                id,
                version,
                disabled,
                inverted,
            } => route53::update_health_check(id, *version, *disabled, *inverted),
            Self::PutObject {
                region,
                bucket,
                key,
                body,
            } => s3::put_object(region, bucket, key, body),
            Self::DeleteObject {
                region,
                bucket,
                key,
            } => s3::delete_object(region, bucket, key),
            Self::StartBackupJob {
                region,
                vault,
                resource_arn,
                role_arn,
                token,
            } => backup::start_backup_job(region, vault, resource_arn, role_arn, token),
            Self::StartCopyJob {
                region,
                recovery_point_arn,
                source_vault,
                destination_vault_arn,
                role_arn,
                token,
            } => backup::start_copy_job(
                region,
                recovery_point_arn,
                source_vault,
                destination_vault_arn,
                role_arn,
                token,
            ),
            Self::StartRestoreJob {
                region,
                recovery_point_arn,
                role_arn,
                metadata,
                resource_type,
                token,
            } => backup::start_restore_job(
                region,
                recovery_point_arn,
                role_arn,
                metadata,
                resource_type,
                token,
            ),
            Self::Publish {
                region,
                topic_arn,
                subject,
                message,
            } => sns::publish(region, topic_arn, subject, message),
        }
    }
}
