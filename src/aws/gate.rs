//! The gate: the one list of what lifeboat may ask of AWS, and the wrapper around
//! the SDK's HTTP client that refuses everything else before it is serialised.

use crate::plan::Plan;
use crate::terms::Region;
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::connector_metadata::ConnectorMetadata;
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnectorSettings, SharedHttpClient, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::Metadata;
use aws_smithy_runtime_api::client::runtime_components::{
    RuntimeComponents, RuntimeComponentsBuilder,
};
use aws_smithy_types::config_bag::ConfigBag;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// An operation that only reads, and the right it needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Read {
    /// The service, as the SDK's operation metadata names it.
    pub service: &'static str,
    /// The operation, as AWS names it.
    pub operation: &'static str,
    /// The IAM action, as policies name it; `None` for what the credential chain
    /// does before there is anyone to grant a right to.
    pub iam_action: Option<&'static str>,
    /// What the right is granted on.
    pub on: Granted,
}

/// What a right to read is granted on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Granted {
    /// Whatever there is: it reads names and settings.
    Everything,
    /// The objects whose presence moves a declared record, and nothing else: the
    /// right to ask about an object is the right to read it.
    StandbyObjects,
}

const fn read(service: &'static str, operation: &'static str, iam_action: &'static str) -> Read {
    Read {
        service,
        operation,
        iam_action: Some(iam_action),
        on: Granted::Everything,
    }
}

const fn credential(service: &'static str, operation: &'static str) -> Read {
    Read {
        service,
        operation,
        iam_action: None,
        on: Granted::Everything,
    }
}

/// Every operation lifeboat may send while it only reads. What is not listed
/// here is refused, and the read policy is printed from here.
pub const READS: &[Read] = &[
    read("STS", "GetCallerIdentity", "sts:GetCallerIdentity"),
    read("RDS", "DescribeDBInstances", "rds:DescribeDBInstances"),
    read("RDS", "DescribeDBClusters", "rds:DescribeDBClusters"),
    read(
        "RDS",
        "DescribeGlobalClusters",
        "rds:DescribeGlobalClusters",
    ),
    read("RDS", "DescribeDBSnapshots", "rds:DescribeDBSnapshots"),
    read(
        "RDS",
        "DescribeDBClusterSnapshots",
        "rds:DescribeDBClusterSnapshots",
    ),
    read(
        "RDS",
        "DescribeDBInstanceAutomatedBackups",
        "rds:DescribeDBInstanceAutomatedBackups",
    ),
    read(
        "RDS",
        "DescribeDBClusterAutomatedBackups",
        "rds:DescribeDBClusterAutomatedBackups",
    ),
    read("RDS", "DescribeEvents", "rds:DescribeEvents"),
    read(
        "RDS",
        "DescribePendingMaintenanceActions",
        "rds:DescribePendingMaintenanceActions",
    ),
    read("CloudWatch", "GetMetricData", "cloudwatch:GetMetricData"),
    read("CloudWatch", "DescribeAlarms", "cloudwatch:DescribeAlarms"),
    read("Backup", "ListBackupJobs", "backup:ListBackupJobs"),
    read("Backup", "ListCopyJobs", "backup:ListCopyJobs"),
    read("Backup", "ListRestoreJobs", "backup:ListRestoreJobs"),
    read("Backup", "ListBackupVaults", "backup:ListBackupVaults"),
    read("Backup", "ListBackupPlans", "backup:ListBackupPlans"),
    read("Backup", "GetBackupPlan", "backup:GetBackupPlan"),
    read(
        "Backup",
        "ListBackupSelections",
        "backup:ListBackupSelections",
    ),
    read("Backup", "GetBackupSelection", "backup:GetBackupSelection"),
    read(
        "Backup",
        "ListProtectedResources",
        "backup:ListProtectedResources",
    ),
    read(
        "Backup",
        "ListRecoveryPointsByBackupVault",
        "backup:ListRecoveryPointsByBackupVault",
    ),
    read("Route 53", "ListHostedZones", "route53:ListHostedZones"),
    read("Route 53", "GetHostedZone", "route53:GetHostedZone"),
    read(
        "Route 53",
        "ListResourceRecordSets",
        "route53:ListResourceRecordSets",
    ),
    read("Route 53", "ListHealthChecks", "route53:ListHealthChecks"),
    read(
        "Route 53",
        "GetHealthCheckStatus",
        "route53:GetHealthCheckStatus",
    ),
    read(
        "Backup",
        "DescribeRegionSettings",
        "backup:DescribeRegionSettings",
    ),
    read(
        "SNS",
        "ListSubscriptionsByTopic",
        "sns:ListSubscriptionsByTopic",
    ),
    Read {
        service: "S3",
        operation: "HeadObject",
        iam_action: Some("s3:GetObject"),
        on: Granted::StandbyObjects,
    },
    credential("STS", "AssumeRole"),
    credential("STS", "AssumeRoleWithWebIdentity"),
    credential("SSO", "GetRoleCredentials"),
    credential("SSO OIDC", "CreateToken"),
    credential("imds", "get"),
    credential("imds", "get-token"),
    credential("imds", "get_credentials"),
    credential("HttpCredentialProvider", "LoadCredentials"),
];

/// The IAM action that a listed operation needs; `None` for what is not listed
/// or needs none.
#[must_use]
pub fn iam_action(service: &str, operation: &str) -> Option<&'static str> {
    listed(service, operation)?.iam_action
}

fn listed(service: &str, operation: &str) -> Option<&'static Read> {
    READS
        .iter()
        .find(|read| read.service == service && read.operation == operation)
}

/// The IAM policy that allows every read lifeboat does for a plan, and nothing
/// else. Without a plan no object is named, and none may be read.
#[must_use]
pub fn read_policy(plan: Option<&Plan>) -> Value {
    let mut statements = vec![json!({
        "Sid": "LifeboatReads",
        "Effect": "Allow",
        "Action": actions_on(Granted::Everything),
        "Resource": "*",
    })];
    let (mut objects, mut buckets) = (BTreeSet::new(), BTreeSet::new());
    if let Some(plan) = plan {
        let partition = partition(&plan.regions.standby);
        for object in plan.standby_objects() {
            let bucket = format!("arn:{partition}:s3:::{}", object.bucket);
            objects.insert(format!("{bucket}/{}", literal(&object.key)));
            buckets.insert(bucket);
        }
    }
    if !objects.is_empty() {
        statements.push(json!({
            "Sid": "LifeboatStandbyObjects",
            "Effect": "Allow",
            "Action": actions_on(Granted::StandbyObjects),
            "Resource": objects,
        }));
        // Without it S3 answers 403 of an object that is not there.
        statements.push(json!({
            "Sid": "LifeboatStandbyBuckets",
            "Effect": "Allow",
            "Action": ["s3:ListBucket"],
            "Resource": buckets,
        }));
    }
    json!({ "Version": "2012-10-17", "Statement": statements })
}

/// The actions that are granted on the same, in alphabetical order.
fn actions_on(on: Granted) -> BTreeSet<&'static str> {
    READS
        .iter()
        .filter(|read| read.on == on)
        .filter_map(|read| read.iam_action)
        .collect()
}

/// A text as a policy takes it to the letter: an asterisk in a key would stand
/// for any object otherwise (IAM User Guide, "Policy variables", special
/// characters).
pub(super) fn literal(text: &str) -> String {
    text.chars()
        .map(|character| match character {
            '*' | '?' | '$' => format!("${{{character}}}"),
            plain => plain.to_string(),
        })
        .collect()
}

/// The partition of a Region, as ARNs name it.
pub(super) fn partition(region: &Region) -> &'static str {
    match region.as_str() {
        name if name.starts_with("cn-") => "aws-cn",
        name if name.starts_with("us-gov-") => "aws-us-gov",
        _ => "aws",
    }
}

/// The gate's refusal: nothing was sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("refused before it was sent: {operation} is not on {list}")]
pub struct Refused {
    /// Service and operation as the SDK names them, or what was missing.
    pub operation: String,
    /// The list that it is not on.
    pub list: &'static str,
}

/// An HTTP client that refuses every operation not on its list. It stands around
/// the client of every service and of the credential chain.
#[derive(Debug)]
pub(super) struct Gate {
    inner: SharedHttpClient,
    list: List,
}

/// What a gate lets through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum List {
    /// [`READS`].
    Reads,
    /// [`READS`] and [`super::MUTATIONS`].
    #[cfg(feature = "operate")]
    Operator,
}

impl List {
    fn has(self, service: &str, operation: &str) -> bool {
        let read = listed(service, operation).is_some();
        match self {
            Self::Reads => read,
            #[cfg(feature = "operate")]
            Self::Operator => read || super::mutations::permitted(service, operation).is_some(),
        }
    }

    const fn words(self) -> &'static str {
        match self {
            Self::Reads => "the list of reads",
            #[cfg(feature = "operate")]
            Self::Operator => "the list of what an operator may send",
        }
    }
}

impl Gate {
    /// A gate before `inner` that lets reads through.
    pub(super) fn reads(inner: SharedHttpClient) -> Self {
        Self {
            inner,
            list: List::Reads,
        }
    }

    /// A gate before `inner` that lets reads and the catalogue's mutations through.
    #[cfg(feature = "operate")]
    pub(super) fn operator(inner: SharedHttpClient) -> Self {
        Self {
            inner,
            list: List::Operator,
        }
    }
}

impl HttpClient for Gate {
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        self.inner.http_connector(settings, components)
    }

    fn validate_base_client_config(
        &self,
        components: &RuntimeComponentsBuilder,
        config: &ConfigBag,
    ) -> Result<(), BoxError> {
        HttpClient::validate_base_client_config(&self.inner, components, config)
    }

    /// Runs once for every operation, before anything of it is serialised.
    fn validate_final_config(
        &self,
        components: &RuntimeComponents,
        config: &ConfigBag,
    ) -> Result<(), BoxError> {
        let list = self.list.words();
        let refused = |operation| Err(BoxError::from(Refused { operation, list }));
        let Some(metadata) = config.load::<Metadata>() else {
            return refused("an operation without a name".to_owned());
        };
        let (service, operation) = (metadata.service(), metadata.name());
        if !self.list.has(service, operation) {
            return refused(format!("{service} {operation}"));
        }
        HttpClient::validate_final_config(&self.inner, components, config)
    }

    fn connector_metadata(&self) -> Option<ConnectorMetadata> {
        self.inner.connector_metadata()
    }
}
