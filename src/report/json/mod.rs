//! `status -o json`: documented in `docs/status-json.md`, additive only. What is
//! not known is `null`, never zero, and a word says why.

mod shape;

pub use shape::Status;

use super::Report;
use crate::assess::{
    AnswerNow, BackupOrigin, BackupPoint, Bound, CopyAssessment, CopyRole, Finding, FlipMeans,
    HealthAssessment, Outlook, Phase, RecordAssessment, RegionAssessment, Side, StoreAssessment,
    Writers, last_restore,
};
use crate::estate::facts::FailoverRole;
use crate::estate::{AccountStanding, Freshness, Practice, Scope, Slice, Source, Tried};
use crate::plan::Plan;
use crate::terms::{Instant, Known, OutsideText, Span, Unknown};
use shape::{
    Account, Answer, Backup, CallsRow, CopyRow, DrillRow, FindingRow, HealthCheck, Record, Region,
    RestoreRow, SideRow, SourceRow, Store, Tests, Verdict,
};

/// The version of the shape: raised only when something is taken away or means
/// something else.
pub const SCHEMA_VERSION: u32 = 1;

/// The status as JSON has it.
#[must_use]
pub fn status(report: &Report<'_>) -> Status {
    let Report {
        assessment,
        estate,
        now,
        simulated,
        scenario,
        calls,
    } = *report;
    let plan = assessment.plan();
    let verdict = assessment.verdict(estate, now);
    Status {
        schema_version: SCHEMA_VERSION,
        simulated,
        scenario: scenario.map(str::to_owned),
        plan: plan.name.clone(),
        environment: plan.environment.to_string(),
        observed_at: now,
        account: account(report),
        verdict: Verdict {
            state: verdict.state.word(),
            text: super::table::verdict_text(&verdict),
            worst_store: verdict.stores.first().map(|(name, _)| name.clone()),
            stores_observed: verdict.observed.0,
            stores_declared: verdict.observed.1,
        },
        regions: assessment
            .regions(estate, now)
            .iter()
            .map(|it| region(plan, it))
            .collect(),
        stores: assessment.stores().map(|it| store(it, now)).collect(),
        records: assessment.records().map(record).collect(),
        health_checks: assessment.health_checks().map(health_check).collect(),
        findings: assessment.findings().map(finding).collect(),
        tests: estate.tried().map(|tried| tests(report, tried)),
        sources: estate
            .slices()
            .map(|(source, scope, slice)| {
                let region = scope.region();
                let silent = region.and_then(|region| estate.silent_since(region));
                source_row(source, scope, slice, silent.is_some(), now)
            })
            .collect(),
        calls: CallsRow {
            count: calls.count,
            price_usd_per_hour: calls.price_usd_per_hour,
        },
    }
}

/// The last test of each kind.
fn tests(report: &Report<'_>, tried: &Tried) -> Tests {
    let drills = Practice::ALL.into_iter();
    let stores = report.assessment.stores();
    Tests {
        drills: drills
            .filter_map(|practice| tried.last_drill(practice))
            .map(|it| DrillRow {
                practice: it.practice.word(),
                runbook: OutsideText::new(&it.runbook).to_string(),
                mode: it.mode,
                at: it.at,
                took_seconds: it.took.map(Span::as_seconds),
                run: it.run,
            })
            .collect(),
        restores: stores
            .map(|store| {
                let last = last_restore(report.assessment, report.estate, &store.name, report.now);
                let why = last.unknown().map(ToString::to_string);
                let last = last.value().and_then(Option::as_ref);
                RestoreRow {
                    store: store.name.clone(),
                    at: last.map(|it| it.at),
                    reason: why,
                    took_seconds: last.and_then(|it| it.took).map(Span::as_seconds),
                    validated: last.map(|it| it.validated),
                    record: last.and_then(|it| it.record),
                }
            })
            .collect(),
    }
}

fn account(report: &Report<'_>) -> Account {
    let identity = match report.account() {
        AccountStanding::Verified(identity) => Some(identity),
        AccountStanding::NotVerified | AccountStanding::Another { .. } => None,
    };
    let declared = report.assessment.plan().account.as_ref();
    Account {
        id: identity
            .map(|identity| &identity.account)
            .or(declared)
            .map(ToString::to_string),
        arn: identity.map(|identity| identity.arn.to_string()),
        verified: identity.is_some(),
        credentials_expire: identity.and_then(|identity| identity.expires),
    }
}

fn region(plan: &Plan, it: &RegionAssessment) -> Region {
    Region {
        region: it.region.to_string(),
        role: if it.region == plan.regions.primary {
            "primary"
        } else {
            "standby"
        },
        state: match (it.declared_down, it.silent_since, it.freshness) {
            (Some(_), _, _) => "declared down",
            (None, Some(_), _) => "silent",
            (None, None, Freshness::Unknown) => "unknown",
            (None, None, Freshness::Stale) => "stale",
            (None, None, _) => "answering",
        },
        silent_since: it.silent_since,
        declared_down_since: it.declared_down,
        sources_answering: it.answering.0,
        sources: it.answering.1,
    }
}

fn store(it: &StoreAssessment, now: Instant) -> Store {
    let loss = it.outlook.loss();
    let (writers, writer_reason) = match &it.writers {
        Writers::Copies(list) => {
            let regions = list.iter().map(|(_, region)| region.to_string());
            (Some(regions.collect()), None)
        }
        Writers::EveryRegion => (None, Some("every Region, by design".to_owned())),
        Writers::Application => (None, Some("decided by the application".to_owned())),
        Writers::Unknown(why) => (None, Some(why.to_string())),
    };
    Store {
        name: it.name.clone(),
        kind: it.kind.word(),
        engine: it.engine.as_ref().map(ToString::to_string),
        tier: it.tier.clone(),
        state: it.state.word(),
        reason: it.reason.clone(),
        observed: it.observed,
        writers,
        writer_reason,
        copies: it.copies.iter().map(copy).collect(),
        rpo_seconds: it.rpo.map(crate::terms::Span::as_seconds),
        loss_seconds: loss.map(|loss| loss.amount(now).as_seconds()),
        loss_bound: loss.map(|loss| match (loss.phase, loss.bound) {
            (Phase::Answering { .. }, Bound::About) | (_, Bound::Nothing) => "about",
            _ => "at most",
        }),
        loss_phase: loss.map(|loss| match loss.phase {
            Phase::Answering { .. } => "answering",
            Phase::Growing => "growing",
            Phase::Frozen { .. } => "frozen",
        }),
        loss_from: match it.outlook {
            Outlook::Replicated(_) => Some("replication"),
            Outlook::FromBackup(_) => Some("backup"),
            Outlook::NoCopy | Outlook::Unknown(_) => None,
        },
        loss_reason: match &it.outlook {
            Outlook::NoCopy => Some("no copy in the standby Region".to_owned()),
            Outlook::Unknown(why) => Some(why.to_string()),
            Outlook::Replicated(loss) | Outlook::FromBackup(loss) => loss.caveat.map(str::to_owned),
        },
        recovery_point: loss.map(|loss| loss.point),
        local_backup: backup(&it.local),
        standby_backup: backup(&it.standby),
    }
}

fn copy(it: &CopyAssessment) -> CopyRow {
    let lag = it.lag.value();
    CopyRow {
        id: it.identifier.to_string(),
        region: it.region.to_string(),
        role: match it.role {
            CopyRole::Writer => "writer",
            CopyRole::Replica => "replica",
            CopyRole::Unknown => "unknown",
        },
        state: it.status.value().map(ToString::to_string),
        lag_seconds: lag.map(|lag| lag.span.as_seconds()),
        lag_reason: it.lag.unknown().map(ToString::to_string),
        lag_measured_at: lag.map(|lag| lag.at),
        freshness: it.freshness.word(),
    }
}

fn backup(it: &Known<Option<BackupPoint>>) -> Backup {
    let (state, point, reason) = match it {
        Known::Known(Some(point)) => ("known", Some(point), None),
        Known::Known(None) => ("none", None, None),
        Known::Unknown(why) => ("unknown", None, Some(why.to_string())),
    };
    Backup {
        state,
        data_time: point.map(|point| point.at),
        origin: point.map(|point| match point.origin {
            BackupOrigin::RecoveryPoint => "recovery point",
            BackupOrigin::Snapshot => "snapshot",
            BackupOrigin::Continuous => "continuous backup",
        }),
        any_second_since: point.and_then(|point| point.any_second_since),
        reason,
    }
}

const fn role(role: &FailoverRole) -> &'static str {
    match role {
        FailoverRole::Primary => "PRIMARY",
        FailoverRole::Secondary => "SECONDARY",
    }
}

fn record(it: &RecordAssessment) -> Record {
    let sides = it.pair.value().map(Vec::as_slice).unwrap_or_default();
    let answer = it.answer.value();
    let configured = sides.iter().find_map(|side| side.ttl_seconds);
    Record {
        name: it.name.clone(),
        kind: it.kind.clone(),
        tier: it.tier.clone(),
        should_be: it.should_be.to_string(),
        answer_reason: match (&it.answer, answer.map(|answer| &answer.region)) {
            (Known::Unknown(why), _) | (_, Some(Known::Unknown(why))) => Some(why.to_string()),
            _ => None,
        },
        answer: answer.map(answer_row),
        would_answer: it.would_answer.value().map(role),
        state: it.state.word(),
        reason: it.reason.clone(),
        ttl_seconds: configured.or_else(|| answer.map(|answer| i64::from(answer.ttl_seconds))),
        sides: sides.iter().map(side).collect(),
        flip: match it.means {
            FlipMeans::StandbyTakesOver => "standby-takes-over",
            FlipMeans::HealthCheckOnly => "health check only",
        },
    }
}

fn answer_row(it: &AnswerNow) -> Answer {
    Answer {
        region: it.region.value().map(ToString::to_string),
        values: it.values.iter().map(ToString::to_string).collect(),
        ttl_seconds: it.ttl_seconds,
        at: it.at,
        name_servers_agreeing: it.servers.0,
        name_servers: it.servers.1,
    }
}

fn side(it: &Side) -> SideRow {
    SideRow {
        role: role(&it.role),
        set_identifier: it.set_identifier.to_string(),
        region: it.region.value().map(ToString::to_string),
        values: it.values.iter().map(ToString::to_string).collect(),
        healthy: it.healthy.value().copied(),
        reason: it.reason.clone(),
        health_check: it.health_check.as_ref().map(ToString::to_string),
        ttl_seconds: it.ttl_seconds,
    }
}

fn health_check(it: &HealthAssessment) -> HealthCheck {
    HealthCheck {
        id: it.id.to_string(),
        state: match &it.healthy {
            Known::Known(true) => "healthy",
            Known::Known(false) => "unhealthy",
            Known::Unknown(Unknown::Stale) => "stale",
            Known::Unknown(_) => "unknown",
        },
        reason: it.reason.clone(),
        checkers_succeeding: it.checkers.map(|(succeeding, _)| succeeding),
        checkers: it.checkers.map(|(_, all)| all),
    }
}

fn finding(it: &Finding) -> FindingRow {
    FindingRow {
        id: it.check.id,
        severity: it.severity.letter(),
        title: it.check.title,
        subject: it.subject.to_string(),
        region: it
            .subject
            .scope()
            .and_then(Scope::region)
            .map(ToString::to_string),
        text: it.text.to_string(),
        clears: it.clears.to_string(),
        field: it.check.field,
        page: it.check.page,
        since: it.since,
    }
}

fn source_row(
    source: Source,
    scope: &Scope,
    slice: &Slice,
    silent: bool,
    now: Instant,
) -> SourceRow {
    SourceRow {
        source,
        service: source.service(),
        region: scope.region().map(ToString::to_string),
        state: match (slice.freshness(now), &slice.failure) {
            (Freshness::Live | Freshness::Late, Some(_)) => "failing",
            (Freshness::Live | Freshness::Late, None) if slice.answered.is_none() => {
                "nothing to ask"
            }
            // It was not asked again yet, and nobody there would answer it.
            (Freshness::Live | Freshness::Late, None) if silent => "silent",
            (freshness, _) => freshness.word(),
        },
        seen_at: slice.seen,
        failing_since: slice.failing_since,
        error: slice.failure.as_ref().map(ToString::to_string),
        calls: slice.calls,
        cadence_seconds: slice.cadence.as_seconds(),
    }
}
