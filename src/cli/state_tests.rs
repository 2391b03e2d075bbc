//! What is kept between two runs, and what is not.

use super::*;
use crate::estate::facts::Identity;
use crate::estate::{Facts, Observation, Scope, Source};
use crate::terms::Span;

fn folder(at: &tempfile::TempDir) -> StateFolder {
    StateFolder {
        folder: at.path().join("shop"),
        plan: "shop".to_owned(),
        account: AccountId::parse("123456789012").ok(),
        simulated: false,
    }
}

fn down(region: &str) -> Declaration {
    Declaration {
        region: Region::parse(region).expect("a Region"),
        since: Instant::UNIX_EPOCH,
        declared: Instant::UNIX_EPOCH,
        incident: None,
    }
}

fn of_account(account: &str) -> Estate {
    let mut estate = Estate::default();
    estate.apply(Observation {
        source: Source::Identity,
        scope: Scope::from(&Region::us_east_1()),
        asked: Instant::UNIX_EPOCH,
        at: Instant::UNIX_EPOCH,
        cadence: Span::minutes(5),
        calls: 1,
        skew_seconds: None,
        outcome: Ok(Facts::Identity(Identity {
            account: AccountId::parse(account).expect("an account"),
            arn: format!("arn:aws:iam::{account}:user/rota").into(),
            expires: None,
        })),
    });
    estate
}

#[test]
fn a_declaration_that_another_run_made_meanwhile_still_stands() {
    let at = tempfile::tempdir().expect("a folder");
    let (console, command) = (folder(&at), folder(&at));
    let declare = |folder: &StateFolder, region: &str| {
        let word = down(region);
        let standing = folder.declare(|standing| {
            standing.insert(word.region.clone(), word);
        });
        standing.expect("it is written").len()
    };
    assert_eq!(declare(&command, "us-east-1"), 1);
    assert_eq!(declare(&console, "us-west-2"), 2);
    assert_eq!(command.declarations().expect("it is read").len(), 2);
}

#[test]
fn declarations_made_at_the_same_moment_are_all_kept() {
    let at = tempfile::tempdir().expect("a folder");
    let regions = ["us-east-1", "us-west-2", "eu-west-1", "eu-central-1"];
    std::thread::scope(|scope| {
        for region in regions {
            let folder = folder(&at);
            scope.spawn(move || {
                let word = down(region);
                let standing = folder.declare(|standing| {
                    // Long enough for the others to read what this one has read.
                    std::thread::sleep(Duration::from_millis(50));
                    standing.insert(word.region.clone(), word);
                });
                standing.expect("it is written");
            });
        }
    });
    let standing = folder(&at).declarations().expect("it is read");
    assert_eq!(standing.len(), regions.len());
}

#[test]
fn a_declaration_of_another_run_is_noticed() {
    let at = tempfile::tempdir().expect("a folder");
    let folder = folder(&at);
    let declare = |region| {
        let word = down(region);
        let standing = folder.declare(|standing| {
            standing.insert(word.region.clone(), word);
        });
        standing.expect("it is written");
    };
    let none = folder.declarations_stamp();
    declare("us-east-1");
    let one = folder.declarations_stamp();
    declare("us-west-2");
    let two = folder.declarations_stamp();
    assert_eq!(none, None);
    assert!(one != two && one.is_some());
    assert_eq!(folder.declarations_stamp(), two);
}

#[test]
fn what_another_account_answered_is_not_kept_and_not_shown_again() {
    let at = tempfile::tempdir().expect("a folder");
    let mut folder = folder(&at);
    folder
        .keep_estate(&of_account("999999999999"))
        .expect("nothing to do");
    assert!(matches!(folder.estate(), (None, None)));
    folder
        .keep_estate(&of_account("123456789012"))
        .expect("it is written");
    assert!(matches!(folder.estate(), (Some(_), None)));
    // The plan is of another account now.
    folder.account = AccountId::parse("999999999999").ok();
    let (kept, trouble) = folder.estate();
    assert!(kept.is_none());
    assert!(trouble.is_some_and(|why| why.contains("another account")));
}

#[test]
fn what_is_kept_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let at = tempfile::tempdir().expect("a folder");
    let folder = folder(&at);
    folder
        .keep_estate(&Estate::default())
        .expect("it is written");
    let mode = |path: &Path| {
        let there = fs::metadata(path).expect("it is there");
        there.permissions().mode() & 0o777
    };
    assert_eq!(mode(&folder.folder), 0o700);
    assert_eq!(mode(&folder.folder.join("estate.jsonl")), 0o600);
}

#[test]
fn what_was_practised_on_a_simulation_says_nothing_of_aws() {
    let at = tempfile::tempdir().expect("a folder");
    let practised = StateFolder {
        simulated: true,
        ..folder(&at)
    };
    let word = down("us-east-1");
    let standing = practised.declare(|standing| {
        standing.insert(word.region.clone(), word);
    });
    assert_eq!(standing.expect("it is written").len(), 1);
    practised
        .keep_estate(&of_account("123456789012"))
        .expect("it is written");
    assert!(practised.estate().0.is_some());
    let real = folder(&at);
    assert_eq!(real.declarations().expect("it is read").len(), 0);
    let (estate, why) = real.estate();
    assert!(estate.is_none() && why.is_some_and(|why| why.contains("the simulated AWS")));
}
