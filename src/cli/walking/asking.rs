//! A probe, asked until it is answered as it should be.

use super::{Flow, Walker};
use crate::cli::failure::Refusal;
use crate::cli::session::Session;
use crate::estate::facts::DnsAnswer;
use crate::line::{self, Voice};
use crate::net::NameServer;
use crate::plan::Plan;
use crate::runbook::{Asked, Judgement, Probe, RecordName};
use crate::terms::{Span, Unknown};
use std::pin::pin;

/// How often a probe is asked again.
const EVERY: Span = Span::seconds(10);

impl<V: Voice> Walker<'_, V> {
    /// Asks until it is answered as it should be, or something is typed.
    pub(super) async fn ask(&mut self, probe: &Probe) -> Result<Flow, Refusal> {
        let mut told = false;
        loop {
            let asked = self.asked(probe).await;
            self.note_declarations()?;
            let (assessment, _, _) = self.watching.assessed();
            let judgement = probe.judge(&asked, assessment);
            if self.judged(&judgement)? {
                return Ok(Flow::On);
            }
            if !self.voice.is_live() {
                let prompt = if judgement.measured.is_some() {
                    "not met: again, or help > "
                } else {
                    "not known: again, done, or help > "
                };
                return self.prompt(prompt).await;
            }
            if !told {
                told = true;
                self.say(&format!(
                    "  it is asked again every {EVERY}; `done NOTE` where it cannot be asked from \
                     here, `skip REASON` or `help`\n"
                ))?;
            }
            let typed = {
                let clock = self.session.clock.clone();
                let Self {
                    voice, watching, ..
                } = &mut *self;
                let mut heard = pin!(voice.hear(""));
                let mut over = pin!(clock.sleep(EVERY.duration()));
                loop {
                    tokio::select! {
                        biased;
                        typed = &mut heard => break Some(typed?),
                        () = &mut over => break None,
                        () = watching.heard() => {}
                    }
                }
            };
            if let Some(typed) = typed {
                return self.take(typed);
            }
        }
    }

    /// Asks once, while everything is watched on.
    async fn asked(&mut self, probe: &Probe) -> Asked {
        let Self {
            session, watching, ..
        } = self;
        let mut asked = pin!(asked(session, probe));
        loop {
            tokio::select! {
                biased;
                asked = &mut asked => return asked,
                () = watching.heard() => {}
            }
        }
    }

    /// Writes down what a judgement comes to, and says it when that is anything; whether
    /// the step is over by it.
    pub(super) fn judged(&mut self, judgement: &Judgement) -> Result<bool, Refusal> {
        let events = self.trail.walk.judged(judgement, self.now());
        if !events.is_empty() {
            self.say(&line::judged(judgement))?;
        }
        let visits = self.trail.walk.visits.len();
        for event in events {
            self.record(event)?;
        }
        Ok(self.trail.walk.visit().is_none() || self.trail.walk.visits.len() != visits)
    }
}

/// What comes of asking what a probe asks.
pub(in crate::cli) async fn asked(session: &Session, probe: &Probe) -> Asked {
    let nothing = |why: String| Asked::Nothing(Unknown::Unavailable(why.into()));
    match probe {
        Probe::Http { probe, .. } => {
            let known = session.plan.probes.iter().find(|it| it.name == *probe);
            match known {
                Some(known) => Asked::Page(session.web.ask(&known.url).await),
                None => nothing(format!("the plan declares no probe {probe}")),
            }
        }
        Probe::Dns { record, .. } => match kind_of(&session.plan, record) {
            Some(kind) => Asked::Name(resolved(session, &record.name, kind).await),
            None => nothing(format!(
                "which record of the plan {record} is cannot be told"
            )),
        },
    }
}

/// The type of a record, where the plan has one such.
fn kind_of<'a>(plan: &'a Plan, record: &RecordName) -> Option<&'a str> {
    match record.among(plan).as_slice() {
        [one] => Some(&one.kind),
        _ => None,
    }
}

/// What this host's resolver answers, or whoever the plan names in its place.
async fn resolved(session: &Session, name: &str, kind: &str) -> DnsAnswer {
    let dns = &session.setup.dns;
    match session.plan.name_servers.first() {
        Some(server) => dns.ask(&NameServer::Address(*server), name, kind).await,
        None => dns.resolve(name, kind).await,
    }
}
