//! What a person is told whose plan file says something that cannot be.

use super::{SMALLEST, told};
use crate::plan::{Environment, read};

#[test]
fn a_duration_says_what_is_wrong_with_it() {
    assert_eq!(
        told(&format!(
            "{SMALLEST}{}",
            r#"[[tiers]]
name = "gold"
rpo = "15 minutes"
rto = "30m 1h"
"#
        )),
        r#"lifeboat.toml:8:7: `15 minutes` is not a length of time: a unit is one of `s`, `m`, `h`, `d` and `w`; write it like `45s`, `15m`, `1h 30m` or `7d`
 8 | rpo = "15 minutes"
   |       ^^^^^^^^^^^^

lifeboat.toml:9:7: `30m 1h` is not a length of time: units go from the largest to the smallest; write it like `45s`, `15m`, `1h 30m` or `7d`
 9 | rto = "30m 1h"
   |       ^^^^^^^^"#
    );
}

#[test]
fn an_account_has_twelve_digits() {
    assert_eq!(
        told(&format!(
            "{}{SMALLEST}",
            r#"account = "1234-5678-9012"
"#
        )),
        r#"lifeboat.toml:1:11: `1234-5678-9012`: an account id has twelve digits
 1 | account = "1234-5678-9012"
   |           ^^^^^^^^^^^^^^^^"#
    );
}

#[test]
fn words_that_are_near_a_known_one() {
    assert_eq!(
        told(&format!(
            "{}{SMALLEST}{}",
            r#"strategy = "warm_standby"
"#,
            r#"[[stores]]
name = "carts"
kind = "dynamo"
[[records]]
name = "www.shop.example"
type = "a"
"#
        )),
        r#"lifeboat.toml:1:12: `warm_standby` is not a DR strategy (did you mean `warm-standby`?)
 1 | strategy = "warm_standby"
   |            ^^^^^^^^^^^^^^
   = one of `backup-and-restore`, `pilot-light`, `warm-standby`, `active-active`

lifeboat.toml:9:8: `dynamo` is not a kind of store (did you mean `dynamodb`?)
 9 | kind = "dynamo"
   |        ^^^^^^^^
   = one of `rds`, `aurora`, `aurora-global`, `dynamodb`, `s3`, `efs`, `ebs`, `other`

lifeboat.toml:12:8: `a` is not a record type that can fail over (did you mean `A`?)
 12 | type = "a"
    |        ^^^
    = one of `A`, `AAAA`, `CNAME`"#
    );
}

#[test]
fn words_that_are_near_nothing() {
    assert_eq!(
        told(&format!(
            "{SMALLEST}{}",
            r#"[[stores]]
name = "cache"
kind = "memcached"
"#
        )),
        r#"lifeboat.toml:8:8: `memcached` is not a kind of store
 8 | kind = "memcached"
   |        ^^^^^^^^^^^
   = one of `rds`, `aurora`, `aurora-global`, `dynamodb`, `s3`, `efs`, `ebs`, `other`"#
    );
}

#[test]
fn production_by_a_slip_is_not_another_environment() {
    assert_eq!(
        told(&format!(
            "{}{SMALLEST}",
            r#"environment = "prodution"
"#
        )),
        r#"lifeboat.toml:1:15: `prodution` is not an environment (did you mean `production`?)
 1 | environment = "prodution"
   |               ^^^^^^^^^^^"#
    );
}

#[test]
fn an_arn_is_an_arn() {
    assert_eq!(
        told(&format!(
            "{SMALLEST}{}",
            r#"[notify]
incident_topic = "incidents"
[backup]
role = "arn:aws:iam"
"#
        )),
        r#"lifeboat.toml:7:18: `incidents`: an ARN begins with `arn:`
 7 | incident_topic = "incidents"
   |                  ^^^^^^^^^^^

lifeboat.toml:9:8: `arn:aws:iam`: an ARN has six parts
 9 | role = "arn:aws:iam"
   |        ^^^^^^^^^^^^^"#
    );
}

#[test]
fn urls() {
    assert_eq!(
        told(&format!(
            "{SMALLEST}{}",
            r#"[[probes]]
name = "a"
url = "www.shop.example"
[[probes]]
name = "b"
url = "https://me:secret@shop.example/"
[[probes]]
name = "c"
url = "https://shop.example:99999/"
[[probes]]
name = "d"
url = "https://"
"#
        )),
        r#"lifeboat.toml:8:7: `www.shop.example` is not a URL: it begins with `http://` or `https://`
 8 | url = "www.shop.example"
   |       ^^^^^^^^^^^^^^^^^^

lifeboat.toml:11:7: a URL with `@` before its host: a plan file holds no passwords
 11 | url = *********************************
    |       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

lifeboat.toml:14:7: `https://shop.example:99999/` is not a URL: a port is a number up to 65535
 14 | url = "https://shop.example:99999/"
    |       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

lifeboat.toml:17:7: `https://` is not a URL: it is not well formed
 17 | url = "https://"
    |       ^^^^^^^^^^"#
    );
}

#[test]
fn addresses_of_name_servers() {
    assert_eq!(
        told(&format!(
            "{SMALLEST}{}",
            r#"[dns]
name_servers = ["192.0.2.53", "ns1.shop.example", "192.0.2.53:0"]
"#
        )),
        r#"lifeboat.toml:7:31: `ns1.shop.example` is not the address of a name server: write it like `192.0.2.53`, `192.0.2.53:53` or `[2001:db8::53]:53`
 7 | name_servers = ["192.0.2.53", "ns1.shop.example", "192.0.2.53:0"]
   |                               ^^^^^^^^^^^^^^^^^^

lifeboat.toml:7:51: `192.0.2.53:0` is not the address of a name server: write it like `192.0.2.53`, `192.0.2.53:53` or `[2001:db8::53]:53`
 7 | name_servers = ["192.0.2.53", "ns1.shop.example", "192.0.2.53:0"]
   |                                                   ^^^^^^^^^^^^^^"#
    );
}

#[test]
fn dns_names() {
    assert_eq!(
        told(&format!(
            "{SMALLEST}{}",
            r#"[[records]]
name = "www..example"
type = "A"
[[records]]
name = "www shop.example"
type = "A"
"#
        )),
        r#"lifeboat.toml:7:8: `www..example` is not a DNS name: a label is empty
 7 | name = "www..example"
   |        ^^^^^^^^^^^^^^

lifeboat.toml:10:8: `www shop.example` is not a DNS name: it has letters, digits, `-`, `_` and dots only
 10 | name = "www shop.example"
    |        ^^^^^^^^^^^^^^^^^^"#
    );
}

#[test]
fn a_name_that_would_move_the_cursor_is_refused() {
    assert_eq!(
        told(&format!(
            "{SMALLEST}{}",
            r#"[[stores]]
name = "orders\u001b[2J"
kind = "rds"
[[stores]]
name = "orders\u202edb"
kind = "rds"
[[stores]]
name = ""
kind = "rds"
[[stores]]
name = " orders"
kind = "rds"
"#
        )),
        r#"lifeboat.toml:7:8: `name` holds the character U+001B, which terminals do not show reliably
 7 | name = "orders\u001b[2J"
   |        ^^^^^^^^^^^^^^^^^

lifeboat.toml:10:8: `name` holds the character U+202E, which terminals do not show reliably
 10 | name = "orders\u202edb"
    |        ^^^^^^^^^^^^^^^^

lifeboat.toml:13:8: `name` is empty
 13 | name = ""
    |        ^^

lifeboat.toml:16:8: `name` begins or ends with a space
 16 | name = " orders"
    |        ^^^^^^^^^"#
    );
}

#[test]
fn a_name_has_to_fit_on_a_screen() {
    let tier = |length: usize| format!("{SMALLEST}[[tiers]]\nname = \"{}\"\n", "n".repeat(length));
    assert!(read(&tier(100), "lifeboat.toml").is_ok());
    assert_eq!(
        told(&tier(101)).lines().next(),
        Some("lifeboat.toml:7:8: `name` is longer than 100 characters")
    );
}

#[test]
fn what_goes_without_saying_is_filled_in() {
    let plan = read(
        &format!(
            "{SMALLEST}{}",
            r#"
[[stores]]
name = "orders-db"
kind = "rds"
[[records]]
name = "WWW.Shop.Example."
type = "CNAME"
[[records]]
name = "www.shop.example"
type = "AAAA"
[dns]
name_servers = ["192.0.2.53", "2001:db8::53", "[2001:db8::53]:5353"]
"#
        ),
        "lifeboat.toml",
    )
    .unwrap();
    assert_eq!(plan.environment, Environment::Production);
    assert_eq!(plan.stores[0].identifier, "orders-db");
    assert_eq!(plan.stores[0].region, plan.regions.primary);
    assert_eq!(plan.records[0].name, "www.shop.example");
    assert_eq!(plan.records[0].region, plan.regions.primary);
    let addresses: Vec<String> = plan.name_servers.iter().map(ToString::to_string).collect();
    assert_eq!(
        addresses,
        ["192.0.2.53:53", "[2001:db8::53]:53", "[2001:db8::53]:5353"]
    );
}

#[test]
fn an_environment_is_production_or_clearly_another() {
    let environment = |word: &str| {
        let text = format!("environment = \"{word}\"\n{SMALLEST}");
        read(&text, "lifeboat.toml").map(|plan| plan.environment)
    };
    for word in ["Production", "PROD", "prd"] {
        let errors = environment(word).unwrap_err();
        assert_eq!(
            errors.problems[0].suggestion.as_deref(),
            Some("production"),
            "{word}"
        );
    }
    for word in ["staging", "pre-production", "test", "demo"] {
        assert_eq!(environment(word), Ok(Environment::Other(word.to_owned())));
    }
}
