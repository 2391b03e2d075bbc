//! What is asked of AWS, counted; what it costs; and how far AWS's clock is from
//! this host's, from the `Date` of every answer.

use crate::clock::Clock;
use crate::estate::Scope;
use crate::terms::Instant;
use aws_sdk_cloudwatch::operation::get_metric_data::GetMetricDataInput;
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::Intercept;
use aws_smithy_runtime_api::client::interceptors::context::{
    BeforeDeserializationInterceptorContextRef, BeforeSerializationInterceptorContextRef,
    BeforeTransmitInterceptorContextRef,
};
use aws_smithy_runtime_api::client::orchestrator::Metadata;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::{ConfigBag, Storable, StoreReplace};
use std::collections::{BTreeMap, VecDeque};
use std::future::Future;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// US dollars for one metric asked for in `GetMetricData` ($0.01 per thousand
/// metrics requested, outside the free tier: CloudWatch pricing). Every other
/// operation lifeboat reads with is free of charge.
pub const USD_PER_METRIC: f64 = 0.01 / 1_000.0;

/// How far back the price per hour looks, minutes.
const WINDOW_MINUTES: i64 = 60;

/// What is counted together: one operation of one service in one Region.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct CallKey {
    /// The service, as the SDK names it.
    pub service: String,
    /// Where it was asked.
    pub scope: Scope,
    /// The operation, as AWS names it.
    pub operation: String,
}

/// Counts requests, prices them, and measures AWS's clock. Cheap to clone.
///
/// What the credential chain asks (STS for a role, SSO, instance metadata) is not
/// counted: it is free, and rare.
#[derive(Debug, Clone)]
pub struct Meter {
    clock: Clock,
    state: Arc<Mutex<State>>,
}

#[derive(Debug)]
struct State {
    since: Instant,
    calls: BTreeMap<CallKey, u64>,
    metrics: u64,
    minutes: VecDeque<Minute>,
    skew_seconds: BTreeMap<Scope, f64>,
}

#[derive(Debug)]
struct Minute {
    number: i64,
    calls: u64,
    metrics: u64,
}

/// What a [`Meter`] has counted.
#[derive(Debug, Clone, PartialEq)]
pub struct MeterSnapshot {
    /// When counting began.
    pub since: Instant,
    /// Requests sent since then, retries included.
    pub calls: u64,
    /// The same, by service, scope and operation.
    pub by_operation: BTreeMap<CallKey, u64>,
    /// Requests sent in the last hour.
    pub calls_last_hour: u64,
    /// Metrics asked for since counting began.
    pub metrics: u64,
    /// What they cost, US dollars.
    pub spent_usd: f64,
    /// What the last hour cost; while it is younger than an hour, what it costs
    /// so far brought to an hour. US dollars an hour.
    pub price_usd_per_hour: f64,
}

impl Meter {
    /// A meter at zero.
    pub(super) fn new(clock: Clock) -> Self {
        let since = clock.now();
        Self {
            clock,
            state: Arc::new(Mutex::new(State {
                since,
                calls: BTreeMap::new(),
                metrics: 0,
                minutes: VecDeque::new(),
                skew_seconds: BTreeMap::new(),
            })),
        }
    }

    /// What was counted until now.
    #[must_use]
    pub fn snapshot(&self) -> MeterSnapshot {
        let now = self.clock.now();
        let mut state = self.state();
        state.forget(minute(now));
        let window_seconds = (now - state.since)
            .as_seconds_f64()
            .clamp(60.0, 60.0 * WINDOW_MINUTES as f64);
        let recent: u64 = state.minutes.iter().map(|m| m.metrics).sum();
        MeterSnapshot {
            since: state.since,
            calls: state.calls.values().sum(),
            by_operation: state.calls.clone(),
            calls_last_hour: state.minutes.iter().map(|m| m.calls).sum(),
            metrics: state.metrics,
            spent_usd: state.metrics as f64 * USD_PER_METRIC,
            price_usd_per_hour: recent as f64 * USD_PER_METRIC * 3_600.0 / window_seconds,
        }
    }

    /// How far AWS's clock was ahead of this host's when a scope last answered,
    /// seconds; `None` when it has not.
    #[must_use]
    pub fn skew_seconds(&self, scope: &Scope) -> Option<f64> {
        self.state().skew_seconds.get(scope).copied()
    }

    fn count(&self, key: CallKey, metrics: u64) {
        let number = minute(self.clock.now());
        let mut state = self.state();
        *state.calls.entry(key).or_default() += 1;
        state.metrics += metrics;
        state.forget(number);
        match state.minutes.back_mut() {
            Some(last) if last.number == number => {
                last.calls += 1;
                last.metrics += metrics;
            }
            _ => state.minutes.push_back(Minute {
                number,
                calls: 1,
                metrics,
            }),
        }
    }

    // A panic while counting leaves figures, never half a structure.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn forget(&mut self, now: i64) {
        while self
            .minutes
            .front()
            .is_some_and(|m| m.number <= now - WINDOW_MINUTES)
        {
            self.minutes.pop_front();
        }
    }
}

fn minute(instant: Instant) -> i64 {
    instant.timestamp().div_euclid(60)
}

/// Counts what one client sends.
#[derive(Debug)]
pub(super) struct MeterInterceptor {
    meter: Meter,
    scope: Scope,
}

impl MeterInterceptor {
    /// Counts for the client of a scope.
    pub(super) fn new(meter: Meter, scope: Scope) -> Self {
        Self { meter, scope }
    }
}

#[derive(Debug)]
struct Sent(Instant);

/// How many metrics the operation asks for, at every attempt.
#[derive(Debug)]
struct Priced(u64);

impl Storable for Priced {
    type Storer = StoreReplace<Self>;
}

impl Storable for Sent {
    type Storer = StoreReplace<Self>;
}

impl Intercept for MeterInterceptor {
    fn name(&self) -> &'static str {
        "Meter"
    }

    fn read_before_serialization(
        &self,
        context: &BeforeSerializationInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if let Some(input) = context.input().downcast_ref::<GetMetricDataInput>() {
            let priced = Priced(input.metric_data_queries().len() as u64);
            config.interceptor_state().store_put(priced);
        }
        Ok(())
    }

    fn read_before_transmit(
        &self,
        _context: &BeforeTransmitInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if let Some(metadata) = config.load::<Metadata>() {
            let metrics = config.load::<Priced>().map_or(0, |priced| priced.0);
            let key = CallKey {
                service: metadata.service().to_owned(),
                scope: self.scope.clone(),
                operation: metadata.name().to_owned(),
            };
            self.meter.count(key, metrics);
        }
        let _ = CALLS.try_with(|calls| calls.fetch_add(1, Ordering::Relaxed));
        let sent = Sent(self.meter.clock.now());
        config.interceptor_state().store_put(sent);
        Ok(())
    }

    fn read_after_transmit(
        &self,
        context: &BeforeDeserializationInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let date = context.response().headers().get("date");
        let date = date.and_then(|date| chrono::DateTime::parse_from_rfc2822(date).ok());
        if let (Some(date), Some(Sent(sent))) = (date, config.load::<Sent>()) {
            let skew = skew_seconds(date.to_utc(), *sent, self.meter.clock.now());
            self.meter
                .state()
                .skew_seconds
                .insert(self.scope.clone(), skew);
        }
        Ok(())
    }
}

/// How far a clock that wrote `date`, in whole seconds, somewhere between `sent`
/// and `received` is ahead of this one. What cannot be told from zero is zero.
fn skew_seconds(date: Instant, sent: Instant, received: Instant) -> f64 {
    let least = (date - received).as_seconds_f64();
    let most = (date - sent).as_seconds_f64() + 1.0;
    if least <= 0.0 && most >= 0.0 {
        0.0
    } else {
        f64::midpoint(least, most)
    }
}

tokio::task_local! {
    static CALLS: Arc<AtomicU32>;
}

/// Runs `future` and tells how many requests it sent to AWS, retries included,
/// whether it succeeded or not. What it spawns onto other tasks is not counted.
pub async fn counted<F: Future>(future: F) -> (F::Output, u32) {
    let calls = Arc::new(AtomicU32::new(0));
    let output = CALLS.scope(calls.clone(), future).await;
    let calls = calls.load(Ordering::Relaxed);
    let _ = CALLS.try_with(|outer| outer.fetch_add(calls, Ordering::Relaxed));
    (output, calls)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    #[test]
    fn an_answer_stamped_within_the_second_shows_no_skew() {
        let skew = skew_seconds(
            at("2026-11-22T03:00:00Z"),
            at("2026-11-22T03:00:00.600Z"),
            at("2026-11-22T03:00:00.800Z"),
        );
        assert_eq!(skew, 0.0);
    }

    #[test]
    fn a_clock_ninety_seconds_ahead_is_told_within_a_second() {
        let skew = skew_seconds(
            at("2026-11-22T03:01:30Z"),
            at("2026-11-22T03:00:00Z"),
            at("2026-11-22T03:00:00.200Z"),
        );
        assert!((skew - 90.4).abs() < 0.01, "{skew}");
    }

    #[tokio::test(start_paused = true)]
    async fn forty_metrics_a_minute_cost_two_and_a_half_cents_an_hour() {
        let clock = Clock::starting_at(at("2026-11-22T03:00:00Z"), 1.0);
        let meter = Meter::new(clock.clone());
        let key = CallKey {
            service: "CloudWatch".to_owned(),
            scope: Scope::Global,
            operation: "GetMetricData".to_owned(),
        };
        for _ in 0..180 {
            meter.count(key.clone(), 40);
            clock.sleep(std::time::Duration::from_secs(60)).await;
        }
        let seen = meter.snapshot();
        assert_eq!(seen.calls, 180);
        assert!((seen.price_usd_per_hour - 0.024).abs() < 0.000_5);
        assert!((seen.spent_usd - 0.072).abs() < 0.000_1);
        assert!(seen.calls_last_hour <= 60);
    }
}
