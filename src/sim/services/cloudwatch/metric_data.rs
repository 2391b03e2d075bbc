//! `GetMetricData`.

use chrono::{DateTime, Duration, Utc};

use super::bad_token;
use super::queries::{self, Query};
use crate::sim::services::paging;
use crate::sim::services::shape::{Record, Shape};
use crate::sim::services::{Call, Failure};

/// The most datapoints of one answer.
const MOST_DATAPOINTS: i64 = 100_800;
/// How long CloudWatch keeps datapoints of one minute; coarser periods are made from them here, so nothing
/// older is known.
const KEPT_DAYS: i64 = 15;

/// The time a request asks about, and from which end.
struct Window {
    start: DateTime<Utc>,
    end: DateTime<Utc>,
    newest_first: bool,
}

/// Where an answer goes on: the query, and how many of its periods were looked at.
struct Position {
    query: usize,
    period: i64,
}

/// What an answer may still hold.
struct Budget {
    datapoints: i64,
    /// Periods to look at, with data or without, so that a silent metric costs no more than a lively one.
    periods: i64,
}

pub(super) fn get(call: &Call<'_>) -> Result<Shape, Failure> {
    let queries = queries::read(call)?;
    let window = window(call)?;
    let most = call.whole("MaxDatapoints")?.unwrap_or(MOST_DATAPOINTS);
    if !(1..=MOST_DATAPOINTS).contains(&most) {
        return Err(call.invalid("MaxDatapoints must be between 1 and 100800."));
    }
    let mut position = position(call, queries.len())?;
    let mut budget = Budget {
        datapoints: most,
        periods: MOST_DATAPOINTS,
    };
    let mut results = Vec::new();
    while let Some(query) = queries.get(position.query) {
        if budget.datapoints == 0 || budget.periods == 0 {
            break;
        }
        let (points, next) = read(call, query, &window, position.period, &mut budget);
        if query.returned {
            results.push(result(query, &points, next.is_none()));
        }
        position = match next {
            Some(period) => Position { period, ..position },
            None => Position {
                query: position.query + 1,
                period: 0,
            },
        };
        if next.is_some() {
            break;
        }
    }
    let more = position.query < queries.len();
    let token = more.then(|| paging::token(&format!("{}.{}", position.query, position.period)));
    Ok(Record::new()
        .list("MetricDataResults", "member", results)
        .maybe("NextToken", token)
        .list("Messages", "member", Vec::<Shape>::new())
        .into())
}

fn window(call: &Call<'_>) -> Result<Window, Failure> {
    let required = |name: &str| {
        call.time(name)?
            .ok_or_else(|| call.invalid(format!("The parameter {name} is required.")))
    };
    let start = required("StartTime")?;
    let end = required("EndTime")?;
    if start >= end {
        return Err(
            call.invalid("The parameter StartTime must be less than the parameter EndTime.")
        );
    }
    let newest_first = match call.input.text("ScanBy") {
        None | Some("TimestampDescending") => true,
        Some("TimestampAscending") => false,
        Some(other) => {
            return Err(call.invalid(format!(
                "The value {other} for parameter ScanBy is not valid."
            )));
        }
    };
    Ok(Window {
        start,
        end,
        newest_first,
    })
}

fn position(call: &Call<'_>, queries: usize) -> Result<Position, Failure> {
    let Some(token) = call.input.text("NextToken") else {
        return Ok(Position {
            query: 0,
            period: 0,
        });
    };
    let key = paging::key_of(token).ok_or_else(bad_token)?;
    let parts = key.split_once('.').and_then(|(query, period)| {
        let position = Position {
            query: query.parse().ok()?,
            period: period.parse().ok()?,
        };
        (position.query < queries && position.period >= 0).then_some(position)
    });
    parts.ok_or_else(bad_token)
}

/// Reads a query's periods from `first` on, within the budget: the datapoints, and where to go on.
fn read(
    call: &Call<'_>,
    query: &Query,
    window: &Window,
    first: i64,
    budget: &mut Budget,
) -> (Vec<(DateTime<Utc>, f64)>, Option<i64>) {
    // Standard metrics have one datapoint a minute, whatever finer period is asked for.
    let step = query.period.max(60);
    let oldest = call.now - Duration::days(KEPT_DAYS);
    let start = window.start.max(oldest).timestamp();
    let end = window.end.min(call.now).timestamp();
    // A period counts when its beginning is at or after the start and before the end.
    let low = start.div_euclid(step) + i64::from(start.rem_euclid(step) != 0);
    let high = (end - 1).div_euclid(step);
    let periods = (high - low + 1).max(0);
    let mut points = Vec::new();
    for offset in first..periods {
        if budget.datapoints == 0 || budget.periods == 0 {
            return (points, Some(offset));
        }
        budget.periods -= step / 60;
        budget.periods = budget.periods.max(0);
        let period = if window.newest_first {
            high - offset
        } else {
            low + offset
        };
        let Some(at) = DateTime::from_timestamp(period * step, 0) else {
            continue;
        };
        let mut values: Vec<f64> = (0..step / 60)
            .filter_map(|minute| {
                let minute = at + Duration::minutes(minute);
                call.world
                    .datapoint(call.region, &query.metric, minute, call.now)
            })
            .collect();
        if !values.is_empty() {
            points.push((at, query.statistic.of(&mut values)));
            budget.datapoints -= 1;
        }
    }
    (points, None)
}

fn result(query: &Query, points: &[(DateTime<Utc>, f64)], complete: bool) -> Record {
    Record::new()
        .with("Id", &query.id)
        .with("Label", &query.label)
        .list("Timestamps", "member", points.iter().map(|(at, _)| *at))
        .list("Values", "member", points.iter().map(|(_, value)| *value))
        .with(
            "StatusCode",
            if complete { "Complete" } else { "PartialData" },
        )
}
