//! A console left open: what it writes to its terminal, what it computes and what
//! it holds, watching a simulated AWS in another process.
//!
//! `cargo bench --bench idle -- [--seconds N] [--settle N] [--resources N]`

use portable_pty::{CommandBuilder, PtySize, native_pty_system};
use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::sleep;
use std::time::Duration;

const LIFEBOAT: &str = env!("CARGO_BIN_EXE_lifeboat");

/// What was asked for on the command line.
fn option(name: &str, usual: u64) -> u64 {
    let arguments: Vec<String> = std::env::args().collect();
    let at = arguments.iter().position(|it| it == name);
    at.and_then(|at| arguments.get(at + 1)?.parse().ok())
        .unwrap_or(usual)
}

/// CPU seconds of a process so far, and the memory it holds, MiB.
fn usage(process: u32) -> (f64, f64) {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap();
    // After the name, which may hold anything: state is the first, utime the 12th.
    let fields: Vec<&str> = stat.rsplit(") ").next().unwrap().split(' ').collect();
    let ticks = |at: usize| -> f64 { fields[at].parse().unwrap() };
    // USER_HZ is 100 wherever Linux runs.
    let seconds = (ticks(11) + ticks(12)) / 100.0;
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let resident = status.lines().find(|line| line.starts_with("VmRSS:"));
    let kib: f64 = resident
        .and_then(|line| line.split_whitespace().nth(1)?.parse().ok())
        .unwrap();
    (seconds, kib / 1_024.0)
}

fn main() {
    // `cargo test --benches` only wants to know that it runs.
    if std::env::args().any(|it| it == "--test") {
        return;
    }
    let (settle, seconds) = (option("--settle", 120), option("--seconds", 60));
    let resources = option("--resources", 0);
    let home = tempfile::tempdir().unwrap();
    let plan = home.path().join("lifeboat.toml");
    let mut serve = Command::new(LIFEBOAT);
    serve.args(["sim", "serve", "--listen", "127.0.0.1:0", "--write-plan"]);
    serve.arg(&plan).stdout(Stdio::piped());
    if resources > 0 {
        serve.args(["--resources", &resources.to_string()]);
    }
    let mut simulator = serve.spawn().unwrap();
    let mut first = String::new();
    let output = simulator.stdout.take().unwrap();
    BufReader::new(output).read_line(&mut first).unwrap();

    let size = PtySize {
        rows: 40,
        cols: 120,
        pixel_width: 0,
        pixel_height: 0,
    };
    let pair = native_pty_system().openpty(size).unwrap();
    let mut command = CommandBuilder::new(LIFEBOAT);
    command.arg("--plan");
    command.arg(&plan);
    for (name, value) in [
        ("TERM", "xterm-256color"),
        ("LANG", "C.UTF-8"),
        ("AWS_ACCESS_KEY_ID", "any"),
        ("AWS_SECRET_ACCESS_KEY", "any"),
    ] {
        command.env(name, value);
    }
    command.env("XDG_STATE_HOME", home.path());
    command.env("XDG_CONFIG_HOME", home.path());
    command.env_remove("NO_COLOR");
    let mut console = pair.slave.spawn_command(command).unwrap();
    drop(pair.slave);
    let process = console.process_id().unwrap();
    let written = Arc::new(AtomicUsize::new(0));
    let mut reader = pair.master.try_clone_reader().unwrap();
    let counted = Arc::clone(&written);
    std::thread::spawn(move || {
        let mut buffer = [0; 65_536];
        while let Ok(read @ 1..) = reader.read(&mut buffer) {
            counted.fetch_add(read, Ordering::SeqCst);
        }
    });
    sleep(Duration::from_secs(settle));
    let (before, from) = (usage(process), written.load(Ordering::SeqCst));
    sleep(Duration::from_secs(seconds));
    let (after, until) = (usage(process), written.load(Ordering::SeqCst));
    println!(
        "idle for {seconds} s, {settle} s after the start: {} bytes written, {:.2} CPU-seconds, \
         {:.1} MiB resident ({from} bytes before)",
        until - from,
        after.0 - before.0,
        after.1,
    );
    // The console and the simulator are ours to end.
    let _ = console.kill();
    let _ = simulator.kill();
    let _ = simulator.wait();
}
