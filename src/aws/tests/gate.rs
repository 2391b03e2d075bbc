//! Nothing but reads can leave, whoever asks.

use super::*;
use crate::aws::gate::Refused;
use crate::aws::{Granted, READS, iam_action, read_policy};
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
        let reads = ["Get", "List", "Describe", "Head"];
        let reading = reads.iter().any(|verb| read.operation.starts_with(verb));
        assert!(reading, "{} {}", read.service, read.operation);
    }
}

#[test]
fn the_right_to_read_an_object_is_granted_for_the_plans_objects_alone() {
    let plan = "name = \"shop\"\n[regions]\nprimary = \"us-east-1\"\nstandby = \"us-west-2\"\n\
        [[records]]\nname = \"a.example\"\ntype = \"A\"\n\
        standby_takes_over = { bucket = \"failover\", key = \"shop/*\" }\n\
        [[records]]\nname = \"b.example\"\ntype = \"A\"\n\
        standby_takes_over = { bucket = \"failover\", key = \"shop/*\" }\n";
    let plan = crate::plan::read(plan, "a plan").unwrap();
    let policy = read_policy(Some(&plan));
    let [_, objects, buckets] = policy["Statement"].as_array().unwrap().as_slice() else {
        panic!("{policy}")
    };
    assert_eq!(objects["Action"], serde_json::json!(["s3:GetObject"]));
    // An asterisk in the key is that key, and not every object.
    let object = "arn:aws:s3:::failover/shop/${*}";
    assert_eq!(objects["Resource"], serde_json::json!([object]));
    assert_eq!(buckets["Action"], serde_json::json!(["s3:ListBucket"]));
    let bucket = "arn:aws:s3:::failover";
    assert_eq!(buckets["Resource"], serde_json::json!([bucket]));
}

#[test]
fn the_policy_grants_what_the_gate_lets_through_and_no_more() {
    let policy = read_policy(None);
    assert_eq!(policy["Statement"].as_array().unwrap().len(), 1);
    let actions = policy["Statement"][0]["Action"].as_array().unwrap();
    let listed = READS.iter().filter(|read| read.on == Granted::Everything);
    let listed = listed.filter_map(|read| read.iam_action);
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
