//! Why Route 53 answers a pair as it does, step by step.

use super::pairs::{Pair, means};
use super::{checkers, heading, heard, joined, side_name, stated, when};
use crate::assess::{AnswerNow, FlipMeans, RecordAssessment, State, caches};
use crate::console::glance::Glance;
use crate::console::widgets::paragraph;
use crate::estate::facts::{ObjectStanding, StandbyObject};
use crate::estate::{Scope, Source};
use crate::plan::StandbyTakesOver;
use crate::terms::{Known, calendar};
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
    if let Some(heard) = heard(glance) {
        let text = format!(
            "last heard of {}: Route 53's control plane (us-east-1) has told nothing since, its name servers answer on",
            when(glance, heard)
        );
        lines.extend(paragraph(&glance.look, "health", &text, width));
    }
    lines.extend(answered(glance, record, width));
    lines.extend(paragraph(
        &glance.look,
        "switch",
        &switch(glance, record),
        width,
    ));
    lines.extend(object(glance, record, width));
    let sides = record.pair.value().into_iter().flatten();
    for side in sides {
        if let Some(id) = &side.health_check {
            let of = (side_name(&side.role), id);
            lines.extend(checkers::by_region(glance, of, width));
        }
    }
    lines
}

/// The rows of the truth table that hold, and what follows from them.
fn truth(glance: &Glance<'_>, record: &RecordAssessment, width: usize) -> Vec<Line<'static>> {
    let model = glance.model;
    let steps = model
        .assessment()
        .explain(record, model.estate(), glance.now);
    let lines = steps.into_iter().flat_map(|step| {
        let text = format!("{}{}", "– ".repeat(step.depth), step.text);
        stated(glance, step.state, &text, width)
    });
    lines.collect()
}

/// What the name servers answer, and how long others may go on with it.
fn answered(glance: &Glance<'_>, record: &RecordAssessment, width: usize) -> Vec<Line<'static>> {
    let answer = match &record.answer {
        Known::Known(answer) => answer,
        Known::Unknown(why) => {
            let text = format!("what its name servers answer is not known: {why}");
            return stated(glance, State::Unknown, &text, width);
        }
    };
    let region = match &answer.region {
        Known::Known(region) if *region == record.should_be => format!("{region}, as it should"),
        Known::Known(region) => format!("{region}, and should be {}", record.should_be),
        Known::Unknown(why) => why.to_string(),
    };
    let text = format!(
        "{}: {region}; asked {}",
        joined(&answer.values),
        when(glance, answer.at)
    );
    let mut lines = paragraph(&glance.look, "answer", &text, width);
    let text = kept(glance, record, answer);
    lines.extend(paragraph(&glance.look, "caches", &text, width));
    lines
}

/// For how long caches may hold this answer, and the one before it.
fn kept(glance: &Glance<'_>, record: &RecordAssessment, answer: &AnswerNow) -> String {
    let history = glance.model.history();
    let change = history.answer_change(&record.name, &record.kind);
    let caches = caches(record, change, glance.now);
    let left = caches.as_ref().and_then(|it| it.old_for(glance.now));
    let fetched = caches.as_ref().is_some_and(|it| !it.settled);
    match (change, left) {
        (Some(change), _) if fetched => format!(
            "some name servers still answer {}: it is fetched anew, for {} s each time",
            change.from, change.ttl_seconds
        ),
        (Some(change), Some(left)) => format!(
            "{left} until the last one that keeps to the TTL forgets {}",
            change.from
        ),
        _ => format!("each resolver keeps it for up to {} s", answer.ttl_seconds),
    }
}

/// The object whose presence moves a record, when the plan names one.
fn declared<'m>(glance: &Glance<'m>, record: &RecordAssessment) -> Option<&'m StandbyTakesOver> {
    let records = &glance.model.assessment().plan().records;
    let declared = records
        .iter()
        .find(|it| it.name == record.name && it.kind == record.kind);
    declared?.standby_takes_over.as_ref()
}

/// Whether that object is there.
fn object(glance: &Glance<'_>, record: &RecordAssessment, width: usize) -> Vec<Line<'static>> {
    let Some(object) = declared(glance, record) else {
        return Vec::new();
    };
    let standby = &glance.model.assessment().plan().regions.standby;
    let scope = Scope::from(standby);
    let estate = glance.model.estate();
    let id = StandbyObject::id_of(&object.bucket, &object.key);
    let seen = estate.standby_objects.get(&scope, &id);
    let (mut state, mut text) = match seen.map(|it| &it.standing) {
        None => {
            let slice = estate.slice(Source::StandbyObjects, &scope);
            let why = match slice.and_then(|it| it.failure.as_ref()) {
                Some(failure) => failure.to_string(),
                None => "nobody has looked yet".to_owned(),
            };
            let text = format!("whether the object is there is not known: {why}");
            (State::Unknown, text)
        }
        Some(ObjectStanding::Present { modified, .. }) => {
            let since = modified.map_or_else(String::new, |it| format!(" since {}", calendar(it)));
            let text = format!("the object is there{since}: it holds traffic on the standby");
            (State::Warn, text)
        }
        Some(ObjectStanding::Absent) => (State::Ok, "the object is not there".to_owned()),
        Some(ObjectStanding::NotPermitted) => (
            State::Unknown,
            "whether the object is there is not known: S3 answers 403, as it does without \
             s3:ListBucket of an object that is not there"
                .to_owned(),
        ),
        Some(ObjectStanding::Elsewhere { region }) => {
            let region = region
                .as_ref()
                .map_or_else(|| "another Region".to_owned(), |region| region.to_string());
            let text = format!("the object's bucket is in {region}, and not in {standby}");
            (State::Bad, text)
        }
    };
    let freshness = estate.freshness(Source::StandbyObjects, &scope, glance.now);
    if let Some(seen) = glance.seen(Source::StandbyObjects, &scope)
        && !freshness.is_trusted()
    {
        state = State::Stale;
        text = format!("last seen {}: {text}", glance.ago(seen));
    }
    stated(glance, state, &text, width)
}

fn switch(glance: &Glance<'_>, record: &RecordAssessment) -> String {
    match (record.means, declared(glance, record)) {
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
