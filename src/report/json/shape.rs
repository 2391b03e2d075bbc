//! The shape of `status -o json`.

use crate::estate::Source;
use crate::terms::Instant;
use serde::Serialize;

/// One look at everything.
#[derive(Debug, Serialize)]
pub struct Status {
    pub(super) schema_version: u32,
    pub(super) simulated: bool,
    pub(super) scenario: Option<String>,
    pub(super) plan: String,
    pub(super) environment: String,
    pub(super) observed_at: Instant,
    pub(super) account: Account,
    pub(super) verdict: Verdict,
    pub(super) regions: Vec<Region>,
    pub(super) stores: Vec<Store>,
    pub(super) records: Vec<Record>,
    pub(super) health_checks: Vec<HealthCheck>,
    pub(super) findings: Vec<FindingRow>,
    pub(super) tests: Option<Tests>,
    pub(super) sources: Vec<SourceRow>,
    pub(super) calls: CallsRow,
}

/// The last test of each kind.
#[derive(Debug, Serialize)]
pub(super) struct Tests {
    pub(super) drills: Vec<DrillRow>,
    pub(super) restores: Vec<RestoreRow>,
}

#[derive(Debug, Serialize)]
pub(super) struct DrillRow {
    pub(super) practice: &'static str,
    pub(super) runbook: String,
    pub(super) mode: &'static str,
    pub(super) at: Instant,
    pub(super) took_seconds: Option<f64>,
    pub(super) run: u64,
}

#[derive(Debug, Serialize)]
pub(super) struct RestoreRow {
    pub(super) store: String,
    pub(super) at: Option<Instant>,
    pub(super) reason: Option<String>,
    pub(super) took_seconds: Option<f64>,
    pub(super) validated: Option<bool>,
    pub(super) record: Option<u64>,
}

#[derive(Debug, Serialize)]
pub(super) struct Account {
    pub(super) id: Option<String>,
    pub(super) arn: Option<String>,
    pub(super) verified: bool,
    pub(super) credentials_expire: Option<Instant>,
}

#[derive(Debug, Serialize)]
pub(super) struct Verdict {
    pub(super) state: &'static str,
    pub(super) text: String,
    pub(super) worst_store: Option<String>,
    pub(super) stores_observed: usize,
    pub(super) stores_declared: usize,
}

#[derive(Debug, Serialize)]
pub(super) struct Region {
    pub(super) region: String,
    pub(super) role: &'static str,
    pub(super) state: &'static str,
    pub(super) silent_since: Option<Instant>,
    pub(super) declared_down_since: Option<Instant>,
    pub(super) sources_answering: usize,
    pub(super) sources: usize,
}

#[derive(Debug, Serialize)]
pub(super) struct Store {
    pub(super) name: String,
    pub(super) kind: &'static str,
    pub(super) engine: Option<String>,
    pub(super) tier: Option<String>,
    pub(super) state: &'static str,
    pub(super) reason: String,
    pub(super) observed: bool,
    pub(super) writers: Option<Vec<String>>,
    pub(super) writer_reason: Option<String>,
    pub(super) copies: Vec<CopyRow>,
    pub(super) rpo_seconds: Option<f64>,
    pub(super) loss_seconds: Option<f64>,
    pub(super) loss_bound: Option<&'static str>,
    pub(super) loss_phase: Option<&'static str>,
    pub(super) loss_from: Option<&'static str>,
    pub(super) loss_reason: Option<String>,
    pub(super) recovery_point: Option<Instant>,
    pub(super) local_backup: Backup,
    pub(super) standby_backup: Backup,
}

#[derive(Debug, Serialize)]
pub(super) struct CopyRow {
    pub(super) id: String,
    pub(super) region: String,
    pub(super) role: &'static str,
    pub(super) state: Option<String>,
    pub(super) lag_seconds: Option<f64>,
    pub(super) lag_reason: Option<String>,
    pub(super) lag_measured_at: Option<Instant>,
    pub(super) freshness: &'static str,
}

#[derive(Debug, Serialize)]
pub(super) struct Backup {
    pub(super) state: &'static str,
    pub(super) data_time: Option<Instant>,
    pub(super) origin: Option<&'static str>,
    pub(super) any_second_since: Option<Instant>,
    pub(super) reason: Option<String>,
}

#[derive(Debug, Serialize)]
pub(super) struct Record {
    pub(super) name: String,
    #[serde(rename = "type")]
    pub(super) kind: String,
    pub(super) tier: Option<String>,
    pub(super) should_be: String,
    pub(super) answer: Option<Answer>,
    pub(super) answer_reason: Option<String>,
    pub(super) would_answer: Option<&'static str>,
    pub(super) state: &'static str,
    pub(super) reason: String,
    pub(super) ttl_seconds: Option<i64>,
    pub(super) sides: Vec<SideRow>,
    pub(super) flip: &'static str,
}

#[derive(Debug, Serialize)]
pub(super) struct Answer {
    pub(super) region: Option<String>,
    pub(super) values: Vec<String>,
    pub(super) ttl_seconds: u32,
    pub(super) at: Instant,
    pub(super) name_servers_agreeing: usize,
    pub(super) name_servers: usize,
}

#[derive(Debug, Serialize)]
pub(super) struct SideRow {
    pub(super) role: &'static str,
    pub(super) set_identifier: String,
    pub(super) region: Option<String>,
    pub(super) values: Vec<String>,
    pub(super) healthy: Option<bool>,
    pub(super) reason: String,
    pub(super) health_check: Option<String>,
    pub(super) ttl_seconds: Option<i64>,
}

#[derive(Debug, Serialize)]
pub(super) struct HealthCheck {
    pub(super) id: String,
    pub(super) state: &'static str,
    pub(super) reason: String,
    pub(super) checkers_succeeding: Option<usize>,
    pub(super) checkers: Option<usize>,
}

#[derive(Debug, Serialize)]
pub(super) struct FindingRow {
    pub(super) id: &'static str,
    pub(super) severity: &'static str,
    pub(super) title: &'static str,
    pub(super) subject: String,
    pub(super) region: Option<String>,
    pub(super) text: String,
    pub(super) clears: String,
    pub(super) field: &'static str,
    pub(super) page: &'static str,
    pub(super) since: Option<Instant>,
}

#[derive(Debug, Serialize)]
pub(super) struct SourceRow {
    pub(super) source: Source,
    pub(super) service: &'static str,
    pub(super) region: Option<String>,
    pub(super) state: &'static str,
    pub(super) seen_at: Option<Instant>,
    pub(super) failing_since: Option<Instant>,
    pub(super) error: Option<String>,
    pub(super) calls: u64,
    pub(super) cadence_seconds: f64,
}

#[derive(Debug, Serialize)]
pub(super) struct CallsRow {
    pub(super) count: u64,
    pub(super) price_usd_per_hour: f64,
}
