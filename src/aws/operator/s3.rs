//! S3: the object by which the standby takes over.

use super::sent::{Sent, named, sent};
use crate::aws::failure::Asked;
use aws_sdk_s3::Client;

pub(super) async fn put_object(
    client: Client,
    asked: Asked,
    bucket: &str,
    key: &str,
    body: &str,
) -> Sent {
    let request = client
        .put_object()
        .bucket(bucket)
        .key(key)
        .body(body.as_bytes().to_vec().into());
    sent(asked, request.send(), |it| named(it.e_tag(), "ETag")).await
}

pub(super) async fn delete_object(client: Client, asked: Asked, bucket: &str, key: &str) -> Sent {
    let request = client.delete_object().bucket(bucket).key(key);
    // Its answer is a head without anything in it.
    sent(asked, request.send(), |_| Ok(None)).await
}
