//! CloudWatch: samples of metrics, and alarms.

use super::convert::{maybe, moment, need, text, texts};
use super::{Reading, Reads, next, pages, reading};
use crate::aws::failure::Asked;
use crate::aws::time::{instant, sdk_time};
use crate::estate::facts::{Alarm, AlarmMetric, MetricKey, MetricSamples, Sample};
use crate::estate::{Failure, FailureKind, Scope};
use crate::terms::{Instant, OutsideText, Region};
use aws_sdk_cloudwatch::types;
use chrono::{DurationRound, TimeDelta};
use futures::{StreamExt, TryStreamExt, stream};
use std::collections::HashMap;

/// How many metrics one `GetMetricData` may ask for (CloudWatch quotas).
const MOST_QUERIES: usize = 500;

/// The period of the samples, seconds: the finest that AWS's own metrics have.
const PERIOD_SECONDS: i32 = 60;

const GET_METRIC_DATA: Asked = Asked {
    service: "CloudWatch",
    operation: "GetMetricData",
};

const DESCRIBE_ALARMS: Asked = Asked {
    service: "CloudWatch",
    operation: "DescribeAlarms",
};

/// What came of asking for metrics. Every metric asked for is in one of the two.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Metrics {
    /// The metrics CloudWatch answered for, in the order in which they were asked
    /// for; without samples where it has none.
    pub samples: Vec<MetricSamples>,
    /// The metrics it did not answer for while it answered for others. They must
    /// not be taken for metrics without samples.
    pub failed: Vec<MetricFailure>,
}

/// A metric that CloudWatch did not answer for.
#[derive(Debug, Clone, PartialEq)]
pub struct MetricFailure {
    /// Which metric.
    pub key: MetricKey,
    /// Why: `Forbidden` and `InternalError` are told per metric.
    pub failure: Failure,
}

/// What the pages of an answer say about one metric.
#[derive(Default)]
struct Gathered {
    samples: Vec<Sample>,
    status: Option<types::StatusCode>,
    messages: Vec<String>,
    broken: bool,
}

impl Reads {
    /// The samples of metrics that live in a Region (`GetMetricData`), one a
    /// minute, from the minute of `start` to the end of the minute of `end`.
    ///
    /// One metric that fails leaves the others standing: see [`Metrics`]. A metric
    /// that lives elsewhere is one: here CloudWatch would only say that it has none.
    ///
    /// # Errors
    /// As every read; also when every metric failed.
    pub async fn metrics(
        &self,
        region: &Region,
        keys: &[MetricKey],
        start: Instant,
        end: Instant,
    ) -> Result<Reading<Metrics>, Failure> {
        let start = minute(start);
        let end = minute(end) + TimeDelta::minutes(1);
        reading(async {
            let (here, elsewhere): (Vec<MetricKey>, Vec<MetricKey>) =
                keys.iter().cloned().partition(|key| key.region == *region);
            // No borrowed closure here: the future must be `Send`.
            let chunks: Vec<Vec<MetricKey>> =
                here.chunks(MOST_QUERIES).map(<[_]>::to_vec).collect();
            let chunks: Vec<Metrics> = stream::iter(chunks)
                .map(|chunk| self.metrics_at_once(region, chunk, start, end))
                .buffered(super::AT_ONCE)
                .try_collect()
                .await?;
            let mut all = Metrics::default();
            all.failed.extend(elsewhere.into_iter().map(|key| {
                let why = format!("asked for in {region}, lives in {}", key.region);
                let failure = GET_METRIC_DATA.not_understood(why);
                MetricFailure { key, failure }
            }));
            for chunk in chunks {
                all.samples.extend(chunk.samples);
                all.failed.extend(chunk.failed);
            }
            match all.failed.first() {
                Some(first) if all.samples.is_empty() => Err(first.failure.clone()),
                _ => Ok(all),
            }
        })
        .await
    }

    async fn metrics_at_once(
        &self,
        region: &Region,
        keys: Vec<MetricKey>,
        start: Instant,
        end: Instant,
    ) -> Result<Metrics, Failure> {
        let asked = GET_METRIC_DATA;
        let client = self.door.cloudwatch(region, &Scope::from(region));
        let queries: Vec<types::MetricDataQuery> = keys
            .iter()
            .enumerate()
            .map(|(n, key)| query(n, key))
            .collect();
        let results = pages(asked, |token| {
            let request = client
                .get_metric_data()
                .set_metric_data_queries(Some(queries.clone()))
                .start_time(sdk_time(start))
                .end_time(sdk_time(end))
                .scan_by(types::ScanBy::TimestampDescending)
                .set_next_token(token);
            async move {
                let answer = request.send().await.map_err(|error| asked.failed(&error))?;
                let token = next(answer.next_token());
                Ok((answer.metric_data_results.unwrap_or_default(), token))
            }
        })
        .await?;
        let mut by_id: HashMap<String, Gathered> = HashMap::new();
        for result in results {
            let id = need(asked, "Id", result.id())?.to_owned();
            by_id.entry(id).or_default().add(&result);
        }
        let mut metrics = Metrics::default();
        for (n, key) in keys.into_iter().enumerate() {
            match settle(by_id.remove(&query_id(n))) {
                Ok(samples) => metrics.samples.push(MetricSamples { key, samples }),
                Err(failure) => metrics.failed.push(MetricFailure { key, failure }),
            }
        }
        Ok(metrics)
    }

    /// The metric and composite alarms of a Region (`DescribeAlarms`, which tells
    /// of composite ones only when it is asked for both).
    ///
    /// # Errors
    /// As every read.
    pub async fn alarms(&self, region: &Region) -> Result<Reading<Vec<Alarm>>, Failure> {
        let asked = DESCRIBE_ALARMS;
        let client = self.door.cloudwatch(region, &Scope::from(region));
        reading(pages(asked, |token| {
            let request = client
                .describe_alarms()
                .alarm_types(types::AlarmType::MetricAlarm)
                .alarm_types(types::AlarmType::CompositeAlarm)
                .max_records(100)
                .set_next_token(token);
            async move {
                let answer = request.send().await.map_err(|error| asked.failed(&error))?;
                let metric = answer.metric_alarms().iter();
                let composite = answer.composite_alarms().iter();
                let alarms = metric
                    .map(|alarm| metric_alarm(asked, alarm))
                    .chain(composite.map(|alarm| composite_alarm(asked, alarm)));
                let alarms = alarms.collect::<Result<Vec<_>, _>>()?;
                Ok((alarms, next(answer.next_token())))
            }
        }))
        .await
    }
}

fn minute(at: Instant) -> Instant {
    at.duration_trunc(TimeDelta::minutes(1)).unwrap_or(at)
}

fn query_id(number: usize) -> String {
    format!("m{number}")
}

fn query(number: usize, key: &MetricKey) -> types::MetricDataQuery {
    let dimensions = key.dimensions.iter().map(|(name, value)| {
        let dimension = types::Dimension::builder();
        dimension.name(name.raw()).value(value.raw()).build()
    });
    let metric = types::Metric::builder()
        .namespace(key.namespace.raw())
        .metric_name(key.name.raw())
        .set_dimensions(Some(dimensions.collect()))
        .build();
    let stat = types::MetricStat::builder()
        .metric(metric)
        .period(PERIOD_SECONDS)
        .stat(key.statistic.as_str())
        .build();
    types::MetricDataQuery::builder()
        .id(query_id(number))
        .metric_stat(stat)
        .return_data(true)
        .build()
}

impl Gathered {
    fn add(&mut self, result: &types::MetricDataResult) {
        self.broken |= result.timestamps().len() != result.values().len();
        for (time, &value) in result.timestamps().iter().zip(result.values()) {
            match instant(time) {
                Some(at) if value.is_finite() => self.samples.push(Sample { at, value }),
                _ => self.broken = true,
            }
        }
        // The last page's word is the one that counts.
        self.status = result.status_code().cloned();
        let said = result.messages().iter();
        self.messages
            .extend(said.filter_map(|m| m.value().map(str::to_owned)));
    }
}

/// What the answer means for one metric.
fn settle(gathered: Option<Gathered>) -> Result<Vec<Sample>, Failure> {
    use types::StatusCode;
    let asked = GET_METRIC_DATA;
    let Some(mut it) = gathered else {
        return Err(asked.not_understood("the answer says nothing about this metric"));
    };
    let code = it.status.as_ref().map(|status| status.as_str().to_owned());
    let kind = match it.status {
        _ if it.broken => Some(FailureKind::NotUnderstood),
        Some(StatusCode::Complete) => None,
        // The newest come first: what there is, is true. Nothing is not.
        Some(StatusCode::PartialData) if !it.samples.is_empty() => None,
        Some(StatusCode::Forbidden) => Some(asked.not_permitted()),
        _ => Some(FailureKind::NotUnderstood),
    };
    if let Some(kind) = kind {
        return Err(Failure {
            code: code.map(OutsideText::from),
            ..asked.failure(kind, it.messages.join(" "))
        });
    }
    it.samples.sort_by_key(|sample| sample.at);
    it.samples.dedup_by_key(|sample| sample.at);
    Ok(it.samples)
}

fn metric_alarm(asked: Asked, it: &types::MetricAlarm) -> Result<Alarm, Failure> {
    let metric = it.metric_name().map(|name| AlarmMetric {
        namespace: text(it.namespace()),
        name: OutsideText::new(name),
        dimensions: it
            .dimensions()
            .iter()
            .map(|dimension| (text(dimension.name()), text(dimension.value())))
            .collect(),
    });
    Ok(Alarm {
        name: OutsideText::new(need(asked, "AlarmName", it.alarm_name())?),
        arn: text(it.alarm_arn()),
        composite: false,
        state: text(it.state_value().map(|state| state.as_str())),
        since: moment(
            it.state_transitioned_timestamp()
                .or(it.state_updated_timestamp()),
        ),
        // Left out, AWS's own default holds (PutMetricAlarm: true).
        actions_enabled: it.actions_enabled().unwrap_or(true),
        actions: texts(it.alarm_actions()),
        metric,
        treat_missing: maybe(it.treat_missing_data()),
    })
}

fn composite_alarm(asked: Asked, it: &types::CompositeAlarm) -> Result<Alarm, Failure> {
    Ok(Alarm {
        name: OutsideText::new(need(asked, "AlarmName", it.alarm_name())?),
        arn: text(it.alarm_arn()),
        composite: true,
        state: text(it.state_value().map(|state| state.as_str())),
        since: moment(
            it.state_transitioned_timestamp()
                .or(it.state_updated_timestamp()),
        ),
        actions_enabled: it.actions_enabled().unwrap_or(true),
        actions: texts(it.alarm_actions()),
        metric: None,
        treat_missing: None,
    })
}
