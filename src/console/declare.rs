//! The operator's word about a Region, as it is typed:
//! `declare us-east-1 down --since 14:02 --incident INC-4711`.

use crate::estate::{Declaration, Estate};
use crate::plan::Plan;
use crate::terms::{Instant, OutsideText, Region};
use chrono::{NaiveTime, TimeDelta, Utc};
use std::collections::BTreeMap;

/// What is declared of a Region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declare {
    /// The Region.
    pub region: Region,
    /// The operator's word.
    pub word: Word,
}

/// The operator's word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Word {
    /// It is down: this fixes the loss and starts the clock.
    Down {
        /// Since when, UTC.
        since: Instant,
        /// The incident's name, when it has one.
        incident: Option<OutsideText>,
    },
    /// It is up again.
    Up,
}

/// Why what was typed declares nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DeclareError {
    /// It is not of the form.
    #[error("{0}; write it like `declare us-east-1 down --since 14:02 --incident INC-4711`")]
    Form(String),
    /// The plan has no such Region.
    #[error("`{region}` is not a Region of this plan, which has {primary} and {standby}")]
    NotOfThePlan {
        /// What was typed, cleaned for display.
        region: String,
        /// The plan's primary Region.
        primary: Region,
        /// The plan's standby Region.
        standby: Region,
    },
    /// The time is none.
    #[error(
        "`{0}` is not a time; write it like `14:02`, `14:02:31` or `2026-11-22T14:02:31Z`, in UTC"
    )]
    Time(String),
    /// The time lies ahead.
    #[error("{0} lies ahead: a Region is declared down since an instant that has passed")]
    Ahead(String),
    /// It answers, so that no unanswered call says since when.
    #[error("{0} was not seen to be silent: say since when it is down, `--since 14:02`")]
    Since(Region),
}

impl Declare {
    /// Reads what was typed after `declare`. Without `--since`, a Region is down
    /// since its first unanswered call.
    ///
    /// # Errors
    /// When it is not of the form, the Region is not of the plan, the time is
    /// none or lies ahead, or nothing says since when.
    pub fn parse(
        arguments: &str,
        plan: &Plan,
        estate: &Estate,
        now: Instant,
    ) -> Result<Self, DeclareError> {
        let form = |reason: &str| DeclareError::Form(reason.to_owned());
        let mut words = arguments.split_whitespace();
        let region = words.next().ok_or_else(|| form("no Region is named"))?;
        let region = plan
            .regions
            .both()
            .into_iter()
            .find(|known| known.as_str() == region)
            .cloned()
            .ok_or_else(|| DeclareError::NotOfThePlan {
                region: OutsideText::new(region).to_string(),
                primary: plan.regions.primary.clone(),
                standby: plan.regions.standby.clone(),
            })?;
        let down = match words.next() {
            Some("down") => true,
            Some("up") => false,
            _ => return Err(form("a Region is `down` or `up`")),
        };
        let (mut since, mut incident) = (None, None);
        while let Some(option) = words.next() {
            let value = words.next();
            match (option, value) {
                ("--since", Some(value)) if since.is_none() => {
                    since = Some(parse_since(value, now)?);
                }
                ("--incident", Some(value)) if incident.is_none() => {
                    incident = Some(OutsideText::new(value));
                }
                ("--since" | "--incident", _) => {
                    return Err(form("`--since` and `--incident` have one value each"));
                }
                (other, _) => {
                    let other = OutsideText::new(other);
                    return Err(DeclareError::Form(format!("`{other}` is not an option")));
                }
            }
        }
        let word = match (down, since, incident) {
            (true, since, incident) => Word::Down {
                since: since
                    .or_else(|| estate.silent_since(&region))
                    .ok_or_else(|| DeclareError::Since(region.clone()))?,
                incident,
            },
            (false, None, None) => Word::Up,
            (false, ..) => return Err(form("`up` has neither `--since` nor `--incident`")),
        };
        Ok(Self { region, word })
    }

    /// Enters the word among the declarations that stand.
    pub fn apply(&self, standing: &mut BTreeMap<Region, Declaration>, now: Instant) {
        match &self.word {
            Word::Up => {
                standing.remove(&self.region);
            }
            Word::Down { since, incident } => {
                let declaration = Declaration {
                    region: self.region.clone(),
                    since: *since,
                    declared: now,
                    incident: incident.clone(),
                };
                standing.insert(self.region.clone(), declaration);
            }
        }
    }
}

/// Reads an instant that has passed: `14:02` or `14:02:31` UTC, the last there
/// was, or a full date and time such as `2026-11-22T14:02:31Z`.
///
/// # Errors
/// When it is no time, or lies ahead.
pub fn parse_since(text: &str, now: Instant) -> Result<Instant, DeclareError> {
    if let Ok(full) = chrono::DateTime::parse_from_rfc3339(text) {
        let full = full.with_timezone(&Utc);
        return if full > now {
            Err(DeclareError::Ahead(OutsideText::new(text).to_string()))
        } else {
            Ok(full)
        };
    }
    let clock = text.strip_suffix('Z').unwrap_or(text);
    let time = NaiveTime::parse_from_str(clock, "%H:%M:%S")
        .or_else(|_| NaiveTime::parse_from_str(clock, "%H:%M"))
        .map_err(|_| DeclareError::Time(OutsideText::new(text).to_string()))?;
    let today = now.date_naive().and_time(time).and_utc();
    Ok(if today > now {
        today - TimeDelta::days(1)
    } else {
        today
    })
}
