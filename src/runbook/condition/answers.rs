//! `answers`: which Region the authoritative name servers answer for a record.

use super::{Condition, ConditionEntry, RecordName, View};
use crate::runbook::judgement::Judgement;
use crate::runbook::parse::Reader;
use crate::runbook::place::Place;
use crate::terms::Known;
use std::fmt;

pub(super) static ENTRY: ConditionEntry = ConditionEntry {
    name: "answers",
    about: "every authoritative name server answers the record with that Region",
    keys: &["record", "type", "region"],
    read,
};

/// Every authoritative name server answers a record with a Region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answers {
    /// The record.
    pub record: RecordName,
    /// The Region.
    pub region: Place,
}

fn read(reader: &mut Reader<'_, '_>) -> Option<Condition> {
    let region = reader.needed_place("region");
    Some(Condition::Answers(Answers {
        record: RecordName::read(reader)?,
        region: region?,
    }))
}

impl Answers {
    pub(super) fn judge(&self, view: &View<'_>) -> Judgement {
        let wanted = self.to_string();
        let record = match view.record(&self.record) {
            Ok(record) => record,
            Err(why) => return Judgement::unknown(why, wanted),
        };
        let answer = match &record.answer {
            Known::Known(answer) => answer,
            Known::Unknown(why) => return Judgement::unknown(why.clone(), wanted),
        };
        let region = match &answer.region {
            Known::Known(region) => region,
            Known::Unknown(why) => return Judgement::unknown(why.clone(), wanted),
        };
        let (agreeing, asked) = answer.servers;
        let is_met = region == self.region.region(&view.plan().regions) && agreeing == asked;
        let measured = format!("{region}, by {agreeing} of {asked} name servers");
        Judgement::measured(is_met, measured, wanted)
            .clears("a flip, or the time that name servers take to follow one")
            .seen(answer.at)
    }
}

impl fmt::Display for Answers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} answers {}", self.record, self.region)
    }
}
