//! The SDK's time and sleep, by lifeboat's one clock.

use crate::clock::Clock;
use crate::terms::Instant;
use aws_smithy_async::rt::sleep::{AsyncSleep, Sleep};
use aws_smithy_async::time::TimeSource;
use std::time::{Duration, SystemTime};

/// The clock as the SDK wants it: for signatures, back-off and time-outs.
#[derive(Debug, Clone)]
pub(super) struct SdkClock(pub Clock);

impl TimeSource for SdkClock {
    fn now(&self) -> SystemTime {
        self.0.now().into()
    }
}

impl AsyncSleep for SdkClock {
    fn sleep(&self, duration: Duration) -> Sleep {
        let clock = self.0.clone();
        Sleep::new(async move { clock.sleep(duration).await })
    }
}

/// An instant as AWS writes one; `None` for what no calendar holds.
pub(super) fn instant(time: &aws_smithy_types::DateTime) -> Option<Instant> {
    Instant::from_timestamp(time.secs(), time.subsec_nanos())
}

/// An instant as the SDK wants it.
pub(super) fn sdk_time(instant: Instant) -> aws_smithy_types::DateTime {
    aws_smithy_types::DateTime::from_secs_and_nanos(
        instant.timestamp(),
        instant.timestamp_subsec_nanos().min(999_999_999),
    )
}
