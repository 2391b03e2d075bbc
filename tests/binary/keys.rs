//! Every key of `docs/keys.md`, typed into the built program: each does what the
//! page says. The page is written from the same table, which its own test holds.

use crate::pty::{BOUND, Console, LIFEBOAT};
use lifeboat::console::{COMMANDS, Chord};
use std::collections::BTreeSet;
use std::path::Path;
use std::time::Instant;

/// What a terminal sends for a key.
fn sent(key: Chord) -> String {
    match key.to_string().as_str() {
        "Enter" => "\r".to_owned(),
        "Esc" => "\u{1b}".to_owned(),
        "Tab" => "\t".to_owned(),
        "Shift-Tab" => "\u{1b}[Z".to_owned(),
        "Up" => "\u{1b}[A".to_owned(),
        "Down" => "\u{1b}[B".to_owned(),
        "Home" => "\u{1b}[H".to_owned(),
        "End" => "\u{1b}[F".to_owned(),
        "PgUp" => "\u{1b}[5~".to_owned(),
        "PgDn" => "\u{1b}[6~".to_owned(),
        written => match written.strip_prefix("Ctrl-") {
            Some(letter) => {
                let letter = letter.bytes().next().unwrap();
                char::from(letter & 0x1f).to_string()
            }
            None => written.to_owned(),
        },
    }
}

/// The console, and which of its commands were seen to work by each key.
struct Operator {
    console: Console,
    used: BTreeSet<&'static str>,
}

impl Operator {
    /// On the list of jobs, with nothing beside it: long enough to move through.
    fn at_the_jobs(folder: &Path) -> Self {
        let here = format!("cd {} && exec {LIFEBOAT} --demo", folder.display());
        let mut console = Console::run(120, 40, &["sh", "-c", &here], &[]);
        console.until("192.0.2.10");
        console.type_in("3");
        console.until("Resources");
        console.type_in("\t");
        console.until("COMPLETED");
        console.until("(State)");
        let mut operator = Self {
            console,
            used: BTreeSet::new(),
        };
        // From beside to in full to none.
        operator.console.type_in("\r");
        operator
            .console
            .until_screen("in full", |screen| !screen.contains("progress"));
        operator.console.type_in("\r");
        operator
            .console
            .until_screen("closed", |screen| !screen.contains("(State)"));
        operator
    }

    /// The line on which the selected row stands.
    fn selected(&self) -> Option<u16> {
        let screen = self.console.screen.screen();
        (3..39).find(|row| {
            let cell = screen.cell(*row, 60);
            cell.is_some_and(|cell| cell.bgcolor() != vt100::Color::Default)
        })
    }

    fn until_selected(&mut self, what: &str, is: impl Fn(u16) -> bool) -> u16 {
        let begun = Instant::now();
        loop {
            if let Some(row) = self.selected()
                && is(row)
            {
                return row;
            }
            let contents = self.console.contents();
            assert!(
                begun.elapsed() < BOUND,
                "{what}: {:?}\n{contents}",
                self.selected()
            );
            self.console.read();
        }
    }

    /// Types each key of a command; after each, `then` holds and leaves things
    /// as they were.
    fn each(&mut self, word: &'static str, mut then: impl FnMut(&mut Self)) {
        let command = COMMANDS.iter().find(|command| command.word == word);
        for key in &command.unwrap().keys {
            self.console.type_in(&sent(*key));
            then(self);
        }
        self.used.insert(word);
    }

    fn shows(&mut self, wanted: &str) {
        self.console.until(wanted);
    }

    /// Every key of a walk, in one through the regional failover.
    fn walks(&mut self) {
        self.console.type_in("7");
        self.shows("last walk");
        self.each("walk", |it| {
            it.shows(":walk regional-failover rehearsal");
            it.console.type_in("\r");
            it.shows("step 1 of ");
        });
        let says = |it: &mut Self, asks: &str, words: &str, shows: &str| {
            it.shows(asks);
            it.console.type_in(words);
            it.console.type_in("\r");
            it.shows(shows);
        };
        self.each("note", |it| says(it, "note: ", "Ada leads", "Z  Ada leads"));
        self.each("contacts", |it| it.shows("#db-on-call"));
        self.each("sitrep", |it| it.shows("copied 6 lines"));
        self.each("skip", |it| says(it, "skip: ", "a drill", "step 2 of "));
        self.console.type_in("xa drill\r");
        self.shows("d says that it is done");
        self.each("fail", |it| says(it, "fail: ", "nobody answers", "STOPPED"));
        self.each("again", |it| it.shows("d says that it is done"));
        self.each("step-back", |it| it.shows("step 2 of "));
        self.console.type_in("xa drill\r");
        self.shows("d says that it is done");
        self.each("done", |it| says(it, "done: ", "Ben said so", "step 4 of "));
        self.shows("d says that it is done");
        self.console.type_in("xa drill\r");
        self.shows("it requires fence-by-hand");
        self.each("anyway", |it| {
            says(it, "anyway: ", "it is a drill", "begun WITHOUT");
        });
        self.each("leave", |it| it.shows("NOBODY WALKS IT"));
        self.console.type_in("w");
        self.hides("NOBODY WALKS IT");
        self.each("abort", |it| {
            says(it, "abort: ", "enough", "GIVEN UP: enough")
        });
        self.console.type_in("\u{1b}");
        self.shows("last walk");
    }

    fn hides(&mut self, wanted: &str) {
        self.console
            .until_screen(wanted, |screen| !screen.contains(wanted));
    }
}

#[test]
fn every_key_does_what_its_page_says() {
    let folder = tempfile::tempdir().unwrap();
    let mut operator = Operator::at_the_jobs(folder.path());
    let first = operator.until_selected("a row is selected", |_| true);

    operator.each("down", |it| {
        it.until_selected("one down", |row| row == first + 1);
        it.console.type_in("k");
        it.until_selected("back up", |row| row == first);
    });
    operator.each("up", |it| {
        // Already uppermost: it stays there, and comes back from one below.
        it.console.type_in("jjk");
        it.until_selected("two down, one up", |row| row == first + 1);
        it.console.type_in("g");
        it.until_selected("top", |row| row == first);
    });
    for (word, least) in [("half-down", 10), ("page-down", 20), ("bottom", 30)] {
        operator.each(word, |it| {
            it.until_selected(word, |row| row >= first + least);
            it.console.type_in("g");
            it.until_selected("top", |row| row == first);
        });
    }
    for word in ["half-up", "page-up", "top"] {
        let command = COMMANDS.iter().find(|command| command.word == word);
        for key in &command.unwrap().keys {
            operator.console.type_in("jjj");
            operator.until_selected("three down", |row| row == first + 3);
            operator.console.type_in(&sent(*key));
            operator.until_selected(word, |row| row == first);
        }
        operator.used.insert(word);
    }

    operator.each("sort", |it| it.shows("state ↑"));
    operator.each("reverse", |it| it.shows("state ↓"));
    operator.each("filter", |it| {
        it.shows("Enter keeps it");
        it.console.type_in("kind:copy\r");
        it.shows("/kind:copy");
        it.hides("Enter keeps it");
    });
    operator.each("close", |it| it.hides("/kind:copy"));
    operator.each("copy", |it| {
        it.console.until_raw("\u{1b}]52;c;", 1);
        it.shows("copied");
    });
    operator.each("copy-arn", |it| it.shows("copied arn:"));
    operator.each("export", |it| it.shows("written to"));
    let written: Vec<_> = std::fs::read_dir(folder.path()).unwrap().collect();
    let name = written[0].as_ref().unwrap().file_name();
    let name = name.to_string_lossy().into_owned();
    assert!(name.starts_with("lifeboat-jobs-SIMULATED"), "{name}");
    operator.each("details", |it| it.shows("(State)"));
    operator.each("next-list", |it| it.shows("Recovery points "));
    operator.each("previous-list", |it| it.shows("(State)"));
    operator.each("act", |it| {
        it.shows("every review can be read");
        it.console.type_in("q");
        it.hides("every review can be read");
    });
    operator
        .console
        .type_in(":act snapshot orders-db@us-east-1\r");
    // It takes keys once it has been seen.
    operator.shows("o override");
    operator.each("override", |it| {
        it.shows("refuses, which is never overridden");
    });
    operator.each("copy-command", |it| {
        it.shows("copied aws rds create-db-snapshot")
    });
    operator.console.type_in("q");
    operator.shows("nothing was sent");
    operator.each("refresh", |it| it.shows("every source is asked again"));
    operator.each("help", |it| {
        it.shows("what can be done now");
        it.console.type_in("q");
        it.hides("what can be done now");
    });
    operator.each("command", |it| {
        it.shows("Tab completes");
        it.console.type_in("rplc\t\r");
        it.shows("Stores");
    });
    for (word, wanted) in [
        ("overview", "Wrong first"),
        ("replication", "Stores "),
        ("backups", "Recovery points"),
        ("dns", "Health checks"),
        ("findings", "what is wrong"),
        ("runbooks", "last walk"),
        ("activity", "Changes"),
    ] {
        operator.each(word, |it| it.shows(wanted));
    }
    operator.walks();
    operator.each("back", |it| it.shows("Wrong first"));
    operator.each("quit", |_| {});
    assert_eq!(operator.console.end().0, 0);
    // Stopping needs a shell to go to: `terminal.rs` has that story.
    operator.used.insert("suspend");

    let bound = COMMANDS.iter().filter(|command| !command.keys.is_empty());
    let bound: BTreeSet<&str> = bound.map(|command| command.word).collect();
    assert_eq!(operator.used, bound, "every key was typed");
}
