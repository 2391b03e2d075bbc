//! `status` as a table, for a person at a terminal and for a page.

use super::Report;
use crate::assess::{
    AnswerNow, Outlook, RecordAssessment, State, StoreAssessment, Verdict, Writers,
};
use crate::estate::{Practice, Tried};
use crate::terms::{Instant, Known, OutsideText, calendar, clock_time};
use comfy_table::{CellAlignment, ContentArrangement, Table, presets};
use std::fmt::Write as _;

/// How many findings are named before the rest is counted.
const FINDINGS_SHOWN: usize = 20;

/// The verdict in one line: the word, the worst stores, what else decides.
#[must_use]
pub(super) fn verdict_text(verdict: &Verdict) -> String {
    let mut parts: Vec<String> = verdict
        .stores
        .iter()
        .take(3)
        .map(|(name, words)| format!("{name} {words}"))
        .collect();
    parts.extend(verdict.also.iter().cloned());
    let (observed, declared) = verdict.observed;
    parts.push(format!("{observed} of {declared} stores observed"));
    format!("{}: {}", verdict.state.word(), parts.join("; "))
}

/// The status as text, at most `width` columns where the tables can be.
#[must_use]
pub fn status_table(report: &Report<'_>, width: u16) -> String {
    let Report {
        assessment,
        estate,
        now,
        ..
    } = *report;
    let plan = assessment.plan();
    let mut text = String::new();
    let simulated = if report.simulated { "  SIMULATED" } else { "" };
    let _ = writeln!(
        text,
        "{} ({}){simulated}  {} -> {}  {}",
        plan.name,
        plan.environment,
        plan.regions.primary,
        plan.regions.standby,
        clock_time(now)
    );
    let _ = writeln!(text, "{}\n", super::account_line(report));
    let _ = writeln!(text, "{}\n", verdict_text(&assessment.verdict(estate, now)));

    let mut stores = table(
        width,
        &[
            "",
            "store",
            "kind",
            "writer",
            "recovery point",
            "if lost",
            "of RPO",
            "why",
        ],
    );
    for store in assessment.stores() {
        stores.add_row(store_row(store, now));
    }
    push(&mut text, &stores);

    let mut records = table(
        width,
        &[
            "",
            "record",
            "should be",
            "answers now",
            "TTL",
            "health",
            "why",
        ],
    );
    for record in assessment.records() {
        records.add_row(record_row(record));
    }
    push(&mut text, &records);

    let mut findings = table(width, &["", "finding", "about", "what is wrong"]);
    let all = assessment.findings();
    let more = all.len().saturating_sub(FINDINGS_SHOWN);
    for finding in all.take(FINDINGS_SHOWN) {
        findings.add_row([
            finding.severity.letter().to_owned(),
            finding.check.id.to_owned(),
            clip(&finding.subject.to_string(), 40),
            clip(&finding.text, 200),
        ]);
    }
    push(&mut text, &findings);
    if more > 0 {
        let _ = writeln!(text, "and {more} more; `-o json` has them all\n");
    }

    for (source, scope, slice) in estate.slices() {
        if let Some(failure) = &slice.failure {
            let _ = writeln!(
                text,
                "not seen: {} in {scope}: {}",
                source,
                clip(&failure.to_string(), 160)
            );
        }
    }
    if let Some(tried) = estate.tried() {
        let _ = writeln!(text, "{}", last_drills(tried));
    }
    let calls = report.calls;
    let _ = writeln!(
        text,
        "{} requests; watching costs about ${:.4} an hour",
        calls.count, calls.price_usd_per_hour
    );
    text
}

/// When each kind of drill was last done, and what it took.
fn last_drills(tried: &Tried) -> String {
    let each = Practice::ALL.map(|practice| match tried.last_drill(practice) {
        None => format!("{} was never practised", practice.words()),
        Some(last) => {
            let took = last.took.map(|took| format!(", back in {took}"));
            format!(
                "{} was last practised {} ({}, {}{})",
                practice.words(),
                calendar(last.at),
                clip(&OutsideText::new(&last.runbook).shown(), 40),
                last.mode,
                took.unwrap_or_default()
            )
        }
    });
    each.join("; ")
}

fn table(width: u16, header: &[&str]) -> Table {
    let mut table = Table::new();
    table
        .load_style(presets::NOTHING)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(width)
        .set_header(header.iter().copied());
    table
}

fn push(text: &mut String, table: &Table) {
    if table.row_count() == 0 {
        return;
    }
    for line in table.to_string().lines() {
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text.push('\n');
}

fn clip(text: &str, longest: usize) -> String {
    if text.chars().count() <= longest {
        return text.to_owned();
    }
    let mut clipped: String = text.chars().take(longest - 1).collect();
    clipped.push('…');
    clipped
}

fn store_row(store: &StoreAssessment, now: Instant) -> Vec<comfy_table::Cell> {
    let loss = store.outlook.loss();
    let lost = match &store.outlook {
        Outlook::NoCopy => "no copy".to_owned(),
        Outlook::Unknown(_) => "not known".to_owned(),
        Outlook::Replicated(loss) | Outlook::FromBackup(loss) => loss.words(now),
    };
    let point = loss.map_or_else(|| "-".to_owned(), |loss| clock_time(loss.point));
    let rpo = store
        .rpo
        .map_or_else(|| "not set".to_owned(), |rpo| rpo.to_string());
    let right = |text: String| comfy_table::Cell::new(text).set_alignment(CellAlignment::Right);
    vec![
        store.state.word().into(),
        clip(&store.name, 40).into(),
        store.kind.title().into(),
        writer(store).into(),
        point.into(),
        right(lost),
        right(rpo),
        why(store.state, &store.reason).into(),
    ]
}

fn why(state: State, reason: &str) -> String {
    if state == State::Ok {
        String::new()
    } else {
        clip(reason, 120)
    }
}

fn writer(store: &StoreAssessment) -> String {
    match &store.writers {
        Writers::Copies(list) => {
            let regions: Vec<String> = list.iter().map(|(_, region)| region.to_string()).collect();
            if regions.is_empty() {
                "none".to_owned()
            } else {
                regions.join(" + ")
            }
        }
        Writers::EveryRegion => "every Region".to_owned(),
        Writers::Application => "application".to_owned(),
        Writers::Unknown(_) => "not known".to_owned(),
    }
}

fn record_row(record: &RecordAssessment) -> Vec<comfy_table::Cell> {
    let answers = match &record.answer {
        Known::Unknown(_) => "not known".to_owned(),
        Known::Known(AnswerNow { region, values, .. }) => {
            let region = region
                .value()
                .map_or_else(|| "?".to_owned(), ToString::to_string);
            let values: Vec<String> = values
                .iter()
                .map(|value| clip(&value.to_string(), 40))
                .collect();
            format!("{region} {}", values.join(" "))
        }
    };
    let ttl = record.answer.value().map_or_else(
        || "-".to_owned(),
        |answer| format!("{} s", answer.ttl_seconds),
    );
    let health = match &record.checkers {
        Known::Known((succeeding, all)) => format!("{succeeding}/{all}"),
        Known::Unknown(_) => "not known".to_owned(),
    };
    [
        record.state.word().to_owned(),
        clip(&record.name, 60),
        record.should_be.to_string(),
        answers,
        ttl,
        health,
        why(record.state, &record.reason),
    ]
    .map(comfy_table::Cell::new)
    .to_vec()
}
