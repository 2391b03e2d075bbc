//! What acting needs beyond watching, for commands and for the console: who acts,
//! the window and the lease.

use super::failure::Refusal;
use super::logbook::Logbook;
use super::session::Session;
use crate::act::operate::{
    Lease, LeaseRefused, Looking, NotProven, NotRun, Sending, Stage, record, run,
};
use crate::act::{Confirmed, LeaseStanding, Operating, Standing, Window};
use crate::aws::{Lease as TableLease, Operator, OperatorPower};
use crate::estate::Estate;
use crate::journal::{Actor, Armed, Durable, Entry, JournalError, LeaseChange, LeaseDid, Settled};

/// A run that may act: who acts, until when, and that nobody else does.
#[derive(Debug)]
pub struct Post {
    operator: Operator,
    window: Window,
    operating: Operating,
    lease: Option<Lease>,
    standing: LeaseStanding,
    /// That it is written down that this run may act.
    armed: Durable,
}

impl Post {
    /// Who would act, before anything is armed.
    ///
    /// # Errors
    /// When there are no credentials for it, or the role cannot be taken.
    pub async fn operator(
        session: &Session,
        logbook: &Logbook,
    ) -> Result<(Operator, Operating), Refusal> {
        let power = power(session);
        let same_as_watching = power == OperatorPower::Same;
        let operator = Operator::open(&session.options, power).await?;
        let who = operator.who().await.map_err(Refusal::Credentials)?;
        logbook.journal.identify(who.arn.clone());
        let operating = Operating {
            account: who.account,
            arn: who.arn,
            expires: who.expires,
            same_as_watching,
        };
        Ok((operator, operating))
    }

    /// Arms: writes the window into the journal. The lease is asked for by
    /// [`Post::keep`]; that it is not had stands in the way of each action, not of
    /// this.
    ///
    /// # Errors
    /// When the journal cannot be written.
    pub async fn arm(
        session: &Session,
        logbook: &Logbook,
        (operator, operating): (Operator, Operating),
        window: Window,
    ) -> Result<Self, JournalError> {
        let armed = Entry::Armed(Armed {
            reason: window.reason.clone(),
            incident: window.incident.clone(),
            until: window.until,
            power: power_in_words(session),
        });
        let durable = record(&logbook.journal, session.clock.now(), armed).await?;
        Ok(Self {
            operator,
            window,
            operating,
            lease: None,
            standing: LeaseStanding::NotTaken,
            armed: durable,
        })
    }

    /// Keeps the lease for another while, or asks for it again. Whether it stands
    /// otherwise than before.
    pub async fn keep(&mut self, session: &Session, logbook: &Logbook) -> bool {
        let proven = match &self.lease {
            Some(lease) => lease.prove(&session.clock, &self.armed).await.map(drop),
            None => Err(NotProven::Lost(String::new())),
        };
        let standing = match (proven, &self.lease) {
            (Ok(()), Some(lease)) => lease.standing(),
            (Err(NotProven::Unreachable(why)), _) => LeaseStanding::Unreachable(why),
            // It ran out while this process was held up, or was never had.
            _ => {
                let taken = take(session, &self.operator, logbook, &self.armed).await;
                let standing = match &taken {
                    Ok(lease) => lease.standing(),
                    Err(refused) => LeaseStanding::from(refused),
                };
                self.lease = taken.ok();
                standing
            }
        };
        let changed = standing != self.standing;
        self.standing = standing;
        changed
    }

    /// How the run stands.
    #[must_use]
    pub fn standing(&self, session: &Session) -> Standing {
        Standing {
            window: Some(self.window.clone()),
            operator: Some(self.operating.clone()),
            lease: self.standing.clone(),
            ..Standing::observing(session.simulated)
        }
    }

    const fn holds_lease(&self) -> bool {
        matches!(self.standing, LeaseStanding::Held { .. })
    }

    /// Runs what was confirmed, up to AWS's answer.
    ///
    /// # Errors
    /// When nothing was sent, and why.
    pub async fn run(
        &self,
        logbook: &Logbook,
        looking: &mut Looking,
        confirmed: Confirmed,
    ) -> Result<Sending, NotRun> {
        let stage = Stage {
            journal: &logbook.journal,
            operator: &self.operator,
            // One that does not answer proves nothing: it blocks, or was overridden.
            lease: self.lease.as_ref().filter(|_| self.holds_lease()),
        };
        run(&stage, looking, confirmed).await
    }

    /// Everything a run looks at.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub fn looking(
        &self,
        session: &Session,
        logbook: &Logbook,
        estate: Estate,
    ) -> Result<Looking, JournalError> {
        Ok(Looking {
            setup: session.setup.clone(),
            estate,
            past: logbook.past()?,
            standing: self.standing(session),
        })
    }

    /// Disarms: gives the lease back and writes that down. What could not be done
    /// of it is returned, and changes nothing that was done before.
    pub async fn disarm(self, session: &Session, logbook: &Logbook, why: &str) -> Option<String> {
        let now = || session.clock.now();
        let entry = Entry::Disarmed {
            why: why.to_owned(),
        };
        let durable = match record(&logbook.journal, now(), entry).await {
            Ok(durable) => durable,
            Err(error) => {
                return Some(format!(
                    "that this run acts no more is not in the journal: {error}"
                ));
            }
        };
        let lease = self.lease?;
        let token = lease.token();
        if let Some(trouble) = lease.release(&durable).await {
            return Some(format!(
                "the lease was not given back, and runs out by itself: {trouble}"
            ));
        }
        let change = LeaseChange {
            did: LeaseDid::Released,
            holder: logbook.holder().to_owned(),
            token,
        };
        let written = record(&logbook.journal, now(), Entry::Lease(change)).await;
        let error = written.err()?;
        Some(format!(
            "that the lease was given back is not in the journal: {error}"
        ))
    }
}

/// Writes down what an intent came to, unless that was written meanwhile.
///
/// # Errors
/// When the journal cannot be read or written.
pub async fn settle(
    session: &Session,
    logbook: &Logbook,
    settled: Settled,
) -> Result<(), JournalError> {
    let past = logbook.past()?;
    if past.open().any(|it| it.sequence == settled.intent) {
        let entry = Entry::Settled(settled);
        drop(record(&logbook.journal, session.clock.now(), entry).await?);
    }
    Ok(())
}

/// Whose credentials act: what the plan says, or those that watch.
fn power(session: &Session) -> OperatorPower {
    let operate = &session.plan.operate;
    match (&operate.profile, &operate.role) {
        (_, Some(role)) => OperatorPower::Role {
            role: role.clone(),
            user: Actor::here().os_user,
        },
        (Some(profile), None) => OperatorPower::Profile(profile.clone()),
        (None, None) => OperatorPower::Same,
    }
}

/// The same in words.
fn power_in_words(session: &Session) -> String {
    match power(session) {
        OperatorPower::Same => "the watching credentials".to_owned(),
        OperatorPower::Profile(profile) => format!("profile {profile}"),
        OperatorPower::Role { role, .. } => format!("role {role}"),
    }
}

async fn take(
    session: &Session,
    operator: &Operator,
    logbook: &Logbook,
    permit: &Durable,
) -> Result<Lease, LeaseRefused> {
    match &session.plan.operate.lease_table {
        Some(table) => {
            let table = TableLease {
                table: table.clone(),
                region: session.plan.regions.standby.clone(),
                name: session.plan.name.clone(),
                holder: logbook.holder().to_owned(),
            };
            Lease::take_table(operator, table, &session.clock, &logbook.journal, permit).await
        }
        None => Lease::take_local(logbook.folder(), logbook.holder()),
    }
}
