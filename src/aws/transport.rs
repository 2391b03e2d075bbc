//! The seam below the SDK: a [`Transport`] carries a signed request to whoever
//! plays AWS inside the process and brings the answer back. Everything above it
//! is the same code as against AWS: serialising, signing, retries, time-outs.

use aws_smithy_async::future::timeout::Timeout;
use aws_smithy_async::rt::sleep::{AsyncSleep, SharedAsyncSleep};
use aws_smithy_runtime_api::client::connector_metadata::ConnectorMetadata;
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::byte_stream::ByteStream;
use bytes::Bytes;
use futures::future::BoxFuture;
use http_body_util::{BodyExt, Full, Limited};
use std::io;
use std::sync::Arc;
use std::time::Duration;

/// Carries one HTTP request, signed as for AWS, and brings the answer back.
///
/// A future that never ends is a peer that accepted and never answers.
pub trait Transport: Send + Sync + std::fmt::Debug {
    /// Sends the request; its URI is absolute and names the host.
    fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'static, Result<http::Response<Bytes>, TransportError>>;
}

/// How a connection fails.
#[derive(Debug, Clone, thiserror::Error)]
pub enum TransportError {
    /// Nothing listens there.
    #[error("connection refused")]
    Refused,
    /// The peer broke the connection before it answered.
    #[error("connection reset by peer")]
    Reset,
    /// The host's name does not resolve.
    #[error("host name not found")]
    UnknownHost,
    /// The answer began, and the connection ended after `sent` bytes of its body.
    #[error("connection closed after {sent} bytes of the answer")]
    CutOff {
        /// The answer as it would have been.
        response: http::Response<Bytes>,
        /// How many bytes of its body arrived.
        sent: usize,
    },
}

/// An SDK HTTP client over a [`Transport`].
#[derive(Debug, Clone)]
pub(super) struct TransportClient {
    transport: Arc<dyn Transport>,
}

impl TransportClient {
    /// A client that sends everything through `transport`.
    pub(super) fn new(transport: Arc<dyn Transport>) -> Self {
        Self { transport }
    }
}

impl HttpClient for TransportClient {
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(TransportConnector {
            transport: self.transport.clone(),
            // A transport has no connecting of its own to measure: the read
            // time-out, from the request to the head of the answer, covers both.
            patience: settings.read_timeout(),
            sleep: components.sleep_impl(),
        })
    }

    fn connector_metadata(&self) -> Option<ConnectorMetadata> {
        Some(ConnectorMetadata::new("in-process", None))
    }
}

#[derive(Debug)]
struct TransportConnector {
    transport: Arc<dyn Transport>,
    patience: Option<Duration>,
    sleep: Option<SharedAsyncSleep>,
}

impl HttpConnector for TransportConnector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let transport = self.transport.clone();
        let limit = self.patience.zip(self.sleep.clone());
        HttpConnectorFuture::new(async move {
            let request = whole_request(request).await?;
            let answer = transport.send(request);
            let answer = match limit {
                Some((patience, sleep)) => Timeout::new(answer, sleep.sleep(patience))
                    .await
                    .map_err(|_| silent(patience))?,
                None => answer.await,
            };
            match answer {
                Ok(response) => sdk_response(response.map(SdkBody::from)),
                Err(TransportError::CutOff { response, sent }) => {
                    sdk_response(response.map(|body| cut_body(body, sent)))
                }
                Err(error) => Err(connector_error(error)),
            }
        })
    }
}

/// Takes the body out of the request: one left unread would look to the SDK's
/// stalled-stream protection like an upload that does not move.
async fn whole_request(mut request: HttpRequest) -> Result<http::Request<Bytes>, ConnectorError> {
    let body = std::mem::replace(request.body_mut(), SdkBody::taken());
    let body = ByteStream::new(body)
        .collect()
        .await
        .map_err(|error| ConnectorError::user(error.into()))?
        .into_bytes();
    let (parts, _) = request
        .try_into_http1x()
        .map_err(|error| ConnectorError::user(error.into()))?
        .into_parts();
    Ok(http::Request::from_parts(parts, body))
}

fn sdk_response(response: http::Response<SdkBody>) -> Result<HttpResponse, ConnectorError> {
    HttpResponse::try_from(response).map_err(|error| ConnectorError::other(error.into(), None))
}

/// A body that ends in an error after `sent` bytes.
fn cut_body(body: Bytes, sent: usize) -> SdkBody {
    let cut = Limited::new(Full::new(body), sent).map_err(|_| {
        io::Error::new(
            io::ErrorKind::UnexpectedEof,
            "connection closed before the answer was whole",
        )
    });
    SdkBody::from_body_1_x(cut)
}

fn silent(patience: Duration) -> ConnectorError {
    ConnectorError::timeout(
        io::Error::new(
            io::ErrorKind::TimedOut,
            format!("no answer within {} s", patience.as_secs_f64()),
        )
        .into(),
    )
}

/// Fails as the SDK's own HTTP client does, so that what is retried and what is
/// told are the same.
fn connector_error(error: TransportError) -> ConnectorError {
    match error {
        TransportError::Refused => ConnectorError::io(error.into()).never_connected(),
        other => ConnectorError::io(other.into()),
    }
}
