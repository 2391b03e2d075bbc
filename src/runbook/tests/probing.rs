//! Probes: what came, held against what is wanted; and whose word counts.

use super::step;
use super::walking::Story;
use crate::assess::fixture::World;
use crate::estate::facts::{DnsAnswer, DnsOutcome, WebAnswer, WebOutcome};
use crate::journal::{StepEnd, WalkMode};
use crate::plan::Probe as Declared;
use crate::runbook::{Asked, Judgement, NotTaken, Outcome, StepKind, Todo};
use crate::terms::{Span, Unknown};

fn shop() -> World {
    let mut world = World::healthy();
    world.change_plan(|plan| {
        plan.probes.push(Declared {
            name: "storefront".to_owned(),
            url: "https://www.shop.example/health".to_owned(),
            region: None,
        });
    });
    world
}

fn judged(toml: &str, asked: &Asked) -> Judgement {
    let world = shop();
    match step(&format!("kind = \"probe\"\n{toml}")).kind {
        StepKind::Probe(probe) => probe.judge(asked, world.assessment()),
        other => panic!("{other:?}"),
    }
}

fn came(outcome: WebOutcome) -> Asked {
    Asked::Page(WebAnswer {
        url: "https://www.shop.example/health".into(),
        at: "2026-11-22T03:00:00Z".parse().unwrap(),
        took: Span::seconds(2),
        outcome,
    })
}

fn page(status: u16, body: &str) -> Asked {
    came(WebOutcome::Page {
        status,
        body: body.to_owned(),
        is_whole: true,
    })
}

fn name(outcome: DnsOutcome) -> Asked {
    Asked::Name(DnsAnswer {
        name: "www.shop.example".into(),
        kind: "A".into(),
        server: "this host's resolver".into(),
        at: "2026-11-22T03:00:00Z".parse().unwrap(),
        outcome,
    })
}

const PAGE: &str = "probe = \"storefront\"\ncontains = \"ok\"";
const NAME: &str = "record = \"www.shop.example\"\nregion = \"standby\"";

#[test]
fn a_page_is_as_it_should_be_by_its_status_and_by_what_it_says() {
    let wanted = "; wanted: https://www.shop.example/health answers 200 with `ok` in it";
    for (asked, told) in [
        (page(200, "all is ok"), "met: 200 in 2 s"),
        (
            page(200, "all is well"),
            "not met: 200 in 2 s, without `ok` in it",
        ),
        (page(503, "not ok"), "not met: 503 in 2 s"),
        (
            came(WebOutcome::Page {
                status: 200,
                body: "long".to_owned(),
                is_whole: false,
            }),
            "not met: 200 in 2 s, without `ok` in the first 4 bytes",
        ),
        (
            came(WebOutcome::Failed("no answer within 10 s".into())),
            "unknown: no answer within 10 s",
        ),
    ] {
        let judged = judged(PAGE, &asked);
        assert_eq!(judged.to_string(), format!("{told}{wanted}"));
        assert_eq!(judged.clears.is_none(), judged.is_met());
    }
}

#[test]
fn a_name_is_as_it_should_be_by_whose_addresses_come() {
    let addresses = |of: &str| {
        name(DnsOutcome::Answer {
            values: vec![of.into()],
            ttl_seconds: 0,
        })
    };
    let told = |asked: &Asked| judged(NAME, asked).to_string();
    let there = told(&addresses("198.51.100.10"));
    assert!(
        there.starts_with("met: us-west-2 (198.51.100.10), by this host's"),
        "{there}"
    );
    let here = told(&addresses("192.0.2.10"));
    assert!(
        here.starts_with("not met: us-east-1 (192.0.2.10)"),
        "{here}"
    );
    let nobody = told(&addresses("203.0.113.9"));
    assert!(
        nobody.starts_with("unknown: this host's resolver answers 203.0.113.9"),
        "{nobody}"
    );
    let gone = told(&name(DnsOutcome::Refused("NXDOMAIN".into())));
    assert!(
        gone.starts_with("not met: this host's resolver: NXDOMAIN"),
        "{gone}"
    );
    let silent = told(&name(DnsOutcome::Failed("no answer within 2 s".into())));
    assert!(
        silent.starts_with("unknown: this host's resolver: no answer"),
        "{silent}"
    );
}

/// A walk in front of a probe that came to that.
fn probed(outcome: Outcome) -> Story {
    let text = format!(
        "---\ntitle: A\n---\n## Ask the shop\n\n```lifeboat\nkind = \"probe\"\n{PAGE}\n```\n"
    );
    let mut story = Story::of(&text, WalkMode::ForReal);
    story.settle();
    assert!(matches!(story.walk.todo(), Todo::Ask { .. }));
    let measured = matches!(outcome, Outcome::Unknown(_));
    story.judges(&Judgement {
        outcome,
        measured: (!measured).then(|| "503 in 2 s".to_owned()),
        threshold: "200".to_owned(),
        clears: None,
        seen: None,
    });
    story
}

#[test]
fn a_word_counts_only_where_the_probe_cannot_be_asked() {
    let answered = probed(Outcome::NotMet);
    let told = answered.walk.typed("done it looks fine to me");
    assert!(matches!(told, Err(NotTaken::NotHere(_))), "{told:?}");
    assert_eq!(answered.front(), "ask-the-shop", "it is asked again");

    let mut silent = probed(Outcome::Unknown(Unknown::NotYet));
    silent.types("done 200 from my phone");
    assert_eq!(silent.walk.todo(), Todo::Over);
    let ended = silent.walk.ended("ask-the-shop");
    let Some(StepEnd::Done { note: Some(note) }) = ended else {
        panic!("{ended:?}");
    };
    assert_eq!(note.raw(), "200 from my phone");

    assert_eq!(probed(Outcome::Met).walk.todo(), Todo::Over);
}
