//! What an operator says in a walk, by keys and by what is typed.

use super::{Mark, WalkDoes, WalkHands, WalkStep, is_in_front};
use crate::act::{Confirmed, Review, whole};
use crate::console::acting::dialog::Dialog;
use crate::console::acting::sight;
use crate::console::commands::Ran;
use crate::console::line::Line;
use crate::console::model::{Model, Over, Tone, Typed};
use crate::console::update::Effect;
use crate::journal::{WalkEvent, WalkMode};
use crate::runbook::{Beginning, Call, NotTaken, Reply, Tell, Todo, Walk};
use crate::terms::fault::unknown;

/// What is typed after each word that is asked for words.
const ASKED: [(&str, &str); 6] = [
    ("done", "what was done, or what you saw"),
    ("fail", "what failed"),
    ("skip", "why the step is passed over"),
    ("anyway", "why it is begun all the same"),
    ("note", "what is to be remembered"),
    ("abort", "why the walk is given up"),
];

/// What is asked for after a word.
pub(in crate::console) fn asked(word: &str) -> &'static str {
    let asked = ASKED.iter().find(|(known, _)| *known == word);
    asked.map_or("", |(_, what)| what)
}

/// Whether a word could be said in the walk now: what it says is not looked at.
pub(in crate::console) fn is_taken(model: &Model, word: &str) -> bool {
    let walk = model.walking.here().filter(|_| is_shown(model));
    walk.is_some_and(|walk| {
        // Which step it goes to is asked for later.
        let taken = walk.typed(&format!("{word} {}", if word == "back" { "" } else { "…" }));
        taken.is_ok()
    })
}

/// Whether the walk is what is on the screen.
pub(in crate::console) fn is_shown(model: &Model) -> bool {
    model.is_uncovered() && model.page().is_some() && model.walking.shown().is_some()
}

/// A word that was said, with what follows it, and where the walk was.
#[derive(Debug)]
pub(super) struct Said {
    word: &'static str,
    words: String,
    mark: Mark,
}

/// Says a word in the walk; one that needs more words asks for them. What is said while
/// something else is being written down waits for that.
pub(in crate::console) fn say(model: &mut Model, word: &'static str, words: &str) -> Ran {
    let walk = walked_here(model)?;
    let words = words.trim();
    if words.is_empty() && ASKED.iter().any(|(known, _)| *known == word) {
        // It is told before anybody has typed that it comes to nothing here.
        walk.typed(&format!("{word} …")).map_err(refused)?;
        model.over = Over::Line(Typed::Words(word), Line::default());
        return Ok(Vec::new());
    }
    let said = Said {
        word,
        words: words.to_owned(),
        mark: model.walking.line_begun.unwrap_or_else(|| walk.mark()),
    };
    if !model.walking.is_waiting() {
        return speak(model, &said);
    }
    if model.walking.held.is_some() {
        return Err("what was said before is still being written down: say it again".to_owned());
    }
    model.walking.held = Some(said);
    Ok(Vec::new())
}

/// Says what was held back.
pub(super) fn again(model: &mut Model, said: Said) -> Vec<Effect> {
    speak(model, &said).unwrap_or_else(|why| {
        model.tell(Tone::Wrong, why);
        Vec::new()
    })
}

fn speak(model: &mut Model, said: &Said) -> Ran {
    // What could not be written down before is tried again with it.
    model.walking.refused = None;
    let walk = walked_here(model)?;
    let Said { word, words, mark } = said;
    if *mark != walk.mark() && *word != "note" {
        let words = walk.step_words();
        return Err(format!(
            "not taken: the walk has gone on meanwhile, to {words}"
        ));
    }
    match walk.typed(&format!("{word} {words}")).map_err(refused)? {
        Reply::Record(event) => {
            let order = model.walking.order(WalkDoes::Write(vec![*event]));
            Ok(vec![order])
        }
        Reply::Leave => {
            let why = "by the operator".to_owned();
            let order = model
                .walking
                .order(WalkDoes::Write(vec![WalkEvent::Left { why }]));
            Ok(vec![order])
        }
        Reply::Look => {
            model.walking.looked = None;
            model.tell(Tone::Done, "everything is looked at anew");
            Ok(vec![Effect::Refresh])
        }
        Reply::Tell(Tell::Sitrep) => Ok(vec![Effect::CopyLines(six_lines(model, walk).to_vec())]),
        // What is shown in a terminal by a word, and declared by one, has a place or a
        // command of its own here.
        Reply::Tell(_) | Reply::Declare(_) => Ok(Vec::new()),
    }
}

/// Why a word comes to nothing, as the console says it.
fn refused(why: NotTaken) -> String {
    why.to_string()
}

/// Six lines for the incident channel: of any walk that is shown, by whomever.
pub(in crate::console) fn sitrep(model: &Model) -> Ran {
    let (walk, _) = model.walking.shown().ok_or("no walk is under way")?;
    Ok(vec![Effect::CopyLines(six_lines(model, walk).to_vec())])
}

fn six_lines(model: &Model, walk: &Walk) -> [String; 6] {
    let forecast = model.walking.earlier().line(walk, model.now);
    walk.sitrep(&model.plan, forecast.as_deref(), model.now)
}

/// The walk that is walked here, when a word can be said in it.
fn walked_here(model: &Model) -> Result<&Walk, String> {
    match model.walking.open() {
        None => Err("no walk is under way; w begins one".to_owned()),
        Some((_, WalkHands::Nobody)) => Err("nobody walks it: w takes it up first".to_owned()),
        Some((_, WalkHands::Elsewhere(holder))) => {
            Err(format!("{holder} walks it: this console only follows"))
        }
        Some((walk, WalkHands::Here)) => match &model.acting.sending {
            Some(sending) => {
                let what = &sending.what;
                Err(format!("{what} is being sent: say it again in a moment"))
            }
            None => Ok(walk),
        },
    }
}

/// Begins a walk: `NAME [MODE]`; takes up the one that is shown and that nobody walks;
/// without a name, spells the selected runbook out.
pub(in crate::console) fn walk(model: &mut Model, arguments: &str) -> Ran {
    let mut words = arguments.split_whitespace();
    let name = words.next();
    if name.is_none()
        && is_in_front(model)
        && let Some((walk, WalkHands::Nobody)) = model.walking.open()
    {
        let run = walk.run;
        model.walking.refused = None;
        let order = model.walking.order(WalkDoes::TakeUp(run));
        return Ok(vec![order]);
    }
    match model.walking.open() {
        Some((walk, WalkHands::Here)) => {
            let title = &walk.runbook.title;
            return Err(format!("{title} is under way: L leaves it, X gives it up"));
        }
        Some((_, WalkHands::Elsewhere(holder))) => {
            return Err(format!("{holder} walks: this console only follows"));
        }
        Some((_, WalkHands::Nobody)) | None => {}
    }
    if model.walking.is_waiting() {
        return Err("what was asked for before is still under way".to_owned());
    }
    model.walking.refused = None;
    let Some(name) = name else {
        let name = selected(model).ok_or("no runbook is selected")?;
        let mode = word_of(usual(model));
        model.over = Over::Line(Typed::Command, Line::of(format!("walk {name} {mode}")));
        model.recalled = None;
        return Ok(Vec::new());
    };
    let mode = match words.next() {
        Some(word) => mode_named(model, word)?,
        None => usual(model),
    };
    begin(model, name, mode)
}

fn begin(model: &mut Model, name: &str, mode: WalkMode) -> Ran {
    let found = model.walking.found.iter();
    let known: Vec<&str> = found.map(|it| it.sheet.name.as_str()).collect();
    let found = model.walking.found.iter().find(|it| it.sheet.name == name);
    let sheet = &found.ok_or_else(|| unknown(name, "runbook", &known))?.sheet;
    if let Err(faults) = &sheet.read {
        let faults = faults.in_short();
        return Err(format!("it is not walked until this is mended: {faults}"));
    }
    let window = model.open_window();
    if mode != WalkMode::Rehearsal && window.is_none() {
        let mode = mode.word();
        return Err(format!(
            "a walk {mode} acts: `:arm REASON` first, or walk it as a rehearsal"
        ));
    }
    let beginning = Box::new(Beginning {
        file: sheet.file.clone(),
        text: sheet.text.clone(),
        mode,
        incident: window.and_then(|window| window.incident.clone()),
    });
    let reason = window.filter(|_| mode != WalkMode::Rehearsal);
    let reason = reason.map(|window| window.reason.clone());
    let order = model.walking.order(WalkDoes::Begin { beginning, reason });
    Ok(vec![order])
}

/// How a walk is walked unless it is said: what is armed is meant to act.
fn usual(model: &Model) -> WalkMode {
    match (model.is_armed(), model.session.simulated) {
        (false, _) => WalkMode::Rehearsal,
        (true, true) => WalkMode::Simulation,
        (true, false) => WalkMode::ForReal,
    }
}

/// A mode as it is typed.
const fn word_of(mode: WalkMode) -> &'static str {
    match mode {
        WalkMode::ForReal => "for-real",
        WalkMode::Rehearsal => "rehearsal",
        WalkMode::Simulation => "simulation",
    }
}

/// The modes that fit what is looked at.
fn modes(model: &Model) -> [WalkMode; 2] {
    let acts = if model.session.simulated {
        WalkMode::Simulation
    } else {
        WalkMode::ForReal
    };
    [WalkMode::Rehearsal, acts]
}

fn mode_named(model: &Model, word: &str) -> Result<WalkMode, String> {
    let modes = modes(model);
    let named = modes.into_iter().find(|mode| word_of(*mode) == word);
    named.ok_or_else(|| unknown(word, "way to walk here", &modes.map(word_of)))
}

/// What may follow `walk` on the command line.
pub(in crate::console) fn completions(model: &Model, words: &[&str]) -> Option<Vec<String>> {
    match words {
        ["walk"] => {
            let found = model.walking.found.iter();
            Some(found.map(|it| it.sheet.name.clone()).collect())
        }
        ["walk", _] => Some(modes(model).map(|it| word_of(it).to_owned()).into()),
        ["walk", ..] => Some(Vec::new()),
        _ => None,
    }
}

/// The runbook whose row is selected.
fn selected(model: &Model) -> Option<String> {
    let list = model.open_list()?;
    let (_, key) = model.list(list).selected()?;
    list.copied(model, key, false)
}

/// Opens the review of the action that the step in front asks for; `None` where it
/// asks for none.
pub(in crate::console) fn review(model: &mut Model) -> Option<Ran> {
    if !is_shown(model) {
        return None;
    }
    let walk = model.walking.here()?;
    let Todo::Review(call) = walk.todo() else {
        return None;
    };
    let step = call.step.id.as_str().to_owned();
    Some(match call.proposed(&sight(model), whole(model.now)) {
        Ok(proposal) => {
            let mut dialog = Dialog::of(proposal);
            dialog.step = Some(step);
            model.over = Over::Review(Box::new(dialog));
            // It is looked at again at once.
            model.acting.looked = None;
            Ok(Vec::new())
        }
        Err(why) => Err(why.to_string()),
    })
}

/// The action that a step asks for, when the walk is still at it.
fn asked_for<'a>(model: &'a Model, step: &str) -> Option<(&'a Walk, Call<'a>)> {
    let walk = model
        .walking
        .here()
        .filter(|_| !model.walking.is_waiting())?;
    match walk.todo() {
        Todo::Review(call) if call.step.id.as_str() == step => Some((walk, call)),
        _ => None,
    }
}

/// Why an action of a step cannot be confirmed, however it is typed.
pub(in crate::console) fn obstacle(model: &Model, step: &str) -> Option<String> {
    match asked_for(model, step) {
        None => Some("the walk is not at this step any more: close it".to_owned()),
        Some((walk, _)) if walk.begun.mode == WalkMode::Rehearsal => {
            Some("this is a rehearsal: nothing is sent; Esc closes it and goes on".to_owned())
        }
        Some(_) => None,
    }
}

/// What is written down of a confirmation in a step.
pub(in crate::console) fn confirmed(
    model: &mut Model,
    step: &str,
    confirmed: &Confirmed,
) -> Option<WalkStep> {
    let (_, call) = asked_for(model, step)?;
    let record = call.confirmed(&model.plan, confirmed, model.now);
    let number = model.walking.number();
    model.walking.confirmed = Some(number);
    Some(WalkStep {
        number,
        confirmed: record,
    })
}

/// A review of a step was closed: a rehearsal stops there, and goes on.
pub(in crate::console) fn closed(model: &mut Model, step: &str, review: &Review) {
    let Some((walk, call)) = asked_for(model, step) else {
        return;
    };
    if walk.begun.mode == WalkMode::Rehearsal {
        let record = call.reviewed(&model.plan, review, model.now);
        model.walking.reviewed = Some(record);
    }
}
