//! An AWS for tests that is played by a script: every operation that is read,
//! each answer after a while, and a note of what was asked when.

use crate::aws::{Door, DoorOptions, Reads, Transport, TransportError};
use crate::clock::Clock;
use crate::net::{Dns, DnsTransport};
use crate::plan::Plan;
use crate::terms::Instant;
use bytes::Bytes;
use ciborium::Value;
use futures::future::BoxFuture;
use hickory_proto::op::Message;
use hickory_proto::rr::rdata::A;
use hickory_proto::rr::{RData, Record};
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// A request as it was asked.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Call {
    pub at: Instant,
    /// As signatures name it: `rds`, `route53`.
    pub service: String,
    pub region: String,
    /// The operation, or the path where that tells it.
    pub operation: String,
}

const NO_SUCH_ZONE: &str = "<ErrorResponse><Error><Type>Sender</Type>\
    <Code>NoSuchHostedZone</Code><Message>No hosted zone found with ID: ZGONE</Message>\
    </Error><RequestId>request-1</RequestId></ErrorResponse>";

/// Whether a call is never answered.
type Hangs = fn(&Call) -> bool;

/// What the scripted AWS has and does.
#[derive(Debug)]
pub(super) struct Script {
    clock: Clock,
    latency: Duration,
    /// The health checks of the declared record, one a failover record.
    checks: Vec<String>,
    hangs: Mutex<Hangs>,
    calls: Mutex<Vec<Call>>,
    asked_names: Mutex<Vec<Instant>>,
}

impl Script {
    pub(super) fn new(clock: &Clock, checks: &[&str]) -> Arc<Self> {
        Arc::new(Self {
            clock: clock.clone(),
            latency: Duration::from_millis(200),
            checks: checks.iter().map(|it| (*it).to_owned()).collect(),
            hangs: Mutex::new(|_| false),
            calls: Mutex::default(),
            asked_names: Mutex::default(),
        })
    }

    pub(super) fn never_answers(&self, hangs: Hangs) {
        *self.hangs.lock().unwrap() = hangs;
    }

    /// Every call so far.
    pub(super) fn calls(&self) -> Vec<Call> {
        self.calls.lock().unwrap().clone()
    }

    /// When Route 53 was asked.
    pub(super) fn route53(&self) -> Vec<Instant> {
        let calls = self.calls();
        let asked = calls.iter().filter(|it| it.service == "route53");
        asked.map(|it| it.at).collect()
    }

    /// When name servers were asked.
    pub(super) fn asked_names(&self) -> Vec<Instant> {
        self.asked_names.lock().unwrap().clone()
    }

    fn answer(&self, call: &Call, body: &[u8]) -> http::Response<Bytes> {
        let answer = http::Response::builder();
        match call.service.as_str() {
            "monitoring" => answer
                .header("smithy-protocol", "rpc-v2-cbor")
                .body(metrics(body)),
            "backup" => answer.body(backup(&call.operation).into()),
            "route53" if call.operation.contains("ZGONE") => {
                answer.status(404).body(NO_SUCH_ZONE.into())
            }
            "route53" => answer.body(self.zone_file(&call.operation).into()),
            // An answer to HEAD: the object is there.
            "s3" => answer.body(Bytes::new()),
            _ => answer.body(query(&call.operation).into()),
        }
        .unwrap()
    }

    fn zone_file(&self, path: &str) -> String {
        let (name, result) = match path.trim_start_matches("/2013-04-01/") {
            "hostedzone" => (
                "ListHostedZones",
                "<HostedZones><HostedZone><Id>/hostedzone/Z1</Id><Name>example.com.</Name>\
                 <CallerReference>1</CallerReference></HostedZone></HostedZones>"
                    .to_owned(),
            ),
            "hostedzone/Z1" => (
                "GetHostedZone",
                "<HostedZone><Id>/hostedzone/Z1</Id><Name>example.com.</Name>\
                 <CallerReference>1</CallerReference></HostedZone><DelegationSet><NameServers>\
                 <NameServer>ns-1.awsdns-01.org</NameServer></NameServers></DelegationSet>"
                    .to_owned(),
            ),
            "hostedzone/Z1/rrset" => ("ListResourceRecordSets", self.records()),
            "healthcheck" => ("ListHealthChecks", self.health_checks()),
            _ => (
                "GetHealthCheckStatus",
                "<HealthCheckObservations></HealthCheckObservations>".to_owned(),
            ),
        };
        format!(
            "<{name}Response xmlns=\"https://route53.amazonaws.com/doc/2013-04-01/\">{result}\
             <IsTruncated>false</IsTruncated><MaxItems>300</MaxItems><Marker></Marker>\
             </{name}Response>"
        )
    }

    fn records(&self) -> String {
        let record = |id: &str, check: &str| {
            format!(
                "<ResourceRecordSet><Name>shop.example.com.</Name><Type>A</Type>\
                 <SetIdentifier>{id}</SetIdentifier><TTL>60</TTL><ResourceRecords>\
                 <ResourceRecord><Value>192.0.2.9</Value></ResourceRecord></ResourceRecords>\
                 {check}</ResourceRecordSet>"
            )
        };
        let checked = self
            .checks
            .iter()
            .map(|id| record(id, &format!("<HealthCheckId>{id}</HealthCheckId>")));
        let all: String = checked.chain([record("plain", "")]).collect();
        format!("<ResourceRecordSets>{all}</ResourceRecordSets>")
    }

    fn health_checks(&self) -> String {
        let checks = self.checks.iter().map(|id| {
            format!(
                "<HealthCheck><Id>{id}</Id><CallerReference>1</CallerReference>\
                 <HealthCheckConfig><Type>HTTPS</Type></HealthCheckConfig>\
                 <HealthCheckVersion>1</HealthCheckVersion></HealthCheck>"
            )
        });
        format!(
            "<HealthChecks>{}</HealthChecks>",
            checks.collect::<String>()
        )
    }
}

/// RDS and STS: empty lists, and a caller.
fn query(operation: &str) -> String {
    let list = match operation {
        "GetCallerIdentity" => {
            "<Account>123456789012</Account><Arn>arn:aws:iam::123456789012:user/on-call</Arn>\
             <UserId>AIDA</UserId>"
        }
        _ => "",
    };
    format!(
        "<{operation}Response xmlns=\"http://rds.amazonaws.com/doc/2014-10-31/\">\
         <{operation}Result>{list}</{operation}Result></{operation}Response>"
    )
}

/// AWS Backup: one plan with one selection, the deepest chain of calls there is.
fn backup(path: &str) -> String {
    let answer = if path.ends_with("/backup/plans") {
        r#"{"BackupPlansList":[{"BackupPlanId":"p"}]}"#
    } else if path.ends_with("/selections") {
        r#"{"BackupSelectionsList":[{"SelectionId":"s"}]}"#
    } else if path.ends_with("/selections/s") {
        r#"{"BackupSelection":{"SelectionName":"all","IamRoleArn":"arn"}}"#
    } else if path.ends_with("/plans/p") {
        r#"{"BackupPlan":{"BackupPlanName":"daily","Rules":[]}}"#
    } else if path.ends_with("/account-settings") {
        r#"{"ResourceTypeOptInPreference":{"RDS":true}}"#
    } else if path.ends_with("/backup-vaults") {
        r#"{"BackupVaultList":[{"BackupVaultName":"v","BackupVaultArn":"arn:aws:backup:us-east-1:123456789012:backup-vault:v"}]}"#
    } else {
        "{}"
    };
    answer.to_owned()
}

/// CloudWatch: an answer for every metric asked for, without samples.
fn metrics(body: &[u8]) -> Bytes {
    let text = |text: &str| Value::Text(text.to_owned());
    let asked: Value = ciborium::from_reader(body).unwrap();
    let field = |value: &Value, name: &str| {
        let entries = value.as_map()?;
        let found = entries.iter().find(|(key, _)| key.as_text() == Some(name));
        found.map(|(_, value)| value.clone())
    };
    let queries = field(&asked, "MetricDataQueries").and_then(|it| it.into_array().ok());
    let results = queries.unwrap_or_default().into_iter().map(|query| {
        Value::Map(vec![
            (text("Id"), field(&query, "Id").unwrap()),
            (text("StatusCode"), text("Complete")),
            (text("Timestamps"), Value::Array(Vec::new())),
            (text("Values"), Value::Array(Vec::new())),
        ])
    });
    let answer = Value::Map(vec![(
        text("MetricDataResults"),
        Value::Array(results.collect()),
    )]);
    let mut bytes = Vec::new();
    ciborium::into_writer(&answer, &mut bytes).unwrap();
    bytes.into()
}

/// The script, as the SDK and the name servers' asker see it.
#[derive(Debug, Clone)]
struct Played(Arc<Script>);

impl Transport for Played {
    fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'static, Result<http::Response<Bytes>, TransportError>> {
        let script = self.0.clone();
        let signature = request.headers()["authorization"].to_str().unwrap();
        let scope: Vec<&str> = signature.split('/').collect();
        let body = String::from_utf8_lossy(request.body());
        let action = body
            .split('&')
            .find_map(|pair| pair.strip_prefix("Action="));
        let path = request.uri().path().trim_end_matches('/');
        let call = Call {
            at: script.clock.now(),
            service: scope[3].to_owned(),
            region: scope[2].to_owned(),
            operation: action.unwrap_or(path).to_owned(),
        };
        script.calls.lock().unwrap().push(call.clone());
        Box::pin(async move {
            if (script.hangs.lock().unwrap())(&call) {
                return std::future::pending().await;
            }
            script.clock.sleep(script.latency).await;
            Ok(script.answer(&call, request.body()))
        })
    }
}

impl DnsTransport for Played {
    fn exchange(
        &self,
        _server: SocketAddr,
        query: Vec<u8>,
        _tcp: bool,
    ) -> BoxFuture<'_, io::Result<Vec<u8>>> {
        self.0.asked_names.lock().unwrap().push(self.0.clock.now());
        let mut reply = Message::from_vec(&query).unwrap().into_response();
        reply.metadata.authoritative = true;
        let name = reply.queries[0].name().clone();
        let data = RData::A(A::new(192, 0, 2, 9));
        reply.add_answer(Record::from_rdata(name, 60, data));
        Box::pin(async move { Ok(reply.to_vec().unwrap()) })
    }

    fn addresses(&self, _host: &str) -> BoxFuture<'_, io::Result<Vec<IpAddr>>> {
        Box::pin(async { Ok(vec!["192.0.2.53".parse().unwrap()]) })
    }
}

/// Everything that collecting needs, against a script.
pub(super) async fn setup(script: &Arc<Script>, plan: Plan) -> super::Setup {
    let clock = script.clock.clone();
    let played = Arc::new(Played(script.clone()));
    let regions = &plan.regions;
    let options = DoorOptions::simulated(
        &regions.primary,
        &regions.standby,
        clock.clone(),
        played.clone(),
    );
    let reads = Reads::new(Door::open(options).await.unwrap());
    let dns = Dns::new(played, clock.clone());
    super::Setup::new(reads, dns, clock, Arc::new(plan))
}

pub(super) fn clock() -> Clock {
    Clock::starting_at("2026-11-22T03:00:00Z".parse().unwrap(), 1.0)
}
