//! What one part of a plan demands of another: names that are unique, tiers that
//! exist, Regions that are among the two.

use super::keys::regions::{PRIMARY, STANDBY};
use super::problem::{Problem, Problems, nearest, quoted};
use super::walk::Found;
use crate::terms::Region;
use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

/// The names of one kind of thing, each of which may be given once.
pub(super) struct Names {
    things: &'static str,
    taken: HashMap<String, Range<usize>>,
    unreadable: bool,
}

impl Names {
    /// No names yet, of things called so.
    pub fn of(things: &'static str) -> Self {
        Self {
            things,
            taken: HashMap::new(),
            unreadable: false,
        }
    }

    /// Takes a name, reporting it when it is taken.
    pub fn take(&mut self, name: Option<&Found<String>>, problems: &mut Problems) {
        let Some(name) = name else {
            self.unreadable = true;
            return;
        };
        if let Some(first) = self.taken.get(&name.value) {
            problems.report(
                Problem::new(
                    name.at.clone(),
                    format!("two {} are called {}", self.things, quoted(&name.value)),
                )
                .first(first.start),
            );
        } else {
            self.taken.insert(name.value.clone(), name.at.clone());
        }
    }

    /// Reports a tier that is not among these names. Says nothing while one of
    /// them could not be read: it may be the one that is meant.
    pub fn check_tier(&self, name: Option<&Found<String>>, problems: &mut Problems) {
        let Some(name) = name else { return };
        if self.unreadable || self.taken.contains_key(&name.value) {
            return;
        }
        let mut all: Vec<&str> = self.taken.keys().map(String::as_str).collect();
        all.sort_unstable();
        let problem = Problem::new(
            name.at.clone(),
            format!("unknown tier {}", quoted(&name.value)),
        )
        .near(nearest(&name.value, all.iter().copied()));
        problems.report(if all.is_empty() {
            problem.help("the plan has no [[tiers]]")
        } else {
            let all: Vec<String> = all.into_iter().map(quoted).collect();
            problem.help(format!("the plan has {}", all.join(", ")))
        });
    }
}

/// The Regions that a plan may speak of.
#[derive(Debug, Default)]
pub(super) struct Places {
    /// The primary, when it could be read.
    pub primary: Option<Region>,
    standby: Option<Region>,
    /// Those with an endpoint of their own.
    pub endpoints: BTreeSet<Region>,
}

impl Places {
    /// Takes the two Regions, reporting those that do not exist or are the same.
    pub fn check_pair(
        &mut self,
        primary: Option<&Found<Region>>,
        standby: Option<&Found<Region>>,
        problems: &mut Problems,
    ) {
        for region in [primary, standby].into_iter().flatten() {
            self.check_exists(region, problems);
        }
        if let (Some(primary), Some(standby)) = (primary, standby)
            && primary.value == standby.value
        {
            problems.report(Problem::new(
                standby.at.clone(),
                format!(
                    "`{}` is both {} and {}: a plan has two Regions",
                    standby.value, PRIMARY.name, STANDBY.name
                ),
            ));
        }
        self.primary = primary.map(|found| found.value.clone());
        self.standby = standby.map(|found| found.value.clone());
    }

    fn check_exists(&self, region: &Found<Region>, problems: &mut Problems) {
        if region.value.is_listed() || self.endpoints.contains(&region.value) {
            return;
        }
        let error = Region::error(region.value.as_str());
        problems.report(
            Problem::new(
                region.at.clone(),
                format!("`{}` is not an AWS Region", region.value),
            )
            .near(error.suggestion)
            .help("a Region opened since this version needs its endpoint in [regions.endpoints]"),
        );
    }

    /// Reports an endpoint for a Region that neither exists nor is in the plan:
    /// a slip here would leave AWS's own endpoint in use.
    pub fn check_endpoint(&self, region: &Found<Region>, problems: &mut Problems) {
        let mentioned = [&self.primary, &self.standby]
            .into_iter()
            .any(|place| place.as_ref() == Some(&region.value));
        if mentioned || region.value.is_listed() {
            return;
        }
        let error = Region::error(region.value.as_str());
        problems.report(
            Problem::new(
                region.at.clone(),
                format!(
                    "`{}` is neither an AWS Region nor one of this plan",
                    region.value
                ),
            )
            .near(error.suggestion),
        );
    }

    /// Reports a Region that is not one of the two.
    pub fn check_one_of_two(&self, region: &Found<Region>, problems: &mut Problems) {
        let (Some(primary), Some(standby)) = (&self.primary, &self.standby) else {
            return;
        };
        if region.value != *primary && region.value != *standby {
            let two = [primary.as_str(), standby.as_str()];
            problems.report(
                Problem::new(
                    region.at.clone(),
                    format!(
                        "`{}` is neither the primary Region (`{primary}`) nor the standby (`{standby}`)",
                        region.value
                    ),
                )
                .near(closest(region.value.as_str(), two)),
            );
        }
    }
}

/// The one of two Regions that a slip of the finger away was written, if any.
fn closest<'a>(written: &str, two: [&'a str; 2]) -> Option<&'a str> {
    // Real Regions are near each other: `us-east-2` is not a slip for `us-east-1`.
    if Region::parse(written).is_ok_and(|region| region.is_listed()) {
        return None;
    }
    nearest(written, two)
}
