//! A run that is armed, with a journal and the lease, at the simulated AWS.

use super::armed;
use crate::support::deeds::Deed;
use crate::support::{House, region};
use lifeboat::act::operate::{Lease, Looking, NotRun, Sending, Stage, run};
use lifeboat::act::{
    Class, Confirmed, Past, Review, Settings, action_named, propose, target_named,
};
use lifeboat::aws::{Lease as TableLease, Operator};
use lifeboat::journal::{Actor, Durable, Entry, Journal};
use lifeboat::sim::world::STANDBY;
use tempfile::TempDir;

/// A run that is armed.
pub struct Room {
    /// What it looks at.
    pub looking: Looking,
    /// Where it writes.
    pub journal: Journal,
    operator: Operator,
    lease: Lease,
    _folder: TempDir,
}

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

impl Room {
    /// Looks at everything, arms, and takes the lease.
    pub async fn armed(house: &House) -> Self {
        let seen = house.look().await;
        let folder = TempDir::new().unwrap();
        let journal = Journal::open(folder.path(), None, Actor::here(), true).unwrap();
        let operator = house.operator().await;
        let permit = permit(&journal, house);
        let table = lease_of("ada@bastion:1");
        let lease = Lease::take_table(&operator, table, &house.clock, &journal, &permit)
            .await
            .unwrap();
        let mut standing = armed(house.clock.now());
        standing.lease = lease.standing();
        Self {
            looking: Looking {
                setup: house.setup.clone(),
                estate: seen.estate,
                past: Past::default(),
                standing,
            },
            journal,
            operator,
            lease,
            _folder: folder,
        }
    }

    /// A deed, confirmed by its phrase, with everything that blocks overridden.
    pub fn confirmed(&self, deed: Deed) -> Confirmed {
        let settings: Settings = deed
            .set
            .iter()
            .filter_map(|set| set.split_once('='))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        self.looking.weigh(|sight| {
            let action = action_named(deed.action).unwrap();
            let target = target_named(sight, action, deed.target).unwrap();
            let proposal = propose(sight, action, &target, &settings, sight.now).unwrap();
            let mut review = Review::of(proposal.clone());
            for check in proposal.of_class(Class::Block) {
                review.override_check(check.id(), "a drill").unwrap();
            }
            let phrase = proposal.phrase().to_string();
            let confirmed = review.confirm(&phrase, sight.now);
            confirmed.unwrap_or_else(|why| panic!("{deed:?}: {why:?}"))
        })
    }

    /// Runs it.
    pub async fn run(&mut self, confirmed: Confirmed) -> Result<Sending, NotRun> {
        let stage = Stage {
            journal: &self.journal,
            operator: &self.operator,
            lease: Some(&self.lease),
        };
        run(&stage, &mut self.looking, confirmed).await
    }

    /// Everything that was written down.
    pub fn entries(&self) -> Vec<Entry> {
        let chain = Journal::read(self.journal.files().folder()).unwrap();
        assert!(chain.standing.is_whole());
        chain.records.into_iter().map(|it| it.entry).collect()
    }

    /// As the next start finds it after this one ended before it wrote what came
    /// of its request: everything is looked at, then what the journal left.
    pub async fn after_a_crash(&self, house: &House) -> Looking {
        let chain = Journal::read(self.journal.files().folder()).unwrap();
        let unwritten = |entry: &Entry| matches!(entry, Entry::Attempt(_));
        let records = chain.records.into_iter();
        let left: Vec<_> = records.filter(|it| !unwritten(&it.entry)).collect();
        Looking {
            setup: house.setup.clone(),
            estate: house.look().await.estate,
            past: Past::of(&left),
            standing: self.looking.standing.clone(),
        }
    }
}
