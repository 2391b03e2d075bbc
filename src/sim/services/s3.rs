//! Amazon S3: objects, as far as a standby-takes-over object needs them.

use bytes::Bytes;
use sha2::{Digest, Sha256};

use super::input::Input;
use super::shape::{Record, Shape};
use super::{Call, Change, Codes, Failure, Service, Wire, changing_at, reading_at};
use crate::sim::world::objects::{Bucket, Object};

/// The longest key, bytes.
const LONGEST_KEY: usize = 1_024;

pub(super) static SERVICE: Service = Service {
    signing_name: "s3",
    iam_prefix: "s3",
    wire: Wire::S3,
    invalid: "InvalidArgument",
    missing: "InvalidRequest",
    codes: Codes {
        throttled: "SlowDown",
        denied: "AccessDenied",
        expired: "ExpiredToken",
        internal: "InternalError",
        unknown_operation: "NotImplemented",
    },
    global: false,
    requests_per_second: None,
    operations: &[
        changing_at("PutObject", "PUT", "/{Bucket}/{Key+}", put),
        changing_at("DeleteObject", "DELETE", "/{Bucket}/{Key+}", delete).answering(204),
        reading_at("HeadObject", "HEAD", "/{Bucket}/{Key+}", head),
        reading_at("GetObject", "GET", "/{Bucket}/{Key+}", get),
    ],
};

/// The bucket a request names, in the Region that was asked; another Region's is at another address.
fn bucket_of<'a>(call: &Call<'a>) -> Result<&'a Bucket, Failure> {
    let name = call.input.text("Bucket").unwrap_or_default();
    if let Some(bucket) = call.here()?.buckets.get(name) {
        return Ok(bucket);
    }
    let mut regions = call.world.regions.iter();
    match regions.find(|(_, region)| region.buckets.contains_key(name)) {
        Some((home, _)) => Err(Failure {
            status: 301,
            details: vec![
                ("Endpoint", format!("{name}.s3.{home}.amazonaws.com").into()),
                ("Bucket", name.into()),
                ("x-amz-bucket-region", home.into()),
            ],
            ..Failure::bad_request(
                "PermanentRedirect",
                "The bucket you are attempting to access must be addressed using the specified \
                 endpoint. Please send all future requests to this endpoint.",
            )
        }),
        None => Err(Failure {
            details: vec![("BucketName", name.into())],
            ..Failure::not_found("NoSuchBucket", "The specified bucket does not exist")
        }),
    }
}

fn key_of<'a>(call: &Call<'a>) -> Result<&'a str, Failure> {
    let key = call.required("Key")?;
    if key.len() > LONGEST_KEY {
        return Err(Failure::bad_request(
            "KeyTooLongError",
            "Your key is too long",
        ));
    }
    Ok(key)
}

fn no_key(key: &str) -> Failure {
    Failure {
        details: vec![("Key", key.into())],
        ..Failure::not_found("NoSuchKey", "The specified key does not exist.")
    }
}

/// `If-Match` and `If-None-Match`, held against what is there.
fn check_preconditions(call: &Call<'_>, there: Option<&Object>) -> Result<(), Failure> {
    let failed = |condition: &str| Failure {
        status: 412,
        details: vec![("Condition", condition.into())],
        ..Failure::bad_request(
            "PreconditionFailed",
            "At least one of the pre-conditions you specified did not hold",
        )
    };
    let is = |wanted: &str, object: &Object| {
        wanted == "*" || wanted.trim_matches('"') == object.etag.trim_matches('"')
    };
    if let Some(wanted) = call.input.text("IfMatch") {
        match there {
            None => return Err(no_key(call.input.text("Key").unwrap_or_default())),
            Some(object) if !is(wanted, object) => return Err(failed("If-Match")),
            Some(_) => {}
        }
    }
    if let Some(wanted) = call.input.text("IfNoneMatch")
        && there.is_some_and(|object| is(wanted, object))
    {
        return Err(failed("If-None-Match"));
    }
    Ok(())
}

fn put(change: &mut Change<'_>) -> Result<Shape, Failure> {
    let call = change.look();
    let bucket = bucket_of(&call)?;
    let key = key_of(&call)?.to_owned();
    check_preconditions(&call, bucket.objects.get(&key))?;
    let body = match call.input.member("Body") {
        Some(Input::Bytes(body)) => body.clone(),
        _ => Bytes::new(),
    };
    let content_type = call.input.text("ContentType");
    let object = Object {
        etag: etag(&body),
        body,
        content_type: content_type.unwrap_or("binary/octet-stream").to_owned(),
        modified: call.now,
    };
    let answer = Record::new().with("ETag", &object.etag);
    let (name, region, now) = (bucket.name.clone(), change.region, change.now);
    change.world.put_object(region, &name, &key, object, now);
    Ok(answer.into())
}

/// As long as S3's, and as much a function of what is in the object.
fn etag(body: &[u8]) -> String {
    let digest = Sha256::digest(body);
    let digits: String = digest
        .iter()
        .take(16)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("\"{digits}\"")
}

/// What is not there is deleted as well.
fn delete(change: &mut Change<'_>) -> Result<Shape, Failure> {
    let call = change.look();
    let bucket = bucket_of(&call)?;
    let key = key_of(&call)?.to_owned();
    let there = bucket.objects.get(&key);
    if there.is_some() {
        check_preconditions(&call, there)?;
    }
    let (name, region, now) = (bucket.name.clone(), change.region, change.now);
    change.world.delete_object(region, &name, &key, now);
    Ok(Record::new().into())
}

fn head(call: &Call<'_>) -> Result<Shape, Failure> {
    Ok(described(call)?.1.into())
}

fn get(call: &Call<'_>) -> Result<Shape, Failure> {
    let (object, described) = described(call)?;
    Ok(described
        .with("Body", Shape::Bytes(object.body.clone()))
        .into())
}

fn described<'a>(call: &Call<'a>) -> Result<(&'a Object, Record), Failure> {
    let bucket = bucket_of(call)?;
    let key = key_of(call)?;
    let object = bucket.objects.get(key).ok_or_else(|| no_key(key))?;
    check_preconditions(call, Some(object))?;
    let length = i64::try_from(object.body.len()).unwrap_or(i64::MAX);
    let described = Record::new()
        .with("AcceptRanges", "bytes")
        .with("LastModified", object.modified)
        .with("ContentLength", length)
        .with("ETag", &object.etag)
        .with("ContentType", &object.content_type);
    Ok((object, described))
}
