//! The console on a terminal: opened, used, interrupted. However it ends, the
//! terminal is as it was before.

use crate::pty::{BOUND, Console, LIFEBOAT, signal};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

#[test]
fn it_opens_fills_helps_and_leaves() {
    let mut console = Console::open(120, 40);
    console.until("harbor-shop");
    console.until("SIMULATED");
    console.until("192.0.2.10");
    assert!(console.is_raw());
    console.type_in("?");
    console.until("quit at once, from anywhere");
    // Back from the help, then out.
    console.type_in("q");
    console.until("192.0.2.10");
    console.type_in("q");
    let (code, raw) = console.end();
    assert_eq!(code, 0);
    let title = "\u{1b}]2;lifeboat – SIMULATED harbor-shop – ";
    assert!(raw.contains(title), "the window is named");
}

#[test]
fn a_declaration_is_typed_and_shown_and_told_elsewhere() {
    let mut console = Console::open(120, 40);
    console.until("192.0.2.10");
    console.type_in(":declare us-east-1 down --since 00:00\r");
    console.until("declared down");
    console.until("DOWN");
    console.until_raw(
        "\u{1b}]2;lifeboat – SIMULATED harbor-shop – DOWN\u{1b}\\",
        1,
    );
    console.type_in("\u{3}");
    assert_eq!(console.end().0, 0);
}

#[test]
fn it_follows_the_terminals_size_and_says_when_it_is_too_small() {
    let mut console = Console::open(80, 24);
    console.until("harbor-shop");
    console.resize(40, 10);
    console.until("too small: 40×10, needs 60×18");
    // As a window does that is dragged.
    for columns in 60..120 {
        console.resize(columns, 30);
    }
    console.resize(120, 40);
    console.until("192.0.2.10");
    console.until_screen("the foot in the last line", |screen| {
        screen
            .lines()
            .nth(39)
            .is_some_and(|line| line.contains("8 Activity"))
    });
    console.type_in("q");
    assert_eq!(console.end().0, 0);
}

#[test]
fn a_program_that_ends_it_gets_the_terminal_back() {
    for name in ["TERM", "INT", "QUIT", "HUP"] {
        let mut console = Console::open(80, 24);
        console.until("harbor-shop");
        console.signal(name);
        let (code, _) = console.end();
        assert_eq!(code, 0, "after SIG{name}");
    }
}

/// An interactive shell with the demo in its foreground.
fn in_a_shell() -> Console {
    let mut console = Console::run(
        100,
        30,
        &["/bin/sh", "-i"],
        &[("PS1", Path::new("shell> "))],
    );
    console.until("shell>");
    console.type_in(&format!("{LIFEBOAT} --demo\r"));
    console.until("192.0.2.10");
    console
}

#[test]
fn control_z_goes_to_the_shell_and_fg_comes_back() {
    let mut console = in_a_shell();
    for round in 1..=2 {
        console.type_in("\u{1a}");
        console.until_screen("the shell", at_the_prompt);
        assert!(!console.screen.screen().alternate_screen());
        assert!(!console.screen.screen().hide_cursor());
        // What is typed now is the shell's.
        console.type_in(&format!("echo heard $((40 + {round}))\r"));
        console.until(&format!("heard {}", 40 + round));
        console.type_in("fg\r");
        console.until("192.0.2.10");
        assert!(console.is_raw());
        console.type_in("?");
        console.until("quit at once, from anywhere");
        console.type_in("\u{1b}");
        console.until("192.0.2.10");
    }
    console.type_in("q");
    console.until_screen("the shell", at_the_prompt);
    console.type_in("exit\r");
    assert_eq!(console.end().0, 0);
}

/// Whether the shell waits for a command: not before what it ran has ended.
fn at_the_prompt(screen: &str) -> bool {
    screen.trim_end().ends_with("shell>")
}

/// The process id of the demo that runs in a shell.
fn demo_of(shell: &Console) -> u32 {
    let children = format!("/proc/{0}/task/{0}/children", shell.id());
    let children = std::fs::read_to_string(children).unwrap();
    children.trim().parse().unwrap()
}

#[test]
fn a_lost_connection_ends_it_quietly() {
    let console = in_a_shell();
    let demo = demo_of(&console);
    // With the shell that leads the session its terminal is gone for good.
    signal(console.id(), "KILL");
    let begun = Instant::now();
    let state = || std::fs::read_to_string(format!("/proc/{demo}/stat")).unwrap_or_default();
    while state()
        .split(") ")
        .nth(1)
        .is_some_and(|rest| !rest.starts_with('Z'))
    {
        assert!(begun.elapsed() < BOUND, "it goes on without a terminal");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_stop_from_outside_leaves_the_terminal_and_one_that_cannot_be_caught_is_mended() {
    let mut console = in_a_shell();
    let demo = demo_of(&console);
    signal(demo, "TSTP");
    console.until_screen("the shell", at_the_prompt);
    assert!(!console.screen.screen().alternate_screen());
    console.type_in("fg\r");
    console.until("192.0.2.10");
    // This shell does not mend the terminal: its lines end as they come.
    signal(demo, "STOP");
    console.until_raw("shell> ", 3);
    console.type_in("fg\n");
    console.until_screen("the whole frame", |screen| {
        screen.starts_with(" harbor-shop")
    });
    console.type_in("?");
    console.until("quit at once, from anywhere");
    console.type_in("\u{3}");
    console.until_screen("the shell", at_the_prompt);
    console.type_in("exit\r");
    assert_eq!(console.end().0, 0);
}

#[test]
fn without_a_shell_there_is_nothing_to_stop_for() {
    let mut console = Console::open(100, 30);
    console.until("192.0.2.10");
    console.type_in("\u{1a}");
    console.until("not suspended");
    console.type_in("q");
    assert_eq!(console.end().0, 0);
}

#[test]
fn a_paste_full_of_commands_runs_none_of_them() {
    let mut console = Console::open(100, 30);
    console.until("192.0.2.10");
    let paste = "q\r:quit\r:declare us-east-1 down --since 00:00\r\u{3}\u{1a}?";
    console.type_in(&format!("\u{1b}[200~{paste}\u{1b}[201~"));
    // Typed after it, and understood.
    console.type_in(":refr");
    console.until(":refr");
    // Into the command line goes its first line, and waits there.
    console.type_in("\u{15}\u{1b}[200~help\rquit\r\u{1b}[201~");
    console.until(":help▏");
    assert!(!console.contents().contains("an upper bound"));
    assert!(!console.contents().contains("declared down"));
    console.type_in("\r");
    console.until("quit at once, from anywhere");
    console.type_in("\u{3}");
    assert_eq!(console.end().0, 0);
}

#[test]
fn what_is_typed_fast_is_all_there_in_its_order() {
    let mut console = Console::open(120, 30);
    console.until("harbor-shop");
    let sentence = "the quick brown fox jumps over the lazy dog 0123456789";
    console.type_in(&format!(":{sentence}"));
    console.until(&format!(":{sentence}"));
    // Backspaces, and the rest of it, while windows are dragged.
    for columns in 90..120 {
        console.resize(columns, 30);
        console.type_in("\u{7f}x\u{7f}");
    }
    let kept = &sentence[..sentence.len() - 30];
    console.until_screen(kept, |screen| {
        let foot = screen.lines().find(|line| line.contains(":the quick"));
        foot.is_some_and(|line| line.contains(kept) && !line.contains(&sentence[..kept.len() + 1]))
    });
    console.type_in("\u{3}");
    assert_eq!(console.end().0, 0);
}

#[test]
fn a_frame_in_which_nothing_changed_is_not_written() {
    let mut console = Console::run(100, 30, &[LIFEBOAT, "--demo", "--calm"], &[]);
    console.until("192.0.2.10");
    let frames = |console: &Console| {
        let raw = String::from_utf8_lossy(&console.raw).into_owned();
        raw.matches("\u{1b}[?2026h").count()
    };
    let before = frames(&console);
    // Keys without a meaning here: each asks for a frame.
    for _ in 0..20 {
        console.type_in("~~~~~~~~~~");
        console.read();
    }
    let written = frames(&console) - before;
    assert!(written < 100, "{written} frames of 200 were written");
    console.type_in("q");
    assert_eq!(console.end().0, 0);
}

#[test]
fn what_is_declared_in_another_shell_is_shown() {
    let home = tempfile::tempdir().unwrap();
    // Nothing listens there: what is declared is all there is to know.
    let plan = "name = \"shop\"\n[regions]\nprimary = \"us-east-1\"\nstandby = \"us-west-2\"\n\
        [regions.endpoints]\nus-east-1 = \"http://127.0.0.1:9\"\nus-west-2 = \"http://127.0.0.1:9\"\n";
    let file = home.path().join("lifeboat.toml");
    std::fs::write(&file, plan).unwrap();
    let disabled = Path::new("true");
    let environment = [
        ("HOME", home.path()),
        ("LIFEBOAT_PLAN", &file),
        ("AWS_EC2_METADATA_DISABLED", disabled),
    ];
    let mut console = Console::run(120, 40, &[LIFEBOAT], &environment);
    console.until("us-east-1");
    let declared = Command::new(LIFEBOAT)
        .args(["declare", "us-east-1", "down", "--since", "00:00"])
        .env_clear()
        .envs(environment)
        .status();
    assert!(declared.unwrap().success());
    console.until("us-east-1 declared down 00:00:00Z");
    console.type_in("q");
    assert_eq!(console.end().0, 0);
}

/// A scenario in which the simulated AWS takes down whoever asks RDS for events.
const A_WORKER_PANICS: &str = r#"
name = "worker-panics"
title = "A worker panics"
about = "Whoever asks for RDS events dies."
length = "50m"

[[faults]]
from = "0s"
service = "rds"
operation = "DescribeEvents"
fault = "panic"
"#;

#[test]
fn a_panic_of_a_worker_leaves_a_screen_that_can_be_used() {
    let folder = tempfile::tempdir().unwrap();
    let scenario = folder.path().join("panics.toml");
    std::fs::write(&scenario, A_WORKER_PANICS).unwrap();
    let scenario = scenario.to_string_lossy().into_owned();
    let demo = [LIFEBOAT, "--demo", "--scenario", &scenario];
    let state: &[(&str, &Path)] = &[("XDG_STATE_HOME", folder.path())];
    let mut console = Console::run(120, 40, &demo, state);
    console.until("a worker failed");
    console.until("192.0.2.10");
    assert!(console.screen.screen().alternate_screen());
    console.type_in("?");
    console.until("quit at once, from anywhere");
    console.type_in("q8");
    console.until("Changes");
    console.type_in("\u{3}");
    assert_eq!(console.end().0, 0);
}
