//! What is left of a panic: a terminal that can be used, and a file that says
//! what was going on.

use crate::terms::{Instant, OutsideText};
use std::backtrace::{Backtrace, BacktraceStatus};
use std::collections::VecDeque;
use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write as _};
use std::panic::PanicHookInfo;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::mpsc;

/// How many panics of workers may wait to be told.
const PANICS: usize = 16;

/// How much of what happened is remembered.
const REMEMBERED: usize = 64;

/// How many files of one second there may be.
const OF_ONE_SECOND: u32 = 20;

type Hook = Box<dyn Fn(&PanicHookInfo<'_>) + Send + Sync>;

/// What happened last, for the file that a panic leaves. Nothing that is typed
/// goes in, and nothing of an answer but where it came from. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Trail {
    plan: String,
    simulated: bool,
    folder: Option<PathBuf>,
    steps: Arc<Mutex<VecDeque<(Instant, String)>>>,
}

impl Trail {
    /// The trail of a console on a plan, of a simulated AWS or not; the file goes
    /// into `folder`, when there is one.
    #[must_use]
    pub fn new(plan: &str, simulated: bool, folder: Option<PathBuf>) -> Self {
        Self {
            plan: plan.to_owned(),
            simulated,
            folder,
            steps: Arc::default(),
        }
    }

    /// Remembers a step.
    pub fn note(&self, now: Instant, step: String) {
        let mut steps = self.steps.lock().unwrap_or_else(PoisonError::into_inner);
        if steps.len() == REMEMBERED {
            steps.pop_front();
        }
        steps.push_back((now, step));
    }

    /// Writes down what is known of a panic, and returns the file's path.
    fn write(&self, now: Instant, what: &str, backtrace: Option<&str>) -> io::Result<PathBuf> {
        let folder = self.folder.as_ref().ok_or(io::ErrorKind::NotFound)?;
        let mut text = format!(
            "lifeboat {} failed at {}\n\n{what}\n\nthread  {}\nplan    {}{}\nsystem  {} {}\n",
            env!("CARGO_PKG_VERSION"),
            now.format("%Y-%m-%d %H:%M:%SZ"),
            std::thread::current().name().unwrap_or("without a name"),
            OutsideText::new(&self.plan),
            if self.simulated { " (SIMULATED)" } else { "" },
            std::env::consts::OS,
            std::env::consts::ARCH,
        );
        text.push_str("\nWhat happened before, the latest last:\n");
        // A panic in `note` itself holds the lock: rather no steps than no file.
        if let Ok(steps) = self.steps.try_lock() {
            for (at, step) in steps.iter() {
                let step = OutsideText::new(step);
                // Writing into a text does not fail.
                let _ = writeln!(text, "  {}  {step}", at.format("%H:%M:%S%.3fZ"));
            }
        }
        text.push_str("\nBacktrace:\n");
        text.push_str(backtrace.unwrap_or("  not taken: RUST_BACKTRACE=1 takes it\n"));
        put(folder, now, &text)
    }
}

fn put(folder: &Path, now: Instant, text: &str) -> io::Result<PathBuf> {
    use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true).mode(0o700).create(folder)?;
    for number in 1..=OF_ONE_SECOND {
        let again = if number == 1 {
            String::new()
        } else {
            format!("-{number}")
        };
        let name = format!("{}{again}.txt", now.format("%Y%m%dT%H%M%SZ"));
        let path = folder.join(name);
        let mut options = fs::OpenOptions::new();
        match options.write(true).create_new(true).mode(0o600).open(&path) {
            Ok(mut file) => return file.write_all(text.as_bytes()).map(|()| path),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

/// From now on a panic of this thread calls `give_back` before anything is
/// written; those of other threads are told through what is returned, as long as
/// the terminal is `taken`. Each leaves a file.
pub(super) fn watch_panics(
    taken: Arc<AtomicBool>,
    trail: Trail,
    give_back: fn(&AtomicBool),
) -> mpsc::Receiver<String> {
    let (tell, told) = mpsc::channel(PANICS);
    let drawing = std::thread::current().id();
    let before: Hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let what = describe(panic);
        let backtrace = Backtrace::capture();
        let taken_here = matches!(backtrace.status(), BacktraceStatus::Captured);
        let backtrace = taken_here.then(|| backtrace.to_string());
        let file = trail.write(chrono::Utc::now(), &what, backtrace.as_deref());
        let more = file.map(|path| path.display().to_string());
        if std::thread::current().id() == drawing {
            give_back(&taken);
            before(panic);
            if let Ok(file) = more {
                let _ = writeln!(io::stderr(), "lifeboat: what was going on is in {file}");
            }
        } else if taken.load(Ordering::SeqCst) {
            let told = more.map_or_else(|_| what.clone(), |file| format!("{what}: see {file}"));
            // Full means that sixteen are waiting to be told already.
            let _ = tell.try_send(told);
        } else {
            before(panic);
        }
    }));
    told
}

fn describe(panic: &PanicHookInfo<'_>) -> String {
    let payload = panic.payload();
    let what = payload
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| payload.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "it gave no reason".to_owned());
    let what = OutsideText::from(what);
    match panic.location() {
        Some(place) => format!("{what} ({}:{})", place.file(), place.line()),
        None => what.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    fn noon() -> Instant {
        "2026-11-22T14:02:31Z".parse().expect("an instant")
    }

    #[test]
    fn the_file_says_what_was_going_on_to_its_owner_alone() {
        let at = tempfile::tempdir().expect("a folder");
        let folder = at.path().join("crash");
        let trail = Trail::new("shop", true, Some(folder.clone()));
        for step in 0..100 {
            trail.note(noon(), format!("step {step}\u{1b}[2J"));
        }
        let first = trail.write(noon(), "index out of bounds (a.rs:1)", None);
        let first = first.expect("it is written");
        let second = trail.write(noon(), "again", Some("  0: main\n"));
        assert_eq!(first, folder.join("20261122T140231Z.txt"));
        let second = second.expect("it is written");
        assert_eq!(second, folder.join("20261122T140231Z-2.txt"));
        let text = fs::read_to_string(&first).expect("it is there");
        for part in [
            "index out of bounds (a.rs:1)",
            "plan    shop (SIMULATED)",
            "RUST_BACKTRACE=1",
            "step 99\u{fffd}[2J",
        ] {
            assert!(text.contains(part), "{part} in\n{text}");
        }
        assert!(
            text.contains("step 36") && !text.contains("step 35"),
            "{text}"
        );
        let mode = |path: &Path| {
            let there = fs::metadata(path).expect("it is there");
            there.permissions().mode() & 0o777
        };
        assert_eq!((mode(&folder), mode(&first)), (0o700, 0o600));
    }

    #[test]
    fn without_a_folder_there_is_no_file() {
        let trail = Trail::new("shop", false, None);
        assert!(trail.write(noon(), "what", None).is_err());
    }
}
