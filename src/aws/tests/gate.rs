//! Nothing but reads can leave, whoever asks.

use super::*;
use crate::aws::gate::Refused;
use crate::aws::{READS, iam_action, read_policy};
use crate::estate::Scope;
use std::error::Error;

fn refusal<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a Refused> {
    std::iter::successors(Some(error), |&error| error.source())
        .find_map(|error| error.downcast_ref::<Refused>())
}

#[tokio::test(start_paused = true)]
async fn a_reboot_is_refused_before_anything_is_sent() {
    let script = Script::new(|_| Reply::Silence);
    let door = Door::open(options(&script)).await.unwrap();
    let rds = door.rds(&here(), &Scope::from(&here()));
    let error = rds
        .reboot_db_instance()
        .db_instance_identifier("orders-db")
        .force_failover(true)
        .send()
        .await
        .unwrap_err();
    let refused = refusal(&error).expect("the gate's own refusal");
    assert_eq!(refused.operation, "RDS RebootDBInstance");
    assert!(script.asked().is_empty());
    assert_eq!(door.meter().snapshot().calls, 0);
}

#[tokio::test(start_paused = true)]
async fn a_record_change_is_refused_before_anything_is_sent() {
    use aws_sdk_route53::types::{Change, ChangeAction, ChangeBatch, ResourceRecordSet, RrType};
    let script = Script::new(|_| Reply::Silence);
    let door = Door::open(options(&script)).await.unwrap();
    let record = ResourceRecordSet::builder().name("shop.example.com");
    let change = Change::builder()
        .action(ChangeAction::Upsert)
        .resource_record_set(record.r#type(RrType::A).build().unwrap())
        .build()
        .unwrap();
    let error = door
        .route53(&door.route53_region(), &Scope::Global)
        .change_resource_record_sets()
        .hosted_zone_id("Z1")
        .change_batch(ChangeBatch::builder().changes(change).build().unwrap())
        .send()
        .await
        .unwrap_err();
    assert!(refusal(&error).is_some(), "{error:?}");
    assert!(script.asked().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_read_that_is_not_on_the_list_is_refused_too() {
    let script = Script::new(|_| Reply::Silence);
    let door = Door::open(options(&script)).await.unwrap();
    let sts = door.sts(&here(), &Scope::from(&here()));
    let error = sts.get_session_token().send().await.unwrap_err();
    assert!(refusal(&error).is_some(), "{error:?}");
    assert!(script.asked().is_empty());
}

#[test]
fn no_listed_operation_has_the_name_of_a_change() {
    for read in READS.iter().filter(|read| read.iam_action.is_some()) {
        let reads = ["Get", "List", "Describe"];
        let reading = reads.iter().any(|verb| read.operation.starts_with(verb));
        assert!(reading, "{} {}", read.service, read.operation);
    }
}

#[test]
fn the_policy_grants_what_the_gate_lets_through_and_no_more() {
    let policy = read_policy();
    let actions = policy["Statement"][0]["Action"].as_array().unwrap();
    let listed = READS.iter().filter_map(|read| read.iam_action);
    assert_eq!(actions.len(), listed.clone().count());
    for action in listed {
        assert!(actions.contains(&action.into()), "{action}");
    }
    assert_eq!(
        iam_action("Backup", "ListBackupJobs"),
        Some("backup:ListBackupJobs")
    );
    assert_eq!(
        iam_action("Route 53", "ListHostedZones"),
        Some("route53:ListHostedZones")
    );
    assert_eq!(iam_action("STS", "AssumeRole"), None);
    assert_eq!(iam_action("RDS", "RebootDBInstance"), None);
}
