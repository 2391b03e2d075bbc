//! The simulated AWS in a process of its own, and lifeboat looking at it from
//! another.

use assert_cmd::cargo::CommandCargoExt;
use serde_json::Value;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;

fn lifeboat(room: &Path) -> Command {
    let mut command = Command::cargo_bin("lifeboat").unwrap();
    command
        .env_clear()
        .env("HOME", room)
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .env("AWS_ACCESS_KEY_ID", "any")
        .env("AWS_SECRET_ACCESS_KEY", "any")
        .current_dir(room);
    command
}

/// `sim serve`, ended when it is dropped.
struct Served(Child);

impl Served {
    /// Serves on free ports, and waits until it says which.
    fn start(room: &Path) -> (Self, String) {
        Self::start_at(room, &[])
    }

    /// The same, of a moment of a scenario.
    fn start_at(room: &Path, moment: &[&str]) -> (Self, String) {
        let mut child = lifeboat(room)
            .args(["sim", "serve", "--listen", "127.0.0.1:0"])
            .args(["--write-plan", "lifeboat.toml"])
            .args(moment)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let stdout = child.stdout.take().unwrap();
        BufReader::new(stdout).read_line(&mut line).unwrap();
        (Self(child), line)
    }

    fn terminate(&mut self) -> Option<i32> {
        let id = self.0.id().to_string();
        let sent = Command::new("kill").args(["-TERM", &id]).status().unwrap();
        assert!(sent.success());
        self.0.wait().unwrap().code()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn a_status_of_a_simulation_in_another_process_is_whole() {
    let room = TempDir::new().unwrap();
    let (mut served, line) = Served::start(room.path());
    let words: Vec<&str> = line.split(", name server on ").collect();
    assert!(
        words[0].starts_with("listening on http://127.0.0.1:"),
        "{line}"
    );
    assert_eq!(words.len(), 2, "{line}");

    let looked = lifeboat(room.path())
        .args(["status", "-o", "json"])
        .output()
        .unwrap();
    assert_eq!(String::from_utf8_lossy(&looked.stderr), "");
    let status: Value = serde_json::from_slice(&looked.stdout).unwrap();
    assert_eq!(status["simulated"], true);
    assert_eq!(status["account"]["verified"], true);
    // Every store is seen in both Regions, and the name servers were reached.
    for store in status["stores"].as_array().unwrap() {
        assert_ne!(store["state"], "unknown", "{store}");
    }
    for record in status["records"].as_array().unwrap() {
        assert_eq!(record["state"], "ok", "{record}");
    }
    assert_eq!(served.terminate(), Some(0));
}

#[test]
fn a_scenario_that_is_served_is_in_its_midst_now() {
    let room = TempDir::new().unwrap();
    let moment = ["--scenario", "split-brain", "--at", "45m"];
    let (_served, _) = Served::start_at(room.path(), &moment);
    let run = lifeboat(room.path())
        .args(["action", "preflight", "fence", "-o", "json"])
        .args(["--target", "orders-db@us-east-1", "--set", "means=stop"])
        .output()
        .unwrap();
    let told: Value = serde_json::from_slice(&run.stdout).unwrap();
    let class = |id: &str| {
        let checks = told["checks"].as_array().unwrap();
        checks.iter().find(|it| it["id"] == id).unwrap()["class"].clone()
    };
    // Its time is this host's, and its replica was promoted half an hour ago.
    assert_eq!(class("clock"), "pass", "{told}");
    assert_eq!(class("replicas"), "pass", "{told}");
}

/// Every file in a folder, and in those below it, with what is in it.
fn files(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            let text = std::fs::read_to_string(&path).unwrap();
            found.push((path, text));
        }
    }
    found
}

#[test]
fn every_file_that_a_simulated_run_leaves_says_so() {
    let room = TempDir::new().unwrap();
    let (_served, _) = Served::start(room.path());
    for words in [
        &["status"][..],
        &["declare", "us-east-1", "down", "--since", "00:00"],
    ] {
        let done = lifeboat(room.path()).args(words).output().unwrap();
        let told = String::from_utf8_lossy(&done.stdout);
        assert!(told.contains("SIMULATED"), "{words:?}: {told}");
    }
    let left: Vec<(PathBuf, String)> = files(room.path())
        .into_iter()
        .filter(|(_, text)| !text.is_empty())
        .collect();
    let names: Vec<_> = left
        .iter()
        .filter_map(|(path, _)| path.file_name()?.to_str())
        .collect();
    for expected in ["lifeboat.toml", "estate.jsonl", "declared.json"] {
        assert!(names.contains(&expected), "{names:?}");
    }
    for (path, text) in &left {
        let spaceless: String = text.split_whitespace().collect();
        let marked = text.contains("SIMULATED") || spaceless.contains("\"simulated\":true");
        assert!(marked, "{}:\n{text}", path.display());
    }
}

#[test]
fn the_simulation_is_for_this_host_unless_told_twice() {
    let room = TempDir::new().unwrap();
    for flag in ["--listen", "--dns"] {
        let refused = lifeboat(room.path())
            .args(["sim", "serve", flag, "0.0.0.0:0"])
            .output()
            .unwrap();
        assert_eq!(refused.status.code(), Some(2));
        let said = String::from_utf8_lossy(&refused.stderr);
        assert!(said.contains("add `--expose`"), "{said}");
    }
}

#[test]
fn a_plan_of_ones_own_is_not_written_over() {
    let room = TempDir::new().unwrap();
    let file = room.path().join("lifeboat.toml");
    std::fs::write(&file, "name = \"mine\"\n").unwrap();
    let refused = lifeboat(room.path())
        .args(["sim", "serve", "--listen", "127.0.0.1:0"])
        .args(["--write-plan", "lifeboat.toml"])
        .output()
        .unwrap();
    assert_eq!(refused.status.code(), Some(2));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "name = \"mine\"\n");
}

#[test]
fn flags_of_the_simulation_need_one() {
    let room = TempDir::new().unwrap();
    for flag in [
        ["--at", "2m"],
        ["--seed", "3"],
        ["--speed", "10"],
        ["--scenario", "calm"],
    ] {
        let refused = lifeboat(room.path())
            .args(flag)
            .arg("status")
            .output()
            .unwrap();
        assert_eq!(refused.status.code(), Some(2));
        let said = String::from_utf8_lossy(&refused.stderr);
        assert!(said.contains("add `--demo`"), "{said}");
    }
}

#[test]
fn every_scenario_that_is_listed_can_be_looked_at() {
    let room = TempDir::new().unwrap();
    let listed = lifeboat(room.path())
        .args(["scenario", "list"])
        .output()
        .unwrap();
    let listed = String::from_utf8(listed.stdout).unwrap();
    let names: Vec<&str> = listed
        .lines()
        .filter_map(|line| line.split(' ').next())
        .collect();
    for name in [
        "calm",
        "region-down",
        "gray",
        "replica-stuck",
        "backups-failing",
        "split-brain",
        "throttled",
        "flapping",
        "identity-out",
    ] {
        assert!(names.contains(&name), "{name}");
    }
    let looked = lifeboat(room.path())
        .args(["--demo", "--scenario", "split-brain", "--at", "35m"])
        .args(["status", "-o", "json"])
        .output()
        .unwrap();
    let status: Value = serde_json::from_slice(&looked.stdout).unwrap();
    let stores = status["stores"].as_array().unwrap();
    let orders = stores.iter().find(|store| store["name"] == "orders-db");
    let writers = serde_json::json!(["us-east-1", "us-west-2"]);
    assert_eq!(orders.unwrap()["writers"], writers);
}

#[test]
fn a_scenario_of_ones_own_is_checked_line_by_line() {
    let room = TempDir::new().unwrap();
    let check = |text: &str| {
        std::fs::write(room.path().join("mine.toml"), text).unwrap();
        lifeboat(room.path())
            .args(["scenario", "check", "mine.toml"])
            .output()
            .unwrap()
    };
    let head = "name = \"mine\"\ntitle = \"mine\"\nlength = \"1h\"\n";
    let sound = check(&format!(
        "{head}[[faults]]\nfrom = \"5m\"\nservice = \"rds\"\nfault = \"hang\"\n"
    ));
    assert_eq!(sound.status.code(), Some(0));
    let wrong = check(&format!(
        "{head}[[faults]]\nfrom = \"5m\"\nservice = \"rbs\"\nfault = \"hang\"\n"
    ));
    assert_eq!(wrong.status.code(), Some(2));
    let told = String::from_utf8_lossy(&wrong.stderr);
    assert!(
        told.contains("mine.toml:6:11: `rbs` is no `service`"),
        "{told}"
    );
    assert!(told.contains("did you mean `rds`?"), "{told}");
}
