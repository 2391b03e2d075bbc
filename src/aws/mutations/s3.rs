//! S3: the one object by which the standby takes over.

use super::call::Call;
use super::command::{argv, quoted, quoted_word};
use super::policy::{Ground, Statement};
use super::{Permitted, Plane};
use crate::aws::gate::literal;
use crate::terms::Region;

const fn s3(operation: &'static str, iam_action: &'static str) -> Permitted {
    Permitted {
        service: "S3",
        operation,
        iam_action,
        plane: Plane::Data,
    }
}

pub(super) const PUT_OBJECT: Permitted = s3("PutObject", "s3:PutObject");
pub(super) const DELETE_OBJECT: Permitted = s3("DeleteObject", "s3:DeleteObject");

pub(super) fn put_object(region: &Region, bucket: &str, key: &str, body: &str) -> Call {
    Call::new(&PUT_OBJECT, region)
        .with("Bucket", bucket)
        .with("Key", key)
        .with("Body", body)
}

pub(super) fn delete_object(region: &Region, bucket: &str, key: &str) -> Call {
    Call::new(&DELETE_OBJECT, region)
        .with("Bucket", bucket)
        .with("Key", key)
}

/// The pipeline that writes `body` without a file; `None` when a plain command
/// does, which writes an empty object when it names no body.
pub(super) fn put_object_pipeline(
    region: &Region,
    bucket: &str,
    key: &str,
    body: &str,
) -> Option<String> {
    if body.is_empty() {
        return None;
    }
    let body = quoted_word(body);
    // `s3 cp` takes a key that ends in a slash for a folder.
    if key.ends_with('/') {
        let call = put_object(region, bucket, key, "");
        let put = quoted(&argv(&without_body(call)));
        return Some(format!(
            r#"f=$(mktemp) && printf %s {body} > "$f" && {put} --body "$f"; s=$?; rm -f "$f"; exit $s"#
        ));
    }
    let url = quoted_word(&format!("s3://{bucket}/{key}"));
    Some(format!(
        "printf %s {body} | aws s3 cp - {url} --region {region}"
    ))
}

/// The command that writes an empty object.
pub(super) fn put_empty_object(region: &Region, bucket: &str, key: &str) -> Vec<String> {
    argv(&without_body(put_object(region, bucket, key, "")))
}

fn without_body(mut call: Call) -> Call {
    call.parameters.retain(|(name, _)| *name != "Body");
    call
}

/// The objects by which the standby takes over, and no other.
pub(super) fn grants(ground: &Ground<'_>) -> Vec<Statement> {
    let partition = ground.partition;
    let objects = ground.plan.standby_objects().into_iter();
    let resources = objects.map(|object| {
        let key = literal(&object.key);
        format!("arn:{partition}:s3:::{}/{key}", object.bucket)
    });
    vec![Statement::allow(
        "LifeboatTakeOver",
        &[PUT_OBJECT, DELETE_OBJECT],
        resources,
    )]
}
