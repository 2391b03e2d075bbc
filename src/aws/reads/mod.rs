//! What is read of AWS, as facts. Every list is whole: all pages are followed,
//! and what cannot be read whole is a failure, never a shorter list.

mod backup;
mod backup_plans;
mod backup_settings;
mod cloudwatch;
mod convert;
mod pending;
mod rds;
mod rds_backups;
mod route53;
mod s3;
mod sns;
mod sts;

pub use cloudwatch::{MetricFailure, Metrics};
pub use s3::SeenObjects;

#[cfg(feature = "operate")]
pub(super) use sts::identity_of;

use super::door::Door;
use super::failure::Asked;
use super::meter::counted;
use crate::estate::{Failure, Scope};
use std::collections::HashSet;
use std::future::Future;

/// How many pages a list may have. At AWS's own page sizes that is far beyond any
/// account; a service that never ends its list must not be followed for ever.
const MOST_PAGES: usize = 5_000;

/// How many requests of one read may be under way at a time.
const AT_ONCE: usize = 4;

/// Facts, and how many requests they took.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading<T> {
    /// What AWS said.
    pub facts: T,
    /// Requests sent, retries included.
    pub calls: u32,
}

/// Everything that is read of AWS. Cheap to clone.
///
/// Every read ends within the operation time-out for each level of its calls,
/// and fails with a [`Failure`] that tells the kinds apart. How many requests a
/// failed read took is told by [`counted`].
#[derive(Debug, Clone)]
pub struct Reads {
    door: Door,
}

impl Reads {
    /// Reads through a door.
    #[must_use]
    pub fn new(door: Door) -> Self {
        Self { door }
    }

    /// The door that is read through.
    #[must_use]
    pub fn door(&self) -> &Door {
        &self.door
    }

    /// How far AWS's clock was ahead of this host's when a scope last answered,
    /// seconds; `None` when it has not.
    #[must_use]
    pub fn skew_seconds(&self, scope: &Scope) -> Option<f64> {
        self.door.meter().skew_seconds(scope)
    }
}

/// Counts the requests of a read.
async fn reading<T>(read: impl Future<Output = Result<T, Failure>>) -> Result<Reading<T>, Failure> {
    let (facts, calls) = counted(read).await;
    Ok(Reading {
        facts: facts?,
        calls,
    })
}

/// One page of a list, and what asks for the next one.
type Page<T, M> = (Vec<T>, Option<M>);

/// Follows a list to its end.
///
/// # Errors
/// When a page fails, when AWS gives a marker twice, or the list does not end.
async fn pages<T, M, P, F>(asked: Asked, mut page: P) -> Result<Vec<T>, Failure>
where
    M: Clone + Eq + std::hash::Hash,
    P: FnMut(Option<M>) -> F,
    F: Future<Output = Result<Page<T, M>, Failure>>,
{
    let mut all = Vec::new();
    let mut seen = HashSet::new();
    let mut marker = None;
    for _ in 0..MOST_PAGES {
        let (items, next) = page(marker).await?;
        all.extend(items);
        let Some(next) = next else {
            return Ok(all);
        };
        if !seen.insert(next.clone()) {
            return Err(asked.not_understood("the same page was given twice"));
        }
        marker = Some(next);
    }
    Err(asked.not_understood(format!("the list has more than {MOST_PAGES} pages")))
}

/// The marker of the next page: an empty one ends the list like none.
fn next(marker: Option<&str>) -> Option<String> {
    marker.filter(|m| !m.is_empty()).map(str::to_owned)
}
