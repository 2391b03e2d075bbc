//! How long until the next look: spread a little when all is well, longer and
//! longer, up to a cap, while it fails.

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use std::time::Duration;

/// The longest wait after failures.
const CAP: Duration = Duration::from_secs(300);

/// The longest first wait after a failure: what is looked at every quarter of
/// an hour is not left unseen that long because one call failed.
const LONGEST_BASE: Duration = Duration::from_secs(30);

/// How much of an interval is left to chance. Only ever shorter than the
/// cadence: nothing becomes older than one cadence for the sake of spreading.
const SPREAD: f64 = 0.1;

/// The waits of one source in one scope, the same for the same seed.
#[derive(Debug)]
pub(super) struct Backoff {
    chance: StdRng,
    failures: u32,
}

impl Backoff {
    /// Waits that follow from `seed`.
    pub(super) fn new(seed: u64) -> Self {
        Self {
            chance: StdRng::seed_from_u64(seed),
            failures: 0,
        }
    }

    /// The wait between two looks when all is well: the cadence, or up to a
    /// tenth less.
    pub(super) fn interval(&mut self, cadence: Duration) -> Duration {
        cadence.mul_f64(1.0 - SPREAD * self.chance.random::<f64>())
    }

    /// Takes note of an answer.
    pub(super) fn answered(&mut self) {
        self.failures = 0;
    }

    /// Takes note of a failure and says how long to wait: between the base,
    /// which is the cadence or half a minute, and five minutes, doubling.
    pub(super) fn failed(&mut self, cadence: Duration) -> Duration {
        let base = base(cadence);
        let doublings = self.failures.min(16);
        self.failures = self.failures.saturating_add(1);
        let full = base.saturating_mul(1 << doublings).min(CAP);
        let spread = 1.0 - SPREAD * self.chance.random::<f64>();
        full.mul_f64(spread).max(base)
    }

    /// Whether the last look failed.
    pub(super) fn is_failing(&self) -> bool {
        self.failures > 0
    }
}

fn base(cadence: Duration) -> Duration {
    cadence.min(LONGEST_BASE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn waits_stay_between_base_and_cap_and_do_not_grow_beyond_it(
            seed in any::<u64>(),
            cadence in 1_u64..2_000,
            looks in 1_usize..60,
        ) {
            let cadence = Duration::from_secs(cadence);
            let mut backoff = Backoff::new(seed);
            let mut before = Duration::ZERO;
            for look in 0..looks {
                let wait = backoff.failed(cadence);
                prop_assert!(wait >= base(cadence), "below the base");
                prop_assert!(wait <= CAP, "above the cap");
                let settled = base(cadence).saturating_mul(1 << look.min(20)) >= CAP;
                prop_assert!(settled || wait >= before, "shrinks before the cap");
                before = wait;
            }
            backoff.answered();
            prop_assert!(backoff.failed(cadence) == base(cadence), "an answer forgets failures");
        }

        #[test]
        fn an_interval_is_never_longer_than_the_cadence_nor_much_shorter(
            seed in any::<u64>(),
            cadence in 1_u64..2_000,
        ) {
            let cadence = Duration::from_secs(cadence);
            let interval = Backoff::new(seed).interval(cadence);
            prop_assert!(interval <= cadence);
            prop_assert!(interval >= cadence.mul_f64(1.0 - SPREAD));
            prop_assert_eq!(interval, Backoff::new(seed).interval(cadence));
        }
    }

    #[test]
    fn two_sources_with_one_cadence_do_not_march_in_step() {
        let minute = Duration::from_secs(60);
        assert_ne!(
            Backoff::new(1).interval(minute),
            Backoff::new(2).interval(minute)
        );
    }
}
