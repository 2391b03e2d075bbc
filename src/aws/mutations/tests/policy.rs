//! The operator's policy: the reads, the mutations on what the plan names, and
//! the denials.

use super::*;
use crate::aws::READS;
use serde_json::Value;

/// The plan of the demo, which uses every key there is.
const DEMO: &str = include_str!("../../../cli/demo.toml");

const SMALL: &str = r#"
name = "small"
[regions]
primary = "eu-west-1"
standby = "eu-central-1"
[[stores]]
name = "orders-db"
kind = "rds"
[[records]]
name = "*.shop.example"
type = "A"
"#;

fn policy_of(text: &str) -> Vec<Value> {
    let plan = crate::plan::read(text, "lifeboat.toml").unwrap();
    let mut policy = operator_policy(&plan);
    assert_eq!(policy["Version"], "2012-10-17");
    serde_json::from_value(policy["Statement"].take()).unwrap()
}

/// A list of a statement, whose members are texts.
fn list<'a>(statement: &'a Value, name: &str) -> Vec<&'a str> {
    match &statement[name] {
        Value::String(one) => vec![one],
        Value::Array(list) => list.iter().map(|it| it.as_str().unwrap()).collect(),
        other => panic!("{name} is {other}"),
    }
}

fn granting<'a>(statements: &'a [Value], action: &str) -> Option<&'a Value> {
    statements
        .iter()
        .find(|it| it["Effect"] == "Allow" && list(it, "Action").contains(&action))
}

#[test]
fn a_plan_that_uses_everything_is_granted_each_mutation_and_no_other() {
    let statements = policy_of(DEMO);
    let allowed = statements.iter().filter(|it| it["Effect"] == "Allow");
    let granted: BTreeSet<&str> = allowed.flat_map(|it| list(it, "Action")).collect();
    let reads = READS.iter().filter_map(|read| read.iam_action);
    let mutations = MUTATIONS.iter().map(|entry| entry.iam_action);
    let expected: BTreeSet<&str> = reads
        .chain(mutations)
        .chain(["iam:PassRole", "s3:ListBucket"])
        .collect();
    assert_eq!(granted, expected);
}

#[test]
fn no_mutation_is_granted_on_everything() {
    for text in [DEMO, SMALL] {
        for statement in policy_of(text) {
            let reads = statement["Sid"] == "LifeboatReads";
            if reads || statement["Effect"] == "Deny" {
                continue;
            }
            let resources = list(&statement, "Resource");
            assert!(!resources.is_empty());
            for resource in resources {
                let arn = Arn::parse(resource).unwrap_or_else(|error| panic!("{error}"));
                assert!(arn.service() != "*" && arn.resource() != "*", "{resource}");
            }
        }
    }
}

#[test]
fn the_policy_of_the_demo() {
    let statements = policy_of(DEMO);
    let operating: Vec<&Value> = statements.iter().skip(1).collect();
    insta::assert_snapshot!(serde_json::to_string_pretty(&operating).unwrap());
}

#[test]
fn records_are_named_as_policies_compare_them() {
    let statements = policy_of(SMALL);
    let records = granting(&statements, "route53:ChangeResourceRecordSets").unwrap();
    assert_eq!(
        list(records, "Resource"),
        ["arn:aws:route53:::hostedzone/*"]
    );
    let names = &records["Condition"]["ForAllValues:StringEquals"];
    let names = &names["route53:ChangeResourceRecordSetsNormalizedRecordNames"];
    assert_eq!(names, &serde_json::json!(["\\052.shop.example"]));
}

#[test]
fn what_the_plan_has_no_use_for_is_not_granted() {
    let statements = policy_of(SMALL);
    for action in [
        "s3:PutObject",
        "s3:DeleteObject",
        "sns:Publish",
        "dynamodb:UpdateItem",
        "iam:PassRole",
        "backup:StartRestoreJob",
        "rds:FailoverGlobalCluster",
        "rds:FailoverDBCluster",
    ] {
        assert!(granting(&statements, action).is_none(), "{action}");
    }
    let instances = granting(&statements, "rds:PromoteReadReplica").unwrap();
    assert_eq!(
        list(instances, "Resource"),
        [
            "arn:aws:rds:eu-central-1:*:db:*",
            "arn:aws:rds:eu-west-1:*:db:orders-db"
        ]
    );
}

#[test]
fn another_partition_is_named_in_every_arn() {
    let china = SMALL
        .replace("eu-west-1", "cn-north-1")
        .replace("eu-central-1", "cn-northwest-1");
    for statement in policy_of(&china) {
        for resource in list(&statement, "Resource") {
            assert!(
                resource == "*" || resource.starts_with("arn:aws-cn:"),
                "{resource}"
            );
        }
    }
}

#[test]
fn deleting_is_denied_whatever_else_is_granted() {
    let statements = policy_of(SMALL);
    let denied = statements.iter().find(|it| it["Effect"] == "Deny").unwrap();
    let denied = list(denied, "Action");
    for action in ["rds:Delete*", "backup:Delete*", "route53:Delete*"] {
        assert!(denied.contains(&action), "{action}");
    }
}
