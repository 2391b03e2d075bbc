//! Guarded actions on the simulated AWS, in virtual time: what is proposed, what
//! stands in the way, and what is sent.

#[cfg(feature = "operate")]
mod by_keys;
#[cfg(feature = "operate")]
mod courses;
#[cfg(feature = "operate")]
mod guards;
#[cfg(feature = "operate")]
pub mod keyboard;
#[cfg(feature = "operate")]
mod lease;
mod preflight;
#[cfg(feature = "operate")]
mod refused;
#[cfg(feature = "operate")]
mod region_down;
#[cfg(feature = "operate")]
mod settling;
#[cfg(feature = "operate")]
mod stage;
mod states;
#[cfg(feature = "operate")]
mod there_and_back;

use crate::support::{House, Seen};
use lifeboat::act::{
    LeaseStanding, Past, Proposal, Settings, Sight, Standing, Window, action_named, propose,
    target_named,
};
use lifeboat::estate::Declaration;
use lifeboat::terms::{Instant, Region, Span};

/// A run that is armed, with the lease.
pub fn armed(now: Instant) -> Standing {
    Standing {
        window: Some(Window::open("INC-4711: a drill", None, None, now).unwrap()),
        lease: LeaseStanding::Held {
            by_means_of: "locked on this host".to_owned(),
        },
        can_act: true,
        ..Standing::observing(true)
    }
}

/// What is weighed: what was seen, and how the run stands.
pub fn weigh<T>(
    house: &House,
    seen: &Seen,
    past: &Past,
    standing: &Standing,
    weigh: impl FnOnce(&Sight<'_>) -> T,
) -> T {
    weigh(&Sight {
        plan: &house.plan,
        estate: &seen.estate,
        assessment: &seen.assessment,
        past,
        standing,
        now: seen.now,
    })
}

/// An action on a target, proposed.
pub fn proposed(
    sight: &Sight<'_>,
    action: &str,
    target: &str,
    settings: &[(&str, &str)],
) -> Proposal {
    let action = action_named(action).unwrap();
    let target = target_named(sight, action, target).unwrap();
    let settings: Settings = settings
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    propose(sight, action, &target, &settings, sight.now).unwrap()
}

/// The operator's word that a Region is down since so long ago.
pub fn down(region: &Region, ago: Span, now: Instant) -> Declaration {
    Declaration {
        region: region.clone(),
        since: ago.before(now),
        declared: now,
        incident: Some("INC-4711".into()),
    }
}
