//! How long it takes from starting the program to its first whole frame, on a
//! terminal: what an operator waits for at 3 a.m.

use criterion::{Criterion, criterion_group, criterion_main};
use portable_pty::{CommandBuilder, PtySize, native_pty_system};
use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

const LIFEBOAT: &str = env!("CARGO_BIN_EXE_lifeboat");

/// What ends a frame.
const END: &[u8] = b"\x1b[?2026l";

/// A word of the first frame: what comes before it is no frame.
const SHOWN: &[u8] = b"harbor-shop";

/// Starts the program on a terminal of 120×40, and returns how long it took to
/// its first whole frame.
fn first_frame(arguments: &[&str], home: &Path) -> Duration {
    let size = PtySize {
        rows: 40,
        cols: 120,
        pixel_width: 0,
        pixel_height: 0,
    };
    let pair = native_pty_system().openpty(size).unwrap();
    let mut command = CommandBuilder::new(LIFEBOAT);
    command.args(arguments);
    command.env_clear();
    command.env("HOME", home);
    command.env("TERM", "xterm-256color");
    command.env("LANG", "C.UTF-8");
    command.env("AWS_EC2_METADATA_DISABLED", "true");
    command.cwd(home);
    let mut reader = pair.master.try_clone_reader().unwrap();
    let started = Instant::now();
    let mut child = pair.slave.spawn_command(command).unwrap();
    drop(pair.slave);
    let mut seen: Vec<u8> = Vec::new();
    let mut bytes = [0; 65_536];
    let holds = |seen: &[u8], what: &[u8]| seen.windows(what.len()).any(|it| it == what);
    while !(holds(&seen, SHOWN) && holds(&seen, END)) {
        let read = reader.read(&mut bytes).unwrap();
        assert!(read > 0, "{}", String::from_utf8_lossy(&seen));
        seen.extend_from_slice(&bytes[..read]);
    }
    let took = started.elapsed();
    child.kill().unwrap();
    child.wait().unwrap();
    took
}

/// A folder with the demo's plan for an account that does not answer, and what a
/// run has kept of it.
fn home(kept: bool) -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    let plan = include_str!("../src/cli/demo.toml");
    fs::write(home.path().join("lifeboat.toml"), plan).unwrap();
    if kept {
        // Nothing answers there, so that what is kept is what there was.
        let declared = Command::new(LIFEBOAT)
            .args(["declare", "us-east-1", "down", "--since", "00:00"])
            .env_clear()
            .env("HOME", home.path())
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .current_dir(home.path())
            .status();
        assert!(declared.unwrap().success());
    }
    home
}

fn first_frames(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("from the start to the first frame");
    group.sample_size(30);
    let cases: [(&str, &[&str], bool); 3] = [
        ("demo", &["--demo"], false),
        ("a plan", &[], false),
        ("a plan with a declaration", &[], true),
    ];
    for (name, arguments, kept) in cases {
        let home = home(kept);
        group.bench_function(name, |bencher| {
            bencher.iter_custom(|times| {
                (0..times)
                    .map(|_| first_frame(arguments, home.path()))
                    .sum()
            });
        });
    }
    // What no program can do without: to be started, and to write a line.
    let home = home(false);
    group.bench_function("lifeboat --version, for comparison", |bencher| {
        bencher.iter(|| {
            let mut command = Command::new(LIFEBOAT);
            command
                .arg("--version")
                .env_clear()
                .current_dir(home.path());
            assert!(command.output().unwrap().status.success());
        });
    });
    group.finish();
}

criterion_group!(benches, first_frames);
criterion_main!(benches);
