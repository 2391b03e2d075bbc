//! The walk, in a line of every other screen.

use super::{WalkHands, is_in_front};
use crate::console::model::Model;
use crate::console::screens::runbooks;
use crate::runbook::Todo;

/// A word for how the walk stands, and where it is; nothing where it is shown.
pub(in crate::console) fn told(model: &Model) -> Option<(&'static str, String)> {
    let (walk, hands) = model.walking.open()?;
    if model.screen.key == runbooks::SCREEN.key && is_in_front(model) {
        return None;
    }
    let title = &walk.runbook.title;
    let step = walk.step_words();
    Some(match hands {
        WalkHands::Here => {
            let waits = match walk.todo() {
                Todo::Acknowledge(_) => ": it waits for you",
                Todo::Review(_) => ": its review waits for you",
                Todo::Decide(_) => ": somebody has to decide",
                _ => "",
            };
            ("WALK", format!("{title}, {step}{waits} (7)"))
        }
        WalkHands::Elsewhere(holder) => ("WALK", format!("{title}, {step}; {holder} walks it (7)")),
        WalkHands::Nobody => (
            "WALK LEFT",
            format!("{title}, {step}; 7 shows it, w takes it up"),
        ),
    })
}
