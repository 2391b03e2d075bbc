//! What somebody does to the databases, and the time each of it takes.
//!
//! An operation is accepted at an instant and takes its course on the agenda from there, with the statuses
//! and events RDS has for it. Whether it may be done is asked before, by the service. A Region that is dark
//! takes no step; what was begun goes on once there is light again.

mod clusters;
mod globals;
mod instances;
mod restores;

use chrono::{DateTime, Duration, Utc};

use super::World;
use super::agenda::Task;
use super::snapshots::DbEvent;

pub(super) use clusters::ClusterStep;
pub(super) use globals::GlobalStep;
pub(super) use instances::InstanceStep;
pub use restores::Restored;

/// How long what a dark Region owes is put off before it is tried again.
const RESPITE: Duration = Duration::seconds(30);

/// Something an RDS event is about.
struct Subject<'a> {
    /// `SourceType`.
    kind: &'static str,
    /// `SourceIdentifier`.
    identifier: &'a str,
    /// `SourceArn`.
    arn: &'a str,
}

impl World {
    /// Puts a step off when its Region is dark. True when it was put off.
    fn put_off(&mut self, region: &str, task: Task, at: DateTime<Utc>) -> bool {
        let dark = self.dark(region, at);
        if dark {
            self.agenda.note(at + RESPITE, task);
        }
        dark
    }

    /// Notes an RDS event.
    fn note_event(
        &mut self,
        region: &str,
        subject: &Subject<'_>,
        category: &str,
        message: impl Into<String>,
        at: DateTime<Utc>,
    ) {
        let event = DbEvent {
            source: subject.identifier.to_owned(),
            source_type: subject.kind.to_owned(),
            source_arn: subject.arn.to_owned(),
            message: message.into(),
            categories: vec![category.to_owned()],
            date: at,
        };
        if let Some(here) = self.regions.get_mut(region) {
            here.events.push(event);
        }
    }
}
