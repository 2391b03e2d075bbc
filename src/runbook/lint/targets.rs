//! Whether each action has the target and the settings that it names: by what
//! AWS shows, or by the plan where nothing was seen.

use super::{Desk, Rule};
use crate::act::{NoProposal, Sight, propose, record_name, target_named};
use crate::plan::{Plan, StoreKind};
use crate::runbook::model::{ActionCall, Step};
use crate::terms::OutsideText;
use crate::terms::fault::{nearest, unknown};

pub(super) static RULE: Rule = Rule {
    name: "targets",
    finds: "an action on what is not there, or with a setting it does not take",
    examine,
};

fn examine(desk: &mut Desk<'_>) {
    let against = desk.against;
    let actions: Vec<_> = desk.actions().collect();
    for (_, step, call) in actions {
        match against.sight {
            // An action that has no target at all has not been looked at.
            Some(sight) if !(call.action.targets)(sight).is_empty() => {
                by_sight(desk, sight, step, call);
            }
            _ => by_plan(desk, step, call),
        }
    }
}

fn by_sight(desk: &mut Desk<'_>, sight: &Sight<'_>, step: &Step, call: &ActionCall) {
    let target = match target_named(sight, call.action, &call.target) {
        Ok(target) => target,
        Err(NoProposal::NoTarget { .. }) => {
            let all = (call.action.targets)(sight);
            let names: Vec<String> = all.iter().map(|it| it.identifier.to_string()).collect();
            let known: Vec<&str> = names.iter().map(String::as_str).collect();
            let of = format!("target of `{}`", call.action.name);
            let what = unknown(&call.target, &of, &known);
            // An earlier step may make one of what the plan names.
            if of_plan(desk.plan())
                .iter()
                .any(|it| it.raw() == call.identifier())
            {
                desk.not_checked(
                    step.line_of("target"),
                    format!("{what}, as AWS shows it now"),
                );
            } else {
                desk.wrong(step.line_of("target"), what);
            }
            return;
        }
        Err(error) => {
            desk.wrong(
                step.line_of("target"),
                format!("{error}: write it with `@REGION`"),
            );
            return;
        }
    };
    match propose(sight, call.action, &target, &call.settings, sight.now) {
        Ok(_) => {}
        Err(NoProposal::Setting(what)) => desk.wrong(step.line_of("set"), what),
        Err(error) => desk.not_checked(step.line_of("target"), error.to_string()),
    }
}

/// What the plan names that an action could act on: stores, their copies,
/// records and the topic; not the clusters of a global database.
fn of_plan(plan: &Plan) -> Vec<OutsideText> {
    let stores = plan.stores.iter();
    let topic = plan.notify.incident_topic.iter();
    stores
        .flat_map(|store| [Some(store.identifier.as_str()), store.standby.as_deref()])
        .flatten()
        .map(OutsideText::new)
        .chain(plan.records.iter().map(|it| record_name(plan, it)))
        .chain(topic.map(|it| OutsideText::new(it.as_str())))
        .collect()
}

fn by_plan(desk: &mut Desk<'_>, step: &Step, call: &ActionCall) {
    let plan = desk.plan();
    let names = of_plan(plan);
    let known: Vec<&str> = names.iter().map(OutsideText::raw).collect();
    let identifier = call.identifier();
    if known.contains(&identifier) {
        return;
    }
    let line = step.line_of("target");
    let has_clusters = plan
        .stores
        .iter()
        .any(|it| it.kind == StoreKind::AuroraGlobal);
    if has_clusters && nearest(identifier, &known).is_none() {
        desk.not_checked(
            line,
            format!("whether there is a `{identifier}`: the plan does not name it, and AWS was not looked at"),
        );
    } else {
        let of = format!("target of `{}` that the plan names", call.action.name);
        desk.wrong(line, unknown(identifier, &of, &known));
    }
}
