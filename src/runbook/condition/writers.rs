//! `writers`: how many copies of a store accept writes, whichever they are.

use super::{Condition, ConditionEntry, View};
use crate::assess::Writers;
use crate::runbook::judgement::Judgement;
use crate::runbook::parse::Reader;
use crate::runbook::place::Place;
use crate::terms::Unknown;
use std::fmt;

pub(super) static ENTRY: ConditionEntry = ConditionEntry {
    name: "writers",
    about: "so many copies of the store accept writes by AWS's word, all of them in the Region when one is named; not known while any copy is unseen",
    keys: &["store", "count", "region"],
    read,
};

/// So many copies of a store accept writes, by AWS's word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WriterCount {
    /// The store, by the plan's name for it.
    pub store: String,
    /// How many.
    pub count: usize,
    /// Where all of them are, when that matters.
    pub region: Option<Place>,
}

fn read(reader: &mut Reader<'_, '_>) -> Option<Condition> {
    let count = reader.needed_number("count", 0..=20);
    let region = reader.place("region");
    Some(Condition::Writers(WriterCount {
        store: reader.needed_text("store")?,
        count: usize::try_from(count?).ok()?,
        region,
    }))
}

impl WriterCount {
    pub(super) fn judge(&self, view: &View<'_>) -> Judgement {
        let wanted = self.to_string();
        let store = match view.store(&self.store) {
            Ok(store) => store,
            Err(why) => return Judgement::unknown(why, wanted),
        };
        let copies = match &store.writers {
            Writers::Copies(copies) => copies,
            Writers::Unknown(why) => {
                return Judgement::unknown(why.clone(), wanted)
                    .clears("every copy is seen, or `writable` of the one that matters");
            }
            Writers::EveryRegion | Writers::Application => {
                let why = format!("AWS names no writer of {} stores", store.kind.title());
                return Judgement::unknown(Unknown::Unavailable(why.into()), wanted);
            }
        };
        let region = self
            .region
            .as_ref()
            .map(|it| it.region(&view.plan().regions));
        let there = |at| region.is_none_or(|region| region == at);
        let is_met = copies.len() == self.count && copies.iter().all(|(_, at)| there(at));
        let names: Vec<String> = copies
            .iter()
            .map(|(id, region)| format!("{id} in {region}"))
            .collect();
        let measured = match names.as_slice() {
            [] => "no copy accepts writes".to_owned(),
            names => format!("{} accept writes: {}", names.len(), names.join(", ")),
        };
        Judgement::measured(is_met, measured, wanted)
            .clears("a promotion, or a fence for the copy that should not write")
    }
}

impl fmt::Display for WriterCount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.count {
            0 => write!(f, "no copy of {} accepts writes", self.store)?,
            1 => write!(f, "exactly one copy of {} accepts writes", self.store)?,
            count => write!(f, "{count} copies of {} accept writes", self.store)?,
        }
        match &self.region {
            Some(region) if self.count > 0 => write!(f, ", in {region}"),
            _ => Ok(()),
        }
    }
}
