//! A flip of a failover pair as it is meant: which record, where to, by which
//! means, and what Route 53 would answer afterwards.

use super::case::Case;
use super::proposal::NoProposal;
use crate::assess::{RecordAssessment, Side, would_answer};
use crate::estate::Scope;
use crate::estate::facts::{FailoverRole, HealthCheck, HostedZone, Record, StandbyObject};
use crate::plan::{self, StandbyTakesOver};
use crate::terms::{Known, OutsideText, Region};

/// By which means, the least dependent first (`domain.md` §2.4). ARC's routing
/// controls belong before all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Means {
    /// The presence of an object in the standby Region: S3 there, and nothing
    /// else.
    StandbyObject,
    /// The values of both records exchanged, in one batch: Route 53's control
    /// plane, in us-east-1.
    RecordSwap,
    /// The PRIMARY's health check held unhealthy, by Disabled and Inverted
    /// together: the same control plane, without what survives of it.
    HealthCheck,
}

impl Means {
    /// All of them, the least dependent first.
    pub const ALL: [Self; 3] = [Self::StandbyObject, Self::RecordSwap, Self::HealthCheck];

    /// Its name, as `--set means=` takes it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::StandbyObject => "standby-object",
            Self::RecordSwap => "record-swap",
            Self::HealthCheck => "health-check",
        }
    }

    /// Whether it needs Route 53's control plane in us-east-1.
    #[must_use]
    pub const fn needs_control_plane(self) -> bool {
        matches!(self, Self::RecordSwap | Self::HealthCheck)
    }
}

/// A flip as it is meant.
#[derive(Debug, Clone)]
pub struct Flip<'a> {
    /// The record, as the plan declares it.
    pub declared: &'a plan::Record,
    /// What is known of it.
    pub assessed: Option<&'a RecordAssessment>,
    /// By which means.
    pub means: Means,
    /// Where to.
    pub to: Region,
}

/// What the target of a record is called: its name, and its type where the plan
/// has several of that name.
#[must_use]
pub fn record_name(plan: &plan::Plan, record: &plan::Record) -> OutsideText {
    let same = plan
        .records
        .iter()
        .filter(|other| other.name == record.name);
    if same.count() > 1 {
        OutsideText::new(&format!("{}/{}", record.name, record.kind))
    } else {
        OutsideText::new(&record.name)
    }
}

impl<'a> Flip<'a> {
    /// The flip that a case means.
    ///
    /// # Errors
    /// When it has no such record, or a setting is none of its own.
    pub fn of(case: &Case<'a>) -> Result<Self, NoProposal> {
        let plan = case.sight.plan;
        let declared = plan
            .records
            .iter()
            .find(|record| record_name(plan, record) == case.target.identifier)
            .ok_or_else(|| NoProposal::Unformed("the plan declares no such record".to_owned()))?;
        let assessed = case.sight.assessment.record(&declared.name, &declared.kind);
        let means = match case.setting("means") {
            None => usual_means(declared),
            Some(word) => Means::ALL
                .into_iter()
                .find(|it| it.word() == word)
                .ok_or_else(|| {
                    let all: Vec<&str> = Means::ALL.into_iter().map(Means::word).collect();
                    let word = OutsideText::new(word);
                    NoProposal::Setting(format!("`means={word}`: one of {}", all.join(", ")))
                })?,
        };
        if means == Means::StandbyObject && declared.standby_takes_over.is_none() {
            return Err(NoProposal::Setting(format!(
                "the plan names no `standby_takes_over` object for {}: another means, or add one",
                declared.name
            )));
        }
        let to = match case.setting("to") {
            None => usual_target(plan, declared, assessed),
            Some(word) => {
                let mut both = plan.regions.both().into_iter();
                let known = both.find(|region| region.as_str() == word).cloned();
                known.ok_or_else(|| {
                    let word = OutsideText::new(word);
                    let (primary, standby) = (&plan.regions.primary, &plan.regions.standby);
                    NoProposal::Setting(format!("`to={word}`: {primary} or {standby}"))
                })?
            }
        };
        Ok(Self {
            declared,
            assessed,
            means,
            to,
        })
    }

    /// The sides of the pair, PRIMARY first; why they are not known otherwise.
    #[must_use]
    pub fn sides(&self) -> Known<&'a [Side]> {
        match self.assessed.map(|it| &it.pair) {
            Some(Known::Known(sides)) => Known::Known(sides),
            Some(Known::Unknown(why)) => Known::Unknown(why.clone()),
            None => Known::Unknown(crate::terms::Unknown::NotYet),
        }
    }

    /// One side of the pair.
    #[must_use]
    pub fn side(&self, role: &FailoverRole) -> Option<&'a Side> {
        let sides: Option<&'a [Side]> = self.sides().value().copied();
        sides?.iter().find(|side| side.role == *role)
    }

    /// The side that points where it is to go.
    #[must_use]
    pub fn wanted(&self) -> Option<&'a Side> {
        let sides: Option<&'a [Side]> = self.sides().value().copied();
        sides?
            .iter()
            .find(|side| side.region.value() == Some(&self.to))
    }

    /// The Region that is answered now, as far as that is known.
    #[must_use]
    pub fn answers_now(&self) -> Option<&'a Region> {
        self.assessed?.answer.value()?.region.value()
    }

    /// The two records of the pair as they were read, PRIMARY first.
    #[must_use]
    pub fn records(&self, case: &Case<'a>) -> Option<(&'a Record, &'a Record)> {
        let zone = self.zone(case)?;
        let of = |role: FailoverRole| {
            let mut all = case.sight.estate.records().filter(|record| {
                record.zone == zone
                    && record.name.raw().eq_ignore_ascii_case(&self.declared.name)
                    && record.kind.raw() == self.declared.kind
                    && record.failover.as_ref() == Some(&role)
            });
            let first = all.next();
            // Two of one role are no pair.
            first.filter(|_| all.next().is_none())
        };
        Some((of(FailoverRole::Primary)?, of(FailoverRole::Secondary)?))
    }

    /// The zone that answers to customers: the plan's word, or the public one
    /// with the longest name. A private one of the same name is another matter.
    fn zone(&self, case: &Case<'a>) -> Option<OutsideText> {
        if let Some(zone) = &self.declared.zone {
            return Some(OutsideText::new(zone));
        }
        let name = self.declared.name.to_ascii_lowercase();
        let zones = case.sight.estate.zones.iter().map(|(_, zone)| zone);
        let holds = |zone: &&HostedZone| {
            let of = zone.name.raw().to_ascii_lowercase();
            let rest = name.strip_suffix(&of);
            !zone.private && rest.is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        };
        let longest = zones.filter(holds).max_by_key(|it| it.name.raw().len());
        longest.map(|zone| zone.id.clone())
    }

    /// The health check of the PRIMARY.
    #[must_use]
    pub fn primary_check(&self, case: &Case<'a>) -> Option<&'a HealthCheck> {
        let id = self.side(&FailoverRole::Primary)?.health_check.as_ref()?;
        case.sight.estate.health_checks.get(&Scope::Global, id)
    }

    /// The object by which the standby takes over, as the plan names it and as it
    /// was last seen.
    #[must_use]
    pub fn object(
        &self,
        case: &Case<'a>,
    ) -> Option<(&'a StandbyTakesOver, Option<&'a StandbyObject>)> {
        let named = self.declared.standby_takes_over.as_ref()?;
        let scope = Scope::from(&case.sight.plan.regions.standby);
        let id = StandbyObject::id_of(&named.bucket, &named.key);
        Some((named, case.sight.estate.standby_objects.get(&scope, &id)))
    }

    /// What moves this record without Route 53's control plane, where the plan has
    /// it.
    #[must_use]
    pub fn instead(&self, case: &Case<'_>) -> Option<String> {
        self.declared.standby_takes_over.as_ref()?;
        Some(format!(
            "the setting `means={}`, which needs S3 in {} only",
            Means::StandbyObject.word(),
            case.sight.plan.regions.standby
        ))
    }

    /// Whether it goes to the SECONDARY's side, for means that leave the records
    /// as they are.
    #[must_use]
    pub fn to_secondary(&self) -> Option<bool> {
        Some(self.wanted()?.role == FailoverRole::Secondary)
    }

    /// The Region that Route 53 would answer with afterwards, by its truth table.
    #[must_use]
    pub fn would_answer(&self) -> Known<Region> {
        let sides = match self.sides() {
            Known::Known(sides) => sides,
            Known::Unknown(why) => return Known::Unknown(why),
        };
        let mut after = sides.to_vec();
        match self.means {
            Means::RecordSwap => {
                if let [one, other] = after.as_mut_slice() {
                    std::mem::swap(&mut one.region, &mut other.region);
                    std::mem::swap(&mut one.healthy, &mut other.healthy);
                }
            }
            Means::StandbyObject | Means::HealthCheck => {
                let healthy = self.to_secondary() != Some(true);
                let primary = after.iter_mut().find(|it| it.role == FailoverRole::Primary);
                if let Some(primary) = primary {
                    primary.healthy = match (self.means, healthy) {
                        // Released, it follows its endpoint again, which nobody sees from here.
                        (Means::HealthCheck, true) => Known::Known(true),
                        (_, healthy) => Known::Known(healthy),
                    };
                }
            }
        }
        match would_answer(&after) {
            Known::Unknown(why) => Known::Unknown(why),
            Known::Known(role) => match after.into_iter().find(|side| side.role == role) {
                Some(side) => side.region,
                None => Known::Unknown(crate::terms::Unknown::NotYet),
            },
        }
    }
}

/// The means that depends on the least, of those that this record has.
fn usual_means(declared: &plan::Record) -> Means {
    if declared.standby_takes_over.is_some() {
        Means::StandbyObject
    } else {
        Means::RecordSwap
    }
}

/// Where it goes unless said: where it is not.
fn usual_target(
    plan: &plan::Plan,
    declared: &plan::Record,
    assessed: Option<&RecordAssessment>,
) -> Region {
    let now = assessed.and_then(|it| it.answer.value()?.region.value());
    let now = now.unwrap_or(&declared.region);
    plan.other_region(now).clone()
}
