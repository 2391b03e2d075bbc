//! The journal, as a shell, another process and a file-size limit meet it.

use assert_cmd::cargo::CommandCargoExt;
use lifeboat::journal::{Actor, Chain, Entry, Journal, JournalError, Standing};
use lifeboat::terms::Instant;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

const PLAN: &str = "name = \"shop\"\n[regions]\nprimary = \"us-east-1\"\nstandby = \"us-west-2\"\n";

/// Where the process that adds records finds the folder, and how many to add.
const FOLDER: &str = "TEST_JOURNAL_FOLDER";
const COUNT: &str = "TEST_JOURNAL_COUNT";

fn room() -> TempDir {
    let room = TempDir::new().unwrap();
    fs::write(room.path().join("lifeboat.toml"), PLAN).unwrap();
    room
}

fn lifeboat(room: &TempDir, arguments: &[&str]) -> Output {
    Command::cargo_bin("lifeboat")
        .unwrap()
        .env_clear()
        .env("HOME", room.path())
        .env("XDG_STATE_HOME", room.path().join("state"))
        .current_dir(room.path())
        .args(arguments)
        .output()
        .unwrap()
}

/// The state folder of the room's plan.
fn folder(room: &TempDir) -> PathBuf {
    let plan = fs::canonicalize(room.path().join("lifeboat.toml")).unwrap();
    let digest = Sha256::digest(plan.as_os_str().as_encoded_bytes());
    let mark: String = digest[..4].iter().map(|it| format!("{it:02x}")).collect();
    room.path().join(format!("state/lifeboat/shop-{mark}"))
}

fn add(folder: &Path, text: &str) -> Result<u64, JournalError> {
    let journal = Journal::open(folder, None, Actor::here(), true)?;
    let text = text.to_owned();
    let durable = journal.append(Instant::UNIX_EPOCH, Entry::Note { text })?;
    Ok(durable.sequence())
}

fn read(folder: &Path) -> Chain {
    Journal::read(folder).unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn verify_ends_with_0_on_a_whole_journal_and_with_11_on_another() {
    let room = room();
    let verify = || lifeboat(&room, &["journal", "verify", "-o", "json"]);
    let said = |output: &Output| -> Value { serde_json::from_slice(&output.stdout).unwrap() };
    let empty = verify();
    assert_eq!(empty.status.code(), Some(0), "{}", text(&empty.stderr));
    assert_eq!(said(&empty)["standing"], "empty");
    assert!(!folder(&room).exists(), "reading makes nothing");
    for word in ["one", "two", "three"] {
        add(&folder(&room), word).unwrap();
    }
    let whole = verify();
    assert_eq!(whole.status.code(), Some(0));
    assert_eq!(said(&whole)["records"], 3);
    assert_eq!(said(&whole)["head"]["sequence"], 3);
    let file = folder(&room).join("journal.jsonl");
    let written = fs::read_to_string(&file).unwrap();
    fs::write(&file, written.replace("two", "owt")).unwrap();
    let changed = verify();
    assert_eq!(changed.status.code(), Some(11));
    assert_eq!(said(&changed)["standing"], "broken");
    assert_eq!(said(&changed)["line"], 2);
    let told = lifeboat(&room, &["journal", "verify"]);
    assert_eq!(told.status.code(), Some(11));
    assert!(text(&told.stdout).contains("NOT AS IT WAS WRITTEN: line 2 was changed"));
    fs::write(&file, &written[..written.len() - 10]).unwrap();
    assert_eq!(said(&verify())["standing"], "cut");
    fs::write(&file, format!("{written}{{\"seq")).unwrap();
    let torn = verify();
    assert_eq!(said(&torn)["standing"], "torn tail");
    assert_eq!(torn.status.code(), Some(11));
}

#[test]
fn show_and_export_work_on_a_changed_journal_and_say_so() {
    let room = room();
    for word in ["one", "two", "three"] {
        add(&folder(&room), word).unwrap();
    }
    let shown = lifeboat(&room, &["journal", "show", "--last", "1"]);
    let line = text(&shown.stdout);
    assert!(
        line.contains("SIMULATED") && line.trim_end().ends_with("three"),
        "{line}"
    );
    assert_eq!(line.lines().count(), 1);
    fs::remove_file(folder(&room).join("journal.head")).unwrap();
    let shown = lifeboat(&room, &["journal", "show"]);
    assert_eq!(shown.status.code(), Some(0));
    assert!(text(&shown.stdout).starts_with("NOT AS IT WAS WRITTEN"));
    let export = ["journal", "export", "--output", "copy.json"];
    assert_eq!(lifeboat(&room, &export).status.code(), Some(0));
    let copy = fs::read_to_string(room.path().join("copy.json")).unwrap();
    let copy: Value = serde_json::from_str(&copy).unwrap();
    let lines: Vec<&str> = copy["lines"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it.as_str().unwrap())
        .collect();
    let file = fs::read_to_string(folder(&room).join("journal.jsonl")).unwrap();
    assert_eq!(lines.join("\n") + "\n", file);
    assert_eq!(copy["standing"], "head missing");
    let again = lifeboat(&room, &export);
    assert_eq!(again.status.code(), Some(2));
    let document = lifeboat(&room, &["journal", "export", "-o", "md"]);
    assert!(text(&document.stdout).contains("**NOT AS IT WAS WRITTEN"));
}

#[test]
fn the_demo_has_no_journal_and_says_so() {
    let output = lifeboat(&room(), &["--demo", "journal", "verify"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(text(&output.stderr).contains("nothing is kept of a simulation"));
}

#[test]
fn the_documented_shell_lines_verify_it_too() {
    let room = room();
    for word in ["one", "t\\wo \"2\" ü", "three"] {
        add(&folder(&room), word).unwrap();
    }
    let page = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/journal.md")).unwrap();
    let script = page
        .split("```sh\n")
        .nth(1)
        .unwrap()
        .split("```")
        .next()
        .unwrap();
    let run = || {
        Command::new("sh")
            .args(["-c", script])
            .current_dir(folder(&room))
            .output()
            .unwrap()
    };
    let whole = run();
    assert!(whole.status.success(), "{}", text(&whole.stdout));
    assert!(text(&whole.stdout).starts_with("3 records, head "));
    let file = folder(&room).join("journal.jsonl");
    let written = fs::read_to_string(&file).unwrap();
    fs::write(&file, written.replace("three", "there")).unwrap();
    assert!(!run().status.success());
    fs::write(&file, written.replace("one", "eno")).unwrap();
    assert!(text(&run().stdout).contains("line 2 does not follow"));
}

/// Not a story: the process that others start, to add records.
#[test]
fn a_process_that_adds_records() {
    let (Ok(folder), Ok(count)) = (std::env::var(FOLDER), std::env::var(COUNT)) else {
        return;
    };
    let journal = Journal::open(Path::new(&folder), None, Actor::here(), false).unwrap();
    for number in 0..count.parse().unwrap() {
        let text = format!("{number}");
        let added = journal.append(Instant::UNIX_EPOCH, Entry::Note { text });
        if let Err(error) = added {
            println!("\nREFUSED {error}");
            return;
        }
    }
}

/// Starts it, under a limit on the size of files when one is given.
fn process(folder: &Path, count: u32, limit: Option<&str>) -> Command {
    let program = std::env::current_exe().unwrap();
    let mut command = Command::new("sh");
    let limits = limit.map_or_else(String::new, |it| format!("ulimit -f {it} && "));
    command
        .args(["-c", &format!("{limits}exec \"$0\" \"$@\"")])
        .arg(program)
        .args([
            "--exact",
            "journal::a_process_that_adds_records",
            "--nocapture",
        ])
        .env(FOLDER, folder)
        .env(COUNT, count.to_string());
    command
}

#[test]
fn several_processes_write_one_chain() {
    let room = room();
    let folder = folder(&room);
    let started: Vec<_> = (0..4)
        .map(|_| process(&folder, 10, None).spawn().unwrap())
        .collect();
    for mut child in started {
        assert!(child.wait().unwrap().success());
    }
    let chain = read(&folder);
    assert_eq!(chain.standing, Standing::Whole);
    assert_eq!(chain.records.len(), 40);
}

#[test]
fn a_limit_on_the_size_of_files_is_an_error_and_leaves_the_chain_whole() {
    let room = room();
    let folder = folder(&room);
    // Whatever the shell's unit is, some records fit and a thousand do not.
    let output = process(&folder, 1_000, Some("8")).output().unwrap();
    let said = text(&output.stdout);
    assert!(output.status.success(), "{said}{}", text(&output.stderr));
    assert!(
        said.contains("REFUSED") && said.contains("ulimit -f"),
        "{said}"
    );
    let chain = read(&folder);
    assert_eq!(chain.standing, Standing::Whole, "{said}");
    let before = chain.records.len() as u64;
    assert!((10..1_000).contains(&before), "{before}");
    assert_eq!(add(&folder, "after").unwrap(), before + 1);
}
