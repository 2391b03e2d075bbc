//! What became of actions, of this run and of earlier ones; and the window.

use super::deeds::*;
use super::harbor::*;
use super::stories::story;
use crate::console::model::Mode;
use crate::console::{Answer, Effect, Message, update};
use crate::journal::{Came, Entry, FenceStanding, Outcome, Settled};
use crate::terms::Span;
use crossterm::event::KeyCode;

#[test]
fn arming_asks_for_a_reason_and_is_refused_where_nothing_can_act() {
    let mut model = story("calm");
    model.acting.standing.can_act = false;
    assert_eq!(enter(&mut model, ":arm INC-4711"), []);
    let text = seen_on(&mut model);
    assert!(text.contains("not armed: this build only reads"), "{text}");
    model.acting.standing.can_act = true;
    for (line, why) in [
        (":arm", "no reason was given"),
        (":arm --for 15m", "no reason was given"),
        (":arm drill --for 3h", "3 h was asked for"),
        (":arm drill --for soon", "is not a length of time"),
        (":arm drill --incident", "has a value"),
        (":arm drill --yes", "is not an option"),
        (":disarm", "there is nothing to close"),
    ] {
        assert_eq!(enter(&mut model, line), [], "{line}");
        let text = seen_on(&mut model);
        assert!(text.contains(why), "{line}:\n{text}");
    }
    let effects = enter(
        &mut model,
        ":arm us-east-1 is gone --incident INC-4711 --for 30m",
    );
    let arm = Effect::Arm {
        reason: "us-east-1 is gone".to_owned(),
        incident: Some(text_of("INC-4711")),
        length: Some(Span::minutes(30)),
    };
    assert_eq!(effects, [arm]);
    assert_eq!(model.mode(), Mode::ReadOnly, "asked for is not open");
}

#[test]
fn what_failed_or_is_not_known_stays_as_well() {
    let began = at("14:02:40");
    let mut model = story("calm");
    let intents = [(began, intent("snapshot", "orders-db"))];
    take(&mut model, open(at("14:00:30")), &intents);
    for (outcome, word) in [
        (Outcome::Failed, "FAILED: "),
        (Outcome::Unknown, "UNKNOWN: "),
    ] {
        let mut model = story("calm");
        take(&mut model, open(at("14:00:30")), &intents);
        let mut entries = intents.to_vec();
        let settled = Settled {
            intent: 1,
            outcome,
            evidence: Vec::new(),
        };
        entries.push((at("14:03:00"), Entry::Settled(settled)));
        take(&mut model, open(at("14:00:30")), &entries);
        let text = seen_on(&mut model);
        assert!(
            text.contains(&format!("{word}snapshot orders-db in us-east-1")),
            "{text}"
        );
    }
    // Nothing left this host: that is told, and stays.
    let mut model = ready_to_confirm();
    let phrase = phrase(&model);
    press(&mut model, KeyCode::Tab);
    type_in(&mut model, &phrase);
    press(&mut model, KeyCode::Enter);
    let why = "the window is closed\nlook again".to_owned();
    update(&mut model, Message::Answered(Answer::NotSent(why)), noon());
    let text = seen_on(&mut model);
    assert!(
        text.contains("nothing was sent: the window is closed; look again"),
        "{text}"
    );
    assert!(!text.contains("BEING SENT"), "{text}");
}

#[test]
fn what_an_earlier_run_left_open_is_shown_at_once() {
    let began = at("03:02:11");
    let mut model = story("calm");
    take(
        &mut model,
        observing(),
        &[(began, intent("promote-replica", "orders-db-usw2"))],
    );
    let text = seen_on(&mut model);
    let wanted = "journal 1: promote-replica orders-db-usw2 began 03:02:11Z, \
                  what it came to is being looked at";
    assert!(text.contains(wanted), "{text}");
}

#[test]
fn what_aws_refused_or_never_got_is_settled_without_waiting() {
    let why = "the lease is another's".to_owned();
    let entries = [
        (at("14:02:10"), intent("promote-replica", "orders-db-usw2")),
        (at("14:02:11"), attempt(1, Came::NotSent { why })),
    ];
    let mut model = story("calm");
    let effects = take(&mut model, open(at("14:00:30")), &entries);
    let settled = effects.iter().find_map(|effect| match effect {
        Effect::Settle(settled) => Some(settled),
        _ => None,
    });
    let settled = settled.unwrap_or_else(|| panic!("{effects:?}"));
    assert_eq!(settled.outcome, Outcome::Failed);
}

#[test]
fn after_a_promotion_the_old_primary_is_watched() {
    let done = Settled {
        intent: 1,
        outcome: Outcome::Done,
        evidence: Vec::new(),
    };
    let mut entries = vec![
        (at("13:50:00"), intent("promote-replica", "orders-db-usw2")),
        (at("13:54:00"), Entry::Settled(done)),
    ];
    let mut model = story("two_writers");
    take(&mut model, observing(), &entries);
    let text = seen_on(&mut model);
    let wanted = "both accept writes for 511 s — :act fence orders-db@us-east-1";
    assert!(text.contains(wanted), "{text}");
    entries.push((at("14:01:00"), fence(FenceStanding::Attested)));
    take(&mut model, observing(), &entries);
    let text = seen_on(&mut model);
    assert!(text.contains("FENCED"), "{text}");
    assert!(
        text.contains("orders-db fenced by hand, attested 14:01:00Z"),
        "{text}"
    );
    // Where its Region does not answer, that is not known.
    let mut model = story("empty");
    take(&mut model, observing(), &entries[..2]);
    let text = seen_on(&mut model);
    assert!(text.contains("? OLD PRIMARY"), "{text}");
    assert!(
        text.contains("whether orders-db in us-east-1 still takes writes is not known"),
        "{text}"
    );
}
