//! What a report says of each step, each loss and each action of a walk, and what
//! follows from it.

use super::RtoTold;
use crate::journal::{Came, Entry, FenceStanding, JudgedRecord, Record, StepEnd, StoreLoss};
use crate::report::journal::moment;
use crate::report::outcome;
use crate::runbook::{Forecast, Visit, Walk};
use crate::terms::{Instant, Span};
use serde::Serialize;

/// What was lost of a store.
#[derive(Debug, Serialize)]
pub(super) struct Lost {
    pub(super) store: String,
    pub(super) objective_seconds: Option<u64>,
    pub(super) achieved_seconds: Option<u64>,
    pub(super) words: String,
    pub(super) recovery_point: Option<Instant>,
    measured: Instant,
    pub(super) met: Option<bool>,
}

impl Lost {
    pub(super) fn of((measured, loss): (Instant, &StoreLoss)) -> Self {
        Self {
            store: loss.store.clone(),
            objective_seconds: loss.rpo_seconds,
            achieved_seconds: loss.seconds,
            words: loss.words.clone(),
            recovery_point: loss.point,
            measured,
            met: loss
                .rpo_seconds
                .zip(loss.seconds)
                .map(|(most, lost)| lost <= most),
        }
    }
}

/// Whether an objective was met, in words.
pub(super) const fn met(met: Option<bool>) -> &'static str {
    match met {
        Some(true) => "met",
        Some(false) => "MISSED",
        None => "not known",
    }
}

/// A step, each time it was begun.
#[derive(Debug, Serialize)]
pub(super) struct Stepped {
    pub(super) id: String,
    pub(super) title: String,
    kind: &'static str,
    pub(super) owner: Option<String>,
    pub(super) begun: Instant,
    ended: Option<Instant>,
    pub(super) took_seconds: Option<f64>,
    pub(super) expected_seconds: Option<f64>,
    pub(super) how: String,
    pub(super) checks: Vec<Check>,
    pub(super) actions: Vec<Deed>,
}

/// What a condition came to.
#[derive(Debug, Serialize)]
pub(super) struct Check {
    pub(super) at: Instant,
    pub(super) standing: &'static str,
    pub(super) found: String,
    pub(super) wanted: String,
}

/// An action that was confirmed, or rehearsed.
#[derive(Debug, Serialize)]
pub(super) struct Deed {
    action: String,
    target: String,
    typed: Option<String>,
    command: Option<String>,
    request_id: Option<String>,
    intent: Option<u64>,
    outcome: String,
    irreversible: bool,
    overrides: Vec<(String, String)>,
}

impl Deed {
    /// A row of a table.
    pub(super) fn row(&self) -> Vec<String> {
        vec![
            self.action.clone(),
            self.target.clone(),
            self.typed.clone().unwrap_or_default(),
            self.request_id.clone().unwrap_or_default(),
            self.outcome.clone(),
            self.intent.map_or_else(String::new, |it| it.to_string()),
        ]
    }
}

/// Something that stood in the way, and why it was passed over.
#[derive(Debug, Serialize)]
pub(super) struct Overridden {
    pub(super) step: String,
    pub(super) what: String,
    pub(super) reason: String,
}

/// Every time that a step was begun.
pub(super) fn steps(walk: &Walk) -> Vec<Stepped> {
    let each = walk.visits.iter().filter_map(|visit| {
        let step = walk.runbook.steps.get(visit.index)?;
        let ended = visit.ended.as_ref().map(|(at, _)| *at);
        let took = ended.map(|at| Span::between(visit.begun, at));
        let id = step.id.as_str();
        Some(Stepped {
            id: id.to_owned(),
            title: step.title.clone(),
            kind: step.kind.word(),
            owner: step.owner.clone(),
            begun: visit.begun,
            ended,
            took_seconds: took.map(Span::as_seconds),
            expected_seconds: step.expected.map(Span::as_seconds),
            how: how(walk, visit, id),
            checks: visit.judged.iter().map(check).collect(),
            actions: deeds(walk, visit),
        })
    });
    each.collect()
}

fn how(walk: &Walk, visit: &Visit, id: &str) -> String {
    match &visit.ended {
        Some((_, StepEnd::Done { note: None })) => "done".to_owned(),
        Some((_, StepEnd::Done { note: Some(note) })) => {
            format!("done, by the operator's word: {note}")
        }
        Some((_, StepEnd::Failed { why })) => format!("FAILED: {why}"),
        Some((_, StepEnd::Rehearsed { why })) => format!("rehearsed: {why}"),
        None => {
            let skipped = walk.skipped.iter().find(|(_, step, _)| step == id);
            skipped.map_or_else(
                || "not ended".to_owned(),
                |(_, _, reason)| format!("SKIPPED: {reason}"),
            )
        }
    }
}

fn check((at, judged): &(Instant, JudgedRecord)) -> Check {
    let found = judged.why.as_ref().or(judged.measured.as_ref());
    Check {
        at: *at,
        standing: judged.standing.word(),
        found: found.cloned().unwrap_or_else(|| "nothing".to_owned()),
        wanted: judged.threshold.clone(),
    }
}

fn deeds(walk: &Walk, visit: &Visit) -> Vec<Deed> {
    let mut all: Vec<Deed> = visit
        .deeds
        .iter()
        .map(|deed| {
            let undertaking = deed.intent.and_then(|intent| walk.undertaking(intent));
            let request = undertaking.and_then(|it| match &it.came {
                Some((_, Came::Accepted { request_id, .. })) => request_id.as_ref(),
                Some((_, Came::Rejected { failure } | Came::Unknown { failure })) => {
                    failure.request_id.as_ref()
                }
                _ => None,
            });
            let settled = undertaking.and_then(|it| it.settled);
            Deed {
                action: deed.confirmed.action.clone(),
                target: deed.confirmed.target.to_string(),
                typed: undertaking.map(|it| it.intent.phrase.clone()),
                command: undertaking.map(|it| it.intent.command.clone()),
                request_id: request.map(ToString::to_string),
                intent: deed.intent,
                outcome: match (settled, &deed.not_run) {
                    (Some((_, how)), _) => outcome(how).to_owned(),
                    (None, Some(why)) => format!("not sent: {why}"),
                    (None, None) => "not settled".to_owned(),
                },
                irreversible: undertaking
                    .is_some_and(|it| it.intent.inverse.is_none() && !it.intent.command.is_empty()),
                overrides: undertaking.map_or_else(Vec::new, |it| {
                    let each = it.intent.overrides.iter();
                    each.map(|it| (it.check.clone(), it.reason.to_string()))
                        .collect()
                }),
            }
        })
        .collect();
    all.extend(visit.reviewed.iter().map(|reviewed| Deed {
        action: reviewed.action.clone(),
        target: reviewed.target.to_string(),
        typed: None,
        command: Some(reviewed.command.clone()),
        request_id: None,
        intent: None,
        outcome: if reviewed.obstacles.is_empty() {
            "rehearsed, nothing was sent".to_owned()
        } else {
            format!(
                "rehearsed, nothing was sent; in its way: {}",
                reviewed.obstacles.join("; ")
            )
        },
        irreversible: false,
        overrides: Vec::new(),
    }));
    all
}

/// Everything that was passed over, with its reason.
pub(super) fn overrides(walk: &Walk, steps: &[Stepped]) -> Vec<Overridden> {
    let checks = steps.iter().flat_map(|step| {
        step.actions.iter().flat_map(move |deed| {
            deed.overrides
                .iter()
                .map(move |(check, reason)| Overridden {
                    step: step.title.clone(),
                    what: format!("{} of {}: check {check}", deed.action, deed.target),
                    reason: reason.clone(),
                })
        })
    });
    let waived = walk.visits.iter().filter_map(|visit| {
        let (missing, reason) = visit.waived.as_ref()?;
        Some(Overridden {
            step: walk.runbook.steps.get(visit.index)?.title.clone(),
            what: if missing.is_empty() {
                "begun once more".to_owned()
            } else {
                format!("begun without {}", missing.join(", "))
            },
            reason: reason.to_string(),
        })
    });
    let skipped = walk.skipped.iter().map(|(_, step, reason)| Overridden {
        step: title(walk, step),
        what: "skipped".to_owned(),
        reason: reason.to_string(),
    });
    checks.chain(waived).chain(skipped).collect()
}

fn title(walk: &Walk, id: &str) -> String {
    let mut steps = walk.runbook.steps.iter();
    let step = steps.find(|step| step.id.as_str() == id);
    step.map_or_else(|| id.to_owned(), |step| step.title.clone())
}

/// How the walk went otherwise than it is written.
pub(super) fn deviations(
    walk: &Walk,
    steps: &[Stepped],
    rto: &RtoTold,
    rpo: &[Lost],
    forecast: Option<&Forecast>,
) -> Vec<String> {
    let mut all = Vec::new();
    for (_, step, reason) in &walk.skipped {
        all.push(format!("{} was skipped: {reason}", title(walk, step)));
    }
    for visit in &walk.visits {
        if let (Some((missing, reason)), Some(step)) =
            (&visit.waived, walk.runbook.steps.get(visit.index))
        {
            let missing = missing.join(", ");
            all.push(format!(
                "{} was begun without {missing}: {reason}",
                step.title
            ));
        }
    }
    for step in steps {
        if step.how.starts_with("FAILED") {
            all.push(format!("{} {}", step.title, step.how));
        }
        if let (Some(took), Some(expected)) = (step.took_seconds, step.expected_seconds)
            && took > 2.0 * expected
        {
            let span = |it| Span::from_seconds(it).unwrap_or(Span::ZERO);
            all.push(format!(
                "{} took {}, and {} is expected",
                step.title,
                span(took),
                span(expected)
            ));
        }
    }
    if rto.met == Some(false) {
        all.push("the RTO was missed".to_owned());
    }
    for lost in rpo.iter().filter(|it| it.met == Some(false)) {
        all.push(format!(
            "the RPO of {} was missed: {}",
            lost.store, lost.words
        ));
    }
    let back = rto.back.map(|back| Span::between(walk.began, back));
    if let (Some(took), Some(range)) = (back, forecast.and_then(|it| it.time))
        && !(range.low..=range.high).contains(&took)
    {
        all.push(format!(
            "it took {took} from its beginning, and eight walks of ten take {} to {}",
            range.low, range.high
        ));
    }
    if walk.hands.len() > 1 {
        let times = walk.hands.len() - 1;
        all.push(format!("it was taken up again, {times} times"));
    }
    all
}

/// What is left to be done.
pub(super) fn follow_ups(
    walk: &Walk,
    steps: &[Stepped],
    records: &[&Record],
    rpo: &[Lost],
) -> Vec<String> {
    let mut all = Vec::new();
    if walk.over.is_none() {
        all.push("the walk is not over: `lifeboat runbook resume` takes it up".to_owned());
    }
    for record in records {
        if let Entry::Fence(fence) = &record.entry
            && fence.standing == FenceStanding::NotFenced
        {
            all.push(format!(
                "{} in {} is not fenced: keep it from taking writes before it comes back ({})",
                fence.identifier, fence.region, fence.reason
            ));
        }
    }
    for deed in steps.iter().flat_map(|step| &step.actions) {
        if deed.irreversible
            && deed.action != "notify"
            && deed.outcome == outcome(crate::journal::Outcome::Done)
        {
            all.push(format!(
                "the way back: {} of {} cannot be undone; going back is a migration of its own",
                deed.action, deed.target
            ));
        }
        if deed.outcome == outcome(crate::journal::Outcome::Unknown) {
            all.push(format!(
                "find out what {} of {} came to: it is not known",
                deed.action, deed.target
            ));
        }
    }
    for (_, step, _) in &walk.skipped {
        all.push(format!(
            "{} was skipped: do it, or decide that it is not needed",
            title(walk, step)
        ));
    }
    for lost in rpo {
        match (lost.achieved_seconds, lost.recovery_point) {
            (Some(0), _) => {}
            (Some(_), Some(point)) => all.push(format!(
                "reconcile what was written to {} after {}: {}",
                lost.store,
                moment(point),
                lost.words
            )),
            _ => all.push(format!(
                "find out what was lost of {}: {}",
                lost.store, lost.words
            )),
        }
    }
    all
}
