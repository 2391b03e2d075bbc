//! What a person is told when one part of a plan file contradicts another.

use super::{SMALLEST, told};
use crate::plan::read;

#[test]
fn a_region_that_is_none() {
    assert_eq!(
        told(
            r#"name = "shop"
[regions]
primary = "us-eat1"
standby = "us-wets-2"
"#
        ),
        r#"lifeboat.toml:3:11: `us-eat1` is not an AWS Region (did you mean `us-east-1`?)
 3 | primary = "us-eat1"
   |           ^^^^^^^^^

lifeboat.toml:4:11: `us-wets-2` is not an AWS Region (did you mean `us-west-2`?)
 4 | standby = "us-wets-2"
   |           ^^^^^^^^^^^
   = a Region opened since this version needs its endpoint in [regions.endpoints]"#
    );
}

#[test]
fn a_region_opened_since_needs_its_endpoint() {
    assert_eq!(
        told(
            r#"name = "shop"
[regions]
primary = "us-east-1"
standby = "xx-far-9"
"#
        ),
        r#"lifeboat.toml:4:11: `xx-far-9` is not an AWS Region
 4 | standby = "xx-far-9"
   |           ^^^^^^^^^^
   = a Region opened since this version needs its endpoint in [regions.endpoints]"#
    );
}

#[test]
fn an_endpoint_for_no_region_at_all() {
    assert_eq!(
        told(&format!(
            "{SMALLEST}{}",
            r#"[regions.endpoints]
us-eest-1 = "http://127.0.0.1:4566"
nowhere = "http://127.0.0.1:4566"
"#
        )),
        r#"lifeboat.toml:7:1: `us-eest-1` is neither an AWS Region nor one of this plan (did you mean `us-east-1`?)
 7 | us-eest-1 = "http://127.0.0.1:4566"
   | ^^^^^^^^^

lifeboat.toml:8:1: `nowhere` is not an AWS Region
 8 | nowhere = "http://127.0.0.1:4566"
   | ^^^^^^^"#
    );
}

#[test]
fn primary_and_standby_are_two() {
    assert_eq!(
        told(
            r#"name = "shop"
[regions]
primary = "us-east-1"
standby = "us-east-1"
"#
        ),
        r#"lifeboat.toml:4:11: `us-east-1` is both primary and standby: a plan has two Regions
 4 | standby = "us-east-1"
   |           ^^^^^^^^^^^"#
    );
}

#[test]
fn what_a_plan_declares_is_in_one_of_its_two_regions() {
    assert_eq!(
        told(&format!(
            "{SMALLEST}{}",
            r#"[[stores]]
name = "orders-db"
kind = "rds"
region = "us-east-2"
[[records]]
name = "www.shop.example"
type = "A"
region = "us-wst-2"
[backup.vaults]
eu-west-1 = "harbor"
"#
        )),
        r#"lifeboat.toml:9:10: `us-east-2` is neither the primary Region (`us-east-1`) nor the standby (`us-west-2`)
 9 | region = "us-east-2"
   |          ^^^^^^^^^^^

lifeboat.toml:13:10: `us-wst-2` is neither the primary Region (`us-east-1`) nor the standby (`us-west-2`) (did you mean `us-west-2`?)
 13 | region = "us-wst-2"
    |          ^^^^^^^^^^

lifeboat.toml:15:1: `eu-west-1` is neither the primary Region (`us-east-1`) nor the standby (`us-west-2`)
 15 | eu-west-1 = "harbor"
    | ^^^^^^^^^"#
    );
}

#[test]
fn a_tier_that_is_not_there() {
    assert_eq!(
        told(&format!(
            "{SMALLEST}{}",
            r#"[[tiers]]
name = "gold"
[[tiers]]
name = "silver"
[[stores]]
name = "orders-db"
kind = "rds"
tier = "glod"
[[records]]
name = "www.shop.example"
type = "A"
tier = "bronze"
"#
        )),
        r#"lifeboat.toml:13:8: unknown tier `glod` (did you mean `gold`?)
 13 | tier = "glod"
    |        ^^^^^^
    = the plan has `gold`, `silver`

lifeboat.toml:17:8: unknown tier `bronze`
 17 | tier = "bronze"
    |        ^^^^^^^^
    = the plan has `gold`, `silver`"#
    );
}

#[test]
fn a_tier_where_there_are_none() {
    assert_eq!(
        told(&format!(
            "{SMALLEST}{}",
            r#"[[stores]]
name = "orders-db"
kind = "rds"
tier = "gold"
"#
        )),
        r#"lifeboat.toml:9:8: unknown tier `gold`
 9 | tier = "gold"
   |        ^^^^^^
   = the plan has no [[tiers]]"#
    );
}

#[test]
fn two_of_the_same_name() {
    assert_eq!(
        told(&format!(
            "{SMALLEST}{}",
            r#"[[tiers]]
name = "gold"
[[tiers]]
name = "gold"
[[stores]]
name = "db"
kind = "rds"
[[stores]]
name = "db"
kind = "s3"
[[records]]
name = "www.shop.example"
type = "A"
[[records]]
name = "WWW.shop.example."
type = "A"
[[contacts]]
name = "On-call"
role = "x"
reach = "y"
[[contacts]]
name = "On-call"
role = "x"
reach = "y"
[[probes]]
name = "p"
url = "http://a.example"
[[probes]]
name = "p"
url = "http://b.example"
"#
        )),
        r#"lifeboat.toml:9:8: two tiers are called `gold`
 9 | name = "gold"
   |        ^^^^^^
   = the first is on line 7

lifeboat.toml:14:8: two stores are called `db`
 14 | name = "db"
    |        ^^^^
    = the first is on line 11

lifeboat.toml:20:8: two records are called `www.shop.example A`
 20 | name = "WWW.shop.example."
    |        ^^^^^^^^^^^^^^^^^^^
    = the first is on line 17

lifeboat.toml:27:8: two contacts are called `On-call`
 27 | name = "On-call"
    |        ^^^^^^^^^
    = the first is on line 23

lifeboat.toml:34:8: two probes are called `p`
 34 | name = "p"
    |        ^^^
    = the first is on line 31"#
    );
}

#[test]
fn another_resource_needs_its_arn() {
    assert_eq!(
        told(&format!(
            "{SMALLEST}{}",
            r#"[[stores]]
name = "files"
kind = "other"
"#
        )),
        r#"lifeboat.toml:8:8: a store of kind `other` needs its ARN
 8 | kind = "other"
   |        ^^^^^^^
   = add resource = "arn:…""#
    );
}

#[test]
fn a_region_opened_since_is_a_region_once_its_endpoint_is_named() {
    let plan = read(
        r#"name = "shop"
regions = { primary = "us-east-1", standby = "xx-far-9", endpoints = { xx-far-9 = "https://far.example" } }
"#,
        "lifeboat.toml",
    )
    .unwrap();
    assert_eq!(plan.regions.standby.as_str(), "xx-far-9");
    assert_eq!(
        plan.regions.endpoints[&plan.regions.standby],
        "https://far.example"
    );
}
