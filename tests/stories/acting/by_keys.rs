//! Every action by keys alone, through its whole course: armed, chosen from the
//! catalogue, its settings typed, its review read, what blocks overridden, its phrase
//! typed; sent, watched and ended. The screen is read as an operator reads it.

use super::keyboard::{arm, confirm, ended, harbor, override_each, review};
use crate::support::House;
use crate::support::console::{Console, at_the_console, in_virtual_time};
use crate::support::deeds::{DEEDS, Deed, PROMOTION, every_action_is_done, make_ready};
use lifeboat::cli::state::StateFolder;
use lifeboat::journal::Journal;
use std::path::Path;

/// A deed by keys, until it has ended.
async fn by_keys(console: &Console, house: &House, deed: Deed) {
    let name = deed.action;
    arm(console).await;
    let screen = review(console, name, deed.target, deed.set).await;
    assert!(
        screen.contains(&format!("sends       {}", deed.sends)),
        "{screen}"
    );
    assert!(screen.contains("same as     "), "{screen}");
    assert!(screen.contains("undone by ") || screen.contains("  IRREVERSIBLE"));
    override_each(console).await;
    assert_eq!(
        house.mutating(),
        [""; 0],
        "{name}: nothing before the phrase"
    );
    confirm(console).await;
    ended(console, name, deed.target).await;
    // It stands above the catalogue until it is dismissed.
    console.types("a");
    let kept = console.shows("● done ").await;
    assert!(
        kept.contains(&format!("{name} {}", deed.target.replace('@', " in "))),
        "{kept}"
    );
    console.types("\r");
    console
        .until("dismissed", |screen| !screen.contains("● done "))
        .await;
}

fn kinds(folder: &Path) -> Vec<String> {
    let chain = Journal::read(folder).unwrap();
    assert!(chain.standing.is_whole(), "{}", chain.standing);
    let kinds = chain.records.iter().map(|it| it.entry.kind().unwrap());
    kinds.map(str::to_owned).collect()
}

/// A deed in a shop of its own, by keys; then the console is left.
async fn in_a_shop_of_its_own(deed: Deed) {
    let place = tempfile::tempdir().unwrap();
    let house = harbor().await;
    house.edit(|world| make_ready(world, deed));
    let state = StateFolder::under(place.path(), &house.plan, Path::new("lifeboat.toml"));
    let folder = state.path().to_owned();
    let session = house.session(Some(state));
    let story = async |console: &Console| by_keys(console, &house, deed).await;
    let ((), trouble) = at_the_console(&house, &session, story).await;
    assert_eq!(trouble, None);
    assert_eq!(house.mutating(), [deed.sends], "{deed:?}");
    house.edit(|world| (deed.leaves)(world));
    // What takes longer than the window is settled after it.
    let (of_action, of_window): (Vec<_>, Vec<_>) = kinds(&folder)
        .into_iter()
        .partition(|kind| ["intent", "attempt", "settled"].contains(&kind.as_str()));
    assert_eq!(of_action, ["intent", "attempt", "settled"], "{deed:?}");
    let window = ["armed", "lease", "disarmed", "lease"];
    assert_eq!(of_window, window, "{deed:?}");
}

/// Each deed, spread over two tests.
async fn each(of: usize) {
    for deed in DEEDS.iter().skip(of).step_by(2) {
        Box::pin(in_a_shop_of_its_own(*deed)).await;
    }
}

/// Everything is as it should be, and only the last word is missing.
#[test]
fn nothing_but_the_phrase_confirms() {
    in_virtual_time(async || {
        let house = harbor().await;
        let session = house.session(None);
        let story = async |console: &Console| {
            arm(console).await;
            review(console, PROMOTION.action, PROMOTION.target, PROMOTION.set).await;
            override_each(console).await;
            console.types("\t\t");
            let phrase = "PROMOTE orders-db-usw2 LOSE 30s";
            for typed in [
                "",
                "y",
                "yes",
                "PROMOTE",
                "PROMOTE orders-db-usw2",
                "PROMOTE orders-db-usw2 LOSE",
                "PROMOTE orders-db-usw2 LOSE 0s",
                "PROMOTE orders-db-usw2 LOSE 30",
                "PROMOTE orders-db-usw2 LOSE 30s now",
                "PROMOTE orders-db LOSE 30s",
                "promote orders-db-usw2 lose 30s",
                "FAIL OVER orders-db-usw2 LOSE 30s",
            ] {
                console.types(&format!("{typed}\r"));
                console.shows("NOT CONFIRMED").await;
                console.clears();
            }
            console.pastes(phrase);
            console.shows("a paste confirms nothing").await;
            console.types("\r");
            console.shows("NOT CONFIRMED").await;
            assert_eq!(house.mutating(), [""; 0]);
            // And it would have been sent.
            console.types(&format!("{phrase}\r"));
            console.shows("done: promote-replica ").await;
            assert_eq!(house.mutating(), [PROMOTION.sends]);
        };
        let ((), trouble) = at_the_console(&house, &session, story).await;
        assert_eq!(trouble, None);
    });
}

#[test]
fn every_action_is_done_by_keys() {
    every_action_is_done();
    in_virtual_time(async || each(0).await);
}

#[test]
fn every_other_action_is_done_by_keys() {
    in_virtual_time(async || each(1).await);
}
