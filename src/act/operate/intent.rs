//! A confirmed action as the journal has it.

use crate::act::check::Checked;
use crate::act::phrase::Ceiling;
use crate::act::proposal::{Deed, Inverse, Stake};
use crate::act::review::Confirmed;
use crate::aws::Mutation;
use crate::journal::{CallRecord, FactRecord, Intent, LossRecord, OverrideRecord};
use crate::terms::{Instant, OutsideText};

/// A confirmed action as the journal has it.
pub(super) fn intent(
    confirmed: &Confirmed,
    reason: &OutsideText,
    incident: Option<&OutsideText>,
    now: Instant,
) -> Intent {
    let proposal = confirmed.proposal();
    let prepared = &proposal.prepared;
    let (call, command) = match &prepared.deed {
        Deed::Send(mutation) => (call_of(mutation), mutation.shell()),
        Deed::Record(_) => (
            CallRecord {
                service: "lifeboat".to_owned(),
                operation: "record".to_owned(),
                scope: proposal.target.scope.clone(),
                parameters: Vec::new(),
            },
            String::new(),
        ),
    };
    let stake = &prepared.stake;
    let loses = stake.words(now).map(|words| LossRecord {
        words,
        ceiling_seconds: match confirmed.ceiling() {
            Ceiling::UpTo(span) => Some(span.whole_seconds()),
            Ceiling::None | Ceiling::NotKnown => None,
        },
        seconds: match stake {
            Stake::Loss(loss) => Some(loss.amount(now).whole_seconds()),
            Stake::Nothing | Stake::NotKnown(_) => None,
        },
    });
    let depends_on = prepared
        .depends
        .iter()
        .map(|it| format!("{} {} in {}", it.service, it.plane.words(), it.region));
    let inverse = match &prepared.inverse {
        Inverse::By {
            mutation: Some(mutation),
            ..
        } => Some(call_of(mutation)),
        Inverse::Irreversible | Inverse::By { .. } => None,
    };
    Intent {
        action: proposal.action.name.to_owned(),
        target: proposal.target.clone(),
        settings: proposal.settings.clone(),
        call,
        command,
        depends_on: depends_on.collect(),
        loses,
        phrase: confirmed.typed().to_owned(),
        facts: proposal.checks.iter().map(fact).collect(),
        overrides: confirmed
            .overrides()
            .iter()
            .map(|(check, reason)| OverrideRecord {
                check: (*check).to_owned(),
                reason: reason.clone(),
            })
            .collect(),
        not_checked: proposal
            .action
            .not_checked
            .iter()
            .map(|it| (*it).to_owned())
            .collect(),
        inverse,
        reason: reason.clone(),
        incident: incident.cloned(),
        expect: prepared.expect.clone(),
    }
}

fn call_of(mutation: &Mutation) -> CallRecord {
    CallRecord {
        service: mutation.service().to_owned(),
        operation: mutation.operation().to_owned(),
        scope: mutation.scope(),
        parameters: mutation.parameters(),
    }
}

fn fact(check: &Checked) -> FactRecord {
    let found = &check.found;
    FactRecord {
        check: check.id().to_owned(),
        class: found.class.word().to_lowercase(),
        says: found.says.clone(),
        measured: found.measured.clone(),
        threshold: found.threshold.clone(),
        clears: found.clears.clone(),
    }
}
