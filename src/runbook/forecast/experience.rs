//! What earlier walks were measured to take.

use super::spread::{self, ENOUGH};
use super::{Basis, Forecast, Range, path};
use crate::journal::{Record, StepEnd, WalkEnd, WalkMode};
use crate::runbook::model::{Runbook, Step};
use crate::runbook::walk::{Visit, Walk, followed};
use crate::terms::{Instant, Span};
use std::collections::BTreeMap;

/// What earlier walks were measured to take: real ones, or simulated ones.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Experience {
    walks: Vec<Measured>,
}

/// What the steps of one walk took, in seconds.
#[derive(Debug, Clone, PartialEq)]
struct Measured {
    run: u64,
    runbook: String,
    /// What passed until the first of them was begun.
    lead: f64,
    /// Those that were begun and came to an end, but no action that was not done.
    steps: BTreeMap<String, f64>,
    /// Whether it came to its end: then what it did not do took no time.
    is_complete: bool,
}

impl Experience {
    /// What the records of a journal say, oldest first, of walks of a simulated AWS
    /// or of the real one. A rehearsal does no action, and counts for nothing.
    #[must_use]
    pub fn of(records: &[Record], simulated: bool) -> Self {
        Self::of_walks(&followed(records, simulated).collect::<Vec<_>>())
    }

    /// What these walks say, oldest first.
    pub(in crate::runbook) fn of_walks(walks: &[Walk]) -> Self {
        let acted = walks
            .iter()
            .filter(|walk| walk.begun.mode != WalkMode::Rehearsal);
        let measured = acted.map(Measured::of);
        Self {
            walks: measured.filter(|walk| !walk.steps.is_empty()).collect(),
        }
    }

    /// How long a walk of a runbook takes from its beginning until what it is for is
    /// proven.
    #[must_use]
    pub fn whole(&self, runbook: &Runbook) -> Forecast {
        let walks: Vec<&Measured> = self.of_runbook(&runbook.name, None).collect();
        forecast(&walks, &path(runbook, 0), Since::TheBeginning)
    }

    /// How long what is ahead of a walk takes until what it is for is proven; `None`
    /// when nothing of it is ahead any more.
    #[must_use]
    pub fn rest(&self, walk: &Walk, now: Instant) -> Option<Forecast> {
        let (index, _) = walk.step().filter(|_| !walk.is_over())?;
        let ahead = path(&walk.runbook, index);
        if ahead.is_empty() {
            return None;
        }
        let since = walk.visit().map(|visit| Span::between(visit.begun, now));
        let walks: Vec<&Measured> = self
            .of_runbook(&walk.begun.runbook, Some(walk.run))
            .collect();
        let since = Since::Step(since.unwrap_or(Span::ZERO));
        Some(forecast(&walks, &ahead, since))
    }

    /// How many walks of a runbook were measured.
    #[must_use]
    pub fn walks(&self, runbook: &str) -> usize {
        self.of_runbook(runbook, None).count()
    }

    fn of_runbook<'a>(
        &'a self,
        runbook: &'a str,
        but: Option<u64>,
    ) -> impl Iterator<Item = &'a Measured> {
        let all = self.walks.iter();
        all.filter(move |it| it.runbook == runbook && Some(it.run) != but)
    }
}

/// From when on it is forecast.
#[derive(Debug, Clone, Copy)]
enum Since {
    /// A walk begins.
    TheBeginning,
    /// The first of the steps was begun so long ago, or is next.
    Step(Span),
}

impl Since {
    /// How much of the first step is over, in seconds.
    fn over(self) -> f64 {
        match self {
            Self::TheBeginning => 0.0,
            Self::Step(over) => over.as_seconds(),
        }
    }
}

impl Measured {
    fn of(walk: &Walk) -> Self {
        let steps = walk.runbook.steps.iter();
        Self {
            run: walk.run,
            runbook: walk.begun.runbook.clone(),
            lead: walk.visits.first().map_or(0.0, |first| {
                Span::between(walk.began, first.begun).as_seconds()
            }),
            steps: steps
                .filter_map(|step| Some((step.id.as_str().to_owned(), took(walk, step)?)))
                .collect(),
            is_complete: matches!(walk.over, Some((_, WalkEnd::Completed))),
        }
    }

    /// What it took for these steps; `None` unless it did each of them.
    fn took(&self, steps: &[&Step], since: Since) -> Option<f64> {
        let (first, rest) = steps.split_first()?;
        let rest: Option<f64> = rest.iter().map(|step| self.step(step)).sum();
        let lead = match since {
            Since::TheBeginning => self.lead,
            Since::Step(_) => 0.0,
        };
        Some(lead + (self.step(first)? - since.over()).max(0.0) + rest?)
    }

    fn step(&self, step: &Step) -> Option<f64> {
        let measured = self.steps.get(step.id.as_str()).copied();
        // A check that was passed over took no time, and may be again; an action
        // that was is still to be done.
        measured.or_else(|| (self.is_complete && !step.kind.acts()).then_some(0.0))
    }
}

/// What a step took, all the times that it was begun: until it was done, or failed,
/// or was passed over. `None` while it is not, and for an action that was not done.
fn took(walk: &Walk, step: &Step) -> Option<f64> {
    let id = step.id.as_str();
    let is_done = matches!(walk.ended(id), Some(StepEnd::Done { .. }));
    if step.kind.acts() && !is_done {
        return None;
    }
    let skipped = |visit: &Visit| {
        let mut skipped = walk.skipped.iter();
        let own = skipped.find(|(at, it, _)| it == id && *at >= visit.begun);
        own.map(|(at, _, _)| *at)
    };
    let visits = walk.visits.iter();
    let own = visits.filter(|it| walk.runbook.steps[it.index].id == step.id);
    let each: Vec<f64> = own
        .filter_map(|visit| {
            let ended = visit.ended.as_ref().map(|(at, _)| *at);
            let ended = ended.or_else(|| skipped(visit))?;
            Some(Span::between(visit.begun, ended).as_seconds())
        })
        .collect();
    (!each.is_empty()).then(|| each.iter().sum())
}

/// How long these steps take.
fn forecast(walks: &[&Measured], steps: &[&Step], since: Since) -> Forecast {
    let is_late = steps
        .first()
        .is_some_and(|step| is_late(walks, step, since.over()));
    let whole: Vec<f64> = walks
        .iter()
        .filter_map(|it| it.took(steps, since))
        .collect();
    if whole.len() >= ENOUGH {
        return Forecast {
            basis: Basis::Walks(whole.len()),
            time: spread::of(whole),
            untold: 0,
            is_late,
        };
    }
    let (mut time, mut untold): (Option<Range>, usize) = (None, 0);
    let (mut by_measure, mut by_word) = (0, 0);
    for (place, step) in steps.iter().enumerate() {
        let times = measured(walks, step);
        let range = match (times.is_empty(), step.expected) {
            (false, _) => {
                by_measure += 1;
                spread::of(times)
            }
            (true, Some(expected)) => {
                by_word += 1;
                spread::roughly(expected)
            }
            (true, None) => None,
        };
        let gone = if place == 0 { since.over() } else { 0.0 };
        match range.map(|range| range.less(gone)) {
            Some(range) => time = Some(time.unwrap_or_default().and(range)),
            None => untold += 1,
        }
    }
    Forecast {
        time,
        basis: Basis::Steps {
            measured: by_measure,
            expected: by_word,
        },
        untold,
        is_late,
    }
}

/// How much longer than ever is nothing to tell: times are seen at each look.
const GRACE: Span = Span::seconds(10);

/// Whether a step took longer already than it ever did.
fn is_late(walks: &[&Measured], step: &Step, since: f64) -> bool {
    match measured(walks, step).into_iter().max_by(f64::total_cmp) {
        Some(longest) => longest + GRACE.as_seconds() < since,
        None => step
            .expected
            .and_then(spread::roughly)
            .is_some_and(|it| it.high.as_seconds() < since),
    }
}

fn measured(walks: &[&Measured], step: &Step) -> Vec<f64> {
    let own = walks.iter().map(|it| &it.steps);
    own.filter_map(|steps| steps.get(step.id.as_str()).copied())
        .collect()
}

impl Range {
    /// What is left of it after some seconds.
    fn less(self, seconds: f64) -> Self {
        let less = |span: Span| {
            let left = (span.as_seconds() - seconds).max(0.0);
            Span::from_seconds(left).unwrap_or(Span::ZERO)
        };
        Self {
            median: less(self.median),
            low: less(self.low),
            high: less(self.high),
        }
    }

    /// One after the other. The ends are added as if both were late together, which
    /// widens the band where it is not known whether they are.
    fn and(self, other: Self) -> Self {
        let sum = |one: Span, two: Span| {
            let seconds = one.as_seconds() + two.as_seconds();
            Span::from_seconds(seconds).unwrap_or(one.max(two))
        };
        Self {
            median: sum(self.median, other.median),
            low: sum(self.low, other.low),
            high: sum(self.high, other.high),
        }
    }
}
