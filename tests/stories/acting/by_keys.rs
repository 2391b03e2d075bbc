//! Every action by keys alone, through its whole course: armed, chosen from the
//! catalogue, its settings typed, its review read, what blocks overridden, its phrase
//! typed; sent, watched and ended. The screen is read as an operator reads it.

use crate::support::House;
use crate::support::console::{Console, at_the_console, in_virtual_time};
use crate::support::deeds::{DEEDS, Deed, PROMOTION, every_action_is_done, make_ready};
use lifeboat::cli::state::StateFolder;
use lifeboat::journal::Journal;
use lifeboat::terms::Span;
use std::path::Path;

/// A shop whose journal is in a folder of this test.
async fn harbor() -> House {
    let world =
        lifeboat::sim::World::harbor(crate::support::SEED, lifeboat::cli::simulated::epoch());
    let mut plan = lifeboat::cli::simulated::plan().unwrap();
    // This host has no such group.
    plan.operate.journal_group = None;
    House::of(world, plan).await
}

/// What the line of the foot that begins with a label says.
fn labelled<'a>(screen: &'a str, label: &str) -> Option<&'a str> {
    let mut lines = screen.lines().map(str::trim);
    let line = lines.find(|line| line.split_whitespace().next() == Some(label))?;
    line.split_once(label).map(|(_, rest)| rest.trim())
}

/// What stands in the way, by the foot of the review.
fn in_the_way(screen: &str) -> Vec<&str> {
    let of_foot = |line: &&str| line.starts_with(' ') && !line.starts_with("  ");
    let lines = screen.lines().filter(of_foot);
    lines
        .filter(|line| {
            let class = line.split_whitespace().nth(1);
            matches!(class, Some("BLOCK" | "REFUSE"))
        })
        .collect()
}

/// The row of the checks that is selected: its class, its name, and whether it is
/// overridden.
fn selected(screen: &str) -> Option<(&str, &str, bool)> {
    let mut lines = screen.lines();
    let line = lines.find(|line| line.starts_with(" ▸ ") && !line.contains("[ Cancel ]"))?;
    let mut words = line.split_whitespace().skip(2);
    let overridden = line.contains("overridden: ");
    Some((words.next()?, words.next()?, overridden))
}

/// Opens the window.
async fn arm(console: &Console) {
    console.types(":arm INC-4711: a drill\r");
    console.shows(" ARMED ").await;
}

/// From the catalogue to the review.
async fn review(console: &Console, deed: Deed) -> String {
    // What is near in name comes after it.
    let target = deed.target.replace('@', " in ");
    console.types(&format!("a/{} {target}\r", deed.action));
    // Of a long name there is the beginning.
    let begins: String = target.chars().take(40).collect();
    console
        .shows(&format!("▸ {:<18} {begins}", deed.action))
        .await;
    console.types("\t");
    let is_spelt_out = |line: &str| line.starts_with(" :") && line.contains(deed.target);
    console
        .until("the row in the command line", |screen| {
            screen.lines().any(is_spelt_out)
        })
        .await;
    console.types(&deed.set.join(" "));
    console.types("\r");
    let screen = console.shows("[ Cancel ]").await;
    // It takes keys once it was seen.
    console.pass(Span::seconds(1)).await;
    screen
}

/// Overrides everything that blocks, from the first check to the last.
async fn override_each(console: &Console) {
    console.types("g");
    let mut last = String::new();
    loop {
        let screen = console.screen().await;
        if screen == last {
            return;
        }
        if let Some(("BLOCK", check, false)) = selected(&screen) {
            console.types("o");
            console.shows(&format!("why not {check} ")).await;
            console.types("decided in INC-4711\r");
            console
                .shows(&format!("`{check}` is overridden, for this once"))
                .await;
        }
        console.types("j");
        last = screen;
    }
}

/// Types the phrase, letter by letter, and confirms it.
async fn confirm(console: &Console) {
    let screen = console.screen().await;
    assert_eq!(in_the_way(&screen), [""; 0], "{screen}");
    let phrase = labelled(&screen, "type").unwrap().to_owned();
    // From the checks by Cancel to the phrase.
    console.types("\t\t");
    console.types(&phrase);
    let typed = console.shows(&format!("{phrase}▏")).await;
    assert!(typed.contains("Enter confirms"), "{typed}");
    console.types("\r");
}

/// A deed by keys, until it has ended.
async fn by_keys(console: &Console, house: &House, deed: Deed) {
    let name = deed.action;
    arm(console).await;
    let screen = review(console, deed).await;
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
    console
        .until("word of what it comes to", |screen| {
            ["BEING SENT", "UNDER WAY", "done: "]
                .iter()
                .any(|word| screen.contains(word))
        })
        .await;
    let ended = console
        .until("end", |screen| {
            ["done: ", "FAILED: ", "UNKNOWN: "]
                .iter()
                .any(|word| screen.contains(&format!("{word}{name} ")))
        })
        .await;
    assert!(ended.contains(&format!("done: {name} ")), "{ended}");
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
            review(console, PROMOTION).await;
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
