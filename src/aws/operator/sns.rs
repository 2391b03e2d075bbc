//! SNS: who is told.

use super::sent::{Sent, named, sent};
use crate::aws::failure::Asked;
use crate::terms::Arn;
use aws_sdk_sns::Client;

pub(super) async fn publish(
    client: Client,
    asked: Asked,
    topic_arn: &Arn,
    subject: &str,
    message: &str,
) -> Sent {
    let request = client
        .publish()
        .topic_arn(topic_arn.as_str())
        .subject(subject)
        .message(message);
    sent(asked, request.send(), |it| {
        named(it.message_id(), "MessageId")
    })
    .await
}
