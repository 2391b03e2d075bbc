//! Whole answers only. The SDK's XML parsers take an answer that was cut after a
//! closing tag as a shorter list, and every parser takes an empty one as an empty
//! list; neither may pass for what AWS said.

use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::connector_metadata::ConnectorMetadata;
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
    SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::{
    RuntimeComponents, RuntimeComponentsBuilder,
};
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::byte_stream::ByteStream;
use aws_smithy_types::config_bag::ConfigBag;
use aws_smithy_types::retry::ErrorKind;
use aws_types::request_id::RequestId;
use bytes::{Bytes, BytesMut};
use quick_xml::events::Event;

/// The largest answer that is read, bytes. A page of any listed operation is far
/// below it; what is larger is not AWS.
const LARGEST: usize = 64 * 1024 * 1024;

/// An answer that began and is not whole.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{flaw}")]
pub struct NotWhole {
    /// What is wrong with it.
    pub flaw: Flaw,
    /// The request id in its head: what the body says is lost with it, this is not.
    pub request_id: Option<String>,
}

/// What is wrong with an answer that is not whole.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    /// The connection ended inside the body.
    #[error("the answer was cut off: {0}")]
    CutOff(String),
    /// Fewer or more bytes than `Content-Length` says.
    #[error("the answer has {got} bytes where its head says {said}")]
    Length {
        /// How many there are.
        got: usize,
        /// How many there should be.
        said: usize,
    },
    /// An XML answer whose root element is not closed.
    #[error("the answer is not a whole XML document")]
    Xml,
    /// A success without a body.
    #[error("the answer is empty")]
    Empty,
    /// A success with a body where AWS sends none.
    #[error("the answer has a body where there is none")]
    NotEmpty,
    /// More than any answer of AWS has.
    #[error("the answer is larger than {LARGEST} bytes")]
    TooLarge,
}

/// An HTTP client that lets only whole answers through.
#[derive(Debug)]
pub(super) struct Whole {
    inner: SharedHttpClient,
}

impl Whole {
    /// A client that checks what `inner` brings.
    pub(super) fn new(inner: SharedHttpClient) -> Self {
        Self { inner }
    }
}

impl HttpClient for Whole {
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(WholeConnector {
            inner: self.inner.http_connector(settings, components),
        })
    }

    fn validate_base_client_config(
        &self,
        components: &RuntimeComponentsBuilder,
        config: &ConfigBag,
    ) -> Result<(), BoxError> {
        HttpClient::validate_base_client_config(&self.inner, components, config)
    }

    fn validate_final_config(
        &self,
        components: &RuntimeComponents,
        config: &ConfigBag,
    ) -> Result<(), BoxError> {
        HttpClient::validate_final_config(&self.inner, components, config)
    }

    fn connector_metadata(&self) -> Option<ConnectorMetadata> {
        self.inner.connector_metadata()
    }
}

#[derive(Debug)]
struct WholeConnector {
    inner: SharedHttpConnector,
}

impl HttpConnector for WholeConnector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        // The answer to HEAD has the length of a body that does not come.
        let method = request.method().to_owned();
        let answer = self.inner.call(request);
        HttpConnectorFuture::new(async move {
            let mut response = answer.await?;
            let request_id = response.request_id().map(str::to_owned);
            let not_whole = |flaw| transient(NotWhole { flaw, request_id });
            let body = std::mem::replace(response.body_mut(), SdkBody::taken());
            let bytes = match read(body).await {
                Ok(bytes) => bytes,
                Err(flaw) => return Err(not_whole(flaw)),
            };
            if method != "HEAD"
                && let Err(flaw) = check(&method, &response, &bytes)
            {
                return Err(not_whole(flaw));
            }
            *response.body_mut() = SdkBody::from(bytes);
            Ok(response)
        })
    }
}

/// Worth another attempt: what cut this answer need not cut the next.
fn transient(error: NotWhole) -> ConnectorError {
    ConnectorError::other(Box::new(error), Some(ErrorKind::TransientError))
}

async fn read(body: SdkBody) -> Result<Bytes, Flaw> {
    let mut stream = ByteStream::new(body);
    let mut bytes = BytesMut::new();
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(|error| Flaw::CutOff(super::failure::chain(&error)))?;
        if bytes.len() + chunk.len() > LARGEST {
            return Err(Flaw::TooLarge);
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes.freeze())
}

fn check(method: &str, response: &HttpResponse, bytes: &[u8]) -> Result<(), Flaw> {
    let said = response
        .headers()
        .get("content-length")
        .and_then(|length| length.trim().parse::<usize>().ok());
    match said {
        Some(said) if said != bytes.len() => {
            return Err(Flaw::Length {
                got: bytes.len(),
                said,
            });
        }
        _ => {}
    }
    // Errors may come without a body, and are told by their status alone.
    if !response.status().is_success() {
        return Ok(());
    }
    // S3 has nothing to say of an object that is gone, and says all that it has of
    // one that was written in the head.
    if method == "DELETE" {
        let said = bytes.is_empty();
        return said.then_some(()).ok_or(Flaw::NotEmpty);
    }
    if bytes.is_empty() {
        let written = method == "PUT" && response.headers().get("etag").is_some();
        return written.then_some(()).ok_or(Flaw::Empty);
    }
    let says_xml = response
        .headers()
        .get("content-type")
        .is_some_and(|kind| kind.contains("xml"));
    if (says_xml || starts_as_xml(bytes)) && !is_whole_xml(bytes) {
        return Err(Flaw::Xml);
    }
    Ok(())
}

fn starts_as_xml(bytes: &[u8]) -> bool {
    bytes.trim_ascii_start().first() == Some(&b'<')
}

/// Whether there is one root element, closed, with nothing after it.
fn is_whole_xml(bytes: &[u8]) -> bool {
    let mut reader = quick_xml::Reader::from_reader(bytes);
    let mut depth = 0_usize;
    let mut roots = 0_usize;
    loop {
        match reader.read_event() {
            Ok(Event::Start(_)) => {
                roots += usize::from(depth == 0);
                depth += 1;
            }
            Ok(Event::Empty(_)) => roots += usize::from(depth == 0),
            // The reader has checked that the name is that of the open element.
            Ok(Event::End(_)) => depth = depth.saturating_sub(1),
            Ok(Event::Text(text)) if depth == 0 && !text.trim_ascii().is_empty() => return false,
            Ok(Event::Eof) => return depth == 0 && roots == 1,
            Ok(_) => {}
            Err(_) => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_xml_answer_cut_anywhere_is_not_whole() {
        let answer = br#"<?xml version="1.0"?><Answer><Item>a</Item><Item>b</Item></Answer>"#;
        assert!(is_whole_xml(answer));
        for cut in 0..answer.len() {
            assert!(!is_whole_xml(&answer[..cut]), "cut after {cut} bytes");
        }
    }

    #[test]
    fn white_space_after_the_root_is_allowed_and_anything_else_is_not() {
        assert!(is_whole_xml(b"<A/>\n"));
        assert!(!is_whole_xml(b"<A/>rest"));
        assert!(!is_whole_xml(b"<A/><B/>"));
        assert!(!is_whole_xml(b"<A><B></A></B>"));
    }
}
