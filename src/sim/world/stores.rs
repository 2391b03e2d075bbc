//! Stores the simulated AWS knows only through AWS Backup and their metrics, and how buckets replicate.

use super::databases::Tag;

/// A replication rule of an S3 bucket.
#[derive(Debug, Clone, PartialEq)]
pub struct BucketRule {
    /// The rule's id.
    pub rule_id: String,
    /// The bucket objects come from.
    pub source_bucket: String,
    /// The Region of that bucket.
    pub source_region: String,
    /// The bucket objects go to.
    pub destination_bucket: String,
    /// The Region of that bucket.
    pub destination_region: String,
    /// Whether the rule has replication metrics.
    pub metrics: bool,
}

/// An EFS file system.
#[derive(Debug, Clone, PartialEq)]
pub struct FileSystem {
    /// Its id.
    pub id: String,
    /// Its ARN.
    pub arn: String,
    /// Its tags.
    pub tags: Vec<Tag>,
}
