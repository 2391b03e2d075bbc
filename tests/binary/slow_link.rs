//! A link that passes two kilobytes a second, on the bytes that the program
//! really sends: the Overview is read from its top, as `shot --arrived` draws it.

use crate::pty::{Console, LIFEBOAT};
use std::num::NonZeroU16;
use std::process::Command;

const BEGIN: &[u8] = b"\x1b[?2026h\x1b[2J";
const END: &[u8] = b"\x1b[?2026l";

/// The lines of a terminal of 80 by 24 to which these bytes have come.
fn lines(bytes: &[u8]) -> Vec<String> {
    let cells = |count| NonZeroU16::new(count).unwrap();
    let mut terminal = vt100::Parser::new(cells(24), cells(80), 0);
    terminal.process(bytes);
    let rows = terminal.screen().rows(0, 80);
    rows.map(|line| line.trim_end().to_owned()).collect()
}

/// How many lines `shot` draws as complete after so many bytes.
fn drawn_as_arrived(bytes: usize) -> usize {
    let size = ["--demo", "shot", "overview", "--size", "80x24"];
    let arrived = ["--terminal", "xterm-256color", "--arrived"];
    let mut shot = Command::new(LIFEBOAT);
    shot.env_clear().args(size).args(arrived);
    let drawn = shot.arg(bytes.to_string()).output().unwrap();
    let drawn = String::from_utf8(drawn.stdout).unwrap();
    let filled = drawn.lines().map(str::trim_end).enumerate();
    let filled = filled.filter(|(_, line)| !line.is_empty());
    filled.last().map_or(0, |(at, _)| at + 1)
}

/// The place of the last of these sequences.
fn last(raw: &[u8], sequence: &[u8]) -> Option<usize> {
    raw.windows(sequence.len()).rposition(|it| it == sequence)
}

/// A whole frame, as it is sent to a terminal of which nothing is known.
fn recorded() -> Vec<u8> {
    let mut console = Console::open(100, 24);
    console.until("192.0.2.10");
    console.resize(80, 24);
    let from = console.raw.len();
    console.until_screen("the whole frame", |screen| screen.contains("8 Activity"));
    while last(&console.raw[from..], END).is_none() {
        console.read();
    }
    let raw = &console.raw[from..];
    let begin = raw.windows(BEGIN.len()).position(|it| it == BEGIN);
    let frame = &raw[begin.expect("it is drawn anew")..];
    let end = frame.windows(END.len()).position(|it| it == END);
    let frame = frame[..end.unwrap()].to_vec();
    console.type_in("q");
    assert_eq!(console.end().0, 0);
    frame
}

#[test]
fn over_a_slow_link_the_overview_is_read_in_order() {
    let frame = recorded();
    let whole = lines(&frame);
    for cut in (0..frame.len()).step_by(256) {
        let seen = lines(&frame[..cut]);
        let complete = seen.iter().zip(&whole).take_while(|(a, b)| a == b).count();
        let below = seen.iter().skip(complete + 1);
        assert!(below.clone().all(String::is_empty), "{cut}: {seen:#?}");
    }
    // A second after the first byte, and two; the clock and what was seen of the
    // shop differ by some letters.
    for bytes in [2_048, 4_096] {
        let cut = bytes.min(frame.len());
        let seen = lines(&frame[..cut]);
        let seen = seen.iter().rposition(|line| !line.is_empty());
        let seen = seen.map_or(0, |last| last + 1);
        let drawn = drawn_as_arrived(bytes);
        assert!(
            drawn.abs_diff(seen) <= 2,
            "after {bytes} of {} bytes {seen} lines are seen, and {drawn} drawn",
            frame.len()
        );
    }
}
