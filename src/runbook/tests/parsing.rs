//! From text to a runbook, and what is said of a text that is none.

use super::{block, sound, step, steps, wrong};
use crate::runbook::{
    CONDITIONS, Condition, Limit, Next, OnFailure, Place, Probe, StepId, StepKind, parse_bytes,
};
use crate::terms::Span;

const FAILOVER: &str = r#"---
title: Regional failover
objective: "The shop sells from us-west-2."
audience: whoever is on call
reviewed: 2026-11-20
---

Read this **once** before you begin.

## 1. Freeze deploys

Ask the release desk. Until they answer:

- no deploys
- no migrations

## 2. Confirm what is lost

```lifeboat
kind = "check"
condition = "loss"
store = "orders-db"
at_most = "rpo"
owner = "Database on-call"
expected = "2m"
```

Write the figure into the channel.

## 3. Promote the replica

```lifeboat
kind = "action"
action = "promote-replica"
target = "orders-db-usw2"
set = { retention = "7" }
requires = ["confirm-what-is-lost"]
on_failure = "step:freeze-deploys"
```
"#;

#[test]
fn a_document_becomes_its_steps() {
    let runbook = super::super::parse(FAILOVER, "books/regional-failover.md").unwrap();
    assert_eq!(runbook.name, "regional-failover");
    assert_eq!(runbook.title, "Regional failover");
    assert_eq!(
        runbook.objective.as_deref(),
        Some("The shop sells from us-west-2.")
    );
    assert_eq!(runbook.reviewed, "2026-11-20".parse().ok());
    assert_eq!(
        runbook.introduction.lines(),
        ["Read this **once** before you begin.".into()]
    );
    let ids: Vec<&str> = runbook.steps.iter().map(|step| step.id.as_str()).collect();
    assert_eq!(
        ids,
        [
            "freeze-deploys",
            "confirm-what-is-lost",
            "promote-the-replica"
        ]
    );
    let [freeze, confirm, promote] = runbook.steps.as_slice() else {
        panic!("three steps");
    };
    assert_eq!(freeze.kind, StepKind::Manual);
    assert_eq!(freeze.title, "1. Freeze deploys");
    assert_eq!(freeze.instruction.lines().len(), 4);
    let Some(Condition::Loss(loss)) = confirm.kind.condition() else {
        panic!("a condition on a loss");
    };
    assert_eq!(
        (loss.store.as_str(), loss.at_most),
        ("orders-db", Limit::Rpo)
    );
    assert_eq!(confirm.owner.as_deref(), Some("Database on-call"));
    assert_eq!(confirm.expected, Some(Span::minutes(2)));
    assert_eq!(
        confirm.instruction.lines(),
        ["Write the figure into the channel.".into()]
    );
    let action = promote.kind.action().expect("an action");
    assert_eq!(action.action.name, "promote-replica");
    assert_eq!(action.target, "orders-db-usw2");
    assert_eq!(action.settings["retention"], "7");
    assert_eq!(
        promote.requires.as_slice(),
        std::slice::from_ref(&confirm.id)
    );
    assert_eq!(promote.on_failure, OnFailure::GoTo(freeze.id.clone()));
    assert_eq!((promote.line, promote.line_of("target")), (30, 35));
    assert_eq!((runbook.after(0), runbook.after(2)), (Some(1), None));
    assert_eq!(runbook.expected(), (Span::minutes(2), 2));
}

#[test]
fn a_runbook_from_windows_or_with_a_byte_order_mark_is_the_same() {
    let unix = sound(FAILOVER);
    assert_eq!(sound(&FAILOVER.replace('\n', "\r\n")), unix);
    assert_eq!(sound(&format!("\u{feff}{FAILOVER}")), unix);
}

#[test]
fn each_kind_of_step_is_read() {
    let wait = step(
        "kind = \"wait\"\ncondition = \"answers\"\nrecord = \"www.shop.example\"\n\
         region = \"standby\"\ntime_out = \"10m\"",
    );
    let StepKind::Wait {
        condition: Condition::Answers(answers),
        time_out,
    } = wait.kind
    else {
        panic!("a wait for an answer");
    };
    assert_eq!(
        (answers.region, time_out),
        (Place::Standby, Span::minutes(10))
    );
    let probe = step("kind = \"probe\"\nprobe = \"storefront\"\ncontains = \"ok\"");
    let StepKind::Probe(Probe::Http { status, .. }) = probe.kind else {
        panic!("a probe over HTTP");
    };
    assert_eq!(status, 200);
    let dns = step("kind = \"probe\"\nrecord = \"www.shop.example\"\nregion = \"us-west-2\"");
    assert!(matches!(dns.kind, StepKind::Probe(Probe::Dns { .. })));
    let notify = step("kind = \"notify\"\nmessage = \"We are on us-west-2.\"\nnext = \"end\"");
    assert!(matches!(notify.kind, StepKind::Notify(_)));
    assert_eq!(notify.next, Next::End);
    assert_eq!(
        step("kind = \"manual\"\nid = \"call\"").id,
        StepId::parse("call").unwrap()
    );
}

#[test]
fn every_condition_misses_each_of_its_keys() {
    for entry in CONDITIONS {
        let told = wrong(&block(&format!(
            "kind = \"check\"\ncondition = \"{}\"",
            entry.name
        )));
        // The type of a record and the Region of a count may be left out.
        let needed = entry
            .keys
            .iter()
            .filter(|key| **key != "type" && !(entry.name == "writers" && **key == "region"));
        for key in needed {
            assert!(
                told.contains(&format!("the block needs `{key}`")),
                "{}: {told}",
                entry.name
            );
        }
    }
}

#[test]
fn what_is_wrong_with_the_front_matter_has_its_line() {
    for (text, said) in [
        (
            "## Do it\n",
            "test.md:1: a runbook begins with a line of `---`",
        ),
        (
            "---\ntitle: A\n",
            "test.md:1: the front matter is never closed",
        ),
        (
            "---\n---\n## Do it\n",
            "test.md:2: the front matter has no `title`",
        ),
        (
            "---\ntitel: A\n---\n## Do it\n",
            "test.md:2: `titel` is no key of the front matter (did you mean `title`?)",
        ),
        (
            "---\ntitle: A\ntitle: B\n---\n## Do it\n",
            "test.md:3: `title` is given twice",
        ),
        (
            "---\ntitle: A\nreviewed: 22.11.2026\n---\n## Do it\n",
            "test.md:3: `22.11.2026` is no date: `reviewed` is written like 2026-11-22",
        ),
        (
            "---\ntitle: A\nso be it\n---\n## Do it\n",
            "test.md:3: the front matter holds lines of `key: value` only",
        ),
        (
            "---\ntitle: A\u{202e}B\n---\n## Do it\n",
            "test.md:2: `title` holds the character U+202E, which terminals do not show reliably",
        ),
        (
            "---\ntitle: A\n---\nNothing.\n",
            "test.md:5: it has no step",
        ),
    ] {
        let told = wrong(text);
        assert!(told.contains(said), "{said}\n{told}");
    }
}

#[test]
fn what_is_wrong_with_a_block_has_its_line_and_what_was_meant() {
    for (toml, said) in [
        ("", "test.md:7: the block needs `kind`"),
        (
            "kind = \"chek\"",
            "test.md:8: `chek` is no kind of step (did you mean `check`?)",
        ),
        (
            "kind = \"check\"\ncondition = \"los\"",
            "test.md:9: `los` is no condition (did you mean `loss`?)",
        ),
        (
            "kind = \"action\"\naction = \"promote-replca\"\ntarget = \"a\"",
            "test.md:9: `promote-replca` is no action (did you mean `promote-replica`?)",
        ),
        (
            "kind = \"action\"\naction = \"promote-replica\"\ntarget = \"a\"\nset = { retntion = \"7\" }",
            "test.md:11: `retntion` is no setting of `promote-replica` (did you mean `retention`?)",
        ),
        (
            "kind = \"manual\"\nownr = \"Ada\"",
            "test.md:9: `ownr` is no key of a manual step (did you mean `owner`?)",
        ),
        (
            "kind = \"manual\"\nexpected = \"5 minutes\"",
            "test.md:9: `expected` must be a time such as `15m`, not `5 minutes`",
        ),
        (
            "kind = \"manual\"\nexpected = 5",
            "test.md:9: `expected` must be a text in quotes",
        ),
        (
            "kind = \"manual\"\non_failure = \"retry\"",
            "to go on with that step, `step:retry`",
        ),
        (
            "kind = \"manual\"\non_failure = \"step:do-int\"",
            "test.md:9: `do-int` is no step (did you mean `do-it`?)",
        ),
        (
            "kind = \"manual\"\nrequires = [\"do-it\"]",
            "test.md:9: `do-it` requires `do-it`, which does not stand before it",
        ),
        (
            "kind = \"probe\"\nrecord = \"www\"\nregion = \"us-wst-2\"",
            "(did you mean `us-west-2`?)",
        ),
        ("kind = manual", "test.md:8: not TOML"),
        (
            "kind = \"action\"\naction = \"\\u0066ence\"\ntarget = \"a\"",
            "test.md:9: an escape hides what is read",
        ),
        (
            "kind = \"manual\"\nowner = \"\"\"Ada\"\"\"",
            "test.md:9: a text of several lines",
        ),
        (
            "kind = \"check\"\ncondition = \"writers\"\nstore = \"a\"\ncount = -1",
            "test.md:11: `count` must be a number from 0 to 20",
        ),
    ] {
        let told = wrong(&block(toml));
        assert!(told.contains(said), "{said}\n{told}");
    }
}

#[test]
fn what_a_page_would_show_otherwise_than_it_runs_is_wrong() {
    let block = "```lifeboat\nkind = \"manual\"\n```\n";
    let listed = block.replace('\n', "\n  ");
    for (text, said) in [
        (
            block.to_owned(),
            "test.md:5: a lifeboat block belongs below the heading",
        ),
        (
            format!("## A\n\n{block}\n{block}"),
            "test.md:11: the step `A` has two lifeboat blocks",
        ),
        (
            format!("## A\n\n- {listed}\n"),
            "test.md:7: a lifeboat block inside a list",
        ),
        (
            "## A\n\n> ## B\n".to_owned(),
            "test.md:7: a second-level heading inside a list",
        ),
        (
            "## A\n\n```lifebaot\nkind = \"manual\"\n```\n".to_owned(),
            "test.md:7: `lifebaot` is no block of lifeboat's (did you mean `lifeboat`?)",
        ),
        (
            "## A\n\n```lifeboat now\nkind = \"manual\"\n```\n".to_owned(),
            "test.md:7: after `lifeboat` nothing else stands",
        ),
        (
            "## A\n\n```sh\naws rds help\n\n## B\n".to_owned(),
            "test.md:7: this code block is never closed",
        ),
        (
            format!("## A\n\n<div hidden>\n\n{block}\n</div>\n"),
            "test.md:7: `<div hidden>` is raw HTML",
        ),
        (
            "## A\n\nStop <instance> now.\n".to_owned(),
            "`<instance>` is raw HTML",
        ),
        (
            "## A\n\n## A\n".to_owned(),
            "test.md:7: the step `a` is there twice, first on line 5",
        ),
        (
            "## 災害\n".to_owned(),
            "test.md:5: no identity can be made of this heading",
        ),
        ("##\n".to_owned(), "test.md:5: the heading is empty"),
    ] {
        let told = wrong(&steps(&text));
        assert!(told.contains(said), "{said}\n{told}");
    }
}

#[test]
fn a_block_in_a_comment_is_shown_nowhere_and_runs_nowhere() {
    let runbook = sound(&steps(
        "## A\n\n<!--\n```lifeboat\nkind = \"notify\"\n```\n-->\n",
    ));
    assert_eq!(runbook.steps[0].kind, StepKind::Manual);
}

#[test]
fn a_step_keeps_its_identity_when_its_text_and_number_change() {
    for title in [
        "3. Promote orders-db",
        "12) Promote orders-db",
        "Promote `orders-db`",
    ] {
        let runbook = sound(&steps(&format!("## {title}\n\nAnything.\n")));
        assert_eq!(runbook.steps[0].id.as_str(), "promote-orders-db");
    }
    let named = step("kind = \"manual\"\nid = \"promote\"");
    assert_eq!(
        (named.id.as_str(), named.title.as_str()),
        ("promote", "Do it")
    );
}

#[test]
fn a_long_paragraph_is_told_whole() {
    let words = "word ".repeat(300);
    let runbook = sound(&steps(&format!("## A\n\n{words}\n")));
    let lines = runbook.steps[0].instruction.lines();
    assert!(lines.iter().all(|line| !line.to_string().ends_with('…')));
    let told: usize = lines
        .iter()
        .map(|line| line.raw().matches("word").count())
        .sum();
    assert_eq!(told, 300);
}

#[test]
fn what_is_not_text_or_too_long_is_no_runbook() {
    let bytes = [b"---\ntitle: A\n---\n## B\n".as_slice(), &[0xff]].concat();
    let told = parse_bytes(&bytes, "test.md").unwrap_err().to_string();
    assert_eq!(told, "test.md:5: the file is not UTF-8 text from here on");
    let told = wrong(&steps(&"## A\n".repeat(100_000)));
    assert!(told.contains("this is no runbook"), "{told}");
}
