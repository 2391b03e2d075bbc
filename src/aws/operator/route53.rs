//! Route 53: records and health checks.

use super::sent::{Sent, member, named, sent};
use crate::aws::failure::Asked;
use crate::aws::mutations::{RecordChange, RecordVerb};
use crate::estate::facts::{FailoverRole, Record};
use crate::terms::OutsideText;
use aws_sdk_route53::Client;
use aws_sdk_route53::error::BuildError;
use aws_sdk_route53::types::{
    AliasTarget, Change, ChangeAction, ChangeBatch, ResourceRecord, ResourceRecordSet,
    ResourceRecordSetFailover, RrType,
};

pub(super) async fn change_resource_record_sets(
    client: Client,
    asked: Asked,
    zone: &OutsideText,
    comment: &str,
    changes: &[RecordChange],
) -> Sent {
    let batch = match batch(comment, changes) {
        Ok(batch) => batch,
        Err(error) => return Sent::NotSent(asked.not_understood(error.to_string())),
    };
    let request = client
        .change_resource_record_sets()
        .hosted_zone_id(zone.raw())
        .change_batch(batch);
    sent(asked, request.send(), |it| {
        // `/change/C1`, where `GetChange` is asked about `C1`.
        let change = it.change_info().map(|change| change.id());
        let id = change.map(|id| id.rsplit('/').next().unwrap_or(id));
        named(id, "ChangeInfo")
    })
    .await
}

pub(super) async fn update_health_check(
    client: Client,
    asked: Asked,
    id: &OutsideText,
    version: i64,
    disabled: bool,
    inverted: bool,
) -> Sent {
    let request = client
        .update_health_check()
        .health_check_id(id.raw())
        .health_check_version(version)
        .disabled(disabled)
        .inverted(inverted);
    sent(asked, request.send(), |it| {
        member(it.health_check(), "HealthCheck")
    })
    .await
}

fn batch(comment: &str, changes: &[RecordChange]) -> Result<ChangeBatch, BuildError> {
    let changes = changes.iter().map(change).collect::<Result<Vec<_>, _>>()?;
    ChangeBatch::builder()
        .comment(comment)
        .set_changes(Some(changes))
        .build()
}

fn change(change: &RecordChange) -> Result<Change, BuildError> {
    let action = match change.verb {
        RecordVerb::Create => ChangeAction::Create,
        RecordVerb::Delete => ChangeAction::Delete,
        RecordVerb::Upsert => ChangeAction::Upsert,
    };
    Change::builder()
        .action(action)
        .resource_record_set(record_set(&change.record)?)
        .build()
}

fn record_set(record: &Record) -> Result<ResourceRecordSet, BuildError> {
    let text = |text: &Option<OutsideText>| text.as_ref().map(|text| text.raw().to_owned());
    let values = record.values.iter();
    let values = values.map(|value| ResourceRecord::builder().value(value.raw()).build());
    let values = values.collect::<Result<Vec<_>, _>>()?;
    let alias = record.alias.as_ref().map(|alias| {
        AliasTarget::builder()
            .hosted_zone_id(alias.zone.raw())
            .dns_name(alias.written_name())
            .evaluate_target_health(alias.evaluate_target_health)
            .build()
    });
    let failover = record.failover.as_ref().map(|role| match role {
        FailoverRole::Primary => ResourceRecordSetFailover::Primary,
        FailoverRole::Secondary => ResourceRecordSetFailover::Secondary,
    });
    ResourceRecordSet::builder()
        .name(record.written_name())
        .r#type(RrType::from(record.kind.raw()))
        .set_set_identifier(text(&record.set_identifier))
        .set_failover(failover)
        .set_weight(record.weight)
        .set_ttl(record.ttl_seconds)
        .set_resource_records((!values.is_empty()).then_some(values))
        .set_alias_target(alias.transpose()?)
        .set_health_check_id(text(&record.health_check))
        .build()
}
