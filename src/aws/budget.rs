//! Route 53's budget. AWS allows an account five requests a second in all,
//! Terraform and everyone else included (Route 53 developer guide, "Quotas");
//! lifeboat takes one a second, and four at once after a rest. A page of a list is
//! a request like any other.

use crate::clock::Clock;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// The time that one request takes from the budget.
const EACH: Duration = Duration::from_secs(1);

/// How many requests may go at once after a rest.
const BURST: u32 = 4;

/// A budget shared by whoever holds a clone, at the speed of the one clock. It is
/// kept in time that never steps back: a corrected host clock must not close it.
#[derive(Debug, Clone)]
pub(super) struct Budget {
    clock: Clock,
    /// When the requests granted so far will have been paid for.
    paid: Arc<Mutex<Instant>>,
}

impl Budget {
    /// A full budget: one request a second, four at once.
    pub(super) fn new(clock: Clock) -> Self {
        let paid = Arc::new(Mutex::new(Instant::now()));
        Self { clock, paid }
    }

    /// Waits for one request's turn. Turns are given in the order of asking; one
    /// that is not taken, since its waiter was cancelled, is lost.
    pub(super) async fn turn(&self) {
        let turn = self.reserve();
        tokio::time::sleep_until(turn).await;
    }

    fn reserve(&self) -> Instant {
        let each = self.clock.on_host(EACH);
        let mut paid = self.paid.lock().unwrap_or_else(PoisonError::into_inner);
        let start = (*paid).max(Instant::now());
        *paid = start + each;
        start.checked_sub(each * (BURST - 1)).unwrap_or(start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terms::Span;

    fn clock() -> Clock {
        Clock::starting_at("2026-11-22T03:00:00Z".parse().unwrap(), 1.0)
    }

    #[tokio::test(start_paused = true)]
    async fn four_go_at_once_and_then_one_a_second() {
        let clock = clock();
        let budget = Budget::new(clock.clone());
        let start = clock.now();
        let mut turns = Vec::new();
        for _ in 0..7 {
            budget.turn().await;
            turns.push(Span::between(start, clock.now()).duration().as_secs());
        }
        assert_eq!(turns, [0, 0, 0, 0, 1, 2, 3]);
    }

    #[tokio::test(start_paused = true)]
    async fn an_hour_of_asking_takes_an_hours_worth_and_never_five_in_a_second() {
        let clock = clock();
        let budget = Budget::new(clock.clone());
        let end = Span::hours(1).after(clock.now());
        let mut turns = Vec::new();
        while clock.now() < end {
            budget.turn().await;
            turns.push(clock.now());
            // Now and then nobody asks for a while.
            if turns.len() % 50 == 0 {
                clock.sleep(Duration::from_secs(20)).await;
            }
        }
        assert!(turns.len() <= 3_600 + 4, "{}", turns.len());
        let close = turns
            .windows(5)
            .filter(|five| five[4] - five[0] < chrono::TimeDelta::seconds(1));
        assert_eq!(close.count(), 0);
    }
}
