//! How pages come: over this host's network, from a simulation that another process
//! serves, or from the one in this process. A simulated site is never asked for on
//! the network.

use super::simulated::Simulated;
use crate::aws::{BundleError, Page, Pages};
use crate::net::{LARGEST_PAGE, PageBytes, WebTransport};
use crate::sim::Exchange;
use bytes::Bytes;
use futures::future::BoxFuture;
use http::Uri;
use std::sync::OnceLock;

/// This host's network.
#[derive(Debug, Default)]
pub struct HostWeb {
    /// Opened at the first question: reading this host's authorities takes a while.
    pages: OnceLock<Result<Pages, BundleError>>,
}

impl HostWeb {
    async fn page(&self, url: &Uri, host: Option<&str>) -> Result<PageBytes, String> {
        let pages = self.pages.get_or_init(Pages::open);
        let pages = pages.as_ref().map_err(ToString::to_string)?;
        pages.get(url, host, LARGEST_PAGE).await.map(told)
    }
}

fn told(page: Page) -> PageBytes {
    PageBytes {
        status: page.status,
        body: page.body,
        is_whole: page.is_whole,
    }
}

impl WebTransport for HostWeb {
    fn get(&self, url: Uri) -> BoxFuture<'_, Result<PageBytes, String>> {
        Box::pin(async move { self.page(&url, None).await })
    }
}

/// A simulation that another process serves: it answers for its sites at its one
/// endpoint, told apart by the host that is asked for.
#[derive(Debug)]
pub struct ServedWeb {
    endpoint: String,
    network: HostWeb,
}

impl ServedWeb {
    /// The simulation at an endpoint, `http://HOST:PORT`.
    #[must_use]
    pub fn at(endpoint: &str) -> Self {
        Self {
            endpoint: endpoint.trim_end_matches('/').to_owned(),
            network: HostWeb::default(),
        }
    }
}

impl WebTransport for ServedWeb {
    fn get(&self, url: Uri) -> BoxFuture<'_, Result<PageBytes, String>> {
        Box::pin(async move {
            let path = url.path_and_query().map_or("/", |it| it.as_str());
            let there = format!("{}{path}", self.endpoint);
            let there: Uri = there.parse().map_err(|error| format!("{error}"))?;
            self.network.page(&there, Some(host_of(&url)?)).await
        })
    }
}

impl WebTransport for Simulated {
    fn get(&self, url: Uri) -> BoxFuture<'_, Result<PageBytes, String>> {
        Box::pin(async move {
            match self.simulator().visit(host_of(&url)?).await {
                Exchange::Answer(response) => Ok(whole(response)),
                Exchange::CutOff { response, sent } => {
                    let all = whole(response);
                    Ok(PageBytes {
                        body: all.body.slice(..sent.min(all.body.len())),
                        is_whole: false,
                        ..all
                    })
                }
                Exchange::Refused => Err("connection refused".to_owned()),
                Exchange::Reset => Err("connection reset by peer".to_owned()),
                Exchange::UnknownHost => Err("host name not found".to_owned()),
            }
        })
    }
}

fn whole(response: http::Response<Bytes>) -> PageBytes {
    PageBytes {
        status: response.status().as_u16(),
        body: response.into_body(),
        is_whole: true,
    }
}

fn host_of(url: &Uri) -> Result<&str, String> {
    url.host().ok_or_else(|| "the URL names no host".to_owned())
}
