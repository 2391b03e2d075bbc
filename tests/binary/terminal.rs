//! The console in a pseudo-terminal: it opens, answers keys and gives the
//! terminal back.

use portable_pty::{CommandBuilder, MasterPty, PtySize, native_pty_system};
use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

/// How long anything may take before the test says what it saw instead. A bound
/// for a machine under load, not a measure.
const BOUND: Duration = Duration::from_secs(60);

fn cells(count: u16) -> NonZeroU16 {
    NonZeroU16::new(count).unwrap()
}

struct Console {
    screen: vt100::Parser,
    output: Receiver<Vec<u8>>,
    input: Box<dyn Write + Send>,
    child: Box<dyn portable_pty::Child + Send + Sync>,
    terminal: Box<dyn MasterPty + Send>,
    raw: Vec<u8>,
}

impl Console {
    fn open(columns: u16, rows: u16) -> Self {
        let size = PtySize {
            rows,
            cols: columns,
            pixel_width: 0,
            pixel_height: 0,
        };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_lifeboat"));
        command.arg("--demo");
        command.env_clear();
        command.env("TERM", "xterm-256color");
        command.env("LANG", "C.UTF-8");
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().unwrap();
        let (sender, output) = channel();
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(read) = reader.read(&mut bytes) {
                if read == 0 || sender.send(bytes[..read].to_vec()).is_err() {
                    break;
                }
            }
        });
        Self {
            screen: vt100::Parser::new(cells(rows), cells(columns), 0),
            output,
            input: pair.master.take_writer().unwrap(),
            child,
            terminal: pair.master,
            raw: Vec::new(),
        }
    }

    fn type_in(&mut self, keys: &str) {
        self.input.write_all(keys.as_bytes()).unwrap();
        self.input.flush().unwrap();
    }

    /// Reads until the screen shows `wanted`.
    fn until(&mut self, wanted: &str) {
        let begun = Instant::now();
        while !self.screen.screen().contents().contains(wanted) {
            assert!(
                begun.elapsed() < BOUND,
                "no `{wanted}` on\n{}",
                self.screen.screen().contents()
            );
            self.read();
        }
    }

    fn read(&mut self) {
        match self.output.recv_timeout(Duration::from_millis(200)) {
            Ok(bytes) => {
                self.screen.process(&bytes);
                self.raw.extend(bytes);
            }
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {}
        }
    }

    /// Waits for its end, and reads what it leaves behind.
    fn end(mut self) -> (u32, String) {
        let begun = Instant::now();
        let status = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status;
            }
            assert!(begun.elapsed() < BOUND, "it does not end");
            self.read();
        };
        while let Ok(bytes) = self.output.recv_timeout(Duration::from_millis(500)) {
            self.raw.extend(bytes);
        }
        (
            status.exit_code(),
            String::from_utf8_lossy(&self.raw).into_owned(),
        )
    }
}

fn gives_the_terminal_back(raw: &str) {
    let (on, off) = (raw.rfind("\u{1b}[?1049h"), raw.rfind("\u{1b}[?1049l"));
    assert!(on.is_some() && off > on, "the alternate screen is left");
    let (hidden, shown) = (raw.rfind("\u{1b}[?25l"), raw.rfind("\u{1b}[?25h"));
    assert!(shown > hidden, "the cursor is shown again");
}

#[test]
fn it_opens_fills_helps_and_leaves() {
    let mut console = Console::open(120, 40);
    console.until("harbor-shop");
    console.until("SIMULATED");
    console.until("192.0.2.10");
    console.type_in("?");
    console.until("quit at once, from anywhere");
    // Back from the help, then out.
    console.type_in("q");
    console.until("192.0.2.10");
    console.type_in("q");
    let (code, raw) = console.end();
    assert_eq!(code, 0);
    gives_the_terminal_back(&raw);
}

#[test]
fn a_declaration_is_typed_and_shown() {
    let mut console = Console::open(120, 40);
    console.until("192.0.2.10");
    console.type_in(":declare us-east-1 down --since 00:00\r");
    console.until("declared down");
    console.until("DOWN");
    console.type_in("\u{3}");
    let (code, raw) = console.end();
    assert_eq!(code, 0);
    gives_the_terminal_back(&raw);
}

#[test]
fn it_follows_the_terminals_size_and_says_when_it_is_too_small() {
    let mut console = Console::open(80, 24);
    console.until("harbor-shop");
    let small = PtySize {
        rows: 10,
        cols: 40,
        pixel_width: 0,
        pixel_height: 0,
    };
    console.terminal.resize(small).unwrap();
    console.screen.set_size(cells(10), cells(40));
    console.until("60");
    console.type_in("q");
    assert_eq!(console.end().0, 0);
}
