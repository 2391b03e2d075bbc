//! The house keeps its order: who may know whom, which rooms are pure, and
//! files that fit in the head. One crate cannot enforce this; reading it can.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Each room and the rooms it may import. A room may always import itself.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("terms", &[]),
    ("plan", &["terms"]),
    ("estate", &["terms"]),
    ("assess", &["terms", "plan", "estate"]),
    ("clock", &["terms"]),
    ("net", &["terms", "plan", "estate", "clock"]),
    ("journal", &["terms", "plan", "estate", "clock"]),
    ("aws", &["terms", "plan", "estate", "clock", "journal"]),
    (
        "collect",
        &[
            "terms", "plan", "estate", "assess", "clock", "net", "journal", "aws",
        ],
    ),
    (
        "act",
        &[
            "terms", "plan", "estate", "assess", "clock", "journal", "aws", "collect",
        ],
    ),
    (
        "runbook",
        &[
            "terms", "plan", "estate", "assess", "clock", "journal", "act",
        ],
    ),
    (
        "console",
        &[
            "terms", "plan", "estate", "assess", "clock", "journal", "collect", "act", "runbook",
        ],
    ),
    (
        "line",
        &[
            "terms", "plan", "estate", "assess", "clock", "journal", "collect", "act", "runbook",
        ],
    ),
    (
        "report",
        &[
            "terms", "plan", "estate", "assess", "clock", "journal", "collect", "act", "runbook",
        ],
    ),
    ("sim", &[]),
    (
        "cli",
        &[
            "terms", "plan", "estate", "assess", "clock", "net", "journal", "aws", "collect",
            "act", "runbook", "console", "line", "report", "sim",
        ],
    ),
];

/// Rooms that do no I/O, start no task and read no clock.
const PURE: &[&str] = &["terms", "plan", "estate", "assess", "runbook"];

/// Files of other rooms that are held to the same.
const PURE_FILES: &[&str] = &[
    "journal/bound.rs",
    "journal/chain.rs",
    "journal/digest.rs",
    "journal/entry.rs",
    "journal/intent.rs",
    "journal/line.rs",
    "journal/record.rs",
    "journal/standing.rs",
    "journal/walk.rs",
];

/// Words that a pure room does not use.
const IMPURE: &[&str] = &[
    "tokio::",
    "std::fs",
    "std::net::Tcp",
    "std::net::Udp",
    "std::env",
    "std::process",
    "std::thread",
    "Utc::now",
    "SystemTime::now",
    "Instant::now",
];

/// Crates that only one room names.
const OWNED: &[(&str, &str)] = &[
    ("aws_", "aws"),
    ("ratatui::", "console"),
    ("crossterm::", "console"),
    ("clap::", "cli"),
    ("comfy_table::", "report"),
];

const LONGEST_FILE: usize = 420;

struct Source {
    room: String,
    path: PathBuf,
    lines: Vec<String>,
}

/// Every file of `src/`, without comments. Test code is held to it too.
fn house() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every file of Rust in a folder of the house.
fn files_of(folder: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![house().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    files
}

fn sources() -> Vec<Source> {
    let root = house().join("src");
    let files = files_of("src").into_iter();
    let sources: Vec<Source> = files
        .map(|path| {
            let inner = path.strip_prefix(&root).unwrap().to_owned();
            let first = inner.components().next().unwrap();
            let room = Path::new(first.as_os_str()).file_stem().unwrap();
            let text = fs::read_to_string(&path).unwrap();
            Source {
                room: room.to_string_lossy().into_owned(),
                path: inner,
                lines: text.lines().map(code).collect(),
            }
        })
        .collect();
    assert!(sources.len() > 50, "the sources were found");
    sources
}

/// What stands between backticks in a page.
fn named_in(page: &str) -> Vec<String> {
    let text = fs::read_to_string(house().join(page)).unwrap();
    text.split('`')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect()
}

#[test]
fn what_the_page_on_safety_names_as_proof_is_there() {
    let files = files_of("src").into_iter().chain(files_of("tests"));
    let code: String = files.map(|it| fs::read_to_string(it).unwrap()).collect();
    let mut seen = 0;
    let mut missing = Vec::new();
    for name in named_in("docs/safety.md") {
        let is_file = ["src/", "tests/"].iter().any(|it| name.starts_with(it));
        let is_test =
            name.contains('_') && name.chars().all(|c| c.is_ascii_lowercase() || c == '_');
        let there = if is_file {
            house().join(&name).exists()
        } else if is_test {
            code.contains(&format!("fn {name}("))
        } else {
            continue;
        };
        seen += 1;
        if !there {
            missing.push(name);
        }
    }
    assert!(seen > 30, "the page names {seen} of them");
    assert!(missing.is_empty(), "{missing:#?}");
}

fn code(line: &str) -> String {
    line.split("//").next().unwrap_or_default().to_owned()
}

fn is_test(source: &Source) -> bool {
    let name = source.path.to_string_lossy();
    ["tests", "fixture", "scripted"]
        .iter()
        .any(|word| name.contains(word))
}

#[test]
fn every_room_is_in_the_table() {
    let table: BTreeMap<_, _> = MAY_IMPORT.iter().copied().collect();
    for source in sources() {
        let known = table.contains_key(source.room.as_str());
        assert!(
            known || ["lib", "main"].contains(&source.room.as_str()),
            "{} is a room of its own: say whom it may know",
            source.path.display()
        );
    }
}

#[test]
fn imports_point_down() {
    let table: BTreeMap<_, _> = MAY_IMPORT.iter().copied().collect();
    let mut wrong = Vec::new();
    for source in sources() {
        let Some(allowed) = table.get(source.room.as_str()) else {
            continue;
        };
        for (number, line) in source.lines.iter().enumerate() {
            for (_, after) in line
                .match_indices("crate::")
                .map(|(at, _)| line.split_at(at + 7))
            {
                let named: String = after
                    .chars()
                    .take_while(|c| c.is_ascii_alphanumeric() || *c == '_')
                    .collect();
                let is_room = table.contains_key(named.as_str());
                if is_room && named != source.room && !allowed.contains(&named.as_str()) {
                    wrong.push(format!("{}:{}: {named}", source.path.display(), number + 1));
                }
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "imports that leave their room:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn pure_rooms_stay_pure() {
    let mut wrong = Vec::new();
    for source in sources().iter().filter(|source| is_pure(source)) {
        for (number, line) in source.lines.iter().enumerate() {
            for word in IMPURE.iter().filter(|word| line.contains(**word)) {
                wrong.push(format!("{}:{}: {word}", source.path.display(), number + 1));
            }
        }
    }
    assert!(wrong.is_empty(), "not pure:\n{}", wrong.join("\n"));
}

/// Whether a file belongs to a pure room, or is pure by itself.
fn is_pure(source: &Source) -> bool {
    PURE.contains(&source.room.as_str())
        || PURE_FILES.iter().any(|file| source.path == Path::new(file))
}

#[test]
fn a_pure_file_is_there() {
    let sources = sources();
    for file in PURE_FILES {
        let found = sources.iter().any(|source| source.path == Path::new(file));
        assert!(found, "{file}");
    }
}

#[test]
fn what_a_room_owns_no_other_names() {
    let mut wrong = Vec::new();
    for source in sources() {
        for (number, line) in source.lines.iter().enumerate() {
            for (name, owner) in OWNED {
                let named = line.match_indices(name).any(|(at, _)| {
                    let before = line[..at].chars().next_back();
                    let after = &line[at + name.len()..];
                    before.is_none_or(|c| !c.is_ascii_alphanumeric() && c != '_' && c != '.')
                        && (name.ends_with(':') || after.split("::").next().is_some_and(is_crate))
                        && line.contains("::")
                });
                if named && source.room != *owner {
                    wrong.push(format!("{}:{}: {name}", source.path.display(), number + 1));
                }
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "named outside their room:\n{}",
        wrong.join("\n")
    );
}

/// Whether what follows `aws_` is the rest of one of the SDK's crates.
fn is_crate(rest: &str) -> bool {
    [
        "config",
        "sdk_",
        "smithy_",
        "types",
        "credential_types",
        "runtime",
    ]
    .iter()
    .any(|name| rest.starts_with(name))
}

#[test]
fn files_fit_in_the_head() {
    let long: Vec<String> = sources()
        .iter()
        .filter(|source| source.lines.len() > LONGEST_FILE)
        .map(|source| format!("{}: {} lines", source.path.display(), source.lines.len()))
        .collect();
    assert!(
        long.is_empty(),
        "longer than {LONGEST_FILE} lines:\n{}",
        long.join("\n")
    );
}

#[test]
fn nothing_is_left_undone() {
    let mut wrong = Vec::new();
    for source in sources() {
        for (number, line) in source.lines.iter().enumerate() {
            let place = || format!("{}:{}", source.path.display(), number + 1);
            for word in ["todo!(", "unimplemented!(", "#[ignore", "allow(dead_code"] {
                if line.contains(word) {
                    wrong.push(format!("{}: {word}", place()));
                }
            }
        }
        if is_test(&source) {
            continue;
        }
        let tests = source
            .lines
            .iter()
            .position(|line| line.contains("#[cfg(test)]"))
            .unwrap_or(source.lines.len());
        for (number, line) in source.lines[..tests].iter().enumerate() {
            if line.contains(".unwrap()") {
                wrong.push(format!("{}:{}: unwrap", source.path.display(), number + 1));
            }
        }
    }
    assert!(wrong.is_empty(), "left undone:\n{}", wrong.join("\n"));
}
