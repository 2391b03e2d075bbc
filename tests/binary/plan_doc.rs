//! `lifeboat plan doc`, as a user and a shell meet it: on the simulated shop.

use assert_cmd::Command;
use std::fs;
use std::process::Output;
use tempfile::TempDir;

fn doc(room: &TempDir, at: &str, arguments: &[&str]) -> Output {
    Command::cargo_bin("lifeboat")
        .unwrap()
        .env_clear()
        .env("HOME", room.path())
        .current_dir(room.path())
        .args(["--demo", "--at", at, "plan", "doc"])
        .args(arguments)
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn the_plan_of_the_demo_is_a_document_of_what_was_declared_and_observed() {
    let room = TempDir::new().unwrap();
    let output = doc(&room, "2m", &[]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let told = text(&output.stdout);
    assert!(
        told.starts_with("# Recovery plan of harbor-shop\n"),
        "{told}"
    );
    let headings: Vec<&str> = told.lines().filter(|it| it.starts_with("## ")).collect();
    let wanted = [
        "The plan",
        "Objectives",
        "Stores as observed",
        "DNS as observed",
        "The parts of the plan",
        "Recovery steps",
        "Procedures",
        "Contacts",
        "Last tests",
        "As things stand",
        "What is wrong",
    ];
    let wanted = wanted.map(|title| format!("## {title} (SIMULATED)"));
    assert_eq!(headings, wanted);
    for line in [
        // Declared.
        "| gold | 15 m | 30 m | orders-db, catalog, carts, media, www.shop.example, api.shop.example |",
        "| Incident commander | decides to fail over | +1 555 0100 |",
        "- strategy: warm-standby",
        // What AWS has no setting for says so.
        "dynamodb: no counterpart, since a table always is in several zones of its Region",
        "| always Multi-AZ |",
        // The runbooks, and their steps.
        "### Regional failover",
        "| regional-failover | Regional failover |",
        "Not known: no journal was read",
    ] {
        assert!(told.contains(line), "{line}\nin\n{told}");
    }
    // Observed.
    let orders = told.lines().find(|it| it.starts_with("| orders-db |"));
    let orders = orders.unwrap_or_else(|| panic!("no orders-db in\n{told}"));
    for observed in [
        "RDS postgres",
        "us-east-1",
        "orders-db-usw2 in us-west-2",
        "Multi-AZ",
        "7 days",
    ] {
        assert!(orders.contains(observed), "{observed}: {orders}");
    }

    let page = text(&doc(&room, "2m", &["-o", "html"]).stdout);
    assert!(page.contains("<div class=\"mark\">SIMULATED"), "{page}");
    assert!(
        page.contains("<h2>Stores as observed (SIMULATED)</h2>"),
        "{page}"
    );
    assert!(page.ends_with("</html>\n"), "{page}");
}

#[test]
fn written_again_it_tells_what_has_drifted_and_nothing_that_only_moves() {
    let room = TempDir::new().unwrap();
    let first = text(&doc(&room, "2m", &[]).stdout);
    let file = room.path().join("plan.md");
    fs::write(&file, &first).unwrap();
    let later = doc(&room, "3h", &["--against", "plan.md"]);
    let told = text(&later.stdout);
    assert_eq!(
        text(&later.stderr),
        "lifeboat: nothing has drifted since plan.md\n",
        "{told}"
    );
    assert!(
        told.contains("## What has drifted (SIMULATED)\n\nNothing, as far as both"),
        "{told}"
    );

    // What a team would find a quarter later.
    let older = first
        .replace(
            "| Database on-call | promotes databases | \\#db-on-call |\n",
            "",
        )
        .replace("- strategy: warm-standby", "- strategy: pilot-light")
        .replace("| 7 days |", "| 1 days |");
    fs::write(&file, older).unwrap();
    let later = doc(&room, "3h", &["--against", "plan.md"]);
    let told = text(&later.stdout);
    let drift = told.split("## The plan").next().unwrap_or_default();
    for row in [
        "| The plan | strategy | pilot-light | warm-standby |",
        "| Contacts | Database on-call | nothing | promotes databases · \\#db-on-call |",
        "| Stores as observed | orders-db |",
    ] {
        assert!(drift.contains(row), "{row}\nin\n{drift}");
    }
    assert!(text(&later.stderr).contains("things have drifted since plan.md"));
}

#[test]
fn what_is_no_older_document_is_refused() {
    let room = TempDir::new().unwrap();
    fs::write(room.path().join("other.md"), "# Recovery plan of another\n").unwrap();
    let refused = doc(&room, "2m", &["--against", "other.md"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(text(&refused.stderr).contains("no document of this plan in Markdown"));
    let gone = doc(&room, "2m", &["--against", "gone.md"]);
    assert_eq!(gone.status.code(), Some(1));
    assert!(text(&gone.stderr).contains("gone.md"));
}
