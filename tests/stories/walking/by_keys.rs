//! Runbooks walked at the console, by keys alone; the screen is read as an operator
//! reads it.

use super::operator::Operator;
use super::region_down::is_reported_as_it_was;
use super::shop::Shop;
use crate::acting::keyboard::{confirm, override_each};
use crate::support::console::{Console, at_the_console, in_virtual_time};
use crate::support::eyes::{DECISIONS, front, known, now};
use lifeboat::cli::Exit;
use lifeboat::journal::{Entry, WalkEnd, WalkMode};
use lifeboat::runbook::Walk;
use lifeboat::terms::Span;
use std::time::Duration;

/// Between two looks of an operator at the screen.
const GLANCE: Duration = Duration::from_millis(500);

/// A step that failed.
const STOPPED: &str = "■ STOPPED";

/// How often an operator looks before a story says what was seen instead.
const MOST: usize = 20_000;

/// Waits until the screen is so; looks more often than it is waited elsewhere, since the
/// clocks run.
async fn until(console: &Console, shop: &Shop, what: &str, is_so: impl Fn(&str) -> bool) -> String {
    let mut screen = console.screen().await;
    for _ in 0..MOST {
        if is_so(&screen) {
            return screen;
        }
        shop.house.clock.sleep(GLANCE).await;
        screen = console.screen().await;
    }
    panic!("no {what}:\n{screen}");
}

/// Opens the runbooks, and begins the first of them in a mode.
async fn begins(console: &Console, mode: &str) {
    console.types("7");
    console.shows("regional-failover").await;
    console.types("gw");
    console.shows(":walk regional-failover ").await;
    console.clears();
    console.types(&format!("walk regional-failover {mode}\r"));
    console.shows(" · step 1 of ").await;
}

/// Walks until a screen is so, as it is written there.
async fn walks(console: &Console, shop: &Shop, is_so: impl Fn(&str) -> bool) -> String {
    let mut said = String::new();
    for _ in 0..MOST {
        let screen = console.screen().await;
        if is_so(&screen) {
            return screen;
        }
        let Some(at) = front(&screen).map(str::to_owned) else {
            shop.house.clock.sleep(GLANCE).await;
            continue;
        };
        let goes_on = |screen: &str| front(screen) != Some(&at);
        let do_now = now(&screen).to_owned();
        if let Some(keys) = known(&at).filter(|_| said != at) {
            said.clone_from(&at);
            console.types(&keys);
            until(console, shop, "next step", goes_on).await;
        } else if do_now.starts_with("d says") {
            console.types("ddone as it is written\r");
            until(console, shop, "next step", goes_on).await;
        } else if do_now.starts_with("a opens the review; closing") {
            console.types("a");
            console.shows("[ Cancel ]").await;
            console.pass(Span::seconds(1)).await;
            console.types("\r");
            until(console, shop, "next step", goes_on).await;
        } else if do_now.starts_with("a opens") {
            console.types("a");
            console.shows("[ Cancel ]").await;
            console.pass(Span::seconds(1)).await;
            override_each(console).await;
            confirm(console).await;
            let seen = |screen: &str| front(screen).is_some() || screen.contains("NOT CONFIRMED");
            let screen = until(console, shop, "the walk again", seen).await;
            assert!(!screen.contains("NOT CONFIRMED"), "{screen}");
            until(console, shop, "next step", |screen| {
                goes_on(screen) || screen.contains(STOPPED)
            })
            .await;
        } else if screen.contains(STOPPED) {
            // What was cut off before it was sent was not done.
            console.types("A");
            until(console, shop, "the step again", |it| !it.contains(STOPPED)).await;
        } else {
            shop.house.clock.sleep(GLANCE).await;
        }
    }
    panic!("it does not end:\n{}", console.screen().await);
}

fn is_complete(screen: &str) -> bool {
    screen.contains("● COMPLETE")
}

#[test]
fn the_failover_by_keys_is_reported_as_it_was() {
    in_virtual_time(async || {
        let shop = Box::pin(Shop::whose_region_is_down()).await;
        let session = shop.session().await;
        let story = async |console: &Console| {
            console.types(":arm INC-4711: us-east-1 is gone --incident INC-4711 --for 1h\r");
            console.shows(" ARMED ").await;
            begins(console, "simulation").await;
            let (screen, back) = tokio::join!(walks(console, &shop, is_complete), shop.back());
            assert!(screen.contains("orders-db: ≤ "), "{screen}");
            // It is in the list of runbooks from now on.
            console.types("\u{1b}");
            let list = console.shows("simulation, complete").await;
            assert!(list.contains("Runbooks 8"), "{list}");
            back
        };
        let (back, trouble) = at_the_console(&shop.house, &session, story).await;
        assert_eq!(trouble, None);
        shop.is_moved();
        let walk = Walk::of(&shop.records(), None).unwrap();
        assert_eq!(walk.over.as_ref().unwrap().1, WalkEnd::Completed);
        is_reported_as_it_was(&shop, &walk, back);
    });
}

#[test]
fn a_rehearsal_by_keys_sends_nothing() {
    in_virtual_time(async || {
        let shop = Box::pin(Shop::whose_region_is_down()).await;
        let session = shop.session().await;
        let story = async |console: &Console| {
            begins(console, "rehearsal").await;
            let screen = walks(console, &shop, is_complete).await;
            assert!(screen.contains("rehearsed"), "{screen}");
        };
        let ((), trouble) = at_the_console(&shop.house, &session, story).await;
        assert_eq!(trouble, None);
        assert_eq!(shop.house.mutating(), [""; 0]);
        let acts = |entry: &Entry| matches!(entry, Entry::Intent(_) | Entry::Armed(_));
        assert!(!shop.records().iter().any(|it| acts(&it.entry)));
    });
}

/// Left by its key, and by leaving the console; offered at the next start, taken up, and
/// given up with a reason.
#[test]
fn a_walk_that_was_left_is_offered_and_taken_up() {
    in_virtual_time(async || {
        let shop = Box::pin(Shop::whose_region_is_down()).await;
        let session = shop.session().await;
        let begun = async |console: &Console| {
            begins(console, "rehearsal").await;
            console.types(":declare us-east-1 down --since 14:05\r");
            console.shows("▸ 2. Tell everybody").await;
            console.types("nAda leads\r");
            console.shows("Ada leads").await;
            console.types("L");
            console.shows("NOBODY WALKS IT").await;
            console.types("w");
            until(console, &shop, "the walk", |it| {
                !it.contains("NOBODY WALKS")
            })
            .await;
        };
        let ((), trouble) = at_the_console(&shop.house, &session, begun).await;
        assert_eq!(trouble, None);
        let walk = Walk::of(&shop.records(), None).unwrap();
        assert_eq!(walk.left.as_ref().unwrap().1, "the console was left");

        let session = shop.session().await;
        let taken_up = async |console: &Console| {
            let screen = console.shows("WALK LEFT").await;
            assert!(screen.contains("step 2 of "), "{screen}");
            console.types("7");
            let screen = console.shows("NOBODY WALKS IT").await;
            assert!(screen.contains("left at "), "{screen}");
            assert!(screen.contains("Ada leads"), "{screen}");
            // Nothing is said in it before that.
            console.types("n");
            assert!(!console.screen().await.contains("note: "));
            console.types("w");
            console.shows("now  ").await;
            console.types("X");
            console.shows("abort: ").await;
            console.types("us-east-1 is back\r");
            console.shows("GIVEN UP: us-east-1 is back").await;
        };
        let ((), trouble) = at_the_console(&shop.house, &session, taken_up).await;
        assert_eq!(trouble, None);
        let walk = Walk::of(&shop.records(), None).unwrap();
        assert_eq!(walk.hands.len(), 3);
        assert!(matches!(walk.over, Some((_, WalkEnd::GivenUp { .. }))));
    });
}

#[test]
fn a_console_follows_what_is_walked_at_a_terminal() {
    in_virtual_time(async || {
        let shop = Box::pin(Shop::whose_region_is_down()).await;
        let session = shop.session().await;
        let mut operator = Operator::who_knows(&DECISIONS);
        let story = async |console: &Console| {
            let screen = console.shows("WALK  Regional failover").await;
            assert!(screen.contains(" walks it"), "{screen}");
            console.types("7");
            console.shows("FOLLOWED").await;
            console.types("wnd");
            let screen = console.screen().await;
            assert!(
                screen.contains("FOLLOWED") && !screen.contains("note: "),
                "{screen}"
            );
            until(console, &shop, "its end", is_complete).await;
        };
        let (walked, ((), trouble)) = tokio::join!(
            shop.walks(&mut operator, WalkMode::Simulation),
            at_the_console(&shop.house, &session, story)
        );
        let walked = walked.unwrap_or_else(|why| panic!("{why}\n{}", operator.heard));
        assert_eq!((walked.exit, trouble), (Exit::Done, None));
        assert_eq!(walked.walk.hands.len(), 1, "it took nothing up");
    });
}
