//! Whether the plan declares what the runbook names.

use super::{Desk, Rule};
use crate::runbook::condition::{Condition, Limit, RecordName};
use crate::runbook::model::{Probe, Step, StepKind};
use crate::runbook::place::Place;
use crate::terms::fault::unknown;

pub(super) static RULE: Rule = Rule {
    name: "names",
    finds: "a store, record, Region, contact, probe or topic that the plan does not declare",
    examine,
};

fn examine(desk: &mut Desk<'_>) {
    for step in &desk.runbook.steps {
        owner(desk, step);
        match &step.kind {
            StepKind::Manual | StepKind::Action(_) => {}
            StepKind::Check(condition) | StepKind::Wait { condition, .. } => {
                named(desk, step, condition);
            }
            StepKind::Probe(Probe::Dns { record, region }) => {
                self::record(desk, step, record);
                place(desk, step, region);
            }
            StepKind::Probe(Probe::Http { probe, .. }) => {
                let known: Vec<&str> = desk
                    .plan()
                    .probes
                    .iter()
                    .map(|it| it.name.as_str())
                    .collect();
                if !known.contains(&probe.as_str()) {
                    desk.wrong(
                        step.line_of("probe"),
                        unknown(probe, "probe of the plan", &known),
                    );
                }
            }
            StepKind::Notify(_) => {
                if desk.plan().notify.incident_topic.is_none() {
                    desk.wrong(
                        step.line_of("kind"),
                        "the plan names no topic to notify: `incident_topic` in its `[notify]`",
                    );
                }
            }
        }
    }
}

fn owner(desk: &mut Desk<'_>, step: &Step) {
    let Some(owner) = &step.owner else {
        return;
    };
    let known: Vec<&str> = desk
        .plan()
        .contacts
        .iter()
        .map(|it| it.name.as_str())
        .collect();
    if !known.contains(&owner.as_str()) {
        desk.wrong(
            step.line_of("owner"),
            unknown(owner, "contact of the plan", &known),
        );
    }
}

fn named(desk: &mut Desk<'_>, step: &Step, condition: &Condition) {
    if let Some(name) = condition.store() {
        store(desk, step, condition, name);
    }
    if let Some(name) = condition.record() {
        record(desk, step, name);
    }
    if let Some(region) = condition.place() {
        place(desk, step, region);
    }
}

fn store(desk: &mut Desk<'_>, step: &Step, condition: &Condition, name: &str) {
    let plan = desk.plan();
    let Some(store) = plan.store(name) else {
        let known: Vec<&str> = plan.stores.iter().map(|it| it.name.as_str()).collect();
        desk.wrong(
            step.line_of("store"),
            unknown(name, "store of the plan", &known),
        );
        return;
    };
    match condition {
        Condition::Loss(loss) if loss.at_most == Limit::Rpo && plan.rpo(store).is_none() => {
            desk.wrong(
                step.line_of("at_most"),
                format!("the plan gives {name} no RPO: a tier with `rpo`, or write the time here"),
            );
        }
        Condition::Writers(_) | Condition::Writable(_) | Condition::CopyStatus(_)
            if !store.kind.has_copies() =>
        {
            desk.wrong(
                step.line_of("condition"),
                format!(
                    "`{}` is never known of {name}: AWS tells of no copies of {} stores",
                    condition.word(),
                    store.kind.title()
                ),
            );
        }
        _ => {}
    }
}

fn record(desk: &mut Desk<'_>, step: &Step, named: &RecordName) {
    let plan = desk.plan();
    let line = step.line_of("record");
    match named.among(plan).as_slice() {
        [_] => {}
        [] => {
            let known: Vec<&str> = plan.records.iter().map(|it| it.name.as_str()).collect();
            if known.contains(&named.name.as_str()) {
                desk.wrong(
                    step.line_of("type"),
                    format!("the plan declares {}, and none of that type", named.name),
                );
            } else {
                desk.wrong(line, unknown(&named.name, "record of the plan", &known));
            }
        }
        several => {
            let kinds: Vec<&str> = several.iter().map(|it| it.kind.as_str()).collect();
            desk.wrong(
                line,
                format!(
                    "the plan declares {named} as {}: say which with `type`",
                    kinds.join(" and ")
                ),
            );
        }
    }
}

fn place(desk: &mut Desk<'_>, step: &Step, place: &Place) {
    let regions = &desk.plan().regions;
    let region = place.region(regions);
    if !regions.both().contains(&region) {
        let known = regions.both().map(|region| region.as_str());
        desk.wrong(
            step.line_of("region"),
            unknown(region.as_str(), "Region of the plan", &known),
        );
    }
}
