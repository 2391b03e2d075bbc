//! The queries of `GetMetricData`, read and checked.

use std::collections::BTreeSet;

use crate::sim::services::input::Input;
use crate::sim::services::{Call, Failure};
use crate::sim::world::metrics::MetricName;

/// How the datapoints of a period become one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Statistic {
    Average,
    Sum,
    Minimum,
    Maximum,
    SampleCount,
    /// A percentile, 0 to 100.
    Percentile(f64),
}

impl Statistic {
    fn read(text: &str) -> Option<Statistic> {
        Some(match text {
            "Average" => Statistic::Average,
            "Sum" => Statistic::Sum,
            "Minimum" => Statistic::Minimum,
            "Maximum" => Statistic::Maximum,
            "SampleCount" => Statistic::SampleCount,
            _ => {
                let share: f64 = text.strip_prefix('p')?.parse().ok()?;
                (0.0..=100.0).contains(&share).then_some(())?;
                Statistic::Percentile(share)
            }
        })
    }

    /// The one value of a period; there is at least one datapoint.
    pub(super) fn of(self, values: &mut [f64]) -> f64 {
        let count = values.len() as f64;
        match self {
            Statistic::Average => values.iter().sum::<f64>() / count,
            Statistic::Sum => values.iter().sum(),
            Statistic::Minimum => values.iter().copied().fold(f64::INFINITY, f64::min),
            Statistic::Maximum => values.iter().copied().fold(f64::NEG_INFINITY, f64::max),
            Statistic::SampleCount => count,
            Statistic::Percentile(share) => {
                values.sort_by(f64::total_cmp);
                let place = ((share / 100.0) * (count - 1.0)).round() as usize;
                values.get(place).copied().unwrap_or(f64::NAN)
            }
        }
    }
}

/// One `MetricDataQuery` with a `MetricStat`.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Query {
    pub(super) id: String,
    pub(super) label: String,
    pub(super) metric: MetricName,
    /// Seconds.
    pub(super) period: i64,
    pub(super) statistic: Statistic,
    pub(super) returned: bool,
}

/// Reads the queries of a request; AWS takes 500 at most.
pub(super) fn read(call: &Call<'_>) -> Result<Vec<Query>, Failure> {
    let queries = call.input.list("MetricDataQueries", "member");
    if queries.is_empty() {
        return Err(call.invalid("The parameter MetricDataQueries is required."));
    }
    if queries.len() > 500 {
        return Err(
            call.invalid("The collection MetricDataQueries must not have a size greater than 500.")
        );
    }
    let mut ids = BTreeSet::new();
    let mut read = Vec::with_capacity(queries.len());
    for query in queries {
        let query = query_of(call, query)?;
        if !ids.insert(query.id.clone()) {
            return Err(call.invalid(format!(
                "The values for parameter id in MetricDataQueries are not unique: {}.",
                query.id
            )));
        }
        read.push(query);
    }
    Ok(read)
}

fn query_of(call: &Call<'_>, query: &Input) -> Result<Query, Failure> {
    let id = query.text("Id").unwrap_or_default();
    let starts_well = id
        .chars()
        .next()
        .is_some_and(|first| first.is_ascii_lowercase());
    let goes_on_well = id.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if !starts_well || !goes_on_well || id.len() > 255 {
        return Err(call.invalid(format!(
            "The value {id} for parameter MetricDataQueries.Id is not matching the expected \
             pattern ^[a-z][a-zA-Z0-9_]*$."
        )));
    }
    if query.text("Expression").is_some() {
        return Err(call.invalid(format!("Error in expression '{id}': not supported")));
    }
    let Some(stat) = query.member("MetricStat") else {
        return Err(call.invalid(format!("The query {id} has no MetricStat.")));
    };
    let number = |name: &str| stat.whole(name).map_err(|bad| call.invalid(bad.message()));
    let period = number("Period")?
        .ok_or_else(|| call.invalid("The parameter MetricStat.Period is required."))?;
    let sub_minute = [1, 5, 10, 20, 30].contains(&period);
    if !sub_minute && (period < 60 || period % 60 != 0 || period > 86_400) {
        return Err(call.invalid(format!(
            "The value {period} for parameter Period is not valid: it must be 1, 5, 10, 20, 30 or \
             a multiple of 60."
        )));
    }
    let statistic = stat.text("Stat").unwrap_or_default();
    let statistic = Statistic::read(statistic).ok_or_else(|| {
        call.invalid(format!(
            "The value {statistic} for parameter MetricStat.Stat is not supported."
        ))
    })?;
    let metric = metric_of(call, stat.member("Metric"))?;
    let returned = query
        .flag("ReturnData")
        .map_err(|bad| call.invalid(bad.message()))?
        .unwrap_or(true);
    Ok(Query {
        id: id.to_owned(),
        label: query.text("Label").unwrap_or(&metric.name).to_owned(),
        metric,
        period,
        statistic,
        returned,
    })
}

fn metric_of(call: &Call<'_>, metric: Option<&Input>) -> Result<MetricName, Failure> {
    let required = |name: &str| {
        metric
            .and_then(|metric| metric.text(name))
            .map(str::to_owned)
            .ok_or_else(|| {
                call.invalid(format!(
                    "The parameter MetricStat.Metric.{name} is required."
                ))
            })
    };
    let namespace = required("Namespace")?;
    let name = required("MetricName")?;
    let mut dimensions = Vec::new();
    for dimension in metric
        .map(|m| m.list("Dimensions", "member"))
        .unwrap_or_default()
    {
        match (dimension.text("Name"), dimension.text("Value")) {
            (Some(name), Some(value)) => dimensions.push((name.to_owned(), value.to_owned())),
            _ => return Err(call.invalid("A dimension must have a Name and a Value.")),
        }
    }
    if dimensions.len() > 30 {
        return Err(call.invalid("A metric has at most 30 dimensions."));
    }
    Ok(MetricName {
        namespace,
        name,
        dimensions,
    })
}
