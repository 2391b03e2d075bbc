//! How a store stands against its objective, and why.

use super::Direction;
use crate::assess::context::Context;
use crate::assess::model::{CopyAssessment, Loss, Outlook, Phase, State, Writers};
use crate::estate::Scope;
use crate::estate::facts::MetricKey;
use crate::plan::{Store, StoreKind};
use crate::terms::{OutsideText, Region, Span, Unknown};

/// An idle PostgreSQL primary switches WAL segments every five minutes, so its
/// replica's lag saws up to that (`domain.md` §1.2).
const IDLE_SAW: Span = Span::seconds(330);

/// One WAL segment of RDS for PostgreSQL is 64 MiB: less waiting in the slot
/// than that is an idle primary, not a replica that is behind.
const ONE_SEGMENT_BYTES: f64 = 64.0 * 1024.0 * 1024.0;

/// How a store stands, and why in a few words.
pub(super) fn of(
    context: &Context<'_>,
    store: &Store,
    direction: Direction<'_>,
    writers: &Writers,
    outlook: &Outlook,
    copies: &[CopyAssessment],
) -> (State, String) {
    let Direction { from, to } = direction;
    if let Writers::Copies(list) = writers
        && list.len() > 1
    {
        let names: Vec<String> = list.iter().map(|(id, _)| id.to_string()).collect();
        return (
            State::Bad,
            format!("{} all accept writes", names.join(" and ")),
        );
    }
    let judged = match outlook {
        Outlook::NoCopy => (State::Bad, format!("no copy in {to}")),
        Outlook::Unknown(Unknown::Stale) => (State::Stale, "last seen too long ago".to_owned()),
        Outlook::Unknown(why) => (State::Unknown, why.to_string()),
        Outlook::Replicated(loss) | Outlook::FromBackup(loss) => {
            judge(context, store, loss, direction, copies)
        }
    };
    let writer = match writers {
        Writers::Unknown(Unknown::Stale) => (
            State::Stale,
            "its writer was last seen too long ago".to_owned(),
        ),
        Writers::Unknown(why) => (State::Unknown, format!("writer not known: {why}")),
        Writers::Copies(list) if list.is_empty() => {
            (State::Bad, "no copy accepts writes".to_owned())
        }
        Writers::Copies(list) if list.iter().all(|(_, region)| *region != store.region) => (
            State::Warn,
            format!("written in {from}, should be {}", store.region),
        ),
        _ => (State::Ok, String::new()),
    };
    // The worse of the two speaks; of equals, what is lost.
    if writer.0 > judged.0 { writer } else { judged }
}

/// How a loss stands against the objective of its store, when it has one.
pub(super) fn judge(
    context: &Context<'_>,
    store: &Store,
    loss: &Loss,
    direction: Direction<'_>,
    copies: &[CopyAssessment],
) -> (State, String) {
    let Some(rpo) = context.plan.rpo(store) else {
        return (State::Warn, "no objective to judge it by".to_owned());
    };
    let over = match loss.phase {
        Phase::Answering { lag: Some(lag) } => lag > rpo,
        Phase::Frozen { since } => Span::between(loss.point, since) > rpo,
        Phase::Answering { lag: None } | Phase::Growing => context.is_older(loss.point, rpo),
    };
    if !over && matches!(loss.phase, Phase::Growing) {
        let text = format!("{} is silent and the loss grows", direction.from);
        return (State::Warn, text);
    }
    if !over {
        return (State::Ok, "within its objective".to_owned());
    }
    if let Phase::Answering { lag: Some(lag) } = loss.phase
        && lag <= IDLE_SAW
        && is_postgres(context, store, direction, copies)
    {
        let source = {
            let id = source_id(store, direction.from, copies);
            MetricKey::oldest_replication_slot_lag(direction.from, &id)
        };
        return match context.fresh_sample(&source) {
            Some(slot) if slot.value <= ONE_SEGMENT_BYTES => (
                State::Ok,
                "the primary is idle: nothing waits in its slot".to_owned(),
            ),
            Some(_) => (State::Bad, format!("over its RPO of {rpo}")),
            None => (
                State::Warn,
                format!("over its RPO of {rpo}, or an idle primary: its slot's lag is not known"),
            ),
        };
    }
    (State::Bad, format!("over its RPO of {rpo}"))
}

fn source_id(store: &Store, from: &Region, copies: &[CopyAssessment]) -> String {
    copies.iter().find(|copy| copy.region == *from).map_or_else(
        || store.identifier.clone(),
        |copy| copy.identifier.raw().to_owned(),
    )
}

fn is_postgres(
    context: &Context<'_>,
    store: &Store,
    direction: Direction<'_>,
    copies: &[CopyAssessment],
) -> bool {
    store.kind == StoreKind::Rds
        && copies.iter().any(|copy| {
            [direction.from, direction.to].into_iter().any(|region| {
                let id: &OutsideText = &copy.identifier;
                context
                    .instance(&Scope::from(region), id)
                    .is_some_and(|instance| instance.engine.raw() == "postgres")
            })
        })
}
