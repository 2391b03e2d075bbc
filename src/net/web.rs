//! One page, asked for as a customer would: once, without cookies or credentials,
//! and without following where it redirects to.

use crate::clock::Clock;
use crate::estate::facts::{WebAnswer, WebOutcome};
use crate::terms::{OutsideText, Span};
use bytes::Bytes;
use futures::future::BoxFuture;
use http::Uri;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// How long a page may take, from the first packet to the last: a customer waits
/// no longer.
const PATIENCE: Duration = Duration::from_secs(10);

/// How much of a page is read, bytes: a health page is a few hundred.
pub const LARGEST_PAGE: usize = 256 * 1024;

/// A page as it came over the wire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageBytes {
    /// The status of HTTP.
    pub status: u16,
    /// Its body, at most [`LARGEST_PAGE`] of it.
    pub body: Bytes,
    /// Whether that is all of it.
    pub is_whole: bool,
}

/// Brings pages.
pub trait WebTransport: Send + Sync + fmt::Debug {
    /// Gets a page over a connection of its own: one that was open before may lead
    /// where the name led before. Waits for ever: time is the caller's. The error
    /// is in words.
    fn get(&self, url: Uri) -> BoxFuture<'_, Result<PageBytes, String>>;
}

/// Asks for pages. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Web {
    transport: Arc<dyn WebTransport>,
    clock: Clock,
}

impl Web {
    /// Asks over `transport`, waiting by `clock`.
    #[must_use]
    pub fn new(transport: Arc<dyn WebTransport>, clock: Clock) -> Self {
        Self { transport, clock }
    }

    /// Asks for one page. Always has an answer to give, within ten seconds: what
    /// failed is part of it.
    pub async fn ask(&self, url: &str) -> WebAnswer {
        let begun = self.clock.now();
        let outcome = match url.parse::<Uri>() {
            Err(error) => failed(&format!("no URL: {error}")),
            Ok(uri) => {
                let page = self.transport.get(uri);
                match tokio::time::timeout(self.clock.on_host(PATIENCE), page).await {
                    Err(_) => failed(&format!("no answer within {} s", PATIENCE.as_secs())),
                    Ok(Err(why)) => failed(&why),
                    Ok(Ok(page)) => WebOutcome::Page {
                        status: page.status,
                        body: String::from_utf8_lossy(&page.body).into_owned(),
                        is_whole: page.is_whole,
                    },
                }
            }
        };
        let at = self.clock.now();
        WebAnswer {
            url: OutsideText::new(url),
            at,
            took: Span::between(begun, at),
            outcome,
        }
    }
}

fn failed(why: &str) -> WebOutcome {
    WebOutcome::Failed(OutsideText::new(why))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A site that answers with its status, or not at all.
    #[derive(Debug)]
    struct Scripted(Option<Result<PageBytes, String>>);

    impl WebTransport for Scripted {
        fn get(&self, _url: Uri) -> BoxFuture<'_, Result<PageBytes, String>> {
            let answer = self.0.clone();
            Box::pin(async move {
                match answer {
                    Some(answer) => answer,
                    None => std::future::pending().await,
                }
            })
        }
    }

    async fn asked(answer: Option<Result<PageBytes, String>>, url: &str) -> WebAnswer {
        let epoch = "2026-11-22T03:00:00Z".parse().unwrap();
        let clock = Clock::starting_at(epoch, 1.0);
        Web::new(Arc::new(Scripted(answer)), clock).ask(url).await
    }

    #[tokio::test(start_paused = true)]
    async fn silence_ends_after_ten_seconds_and_is_told() {
        let answer = asked(None, "https://www.shop.example/health").await;
        assert_eq!(answer.took, Span::seconds(10));
        assert_eq!(answer.outcome, failed("no answer within 10 s"));
    }

    #[tokio::test(start_paused = true)]
    async fn a_page_that_is_no_text_is_an_answer_all_the_same() {
        let page = PageBytes {
            status: 502,
            body: Bytes::from_static(b"bad \xff gateway"),
            is_whole: false,
        };
        let answer = asked(Some(Ok(page)), "http://www.shop.example/").await;
        let told = WebOutcome::Page {
            status: 502,
            body: "bad \u{fffd} gateway".to_owned(),
            is_whole: false,
        };
        assert_eq!(answer.outcome, told);
        let refused = asked(
            Some(Err("connection refused".to_owned())),
            "http://a.example",
        )
        .await;
        assert_eq!(refused.outcome, failed("connection refused"));
        let none = asked(None, "no url").await;
        assert!(matches!(none.outcome, WebOutcome::Failed(_)));
    }
}
