//! A `ChangeBatch`, as a request writes it.

use super::records::TYPES;
use crate::sim::services::input::Input;
use crate::sim::services::{Call, Failure};
use crate::sim::world::answers::fully_qualified;
use crate::sim::world::zones::{Answer, RecordSet, Routing};

/// How many record values a batch may have; those of an `UPSERT` count twice.
const MOST_VALUES: usize = 1_000;
/// How many characters the values of a batch may have; those of an `UPSERT` count twice.
const MOST_CHARACTERS: usize = 32_000;

/// `Action`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Action {
    Create,
    Delete,
    Upsert,
}

/// One change of a batch.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    pub(super) action: Action,
    pub(super) record: RecordSet,
}

/// Reads the batch of a request.
pub(super) fn read(call: &Call<'_>) -> Result<Vec<Asked>, Failure> {
    let batch = call.input.member("ChangeBatch");
    let changes = batch.map(|batch| batch.list("Changes", "Change"));
    let changes = changes.unwrap_or_default();
    if changes.is_empty() {
        return Err(call.invalid(
            "1 validation error detected: Value at 'changeBatch.changes' failed to satisfy constraint: \
             Member must have length greater than or equal to 1",
        ));
    }
    let asked: Vec<Asked> = changes
        .into_iter()
        .map(|change| change_of(call, change))
        .collect::<Result<_, _>>()?;
    let (mut values, mut characters) = (0, 0);
    for Asked { action, record } in &asked {
        let times = if *action == Action::Upsert { 2 } else { 1 };
        if let Answer::Values { values: own, .. } = &record.answer {
            values += times * own.len();
            characters += times * own.iter().map(String::len).sum::<usize>();
        }
    }
    if values > MOST_VALUES {
        let message = format!("[Number of records limit of {MOST_VALUES} exceeded.]");
        return Err(Failure::bad_request("InvalidChangeBatch", message));
    }
    if characters > MOST_CHARACTERS {
        let message = format!("[Number of characters limit of {MOST_CHARACTERS} exceeded.]");
        return Err(Failure::bad_request("InvalidChangeBatch", message));
    }
    Ok(asked)
}

fn change_of(call: &Call<'_>, change: &Input) -> Result<Asked, Failure> {
    let word = change.text("Action").unwrap_or_default();
    let action = match word {
        "CREATE" => Action::Create,
        "DELETE" => Action::Delete,
        "UPSERT" => Action::Upsert,
        other => {
            return Err(call.invalid(format!(
                "Invalid XML ; Value '{other}' is not facet-valid with respect to enumeration \
                 '[CREATE, DELETE, UPSERT]'. It must be a value from the enumeration."
            )));
        }
    };
    let empty = Input::empty();
    let set = change.member("ResourceRecordSet").unwrap_or(&empty);
    let reader = Reader { call, word, set };
    Ok(Asked {
        action,
        record: reader.record()?,
    })
}

/// A `ResourceRecordSet` while it is read.
struct Reader<'a> {
    call: &'a Call<'a>,
    word: &'a str,
    set: &'a Input,
}

impl Reader<'_> {
    /// What is wrong, and in which change, as Route 53 says it.
    fn wrong(&self, what: &str) -> Failure {
        let text = |name| self.set.text(name).unwrap_or("null");
        self.call.invalid(format!(
            "Invalid request: {what} in Change with [Action={}, Name={}, Type={}, SetIdentifier={}]",
            self.word,
            text("Name"),
            text("Type"),
            text("SetIdentifier")
        ))
    }

    fn missing(&self, field: &str) -> Failure {
        self.wrong(&format!("Missing field '{field}'"))
    }

    fn whole(&self, of: &Input, name: &str) -> Result<Option<i64>, Failure> {
        let whole = of.whole(name);
        whole.map_err(|bad| self.wrong(&bad.message()))
    }

    fn record(&self) -> Result<RecordSet, Failure> {
        let name = self.set.text("Name").ok_or_else(|| self.missing("Name"))?;
        let kind = self.set.text("Type").ok_or_else(|| self.missing("Type"))?;
        if !TYPES.contains(&kind) {
            return Err(self.wrong("Invalid value for 'Type'"));
        }
        let identifier = self.set.text("SetIdentifier");
        let routing = self.routing()?;
        match (&routing, identifier) {
            (Routing::Simple, Some(_)) => {
                return Err(self.wrong(
                    "Expected exactly one of [Weight, Region, Failover, GeoLocation, \
                     MultiValueAnswer], but found none",
                ));
            }
            (Routing::Simple, None) => {}
            (_, None) => return Err(self.missing("SetIdentifier")),
            (_, Some(_)) => {}
        }
        Ok(RecordSet {
            name: fully_qualified(name),
            record_type: kind.to_owned(),
            set_identifier: identifier.unwrap_or_default().to_owned(),
            routing,
            answer: self.answer()?,
            health_check: self.set.text("HealthCheckId").map(str::to_owned),
        })
    }

    fn routing(&self) -> Result<Routing, Failure> {
        let mut found = Vec::new();
        if let Some(weight) = self.whole(self.set, "Weight")? {
            if !(0..=255).contains(&weight) {
                return Err(self.wrong("Weight must be between 0 and 255"));
            }
            found.push(Routing::Weighted(weight));
        }
        match self.set.text("Failover") {
            None => {}
            Some("PRIMARY") => found.push(Routing::Primary),
            Some("SECONDARY") => found.push(Routing::Secondary),
            Some(_) => return Err(self.wrong("Invalid value for 'Failover'")),
        }
        if let Some(region) = self.set.text("Region") {
            found.push(Routing::Latency(region.to_owned()));
        }
        if self.set.text("MultiValueAnswer") == Some("true") {
            found.push(Routing::MultiValue);
        }
        for other in ["GeoLocation", "GeoProximityLocation", "CidrRoutingConfig"] {
            if self.set.member(other).is_some() {
                return Err(self.wrong(&format!("'{other}' is not simulated")));
            }
        }
        if found.len() > 1 {
            return Err(self.wrong(
                "Expected exactly one of [Weight, Region, Failover, GeoLocation, MultiValueAnswer], \
                 but found more than one",
            ));
        }
        Ok(found.pop().unwrap_or(Routing::Simple))
    }

    fn answer(&self) -> Result<Answer, Failure> {
        let ttl = self.whole(self.set, "TTL")?;
        let values = self.set.list("ResourceRecords", "ResourceRecord");
        let alias = self.set.member("AliasTarget");
        let found = match (alias, ttl, values.is_empty()) {
            (Some(alias), None, true) => return self.alias(alias),
            (None, Some(ttl), false) => {
                let Ok(ttl) = u32::try_from(ttl) else {
                    return Err(self.wrong("Invalid value for 'TTL'"));
                };
                let values = values.into_iter().filter_map(|record| record.text("Value"));
                return Ok(Answer::Values {
                    ttl,
                    values: values.map(str::to_owned).collect(),
                });
            }
            (None, None, false) => return Err(self.missing("TTL")),
            (Some(_), ..) => "more than one",
            (None, ..) => "none",
        };
        Err(self.wrong(&format!(
            "Expected exactly one of [AliasTarget, all of [TTL, and ResourceRecords], or \
             TrafficPolicyInstanceId], but found {found}"
        )))
    }

    fn alias(&self, alias: &Input) -> Result<Answer, Failure> {
        let text = |name: &str| {
            let text = alias.text(name);
            text.ok_or_else(|| self.missing(&format!("AliasTarget.{name}")))
        };
        let evaluate = alias
            .flag("EvaluateTargetHealth")
            .map_err(|bad| self.wrong(&bad.message()))?;
        Ok(Answer::Alias {
            zone_id: text("HostedZoneId")?.to_owned(),
            dns_name: fully_qualified(text("DNSName")?),
            evaluate_target_health: evaluate
                .ok_or_else(|| self.missing("AliasTarget.EvaluateTargetHealth"))?,
        })
    }
}
