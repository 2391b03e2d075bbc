//! Pages that are not AWS's API: the HTTP client of the door and its trust, without
//! what signs. It only gets, knows no credentials, and follows no redirection.

use super::failure::chain;
use super::tls::{BundleError, page_connector};
use aws_smithy_runtime_api::client::http::{HttpConnector, SharedHttpConnector};
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::byte_stream::ByteStream;
use bytes::{Bytes, BytesMut};
use http::header::{ACCEPT, HOST, USER_AGENT};
use http::{Request, Uri};
use std::path::PathBuf;

/// What the other side is told of who asks.
const AGENT: &str = concat!("lifeboat/", env!("CARGO_PKG_VERSION"));

/// A page as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The status of HTTP.
    pub status: u16,
    /// The beginning of its body.
    pub body: Bytes,
    /// Whether that is all of it.
    pub is_whole: bool,
}

/// Gets pages, each over a connection of its own.
#[derive(Debug, Clone)]
pub struct Pages {
    connector: SharedHttpConnector,
}

impl Pages {
    /// Trusts whom the door trusts: this host's authorities and `AWS_CA_BUNDLE`.
    ///
    /// # Errors
    /// When `AWS_CA_BUNDLE` names what is no bundle of certificates.
    pub fn open() -> Result<Self, BundleError> {
        let bundle = std::env::var_os("AWS_CA_BUNDLE").map(PathBuf::from);
        let connector = page_connector(bundle)?;
        Ok(Self { connector })
    }

    /// Gets a page, reading at most `largest` bytes of it; of the site `host` where
    /// that is another than the URL says. Waits for ever: time is the caller's.
    ///
    /// # Errors
    /// In words: the name is not found, the connection refused, the certificate not
    /// trusted, the answer no HTTP.
    pub async fn get(&self, uri: &Uri, host: Option<&str>, largest: usize) -> Result<Page, String> {
        let mut request = Request::get(uri)
            .header(USER_AGENT, AGENT)
            .header(ACCEPT, "*/*");
        if let Some(host) = host {
            request = request.header(HOST, host);
        }
        let request = request
            .body(SdkBody::empty())
            .map_err(|error| error.to_string())?;
        let request = request.try_into().map_err(|error| chain(&error))?;
        let answer = self.connector.call(request).await;
        let mut answer = answer.map_err(|error| chain(&error))?;
        let status = answer.status().as_u16();
        let body = std::mem::replace(answer.body_mut(), SdkBody::taken());
        let mut chunks = ByteStream::new(body);
        let mut bytes = BytesMut::new();
        while bytes.len() <= largest
            && let Some(chunk) = chunks.next().await
        {
            bytes.extend_from_slice(&chunk.map_err(|error| chain(&error))?);
        }
        let is_whole = bytes.len() <= largest;
        bytes.truncate(largest);
        Ok(Page {
            status,
            body: bytes.freeze(),
            is_whole,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    /// A site that answers one request after another with the same words, each on a
    /// connection of its own; what it was asked.
    async fn serve(listener: TcpListener, words: &str, times: usize) -> Vec<String> {
        let mut asked = Vec::new();
        for _ in 0..times {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut head = vec![0; 2_048];
            let length = stream.read(&mut head).await.unwrap();
            asked.push(String::from_utf8_lossy(&head[..length]).into_owned());
            stream.write_all(words.as_bytes()).await.unwrap();
        }
        asked
    }

    #[tokio::test]
    async fn a_page_is_got_without_signature_and_each_time_anew() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let uri = format!("http://{}/health", listener.local_addr().unwrap());
        let uri: Uri = uri.parse().unwrap();
        let words = "HTTP/1.1 503 no\r\ncontent-length: 11\r\n\r\nout of order";
        let pages = Pages::open().unwrap();
        let ask = async {
            let first = pages.get(&uri, None, 1_024).await.unwrap();
            let second = pages.get(&uri, Some("www.shop.example"), 3).await.unwrap();
            (first, second)
        };
        let (asked, (first, second)) = tokio::join!(serve(listener, words, 2), ask);
        assert_eq!((first.status, &first.body[..]), (503, &b"out of orde"[..]));
        assert!(first.is_whole);
        assert_eq!((&second.body[..], second.is_whole), (&b"out"[..], false));
        for head in &asked {
            assert!(head.starts_with("GET /health HTTP/1.1\r\n"), "{head}");
            let head = head.to_ascii_lowercase();
            assert!(
                !head.contains("authorization") && !head.contains("x-amz"),
                "{head}"
            );
        }
        assert!(asked[1].contains("www.shop.example"), "{asked:?}");
    }

    #[tokio::test]
    async fn nobody_there_is_told_in_words() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let uri: Uri = format!("https://{}/", listener.local_addr().unwrap())
            .parse()
            .unwrap();
        drop(listener);
        let pages = Pages::open().unwrap();
        let why = pages.get(&uri, None, 1_024).await.unwrap_err();
        assert!(why.to_lowercase().contains("refused"), "{why}");
    }
}
