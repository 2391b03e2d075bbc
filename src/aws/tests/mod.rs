//! The room against an AWS that is played by a script, in virtual time.

mod answers;
mod backup;
mod cloudwatch;
mod credentials;
mod failures;
mod gate;
mod metering;
mod network;
#[cfg(feature = "operate")]
mod operator;
mod rds;
mod route53;
mod s3;
mod sns;

use super::{Door, DoorOptions, Reads, Transport, TransportError};
use crate::clock::Clock;
use crate::terms::{Instant, Region};
use bytes::Bytes;
use futures::future::BoxFuture;
use std::fmt;
use std::sync::{Arc, Mutex};

/// What the script answers.
enum Reply {
    Answer(http::Response<Bytes>),
    Silence,
    Fail(TransportError),
}

/// A request as the script sees it.
#[derive(Debug, Clone)]
struct Call {
    /// From the signature: `rds`, `route53`.
    service: String,
    /// From the signature.
    region: String,
    /// `DescribeDBInstances`, or `GET /2013-04-01/hostedzone` where the operation is in the path.
    operation: String,
    uri: http::Uri,
    body: Bytes,
}

impl Call {
    fn of(request: &http::Request<Bytes>) -> Self {
        let header = |name: &str| {
            let value = request.headers().get(name);
            value.map_or("", |value| value.to_str().unwrap()).to_owned()
        };
        let scope = header("authorization");
        let scope: Vec<&str> = scope.split('/').collect();
        let body = String::from_utf8_lossy(request.body());
        let action = body
            .split('&')
            .find_map(|pair| pair.strip_prefix("Action="));
        let path = request.uri().path();
        let operation = match (action, path.split_once("/operation/")) {
            (Some(action), _) => action.to_owned(),
            (None, Some((_, operation))) => operation.to_owned(),
            (None, None) => format!("{} {path}", request.method()),
        };
        Self {
            service: scope.get(3).copied().unwrap_or_default().to_owned(),
            region: scope.get(2).copied().unwrap_or_default().to_owned(),
            operation,
            uri: request.uri().clone(),
            body: request.body().clone(),
        }
    }

    /// The value of a parameter, in the query or in a form.
    fn parameter(&self, name: &str) -> Option<String> {
        let form = String::from_utf8_lossy(&self.body).into_owned();
        let query = self.uri.query().unwrap_or_default();
        let mut pairs = form.split('&').chain(query.split('&'));
        pairs.find_map(|pair| {
            let (key, value) = pair.split_once('=')?;
            (key == name).then(|| value.to_owned())
        })
    }
}

type Answering = dyn Fn(&Call) -> Reply + Send + Sync;

/// Plays AWS, and remembers what it was asked.
struct Script {
    answer: Box<Answering>,
    asked: Mutex<Vec<Call>>,
}

impl fmt::Debug for Script {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Script")
    }
}

impl Script {
    fn new(answer: impl Fn(&Call) -> Reply + Send + Sync + 'static) -> Arc<Self> {
        Arc::new(Self {
            answer: Box::new(answer),
            asked: Mutex::default(),
        })
    }

    fn asked(&self) -> Vec<Call> {
        self.asked.lock().unwrap().clone()
    }
}

impl Transport for Script {
    fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'static, Result<http::Response<Bytes>, TransportError>> {
        let call = Call::of(&request);
        let reply = (self.answer)(&call);
        self.asked.lock().unwrap().push(call);
        Box::pin(async move {
            match reply {
                Reply::Answer(answer) => Ok(answer),
                Reply::Fail(error) => Err(error),
                Reply::Silence => std::future::pending().await,
            }
        })
    }
}

fn respond(status: u16, kind: &str, body: impl Into<Bytes>) -> Reply {
    let answer = http::Response::builder()
        .status(status)
        .header("content-type", kind)
        .header("x-amzn-requestid", "request-1");
    Reply::Answer(answer.body(body.into()).unwrap())
}

fn xml(body: impl Into<Bytes>) -> Reply {
    respond(200, "text/xml", body)
}

/// An answer of RDS or STS around its result.
fn query_xml(operation: &str, result: &str) -> Reply {
    xml(format!(
        "<{operation}Response xmlns=\"http://rds.amazonaws.com/doc/2014-10-31/\">\
         <{operation}Result>{result}</{operation}Result>\
         <ResponseMetadata><RequestId>request-1</RequestId></ResponseMetadata>\
         </{operation}Response>"
    ))
}

/// An error of a query service.
fn query_error(status: u16, code: &str, message: &str) -> Reply {
    let body = format!(
        "<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code>\
         <Message>{message}</Message></Error><RequestId>request-1</RequestId></ErrorResponse>"
    );
    respond(status, "text/xml", body)
}

fn json(body: serde_json::Value) -> Reply {
    respond(200, "application/json", body.to_string())
}

/// An answer of CloudWatch.
fn cbor(body: ciborium::Value) -> Reply {
    let mut bytes = Vec::new();
    ciborium::into_writer(&body, &mut bytes).unwrap();
    let Reply::Answer(mut answer) = respond(200, "application/cbor", bytes) else {
        unreachable!("respond answers")
    };
    let protocol = http::HeaderValue::from_static("rpc-v2-cbor");
    answer.headers_mut().insert("smithy-protocol", protocol);
    Reply::Answer(answer)
}

fn at(text: &str) -> Instant {
    text.parse().unwrap()
}

fn region(name: &str) -> Region {
    Region::parse(name).unwrap()
}

fn here() -> Region {
    region("us-east-1")
}

fn clock() -> Clock {
    Clock::starting_at(at("2026-11-22T03:00:00Z"), 1.0)
}

fn options(script: &Arc<Script>) -> DoorOptions {
    DoorOptions::simulated(&here(), &region("us-west-2"), clock(), script.clone())
}

async fn reads(script: &Arc<Script>) -> Reads {
    Reads::new(Door::open(options(script)).await.unwrap())
}
