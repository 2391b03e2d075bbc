//! What the zones' authoritative name servers answer for declared records, and
//! where the targets of their aliases are at the same time: such an answer is a
//! rotating set that can only be told by comparing (`domain.md` §2.6).

use super::{Asking, Look, Looking, Sight};
use crate::collect::knowledge::Knowledge;
use crate::collect::watch::Readiness;
use crate::estate::facts::{DnsAnswer, DnsOutcome};
use crate::estate::{Facts, Failure, FailureKind, Scope, Source};
use crate::net::NameServer;
use crate::plan::{Plan, Record};
use crate::terms::OutsideText;
use futures::stream::{self, StreamExt};
use std::collections::BTreeSet;

/// How many questions are under way at a time.
const QUESTIONS: usize = 32;

/// One question: of a name server, or of this host's resolver where no zone of
/// ours has the name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Question {
    server: Option<NameServer>,
    name: String,
    kind: String,
}

/// The name servers come with the zones, the targets of aliases with the records.
pub(super) fn ready(asking: &Asking<'_>) -> Readiness {
    let settled = |source| asking.known.is_settled(source, &Scope::Global);
    if asking.plan.records.is_empty() || (settled(Source::Zones) && settled(Source::Records)) {
        Readiness::Ready
    } else if questions(asking.plan, asking.known).is_empty() {
        Readiness::NotYet
    } else {
        Readiness::Usable
    }
}

/// The name servers of the zone that holds a name. A private zone has none that
/// can be asked from here.
fn servers(plan: &Plan, known: &Knowledge, record: &Record) -> Vec<NameServer> {
    let Some(id) = known.zone_of(record) else {
        return Vec::new();
    };
    let zone = known
        .zones()
        .unwrap_or_default()
        .iter()
        .find(|zone| zone.id == id && !zone.private);
    match zone.and_then(|zone| zone.name_servers.as_ref()) {
        Some(_) if !plan.name_servers.is_empty() => given(plan),
        Some(servers) => servers.iter().cloned().map(NameServer::Host).collect(),
        None => Vec::new(),
    }
}

fn given(plan: &Plan) -> Vec<NameServer> {
    plan.name_servers
        .iter()
        .copied()
        .map(NameServer::Address)
        .collect()
}

fn questions(plan: &Plan, known: &Knowledge) -> BTreeSet<Question> {
    let mut all = BTreeSet::new();
    for record in &plan.records {
        let of = |server, name: &str| Question {
            server,
            name: name.to_owned(),
            kind: record.kind.clone(),
        };
        let own = if plan.name_servers.is_empty() {
            servers(plan, known, record)
        } else {
            given(plan)
        };
        all.extend(own.into_iter().map(|server| of(Some(server), &record.name)));
        for alias in known
            .records_behind(record)
            .filter_map(|it| it.alias.as_ref())
        {
            let target = alias.name.raw();
            let as_record = Record {
                name: target.to_owned(),
                zone: None,
                ..record.clone()
            };
            match servers(plan, known, &as_record) {
                none if none.is_empty() => all.extend([of(None, target)]),
                ours => all.extend(ours.into_iter().map(|server| of(Some(server), target))),
            }
        }
    }
    all
}

pub(super) fn look(look: Look) -> Looking {
    Box::pin(async move {
        let known = look.known();
        let questions = questions(look.plan(), &known);
        if questions.is_empty()
            && !look.plan().records.is_empty()
            && let Some(failure) = known.failure(Source::Zones, &Scope::Global)
        {
            return Err(failure.clone());
        }
        let answers: Vec<DnsAnswer> = stream::iter(questions)
            .map(|question| {
                let dns = look.dns().clone();
                async move {
                    let Question { server, name, kind } = &question;
                    match server {
                        Some(server) => dns.ask(server, name, kind).await,
                        None => dns.resolve(name, kind).await,
                    }
                }
            })
            .buffered(QUESTIONS)
            .collect()
            .await;
        Ok(Sight {
            shortfall: silence(&answers),
            facts: Facts::Answers(answers),
        })
    })
}

/// The failure when no name server at all answered: port 53 closed, most likely.
fn silence(answers: &[DnsAnswer]) -> Option<Failure> {
    let mut reason = None;
    for answer in answers {
        match &answer.outcome {
            DnsOutcome::Failed(why) => reason = reason.or(Some(why)),
            DnsOutcome::Answer { .. } | DnsOutcome::Refused(_) => return None,
        }
    }
    let why = reason?;
    Some(Failure {
        kind: FailureKind::NotReachable,
        operation: "DNS query".to_owned(),
        code: None,
        message: OutsideText::from(format!("no name server answered: {}", why.raw())),
        request_id: None,
    })
}

#[cfg(test)]
#[path = "name_servers_tests.rs"]
mod tests;
