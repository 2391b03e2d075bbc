//! Runbooks that were cut, torn, shuffled and made up: an error with a line, or a
//! runbook that does what its text shows. Never a panic.

use crate::assess::fixture::World;
use crate::runbook::{INCLUDED, StepKind, parse_bytes};
use proptest::prelude::*;

/// How many files are tried at least; `PROPTEST_CASES` asks for more.
const CASES: u32 = 1_000;

fn included() -> Vec<String> {
    let world = World::unseen();
    let all = INCLUDED
        .iter()
        .filter_map(|it| it.written_for(&world.plan).ok());
    all.collect()
}

/// What is put into a file: what means something there, and what should not.
const SCRAPS: [&str; 30] = [
    "---\n",
    "## Another step\n",
    "# Top\n",
    "```\n",
    "```lifeboat\n",
    "~~~lifeboat\n",
    "````\n",
    "kind = \"action\"\n",
    "action = \"promote-replica\"\n",
    "target = \"orders-db-usw2\"\n",
    "action = \"\\u0070romote-replica\"\n",
    "action = \"\"\"promote-\\\n  replica\"\"\"\n",
    "kind = \"notify\"\n",
    "set = { retention = \"7\" }\n",
    "requires = [\"freeze\"]\n",
    "next = \"step:freeze\"\n",
    "id = \"freeze\"\n",
    "<!--\n",
    "-->\n",
    "<div hidden>\n",
    "> ",
    "- ",
    "    ",
    "\t",
    "\r\n",
    "\u{202e}",
    "\u{1b}[2J",
    "\0",
    "[",
    "\u{feff}",
];

#[derive(Debug, Clone)]
enum Harm {
    Insert(prop::sample::Index, prop::sample::Index),
    Text(prop::sample::Index, String),
    Cut(prop::sample::Index, prop::sample::Index),
    Swap(prop::sample::Index, prop::sample::Index),
    Repeat(prop::sample::Index),
    Truncate(prop::sample::Index),
    Flip(prop::sample::Index, u8),
}

fn harm() -> impl Strategy<Value = Harm> {
    let at = || any::<prop::sample::Index>();
    prop_oneof![
        (at(), at()).prop_map(|(a, b)| Harm::Insert(a, b)),
        (at(), "\\PC{0,12}").prop_map(|(a, b)| Harm::Text(a, b)),
        (at(), at()).prop_map(|(a, b)| Harm::Cut(a, b)),
        (at(), at()).prop_map(|(a, b)| Harm::Swap(a, b)),
        at().prop_map(Harm::Repeat),
        at().prop_map(Harm::Truncate),
        (at(), any::<u8>()).prop_map(|(a, b)| Harm::Flip(a, b)),
    ]
}

fn harmed(text: &str, harms: &[Harm]) -> Vec<u8> {
    let mut lines: Vec<Vec<u8>> = text.split_inclusive('\n').map(|it| it.into()).collect();
    for harm in harms {
        if lines.is_empty() {
            break;
        }
        let place = |at: &prop::sample::Index| at.index(lines.len());
        match harm {
            Harm::Insert(at, which) => {
                let scrap = SCRAPS[which.index(SCRAPS.len())].into();
                lines.insert(place(at), scrap);
            }
            Harm::Text(at, words) => lines.insert(place(at), words.clone().into_bytes()),
            Harm::Cut(from, to) => {
                let (from, to) = (place(from), place(to));
                let range = from.min(to)..from.max(to).min(from.min(to) + 4);
                lines.drain(range);
            }
            Harm::Swap(a, b) => {
                let (a, b) = (place(a), place(b));
                lines.swap(a, b);
            }
            Harm::Repeat(at) => {
                let at = place(at);
                lines.insert(at, lines[at].clone());
            }
            Harm::Truncate(at) => {
                let end = place(at);
                lines.truncate(end);
            }
            Harm::Flip(at, byte) => {
                let at = place(at);
                let length = lines[at].len();
                if length > 0 {
                    lines[at][usize::from(*byte) % length] ^= byte;
                }
            }
        }
    }
    lines.concat()
}

/// That a file is a runbook whose actions stand in its text, or that what is
/// wrong with it has its line. Says which it was.
fn examine(bytes: &[u8]) -> Result<bool, TestCaseError> {
    let lines: Vec<String> = bytes
        .split(|byte| *byte == b'\n')
        .map(|line| String::from_utf8_lossy(line).into_owned())
        .collect();
    let runbook = match parse_bytes(bytes, "test.md") {
        Ok(runbook) => runbook,
        Err(faults) => {
            prop_assert!(!faults.0.is_empty());
            for fault in &faults.0 {
                prop_assert!((1..=lines.len()).contains(&fault.line), "{fault}");
                prop_assert!(
                    !fault.to_string().chars().any(char::is_control),
                    "{fault:?}"
                );
            }
            return Ok(false);
        }
    };
    let stands = |step: &crate::runbook::Step, key: &str, value: &str| {
        let line = &lines[step.line_of(key) - 1];
        line.contains(key) && line.contains(value)
    };
    for step in &runbook.steps {
        prop_assert!(stands(step, "kind", step.kind.word()) || step.kind == StepKind::Manual);
        if let StepKind::Action(call) = &step.kind {
            prop_assert!(stands(step, "action", call.action.name));
            prop_assert!(stands(step, "target", &call.target));
        }
    }
    Ok(true)
}

fn cases() -> ProptestConfig {
    let config = ProptestConfig::default();
    ProptestConfig {
        cases: config.cases.max(CASES),
        ..config
    }
}

#[test]
fn what_was_harmed_is_an_error_with_a_line_or_a_runbook_of_what_it_shows() {
    let texts = included();
    let mut runner = proptest::test_runner::TestRunner::new(cases());
    let strategy = (
        any::<prop::sample::Index>(),
        prop::collection::vec(harm(), 1..6),
    );
    let (sound, wrong) = (std::cell::Cell::new(0), std::cell::Cell::new(0));
    runner
        .run(&strategy, |(which, harms)| {
            let count = if examine(&harmed(&texts[which.index(texts.len())], &harms))? {
                &sound
            } else {
                &wrong
            };
            count.set(count.get() + 1);
            Ok(())
        })
        .unwrap();
    let (sound, wrong) = (sound.get(), wrong.get());
    assert!(
        sound > 20 && wrong > 20,
        "{sound} sound, {wrong} wrong: both must be met"
    );
}

proptest! {
    #![proptest_config(cases())]
    #[test]
    fn what_was_made_up_is_an_error_with_a_line_or_a_runbook_of_what_it_shows(
        scraps in prop::collection::vec(prop::sample::select(SCRAPS.to_vec()), 0..40),
        words in prop::collection::vec("\\PC{0,20}", 0..8),
    ) {
        let body: Vec<&str> = scraps
            .iter()
            .copied()
            .zip(words.iter().map(String::as_str).chain(std::iter::repeat("")))
            .flat_map(|(scrap, word)| [scrap, word])
            .collect();
        examine(format!("---\ntitle: A\n---\n{}", body.concat()).as_bytes())?;
    }
}
