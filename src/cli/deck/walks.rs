//! The walk that the console shows: walked here and written down, or followed as
//! another walks it.

use super::{Deck, Gone};
use crate::cli::failure::Refusal;
use crate::cli::logbook::Logbook;
use crate::cli::session::Session;
use crate::cli::shelf::ShelfStamp;
use crate::cli::state::Walking;
use crate::cli::walking::{Taken, Trail, take_in};
use crate::console::{Answer, WalkDoes, WalkHands, WalkOrder, WalksTold};
use crate::journal::{Record, WalkEvent};
use crate::runbook::{Experience, Walk, last_walks, tried, walks_of};

/// The walk that is shown.
#[derive(Default)]
enum Shown {
    /// None.
    #[default]
    Nothing,
    /// It is walked here.
    Here(Trail),
    /// It is not: by whom it is, if by anybody.
    Followed(Walk, Option<String>),
}

/// The walk that is shown, and the runbooks that could be walked.
#[derive(Default)]
pub(super) struct Walks {
    shown: Shown,
    /// The number of the last order that was carried out.
    done: u64,
    /// What was on the shelf when it was last read.
    shelf: Option<ShelfStamp>,
    /// Why the journal has no walk that can be shown, as it was told last.
    trouble: Option<String>,
}

impl Walks {
    /// The runbooks, when there are others than before.
    pub(super) fn look_at_shelf(&mut self, session: &Session) -> Option<Answer> {
        let stamp = session.shelf.stamp();
        if self.shelf.as_ref() == Some(&stamp) {
            return None;
        }
        self.shelf = Some(stamp);
        let (sheets, trouble) = session.shelf.sheets(&session.plan);
        Some(Answer::Runbooks { sheets, trouble })
    }

    /// Looks by whom the walk is walked that is followed; whether that is another.
    pub(super) fn look(&mut self, session: &Session, logbook: &Logbook) -> bool {
        let Shown::Followed(walk, by) = &mut self.shown else {
            return false;
        };
        let now = holder(walk, session, logbook);
        let changed = *by != now;
        *by = now;
        changed
    }

    /// How far the walk is, and what was tried before, as the journal has it now.
    pub(super) fn told(
        &mut self,
        session: &Session,
        logbook: &Logbook,
        (records, is_sound): (&[Record], bool),
    ) -> WalksTold {
        let trouble = self.follow(session, logbook, records);
        let trouble = trouble.filter(|it| self.trouble.as_ref() != Some(it));
        if trouble.is_some() {
            self.trouble.clone_from(&trouble);
        }
        let shown = match &self.shown {
            Shown::Nothing => None,
            Shown::Here(trail) => Some((trail.walk.clone(), WalkHands::Here)),
            Shown::Followed(walk, None) => Some((walk.clone(), WalkHands::Nobody)),
            Shown::Followed(walk, Some(holder)) => {
                Some((walk.clone(), WalkHands::Elsewhere(holder.clone())))
            }
        };
        WalksTold {
            shown,
            before: last_walks(records),
            earlier: Experience::of(records, session.simulated),
            tried: session
                .state
                .as_ref()
                .filter(|_| is_sound)
                .map(|_| tried(records, session.simulated)),
            done: self.done,
            trouble,
        }
    }

    /// Takes in what was written since; the text says why that cannot be followed.
    fn follow(
        &mut self,
        session: &Session,
        logbook: &Logbook,
        records: &[Record],
    ) -> Option<String> {
        if let Shown::Here(trail) = &mut self.shown {
            let taken = take_in(&mut trail.walk, records);
            return taken.err().map(|refusal| refusal.to_string());
        }
        let (run, _, is_over) = walks_of(records).last()?;
        match &mut self.shown {
            Shown::Followed(walk, _) if walk.run == run => {
                let taken = take_in(walk, records);
                return taken.err().map(|refusal| refusal.to_string());
            }
            // One that was over before anybody here saw it is in the report.
            _ if is_over => return None,
            _ => {}
        }
        match Walk::of(records, Some(run)) {
            Ok(walk) => {
                let by = holder(&walk, session, logbook);
                self.shown = Shown::Followed(walk, by);
                None
            }
            Err(error) => Some(error.to_string()),
        }
    }

    /// Writes down that an action of the walk was confirmed.
    #[cfg(feature = "operate")]
    pub(super) fn confirm(
        &mut self,
        session: &Session,
        logbook: &Logbook,
        step: crate::console::WalkStep,
    ) -> Result<(), Refusal> {
        self.done = step.number;
        let trail = self.trail()?;
        let event = WalkEvent::Confirmed(step.confirmed);
        trail.record(logbook, session.clock.now(), event)
    }

    /// What came of it: why nothing was sent, when nothing was.
    #[cfg(feature = "operate")]
    pub(super) fn ran(
        &mut self,
        session: &Session,
        logbook: &Logbook,
        unsent: Option<&str>,
    ) -> Result<(), Refusal> {
        let trail = self.trail()?;
        trail.sync(logbook)?;
        let step = trail
            .walk
            .step()
            .map(|(_, step)| step.id.as_str().to_owned());
        match (unsent, step) {
            (Some(why), Some(step)) if trail.is_unsent() => {
                let why = why.to_owned();
                let event = WalkEvent::NotRun { step, why };
                trail.record(logbook, session.clock.now(), event)
            }
            _ => Ok(()),
        }
    }

    fn trail(&mut self) -> Result<&mut Trail, Refusal> {
        match &mut self.shown {
            Shown::Here(trail) => Ok(trail),
            _ => Err(Refusal::Guard("nothing is walked here".to_owned())),
        }
    }

    fn carry_out(
        &mut self,
        session: &Session,
        logbook: &Logbook,
        does: WalkDoes,
    ) -> Result<(), Refusal> {
        match does {
            WalkDoes::Begin { beginning, reason } => {
                if let Shown::Here(_) = self.shown {
                    return Err(Refusal::Guard("a walk is under way here".to_owned()));
                }
                let trail = Trail::begin(session, logbook, &beginning, reason)?;
                self.shown = Shown::Here(trail);
            }
            WalkDoes::TakeUp(run) => match Trail::take_up(session, logbook, Some(run))? {
                Taken::Here(trail) => self.shown = Shown::Here(trail),
                Taken::Elsewhere(walk, holder) => {
                    self.shown = Shown::Followed(walk, Some(holder));
                }
            },
            WalkDoes::Write(events) => {
                let trail = self.trail()?;
                for event in events {
                    trail.record(logbook, session.clock.now(), event)?;
                }
            }
        }
        self.give_back();
        Ok(())
    }

    /// Gives the walk back that is over, or was left.
    fn give_back(&mut self) {
        if let Shown::Here(trail) = &self.shown
            && (trail.walk.is_over() || trail.walk.left.is_some())
        {
            self.shown = Shown::Followed(trail.walk.clone(), None);
        }
    }

    /// Leaves the walk for later, as the console is left. What could not be written
    /// of that is returned.
    pub(super) fn leave(&mut self, session: &Session, logbook: &Logbook) -> Option<String> {
        let Shown::Here(trail) = &mut self.shown else {
            return None;
        };
        let why = "the console was left".to_owned();
        let written = trail.record(logbook, session.clock.now(), WalkEvent::Left { why });
        self.shown = Shown::Nothing;
        let refusal = written.err()?;
        Some(format!(
            "that the walk was left is not in the journal: {refusal}"
        ))
    }
}

/// Who walks a walk that is followed.
fn holder(walk: &Walk, session: &Session, logbook: &Logbook) -> Option<String> {
    if walk.is_over() {
        return None;
    }
    // Whoever walks holds it; it is given back at once.
    match session.state.as_ref()?.take_walk(logbook.holder()) {
        Ok(Walking::Elsewhere(holder)) => Some(holder),
        // Why it cannot be taken is told to whoever would take it up.
        Ok(Walking::Here(_)) | Err(_) => None,
    }
}

impl Deck<'_> {
    /// Carries out what is asked for in a walk, and tells what came of it: first that
    /// it was not done, so that nothing follows from how the walk stands before that is
    /// known.
    pub(super) async fn walk(&mut self, order: WalkOrder) -> Result<(), Gone> {
        let WalkOrder { number, does } = order;
        let done = self.walks.carry_out(self.session, &self.logbook, does);
        self.walks.done = number;
        if let Err(refusal) = done {
            let why = refusal.to_string();
            self.send(Answer::NotWalked { number, why }).await?;
        }
        self.tell().await
    }
}
