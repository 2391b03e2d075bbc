//! All that an action takes to be run: a journal on disk, an operator, a lease,
//! and what was seen.

use super::{armed, proposed};
use crate::support::deeds::Deed;
use crate::support::{House, region};
use futures::future::LocalBoxFuture;
use lifeboat::act::operate::{Lease, Looking, NotRun, Sending, Stage, run, watch};
use lifeboat::act::{Class, Confirmed, Past, Proposal, Review};
use lifeboat::assess::Assessment;
use lifeboat::aws::{Lease as TableLease, Operator};
use lifeboat::estate::Estate;
use lifeboat::journal::{Actor, Came, Durable, Entry, Journal, Outcome, Record, Settled};
use lifeboat::sim::World;
use lifeboat::sim::world::STANDBY;
use lifeboat::terms::Known;
use std::sync::Arc;

/// Who has the lease.
const HOLDER: &str = "ada@bastion:1";

/// The plan's lease, for somebody.
pub fn lease_of(holder: &str) -> TableLease {
    TableLease {
        region: region(STANDBY),
        table: "lifeboat-lease".to_owned(),
        name: "harbor-shop".to_owned(),
        holder: holder.to_owned(),
    }
}

/// The proof that something is written down.
pub fn permit(journal: &Journal, house: &House) -> Durable {
    let text = "a drill".to_owned();
    journal
        .append(house.clock.now(), Entry::Note { text })
        .unwrap()
}

/// Where actions are run.
pub struct Theatre {
    pub house: House,
    pub looking: Looking,
    pub journal: Journal,
    pub operator: Operator,
    pub lease: Lease,
    pub folder: tempfile::TempDir,
}

/// What one action came to, with what the journal has of it.
pub struct Course {
    pub proposal: Proposal,
    pub settled: Settled,
    pub came: Came,
    /// The kinds of its records, in their order.
    pub kinds: Vec<String>,
    /// The requests that change something, sent meanwhile.
    pub sent: Vec<String>,
}

impl Theatre {
    /// The shop, seen once, with a run that is armed.
    pub async fn open(edit: impl FnOnce(&mut World)) -> Self {
        let house = House::harbor().await;
        house.edit(edit);
        Self::of(house).await
    }

    /// The same in any house.
    pub async fn of(house: House) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let journal = Journal::open(folder.path(), None, Actor::here(), true).unwrap();
        let operator = house.operator().await;
        let lease = Lease::take_local(folder.path(), HOLDER).unwrap();
        let seen = house.look().await;
        let looking = Looking {
            setup: house.setup.clone(),
            standing: armed(seen.now),
            estate: seen.estate,
            past: Past::default(),
        };
        Self {
            house,
            looking,
            journal,
            operator,
            lease,
            folder,
        }
    }

    /// The shop, with the lease in the plan's table.
    pub async fn at_the_table() -> Self {
        let mut theatre = Self::open(|_| ()).await;
        let permit = permit(&theatre.journal, &theatre.house);
        let table = lease_of(HOLDER);
        let (operator, clock) = (&theatre.operator, &theatre.house.clock);
        let taken = Lease::take_table(operator, table, clock, &theatre.journal, &permit);
        theatre.lease = taken.await.unwrap();
        theatre.looking.standing.lease = theatre.lease.standing();
        theatre
    }

    /// Looks at everything again, on top of what was seen.
    pub async fn look(&mut self) {
        let estate = std::mem::take(&mut self.looking.estate);
        let seen = Box::pin(self.house.look_again(estate)).await;
        self.looking.estate = seen.estate;
    }

    /// Opens the window anew.
    pub fn arm(&mut self) {
        self.looking.standing = armed(self.house.clock.now());
    }

    pub fn estate(&self) -> &Estate {
        &self.looking.estate
    }

    /// The Region that the name servers answer with, as last seen.
    pub fn answered(&self, record: &str) -> String {
        let now = self.house.clock.now();
        let assessment = Assessment::of(Arc::clone(&self.house.plan), self.estate(), now);
        let answer = &assessment.record(record, "A").unwrap().answer;
        match answer {
            Known::Known(answer) => answer.region.value().unwrap().to_string(),
            Known::Unknown(why) => panic!("{record}: {why}"),
        }
    }

    pub fn propose(&self, action: &str, target: &str, settings: &[(&str, &str)]) -> Proposal {
        self.looking
            .weigh(|sight| proposed(sight, action, target, settings))
    }

    /// A deed, confirmed.
    pub fn confirmed(&self, deed: Deed) -> Confirmed {
        self.confirm(self.propose(deed.action, deed.target, &deed.settings()))
    }

    /// Reviews a proposal up to its confirmation; what blocks is overridden.
    pub fn confirm(&self, proposal: Proposal) -> Confirmed {
        let phrase = proposal.phrase().to_string();
        self.confirm_as(proposal, &phrase)
    }

    pub fn confirm_as(&self, proposal: Proposal, typed: &str) -> Confirmed {
        let blocks: Vec<&str> = proposal.of_class(Class::Block).map(|it| it.id()).collect();
        let mut review = Review::of(proposal);
        for block in blocks {
            review.override_check(block, "decided in INC-4711").unwrap();
        }
        let confirmed = review.confirm(typed, self.house.clock.now());
        confirmed.unwrap_or_else(|why| panic!("{why:#?}"))
    }

    /// Runs what was confirmed, up to AWS's answer.
    pub async fn run(&mut self, confirmed: Confirmed) -> Result<Sending, NotRun> {
        let stage = Stage {
            journal: &self.journal,
            operator: &self.operator,
            lease: Some(&self.lease),
        };
        run(&stage, &mut self.looking, confirmed).await
    }

    /// An action through its whole course: proposed, reviewed, confirmed, run, and
    /// watched until AWS agrees.
    pub fn through<'a>(
        &'a mut self,
        action: &'a str,
        target: &'a str,
        settings: &'a [(&'a str, &'a str)],
    ) -> LocalBoxFuture<'a, Course> {
        Box::pin(self.whole_course(action, target, settings))
    }

    async fn whole_course(
        &mut self,
        action: &str,
        target: &str,
        settings: &[(&str, &str)],
    ) -> Course {
        let (written, asked) = (self.records().len(), self.mutating().len());
        Box::pin(self.look()).await;
        let proposal = self.propose(action, target, settings);
        let confirmed = self.confirm(proposal.clone());
        let sending = Box::pin(self.run(confirmed)).await;
        let sending = sending.unwrap_or_else(|why| panic!("{action} of {target}: {why}"));
        assert!(sending.unwritten.is_none(), "{:?}", sending.unwritten);
        let came = sending.undertaking.came.clone().unwrap().1;
        let undertaking = sending.undertaking;
        let watched = watch(&mut self.looking, &self.journal, undertaking, None, |_| ());
        let settled = Box::pin(watched).await.unwrap();
        let records = self.records();
        self.looking.past = Past::of(&records);
        let kinds = records.iter().skip(written);
        Course {
            proposal,
            settled,
            came,
            kinds: kinds
                .map(|record| record.entry.kind().unwrap().to_owned())
                .collect(),
            sent: self.mutating().split_off(asked),
        }
    }

    /// The journal, whole.
    pub fn records(&self) -> Vec<Record> {
        let chain = Journal::read(self.folder.path()).unwrap();
        assert!(chain.standing.is_whole(), "{}", chain.standing);
        chain.records
    }

    /// As the next start finds it after this one ended before it wrote what came
    /// of its request: everything is looked at, then what the journal left.
    pub async fn after_a_crash(&self) -> Looking {
        let mut left = self.records();
        left.retain(|it| !matches!(it.entry, Entry::Attempt(_)));
        Looking {
            setup: self.house.setup.clone(),
            estate: self.house.look().await.estate,
            past: Past::of(&left),
            standing: self.looking.standing.clone(),
        }
    }

    /// What came of each attempt, by the journal.
    pub fn attempts(&self) -> Vec<Came> {
        let records = self.records().into_iter();
        let attempts = records.filter_map(|it| match it.entry {
            Entry::Attempt(attempt) => Some(attempt.came),
            _ => None,
        });
        attempts.collect()
    }

    /// What came of the last of them.
    pub fn last_came(&self) -> Came {
        self.attempts().pop().unwrap()
    }

    /// The requests so far that change something, in their order.
    pub fn mutating(&self) -> Vec<String> {
        self.house.mutating()
    }
}

impl Course {
    /// It is done, by one request, and the journal says so in order.
    pub fn is_done_by(&self, operation: &str) {
        let name = self.proposal.action.name;
        assert_eq!(
            self.settled.outcome,
            Outcome::Done,
            "{name}: {:?}",
            self.settled
        );
        assert!(!self.settled.evidence.is_empty(), "{name}");
        assert!(matches!(self.came, Came::Accepted { .. }), "{name}");
        assert_eq!(self.kinds, ["intent", "attempt", "settled"], "{name}");
        assert_eq!(self.sent, [operation], "{name}");
    }
}
