//! The objects whose presence moves a record to the standby Region.

use crate::terms::{Instant, OutsideText};
use serde::{Deserialize, Serialize};

/// An object that a declared record names as `standby_takes_over` (S3
/// `HeadObject`, in the standby Region).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StandbyObject {
    /// The bucket.
    pub bucket: OutsideText,
    /// The object's key.
    pub key: OutsideText,
    /// Whether it is there.
    pub standing: ObjectStanding,
}

/// Whether an object is there, as far as S3 tells.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ObjectStanding {
    /// It is there.
    Present {
        /// `ETag`, with the quotation marks it is sent with.
        etag: Option<OutsideText>,
        /// `Last-Modified`.
        modified: Option<Instant>,
    },
    /// S3 answers 404: the object is not there, or its bucket is not.
    Absent,
    /// S3 answers 403. Without `s3:ListBucket` on the bucket it does so of an
    /// object that is not there, too: whether it is there is not known.
    NotPermitted,
    /// S3 answers 301: the bucket is in another Region than the standby one.
    Elsewhere {
        /// The Region that S3 names (`x-amz-bucket-region`).
        region: Option<OutsideText>,
    },
}

impl StandbyObject {
    /// What tells one from another: bucket and key, which a bucket's name cannot
    /// make ambiguous.
    #[must_use]
    pub fn id_of(bucket: &str, key: &str) -> OutsideText {
        OutsideText::from(format!("{bucket}/{key}"))
    }
}
