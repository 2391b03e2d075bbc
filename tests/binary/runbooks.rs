//! `lifeboat runbook`, as a user and a shell meet it.

use assert_cmd::Command;
use serde_json::Value;
use std::fs;
use std::process::Output;
use tempfile::TempDir;

/// A folder with a first plan in it.
fn room() -> TempDir {
    let room = TempDir::new().unwrap();
    let plan = include_str!("../../src/cli/demo.toml");
    fs::write(room.path().join("lifeboat.toml"), plan).unwrap();
    room
}

fn runbook(room: &TempDir, arguments: &[&str]) -> Output {
    Command::cargo_bin("lifeboat")
        .unwrap()
        .env_clear()
        .env("HOME", room.path())
        .env("XDG_STATE_HOME", room.path().join("state"))
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .current_dir(room.path())
        .args(arguments)
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn the_runbooks_of_the_demo_are_listed_and_sound() {
    let room = room();
    let demo = ["--demo", "--at", "2m", "runbook"];
    let list = runbook(&room, &[&demo[..], &["list"]].concat());
    assert_eq!(list.status.code(), Some(0));
    let told = text(&list.stdout);
    assert_eq!(told.lines().count(), 8, "{told}");
    assert!(
        told.contains("regional-failover             Regional failover; "),
        "{told}"
    );
    let lint = runbook(&room, &[&demo[..], &["lint"]].concat());
    let told = text(&lint.stdout);
    assert_eq!(lint.status.code(), Some(0), "{told}");
    assert!(told.ends_with("8 of 8 runbooks sound\n"), "{told}");
    let json = runbook(&room, &[&demo[..], &["lint", "-o", "json"]].concat());
    let json: Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(json["simulated"], true);
    let failover = &json["runbooks"][0];
    assert_eq!(failover["name"], "regional-failover");
    assert_eq!(failover["steps"][0]["kind"], "check");
    assert_eq!(failover["faults"], Value::Array(Vec::new()));
}

#[test]
fn what_is_wrong_with_a_file_ends_with_two_and_says_where_and_what_was_meant() {
    let room = room();
    let book = "---\ntitle: A\nreviewed: 2026-11-20\n---\n## A\n\n```lifeboat\nkind = \"check\"\n\
                condition = \"loss\"\nstore = \"order-db\"\nat_most = \"rpo\"\n```\n";
    fs::write(room.path().join("mine.md"), book).unwrap();
    let lint = runbook(
        &room,
        &["--demo", "--at", "2m", "runbook", "lint", "mine.md"],
    );
    assert_eq!(lint.status.code(), Some(2));
    let told = text(&lint.stdout);
    assert!(
        told.starts_with(
            "mine.md:10: `order-db` is no store of the plan (did you mean `orders-db`?)"
        ),
        "{told}"
    );
    fs::write(room.path().join("mine.md"), "no runbook").unwrap();
    let lint = runbook(
        &room,
        &["--demo", "runbook", "lint", "mine.md", "-o", "json"],
    );
    assert_eq!(lint.status.code(), Some(2));
    let json: Value = serde_json::from_slice(&lint.stdout).unwrap();
    assert_eq!(json["runbooks"][0]["faults"][0]["line"], 1);
    let gone = runbook(&room, &["--demo", "runbook", "lint", "gone.md"]);
    assert_eq!(gone.status.code(), Some(1));
    assert!(text(&gone.stderr).contains("gone.md"));
}

#[test]
fn first_runbooks_are_written_for_a_plan_and_never_over_another() {
    let room = room();
    let new = runbook(&room, &["runbook", "new"]);
    assert_eq!(new.status.code(), Some(0), "{}", text(&new.stderr));
    let failover = room.path().join("runbooks/regional-failover.md");
    let written = fs::read_to_string(&failover).unwrap();
    assert!(written.contains("target = \"orders-db-usw2\"") && !written.contains("{{"));
    fs::write(&failover, "mine").unwrap();
    let again = runbook(&room, &["runbook", "new", "regional-failover"]);
    assert!(text(&again.stdout).contains("is there already, and is left as it is"));
    assert_eq!(fs::read_to_string(&failover).unwrap(), "mine");
    let unknown = runbook(&room, &["runbook", "new", "regional-falover"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(text(&unknown.stderr).contains("did you mean `regional-failover`?"));
    // The one that was written over is told with its line; the others are read.
    let lint = runbook(&room, &["runbook", "lint"]);
    assert_eq!(lint.status.code(), Some(2));
    let told = text(&lint.stdout);
    assert!(
        told.contains("regional-failover.md:1: a runbook begins with a line of `---`"),
        "{told}"
    );
}
