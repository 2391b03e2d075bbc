//! What those who carry out actions answer.

use super::{Acting, Ended};
use crate::act::{Past, Standing};
use crate::console::model::{Model, Tone};
use crate::console::update::Effect;
use crate::console::walking;
use crate::journal::Outcome;
use crate::terms::clock_time;

/// Takes in how this run stands, and what the journal says, as a whole.
pub(in crate::console) fn take_up(model: &mut Model, standing: Standing, past: Past) {
    let ended = ended(&model.acting, &past);
    let acting = &mut model.acting;
    let was_armed = acting.standing.window.is_some();
    let closed = was_armed && standing.window.is_none();
    let by_itself = acting.disarming.is_some();
    if standing.window.is_none() || standing.window != acting.standing.window {
        acting.disarming = None;
    }
    acting.past = past;
    acting.standing = standing;
    let open: Vec<u64> = acting.past.open().map(|it| it.sequence).collect();
    acting
        .progress
        .retain(|sequence, _| open.contains(sequence));
    acting
        .settling
        .retain(|sequence, _| open.contains(sequence));
    if closed && !by_itself {
        model.tell(Tone::Done, "disarmed: this console only looks again");
    }
    for ended in ended {
        tell_end(model, ended);
    }
}

/// What was settled since the journal was last read, oldest first.
fn ended(acting: &Acting, past: &Past) -> Vec<Ended> {
    let new = past.undertakings().filter(|it| {
        let mut before = acting.past.undertakings();
        match before.find(|before| before.sequence == it.sequence) {
            Some(before) => before.is_open(),
            None => it.at >= acting.began,
        }
    });
    new.filter_map(|it| {
        let (_, outcome) = it.settled?;
        let what = format!(
            "{} {}",
            it.intent.action,
            crate::act::named(&it.intent.target)
        );
        let by = acting
            .progress
            .get(&it.sequence)
            .filter(|by| !by.is_empty());
        let by = by.map(|by| format!(": {by}")).unwrap_or_default();
        Some(Ended {
            sequence: Some(it.sequence),
            outcome,
            words: format!("{what} (journal {}){by}", it.sequence),
        })
    })
    .collect()
}

fn tell_end(model: &mut Model, ended: Ended) {
    let tone = match ended.outcome {
        Outcome::Done => Tone::Done,
        Outcome::Failed | Outcome::Unknown => Tone::Wrong,
    };
    model.tell(tone, format!("{}: {}", ended.word(), ended.words));
    model.acting.ended.push(ended);
}

/// The window is open.
pub(in crate::console) fn armed(model: &mut Model) {
    let window = model.acting.standing.window.as_ref();
    let words = match window {
        Some(window) => format!(
            "armed until {}: {}",
            clock_time(window.until),
            window.reason
        ),
        None => "armed".to_owned(),
    };
    model.tell(Tone::Done, words);
}

/// The window was not opened.
pub(in crate::console) fn not_armed(model: &mut Model, why: &str) {
    model.tell(Tone::Wrong, format!("not armed: {}", one_line(why)));
}

/// What was confirmed was sent, or its answer is not known: it is watched.
pub(in crate::console) fn sent(model: &mut Model, sequence: u64, words: &str) {
    model.acting.sending = None;
    let words = one_line(words);
    model.tell(
        Tone::Done,
        format!("{words} (journal {sequence}): it is watched"),
    );
}

/// Nothing was sent.
pub(in crate::console) fn not_sent(model: &mut Model, why: &str) {
    let what = model.acting.sending.take().map(|it| it.what);
    let what = what.unwrap_or_else(|| "the action".to_owned());
    let words = format!("{what}: nothing was sent: {}", one_line(why));
    tell_end(
        model,
        Ended {
            sequence: None,
            outcome: Outcome::Failed,
            words,
        },
    );
}

/// An effect could not be handed over: nobody is there, or they are busy.
pub(in crate::console) fn not_handed_over(model: &mut Model, effect: &Effect) {
    const BUSY: &str = "what was asked for before is still under way";
    match effect {
        Effect::Act(_) => {
            model.walking.not_sent();
            not_sent(model, BUSY);
        }
        Effect::Walk(order) => walking::not_walked(model, order.number, BUSY),
        // Asked for again in seconds.
        Effect::LookAt(_) => model.acting.looked = None,
        Effect::Settle(settled) => {
            model.acting.settling.remove(&settled.intent);
        }
        _ => model.tell(Tone::Wrong, format!("not done: {BUSY}")),
    }
}

/// Words of several lines in one.
fn one_line(words: &str) -> String {
    let lines: Vec<&str> = words.lines().map(str::trim).collect();
    lines.join("; ")
}
