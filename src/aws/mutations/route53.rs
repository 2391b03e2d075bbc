//! Route 53: records and health checks. One control plane for the whole partition.

use super::call::{Call, Value};
use super::policy::{Ground, Statement};
use super::{Permitted, Plane, RecordChange, RecordVerb};
use crate::estate::Scope;
use crate::estate::facts::{AliasTarget, FailoverRole, Record};
use crate::terms::OutsideText;
use serde_json::{Map, Value as Json, json};
use std::collections::BTreeSet;

const fn route53(operation: &'static str, iam_action: &'static str) -> Permitted {
    Permitted {
        service: "Route 53",
        operation,
        iam_action,
        plane: Plane::Control,
    }
}

pub(super) const CHANGE_RESOURCE_RECORD_SETS: Permitted = route53(
    "ChangeResourceRecordSets",
    "route53:ChangeResourceRecordSets",
);
pub(super) const UPDATE_HEALTH_CHECK: Permitted =
    route53("UpdateHealthCheck", "route53:UpdateHealthCheck");

pub(super) fn change_resource_record_sets(
    zone: &OutsideText,
    comment: &str,
    changes: &[RecordChange],
) -> Call {
    let changes: Vec<Json> = changes.iter().map(change).collect();
    let batch = json!({ "Comment": comment, "Changes": changes });
    Call::new(&CHANGE_RESOURCE_RECORD_SETS, Scope::Global)
        .with("HostedZoneId", zone.raw())
        .with("ChangeBatch", Value::Structure(batch))
}

pub(super) fn update_health_check(
    id: &OutsideText,
    version: i64,
    disabled: bool,
    inverted: bool,
) -> Call {
    Call::new(&UPDATE_HEALTH_CHECK, Scope::Global)
        .with("HealthCheckId", id.raw())
        .with("HealthCheckVersion", Value::Number(version))
        .with("Disabled", Value::Flag(disabled))
        .with("Inverted", Value::Flag(inverted))
}

fn change(change: &RecordChange) -> Json {
    json!({
        "Action": change.verb.word(),
        "ResourceRecordSet": record_set(&change.record),
    })
}

/// `Failover`, as AWS writes it.
const fn failover(role: &FailoverRole) -> &'static str {
    match role {
        FailoverRole::Primary => "PRIMARY",
        FailoverRole::Secondary => "SECONDARY",
    }
}

fn record_set(record: &Record) -> Json {
    let mut set = Map::new();
    let mut say = |name: &str, value: Option<Json>| {
        if let Some(value) = value {
            set.insert(name.to_owned(), value);
        }
    };
    let text = |text: &Option<OutsideText>| text.as_ref().map(|text| json!(text.raw()));
    say("Name", Some(json!(record.written_name())));
    say("Type", Some(json!(record.kind.raw())));
    say("SetIdentifier", text(&record.set_identifier));
    say(
        "Failover",
        record.failover.as_ref().map(|role| json!(failover(role))),
    );
    say("Weight", record.weight.map(|weight| json!(weight)));
    say("TTL", record.ttl_seconds.map(|ttl| json!(ttl)));
    let values = record.values.iter();
    let values: Vec<Json> = values.map(|it| json!({ "Value": it.raw() })).collect();
    say(
        "ResourceRecords",
        (!values.is_empty()).then_some(Json::Array(values)),
    );
    say("AliasTarget", record.alias.as_ref().map(alias_target));
    say("HealthCheckId", text(&record.health_check));
    Json::Object(set)
}

fn alias_target(alias: &AliasTarget) -> Json {
    json!({
        "HostedZoneId": alias.zone.raw(),
        "DNSName": alias.written_name(),
        "EvaluateTargetHealth": alias.evaluate_target_health,
    })
}

/// The records of the plan, by name, type and what is done with them; health
/// checks, which a plan does not name.
pub(super) fn grants(ground: &Ground<'_>) -> Vec<Statement> {
    let records = &ground.plan.records;
    let partition = ground.partition;
    let zones = records.iter().map(|record| {
        let zone = record.zone.as_deref().unwrap_or("*");
        format!("arn:{partition}:route53:::hostedzone/{zone}")
    });
    let names: BTreeSet<String> = records.iter().map(|it| normalized(&it.name)).collect();
    let types: BTreeSet<&str> = records.iter().map(|it| it.kind.as_str()).collect();
    let condition = json!({
        "ForAllValues:StringEquals": {
            "route53:ChangeResourceRecordSetsNormalizedRecordNames": names,
            "route53:ChangeResourceRecordSetsRecordTypes": types,
            "route53:ChangeResourceRecordSetsActions": RecordVerb::ALL.map(RecordVerb::word),
        },
    });
    let checks = records.iter().take(1);
    let checks = checks.map(|_| format!("arn:{partition}:route53:::healthcheck/*"));
    vec![
        Statement::allow("LifeboatRecords", &[CHANGE_RESOURCE_RECORD_SETS], zones).when(condition),
        Statement::allow("LifeboatHealthChecks", &[UPDATE_HEALTH_CHECK], checks),
    ]
}

/// A name as policies compare it: lower case, without a trailing dot, and every
/// character but letters, digits, `-`, `_` and `.` as an octal escape (Route 53
/// developer guide, "Using IAM policy conditions for fine-grained access control").
fn normalized(name: &str) -> String {
    let name = name.strip_suffix('.').unwrap_or(name);
    let mut normal = String::with_capacity(name.len());
    for byte in name.bytes().map(|byte| byte.to_ascii_lowercase()) {
        if byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-_.".contains(&byte) {
            normal.push(char::from(byte));
        } else {
            normal.push_str(&format!("\\{byte:03o}"));
        }
    }
    normal
}
