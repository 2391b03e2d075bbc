//! The ten parts of a backup and recovery plan, each with what there is of it here:
//! also that there is nothing to have, where AWS has no such thing.

use super::PlanDocument;
use crate::plan::{Plan, StoreKind};
use crate::report::page::Block;

/// What no source of this version looks at.
const NOT_OBSERVED: &str = "not observed by this version";

impl PlanDocument<'_> {
    pub(super) fn parts(&self) -> Vec<Block> {
        let plan = self.plan();
        let parts = [
            ("1. Recovery objectives", objectives(plan)),
            ("2. Backups of data", self.backups()),
            ("3a. Cross-Region replication", replication(plan)),
            ("3b. Multi-AZ", multi_az(plan)),
            ("4. AWS Backup", self.backup_plans()),
            ("5. Pilot light and warm standby", standby(plan)),
            ("6. Route 53 failover", records(plan)),
            (
                "7. Tests",
                "see \"Last tests\": each kind is due every 90 days".to_owned(),
            ),
            ("8. CloudWatch and SNS", self.alarms()),
            ("9. Cost", NOT_OBSERVED.to_owned()),
            (
                "10. The written plan",
                format!(
                    "this document; {} runbooks, {} contacts",
                    self.runbooks.len(),
                    plan.contacts.len()
                ),
            ),
        ];
        let rows = parts.map(|(part, here)| vec![part.to_owned(), here]);
        vec![Block::Table(vec!["Part", "Here"], rows.into())]
    }

    fn backups(&self) -> String {
        let stores = self.report.assessment.stores();
        let kept: Vec<&str> = stores
            .filter(|store| matches!(store.local.value(), Some(Some(_))))
            .map(|store| store.name.as_str())
            .collect();
        let others: Vec<&str> = self
            .plan()
            .stores
            .iter()
            .map(|store| store.name.as_str())
            .filter(|name| !kept.contains(name))
            .collect();
        match (kept.is_empty(), others.is_empty()) {
            (true, true) => "the plan declares no store".to_owned(),
            (_, true) => format!("a backup was seen of {}", kept.join(", ")),
            (true, _) => format!("no backup was seen of {}", others.join(", ")),
            _ => format!(
                "a backup was seen of {}; none of {}",
                kept.join(", "),
                others.join(", ")
            ),
        }
    }

    fn backup_plans(&self) -> String {
        let plans = self.report.estate.backup_plans.iter();
        let plans: Vec<String> = plans
            .map(|(scope, it)| format!("{} in {scope}, rules: {}", it.name, it.rules.len()))
            .collect();
        if plans.is_empty() {
            "no backup plan was seen".to_owned()
        } else {
            plans.join("; ")
        }
    }

    fn alarms(&self) -> String {
        let alarms = self.report.estate.alarms.len();
        let topic = self.plan().notify.incident_topic.as_ref();
        let topic = topic.map_or(
            "the plan names no topic",
            |_| "messages go to the plan's topic",
        );
        format!("{alarms} alarms were seen; {topic}")
    }
}

fn objectives(plan: &Plan) -> String {
    let all = plan.stores.len();
    let set = plan.stores.iter().filter(|store| {
        let tier = store.tier.as_deref().and_then(|name| plan.tier(name));
        tier.is_some_and(|tier| tier.rpo.is_some() && tier.rto.is_some())
    });
    format!("{} of {all} stores have an RPO and an RTO", set.count())
}

fn replication(plan: &Plan) -> String {
    let replicates = |kind: StoreKind, standby: bool| kind == StoreKind::AuroraGlobal || standby;
    let all = plan.stores.iter();
    let (with, without): (Vec<_>, Vec<_>) =
        all.partition(|store| replicates(store.kind, store.standby.is_some()));
    let names = |stores: Vec<&crate::plan::Store>| {
        let names: Vec<&str> = stores.iter().map(|it| it.name.as_str()).collect();
        if names.is_empty() {
            "none".to_owned()
        } else {
            names.join(", ")
        }
    };
    format!(
        "declared for {}; backups only: {}",
        names(with),
        names(without)
    )
}

/// Multi-AZ by kind of store: some have a switch for it, some always are.
fn multi_az(plan: &Plan) -> String {
    let kinds = StoreKind::ALL.into_iter();
    let says: Vec<String> = kinds
        .filter(|kind| plan.stores.iter().any(|store| store.kind == *kind))
        .filter_map(|kind| {
            let word = kind.word();
            Some(match kind {
                StoreKind::Rds => format!("{word}: a setting of each instance, see above"),
                StoreKind::Aurora | StoreKind::AuroraGlobal => {
                    format!("{word}: a reader in another zone, see above")
                }
                StoreKind::DynamoDb => format!(
                    "{word}: no counterpart, since a table always is in several zones of its Region: there is \
                     nothing to switch on, and no failover to test"
                ),
                StoreKind::S3 => format!(
                    "{word}: no counterpart, since a bucket is in several zones of its Region, but for the \
                     storage classes that say One Zone"
                ),
                StoreKind::Efs => format!("{word}: chosen as the file system is made; {NOT_OBSERVED}"),
                StoreKind::Ebs => format!("{word}: no counterpart, since a volume is in one zone: snapshots"),
                StoreKind::Other => return None,
            })
        })
        .collect();
    if says.is_empty() {
        "the plan declares no store".to_owned()
    } else {
        says.join("; ")
    }
}

fn standby(plan: &Plan) -> String {
    let strategy = plan.strategy;
    let strategy = strategy.map_or("the plan names no strategy", |it| it.word());
    format!("{strategy}; servers, stacks and capacity: {NOT_OBSERVED}")
}

fn records(plan: &Plan) -> String {
    let moved = plan.records.iter();
    let by_object = moved.filter(|it| it.standby_takes_over.is_some()).count();
    format!(
        "{} records, of which an object in the standby Region moves {by_object}",
        plan.records.len()
    )
}
