//! Runbooks and walks as they are seen and heard: the list, the step in front, what is
//! said in a walk, and what happens in it by itself.

use super::deeds::*;
use super::harbor::*;
use super::stories::{plain, story, uncoloured};
use crate::console::{
    Answer, Effect, Format, Message, Model, WalkDoes, WalkHands, WalkOrder, WalksTold, shot, update,
};
use crate::estate::facts::DbInstance;
use crate::estate::{Facts, Scope, Source};
use crate::journal::{
    Digest, Entry, RtoRecord, StepEnd, WalkBegun, WalkEntry, WalkEvent, WalkMode,
};
use crate::runbook::{Experience, INCLUDED, Sheet, Walk, last_walks};
use crate::terms::{Instant, Span};
use crossterm::event::KeyCode;

pub const BOOK: &str = include_str!("walking.md");

fn pictures(name: &str, model: impl Fn() -> Model) {
    let rich = shot(&mut model(), 120, 40, Format::Text);
    insta::assert_snapshot!(format!("{name}_120x40"), rich);
    let poor = shot(&mut plain(model()), 80, 24, Format::Text);
    insta::assert_snapshot!(format!("{name}_80x24_ascii"), poor);
    let without = shot(&mut uncoloured(model()), 120, 40, Format::Text);
    assert_eq!(rich, without, "{name}: no word depends on a colour");
}

/// The runbooks that come along, and one of the plan's that does not fit.
pub fn sheets() -> Vec<Sheet> {
    let plan = plan();
    let wrong = BOOK.replace("store = \"orders-db\"", "store = \"order-db\"");
    let mut sheets = vec![
        Sheet::of("runbooks/drill.md", wrong.as_bytes(), false),
        Sheet::of("runbooks/broken.md", b"no runbook", false),
    ];
    sheets.extend(INCLUDED.iter().filter_map(|included| {
        let text = included.written_for(&plan).ok()?;
        let file = format!("{}.md", included.name);
        Some(Sheet::of(&file, text.as_bytes(), true))
    }));
    sheets
}

pub fn with_runbooks(mut model: Model) -> Model {
    let (sheets, trouble) = (sheets(), None);
    let (count, now) = (sheets.len(), model.now);
    let answer = Answer::Runbooks { sheets, trouble };
    update(&mut model, Message::Answered(answer), now);
    // One is held against what is seen at a time.
    for _ in 0..count {
        update(&mut model, Message::Ticked, now);
    }
    model
}

pub fn begun(text: &str, mode: WalkMode) -> WalkEvent {
    WalkEvent::Begun(Box::new(WalkBegun {
        runbook: "drill".to_owned(),
        file: "drill.md".to_owned(),
        text: text.to_owned(),
        digest: Digest::of(text.as_bytes()),
        mode,
        scenario: None,
        incident: Some(text_of("INC-4711")),
        reason: Some(text_of("us-east-1 is gone")),
        rto: Some(RtoRecord {
            tier: "shop".to_owned(),
            seconds: 1_800,
        }),
    }))
}

pub fn entered(step: &str) -> WalkEvent {
    let step = step.to_owned();
    WalkEvent::Entered { step }
}

pub fn ended(step: &str, how: StepEnd) -> WalkEvent {
    let step = step.to_owned();
    WalkEvent::Ended { step, how }
}

pub fn done(note: Option<&str>) -> StepEnd {
    StepEnd::Done {
        note: note.map(text_of),
    }
}

/// What happened in a walk, ten seconds apart, up to now.
fn journal(begun: WalkEvent, events: &[WalkEvent], now: Instant) -> Vec<(Instant, Entry)> {
    let all = [&[begun], events].concat();
    let count = u64::try_from(all.len()).unwrap();
    let entries = all.into_iter().zip(0..).map(|(event, at)| {
        let run = (at > 0).then_some(1);
        let ago = Span::seconds((count - at) * 10);
        (ago.before(now), Entry::Walk(WalkEntry { run, event }))
    });
    entries.collect()
}

/// Tells the console how a walk stands.
pub fn tell(
    model: &mut Model,
    mode: WalkMode,
    events: &[WalkEvent],
    hands: WalkHands,
    done: u64,
) -> Vec<Effect> {
    tell_of(model, begun(BOOK, mode), events, hands, done)
}

pub fn tell_of(
    model: &mut Model,
    begun: WalkEvent,
    events: &[WalkEvent],
    hands: WalkHands,
    done: u64,
) -> Vec<Effect> {
    let records = records(&journal(begun, events, model.now));
    let told = WalksTold {
        shown: Some((Walk::of(&records, None).unwrap(), hands)),
        earlier: Experience::default(),
        tried: None,
        before: last_walks(&records),
        done,
        trouble: None,
    };
    let now = model.now;
    let effects = update(model, Message::Answered(Answer::Walks(Box::new(told))), now);
    let of_walk = |it: &Effect| matches!(it, Effect::Walk(_) | Effect::Ask(_) | Effect::Refresh);
    effects.into_iter().filter(of_walk).collect()
}

pub fn at_manual() -> [WalkEvent; 1] {
    [entered("freeze")]
}

pub fn at_check() -> Vec<WalkEvent> {
    vec![
        entered("freeze"),
        ended("freeze", done(Some("ana asked in the channel"))),
        entered("loss"),
    ]
}

pub fn at_action() -> Vec<WalkEvent> {
    let mut events = at_check();
    events.extend([ended("loss", done(None)), entered("promote")]);
    events
}

/// A console that walks, at a screen of 120×40, with the walk in front.
pub fn walking(model: Model, events: &[WalkEvent]) -> Model {
    of_mode(model, WalkMode::ForReal, events)
}

pub fn of_mode(model: Model, mode: WalkMode, events: &[WalkEvent]) -> Model {
    let mut model = with_runbooks(model);
    model.size = (120, 40);
    press(&mut model, KeyCode::Char('7'));
    tell(&mut model, mode, events, WalkHands::Here, 0);
    model
}

/// A console in the middle of a walk.
pub fn in_a_walk() -> Model {
    walking(armed(story("calm")), &at_action())
}

pub fn written(effects: &[Effect]) -> Vec<(u64, Vec<WalkEvent>)> {
    let all = effects.iter().filter_map(|effect| match effect {
        Effect::Walk(WalkOrder {
            number,
            does: WalkDoes::Write(events),
        }) => Some((*number, events.clone())),
        _ => None,
    });
    all.collect()
}

#[test]
fn the_runbooks_and_what_is_wrong_with_them() {
    let listed = || {
        let mut model = with_runbooks(story("calm"));
        press(&mut model, KeyCode::Char('7'));
        model
    };
    pictures("runbooks", listed);
    let mut model = listed();
    let text = seen_on(&mut model);
    let wrong = "line 21: `order-db` is no store of the plan (did you mean `orders-db`?)";
    assert!(text.contains(wrong), "{text}");
    assert!(text.contains("■ 1 fault"), "{text}");
    press(&mut model, KeyCode::Char('j'));
    let text = seen_on(&mut model);
    assert!(
        text.contains("line 1: a runbook begins with a line of"),
        "{text}"
    );
}

/// What is seen is another: a runbook that named what was there fits no more.
#[test]
fn a_runbook_that_no_longer_fits_says_so_without_being_asked() {
    let mut model = story("calm");
    let show = |model: &mut Model, names: &[&str], at: Instant| {
        let instances = names.iter().map(|name| DbInstance {
            identifier: text_of(name),
            engine: text_of("postgres"),
            status: text_of("available"),
            ..DbInstance::default()
        });
        let facts = Facts::DbInstances(instances.collect());
        let seen = seen(Source::DbInstances, &Scope::from(&east()), at, facts);
        update(model, Message::Observed(seen), at);
    };
    show(&mut model, &["orders-db", "ledger-db"], noon());
    let book = BOOK.replace("promote-replica", "snapshot");
    let book = book.replace("orders-db-usw2", "ledger-db");
    let answer = Answer::Runbooks {
        sheets: vec![Sheet::of("drill.md", book.as_bytes(), false)],
        trouble: None,
    };
    update(&mut model, Message::Answered(answer), noon());
    press(&mut model, KeyCode::Char('7'));
    assert!(
        seen_on(&mut model).contains("● fits"),
        "{}",
        seen_on(&mut model)
    );
    show(&mut model, &["orders-db"], Span::seconds(10).after(noon()));
    let text = seen_on(&mut model);
    assert!(text.contains("drill fits no more: drill.md:"), "{text}");
    assert!(text.contains("■ 1 fault"), "{text}");
    assert!(
        text.contains("`ledger-db` is no target of `snapshot`"),
        "{text}"
    );
}

#[test]
fn the_step_in_front_is_large_and_says_what_it_waits_for() {
    pictures("manual", || walking(story("calm"), &at_manual()));
    pictures("check", || walking(story("silent"), &at_check()));
    pictures("action", in_a_walk);
    pictures("contacts", || {
        let mut model = in_a_walk();
        press(&mut model, KeyCode::Char('C'));
        model
    });
    pictures("stopped", || {
        let mut events = at_action();
        let why = "AWS says that it was not done (journal, 7)".to_owned();
        events.push(ended("promote", StepEnd::Failed { why }));
        walking(story("calm"), &events)
    });
    pictures("followed", || {
        let mut model = with_runbooks(story("calm"));
        press(&mut model, KeyCode::Char('7'));
        let holder = WalkHands::Elsewhere("ada@bastion:1".to_owned());
        tell(&mut model, WalkMode::ForReal, &at_action(), holder, 0);
        model
    });
}

#[test]
fn a_walk_is_begun_by_its_key_in_the_mode_that_is_typed() {
    let mut model = with_runbooks(story("calm"));
    type_in(&mut model, "7jjw");
    let text = seen_on(&mut model);
    assert!(text.contains(":walk regional-failover rehearsal"), "{text}");
    let effects = press(&mut model, KeyCode::Enter);
    let [Effect::Walk(order)] = effects.as_slice() else {
        panic!("{effects:?}");
    };
    let WalkDoes::Begin { beginning, reason } = &order.does else {
        panic!("{order:?}");
    };
    assert_eq!((beginning.mode, reason), (WalkMode::Rehearsal, &None));
    assert_eq!(beginning.file, "regional-failover.md");
    // What acts needs the window.
    let mut model = with_runbooks(story("calm"));
    type_in(&mut model, "7");
    for (line, why) in [
        (":walk regional-failover for-real", "`:arm REASON` first"),
        (
            ":walk regional-failover simulation",
            "is no way to walk here",
        ),
        (
            ":walk regional-falover",
            "did you mean `regional-failover`?",
        ),
        (":walk broken", "it is not walked until this is mended: "),
    ] {
        assert_eq!(enter(&mut model, line), [], "{line}");
        let text = seen_on(&mut model);
        assert!(text.contains(why), "{line}:\n{text}");
    }
    let mut model = with_runbooks(armed(story("calm")));
    type_in(&mut model, "7jjw");
    let text = seen_on(&mut model);
    assert!(text.contains(":walk regional-failover for-real"), "{text}");
    let effects = press(&mut model, KeyCode::Enter);
    let [Effect::Walk(order)] = effects.as_slice() else {
        panic!("{effects:?}");
    };
    let WalkDoes::Begin { beginning, reason } = &order.does else {
        panic!("{order:?}");
    };
    assert_eq!(beginning.incident, Some(text_of("INC-4711")));
    assert_eq!(*reason, Some(text_of("us-east-1 is gone")));
}
