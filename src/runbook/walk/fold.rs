//! From the journal's records to a walk: the one place where its state changes.

use super::{Deed, MOST_VISITS, Noted, Position, Visit, Walk};
use crate::act::Past;
use crate::journal::{Entry, Record, StepEnd, WalkBegun, WalkEntry, WalkEvent};
use crate::runbook::model::OnFailure;
use crate::runbook::{StepId, parse};
use crate::terms::OutsideText;
use crate::terms::fault::Faults;
use std::sync::Arc;

/// Why records are no walk that this version can follow.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum WalkError {
    /// No walk began there.
    #[error(
        "no walk began with record {0} of the journal: `lifeboat runbook report` names those that did"
    )]
    NoSuchWalk(u64),
    /// There is none at all.
    #[error("there is no walk in the journal: `lifeboat runbook run NAME` begins one")]
    None,
    /// Its runbook cannot be read by this version.
    #[error("the runbook of walk {run} is none that this version can read\n{faults}")]
    Runbook {
        /// The walk.
        run: u64,
        /// What is wrong with it.
        faults: Faults,
    },
    /// A record does not fit what was before.
    #[error("record {sequence} does not follow in walk {run}: {what}")]
    DoesNotFollow {
        /// The walk.
        run: u64,
        /// The record.
        sequence: u64,
        /// What is wrong.
        what: String,
    },
    /// A record is of another version.
    #[error(
        "record {0} is of a walk, and in a shape that this version does not know: use the version that wrote it"
    )]
    OtherVersion(u64),
}

/// Every walk that records tell of, oldest first: its run, what it began with,
/// and whether it is over.
pub fn walks_of(records: &[Record]) -> impl Iterator<Item = (u64, &WalkBegun, bool)> {
    let is_over = |run: u64| {
        records.iter().any(|record| {
            matches!(&record.entry, Entry::Walk(WalkEntry { run: Some(of), event: WalkEvent::Over { .. } }) if *of == run)
        })
    };
    records
        .iter()
        .filter_map(move |record| match &record.entry {
            Entry::Walk(WalkEntry {
                run: None,
                event: WalkEvent::Begun(begun),
            }) => Some((record.sequence, &**begun, is_over(record.sequence))),
            _ => None,
        })
}

/// Every walk that records tell of and this version can follow, oldest first: of a
/// simulated AWS, or of the real one.
pub fn followed(records: &[Record], simulated: bool) -> impl Iterator<Item = Walk> {
    walks_of(records)
        .filter_map(|(run, _, _)| Walk::of(until_its_end(records, run), Some(run)).ok())
        .filter(move |walk| walk.simulated == simulated)
}

/// The records up to the end of a walk: what comes after it is not of it.
fn until_its_end(records: &[Record], run: u64) -> &[Record] {
    let end = records.iter().position(|record| {
        matches!(&record.entry, Entry::Walk(WalkEntry { run: Some(of), event: WalkEvent::Over { .. } }) if *of == run)
    });
    let all = end.map_or(records.len(), |end| end + 1);
    records.get(..all).unwrap_or(records)
}

impl Walk {
    /// The walk of that run, or the last one, as records tell it.
    ///
    /// # Errors
    /// When there is none, or it is none that this version can follow.
    pub fn of(records: &[Record], run: Option<u64>) -> Result<Self, WalkError> {
        let run = match run {
            Some(run) => run,
            None => {
                let last = walks_of(records).last();
                last.ok_or(WalkError::None)?.0
            }
        };
        let mut from = records.iter().skip_while(|it| it.sequence != run);
        let mut walk = match from.next() {
            Some(first) => Self::begun_by(first)?.ok_or(WalkError::NoSuchWalk(run))?,
            None => return Err(WalkError::NoSuchWalk(run)),
        };
        for record in from {
            walk.take_in(record)?;
        }
        Ok(walk)
    }

    /// The walk that a record begins; `None` when it begins none.
    fn begun_by(record: &Record) -> Result<Option<Self>, WalkError> {
        let Entry::Walk(WalkEntry {
            run: None,
            event: WalkEvent::Begun(begun),
        }) = &record.entry
        else {
            return Ok(None);
        };
        let run = record.sequence;
        let runbook =
            parse(&begun.text, &begun.file).map_err(|faults| WalkError::Runbook { run, faults })?;
        Ok(Some(Self {
            run,
            began: record.at,
            simulated: record.simulated,
            begun: Arc::new((**begun).clone()),
            runbook: Arc::new(runbook),
            visits: Vec::new(),
            declared: Vec::new(),
            notes: Vec::new(),
            skipped: Vec::new(),
            hands: vec![(record.at, record.actor.clone())],
            over: None,
            left: None,
            last: run,
            position: Position::Ahead(0),
            past: Past::default(),
        }))
    }

    /// Takes in the journal's next record, whatever it is of.
    ///
    /// # Errors
    /// When it is of this walk and does not follow, or is of another version.
    pub fn take_in(&mut self, record: &Record) -> Result<(), WalkError> {
        self.last = record.sequence;
        match &record.entry {
            Entry::Walk(WalkEntry { run, event }) if *run == Some(self.run) => {
                self.happened(event, record)
            }
            Entry::Intent(intent) => {
                let open = self.open_deed().filter(|deed| deed.intent.is_none());
                if let Some(deed) = open
                    && deed.confirmed.action == intent.action
                    && deed.confirmed.target == intent.target.identifier
                {
                    deed.intent = Some(record.sequence);
                    self.past.take_in(record);
                }
                Ok(())
            }
            Entry::Attempt(_) | Entry::Settled(_) => {
                self.past.take_in(record);
                Ok(())
            }
            Entry::Other(value) if record.entry.kind() == Some("walk") => {
                let of = value.get("run").and_then(serde_json::Value::as_u64);
                if of.is_none_or(|of| of == self.run) && of.is_some() {
                    return Err(WalkError::OtherVersion(record.sequence));
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// The deed that is under way in the step that is begun.
    fn open_deed(&mut self) -> Option<&mut Deed> {
        let Position::In(_) = self.position else {
            return None;
        };
        let deed = self.visits.last_mut()?.deeds.last_mut();
        deed.filter(|deed| deed.not_run.is_none())
    }

    fn happened(&mut self, event: &WalkEvent, record: &Record) -> Result<(), WalkError> {
        let (run, sequence, at) = (self.run, record.sequence, record.at);
        let wrong = |what: &str| WalkError::DoesNotFollow {
            run,
            sequence,
            what: what.to_owned(),
        };
        if self.over.is_some() {
            return Err(wrong("it was over"));
        }
        match event {
            WalkEvent::Begun(_) => return Err(wrong("it had begun")),
            WalkEvent::Declared(declared) => self.declared.push((at, declared.clone())),
            WalkEvent::Entered { step } => {
                let index = self.ahead(step).ok_or_else(|| wrong("its turn is not"))?;
                self.enter(index, record, None);
            }
            WalkEvent::Waived {
                step,
                missing,
                reason,
            } => {
                let index = self.ahead(step).ok_or_else(|| wrong("its turn is not"))?;
                self.enter(index, record, Some((missing.clone(), reason.clone())));
            }
            WalkEvent::Judged { step, judged } => {
                let visit = self.within(step).ok_or_else(|| wrong("it is not begun"))?;
                visit.judged.push((at, judged.clone()));
            }
            WalkEvent::Reviewed(reviewed) => {
                let visit = self.within(&reviewed.step);
                let visit = visit.ok_or_else(|| wrong("it is not begun"))?;
                visit.reviewed = Some(reviewed.clone());
            }
            WalkEvent::Confirmed(confirmed) => {
                let visit = self.within(&confirmed.step);
                let visit = visit.ok_or_else(|| wrong("it is not begun"))?;
                visit.deeds.push(Deed {
                    at,
                    confirmed: confirmed.clone(),
                    intent: None,
                    not_run: None,
                });
            }
            WalkEvent::NotRun { step, why } => {
                let visit = self.within(step).ok_or_else(|| wrong("it is not begun"))?;
                let deed = visit.deeds.last_mut();
                let deed = deed.filter(|deed| deed.intent.is_none());
                let deed = deed.ok_or_else(|| wrong("nothing was confirmed"))?;
                deed.not_run = Some(why.clone());
            }
            WalkEvent::Ended { step, how } => {
                let visit = self.within(step).ok_or_else(|| wrong("it is not begun"))?;
                visit.ended = Some((at, how.clone()));
                let index = visit.index;
                self.position = self.after(index, how);
            }
            WalkEvent::Skipped { step, reason } => {
                let Some((index, _)) = self.step().filter(|(_, it)| it.id.as_str() == step) else {
                    return Err(wrong("it is another's turn"));
                };
                self.skipped.push((at, step.clone(), reason.clone()));
                self.position = self.arrive(self.runbook.after(index));
            }
            WalkEvent::Went { to } => {
                let index = self
                    .place(to)
                    .ok_or_else(|| wrong("there is no such step"))?;
                self.position = Position::Ahead(index);
            }
            WalkEvent::Noted { step, text } => self.notes.push(Noted {
                at,
                step: step.clone(),
                text: text.clone(),
            }),
            WalkEvent::Resumed => {
                self.left = None;
                self.hands.push((at, record.actor.clone()));
            }
            WalkEvent::Left { why } => self.left = Some((at, why.clone())),
            WalkEvent::Over { how } => self.over = Some((at, how.clone())),
        }
        Ok(())
    }

    /// The place of a step that may be begun now.
    fn ahead(&self, step: &str) -> Option<usize> {
        let (index, it) = self.step()?;
        let is_begun = matches!(self.position, Position::In(_));
        (it.id.as_str() == step && !is_begun).then_some(index)
    }

    fn place(&self, step: &str) -> Option<usize> {
        let id = StepId::parse(step).ok()?;
        self.runbook.step(&id).map(|(index, _)| index)
    }

    /// The visit of a step, while it is begun.
    fn within(&mut self, step: &str) -> Option<&mut Visit> {
        let Position::In(index) = self.position else {
            return None;
        };
        let is_it = self.runbook.steps.get(index)?.id.as_str() == step;
        self.visits.last_mut().filter(|_| is_it)
    }

    fn enter(&mut self, index: usize, record: &Record, waived: Option<(Vec<String>, OutsideText)>) {
        self.position = Position::In(index);
        self.visits.push(Visit {
            index,
            begun: record.at,
            judged: Vec::new(),
            waived,
            deeds: Vec::new(),
            reviewed: None,
            ended: None,
        });
    }

    /// Where a walk is after a step ended.
    fn after(&self, index: usize, how: &StepEnd) -> Position {
        let StepEnd::Failed { .. } = how else {
            return self.arrive(self.runbook.after(index));
        };
        match self.runbook.steps.get(index).map(|step| &step.on_failure) {
            Some(OnFailure::Continue) => self.arrive(self.runbook.after(index)),
            Some(OnFailure::GoTo(id)) => match self.runbook.step(id) {
                Some((to, _)) => self.arrive(Some(to)),
                None => Position::Failed(index),
            },
            Some(OnFailure::Stop) | None => Position::Failed(index),
        }
    }

    fn arrive(&self, next: Option<usize>) -> Position {
        let Some(index) = next else {
            return Position::End;
        };
        let visits = self.visits.iter().filter(|visit| visit.index == index);
        if visits.count() >= MOST_VISITS {
            Position::Again(index)
        } else {
            Position::Ahead(index)
        }
    }
}
