//! What an operator's hands do at the console, and what the eyes read there: from the
//! window by the catalogue and the review to the end of an action.

use crate::support::House;
use crate::support::console::Console;
pub use crate::support::eyes::{in_the_way, labelled, selected};
use lifeboat::terms::Span;

/// A shop whose journal is in a folder of this test.
pub async fn harbor() -> House {
    let world =
        lifeboat::sim::World::harbor(crate::support::SEED, lifeboat::cli::simulated::epoch());
    let mut plan = lifeboat::cli::simulated::plan().unwrap();
    // This host has no such group.
    plan.operate.journal_group = None;
    House::of(world, plan).await
}

/// Opens the window.
pub async fn arm(console: &Console) {
    console.types(":arm INC-4711: a drill\r");
    console.shows(" ARMED ").await;
}

/// From the catalogue to the review of an action on a target, with these settings.
pub async fn review(console: &Console, action: &str, target: &str, set: &[&str]) -> String {
    // What is near in name comes after it.
    let named = target.replace('@', " in ");
    console.types(&format!("a/{action} {named}\r"));
    // Of a long name there is the beginning.
    let begins: String = named.chars().take(40).collect();
    console.shows(&format!("▸ {action:<18} {begins}")).await;
    console.types("\t");
    let is_spelt_out = |line: &str| line.starts_with(" :") && line.contains(target);
    console
        .until("the row in the command line", |screen| {
            screen.lines().any(is_spelt_out)
        })
        .await;
    console.types(&set.join(" "));
    console.types("\r");
    let screen = console.shows("[ Cancel ]").await;
    // It takes keys once it was seen.
    console.pass(Span::seconds(1)).await;
    screen
}

/// Overrides everything that blocks, from the first check to the last.
pub async fn override_each(console: &Console) {
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
pub async fn confirm(console: &Console) {
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

/// Waits for the end of an action that was confirmed, and returns the screen that tells
/// of it.
pub async fn ended(console: &Console, action: &str, target: &str) -> String {
    let what = format!("{action} {}", target.replace('@', " in "));
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
                .any(|word| screen.contains(&format!("{word}{what}")))
        })
        .await;
    assert!(ended.contains(&format!("done: {what}")), "{ended}");
    ended
}

/// From the catalogue to the end of an action: what blocks is overridden, the phrase
/// typed.
pub async fn through(console: &Console, action: &str, target: &str, set: &[&str]) -> String {
    review(console, action, target, set).await;
    override_each(console).await;
    confirm(console).await;
    ended(console, action, target).await
}

/// Types a phrase into the review, and returns why it confirms nothing.
pub async fn in_vain(console: &Console, phrase: &str) -> String {
    // From Cancel to the phrase.
    console.types(&format!("\t{phrase}\r"));
    let screen = console.shows("NOT CONFIRMED, for ").await;
    console.types("\u{1b}");
    console.shows("closed: nothing was sent").await;
    screen
}

/// Goes to a check of the review, and returns its row, with what is told of it below.
pub async fn at_check(console: &Console, check: &str) -> String {
    console.types("g");
    let mut last = String::new();
    loop {
        let screen = console.screen().await;
        assert_ne!(screen, last, "no check `{check}`");
        let lines = || screen.lines().map(str::trim);
        let row = lines().find(|line| line.starts_with("▸ ") && !line.contains("[ Cancel ]"));
        let words = row.unwrap_or_default().split_whitespace().skip(2);
        let words: Vec<&str> = words.collect();
        if words.get(1) == Some(&check) {
            let of_it = format!("{check} ");
            let below = lines().skip_while(|line| !line.starts_with(&of_it));
            let below = below.take_while(|line| !line.is_empty() && !line.starts_with("depends"));
            let told = words.into_iter().chain(below);
            return told.collect::<Vec<_>>().join(" ");
        }
        console.types("j");
        last = screen;
    }
}
