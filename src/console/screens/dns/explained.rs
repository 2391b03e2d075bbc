//! Why Route 53 answers a pair as it does, step by step.

use super::pairs::{Pair, means};
use super::{heading, joined, side_name, stated, when};
use crate::assess::{FlipMeans, RecordAssessment, Side, State};
use crate::console::glance::Glance;
use crate::console::widgets::paragraph;
use crate::estate::facts::FailoverRole;
use crate::terms::Known;
use ratatui::text::Line;

/// What is said of a pair.
pub(super) fn lines(glance: &Glance<'_>, pair: Pair<'_>, width: usize) -> Vec<Line<'static>> {
    let record = pair.record;
    let title = format!("{} {}", record.name, record.kind);
    let mut lines = vec![heading(glance, title, width)];
    if let Some(left) = pair.left_over {
        let text = format!(
            "left over: health check {} of {} is {}; someone set it and it still decides",
            left.check,
            side_name(left.role),
            left.words
        );
        lines.extend(stated(glance, State::Warn, &text, width));
    }
    lines.extend(truth(glance, record, width));
    lines.extend(answered(glance, record, width));
    lines.extend(paragraph(
        &glance.look,
        "switch",
        &switch(glance, record),
        width,
    ));
    lines
}

/// The rows of the truth table that hold, and what follows.
fn truth(glance: &Glance<'_>, record: &RecordAssessment, width: usize) -> Vec<Line<'static>> {
    let sides = match &record.pair {
        Known::Known(sides) => sides,
        Known::Unknown(why) => {
            let text = format!("which side Route 53 would answer with is not known: {why}");
            return stated(glance, State::Unknown, &text, width);
        }
    };
    let mut lines = Vec::new();
    for side in sides {
        let (state, text) = told(side);
        lines.extend(stated(glance, state, &text, width));
    }
    let (state, text) = concluded(record, sides);
    lines.extend(stated(glance, state, &text, width));
    lines
}

fn told(side: &Side) -> (State, String) {
    let (state, word) = match &side.healthy {
        Known::Known(true) => (State::Ok, "healthy"),
        Known::Known(false) => (State::Bad, "unhealthy"),
        Known::Unknown(_) => (State::Unknown, "not known"),
    };
    let region = match &side.region {
        Known::Known(region) => region.to_string(),
        Known::Unknown(why) => why.to_string(),
    };
    let text = format!(
        "{} is {word}: {} ({region}, {})",
        side_name(&side.role),
        side.reason,
        joined(&side.values)
    );
    (state, text)
}

/// The row of the truth table that holds (`domain.md` §2.1).
fn concluded(record: &RecordAssessment, sides: &[Side]) -> (State, String) {
    let healthy = |role: &FailoverRole| {
        let side = sides.iter().find(|side| side.role == *role)?;
        Some(side.healthy.value().copied())
    };
    let of = |role| healthy(&role);
    match (of(FailoverRole::Primary), of(FailoverRole::Secondary)) {
        (Some(_), None) => (
            State::Warn,
            "there is no SECONDARY: PRIMARY is answered, healthy or not".to_owned(),
        ),
        (None, _) => (
            State::Warn,
            "there is no PRIMARY: SECONDARY is answered, healthy or not".to_owned(),
        ),
        (Some(Some(true)), _) => (State::Ok, "so PRIMARY is answered".to_owned()),
        (Some(Some(false)), Some(Some(true))) => {
            (State::Warn, "so SECONDARY is answered".to_owned())
        }
        (Some(Some(false)), Some(Some(false))) => (
            State::Bad,
            "neither is healthy, so PRIMARY is answered all the same".to_owned(),
        ),
        _ => (
            State::Unknown,
            match &record.would_answer {
                Known::Unknown(why) => format!("so which one is answered is not known: {why}"),
                Known::Known(role) => format!("so {} is answered", side_name(role)),
            },
        ),
    }
}

/// What the name servers answer, and for how long that is kept by others.
fn answered(glance: &Glance<'_>, record: &RecordAssessment, width: usize) -> Vec<Line<'static>> {
    let answer = match &record.answer {
        Known::Known(answer) => answer,
        Known::Unknown(why) => {
            let text = format!("what its name servers answer is not known: {why}");
            return stated(glance, State::Unknown, &text, width);
        }
    };
    let (so, all) = answer.servers;
    let (state, region) = match &answer.region {
        Known::Known(region) if *region == record.should_be && so == all => {
            (State::Ok, region.to_string())
        }
        Known::Known(region) if *region == record.should_be => (State::Warn, region.to_string()),
        Known::Known(region) => (
            State::Bad,
            format!("{region}, and should with {}", record.should_be),
        ),
        Known::Unknown(why) => (State::Unknown, why.to_string()),
    };
    let text = format!(
        "{so} of {all} name servers answer with {}: {region}; asked {}",
        joined(&answer.values),
        when(glance, answer.at)
    );
    let mut lines = stated(glance, state, &text, width);
    let text = format!(
        "whoever asked just now keeps that answer for up to {} s",
        answer.ttl_seconds
    );
    lines.extend(paragraph(&glance.look, "caches", &text, width));
    lines
}

fn switch(glance: &Glance<'_>, record: &RecordAssessment) -> String {
    let declared = glance.model.assessment().plan();
    let declared = declared
        .records
        .iter()
        .find(|it| it.name == record.name && it.kind == record.kind);
    let object = declared.and_then(|it| it.standby_takes_over.as_ref());
    match (record.means, object) {
        (FlipMeans::StandbyTakesOver, Some(object)) => format!(
            "{}: putting s3://{}/{} makes PRIMARY unhealthy; needs nothing in us-east-1",
            means(record.means),
            object.bucket,
            object.key
        ),
        _ => format!(
            "{}: anything else needs Route 53's control plane in us-east-1",
            means(record.means)
        ),
    }
}
