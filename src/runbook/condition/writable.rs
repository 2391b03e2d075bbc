//! `writable`: a store's copy in one Region accepts writes, whatever is known of
//! the others: the other Region may be the one that is down.

use super::{Condition, ConditionEntry, View};
use crate::assess::CopyAssessment;
use crate::runbook::judgement::Judgement;
use crate::runbook::parse::Reader;
use crate::runbook::place::Place;
use crate::terms::{Known, Region, Unknown};
use std::fmt;

pub(super) static ENTRY: ConditionEntry = ConditionEntry {
    name: "writable",
    about: "a copy of the store in the Region accepts writes by AWS's word, whatever is known of the others",
    keys: &["store", "region"],
    read,
};

/// A store's copy in a Region accepts writes, by AWS's word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Writable {
    /// The store, by the plan's name for it.
    pub store: String,
    /// Where.
    pub region: Place,
}

fn read(reader: &mut Reader<'_, '_>) -> Option<Condition> {
    let region = reader.needed_place("region");
    Some(Condition::Writable(Writable {
        store: reader.needed_text("store")?,
        region: region?,
    }))
}

impl Writable {
    pub(super) fn judge(&self, view: &View<'_>) -> Judgement {
        let wanted = self.to_string();
        let region = self.region.region(&view.plan().regions);
        let copies = match copies_in(view, &self.store, region) {
            Ok(copies) => copies,
            Err(why) => return Judgement::unknown(why, wanted),
        };
        if let Some(writer) = copies.iter().find(|copy| copy.takes_writes()) {
            let measured = format!("{} accepts writes", writer.identifier);
            return Judgement::measured(true, measured, wanted);
        }
        if let Some(why) = copies.iter().find_map(|copy| copy.status.unknown()) {
            return Judgement::unknown(why.clone(), wanted).clears(format!("{region} answers"));
        }
        let stand: Vec<String> = copies
            .iter()
            .map(|copy| format!("{} follows another or is stopped", copy.identifier))
            .collect();
        Judgement::measured(false, stand.join(", "), wanted).clears("it is promoted")
    }
}

/// The copies of a store that are in a Region, at least one, or why there is none.
pub(super) fn copies_in<'a>(
    view: &View<'a>,
    store: &str,
    region: &Region,
) -> Result<Vec<&'a CopyAssessment>, Unknown> {
    let store = view.store(store)?;
    if !store.kind.has_copies() {
        let why = format!("copies of {} stores are not observed", store.kind.title());
        return Err(Unknown::Unavailable(why.into()));
    }
    let there: Vec<_> = store
        .copies
        .iter()
        .filter(|copy| copy.region == *region)
        .collect();
    if there.is_empty() {
        let why = format!("no copy of {} was seen in {region}", store.name);
        return Err(Unknown::Unavailable(why.into()));
    }
    Ok(there)
}

/// The status of a copy as AWS tells it.
pub(super) fn status(copy: &CopyAssessment) -> Result<String, Unknown> {
    match &copy.status {
        Known::Known(status) => Ok(status.to_string()),
        Known::Unknown(why) => Err(why.clone()),
    }
}

impl fmt::Display for Writable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} accepts writes in {}", self.store, self.region)
    }
}
