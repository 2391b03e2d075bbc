//! Commands, exit codes, files and streams, against the simulated AWS.

use assert_cmd::Command;
use serde_json::{Value, json};
use std::fs;
use tempfile::TempDir;

/// The program in a folder of its own, with nothing of the caller's environment.
fn lifeboat(room: &TempDir) -> Command {
    let mut command = Command::cargo_bin("lifeboat").unwrap();
    command
        .env_clear()
        .env("HOME", room.path())
        .env("XDG_STATE_HOME", room.path().join("state"))
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .current_dir(room.path());
    command
}

fn room() -> TempDir {
    TempDir::new().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn the_status_of_the_demo_is_json_that_says_it_is_simulated() {
    let output = lifeboat(&room())
        .args(["--demo", "--at", "2m", "status", "-o", "json"])
        .output()
        .unwrap();
    // Uploads have no copy in the standby Region: the demo is not all well.
    assert_eq!(output.status.code(), Some(3));
    assert_eq!(text(&output.stderr), "");
    let status: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(status["schema_version"], 1);
    assert_eq!(status["simulated"], true);
    assert_eq!(status["scenario"], "calm");
    assert_eq!(status["account"]["verified"], true);
    let stores = status["stores"].as_array().unwrap();
    let orders = stores
        .iter()
        .find(|store| store["name"] == "orders-db")
        .unwrap();
    assert_eq!(orders["writers"], serde_json::json!(["us-east-1"]));
    assert!(orders["loss_seconds"].as_f64().unwrap() > 0.0);
    let uploads = stores
        .iter()
        .find(|store| store["name"] == "uploads")
        .unwrap();
    assert_eq!(uploads["loss_seconds"], Value::Null);
    assert_eq!(uploads["state"], "bad");
}

#[test]
fn the_same_seed_and_instant_say_the_same() {
    let look = || {
        lifeboat(&room())
            .args(["--demo", "--at", "2m", "status", "-o", "json"])
            .output()
            .unwrap()
            .stdout
    };
    assert_eq!(look(), look());
}

#[test]
fn the_demo_keeps_nothing() {
    let room = room();
    lifeboat(&room).args(["--demo", "status"]).output().unwrap();
    assert_eq!(fs::read_dir(room.path()).unwrap().count(), 0);
}

#[test]
fn without_a_plan_it_says_how_to_get_one() {
    let output = lifeboat(&room()).arg("status").output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let told = text(&output.stderr);
    assert!(
        told.contains("lifeboat.toml") && told.contains("lifeboat init"),
        "{told}"
    );
}

#[test]
fn a_wrong_plan_stops_with_its_line_and_a_suggestion() {
    let room = room();
    let plan = "name = \"shop\"\n[regions]\nprimary = \"us-eat-1\"\nstandby = \"us-west-2\"\n";
    fs::write(room.path().join("lifeboat.toml"), plan).unwrap();
    let output = lifeboat(&room).args(["plan", "check"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let told = text(&output.stderr);
    assert!(told.contains("lifeboat.toml:3:11"), "{told}");
    assert!(told.contains("did you mean `us-east-1`"), "{told}");
}

#[test]
fn init_writes_a_plan_that_is_sound_and_never_over_another() {
    let room = room();
    let init = || lifeboat(&room).args(["--demo", "init"]).output().unwrap();
    assert_eq!(init().status.code(), Some(0));
    let plan = fs::read_to_string(room.path().join("lifeboat.toml")).unwrap();
    for what in [
        "orders-db-usw2",
        "catalog-global",
        "www.shop.example",
        "192.0.2.10",
        "api/standby-takes-over",
        "SIMULATED",
    ] {
        assert!(plan.contains(what), "{what} in\n{plan}");
    }
    let check = lifeboat(&room).args(["plan", "check"]).output().unwrap();
    assert_eq!(check.status.code(), Some(0), "{}", text(&check.stderr));
    let again = init();
    assert_eq!(again.status.code(), Some(2));
    assert!(text(&again.stderr).contains("not overwritten"));
    assert_eq!(
        fs::read_to_string(room.path().join("lifeboat.toml")).unwrap(),
        plan
    );
}

#[test]
fn a_region_that_answers_is_not_declared_down_without_saying_since_when() {
    let output = lifeboat(&room())
        .args(["--demo", "declare", "us-east-1", "down"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(5));
    let output = lifeboat(&room())
        .args(["--demo", "declare", "us-east-1", "sideways"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    let output = lifeboat(&room())
        .args(["--demo", "declare", "eu-west-1", "up"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn a_declaration_is_kept_for_its_plan_and_taken_back() {
    let room = room();
    let plan = "name = \"shop\"\n[regions]\nprimary = \"us-east-1\"\nstandby = \"us-west-2\"\n";
    fs::write(room.path().join("lifeboat.toml"), plan).unwrap();
    let declare = |words: &[&str]| lifeboat(&room).arg("declare").args(words).output().unwrap();
    let down = declare(&[
        "us-east-1",
        "down",
        "--since",
        "2026-11-22T03:01:10Z",
        "--incident",
        "INC-4711",
    ]);
    assert_eq!(down.status.code(), Some(0), "{}", text(&down.stderr));
    let folder = fs::read_dir(room.path().join("state/lifeboat"))
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    let kept = folder.join("declared.json");
    let text = fs::read_to_string(&kept).unwrap();
    assert!(
        text.contains("2026-11-22T03:01:10Z") && text.contains("INC-4711"),
        "{text}"
    );
    use std::os::unix::fs::PermissionsExt;
    assert_eq!(
        fs::metadata(&kept).unwrap().permissions().mode() & 0o777,
        0o600
    );
    assert_eq!(
        fs::metadata(&folder).unwrap().permissions().mode() & 0o777,
        0o700
    );
    assert_eq!(declare(&["us-east-1", "up"]).status.code(), Some(0));
    assert!(!fs::read_to_string(&kept).unwrap().contains("us-east-1"));
}

#[test]
fn the_policy_holds_reads_only() {
    let room = room();
    let output = lifeboat(&room).arg("iam").output().unwrap();
    assert!(text(&output.stderr).contains("lifeboat.toml is not there"));
    let policy: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(policy["Statement"].as_array().unwrap().len(), 1);
    let output = lifeboat(&room).args(["--demo", "iam"]).output().unwrap();
    assert_eq!(text(&output.stderr), "");
    let policy: Value = serde_json::from_slice(&output.stdout).unwrap();
    let object = "arn:aws:s3:::harbor-failover/api/standby-takes-over";
    assert_eq!(policy["Statement"][1]["Resource"], json!([object]));
    for statement in policy["Statement"].as_array().unwrap() {
        assert_eq!(statement["Effect"], "Allow");
        for action in statement["Action"].as_array().unwrap() {
            let (_, operation) = action.as_str().unwrap().split_once(':').unwrap();
            let reads = ["Describe", "Get", "List"]
                .iter()
                .any(|verb| operation.starts_with(verb));
            assert!(reads, "{action}");
        }
    }
}

#[test]
fn without_credentials_it_says_so_and_nothing_else() {
    let room = room();
    let plan = "name = \"shop\"\n[regions]\nprimary = \"us-east-1\"\nstandby = \"us-west-2\"\n";
    fs::write(room.path().join("lifeboat.toml"), plan).unwrap();
    let output = lifeboat(&room)
        .args(["status", "-o", "json"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(9));
    assert!(text(&output.stderr).contains("lifeboat doctor"));
}

#[test]
fn a_screen_is_drawn_in_every_format() {
    for (format, sign) in [
        ("text", "harbor-shop"),
        ("ansi", "\u{1b}["),
        ("svg", "<svg"),
    ] {
        let args = [
            "--demo", "--at", "2m", "shot", "overview", "--format", format,
        ];
        let output = lifeboat(&room())
            .args(args)
            .env("LANG", "C.UTF-8")
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(0));
        assert!(text(&output.stdout).contains(sign), "{format}");
        assert!(text(&output.stdout).contains("SIMULATED"), "{format}");
    }
    let output = lifeboat(&room())
        .args(["--demo", "shot", "nowhere"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    let output = lifeboat(&room())
        .args(["--demo", "shot", "--size", "0x9"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn without_a_terminal_it_says_what_needs_none() {
    let output = lifeboat(&room()).arg("--demo").output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(text(&output.stdout), "");
    let told = text(&output.stderr);
    for way_on in ["lifeboat status", "lifeboat shot", "--demo"] {
        assert!(told.contains(way_on), "{told}");
    }
}
