//! Which keys run which command: those of the table, with the user's patch laid
//! over it. A patch in which a key would mean two things is refused by its line.

use super::{COMMANDS, Chord, Command};
use crate::terms::fault::{Page, unknown};
use std::collections::{BTreeMap, HashMap};
use toml::de::{DeTable, DeValue};

/// Which keys run which command.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Keymap {
    /// By the command's word, where the user has keys of their own for it.
    patch: BTreeMap<&'static str, Vec<Chord>>,
}

/// One line of a patch.
struct Entry {
    word: &'static str,
    keys: Vec<Chord>,
    line: usize,
}

impl Keymap {
    /// The keys of a command.
    #[must_use]
    pub fn keys_of<'k>(&'k self, command: &'k Command) -> &'k [Chord] {
        self.patch.get(command.word).unwrap_or(&command.keys)
    }

    /// Reads a patch: `word = "key"`, `word = ["key", "key"]`, or `word = []` for
    /// none. What is wrong is noted on the page and left out.
    #[must_use]
    pub fn read(table: &DeTable<'_>, page: &mut Page<'_>) -> Self {
        let mut entries: Vec<Entry> = Vec::new();
        for (word, value) in table {
            let line = page.line(word.span().start);
            let Some(command) = COMMANDS
                .iter()
                .find(|it| it.word == word.get_ref().as_ref())
            else {
                let words: Vec<&str> = COMMANDS.iter().map(|it| it.word).collect();
                page.wrong(line, unknown(word.get_ref(), "command", &words));
                continue;
            };
            match keys(value.get_ref()) {
                Ok(keys) => entries.push(Entry {
                    word: command.word,
                    keys,
                    line,
                }),
                Err(what) => page.wrong(line, what),
            }
        }
        entries.sort_by_key(|entry| entry.line);
        let leaves = Chord::control('c');
        entries.retain(|entry| {
            let kept = (entry.word == "quit") == entry.keys.contains(&leaves);
            if !kept {
                page.wrong(
                    entry.line,
                    format!("{leaves} is `quit`, from anywhere, and stays it"),
                );
            }
            kept
        });
        // The last line of those in conflict gives way, until none is.
        loop {
            let keymap = Self::of(&entries);
            let Some((at, what)) = keymap.conflict(&entries) else {
                return keymap;
            };
            let entry = entries.remove(at);
            page.wrong(entry.line, what);
        }
    }

    fn of(entries: &[Entry]) -> Self {
        let patch = entries.iter().map(|entry| (entry.word, entry.keys.clone()));
        Self {
            patch: patch.collect(),
        }
    }

    /// The last entry by which a key means two things.
    fn conflict(&self, entries: &[Entry]) -> Option<(usize, String)> {
        let mut meant: HashMap<Chord, Vec<&'static str>> = HashMap::new();
        for command in COMMANDS.iter() {
            for key in self.keys_of(command) {
                meant.entry(*key).or_default().push(command.word);
            }
        }
        entries.iter().enumerate().rev().find_map(|(at, entry)| {
            let (key, other) = entry.keys.iter().find_map(|key| {
                let words = meant.get(key)?;
                let other = words.iter().find(|word| **word != entry.word);
                let twice = words.len() > 1 && other.is_none();
                other
                    .copied()
                    .or(twice.then_some(entry.word))
                    .map(|it| (key, it))
            })?;
            let what = format!(
                "`{key}` is `{other}` already; give that another key, or none, in a line of its own"
            );
            Some((at, what))
        })
    }
}

fn keys(value: &DeValue<'_>) -> Result<Vec<Chord>, String> {
    let texts: Option<Vec<&str>> = match value {
        DeValue::String(text) => Some(vec![text.as_ref()]),
        DeValue::Array(list) => list.iter().map(|it| it.get_ref().as_str()).collect(),
        _ => None,
    };
    let texts = texts.ok_or("keys are a text or a list of texts, like [\"x\", \"Ctrl-x\"]")?;
    let keys = texts.into_iter().map(str::parse::<Chord>);
    keys.collect::<Result<_, _>>()
        .map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Keymap, Vec<String>) {
        let mut page = Page::new(text, "config.toml");
        let table = page.parse().unwrap();
        let keymap = Keymap::read(&table, &mut page);
        let faults = page.faults().iter().map(ToString::to_string).collect();
        (keymap, faults)
    }

    fn keys(keymap: &Keymap, word: &str) -> Vec<String> {
        let command = COMMANDS.iter().find(|it| it.word == word).unwrap();
        keymap
            .keys_of(command)
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    #[test]
    fn every_key_of_the_table_is_read_as_it_is_written() {
        for command in COMMANDS.iter() {
            for key in &command.keys {
                assert_eq!(key.to_string().parse(), Ok(*key));
            }
        }
    }

    #[test]
    fn a_patch_says_only_what_differs() {
        let text = "refresh = [\"F5\", \"r\"]\nsuspend = []\nfilter = \"f\"\n";
        let (keymap, faults) = read(text);
        assert_eq!(faults, [""; 0]);
        assert_eq!(keys(&keymap, "refresh"), ["F5", "r"]);
        assert_eq!(keys(&keymap, "suspend"), [""; 0]);
        assert_eq!(keys(&keymap, "filter"), ["f"]);
        assert_eq!(keys(&keymap, "help"), ["?"]);
    }

    #[test]
    fn two_commands_may_exchange_their_keys() {
        let (keymap, faults) = read("sort = \"S\"\nreverse = \"s\"\n");
        assert_eq!(faults, [""; 0]);
        assert_eq!(keys(&keymap, "sort"), ["S"]);
    }

    #[test]
    fn a_key_that_would_mean_two_things_is_refused_by_its_line() {
        let (keymap, faults) = read("\nfilter = \"s\"\ncopy = \"y\"\nexport = \"y\"\n");
        assert_eq!(
            faults,
            [
                "config.toml:2: `s` is `sort` already; give that another key, or none, in a line of its own",
                "config.toml:4: `y` is `copy` already; give that another key, or none, in a line of its own",
            ]
        );
        assert_eq!(keys(&keymap, "filter"), ["/"]);
        assert_eq!(keys(&keymap, "export"), ["Ctrl-s"]);
    }

    #[test]
    fn what_is_no_key_no_command_or_takes_the_way_out_is_told() {
        let (keymap, faults) = read(
            "refrehs = \"F5\"\nsort = \"Hyper-x\"\nquit = \"Q\"\nhelp = 1\nback = \"Ctrl-C\"\n",
        );
        let text = faults.join("\n");
        for told in [
            "config.toml:1: `refrehs` is no command (did you mean `refresh`?)",
            "config.toml:2: `Hyper-x` is no key; keys are written",
            "config.toml:3: Ctrl-c is `quit`, from anywhere, and stays it",
            "config.toml:4: keys are a text or a list of texts",
            "config.toml:5: Ctrl-c is `quit`",
        ] {
            assert!(text.contains(told), "{told}:\n{text}");
        }
        assert_eq!(keymap, Keymap::default());
    }
}
