//! A journal that cannot be written, and a lease that was lost: nothing is sent.

use super::bench::{Bench, Desk, Read};
use super::deeds::{PROMOTION, SNAPSHOT};
use lifeboat::aws::{DoorOptions, Lease, Operator, OperatorPower};
use lifeboat::journal::{Actor, Came, Entry, Journal};
use lifeboat::sim::world::items::AttributeValue;
use lifeboat::sim::world::{PRIMARY, STANDBY};
use lifeboat::terms::{Region, Span};
use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;

fn read(bench: &Bench) -> Read {
    Desk::new(bench).preflight(SNAPSHOT)
}

fn refused(bench: &Bench, output: &Output, story: &str) -> String {
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(5), "{story}: {told}");
    assert_eq!(bench.mutating(), [], "{story}: {told}");
    told
}

#[test]
fn over_a_limit_on_the_size_of_files_nothing_is_sent() {
    let bench = Bench::harbor();
    let read = read(&bench);
    for blocks in [0, 1, 3] {
        let desk = Desk::new(&bench);
        let output = desk.run_limited(&read, &format!("ulimit -f {blocks}"));
        refused(&bench, &output, &format!("{blocks} blocks"));
        assert!(!desk.wrote("intent"), "{blocks} blocks");
        if blocks == 3 {
            assert!(desk.wrote("armed"), "it got as far as the intent");
        }
        let verified = desk.lifeboat(&["journal", "verify"]).output().unwrap();
        assert_eq!(verified.status.code(), Some(0), "{blocks} blocks");
        bench.forget_lease();
    }
}

#[test]
fn into_a_device_that_is_full_nothing_is_sent() {
    let bench = Bench::harbor();
    let desk = Desk::new(&bench);
    let read = desk.preflight(SNAPSHOT);
    let journal = desk.folder().unwrap().join("journal.jsonl");
    std::os::unix::fs::symlink("/dev/full", &journal).unwrap();
    let told = refused(&bench, &desk.run(&read), "/dev/full");
    assert!(told.contains("journal"), "{told}");
}

#[test]
fn without_the_mode_a_reason_or_the_token_of_this_nothing_is_sent() {
    let bench = Bench::harbor();
    let desk = Desk::new(&bench);
    let (read, other) = (desk.preflight(SNAPSHOT), desk.preflight(PROMOTION));
    let arguments = desk.run_arguments(&read);
    let without = |flag: &str, words: usize| {
        let at = arguments.iter().position(|it| it == flag).unwrap();
        let mut left = arguments.clone();
        drop(left.drain(at..at + words));
        left
    };
    let mut stranger = arguments.clone();
    let at = stranger.iter().position(|it| it == "--confirm").unwrap();
    stranger[at + 1].clone_from(&other.token);
    for (arguments, wanted) in [
        (without("--operate", 1), "not operating"),
        (without("--reason", 2), "no reason was given"),
        (without("--confirm", 2), "not confirmed"),
        (without("--override", 2), "unchecked blocks"),
        (stranger, "the token is of something else"),
    ] {
        let mut command = desk.lifeboat(&[]);
        let output = command.args(arguments).output().unwrap();
        let told = refused(&bench, &output, wanted);
        assert!(told.contains(wanted), "{told}");
        assert!(!desk.wrote("intent"), "{wanted}");
    }
}

/// A file system of its own, taken away when it is dropped.
struct Mounted(TempDir);

impl Mounted {
    /// None when this user or this host may not mount: it is said.
    fn small() -> Option<Self> {
        let place = TempDir::new().unwrap();
        let mount = |options: &str| {
            let mut command = Command::new("mount");
            command.args(["-t", "tmpfs", "-o", options, "lifeboat-test"]);
            command.arg(place.path()).output()
        };
        match mount("size=256k") {
            Ok(output) if output.status.success() => Some(Self(place)),
            Ok(output) => {
                let why = String::from_utf8_lossy(&output.stderr).into_owned();
                println!("not told here, since nothing can be mounted: {why}");
                None
            }
            Err(error) => {
                println!("not told here, since nothing can be mounted: {error}");
                None
            }
        }
    }

    fn path(&self) -> &Path {
        self.0.path()
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.path()).status();
    }
}

#[test]
fn on_a_full_disk_and_on_one_that_is_read_only_nothing_is_sent() {
    let Some(disk) = Mounted::small() else { return };
    let bench = Bench::harbor();
    let read = read(&bench);
    let desk = Desk::at(&bench, disk.path());
    let filled = fs::write(disk.path().join("filler"), vec![0; 1 << 20]);
    assert!(filled.is_err(), "the disk is full");
    let told = refused(&bench, &desk.run(&read), "full disk");
    assert!(told.contains("journal"), "{told}");
    fs::remove_file(disk.path().join("filler")).unwrap();
    let read_only = Command::new("mount")
        .args(["-o", "remount,ro"])
        .arg(disk.path())
        .status()
        .unwrap();
    assert!(read_only.success());
    let told = refused(&bench, &desk.run(&read), "read-only disk");
    assert!(told.contains("journal"), "{told}");
}

#[test]
fn a_state_folder_beneath_a_file_is_told_and_nothing_is_sent() {
    let bench = Bench::harbor();
    let read = read(&bench);
    let place = TempDir::new().unwrap();
    let file = place.path().join("state");
    fs::write(&file, "no folder").unwrap();
    let output = Desk::at(&bench, &file).run(&read);
    assert_ne!(output.status.code(), Some(0));
    assert_eq!(bench.mutating(), []);
}

/// Another operator takes the lease, in this process.
fn taken_by_another(bench: &Bench, elsewhere: &Path) {
    let region = |name| Region::parse(name).unwrap();
    let options = DoorOptions::simulated(
        &region(PRIMARY),
        &region(STANDBY),
        bench.clock.clone(),
        Arc::new(bench.simulated.clone()),
    );
    let journal = Journal::open(elsewhere, None, Actor::here(), true).unwrap();
    let now = bench.clock.now();
    let note = Entry::Note {
        text: "bob takes over".to_owned(),
    };
    let permit = journal.append(now, note).unwrap();
    let lease = Lease {
        region: region(STANDBY),
        table: "lifeboat-lease".to_owned(),
        name: "harbor-shop".to_owned(),
        holder: "bob@elsewhere:1".to_owned(),
    };
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let operator = Operator::open(&options, OperatorPower::Same).await.unwrap();
        let take = || operator.take_lease(&lease, now, Span::minutes(1).after(now), &permit);
        take().await.expect_err("it is held");
        // As if its minute were over.
        bench.simulator().with_world(|world| {
            let table = world.region_mut(STANDBY).tables.get_mut("lifeboat-lease");
            let item = table.unwrap().items.get_mut("harbor-shop").unwrap();
            let over = AttributeValue::Number((now.timestamp() - 1).to_string());
            item.insert("expires".to_owned(), over);
        });
        take().await.expect("it ran out");
    });
}

#[test]
fn a_holder_that_was_stopped_before_its_proof_sends_nothing_after_a_take_over() {
    let bench = Bench::harbor();
    let desk = Desk::new(&bench);
    let read = desk.preflight(SNAPSHOT);
    let mut run = desk.begin(&read);
    run.until("lease", || bench.answered("UpdateItem") > 0);
    bench.slow(Duration::from_secs(2));
    run.until("intent", || desk.wrote("intent"));
    run.signal("-STOP");
    bench.simulator().clear_faults();
    let elsewhere = TempDir::new().unwrap();
    taken_by_another(&bench, elsewhere.path());
    run.signal("-CONT");
    let (status, told) = run.end();
    assert_eq!(status.code(), Some(5), "{told}");
    assert!(told.contains("bob@elsewhere:1 operates"), "{told}");
    assert_eq!(bench.mutating(), [], "{told}");
    let chain = desk.chain();
    let why = chain.records.iter().find_map(|record| match &record.entry {
        Entry::Attempt(attempt) => Some(&attempt.came),
        _ => None,
    });
    let Some(Came::NotSent { why }) = why else {
        panic!("the journal says why nothing was sent: {why:?}");
    };
    assert!(why.contains("bob@elsewhere:1 operates"), "{why}");
}
