//! What was asked of AWS, word by word: a transport that keeps each request on its way.

use bytes::Bytes;
use ciborium::Value;
use futures::future::BoxFuture;
use lifeboat::aws::{Transport, TransportError};
use lifeboat::cli::simulated::Simulated;
use std::sync::{Arc, Mutex};

/// One request as it was signed and sent.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The Region of its signature.
    pub region: String,
    /// Path and query.
    pub target: String,
    /// The body.
    pub body: Bytes,
}

/// A metric as `GetMetricData` names it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct AskedMetric {
    /// The Region that was asked.
    pub region: String,
    /// `Namespace`.
    pub namespace: String,
    /// `MetricName`.
    pub name: String,
    /// `Dimensions`, name and value, sorted.
    pub dimensions: Vec<(String, String)>,
}

/// Keeps each request, and brings it to the simulated AWS.
#[derive(Debug, Clone)]
pub struct Recording {
    aws: Simulated,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Recording {
    /// A transport to this AWS.
    pub fn of(aws: Simulated) -> Self {
        Self {
            aws,
            asked: Arc::default(),
        }
    }

    /// Everything that was asked so far.
    pub fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }
}

impl Transport for Recording {
    fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'static, Result<http::Response<Bytes>, TransportError>> {
        let signature = request.headers()[http::header::AUTHORIZATION]
            .to_str()
            .unwrap();
        let scope = signature.split("Credential=").nth(1).unwrap();
        let scope: Vec<&str> = scope.split(',').next().unwrap().split('/').collect();
        self.asked.lock().unwrap().push(Asked {
            region: scope[2].to_owned(),
            target: request
                .uri()
                .path_and_query()
                .map_or_else(String::new, ToString::to_string),
            body: request.body().clone(),
        });
        self.aws.send(request)
    }
}

impl Asked {
    /// The body of a request in CBOR, when it is one of this operation.
    pub fn cbor(&self, operation: &str) -> Option<Value> {
        self.target
            .ends_with(&format!("/operation/{operation}"))
            .then(|| ciborium::from_reader(self.body.as_ref()).unwrap())
    }

    /// The metrics it asks for.
    pub fn metrics(&self) -> Vec<AskedMetric> {
        let Some(body) = self.cbor("GetMetricData") else {
            return Vec::new();
        };
        list(&body, "MetricDataQueries")
            .iter()
            .map(|query| {
                let metric = member(member(query, "MetricStat").unwrap(), "Metric").unwrap();
                let mut dimensions: Vec<(String, String)> = list(metric, "Dimensions")
                    .iter()
                    .map(|it| (text(it, "Name"), text(it, "Value")))
                    .collect();
                dimensions.sort();
                AskedMetric {
                    region: self.region.clone(),
                    namespace: text(metric, "Namespace"),
                    name: text(metric, "MetricName"),
                    dimensions,
                }
            })
            .collect()
    }
}

/// A member of a map.
pub fn member<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    let members = value.as_map()?;
    let found = members.iter().find(|(key, _)| key.as_text() == Some(name));
    found.map(|(_, value)| value)
}

/// A member that is a list, empty when it is not there.
pub fn list<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    member(value, name)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

fn text(value: &Value, name: &str) -> String {
    let text = member(value, name).and_then(Value::as_text).unwrap();
    text.to_owned()
}
