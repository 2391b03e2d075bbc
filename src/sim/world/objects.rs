//! What lies in S3's buckets, and who looks at it.
//!
//! An object in the standby Region whose address an inverted health check asks hands the traffic over: while
//! it is there the check fails. The checkers see it come and go as they see any endpoint.

use std::collections::BTreeMap;

use bytes::Bytes;
use chrono::{DateTime, Utc};

use super::World;
use super::databases::Tag;
use super::health::CheckKind;

/// An S3 bucket.
#[derive(Debug, Clone, PartialEq)]
pub struct Bucket {
    /// Its name.
    pub name: String,
    /// Its ARN, which names no Region.
    pub arn: String,
    /// Its tags.
    pub tags: Vec<Tag>,
    /// Its objects by key; [`World::put_object`] and [`World::delete_object`] tell the health checks too.
    pub objects: BTreeMap<String, Object>,
}

/// An object in a bucket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Object {
    /// What is in it.
    pub body: Bytes,
    /// `ETag`, in its quotes.
    pub etag: String,
    /// `ContentType`.
    pub content_type: String,
    /// `LastModified`.
    pub modified: DateTime<Utc>,
}

impl World {
    /// Puts an object into a bucket, in the place of one that is there. Nothing happens without the bucket.
    pub fn put_object(
        &mut self,
        region: &str,
        bucket: &str,
        key: &str,
        object: Object,
        at: DateTime<Utc>,
    ) {
        let here = self.regions.get_mut(region);
        let Some(found) = here.and_then(|here| here.buckets.get_mut(bucket)) else {
            return;
        };
        let body = object.body.clone();
        found.objects.insert(key.to_owned(), object);
        self.turn_checks_of(region, bucket, key, Some(&body), at);
    }

    /// Removes an object from a bucket, if it is there.
    pub fn delete_object(&mut self, region: &str, bucket: &str, key: &str, at: DateTime<Utc>) {
        let here = self.regions.get_mut(region);
        if let Some(found) = here.and_then(|here| here.buckets.get_mut(bucket)) {
            found.objects.remove(key);
            self.turn_checks_of(region, bucket, key, None, at);
        }
    }

    /// Tells the health checks that ask for an object, at S3's own address of it,
    /// what is there now. One that looks for a string finds it in the first 5,120
    /// bytes or not at all.
    fn turn_checks_of(
        &mut self,
        region: &str,
        bucket: &str,
        key: &str,
        body: Option<&[u8]>,
        at: DateTime<Utc>,
    ) {
        let path = format!("/{key}");
        let hosts = [
            format!("{bucket}.s3.{region}.amazonaws.com"),
            format!("{bucket}.s3.amazonaws.com"),
        ];
        for check in self.health_checks.values_mut() {
            let CheckKind::Http {
                path: asked,
                search,
                ..
            } = &check.kind
            else {
                continue;
            };
            let host = check.domain_name.as_ref();
            if *asked == path && host.is_some_and(|host| hosts.contains(host)) {
                let up = body.is_some_and(|body| holds(body, search.as_deref()));
                check.endpoint.turn(up, at);
            }
        }
    }
}

/// How far into an answer a health check looks for its string, bytes.
const LOOKED_THROUGH: usize = 5_120;

fn holds(body: &[u8], wanted: Option<&str>) -> bool {
    let seen = &body[..body.len().min(LOOKED_THROUGH)];
    wanted.is_none_or(|wanted| {
        wanted.is_empty()
            || seen
                .windows(wanted.len())
                .any(|part| part == wanted.as_bytes())
    })
}
