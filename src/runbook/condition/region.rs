//! `region`: whether a Region answers, or is down by the operator's word.

use super::{Condition, ConditionEntry, View};
use crate::runbook::judgement::Judgement;
use crate::runbook::parse::Reader;
use crate::runbook::place::Place;
use crate::terms::{Unknown, clock_time};
use std::fmt;

pub(super) static ENTRY: ConditionEntry = ConditionEntry {
    name: "region",
    about: "the Region answers, or was declared down",
    keys: &["region", "is"],
    read,
};

/// How a Region is wanted to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RegionState {
    /// It answers, and was not declared down.
    Answering,
    /// The operator has declared it down, which fixes what is lost.
    DeclaredDown,
}

/// A Region answers, or was declared down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegionIs {
    /// The Region.
    pub region: Place,
    /// How it is wanted to be.
    pub is: RegionState,
}

fn read(reader: &mut Reader<'_, '_>) -> Option<Condition> {
    let is = reader.needed("is", "`answering` or `declared-down`", |text| match text {
        "answering" => Ok(RegionState::Answering),
        "declared-down" => Ok(RegionState::DeclaredDown),
        _ => Err("no state of a Region".to_owned()),
    });
    Some(Condition::Region(RegionIs {
        region: reader.needed_place("region")?,
        is: is?,
    }))
}

impl RegionIs {
    pub(super) fn judge(&self, view: &View<'_>) -> Judgement {
        let wanted = self.to_string();
        let region = self.region.region(&view.plan().regions);
        let all = view.assessment.regions(view.estate, view.now);
        let Some(seen) = all.into_iter().find(|it| it.region == *region) else {
            let why = format!("{region} is no Region of the plan");
            return Judgement::unknown(Unknown::Unavailable(why.into()), wanted);
        };
        let declared = |is_met, since| {
            let measured = format!("declared down at {}", clock_time(since));
            Judgement::measured(is_met, measured, wanted.clone())
        };
        match (self.is, seen.declared_down, seen.silent_since) {
            (RegionState::DeclaredDown, Some(since), _) => declared(true, since),
            (RegionState::Answering, Some(since), _) => {
                declared(false, since).clears(format!("`lifeboat declare {region} up`"))
            }
            (RegionState::DeclaredDown, None, silent) => {
                let measured = match silent {
                    Some(since) => format!(
                        "it does not answer since {}, and was not declared down",
                        clock_time(since)
                    ),
                    None => "it was not declared down".to_owned(),
                };
                Judgement::measured(false, measured, wanted)
                    .clears(format!("`lifeboat declare {region} down`"))
            }
            (RegionState::Answering, None, Some(since)) => {
                let measured = format!("it does not answer since {}", clock_time(since));
                Judgement::measured(false, measured, wanted).clears("it answers")
            }
            (RegionState::Answering, None, None) if seen.freshness.is_trusted() => {
                let (answering, asked) = seen.answering;
                let measured = format!("{answering} of {asked} sources answer");
                Judgement::measured(answering > 0, measured, wanted).clears("it answers")
            }
            (RegionState::Answering, None, None) => Judgement::unknown(Unknown::Stale, wanted),
        }
    }
}

impl fmt::Display for RegionIs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.is {
            RegionState::Answering => write!(f, "{} answers", self.region),
            RegionState::DeclaredDown => write!(f, "{} is declared down", self.region),
        }
    }
}
