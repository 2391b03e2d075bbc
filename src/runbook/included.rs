//! The runbooks that come with lifeboat, written out for a plan.
//!
//! They are Markdown with places for names, `{{replica.name}}`. A step that names
//! something the plan has several of is written once for each; one that names
//! something the plan has none of is left out. Steps about the same kind of thing
//! that stand below each other stay together: all of one, then all of the next.

use super::id::StepId;
use crate::act::record_name;
use crate::plan::{Plan, Store, StoreKind};
use std::collections::BTreeMap;

/// A runbook that comes with lifeboat.
#[derive(Debug, Clone, Copy)]
pub struct Included {
    /// What it is called.
    pub name: &'static str,
    /// What the plan must declare for it, with what messages call that.
    needs: Option<(Role, &'static str)>,
    template: &'static str,
}

/// Every one of them, in the order in which they are listed.
pub static INCLUDED: &[Included] = &[
    Included {
        name: "regional-failover",
        needs: Some((Role::Record, "record")),
        template: include_str!("../../runbooks/regional-failover.md"),
    },
    Included {
        name: "aurora-switchover",
        needs: Some((Role::Global, "store of kind `aurora-global`")),
        template: include_str!("../../runbooks/aurora-switchover.md"),
    },
    Included {
        name: "aurora-failover",
        needs: Some((Role::Global, "store of kind `aurora-global`")),
        template: include_str!("../../runbooks/aurora-failover.md"),
    },
    Included {
        name: "failback",
        needs: Some((Role::Record, "record")),
        template: include_str!("../../runbooks/failback.md"),
    },
    Included {
        name: "multi-az-failover",
        needs: Some((Role::Instance, "store of kind `rds`")),
        template: include_str!("../../runbooks/multi-az-failover.md"),
    },
    Included {
        name: "restore-test",
        needs: Some((Role::Instance, "store of kind `rds`")),
        template: include_str!("../../runbooks/restore-test.md"),
    },
    Included {
        name: "failover-simulation",
        needs: None,
        template: include_str!("../../runbooks/failover-simulation.md"),
    },
    Included {
        name: "infrastructure-recovery-test",
        needs: None,
        template: include_str!("../../runbooks/infrastructure-recovery-test.md"),
    },
];

/// What a step is written once for each of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    /// An RDS store with a replica in the standby Region.
    Replica,
    /// An Aurora global database.
    Global,
    /// An RDS store.
    Instance,
    /// Any store.
    Store,
    Record,
    Probe,
    Topic,
}

impl Role {
    const ALL: [(Self, &'static str); 7] = [
        (Self::Replica, "{{replica."),
        (Self::Global, "{{global."),
        (Self::Instance, "{{instance."),
        (Self::Store, "{{store."),
        (Self::Record, "{{record."),
        (Self::Probe, "{{probe."),
        (Self::Topic, "{{topic}}"),
    ];

    /// The names that each of the plan's has, by place.
    fn of(self, plan: &Plan) -> Vec<Names> {
        let stores = |wanted: fn(&Store) -> bool, role: &str| {
            let own = plan.stores.iter().filter(|store| wanted(store));
            own.map(|store| store_names(role, store)).collect()
        };
        match self {
            Self::Replica => stores(
                |it| it.kind == StoreKind::Rds && it.standby.is_some(),
                "replica",
            ),
            Self::Global => stores(|it| it.kind == StoreKind::AuroraGlobal, "global"),
            Self::Instance => stores(|it| it.kind == StoreKind::Rds, "instance"),
            Self::Store => stores(|_| true, "store"),
            Self::Record => plan
                .records
                .iter()
                .map(|it| record_names(plan, it))
                .collect(),
            Self::Probe => plan
                .probes
                .iter()
                .map(|it| {
                    Names::from([
                        ("{{probe.name}}".to_owned(), it.name.clone()),
                        ("{{probe.slug}}".to_owned(), slug(&it.name)),
                    ])
                })
                .collect(),
            Self::Topic => {
                let topic = plan.notify.incident_topic.iter();
                topic
                    .map(|it| Names::from([("{{topic}}".to_owned(), it.as_str().to_owned())]))
                    .collect()
            }
        }
    }
}

/// What stands in which place.
type Names = BTreeMap<String, String>;

fn store_names(role: &str, store: &Store) -> Names {
    let mut names = Names::from([
        (format!("{{{{{role}.name}}}}"), store.name.clone()),
        (format!("{{{{{role}.slug}}}}"), slug(&store.name)),
        (
            format!("{{{{{role}.identifier}}}}"),
            store.identifier.clone(),
        ),
        (format!("{{{{{role}.region}}}}"), store.region.to_string()),
    ]);
    if let Some(standby) = &store.standby {
        names.insert(format!("{{{{{role}.standby}}}}"), standby.clone());
    }
    names
}

fn record_names(plan: &Plan, record: &crate::plan::Record) -> Names {
    let target = record_name(plan, record);
    Names::from([
        ("{{record.name}}".to_owned(), record.name.clone()),
        ("{{record.type}}".to_owned(), record.kind.clone()),
        ("{{record.slug}}".to_owned(), slug(target.raw())),
        ("{{record.target}}".to_owned(), target.raw().to_owned()),
    ])
}

/// A name as it may stand in an identity.
fn slug(name: &str) -> String {
    StepId::of_title(name).map_or_else(String::new, String::from)
}

/// Names that a whole runbook has, whatever its steps are about.
fn common(plan: &Plan) -> Names {
    let mut names = Names::from([
        ("{{primary}}".to_owned(), plan.regions.primary.to_string()),
        ("{{standby}}".to_owned(), plan.regions.standby.to_string()),
    ]);
    let mut name = |place: &str, value: Option<String>| {
        if let Some(value) = value {
            names.insert(place.to_owned(), value);
        }
    };
    let about_databases = plan.contacts.iter().find(|contact| {
        let words = format!("{} {}", contact.name, contact.role).to_lowercase();
        words.contains("database") || words.contains("dba")
    });
    let commander = plan.contacts.first();
    name("{{commander}}", commander.map(|it| it.name.clone()));
    name(
        "{{databases}}",
        about_databases.or(commander).map(|it| it.name.clone()),
    );
    name("{{reviewed}}", plan.reviewed.map(|it| it.to_string()));
    names
}

impl Included {
    /// The runbook with the names of a plan; what the plan lacks, when it cannot
    /// be written for it. It is reviewed when the plan was; a line about somebody
    /// whom the plan does not name is left out.
    ///
    /// # Errors
    /// When the plan declares nothing that it is about.
    pub fn written_for(&self, plan: &Plan) -> Result<String, String> {
        if let Some((role, what)) = self.needs
            && role.of(plan).is_empty()
        {
            return Err(format!(
                "{} needs a {what}, and the plan declares none",
                self.name
            ));
        }
        let common = common(plan);
        let mut text = String::new();
        let mut number = 0;
        let sections = sections(self.template);
        let together =
            sections.chunk_by(|one, next| about(one).is_some_and(|role| about(next) == Some(role)));
        for together in together {
            let role = together.first().and_then(|section| about(section));
            let each = role.map_or_else(|| vec![Names::new()], |role| role.of(plan));
            for (own, section) in each
                .iter()
                .flat_map(|own| together.iter().map(move |section| (own, section)))
            {
                let written = written(section, &common, own);
                match written
                    .strip_prefix("## ")
                    .and_then(|it| it.split_once(". "))
                {
                    Some((_, heading)) => {
                        number += 1;
                        text.push_str(&format!("## {number}. {heading}"));
                    }
                    None => text.push_str(&written),
                }
            }
        }
        Ok(format!("{}\n", text.trim_end()))
    }
}

/// What a section is written once for each of.
fn about(section: &str) -> Option<Role> {
    let mut all = Role::ALL.iter();
    all.find(|(_, place)| section.contains(place))
        .map(|(role, _)| *role)
}

/// The front matter with the introduction, then each step.
fn sections(template: &str) -> Vec<&str> {
    let mut starts = vec![0];
    starts.extend(template.match_indices("\n## ").map(|(at, _)| at + 1));
    let ends = starts.iter().skip(1).copied().chain([template.len()]);
    starts
        .iter()
        .zip(ends)
        .filter_map(|(start, end)| template.get(*start..end))
        .collect()
}

/// A section with names in their places, without the lines of which a place is
/// left empty. A requirement that names nothing of the plan goes with its line.
fn written(section: &str, common: &Names, own: &Names) -> String {
    let mut text = String::new();
    let mut in_block = false;
    for line in section.split_inclusive('\n') {
        if line.starts_with("```") {
            in_block = line.trim() == "```lifeboat";
        }
        let mut filled = line.to_owned();
        for (place, name) in common.iter().chain(own) {
            if in_block {
                let name = name.replace('\\', "\\\\").replace('"', "\\\"");
                filled = filled.replace(place, &name);
            } else {
                filled = filled.replace(place, name);
            }
        }
        if !filled.contains("{{") {
            text.push_str(&filled);
        }
    }
    text
}
