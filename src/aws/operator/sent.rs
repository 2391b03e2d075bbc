//! What became of a call: what AWS said, what is certain, and what is not.

use crate::aws::failure::{Asked, sources};
use crate::aws::meter::counted;
use crate::aws::transport::TransportError;
use crate::estate::Failure;
use crate::terms::OutsideText;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use aws_types::request_id::RequestId;
use std::error::Error;
use std::future::Future;

/// What became of a call that was sent once.
#[derive(Debug, Clone, PartialEq)]
pub enum Sent {
    /// AWS took it. Whether it comes to be is seen by looking.
    Accepted {
        /// AWS's request id.
        request_id: Option<OutsideText>,
        /// What AWS calls what it began: a job, a change, a message, a snapshot.
        id: Option<OutsideText>,
    },
    /// AWS answered with an error of its own: it was not done.
    Rejected(Failure),
    /// It may have been done: it is settled by looking, never by sending again.
    Unknown(Failure),
    /// It cannot have been done: nothing of it reached AWS.
    NotSent(Failure),
}

/// Sends a request and tells what became of it. `evidence` finds in a success what
/// AWS always says of this operation, or the name of what is missing: an answer
/// without it is not AWS's.
pub(super) async fn sent<O, E>(
    asked: Asked,
    request: impl Future<Output = Result<O, SdkError<E, HttpResponse>>>,
    evidence: impl FnOnce(&O) -> Result<Option<OutsideText>, &'static str>,
) -> Sent
where
    O: RequestId,
    E: ProvideErrorMetadata + Error + 'static,
{
    let (answer, transmitted) = counted(request).await;
    match answer {
        Err(error) => failed(asked, &error, transmitted),
        Ok(output) => {
            let request_id = output.request_id().map(OutsideText::new);
            match evidence(&output) {
                Ok(id) => Sent::Accepted { request_id, id },
                Err(missing) => Sent::Unknown(Failure {
                    request_id,
                    ..asked.not_understood(format!("the answer has no {missing}"))
                }),
            }
        }
    }
}

/// What an error says of the call, where `transmitted` is how many requests went to
/// the network or were about to.
fn failed<E>(asked: Asked, error: &SdkError<E, HttpResponse>, transmitted: u32) -> Sent
where
    E: ProvideErrorMetadata + Error + 'static,
{
    let failure = asked.failed(error);
    let certainly_not = transmitted == 0 || never_connected(error);
    match error {
        SdkError::ServiceError(answer) => {
            // Other statuses are a service that failed in the middle; other bodies
            // are somebody else's, who may have passed the request on.
            let refused = (300..500).contains(&answer.raw().status().as_u16());
            if refused && failure.code.is_some() {
                Sent::Rejected(failure)
            } else {
                Sent::Unknown(failure)
            }
        }
        _ if certainly_not => Sent::NotSent(failure),
        _ => Sent::Unknown(failure),
    }
}

/// Whether no connection came to be that could have carried the request: refused,
/// no such host, no handshake.
fn never_connected(error: &(dyn Error + 'static)) -> bool {
    sources(error).any(|cause| {
        let inside = cause.downcast_ref::<TransportError>();
        let network = cause.downcast_ref::<hyper_util::client::legacy::Error>();
        matches!(
            inside,
            Some(TransportError::Refused | TransportError::UnknownHost)
        ) || network.is_some_and(hyper_util::client::legacy::Error::is_connect)
    })
}

/// The evidence of an answer whose member must be there.
pub(super) fn member<T>(
    member: Option<T>,
    name: &'static str,
) -> Result<Option<OutsideText>, &'static str> {
    member.map(|_| None).ok_or(name)
}

/// The evidence of an answer that names what it began.
pub(super) fn named(
    id: Option<&str>,
    name: &'static str,
) -> Result<Option<OutsideText>, &'static str> {
    let id = id.filter(|id| !id.is_empty()).ok_or(name)?;
    Ok(Some(OutsideText::new(id)))
}
