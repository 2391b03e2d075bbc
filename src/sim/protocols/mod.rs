//! How requests and answers read on the wire.
//!
//! A request becomes a service, an operation and an input; a shape or a failure becomes an answer. Nothing
//! here knows what an operation does.

mod cbor;
pub(super) mod dns;
mod form;
mod json;
mod path;
mod s3;
mod scope;
mod xml;
mod xml_input;

use bytes::Bytes;
use chrono::{DateTime, Utc};
use http::header::{CONTENT_TYPE, DATE, HeaderName, HeaderValue};
use http::{Request, Response, StatusCode};

use super::services::input::Input;
use super::services::shape::Shape;
use super::services::{Failure, Operation, Service, Wire};
pub(super) use scope::Scope;

/// How a request was written: its answer is written the same way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Writing {
    Query {
        namespace: &'static str,
    },
    RestXml {
        namespace: &'static str,
    },
    RestJson,
    S3 {
        /// Whether the request was a `HEAD`.
        head: bool,
    },
    Json {
        namespace: &'static str,
        /// Whether the service was a query service once: then its old codes go along.
        was_query: bool,
    },
    Cbor,
}

/// A request, read.
pub(super) struct Read {
    pub(super) writing: Writing,
    /// The operation's name; none when no operation of the service is asked for.
    pub(super) operation: Option<String>,
    /// The input, or what is wrong with it.
    pub(super) input: Result<Input, Failure>,
}

/// Reads a request to a service.
pub(super) fn read(service: &Service, request: &Request<Bytes>) -> Read {
    match service.wire {
        Wire::Query { namespace } => {
            let body = String::from_utf8_lossy(request.body());
            let text = if body.is_empty() {
                request.uri().query().unwrap_or_default().to_owned()
            } else {
                body.into_owned()
            };
            let input = form::tree(&text);
            Read {
                writing: Writing::Query { namespace },
                operation: input.text("Action").map(str::to_owned),
                input: Ok(input),
            }
        }
        Wire::RestXml { namespace } => {
            let (operation, input) = path::read(service, request);
            let body = xml_input::read(request.body())
                .map_err(|message| Failure::bad_request(service.invalid, message));
            Read {
                writing: Writing::RestXml { namespace },
                operation,
                input: body.map(|body| body.with(input)),
            }
        }
        Wire::RestJson => {
            let (operation, input) = path::read(service, request);
            let body = json::read(request.body()).map_err(not_readable);
            Read {
                writing: Writing::RestJson,
                operation,
                input: body.map(|body| body.with(input)),
            }
        }
        Wire::S3 => {
            let (operation, input) = s3::read(service, request);
            Read {
                writing: Writing::S3 {
                    head: request.method() == http::Method::HEAD,
                },
                operation,
                input: Ok(input),
            }
        }
        Wire::Json { target, namespace } => Read {
            writing: Writing::Json {
                namespace,
                was_query: false,
            },
            operation: targeted(target, request),
            input: json::read(request.body()).map_err(not_readable),
        },
        Wire::CborOrJson { target } => read_cbor_or_json(target, request),
    }
}

fn not_readable(message: String) -> Failure {
    Failure::bad_request("SerializationException", message)
}

/// The operation that a header names, of the service that it must name.
fn targeted(target: &str, request: &Request<Bytes>) -> Option<String> {
    let header = request.headers().get("x-amz-target")?.to_str().ok()?;
    let (service, operation) = header.rsplit_once('.')?;
    (service == target).then(|| operation.to_owned())
}

fn read_cbor_or_json(target: &str, request: &Request<Bytes>) -> Read {
    if request.headers().contains_key("x-amz-target") {
        return Read {
            writing: Writing::Json {
                namespace: "com.amazonaws.cloudwatch.v2010_08_01",
                was_query: true,
            },
            operation: targeted(target, request),
            input: json::read(request.body()).map_err(not_readable),
        };
    }
    let mut parts = request.uri().path().trim_start_matches('/').split('/');
    let place = (
        parts.next(),
        parts.next(),
        parts.next(),
        parts.next(),
        parts.next(),
    );
    let operation = match place {
        (Some("service"), Some(service), Some("operation"), Some(operation), None)
            if service == target =>
        {
            Some(operation.to_owned())
        }
        _ => None,
    };
    Read {
        writing: Writing::Cbor,
        operation,
        input: cbor::read(request.body()).map_err(not_readable),
    }
}

/// What goes with every answer.
pub(super) struct Stamp<'a> {
    pub(super) request_id: &'a str,
    pub(super) now: DateTime<Utc>,
}

/// Writes an operation's answer.
pub(super) fn write(
    writing: Writing,
    operation: &Operation,
    shape: &Shape,
    stamp: &Stamp<'_>,
) -> Response<Bytes> {
    let name = operation.name;
    let body = match writing {
        Writing::S3 { .. } => return s3::write(operation.status, shape, stamp),
        Writing::Query { namespace } => {
            xml::query_answer(name, namespace, shape, stamp.request_id).into()
        }
        Writing::RestXml { namespace } => xml::rest_answer(name, namespace, shape).into(),
        Writing::RestJson | Writing::Json { .. } => json::write(shape).into(),
        Writing::Cbor => cbor::write(shape).into(),
    };
    response(writing, operation.status, body, stamp)
}

/// Writes a failure.
pub(super) fn write_failure(
    writing: Writing,
    failure: &Failure,
    stamp: &Stamp<'_>,
) -> Response<Bytes> {
    let body: Bytes = match writing {
        Writing::Query { namespace } | Writing::RestXml { namespace } => {
            xml::failure(namespace, failure, stamp.request_id).into()
        }
        Writing::RestJson => json::rest_failure(failure).into(),
        Writing::S3 { head } => return s3::write_failure(head, failure, stamp),
        Writing::Json { namespace, .. } => json::failure(namespace, failure).into(),
        Writing::Cbor => cbor::failure(failure).into(),
    };
    let mut response = response(writing, failure.status, body, stamp);
    let kind = if failure.status < 500 {
        "Sender"
    } else {
        "Receiver"
    };
    match writing {
        Writing::RestJson => set(&mut response, "x-amzn-errortype", failure.code),
        // CloudWatch was a query service: newer protocols carry the old code beside the new.
        Writing::Json {
            was_query: true, ..
        }
        | Writing::Cbor => {
            let code = format!("{};{kind}", failure.code);
            set(&mut response, "x-amzn-query-error", &code);
        }
        Writing::Query { .. }
        | Writing::RestXml { .. }
        | Writing::S3 { .. }
        | Writing::Json { .. } => {}
    }
    response
}

fn response(writing: Writing, status: u16, body: Bytes, stamp: &Stamp<'_>) -> Response<Bytes> {
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST);
    let content_type = match writing {
        Writing::Query { .. } | Writing::RestXml { .. } => "text/xml",
        Writing::RestJson => "application/json",
        Writing::S3 { .. } => "application/xml",
        Writing::Json { .. } => "application/x-amz-json-1.0",
        Writing::Cbor => "application/cbor",
    };
    set(&mut response, CONTENT_TYPE, content_type);
    if writing == Writing::Cbor {
        set(&mut response, "smithy-protocol", "rpc-v2-cbor");
    }
    set(&mut response, "x-amzn-requestid", stamp.request_id);
    set(&mut response, DATE, &http_date(stamp.now));
    let length = response.body().len().to_string();
    set(&mut response, http::header::CONTENT_LENGTH, &length);
    response
}

/// An instant as HTTP's headers write it.
fn http_date(at: DateTime<Utc>) -> String {
    at.format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

fn set(response: &mut Response<Bytes>, name: impl TryInto<HeaderName>, value: &str) {
    if let (Ok(name), Ok(value)) = (name.try_into(), HeaderValue::from_str(value)) {
        response.headers_mut().insert(name, value);
    }
}

/// A page as a captive portal or a broken proxy sends it: well-formed, and nothing AWS would say.
pub(super) fn garbage(stamp: &Stamp<'_>) -> Response<Bytes> {
    let body = Bytes::from_static(b"<!DOCTYPE html><html><body><h1>It works!</h1></body></html>\n");
    let mut response = response(Writing::RestJson, 200, body, stamp);
    set(&mut response, CONTENT_TYPE, "text/html");
    response
}

/// The answer to a request that is not signed.
pub(super) fn unsigned(stamp: &Stamp<'_>) -> Response<Bytes> {
    let message = "Request is missing Authentication Token";
    let failure = Failure {
        status: 403,
        ..Failure::bad_request("MissingAuthenticationToken", message)
    };
    write_failure(Writing::RestJson, &failure, stamp)
}
