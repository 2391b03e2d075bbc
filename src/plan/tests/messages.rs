//! What a person is told whose plan file has a slip in its keys, its types or its TOML.

use super::{SMALLEST, told};

#[test]
fn a_slip_in_a_key_is_told_with_the_key_that_was_meant() {
    assert_eq!(
        told(&format!(
            "{SMALLEST}{}",
            r#"[[tiers]]
name = "gold"
rpoo = "15m"
"#
        )),
        r#"lifeboat.toml:8:1: unknown key `rpoo` in [[tiers]] (did you mean `rpo`?)
 8 | rpoo = "15m"
   | ^^^^"#
    );
}

#[test]
fn a_slip_in_a_section_too() {
    assert_eq!(
        told(
            r#"name = "shop"
[regoins]
primary = "us-east-1"
"#
        ),
        r#"lifeboat.toml:2:2: unknown section `regoins` at the top level (did you mean `regions`?)
 2 | [regoins]
   |  ^^^^^^^"#
    );
}

#[test]
fn a_key_below_the_wrong_header_is_told_where_it_belongs() {
    assert_eq!(
        told(&format!(
            "{SMALLEST}{}",
            r#"strategy = "warm-standby"
rpo = "1h"
"#
        )),
        r#"lifeboat.toml:6:1: unknown key `strategy` in [regions]
 6 | strategy = "warm-standby"
   | ^^^^^^^^
   = `strategy` belongs at the top level, above the first section

lifeboat.toml:7:1: unknown key `rpo` in [regions]
 7 | rpo = "1h"
   | ^^^
   = `rpo` belongs in [[tiers]]"#
    );
}

#[test]
fn a_key_that_is_nothing_like_any_is_told_what_is_known() {
    assert_eq!(
        told(&format!(
            "{SMALLEST}{}",
            r#"[notify]
slack = "x"
"#
        )),
        r#"lifeboat.toml:7:1: unknown key `slack` in [notify]
 7 | slack = "x"
   | ^^^^^
   = known here: `incident_topic`, `verdict_hook`"#
    );
}

#[test]
fn keys_of_an_inline_table_are_checked_too() {
    assert_eq!(
        told(&format!(
            "{SMALLEST}{}",
            r#"[[records]]
name = "www.shop.example"
type = "A"
standby_takes_over = { bukcet = "b", key = "k" }
"#
        )),
        r#"lifeboat.toml:9:24: unknown key `bukcet` in [records.standby_takes_over] (did you mean `bucket`?)
 9 | standby_takes_over = { bukcet = "b", key = "k" }
   |                        ^^^^^^"#
    );
}

#[test]
fn what_is_needed_and_missing() {
    assert_eq!(
        told(
            r#"environment = "staging"
[[stores]]
name = "orders-db"
"#
        ),
        r#"lifeboat.toml:1:1: `name` is missing at the top level
 1 | environment = "staging"
   | ^
   = write it like name = "harbor-shop"

lifeboat.toml:1:1: section [regions] is missing
 1 | environment = "staging"
   | ^
   = it holds `primary` and `standby`

lifeboat.toml:2:1: `kind` is missing in [[stores]]
 2 | [[stores]]
   | ^^^^^^^^^^
   = write it like kind = "rds""#
    );
}

#[test]
fn a_list_of_sections_is_written_with_two_brackets() {
    assert_eq!(
        told(&format!(
            "{SMALLEST}{}",
            r#"[tiers]
name = "gold"
[[notify]]
"#
        )),
        r#"lifeboat.toml:6:1: `tiers` must be a list of sections, not a table
 6 | [tiers]
   | ^^^^^^^
   = write it [[tiers]]

lifeboat.toml:8:1: `notify` must be one section, not an array
 8 | [[notify]]
   | ^^^^^^^^^^
   = write it [notify]"#
    );
}

#[test]
fn a_number_where_a_text_is_expected() {
    assert_eq!(
        told(&format!(
            "{}{SMALLEST}{}",
            r#"account = 123456789012
"#,
            r#"[[tiers]]
name = "gold"
rpo = 15
"#
        )),
        r#"lifeboat.toml:1:11: `account` must be an account id of twelve digits in quotes, not an integer
 1 | account = 123456789012
   |           ^^^^^^^^^^^^
   = put it in quotes

lifeboat.toml:9:7: `rpo` must be a length of time in quotes, not an integer
 9 | rpo = 15
   |       ^^
   = put it in quotes"#
    );
}

#[test]
fn a_text_where_a_list_is_expected() {
    assert_eq!(
        told(&format!(
            "{SMALLEST}{}",
            r#"[notify]
verdict_hook = "page"
[restore_test]
security_groups = ["sg-1", 2]
"#
        )),
        r#"lifeboat.toml:7:16: `verdict_hook` must be an array of texts in quotes, not a string
 7 | verdict_hook = "page"
   |                ^^^^^^

lifeboat.toml:9:28: `security_groups` must be a text in quotes, not an integer
 9 | security_groups = ["sg-1", 2]
   |                            ^
   = put it in quotes"#
    );
}

#[test]
fn a_date_in_quotes_or_with_a_time_is_not_a_day() {
    assert_eq!(
        told(&format!(
            "{}{SMALLEST}",
            r#"reviewed = "2026-11-30"
"#
        )),
        r#"lifeboat.toml:1:12: `reviewed` must be a date without quotes, not a string
 1 | reviewed = "2026-11-30"
   |            ^^^^^^^^^^^^
   = write it like 2026-11-30"#
    );
}

#[test]
fn a_day_that_does_not_exist() {
    assert_eq!(
        told(&format!(
            "{}{SMALLEST}",
            r#"reviewed = 2026-02-30
acount = "123456789012"
"#
        )),
        r#"lifeboat.toml:1:12: `2026-02-30` is not a date or time
 1 | reviewed = 2026-02-30
   |            ^^^^^^^^^^

lifeboat.toml:2:1: unknown key `acount` at the top level (did you mean `account`?)
 2 | acount = "123456789012"
   | ^^^^^^"#
    );
}

#[test]
fn a_value_without_quotes_does_not_hide_the_rest() {
    assert_eq!(
        told(&format!(
            "{SMALLEST}{}",
            r#"[[tiers]]
name = gold
rpo = 15m
rtoo = "1h"
"#
        )),
        r#"lifeboat.toml:7:8: `gold` stands without quotes
 7 | name = gold
   |        ^^^^
   = write "gold"

lifeboat.toml:8:7: `15m` stands without quotes
 8 | rpo = 15m
   |       ^^^
   = write "15m"

lifeboat.toml:9:1: unknown key `rtoo` in [[tiers]] (did you mean `rto`?)
 9 | rtoo = "1h"
   | ^^^^"#
    );
}

#[test]
fn a_key_given_twice() {
    assert_eq!(
        told(&format!(
            "{SMALLEST}{}",
            r#"[[tiers]]
name = "gold"
name = "silver"
"#
        )),
        r#"lifeboat.toml:8:1: `name` is given twice
 8 | name = "silver"
   | ^^^^"#
    );
}

#[test]
fn a_header_that_is_not_closed_leaves_the_rest_in_doubt() {
    assert_eq!(
        told(&format!(
            "{SMALLEST}{}",
            r#"[[tiers]
name = "gold"
rpo = 15m
"#
        )),
        r#"lifeboat.toml:6:9: not TOML: unclosed array table, expected `]`
 6 | [[tiers]
   |         ^"#
    );
}

#[test]
fn a_section_given_twice() {
    assert_eq!(
        told(&format!(
            "{SMALLEST}{}",
            r#"[notify]
[notify]
"#
        )),
        r#"lifeboat.toml:7:2: `notify` is given twice
 7 | [notify]
   |  ^^^^^^"#
    );
}

#[test]
fn a_string_that_is_not_closed() {
    assert_eq!(
        told(
            r#"name = "shop
[regions]
"#
        ),
        r#"lifeboat.toml:1:13: not TOML: invalid basic string, expected `"`
 1 | name = "shop
   |             ^"#
    );
}

#[test]
fn a_value_that_is_missing() {
    assert_eq!(
        told(
            r#"name =
"#
        ),
        r#"lifeboat.toml:1:7: a value is missing
 1 | name =
   |       ^"#
    );
}

#[test]
fn an_empty_file() {
    assert_eq!(
        told(""),
        r#"lifeboat.toml:1:1: `name` is missing at the top level
 1 | 
   | ^
   = write it like name = "harbor-shop"

lifeboat.toml:1:1: section [regions] is missing
 1 | 
   | ^
   = it holds `primary` and `standby`"#
    );
}
