//! Activity as it is seen, and every screen in its colours.

use super::harbor::*;
use super::matrix::type_keys;
use super::stories::{plain, story};
use crate::console::screens::SCREENS;
use crate::console::{Format, Message, shot, update};

#[test]
fn what_changed_and_how_every_source_stands() {
    for (keys, list) in [("8", "changes"), ("8\t", "sources")] {
        for name in ["calm", "silent"] {
            let mut model = story(name);
            type_keys(&mut model, keys);
            let rich = shot(&mut model, 120, 40, Format::Text);
            insta::assert_snapshot!(format!("{list}_{name}_120x40"), rich);
            let mut model = plain(story(name));
            type_keys(&mut model, keys);
            let poor = shot(&mut model, 80, 24, Format::Text);
            insta::assert_snapshot!(format!("{list}_{name}_80x24_ascii"), poor);
        }
    }
}

/// Colours are part of what is promised: each screen with its escape sequences,
/// written so that they can be read.
#[test]
fn every_screen_in_its_colours() {
    for screen in SCREENS {
        let mut model = story("silent");
        type_keys(&mut model, &screen.key.to_string());
        let text = shot(&mut model, 120, 40, Format::Ansi).replace('\u{1b}', "ESC");
        insta::assert_snapshot!(format!("{}_silent_120x40_colours", screen.name), text);
    }
}

#[test]
fn a_change_is_told_with_what_was_before() {
    let mut model = story("calm");
    let before = model.history().count();
    let harbor = Harbor {
        two_writers: true,
        ..Harbor::calm()
    };
    for observation in harbor.observations() {
        update(&mut model, Message::Observed(observation), noon());
    }
    assert!(model.history().count() > before);
    type_keys(&mut model, "8");
    let text = shot(&mut model, 200, 40, Format::Text);
    let verdict = text.lines().find(|line| line.contains("verdict"));
    assert!(
        verdict.is_some_and(|line| line.contains("BREACHED")),
        "{text}"
    );
    let writer = text.lines().find(|line| line.contains("writer"));
    assert!(
        writer.is_some_and(|line| line.contains("orders-db")),
        "{text}"
    );
}
