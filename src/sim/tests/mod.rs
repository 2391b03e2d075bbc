//! What the simulated AWS shows to its callers.

mod backups;
mod crowd;
mod databases;
mod dns;
mod faults;
mod garbage;
mod globals;
mod invariants;
mod items;
mod metrics;
mod objects;
mod on_demand;
mod paging;
mod record_changes;
pub(super) mod requests;
mod scenarios;
mod sessions;
mod site;
mod topics;
mod wire;

use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use bytes::Bytes;
use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use http::{Request, Response};

use super::{Exchange, SimClock, Simulator, World};

/// A clock that is turned by hand; whoever sleeps on it turns it too.
struct HandClock {
    now: Mutex<DateTime<Utc>>,
}

impl SimClock for HandClock {
    fn now(&self) -> DateTime<Utc> {
        *self.now.lock().unwrap()
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        *self.now.lock().unwrap() += TimeDelta::from_std(duration).unwrap();
        Box::pin(std::future::ready(()))
    }
}

/// Monday, 2 March 2026, noon: a day after a weekly and a monthly backup.
fn epoch() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 3, 2, 12, 0, 0).unwrap()
}

/// A simulator and its clock.
struct Lab {
    clock: Arc<HandClock>,
    sim: Simulator,
}

impl Lab {
    fn new() -> Lab {
        Lab::of(World::harbor(7, epoch()))
    }

    fn of(world: World) -> Lab {
        let clock = Arc::new(HandClock {
            now: Mutex::new(world.epoch),
        });
        let sim = Simulator::new(world, clock.clone());
        Lab { clock, sim }
    }

    fn pass(&self, time: TimeDelta) {
        *self.clock.now.lock().unwrap() += time;
    }

    fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// Sends a request; none when it hangs.
    fn send(&self, request: Request<Bytes>) -> Option<Exchange> {
        let future = pin!(self.sim.handle(request));
        match future.poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(exchange) => Some(exchange),
            Poll::Pending => None,
        }
    }

    /// Sends a request that must be answered in full.
    fn ask(&self, request: Request<Bytes>) -> Response<Bytes> {
        match self.send(request) {
            Some(Exchange::Answer(response)) => response,
            other => panic!("no answer but {other:?}"),
        }
    }

    /// A form to a query service, answered with XML.
    fn form(&self, service: &str, region: &str, form: &str) -> (u16, String) {
        text(&self.ask(form_request(service, region, form)))
    }

    /// A GET of a REST service.
    fn get(&self, service: &str, region: &str, path: &str) -> (u16, String) {
        text(&self.ask(get_request(service, region, path)))
    }

    /// A GET of AWS Backup, answered with JSON.
    fn backup(&self, region: &str, path: &str) -> serde_json::Value {
        let (status, body) = self.get("backup", region, path);
        assert_eq!(status, 200, "{body}");
        serde_json::from_str(&body).unwrap()
    }

    /// An operation of CloudWatch in JSON 1.0.
    fn cloudwatch(
        &self,
        region: &str,
        operation: &str,
        input: &serde_json::Value,
    ) -> (u16, serde_json::Value) {
        let (status, body) = text(&self.ask(json_request(region, operation, input)));
        (status, serde_json::from_str(&body).unwrap())
    }
}

fn text(response: &Response<Bytes>) -> (u16, String) {
    let body = String::from_utf8(response.body().to_vec()).unwrap();
    (response.status().as_u16(), body)
}

fn scope(service: &str, region: &str) -> String {
    format!(
        "AWS4-HMAC-SHA256 Credential=AKIAHARBOR/20260302/{region}/{service}/aws4_request, \
         SignedHeaders=host;x-amz-date, Signature=0"
    )
}

fn form_request(service: &str, region: &str, form: &str) -> Request<Bytes> {
    Request::post(format!("https://{service}.{region}.amazonaws.com/"))
        .header("authorization", scope(service, region))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Bytes::from(form.to_owned()))
        .unwrap()
}

fn get_request(service: &str, region: &str, path: &str) -> Request<Bytes> {
    Request::get(format!("https://{service}.{region}.amazonaws.com{path}"))
        .header("authorization", scope(service, region))
        .body(Bytes::new())
        .unwrap()
}

fn sent_request(
    method: &str,
    service: &str,
    region: &str,
    path: &str,
    body: &str,
) -> Request<Bytes> {
    Request::builder()
        .method(method)
        .uri(format!("https://{service}.{region}.amazonaws.com{path}"))
        .header("authorization", scope(service, region))
        .body(Bytes::from(body.to_owned()))
        .unwrap()
}

fn json_request(region: &str, operation: &str, input: &serde_json::Value) -> Request<Bytes> {
    Request::post(format!("https://monitoring.{region}.amazonaws.com/"))
        .header("authorization", scope("monitoring", region))
        .header("content-type", "application/x-amz-json-1.0")
        .header(
            "x-amz-target",
            format!("GraniteServiceVersion20100801.{operation}"),
        )
        .body(Bytes::from(input.to_string()))
        .unwrap()
}

/// What stands between the first `<name>` and its end.
fn element<'a>(xml: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = xml.split_once(&format!("<{name}>"))?;
    let (inner, _) = rest.split_once(&format!("</{name}>"))?;
    Some(inner)
}

/// What stands in every `<name>`.
fn elements<'a>(xml: &'a str, name: &str) -> Vec<&'a str> {
    let open = format!("<{name}>");
    xml.split(open.as_str())
        .skip(1)
        .filter_map(|rest| rest.split_once(&format!("</{name}>")))
        .map(|(inner, _)| inner)
        .collect()
}
