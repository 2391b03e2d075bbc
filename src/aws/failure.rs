//! What the SDK's errors mean to a person: not reachable, throttled, not permitted,
//! credentials, not understood.

use super::gate::{self, Refused};
use super::mutations;
use super::whole::NotWhole;
use crate::estate::{Failure, FailureKind};
use crate::terms::OutsideText;
use aws_credential_types::provider::error::CredentialsError;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::{ConnectorError, SdkError};
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use aws_types::request_id::RequestId;
use std::error::Error;

/// An operation of a service, as the SDK's metadata names them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Asked {
    /// The service.
    pub service: &'static str,
    /// The operation.
    pub operation: &'static str,
}

/// Codes by which AWS asks to be asked less often.
const THROTTLED: &[&str] = &[
    "Throttling",
    "ThrottlingException",
    "ThrottledException",
    "RequestThrottled",
    "RequestThrottledException",
    "RequestLimitExceeded",
    "TooManyRequests",
    "TooManyRequestsException",
    "PriorRequestNotComplete",
    "BandwidthLimitExceeded",
    "ProvisionedThroughputExceededException",
    "SlowDown",
];

/// Codes by which AWS refuses for want of a right.
const NOT_PERMITTED: &[&str] = &[
    "AccessDenied",
    "AccessDeniedException",
    "UnauthorizedOperation",
    "AuthorizationError",
    "NotAuthorized",
    "NotAuthorizedException",
];

/// Codes by which AWS refuses the credentials themselves.
const CREDENTIALS: &[&str] = &[
    "AuthFailure",
    "ExpiredToken",
    "ExpiredTokenException",
    "IncompleteSignature",
    "IncompleteSignatureException",
    "InvalidAccessKeyId",
    "InvalidClientTokenId",
    "InvalidSecurity",
    "InvalidSignatureException",
    "InvalidToken",
    "MissingAuthenticationToken",
    "MissingAuthenticationTokenException",
    "OptInRequired",
    "RequestExpired",
    "RequestTimeTooSkewed",
    "SignatureDoesNotMatch",
    "TokenRefreshRequired",
    "UnrecognizedClientException",
];

impl Asked {
    /// A failure that lifeboat itself found in an answer.
    pub(super) fn not_understood(self, message: impl Into<String>) -> Failure {
        self.failure(FailureKind::NotUnderstood, message.into())
    }

    /// A failure of a kind, in words.
    pub(super) fn failure(self, kind: FailureKind, message: String) -> Failure {
        Failure {
            kind,
            operation: self.operation.to_owned(),
            code: None,
            message: OutsideText::from(message),
            request_id: None,
        }
    }

    /// The right that this operation needs.
    pub(super) fn not_permitted(self) -> FailureKind {
        let (service, operation) = (self.service, self.operation);
        let mutation = || Some(mutations::permitted(service, operation)?.iam_action);
        let action = gate::iam_action(service, operation)
            .or_else(mutation)
            .map_or_else(
                || format!("{}:{operation}", service.to_lowercase()),
                str::to_owned,
            );
        FailureKind::NotPermitted { action }
    }

    /// What an error of the SDK means.
    pub(super) fn failed<E>(self, error: &SdkError<E, HttpResponse>) -> Failure
    where
        E: ProvideErrorMetadata + Error + 'static,
    {
        let request_id = error
            .request_id()
            .or_else(|| error.meta().extra("aws_request_id"))
            .or_else(|| of_what_was_not_whole(error))
            .map(OutsideText::new);
        let failure = match error {
            SdkError::ServiceError(answer) => self.refused_by_aws(error, answer.raw()),
            SdkError::TimeoutError(_) => {
                self.failure(FailureKind::NotReachable, "no answer in time".to_owned())
            }
            SdkError::ResponseError(_) => self.not_understood(chain_below(error)),
            _ => self.failure(unsent_kind(error), chain_below(error)),
        };
        Failure {
            request_id,
            ..failure
        }
    }

    fn refused_by_aws<E>(self, error: &SdkError<E, HttpResponse>, raw: &HttpResponse) -> Failure
    where
        E: ProvideErrorMetadata + Error + 'static,
    {
        let status = raw.status().as_u16();
        let Some(code) = error.meta().code() else {
            // A throttle that never reached the service's own protocol.
            let kind = if status == 429 {
                FailureKind::Throttled
            } else {
                FailureKind::NotUnderstood
            };
            // Below the SDK's own "unhandled error" is what it could not read.
            let why = joined(sources(error).skip(2));
            let message = match why.as_str() {
                "" => format!("HTTP {status}"),
                why => format!("HTTP {status}: {why}"),
            };
            return self.failure(kind, message);
        };
        let known = |codes: &[&str]| codes.contains(&code);
        let kind = if known(THROTTLED) {
            FailureKind::Throttled
        } else if known(NOT_PERMITTED) {
            self.not_permitted()
        } else if known(CREDENTIALS) {
            FailureKind::Credentials
        } else {
            FailureKind::NotUnderstood
        };
        let message = error.meta().message().map_or_else(
            || format!("HTTP {status}"),
            |message| message.trim().to_owned(),
        );
        Failure {
            code: Some(OutsideText::new(code)),
            ..self.failure(kind, message)
        }
    }
}

/// The request id of an answer that was not whole.
fn of_what_was_not_whole<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a str> {
    let mut causes = sources(error).filter_map(|error| error.downcast_ref::<NotWhole>());
    causes.next()?.request_id.as_deref()
}

/// What came when no answer of AWS did.
fn unsent_kind(error: &(dyn Error + 'static)) -> FailureKind {
    let is = |found: fn(&(dyn Error + 'static)) -> bool| sources(error).any(found);
    if is(|e| e.is::<CredentialsError>()) {
        FailureKind::Credentials
    } else if is(|e| e.is::<NotWhole>()) || is(|e| e.is::<Refused>()) {
        FailureKind::NotUnderstood
    } else if is(|e| {
        e.downcast_ref::<ConnectorError>()
            .is_some_and(|connector| !connector.is_user())
    }) {
        FailureKind::NotReachable
    } else {
        FailureKind::NotUnderstood
    }
}

/// The failure of a credentials provider asked directly.
pub(super) fn credentials_failure(error: &CredentialsError) -> Failure {
    Failure {
        kind: FailureKind::Credentials,
        operation: "credentials".to_owned(),
        code: None,
        message: OutsideText::from(chain(error)),
        request_id: None,
    }
}

pub(super) fn sources<'a>(
    error: &'a (dyn Error + 'static),
) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |&error| error.source())
}

/// An error and what caused it, outermost first, each said once.
pub(super) fn chain(error: &(dyn Error + 'static)) -> String {
    joined(sources(error))
}

/// What caused an error, without its own words: the SDK's say only which kind.
fn chain_below(error: &(dyn Error + 'static)) -> String {
    joined(sources(error).skip(1))
}

/// Whether an error's own words say nothing that its cause does not: `io error`,
/// `other`, `streaming error`.
fn is_wrapping(error: &(dyn Error + 'static)) -> bool {
    error.source().is_some()
        && (error.is::<ConnectorError>()
            || error.is::<aws_smithy_types::byte_stream::error::Error>())
}

fn joined<'a>(errors: impl Iterator<Item = &'a (dyn Error + 'static)>) -> String {
    let mut words: Vec<String> = Vec::new();
    for error in errors.filter(|error| !is_wrapping(*error)) {
        let said = error.to_string();
        if !words.iter().any(|word| word.contains(&said)) {
            words.push(said);
        }
    }
    words.join(": ")
}
