//! `health-check`: what Route 53 takes a side of a failover pair for, with
//! `Disabled` and `Inverted` applied.

use super::{Condition, ConditionEntry, RecordName, View};
use crate::estate::facts::FailoverRole;
use crate::runbook::judgement::Judgement;
use crate::runbook::parse::Reader;
use crate::terms::{Known, Unknown};
use std::fmt;

pub(super) static ENTRY: ConditionEntry = ConditionEntry {
    name: "health-check",
    about: "Route 53 takes that side of the record's failover pair for healthy or for unhealthy, with Disabled and Inverted applied",
    keys: &["record", "type", "side", "is"],
    read,
};

/// Route 53 takes a side of a failover pair for healthy, or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HealthCheck {
    /// The record.
    pub record: RecordName,
    /// The side: PRIMARY or SECONDARY.
    pub side: FailoverRole,
    /// What is wanted.
    pub is_healthy: bool,
}

fn read(reader: &mut Reader<'_, '_>) -> Option<Condition> {
    let side = reader.needed("side", "`primary` or `secondary`", |text| match text {
        "primary" => Ok(FailoverRole::Primary),
        "secondary" => Ok(FailoverRole::Secondary),
        _ => Err("no side of a failover pair".to_owned()),
    });
    let is_healthy = reader.needed("is", "`healthy` or `unhealthy`", |text| match text {
        "healthy" => Ok(true),
        "unhealthy" => Ok(false),
        _ => Err("no state of a health check".to_owned()),
    });
    Some(Condition::HealthCheck(HealthCheck {
        record: RecordName::read(reader)?,
        side: side?,
        is_healthy: is_healthy?,
    }))
}

const fn word(is_healthy: bool) -> &'static str {
    if is_healthy { "healthy" } else { "unhealthy" }
}

impl HealthCheck {
    pub(super) fn judge(&self, view: &View<'_>) -> Judgement {
        let wanted = self.to_string();
        let record = match view.record(&self.record) {
            Ok(record) => record,
            Err(why) => return Judgement::unknown(why, wanted),
        };
        let pair = match &record.pair {
            Known::Known(pair) => pair,
            Known::Unknown(why) => return Judgement::unknown(why.clone(), wanted),
        };
        let Some(side) = pair.iter().find(|side| side.role == self.side) else {
            let why = format!("{} has no {} record", self.record, side_word(&self.side));
            return Judgement::unknown(Unknown::Unavailable(why.into()), wanted);
        };
        match &side.healthy {
            Known::Unknown(why) => Judgement::unknown(why.clone(), wanted),
            Known::Known(healthy) => {
                let measured = format!("{}, {}", word(*healthy), side.reason);
                Judgement::measured(*healthy == self.is_healthy, measured, wanted)
                    .clears("its health check, or what that looks at")
            }
        }
    }
}

const fn side_word(side: &FailoverRole) -> &'static str {
    match side {
        FailoverRole::Primary => "PRIMARY",
        FailoverRole::Secondary => "SECONDARY",
    }
}

impl fmt::Display for HealthCheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (side, word) = (side_word(&self.side), word(self.is_healthy));
        write!(f, "the {side} of {} is {word}", self.record)
    }
}
