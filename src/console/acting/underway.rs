//! What is under way: how far it has come by what AWS shows, and what it came to.

use super::{Acting, Ended, is_due, sight};
use crate::act::{Judged, Undertaking, judge};
use crate::console::model::Model;
use crate::console::update::Effect;
use crate::terms::{Span, clock_time};

/// Judges what is under way, and asks that what is settled be written down.
pub(super) fn settle(model: &mut Model) -> Vec<Effect> {
    // What is being sent right now is written down by whoever sends it.
    let sending = model.acting.sending.as_ref().map(|it| it.since);
    let judged: Vec<(u64, Judged)> = {
        let sight = sight(model);
        let open = model.acting.past.open();
        open.filter(|it| sending.is_none_or(|since| it.at < since))
            .map(|it| (it.sequence, judge(&sight, it, None)))
            .collect()
    };
    let now = model.now;
    let acting = &mut model.acting;
    let mut effects = Vec::new();
    for (sequence, judged) in judged {
        match judged {
            Judged::Wait(says) => {
                acting.progress.insert(sequence, says);
            }
            Judged::Settle(settled) if is_due(acting.settling.get(&sequence).copied(), now) => {
                acting.settling.insert(sequence, now);
                acting
                    .progress
                    .insert(sequence, settled.evidence.join("; "));
                effects.push(Effect::Settle(settled));
            }
            Judged::Settle(_) => {}
        }
    }
    effects
}

/// What is under way, a line each: a word, and the rest.
pub(super) fn told(model: &Model) -> Vec<(&'static str, String)> {
    let acting = &model.acting;
    let mut told = Vec::new();
    if let Some(sending) = &acting.sending {
        let age = Span::between(sending.since, model.now);
        let does = "written down, looked at once more, then sent once";
        told.push(("BEING SENT", format!("{}, {age}: {does}", sending.what)));
    }
    let known = |it: &&Undertaking| {
        let sending = acting.sending.as_ref();
        sending.is_none_or(|sending| it.at < sending.since)
    };
    let open = acting.past.open().filter(known);
    told.extend(open.map(|it| ("UNDER WAY", under_way(model, it))));
    told
}

fn under_way(model: &Model, undertaking: &Undertaking) -> String {
    let acting: &Acting = &model.acting;
    let intent = &undertaking.intent;
    let sequence = undertaking.sequence;
    let says = acting.progress.get(&sequence).filter(|it| !it.is_empty());
    if undertaking.at < acting.began {
        let (action, target) = (&intent.action, &intent.target.identifier);
        let says = says.map(|says| format!(": {says}")).unwrap_or_default();
        return format!(
            "journal {sequence}: {action} {target} began {}, what it came to is being looked at{says}",
            clock_time(undertaking.at)
        );
    }
    let age = Span::between(undertaking.at, model.now);
    let says = says.map_or("not looked at yet", String::as_str);
    let target = &intent.target.identifier;
    format!(
        "{} {target}, {age}: {says} (journal {sequence})",
        intent.action
    )
}

/// What has ended, in a line.
pub(super) fn ended(ended: &Ended) -> String {
    ended.words.clone()
}
