//! Guarded actions as they are seen: the catalogue, the review, the window, what
//! is under way, and two that accept writes.

use super::deeds::*;
use super::harbor::*;
use super::stories::{plain, story, uncoloured};
use crate::act::{Class, Standing};
use crate::console::model::Over;
use crate::console::{Answer, Effect, Format, Message, Model, shot, update};
use crate::journal::{Entry, Outcome};
use crossterm::event::KeyCode;

fn pictures(name: &str, model: impl Fn() -> Model) {
    let rich = shot(&mut model(), 120, 40, Format::Text);
    insta::assert_snapshot!(format!("{name}_120x40"), rich);
    let poor = shot(&mut plain(model()), 80, 24, Format::Text);
    insta::assert_snapshot!(format!("{name}_80x24_ascii"), poor);
    let coloured = shot(&mut model(), 120, 40, Format::Text);
    let without = shot(&mut uncoloured(model()), 120, 40, Format::Text);
    assert_eq!(coloured, without, "{name}: no word depends on a colour");
}

#[test]
fn the_catalogue_shows_what_there_is_to_act_on() {
    pictures("catalogue", || {
        let mut model = story("calm");
        take(&mut model, observing(), &[]);
        press(&mut model, KeyCode::Char('a'));
        model
    });
    let mut model = story("calm");
    enter(&mut model, ":act promote-replica");
    let text = seen_on(&mut model);
    assert!(text.contains("orders-db-usw2 in us-west-2"), "{text}");
    assert!(!text.contains("reboot-failover  "), "{text}");
}

#[test]
fn the_catalogue_narrows_and_opens_the_review_of_what_is_selected() {
    let mut model = story("calm");
    type_in(&mut model, "a/promote");
    press(&mut model, KeyCode::Enter);
    let effects = press(&mut model, KeyCode::Enter);
    let looks = effects.iter().any(|it| matches!(it, Effect::LookAt(_)));
    assert!(looks, "what it stands on is looked at at once: {effects:?}");
    let Over::Review(dialog) = &model.over else {
        panic!("{}", seen_on(&mut model));
    };
    assert_eq!(dialog.review.proposal().action.name, "promote-replica");
}

/// A run of a build that could act, and does not.
fn only_looking() -> Model {
    let mut model = story("calm");
    take(&mut model, observing(), &[]);
    model
}

#[test]
fn a_review_explains_itself_in_every_build() {
    pictures("review_observing", || reviewed(only_looking(), PROMOTE));
    let mut model = story("calm");
    let reads = Standing {
        can_act: false,
        ..observing()
    };
    take(&mut model, reads, &[]);
    review(&mut model, PROMOTE);
    let text = seen_on(&mut model);
    assert!(
        text.contains("this build only reads: it has no code that acts"),
        "{text}"
    );
    pictures("review_of_a_lost_region", || {
        reviewed(armed(story("declared")), PROMOTE)
    });
    pictures("review_of_a_flip", || {
        reviewed(armed(story("calm")), "act flip-failover api.shop.example")
    });
    pictures("review_hostile", || {
        reviewed(armed(hostile()), "act promote-replica")
    });
}

#[test]
fn what_blocks_is_overridden_one_by_one_with_a_reason() {
    let model = || {
        let mut model = reviewed(armed(story("declared")), PROMOTE);
        select(&mut model, Class::Block);
        press(&mut model, KeyCode::Char('o'));
        model
    };
    pictures("override_being_typed", model);
    let mut model = model();
    press(&mut model, KeyCode::Enter);
    let text = seen_on(&mut model);
    assert!(text.contains("needs a reason"), "{text}");
    type_in(&mut model, "us-east-1 is gone, ana owns the fence");
    press(&mut model, KeyCode::Enter);
    let text = seen_on(&mut model);
    assert!(text.contains("is overridden, for this once"), "{text}");
    press(&mut model, KeyCode::Char('o'));
    let text = seen_on(&mut model);
    assert!(text.contains("is overridden already"), "{text}");
    press(&mut model, KeyCode::BackTab);
    pictures_of(&mut model, "overridden");
}

fn pictures_of(model: &mut Model, name: &str) {
    let text = seen_on(model);
    insta::assert_snapshot!(format!("{name}_120x40"), text);
}

#[test]
fn a_refusal_is_never_overridden_and_says_so() {
    let mut model = reviewed(only_looking(), PROMOTE);
    select(&mut model, Class::Refuse);
    press(&mut model, KeyCode::Char('o'));
    let text = seen_on(&mut model);
    assert!(
        text.contains("refuses, which is never overridden"),
        "{text}"
    );
    select(&mut model, Class::Pass);
    press(&mut model, KeyCode::Char('o'));
    let text = seen_on(&mut model);
    assert!(text.contains("there is nothing to override"), "{text}");
}

#[test]
fn a_wrong_phrase_confirms_nothing_and_every_reason_is_said() {
    let model = || {
        let mut model = reviewed(armed(story("calm")), PROMOTE);
        press(&mut model, KeyCode::Tab);
        type_in(&mut model, "yes");
        let effects = press(&mut model, KeyCode::Enter);
        assert_eq!(effects, [], "nothing is confirmed");
        model
    };
    pictures("wrong_phrase", model);
    let mut model = model();
    let text = seen_on(&mut model);
    assert!(text.contains("`yes` is not `PROMOTE`"), "{text}");
    assert!(text.contains("fence blocks: "), "{text}");
    type_in(&mut model, "!");
    assert!(!seen_on(&mut model).contains("NOT CONFIRMED"));
}

#[test]
fn the_window_counts_down_in_the_header_and_closes_by_itself() {
    pictures("armed", || armed(story("calm")));
    let mut model = armed(story("calm"));
    update(&mut model, Message::Answered(Answer::Armed), noon());
    assert!(seen_on(&mut model).contains("armed until 14:17:31Z"));
    tick(&mut model, "14:02:32");
    assert!(seen_on(&mut model).contains(" ARMED 14:59 "));
    assert_eq!(enter(&mut model, ":arm again"), []);
    assert!(seen_on(&mut model).contains("armed already, until 14:17:31Z"));
    let effects = tick(&mut model, "14:17:31");
    let why = "the window has closed: its time is over".to_owned();
    assert!(effects.contains(&Effect::Disarm { why }), "{effects:?}");
    let text = seen_on(&mut model);
    assert!(
        text.contains("READ-ONLY") && !text.contains("ARMED"),
        "{text}"
    );
    assert!(text.contains("the window has closed"), "{text}");
    assert_eq!(disarms(&tick(&mut model, "14:17:32")), 0, "asked once");
    assert_eq!(
        disarms(&tick(&mut model, "14:18:10")),
        1,
        "until it is done"
    );
    take(&mut model, observing(), &[]);
    assert_eq!(disarms(&tick(&mut model, "14:19:10")), 0);
    let mut model = armed(story("calm"));
    let effects = enter(&mut model, ":disarm");
    assert_eq!(disarms(&effects), 1);
    take(&mut model, observing(), &[]);
    assert!(seen_on(&mut model).contains("disarmed: this console only looks again"));
}

fn disarms(effects: &[Effect]) -> usize {
    let of = |it: &&Effect| matches!(it, Effect::Disarm { .. });
    effects.iter().filter(of).count()
}

#[test]
fn what_is_under_way_is_told_on_every_screen_until_aws_agrees() {
    let began = at("14:02:00");
    let entries = [(began, intent("promote-replica", "orders-db-usw2"))];
    let under_way = || {
        let mut model = model(Harbor::calm().estate(), at("14:00:31"));
        take(&mut model, open(at("14:00:30")), &entries);
        tick(&mut model, "14:02:31");
        model
    };
    pictures("under_way", under_way);
    let mut model = under_way();
    update(
        &mut model,
        Message::Answered(Answer::Sent {
            sequence: 1,
            words: "sent: RDS took it".to_owned(),
        }),
        noon(),
    );
    assert!(seen_on(&mut model).contains("sent: RDS took it (journal 1): it is watched"));
    // AWS agrees: the replica has no source any more.
    let promoted = Harbor {
        two_writers: true,
        at: at("14:05:00"),
        ..Harbor::calm()
    };
    let mut settled = Vec::new();
    for observation in promoted.observations() {
        for effect in update(&mut model, Message::Observed(observation), at("14:05:01")) {
            if let Effect::Settle(it) = effect {
                settled.push(it);
            }
        }
    }
    let [done] = settled.as_slice() else {
        panic!("once: {settled:?}");
    };
    assert_eq!((done.intent, done.outcome), (1, Outcome::Done));
    let mut entries = entries.to_vec();
    entries.push((at("14:05:01"), Entry::Settled(done.clone())));
    take(&mut model, open(at("14:00:30")), &entries);
    let text = seen_on(&mut model);
    assert!(
        text.contains("done: promote-replica orders-db-usw2 in us-west-2"),
        "{text}"
    );
    assert!(!text.contains("UNDER WAY"), "{text}");
    // In the list until it is dismissed.
    press(&mut model, KeyCode::Char('a'));
    assert!(seen_on(&mut model).contains("ReadReplicaSourceDBInstanceIdentifier: absent"));
    press(&mut model, KeyCode::Char('g'));
    press(&mut model, KeyCode::Enter);
    assert!(!seen_on(&mut model).contains("ReadReplicaSourceDBInstanceIdentifier"));
}

#[test]
fn two_writers_are_on_every_screen_with_the_fence_offered() {
    let both = || {
        let mut model = story("two_writers");
        tick(&mut model, "14:04:34");
        model
    };
    pictures("split_brain", both);
    for screen in crate::console::screens::SCREENS {
        let mut model = both();
        press(&mut model, KeyCode::Char(screen.key));
        let text = seen_on(&mut model);
        let wanted = "SPLIT-BRAIN  orders-db: us-east-1 and us-west-2 both accept writes for 123 s";
        assert!(text.contains(wanted), "{}:\n{text}", screen.name);
    }
    let text = shot(&mut both(), 80, 24, Format::Text);
    let flat: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(flat.contains("for 123 s — :act fence"), "{text}");
    let mut model = both();
    enter(&mut model, ":act fence");
    assert!(seen_on(&mut model).contains("fence "));
}
