//! Where a request goes, by its signature.

use bytes::Bytes;
use http::Request;

use super::form;
use crate::sim::world::PRIMARY;

/// Where a signature's scope says a request goes: `AK/date/REGION/SERVICE/aws4_request`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::sim) struct Scope {
    pub(in crate::sim) region: String,
    pub(in crate::sim) service: String,
    /// The access key before it; empty where there is none to read.
    pub(in crate::sim) access_key: String,
}

impl Scope {
    /// Reads the scope off the `Authorization` header or a presigned query string; where a header is there
    /// and says no scope, off the host's name and the header that names a JSON operation. None for a
    /// request that is not signed at all.
    pub(in crate::sim) fn of(request: &Request<Bytes>) -> Option<Scope> {
        match request.headers().get(http::header::AUTHORIZATION) {
            Some(header) => header
                .to_str()
                .ok()
                .and_then(|text| text.split_once("Credential=")?.1.split([',', ' ']).next())
                .and_then(Scope::of_credential)
                .or_else(|| Scope::of_host(request)),
            None => {
                let pairs = form::pairs(request.uri().query()?);
                let credential = pairs
                    .into_iter()
                    .find(|(name, _)| name == "X-Amz-Credential")?;
                Scope::of_credential(&credential.1)
            }
        }
    }

    fn of_credential(credential: &str) -> Option<Scope> {
        let mut parts = credential.rsplit('/');
        let last = parts.next()?;
        let service = parts.next()?;
        let region = parts.next()?;
        let access_key = parts.nth(1).unwrap_or_default();
        (last == "aws4_request").then(|| Scope {
            region: region.to_owned(),
            service: service.to_owned(),
            access_key: access_key.to_owned(),
        })
    }

    /// `rds.us-west-2.amazonaws.com`, `route53.amazonaws.com`; the first Region where none is named.
    fn of_host(request: &Request<Bytes>) -> Option<Scope> {
        let header = |name| request.headers().get(name)?.to_str().ok();
        let host = request
            .uri()
            .host()
            .or_else(|| header("host"))
            .unwrap_or("");
        let mut labels = host.split([':', '.']);
        let service = match header("x-amz-target") {
            Some(target) if target.starts_with("GraniteService") => "monitoring",
            _ => labels.clone().next()?,
        };
        let region = labels.nth(1).filter(|label| label.contains('-'));
        Some(Scope {
            region: region.unwrap_or(PRIMARY).to_owned(),
            service: service.to_owned(),
            access_key: String::new(),
        })
    }
}
