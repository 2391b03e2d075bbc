//! Every command, once: its keys, its word on the command line, what it does,
//! and when it is available. Hints and help are read from here.

pub(super) mod acting;
mod chord;
mod in_lists;
mod keymap;
mod movement;
mod palette;
mod reference;
mod walking;
mod whole;

pub use chord::Chord;
pub use keymap::Keymap;
pub(super) use palette::candidates;
pub use reference::reference;

use super::model::{Model, Over};
use super::screens::{SCREENS, Screen};
use super::update::Effect;
use crossterm::event::KeyEvent;
use std::fmt;
use std::sync::LazyLock;

/// What running a command comes to: effects, or why it was not run.
pub type Ran = Result<Vec<Effect>, String>;

/// What a command does.
#[derive(Clone, Copy)]
enum Does {
    /// Opens a screen.
    Open(&'static Screen),
    /// Runs, with what followed the word.
    Run(fn(&mut Model, &str) -> Ran),
}

/// A command.
pub struct Command {
    /// Its word on the command line, without the colon.
    pub word: &'static str,
    /// A shorter word for the same, when there is one.
    pub short: Option<&'static str>,
    /// Its keys.
    pub keys: Vec<Chord>,
    /// What follows the word on the command line.
    pub arguments: &'static str,
    /// What it does, in a few words.
    pub does: String,
    /// The word beside its key at the foot of the screen; none for what needs
    /// no hint.
    pub hint: Option<&'static str>,
    /// Whether its hint stands before the others.
    pub leads: bool,
    available: fn(&Model) -> bool,
    /// Whether it can be run while a review is open, which has its own keys.
    in_reviews: bool,
    run: Does,
}

impl fmt::Debug for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Command")
            .field("word", &self.word)
            .field("keys", &self.keys)
            .finish_non_exhaustive()
    }
}

impl Command {
    fn new(word: &'static str, does: &str, run: fn(&mut Model, &str) -> Ran) -> Self {
        Self {
            word,
            short: None,
            keys: Vec::new(),
            arguments: "",
            does: does.to_owned(),
            hint: None,
            leads: false,
            available: |_| true,
            in_reviews: false,
            run: Does::Run(run),
        }
    }

    /// Opens a screen, by its key and by its name.
    fn open(screen: &'static Screen) -> Self {
        Self {
            keys: vec![Chord::letter(screen.key)],
            does: format!("open {}", screen.title),
            run: Does::Open(screen),
            ..Self::new(screen.name, "", |_, _| Ok(Vec::new()))
        }
    }

    fn keys<const N: usize>(mut self, keys: [Chord; N]) -> Self {
        self.keys = keys.into();
        self
    }

    fn hint(mut self, hint: &'static str) -> Self {
        self.hint = Some(hint);
        self
    }

    fn leads(mut self) -> Self {
        self.leads = true;
        self
    }

    fn when(mut self, available: fn(&Model) -> bool) -> Self {
        self.available = available;
        self
    }

    fn in_reviews(mut self) -> Self {
        self.in_reviews = true;
        self
    }

    fn takes(mut self, arguments: &'static str) -> Self {
        self.arguments = arguments;
        self
    }

    /// Whether it can be run as things are.
    #[must_use]
    pub fn is_available(&self, model: &Model) -> bool {
        let reviewed = matches!(model.over, Over::Review(_));
        (self.in_reviews || !reviewed) && (self.available)(model)
    }

    /// Runs it, with what followed the word.
    pub(super) fn run(&self, model: &mut Model, arguments: &str) -> Ran {
        match self.run {
            Does::Open(screen) => {
                model.open(screen);
                Ok(Vec::new())
            }
            Does::Run(run) => run(model, arguments),
        }
    }
}

/// Commands that belong together.
struct Group {
    title: &'static str,
    commands: Vec<Command>,
}

fn groups() -> Vec<Group> {
    let group = |title, commands| Group { title, commands };
    vec![
        group("Anywhere", whole::commands()),
        group(
            "Screens",
            SCREENS.iter().map(|screen| Command::open(screen)).collect(),
        ),
        group("Moving", movement::commands()),
        group("In a list", in_lists::commands()),
        group("Actions", acting::commands()),
        group("Walks", walking::commands()),
        group("Beyond the screen", whole::rare_commands()),
    ]
}

/// Every command, in the order of the help.
pub static COMMANDS: LazyLock<Vec<Command>> =
    LazyLock::new(|| groups().into_iter().flat_map(|it| it.commands).collect());

/// The command of a key, as things are.
pub(super) fn of_key(model: &Model, key: KeyEvent) -> Option<&'static Command> {
    COMMANDS.iter().find(|command| {
        let keys = model.session.keymap.keys_of(command);
        keys.iter().any(|chord| chord.matches(key)) && command.is_available(model)
    })
}

/// The command of a word on the command line.
pub(super) fn of_word(word: &str) -> Option<&'static Command> {
    COMMANDS
        .iter()
        .find(|command| command.word == word || command.short == Some(word))
}

/// The commands that can be run as things are.
pub(super) fn available(model: &Model) -> impl Iterator<Item = &'static Command> {
    COMMANDS
        .iter()
        .filter(|command| command.is_available(model))
}
