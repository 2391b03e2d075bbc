//! Runbooks and walks as they are seen and heard: the list, the step in front, what is
//! said in a walk, and what happens in it by itself.

use super::deeds::*;
use super::harbor::*;
use super::stories::{plain, story, uncoloured};
use crate::console::model::Over;
use crate::console::{
    Answer, Effect, Format, Message, Model, WalkDoes, WalkHands, WalkOrder, WalksTold, shot, update,
};
use crate::estate::facts::DbInstance;
use crate::estate::{Facts, Scope, Source};
use crate::journal::{
    Digest, Entry, RtoRecord, StepEnd, WalkBegun, WalkEntry, WalkEvent, WalkMode,
};
use crate::runbook::{INCLUDED, Sheet, Walk, last_walks};
use crate::terms::{Instant, Span};
use crossterm::event::KeyCode;

const BOOK: &str = include_str!("walking.md");

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

fn begun(mode: WalkMode) -> WalkEvent {
    WalkEvent::Begun(Box::new(WalkBegun {
        runbook: "drill".to_owned(),
        file: "drill.md".to_owned(),
        text: BOOK.to_owned(),
        digest: Digest::of(BOOK.as_bytes()),
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

fn entered(step: &str) -> WalkEvent {
    let step = step.to_owned();
    WalkEvent::Entered { step }
}

fn ended(step: &str, how: StepEnd) -> WalkEvent {
    let step = step.to_owned();
    WalkEvent::Ended { step, how }
}

fn done(note: Option<&str>) -> StepEnd {
    StepEnd::Done {
        note: note.map(text_of),
    }
}

/// What happened in a walk, ten seconds apart, up to now.
fn journal(mode: WalkMode, events: &[WalkEvent], now: Instant) -> Vec<(Instant, Entry)> {
    let all = [&[begun(mode)], events].concat();
    let count = u64::try_from(all.len()).unwrap();
    let entries = all.into_iter().zip(0..).map(|(event, at)| {
        let run = (at > 0).then_some(1);
        let ago = Span::seconds((count - at) * 10);
        (ago.before(now), Entry::Walk(WalkEntry { run, event }))
    });
    entries.collect()
}

/// Tells the console how a walk stands.
fn tell(
    model: &mut Model,
    mode: WalkMode,
    events: &[WalkEvent],
    hands: WalkHands,
    done: u64,
) -> Vec<Effect> {
    let records = records(&journal(mode, events, model.now));
    let told = WalksTold {
        shown: Some((Walk::of(&records, None).unwrap(), hands)),
        before: last_walks(&records),
        done,
        trouble: None,
    };
    let now = model.now;
    let effects = update(model, Message::Answered(Answer::Walks(Box::new(told))), now);
    let of_walk = |it: &Effect| matches!(it, Effect::Walk(_) | Effect::Refresh);
    effects.into_iter().filter(of_walk).collect()
}

fn at_manual() -> [WalkEvent; 1] {
    [entered("freeze")]
}

fn at_check() -> Vec<WalkEvent> {
    vec![
        entered("freeze"),
        ended("freeze", done(Some("ana asked in the channel"))),
        entered("loss"),
    ]
}

fn at_action() -> Vec<WalkEvent> {
    let mut events = at_check();
    events.extend([ended("loss", done(None)), entered("promote")]);
    events
}

/// A console that walks, at a screen of 120×40, with the walk in front.
fn walking(model: Model, events: &[WalkEvent]) -> Model {
    of_mode(model, WalkMode::ForReal, events)
}

fn of_mode(model: Model, mode: WalkMode, events: &[WalkEvent]) -> Model {
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

fn written(effects: &[Effect]) -> Vec<(u64, Vec<WalkEvent>)> {
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

#[test]
fn what_is_said_is_written_down_once_with_its_words() {
    let mut model = walking(story("calm"), &at_manual());
    press(&mut model, KeyCode::Char('d'));
    let text = seen_on(&mut model);
    assert!(
        text.contains("done: ▏   what was done, or what you saw"),
        "{text}"
    );
    // Without words it stays.
    assert_eq!(press(&mut model, KeyCode::Enter), []);
    assert_eq!(type_in(&mut model, "ana asked"), []);
    let effects = press(&mut model, KeyCode::Enter);
    let event = ended("freeze", done(Some("ana asked")));
    assert_eq!(written(&effects), [(1, vec![event])]);
    // Until it is in the journal, what else is said waits.
    type_in(&mut model, "nBen listens");
    assert_eq!(press(&mut model, KeyCode::Enter), []);
    let tell_of = |model: &mut Model, done| {
        tell(
            model,
            WalkMode::ForReal,
            &at_check()[..2],
            WalkHands::Here,
            done,
        )
    };
    assert_eq!(tell_of(&mut model, 0), []);
    let effects = tell_of(&mut model, 1);
    let [(2, events)] = &written(&effects)[..] else {
        panic!("{effects:?}");
    };
    let [WalkEvent::Noted { text, .. }] = &events[..] else {
        panic!("{events:?}");
    };
    assert_eq!(text.raw(), "Ben listens");
    // It is; and what comes next begins by itself.
    let effects = tell_of(&mut model, 2);
    assert_eq!(written(&effects), [(3, vec![entered("loss")])]);
}

#[test]
fn what_is_typed_is_about_the_step_that_was_in_front() {
    let mut model = walking(story("silent"), &at_check());
    type_in(&mut model, "xthe commander decides");
    tell(
        &mut model,
        WalkMode::ForReal,
        &at_action(),
        WalkHands::Here,
        9,
    );
    assert_eq!(press(&mut model, KeyCode::Enter), []);
    let text = seen_on(&mut model);
    assert!(
        text.contains("not taken: the walk has gone on meanwhile"),
        "{text}"
    );
}

/// That the step begins is no other step.
#[test]
fn what_is_typed_as_a_step_begins_is_about_it() {
    let mut model = with_runbooks(story("calm"));
    press(&mut model, KeyCode::Char('7'));
    let of = |model: &mut Model, events: &[WalkEvent], done| {
        tell(model, WalkMode::ForReal, events, WalkHands::Here, done)
    };
    assert_eq!(
        written(&of(&mut model, &[], 0)),
        [(1, vec![entered("freeze")])]
    );
    type_in(&mut model, "xa drill");
    of(&mut model, &at_manual(), 1);
    let effects = press(&mut model, KeyCode::Enter);
    let skipped = WalkEvent::Skipped {
        step: "freeze".to_owned(),
        reason: text_of("a drill"),
    };
    assert_eq!(written(&effects), [(2, vec![skipped])]);
}

#[test]
fn a_word_that_comes_to_nothing_has_no_key_and_no_hint() {
    let mut model = in_a_walk();
    let text = seen_on(&mut model);
    assert!(
        text.contains("x skip") && !text.contains("d done"),
        "{text}"
    );
    assert_eq!(press(&mut model, KeyCode::Char('d')), []);
    assert!(matches!(model.over, Over::Nothing));
}

/// All was seen since the step began: what is met is written down, and the walk goes on.
#[test]
fn a_condition_is_judged_as_what_is_seen_changes() {
    let mut model = with_runbooks(story("silent"));
    press(&mut model, KeyCode::Char('7'));
    let effects = tell(
        &mut model,
        WalkMode::ForReal,
        &at_check(),
        WalkHands::Here,
        0,
    );
    assert_eq!(effects, [Effect::Refresh], "everything is looked at anew");
    // What is not known is not met, and is told when nothing else can be.
    let effects = update(&mut model, Message::Ticked, at("14:03:50"));
    let [(_, events)] = &written(&effects)[..] else {
        panic!("{effects:?}");
    };
    let [WalkEvent::Judged { judged, .. }] = &events[..] else {
        panic!("{events:?}");
    };
    assert_ne!(judged.standing.word(), "met");
    let known = [at_check(), events.clone()].concat();
    // A word about the Region fixes what is lost.
    tell(&mut model, WalkMode::ForReal, &known, WalkHands::Here, 1);
    let declared = vec![declared_down(at("14:02:40"))];
    let answer = Message::Answered(Answer::Declared(declared));
    let effects = update(&mut model, answer, at("14:05:00"));
    let [(_, events)] = &written(&effects)[..] else {
        panic!("{effects:?}");
    };
    assert!(
        matches!(&events[..], [WalkEvent::Declared(_)]),
        "{events:?}"
    );
}

#[test]
fn the_action_of_a_step_is_confirmed_in_its_review_alone() {
    let mut model = in_a_walk();
    press(&mut model, KeyCode::Char('a'));
    let now = model.now;
    update(&mut model, Message::Seen, now);
    override_each(&mut model);
    let typed = phrase(&model);
    type_in(&mut model, &format!("\t{typed}"));
    let effects = press(&mut model, KeyCode::Enter);
    let order = effects.iter().find_map(|effect| match effect {
        Effect::Act(order) => Some(order),
        _ => None,
    });
    let step = order.and_then(|order| order.step.as_ref());
    let step = step.unwrap_or_else(|| panic!("{effects:?}\n{}", seen_on(&mut model)));
    assert_eq!(step.confirmed.step, "promote");
    assert_eq!(step.confirmed.action, "promote-replica");
    assert_eq!(step.confirmed.loss.as_ref().unwrap().store, "orders-db");
    // While it is sent, nothing can be said that would pass over it.
    assert_eq!(type_in(&mut model, "x"), []);
    assert!(seen_on(&mut model).contains("is being sent"));
    assert_eq!(written(&tick(&mut model, "14:02:40")), []);
}

#[test]
fn a_rehearsal_stops_at_the_review_and_goes_on_when_it_is_closed() {
    let model = || {
        let mut model = of_mode(story("calm"), WalkMode::Rehearsal, &at_action());
        press(&mut model, KeyCode::Char('a'));
        let now = model.now;
        update(&mut model, Message::Seen, now);
        model
    };
    let mut confirmed = model();
    type_in(&mut confirmed, "\tPROMOTE orders-db-usw2 LOSE 30s");
    assert_eq!(press(&mut confirmed, KeyCode::Enter), []);
    let text = seen_on(&mut confirmed);
    assert!(
        text.contains("this is a rehearsal: nothing is sent"),
        "{text}"
    );
    let mut closed = model();
    let effects = press(&mut closed, KeyCode::Esc);
    let [(_, events)] = &written(&effects)[..] else {
        panic!("{effects:?}");
    };
    let [WalkEvent::Reviewed(reviewed)] = &events[..] else {
        panic!("{events:?}");
    };
    assert_eq!(reviewed.action, "promote-replica");
    assert!(!reviewed.obstacles.is_empty());
}

#[test]
fn nobody_speaks_in_a_walk_of_another() {
    let mut model = with_runbooks(story("calm"));
    let holder = || WalkHands::Elsewhere("ada@bastion:1".to_owned());
    tell(&mut model, WalkMode::ForReal, &at_manual(), holder(), 0);
    let text = seen_on(&mut model);
    assert!(text.contains("WALK  Database drill, step 1 of "), "{text}");
    press(&mut model, KeyCode::Char('7'));
    for key in "dFAWnxbLXw".chars() {
        assert_eq!(press(&mut model, KeyCode::Char(key)), [], "{key}");
        assert!(!matches!(model.over, Over::Line(..)), "{key}");
    }
    assert_eq!(written(&tick(&mut model, "14:10:00")), []);
    // The channel may be told by whoever looks.
    let effects = press(&mut model, KeyCode::Char('R'));
    let [Effect::CopyLines(lines)] = effects.as_slice() else {
        panic!("{effects:?}");
    };
    assert_eq!(lines.len(), 6);
    assert!(lines[0].contains("Database drill"), "{lines:?}");
}

#[test]
fn what_cannot_be_written_down_did_not_happen_and_is_not_tried_all_the_time() {
    let mut model = walking(story("calm"), &at_check()[..2]);
    let why = "the journal cannot be written: no space".to_owned();
    let failed = Message::Answered(Answer::NotWalked(why));
    let now = model.now;
    let effects = update(&mut model, failed, now);
    assert_eq!(written(&effects), []);
    assert!(seen_on(&mut model).contains("not written down, so it did not happen"));
    assert_eq!(written(&tick(&mut model, "14:02:35")), []);
    let again = tick(&mut model, "14:03:05");
    assert_eq!(written(&again), [(2, vec![entered("loss")])]);
}
