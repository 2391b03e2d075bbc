//! Commands of walks. What a person says in one is written down; what acts is still
//! reviewed, and only its phrase confirms.

use super::{Chord, Command};
use crate::console::glance;
use crate::console::model::Model;
use crate::console::screens::runbooks;
use crate::console::walking::hear::{self, is_shown, is_taken, say};

pub(super) fn commands() -> Vec<Command> {
    let commands = vec![
        Command::new("walk", "walk the runbook, or take its walk up", hear::walk)
            .keys([Chord::letter('w')])
            .takes("[NAME [rehearsal|simulation|for-real]]")
            .hint("walk")
            .when(can_begin),
        Command::new("done", "the step is done, with a note", |model, words| {
            say(model, "done", words)
        })
        .keys([Chord::letter('d')])
        .takes("NOTE")
        .hint("done")
        .when(|model| is_taken(model, "done")),
        Command::new("fail", "it was done, and failed", |model, words| {
            say(model, "fail", words)
        })
        .keys([Chord::letter('F')])
        .takes("REASON")
        .when(|model| is_taken(model, "fail")),
        Command::new("again", "do it again; look again", |model, _| {
            say(model, "again", "")
        })
        .keys([Chord::letter('A')])
        .hint("again")
        .when(|model| is_taken(model, "again")),
        Command::new("anyway", "begin it all the same", |model, words| {
            say(model, "anyway", words)
        })
        .keys([Chord::letter('W')])
        .takes("REASON")
        .hint("anyway")
        .when(|model| is_taken(model, "anyway")),
        Command::new("note", "write a remark down", |model, words| {
            say(model, "note", words)
        })
        .keys([Chord::letter('n')])
        .takes("TEXT")
        .hint("note")
        .when(|model| is_taken(model, "note")),
        Command::new("skip", "pass over the step", |model, words| {
            say(model, "skip", words)
        })
        .keys([Chord::letter('x')])
        .takes("REASON")
        .hint("skip")
        .when(|model| is_taken(model, "skip")),
        Command::new(
            "step-back",
            "go to the step before, or to one",
            |model, words| say(model, "back", words),
        )
        .keys([Chord::letter('b')])
        .takes("[STEP]")
        .hint("back")
        .when(|model| is_taken(model, "back")),
        Command::new("contacts", "whom to call", |model, _| {
            model.walking.contacts = !model.walking.contacts;
            Ok(Vec::new())
        })
        .keys([Chord::letter('C')])
        .hint("contacts")
        .when(is_shown),
        Command::new("sitrep", "copy six lines for the channel", |model, _| {
            hear::sitrep(model)
        })
        .keys([Chord::letter('R')])
        .hint("sitrep")
        .when(is_shown),
        Command::new("leave", "leave the walk for later", |model, _| {
            say(model, "leave", "")
        })
        .keys([Chord::letter('L')])
        .hint("leave")
        .when(|model| is_taken(model, "leave")),
        Command::new("abort", "give the walk up", |model, words| {
            say(model, "abort", words)
        })
        .keys([Chord::letter('X')])
        .takes("REASON")
        .when(|model| is_taken(model, "abort")),
    ];
    // What can be said in a walk comes before where else one could go.
    commands.into_iter().map(Command::leads).collect()
}

fn can_begin(model: &Model) -> bool {
    model.is_uncovered()
        && model.screen.key == runbooks::SCREEN.key
        && model.walking.here().is_none()
        && !glance::another_account(model)
}
