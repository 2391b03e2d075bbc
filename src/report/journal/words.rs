//! What a record tells, in words. What comes out is not cleaned yet.

use crate::journal::{Attestation, Came, Entry, FenceStanding, Intent, LeaseDid, Outcome, Settled};
use crate::terms::{OutsideText, clock_time};

/// A record in one line.
pub fn summary(entry: &Entry) -> String {
    match entry {
        Entry::Armed(armed) => format!(
            "armed until {} with {}{}: {}",
            clock_time(armed.until),
            armed.power,
            incident(armed.incident.as_ref().map(OutsideText::raw)),
            armed.reason.raw()
        ),
        Entry::Disarmed { why } => format!("disarmed: {why}"),
        Entry::Intent(intent) => format!(
            "intends {} of {} in {} by {}:{}{}: {}",
            intent.action,
            intent.target.identifier.raw(),
            intent.target.scope,
            intent.call.service,
            intent.call.operation,
            incident(intent.incident.as_ref().map(OutsideText::raw)),
            intent.reason.raw()
        ),
        Entry::Attempt(attempt) => format!("{}: {}", of(attempt.intent), came(&attempt.came)),
        Entry::Settled(settled) => settled_in_words(settled),
        Entry::Fence(fence) => {
            let standing = match fence.standing {
                FenceStanding::Stopped => "is stopped",
                FenceStanding::Attested => "takes no writes, by the operator's word",
                FenceStanding::NotFenced => "is NOT fenced",
            };
            format!(
                "the old primary {} of {} in {} {standing}: {}",
                fence.identifier.raw(),
                fence.store,
                fence.region,
                fence.reason.raw()
            )
        }
        Entry::Attested(attested) => {
            let what = match attested.what {
                Attestation::Writable => "accepts writes",
            };
            format!(
                "{} in {} {what}, by the operator's word: {}",
                attested.identifier.raw(),
                attested.region,
                attested.reason.raw()
            )
        }
        Entry::Lease(lease) => {
            let did = match lease.did {
                LeaseDid::Taken => "taken",
                LeaseDid::Released => "released",
                LeaseDid::TakenOver => "taken over",
                LeaseDid::Lost => "LOST",
            };
            format!("lease {did}: {}, token {}", lease.holder, lease.token)
        }
        Entry::Walk(walk) => crate::runbook::words(&walk.event),
        Entry::Torn { bytes, .. } => format!(
            "a torn line of {bytes} bytes was taken away: its writer had ended while writing it"
        ),
        Entry::Note { text } => text.clone(),
        Entry::Other(value) => format!(
            "{}, which this version does not read: {value}",
            entry.kind().unwrap_or("an entry of no kind")
        ),
    }
}

/// What a document has besides, as labels and texts.
pub(super) fn details(entry: &Entry) -> Vec<(&'static str, String)> {
    match entry {
        Entry::Intent(intent) => of_intent(intent),
        Entry::Settled(settled) => settled
            .evidence
            .iter()
            .map(|text| ("seen", text.clone()))
            .collect(),
        Entry::Torn { text, .. } => vec![("it began", text.clone())],
        _ => Vec::new(),
    }
}

fn of_intent(intent: &Intent) -> Vec<(&'static str, String)> {
    let mut rows = vec![
        ("command", intent.command.clone()),
        ("typed", intent.phrase.clone()),
    ];
    if let Some(loss) = &intent.loses {
        rows.push(("loses", loss.words.clone()));
    }
    for (name, value) in &intent.settings {
        rows.push(("setting", format!("{name} = {value}")));
    }
    for depends in &intent.depends_on {
        rows.push(("depends on", depends.clone()));
    }
    for fact in &intent.facts {
        let measured = fact.measured.as_deref().unwrap_or("not known");
        let threshold = fact.threshold.as_ref();
        let against = threshold.map_or_else(String::new, |it| format!(" against {it}"));
        rows.push((
            "check",
            format!("{} {}: {measured}{against}", fact.check, fact.class),
        ));
    }
    for word in &intent.overrides {
        rows.push(("override", format!("{}: {}", word.check, word.reason.raw())));
    }
    if !intent.not_checked.is_empty() {
        rows.push(("not checked", intent.not_checked.join(", ")));
    }
    rows.push((
        "inverse",
        intent.inverse.as_ref().map_or_else(
            || "none: irreversible".to_owned(),
            |call| format!("{}:{} in {}", call.service, call.operation, call.scope),
        ),
    ));
    rows
}

fn incident(name: Option<&str>) -> String {
    name.map_or_else(String::new, |name| format!(" ({name})"))
}

fn of(intent: u64) -> String {
    format!("of record {intent}")
}

/// What came of sending a request, in words.
#[must_use]
pub fn came(came: &Came) -> String {
    match came {
        Came::Accepted { request_id, id } => {
            let id = id.as_ref().map(|it| format!(", id {}", it.raw()));
            let request = request_id
                .as_ref()
                .map(|it| format!(", request {}", it.raw()));
            format!(
                "accepted{}{}",
                id.unwrap_or_default(),
                request.unwrap_or_default()
            )
        }
        Came::Rejected { failure } => format!("REJECTED, not done: {failure}"),
        Came::Unknown { failure } => format!("UNKNOWN, may have been done: {failure}"),
        Came::NotSent { why } => format!("not sent: {why}"),
    }
}

/// How an action ended, in a word.
#[must_use]
pub const fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Done => "done",
        Outcome::Failed => "FAILED",
        Outcome::Unknown => "UNKNOWN",
    }
}

fn settled_in_words(settled: &Settled) -> String {
    let outcome = outcome(settled.outcome);
    let seen = settled.evidence.first();
    format!(
        "{}: {outcome}{}",
        of(settled.intent),
        seen.map_or_else(String::new, |seen| format!(": {seen}"))
    )
}
