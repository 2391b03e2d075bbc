//! A terminal for the program, with someone who types and a screen that is read.

use portable_pty::{CommandBuilder, MasterPty, PtySize, native_pty_system};
use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::path::Path;
use std::process::Command;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

/// How long anything may take before the test says what it saw instead. A bound
/// for a machine under load, not a measure.
pub const BOUND: Duration = Duration::from_secs(12);

/// The program that is tested.
pub const LIFEBOAT: &str = env!("CARGO_BIN_EXE_lifeboat");

fn cells(count: u16) -> NonZeroU16 {
    NonZeroU16::new(count).unwrap()
}

fn size(columns: u16, rows: u16) -> PtySize {
    PtySize {
        rows,
        cols: columns,
        pixel_width: 0,
        pixel_height: 0,
    }
}

pub struct Console {
    pub screen: vt100::Parser,
    output: Receiver<Vec<u8>>,
    input: Box<dyn Write + Send>,
    child: Box<dyn portable_pty::Child + Send + Sync>,
    terminal: Box<dyn MasterPty + Send>,
    pub raw: Vec<u8>,
}

impl Console {
    /// The demo on a terminal of that size.
    pub fn open(columns: u16, rows: u16) -> Self {
        Self::run(columns, rows, &[LIFEBOAT, "--demo"], &[])
    }

    /// A command on a terminal of that size, with nothing of the caller's
    /// environment but these variables.
    pub fn run(columns: u16, rows: u16, command: &[&str], environment: &[(&str, &Path)]) -> Self {
        let pair = native_pty_system().openpty(size(columns, rows)).unwrap();
        let mut builder = CommandBuilder::new(command[0]);
        builder.args(&command[1..]);
        builder.env_clear();
        builder.env("PATH", "/usr/bin:/bin");
        builder.env("TERM", "xterm-256color");
        builder.env("LANG", "C.UTF-8");
        for (name, value) in environment {
            builder.env(name, value);
        }
        let child = pair.slave.spawn_command(builder).unwrap();
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

    pub fn type_in(&mut self, keys: &str) {
        self.input.write_all(keys.as_bytes()).unwrap();
        self.input.flush().unwrap();
    }

    pub fn resize(&mut self, columns: u16, rows: u16) {
        self.terminal.resize(size(columns, rows)).unwrap();
        self.screen.set_size(cells(rows), cells(columns));
    }

    /// The process id of what was started.
    pub fn id(&self) -> u32 {
        self.child.process_id().unwrap()
    }

    /// Sends a signal to the program, as `kill` does.
    pub fn signal(&self, name: &str) {
        signal(self.id(), name);
    }

    /// Whether whoever types is not shown what they type, and keys come one by
    /// one: raw mode.
    pub fn is_raw(&self) -> bool {
        let modes = self.terminal.get_termios().unwrap().local_flags;
        use pty_nix::sys::termios::LocalFlags;
        !modes.intersects(LocalFlags::ECHO | LocalFlags::ICANON | LocalFlags::ISIG)
    }

    pub fn contents(&self) -> String {
        self.screen.screen().contents()
    }

    /// Reads until the screen shows `wanted`.
    pub fn until(&mut self, wanted: &str) {
        self.until_screen(wanted, |screen| screen.contains(wanted));
    }

    /// Reads until the screen is as it should be.
    pub fn until_screen(&mut self, what: &str, is: impl Fn(&str) -> bool) {
        let begun = Instant::now();
        while self.is_half_drawn() || !is(&self.contents()) {
            assert!(
                begun.elapsed() < BOUND,
                "no `{what}` on\n{}",
                self.contents()
            );
            self.read();
        }
    }

    /// Whether a frame has begun that has not ended.
    pub fn is_half_drawn(&self) -> bool {
        let last = |sequence: &[u8]| {
            let mut places = self.raw.windows(sequence.len());
            places.rposition(|it| it == sequence)
        };
        last(b"\x1b[?2026h") > last(b"\x1b[?2026l")
    }

    /// Reads until what came since the start has `wanted` in it, `times` over.
    pub fn until_raw(&mut self, wanted: &str, times: usize) {
        let begun = Instant::now();
        while String::from_utf8_lossy(&self.raw).matches(wanted).count() < times {
            let raw = String::from_utf8_lossy(&self.raw).into_owned();
            assert!(begun.elapsed() < BOUND, "no {wanted:?} in {raw:?}");
            self.read();
        }
    }

    pub fn read(&mut self) {
        match self.output.recv_timeout(Duration::from_millis(200)) {
            Ok(bytes) => {
                self.screen.process(&bytes);
                self.raw.extend(bytes);
            }
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {}
        }
    }

    /// Waits for its end, with the terminal as it was before, and reads what it
    /// leaves behind.
    pub fn end(&mut self) -> (u32, String) {
        let code = self.ended();
        assert!(!self.is_raw(), "raw mode is left");
        while let Ok(bytes) = self.output.recv_timeout(Duration::from_millis(500)) {
            self.screen.process(&bytes);
            self.raw.extend(bytes);
        }
        let raw = String::from_utf8_lossy(&self.raw).into_owned();
        gives_the_terminal_back(self.screen.screen(), &raw);
        (code, raw)
    }

    /// Waits for its end, and for nothing else.
    pub fn ended(&mut self) -> u32 {
        let begun = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.exit_code();
            }
            assert!(
                begun.elapsed() < BOUND,
                "it does not end\n{}",
                self.contents()
            );
            self.read();
        }
    }
}

impl Drop for Console {
    fn drop(&mut self) {
        // A test that fails leaves nothing running.
        let _ = self.child.kill();
    }
}

pub fn signal(process: u32, name: &str) {
    let status = Command::new("kill")
        .args([&format!("-{name}"), &process.to_string()])
        .status();
    assert!(status.unwrap().success());
}

fn gives_the_terminal_back(screen: &vt100::Screen, raw: &str) {
    assert!(raw.contains("\u{1b}[?1049h"), "it had the terminal");
    assert!(!screen.alternate_screen(), "the alternate screen is left");
    assert!(!screen.hide_cursor(), "the cursor is shown again");
    assert!(!screen.bracketed_paste(), "pastes are as they were");
    let (begin, end) = (raw.rfind("\u{1b}[?2026h"), raw.rfind("\u{1b}[?2026l"));
    assert!(end > begin, "nothing is held back");
    let count = |sequence| raw.matches(sequence).count();
    let (kept, put_back) = (count("\u{1b}[22;0t"), count("\u{1b}[23;0t"));
    assert_eq!(kept, put_back, "the title is the one before");
}
