//! `copy-status`: AWS's word for how a store's copy in a Region is.

use super::writable::{copies_in, status};
use super::{Condition, ConditionEntry, View};
use crate::runbook::judgement::Judgement;
use crate::runbook::parse::Reader;
use crate::runbook::place::Place;
use std::fmt;

pub(super) static ENTRY: ConditionEntry = ConditionEntry {
    name: "copy-status",
    about: "every copy of the store in the Region has this status, such as `available`",
    keys: &["store", "region", "is"],
    read,
};

/// Every copy of a store in a Region has a status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CopyStatus {
    /// The store, by the plan's name for it.
    pub store: String,
    /// Where.
    pub region: Place,
    /// The status, in AWS's words.
    pub is: String,
}

fn read(reader: &mut Reader<'_, '_>) -> Option<Condition> {
    let (region, is) = (reader.needed_place("region"), reader.needed_text("is"));
    Some(Condition::CopyStatus(CopyStatus {
        store: reader.needed_text("store")?,
        region: region?,
        is: is?,
    }))
}

impl CopyStatus {
    pub(super) fn judge(&self, view: &View<'_>) -> Judgement {
        let wanted = self.to_string();
        let region = self.region.region(&view.plan().regions);
        let copies = match copies_in(view, &self.store, region) {
            Ok(copies) => copies,
            Err(why) => return Judgement::unknown(why, wanted),
        };
        let mut words = Vec::new();
        let mut is_met = true;
        for copy in copies {
            match status(copy) {
                Ok(status) => {
                    is_met &= status == self.is;
                    words.push(format!("{} is {status}", copy.identifier));
                }
                Err(why) => return Judgement::unknown(why, wanted),
            }
        }
        Judgement::measured(is_met, words.join(", "), wanted).clears("what it is doing is over")
    }
}

impl fmt::Display for CopyStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is {} in {}", self.store, self.is, self.region)
    }
}
