//! `recovery-point`: how old the newest usable backup of a store in a Region is.

use super::{Condition, ConditionEntry, View};
use crate::runbook::judgement::Judgement;
use crate::runbook::parse::Reader;
use crate::runbook::place::Place;
use crate::terms::{Known, Span, age, calendar};
use std::fmt;

pub(super) static ENTRY: ConditionEntry = ConditionEntry {
    name: "recovery-point",
    about: "the newest usable backup of the store in the Region has data newer than so long ago",
    keys: &["store", "region", "newer_than"],
    read,
};

/// A store has a usable backup in a Region with data newer than so long ago.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecoveryPoint {
    /// The store, by the plan's name for it.
    pub store: String,
    /// Where the backup is.
    pub region: Place,
    /// How long ago its data may be.
    pub newer_than: Span,
}

fn read(reader: &mut Reader<'_, '_>) -> Option<Condition> {
    let region = reader.needed_place("region");
    let newer_than = reader.needed_span("newer_than");
    Some(Condition::RecoveryPoint(RecoveryPoint {
        store: reader.needed_text("store")?,
        region: region?,
        newer_than: newer_than?,
    }))
}

impl RecoveryPoint {
    pub(super) fn judge(&self, view: &View<'_>) -> Judgement {
        let wanted = self.to_string();
        let store = match view.store(&self.store) {
            Ok(store) => store,
            Err(why) => return Judgement::unknown(why, wanted),
        };
        let region = self.region.region(&view.plan().regions);
        match store.backup_in(region) {
            Known::Unknown(why) => Judgement::unknown(why.clone(), wanted),
            Known::Known(None) => Judgement::measured(false, format!("none in {region}"), wanted)
                .clears("`lifeboat action run backup`, or `copy` to that Region"),
            Known::Known(Some(point)) => {
                let old = Span::between(point.at, view.now);
                let measured = format!("{}, {}", calendar(point.at), age(point.at, view.now));
                Judgement::measured(old <= self.newer_than, measured, wanted)
                    .clears("a newer backup")
                    .seen(point.at)
            }
        }
    }
}

impl fmt::Display for RecoveryPoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "a backup of {} in {} newer than {}",
            self.store, self.region, self.newer_than
        )
    }
}
