//! The one clock. Every room, the AWS SDK and the simulated AWS read the time
//! and sleep by it, so that ten times the speed is the same picture with ten
//! times the calls, and tests turn it by hand.

use crate::terms::Instant;
use std::sync::Arc;
use std::time::Duration;

/// The time, and a way to wait for it. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Clock(Arc<Kind>);

#[derive(Debug)]
enum Kind {
    /// The host's own clock, which follows corrections and survives a suspend.
    Host,
    /// Starts at an instant and runs over tokio's clock, which tests can pause.
    Turned {
        epoch: Instant,
        origin: tokio::time::Instant,
        speed: f64,
    },
}

impl Clock {
    /// The host's clock.
    #[must_use]
    pub fn host() -> Self {
        Self(Arc::new(Kind::Host))
    }

    /// A clock that reads `epoch` now and runs `speed` times as fast as the
    /// host. Speeds below a thousandth or above a thousand are brought within.
    #[must_use]
    pub fn starting_at(epoch: Instant, speed: f64) -> Self {
        Self(Arc::new(Kind::Turned {
            epoch,
            origin: tokio::time::Instant::now(),
            speed: speed.clamp(0.001, 1_000.0),
        }))
    }

    /// The time now, UTC.
    #[must_use]
    pub fn now(&self) -> Instant {
        match &*self.0 {
            Kind::Host => chrono::Utc::now(),
            Kind::Turned {
                epoch,
                origin,
                speed,
            } => {
                let elapsed = origin.elapsed().mul_f64(*speed);
                chrono::TimeDelta::from_std(elapsed)
                    .ok()
                    .and_then(|delta| epoch.checked_add_signed(delta))
                    .unwrap_or(Instant::MAX_UTC)
            }
        }
    }

    /// How many of this clock's seconds pass in one of the host's.
    #[must_use]
    pub fn speed(&self) -> f64 {
        match &*self.0 {
            Kind::Host => 1.0,
            Kind::Turned { speed, .. } => *speed,
        }
    }

    /// How long the host waits for `duration` of this clock.
    #[must_use]
    pub fn on_host(&self, duration: Duration) -> Duration {
        duration.div_f64(self.speed())
    }

    /// Waits for `duration` of this clock.
    pub async fn sleep(&self, duration: Duration) {
        tokio::time::sleep(self.on_host(duration)).await;
    }

    /// Waits until this clock reads `instant`; returns at once when it has passed.
    pub async fn sleep_until(&self, instant: Instant) {
        if let Ok(rest) = (instant - self.now()).to_std() {
            self.sleep(rest).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn ten_times_the_speed_is_an_hour_in_six_minutes() {
        let epoch: Instant = "2026-11-22T03:00:00Z".parse().unwrap();
        let clock = Clock::starting_at(epoch, 10.0);
        tokio::time::advance(Duration::from_secs(360)).await;
        assert_eq!(clock.now(), epoch + chrono::TimeDelta::hours(1));
        clock.sleep(Duration::from_secs(60)).await;
        assert_eq!(clock.now(), epoch + chrono::TimeDelta::minutes(61));
    }
}
