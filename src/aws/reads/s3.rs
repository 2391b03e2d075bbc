//! S3: whether the objects that move a record are there.

use super::convert::maybe;
use super::{AT_ONCE, Reading, Reads, reading};
use crate::aws::failure::Asked;
use crate::aws::time::instant;
use crate::estate::facts::{ObjectStanding, StandbyObject};
use crate::estate::{Failure, Scope};
use crate::plan::StandbyTakesOver;
use crate::terms::{OutsideText, Region};
use aws_sdk_s3::Client;
use aws_sdk_s3::error::SdkError;
use futures::stream::{self, StreamExt};

const HEAD_OBJECT: Asked = Asked {
    service: "S3",
    operation: "HeadObject",
};

/// What S3 says of objects.
#[derive(Debug, Clone, PartialEq)]
pub struct SeenObjects {
    /// The objects it said something of.
    pub objects: Vec<StandbyObject>,
    /// Why of some it did not say whether they are there, the first of them.
    pub failed: Option<Failure>,
}

impl Reads {
    /// Whether each of these objects is there (`HeadObject`, of each).
    ///
    /// # Errors
    /// As every read, when it brought nothing of any object.
    pub async fn standby_objects(
        &self,
        region: &Region,
        objects: &[StandbyTakesOver],
    ) -> Result<Reading<SeenObjects>, Failure> {
        let client = self.door.s3(region, &Scope::from(region));
        reading(async {
            let asked: Vec<_> = objects.iter().map(|it| head(&client, it)).collect();
            let told: Vec<_> = stream::iter(asked).buffered(AT_ONCE).collect().await;
            let mut seen = SeenObjects {
                objects: Vec::new(),
                failed: None,
            };
            for (object, standing) in objects.iter().zip(told) {
                let failure = match &standing {
                    Ok(ObjectStanding::NotPermitted) => Some(not_permitted(object)),
                    Ok(_) => None,
                    Err(failure) => Some(failure.clone()),
                };
                seen.objects
                    .extend(standing.ok().map(|standing| StandbyObject {
                        bucket: OutsideText::new(&object.bucket),
                        key: OutsideText::new(&object.key),
                        standing,
                    }));
                seen.failed = seen.failed.or(failure);
            }
            match seen.failed {
                Some(failure) if seen.objects.is_empty() => Err(failure),
                failed => Ok(SeenObjects { failed, ..seen }),
            }
        })
        .await
    }
}

/// An answer to HEAD has no body: its status is all that S3 says.
async fn head(client: &Client, object: &StandbyTakesOver) -> Result<ObjectStanding, Failure> {
    let request = client.head_object().bucket(&object.bucket).key(&object.key);
    let error = match request.send().await {
        Ok(answer) => {
            return Ok(ObjectStanding::Present {
                etag: maybe(answer.e_tag()),
                modified: answer.last_modified().and_then(instant),
            });
        }
        Err(error) => error,
    };
    if let SdkError::ServiceError(answer) = &error {
        match answer.raw().status().as_u16() {
            404 => return Ok(ObjectStanding::Absent),
            403 => return Ok(ObjectStanding::NotPermitted),
            301 => {
                let region = answer.raw().headers().get("x-amz-bucket-region");
                return Ok(ObjectStanding::Elsewhere {
                    region: maybe(region),
                });
            }
            _ => {}
        }
    }
    Err(HEAD_OBJECT.failed(&error))
}

fn not_permitted(object: &StandbyTakesOver) -> Failure {
    let StandbyTakesOver { bucket, key } = object;
    HEAD_OBJECT.failure(
        HEAD_OBJECT.not_permitted(),
        format!(
            "HTTP 403 for s3://{bucket}/{key}: whether it is there is not known; \
             without s3:ListBucket S3 says so of an object that is not there, too"
        ),
    )
}
