//! Every source in every place it is asked: how it stands, how old its word is,
//! what failed last, how many requests it took, and what that costs.

use crate::assess::State;
use crate::collect::USD_PER_METRIC;
use crate::console::glance::Glance;
use crate::console::list::{Cell, Column, Key, Listing, Rows};
use crate::console::model::Model;
use crate::console::theme::Role;
use crate::console::widgets::paragraph;
use crate::estate::facts::MetricKey;
use crate::estate::{Failure, FailureKind, Freshness, Scope, Slice, Source};
use crate::terms::{OutsideText, clock_time};
use ratatui::text::Line;

pub static SOURCES: Listing<Sources> = Listing {
    title: "Sources",
    sources: &[],
    empty: "nothing was asked yet",
    detailed: true,
    columns: &[
        Of::left("state", 9, 9, |glance, row| {
            let (state, word) = standing(glance, row.slice);
            Cell::marked(glance, state, word)
        }),
        Of::left("source", 14, 26, |_, row| {
            Cell::text(row.source.to_string())
        }),
        Of::left("where", 9, 14, |_, row| Cell::dim(row.scope.to_string())),
        Of::right("seen", 8, 14, |glance, row| match row.slice.seen {
            Some(seen) => Cell::ago(glance, seen),
            None => Cell::text("never").role(Role::Unknown),
        })
        .moves(),
        Of::right("every", 5, 8, |_, row| Cell::span(row.slice.cadence)).sheds(3),
        Of::right("calls", 5, 7, |_, row| {
            Cell::number(row.slice.calls as f64, row.slice.calls.to_string())
        })
        .sheds(2)
        .moves(),
        Of::right("price", 5, 12, price).sheds(4),
        Of::left("last error", 16, 80, error).fills(),
    ],
    detail,
    identifier: |row| format!("{} {}", row.source, row.scope),
    arn: None,
};

#[derive(Debug)]
pub struct Sources;

type Of = Column<Sources>;

/// A source in one place.
#[derive(Debug, Clone, Copy)]
pub struct Row<'m> {
    source: Source,
    scope: &'m Scope,
    slice: &'m Slice,
}

impl Rows for Sources {
    type Row<'m> = Row<'m>;

    fn keys(model: &Model) -> Vec<Key> {
        let slices = model.estate().slices();
        slices
            .map(|(source, scope, _)| key(source, scope))
            .collect()
    }

    fn find<'m>(model: &'m Model, sought: &Key) -> Option<Self::Row<'m>> {
        // A source for each kind of fact in each Region: a few dozen.
        let mut slices = model.estate().slices();
        slices
            .find(|(source, scope, _)| **scope == sought.scope && key(*source, scope) == *sought)
            .map(|(source, scope, slice)| Row {
                source,
                scope,
                slice,
            })
    }
}

fn key(source: Source, scope: &Scope) -> Key {
    Key::new(scope, &OutsideText::new(&source.to_string()))
}

/// A source that fails is wrong, however fresh its last word is.
fn standing(glance: &Glance<'_>, slice: &Slice) -> (State, &'static str) {
    let freshness = slice.freshness(glance.now);
    match (&slice.failure, freshness) {
        (Some(_), _) => (State::Bad, "failing"),
        (None, Freshness::Live) => (State::Ok, freshness.word()),
        (None, Freshness::Late) => (State::Warn, freshness.word()),
        (None, Freshness::Stale) => (State::Stale, freshness.word()),
        (None, Freshness::Unknown) => (State::Unknown, "not yet"),
    }
}

/// What asking about an object costs in USD: S3's price of a thousand GET and
/// HEAD requests.
const USD_PER_HEAD: f64 = 0.000_4 / 1_000.0;

/// Below this the price of an hour is not told by its digits.
const LEAST_USD: f64 = 0.000_1;

/// What asking costs: CloudWatch charges for each metric asked for, S3 for each
/// object, and nothing else lifeboat asks is charged.
fn price<'m>(glance: &Glance<'m>, row: Row<'m>) -> Cell<'m> {
    let estate = &glance.model.estate;
    let (asked, usd_each) = match row.source {
        Source::Metrics => {
            let here = |key: &MetricKey| Some(&key.region) == row.scope.region();
            let asked = estate.metrics().filter(|(key, _)| here(key));
            (asked.count(), USD_PER_METRIC)
        }
        Source::StandbyObjects => {
            let objects = glance.model.plan.standby_objects();
            (objects.len(), USD_PER_HEAD)
        }
        _ => return Cell::number(0.0, "free").role(Role::Dim),
    };
    let each_hour = 3_600.0 / row.slice.cadence.as_seconds().max(1.0);
    let usd = asked as f64 * each_hour * usd_each;
    if row.source == Source::StandbyObjects && usd < LEAST_USD {
        return Cell::number(usd, format!("< ${LEAST_USD}/h"));
    }
    Cell::number(usd, format!("≈ ${usd:.4}/h"))
}

fn error<'m>(_: &Glance<'m>, row: Row<'m>) -> Cell<'m> {
    match &row.slice.failure {
        Some(failure) => Cell::text(in_short(failure)).role(Role::Bad),
        None => Cell::none(),
    }
}

fn in_short(failure: &Failure) -> String {
    match &failure.kind {
        FailureKind::NotPermitted { action } => format!("not permitted: needs {action}"),
        kind => format!("{}: {}", kind.words(), failure.message),
    }
}

fn detail(glance: &Glance<'_>, row: Row<'_>, width: usize) -> Vec<Line<'static>> {
    let title = glance.piece(format!("{} in {}", row.source, row.scope), Role::Title);
    let mut lines = vec![glance.look.line(vec![title], width)];
    let mut say = |label: &str, text: &str| {
        lines.extend(paragraph(&glance.look, label, text, width));
    };
    let slice = row.slice;
    let seen = match slice.seen {
        Some(seen) if slice.restored => {
            format!("{}, in an earlier run", glance.ago(seen))
        }
        Some(seen) => format!("{} at {}", glance.ago(seen), clock_time(seen)),
        None => "never".to_owned(),
    };
    say("seen", &seen);
    say(
        "asked",
        &format!(
            "last at {}, every {}",
            clock_time(slice.asked),
            slice.cadence
        ),
    );
    say(
        "calls",
        &format!("{} since the start, retries included", slice.calls),
    );
    let Some(failure) = &slice.failure else {
        return lines;
    };
    if let Some(since) = slice.failing_since {
        say("failing", &format!("since {}", clock_time(since)));
    }
    say("error", &in_short(failure));
    say("operation", &failure.operation);
    if let Some(code) = &failure.code {
        say("code", &code.to_string());
    }
    if let Some(request) = &failure.request_id {
        say("request", &request.to_string());
    }
    lines
}
