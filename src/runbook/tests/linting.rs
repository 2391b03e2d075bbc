//! A runbook against the plan of a shop, and against what AWS shows of it.

use super::{block, sound, steps};
use crate::act::{Past, Sight, Standing};
use crate::assess::fixture::World;
use crate::runbook::{Against, Lint, Runbook, lint};

const REVIEWED: &str = "title: A test\nreviewed: 2026-11-20";

fn reviewed(text: &str) -> String {
    text.replacen("title: A test", REVIEWED, 1)
}

/// What the plan alone says of a text.
fn by_plan(text: &str) -> Lint {
    by_plan_of(&World::unseen(), &sound(&reviewed(text)))
}

/// The same with what is seen of a shop that is well.
fn by_sight(text: &str) -> Lint {
    by_sight_of(&World::healthy(), &sound(&reviewed(text)))
}

/// What the plan of a world alone says of a runbook.
pub(super) fn by_plan_of(world: &World, runbook: &Runbook) -> Lint {
    let against = Against {
        plan: &world.plan,
        sight: None,
        now: world.now,
    };
    lint(runbook, &against)
}

/// What a world says of a runbook.
pub(super) fn by_sight_of(world: &World, runbook: &Runbook) -> Lint {
    let (past, standing) = (Past::default(), Standing::observing(true));
    let sight = Sight {
        plan: &world.plan,
        estate: &world.estate,
        assessment: world.assessment(),
        past: &past,
        standing: &standing,
        now: world.now,
    };
    let against = Against {
        plan: &world.plan,
        sight: Some(&sight),
        now: world.now,
    };
    lint(runbook, &against)
}

fn said(lint: &Lint) -> String {
    let lines: Vec<String> = lint.faults.iter().map(ToString::to_string).collect();
    lines.join("\n")
}

fn step(title: &str, toml: &str) -> String {
    format!("## {title}\n\n```lifeboat\n{toml}\n```\n\n")
}

fn loss() -> String {
    step(
        "Loss",
        "kind = \"check\"\ncondition = \"loss\"\nstore = \"orders-db\"\nat_most = \"rpo\"",
    )
}

fn fence() -> String {
    step(
        "Fence",
        "kind = \"action\"\naction = \"fence\"\ntarget = \"orders-db\"",
    )
}

fn promote() -> String {
    step(
        "Promote",
        "kind = \"action\"\naction = \"promote-replica\"\ntarget = \"orders-db-usw2\"",
    )
}

fn writable() -> String {
    step(
        "Writable",
        "kind = \"check\"\ncondition = \"writable\"\nstore = \"orders-db\"\nregion = \"standby\"",
    )
}

fn flip() -> String {
    step(
        "Flip",
        "kind = \"action\"\naction = \"flip-failover\"\ntarget = \"www.shop.example\"",
    )
}

#[test]
fn the_order_of_a_failover_is_kept() {
    let whole = [loss(), fence(), promote(), writable(), flip()].concat();
    for lint in [by_plan(&steps(&whole)), by_sight(&steps(&whole))] {
        assert_eq!((said(&lint).as_str(), lint.not_checked.len()), ("", 0));
    }
    for (order, expected) in [
        (
            [fence(), promote(), writable(), flip()].concat(),
            "`promote-replica` without a look at what is lost: before it, a check or wait of `loss` of orders-db",
        ),
        (
            [loss(), promote(), writable(), flip()].concat(),
            "`promote-replica` stops no old primary",
        ),
        (
            [loss(), fence(), promote(), flip()].concat(),
            "nothing proves that what `promote` (line 23) moved takes writes",
        ),
        (
            [loss(), fence(), flip(), promote(), writable()].concat(),
            "`flip` moves traffic before `promote` (line 31) has moved the database",
        ),
    ] {
        let told = said(&by_plan(&steps(&order)));
        assert_eq!(told.lines().count(), 1, "{told}");
        assert!(told.contains(expected), "{expected}\n{told}");
    }
}

#[test]
fn a_name_that_the_plan_does_not_have_is_told_with_the_one_that_was_meant() {
    for (toml, expected) in [
        (
            "kind = \"check\"\ncondition = \"loss\"\nstore = \"order-db\"\nat_most = \"rpo\"",
            "test.md:11: `order-db` is no store of the plan (did you mean `orders-db`?)",
        ),
        (
            "kind = \"check\"\ncondition = \"answers\"\nrecord = \"ww.shop.example\"\nregion = \"standby\"",
            "test.md:11: `ww.shop.example` is no record of the plan (did you mean `www.shop.example`?)",
        ),
        (
            "kind = \"check\"\ncondition = \"answers\"\nrecord = \"www.shop.example\"\ntype = \"AAAA\"\nregion = \"standby\"",
            "test.md:12: the plan declares www.shop.example, and none of that type",
        ),
        (
            "kind = \"check\"\ncondition = \"region\"\nregion = \"us-west-1\"\nis = \"answering\"",
            "test.md:11: `us-west-1` is no Region of the plan (did you mean `us-west-2`?)",
        ),
        (
            "kind = \"manual\"\nowner = \"Databse rota\"",
            "test.md:10: `Databse rota` is no contact of the plan (did you mean `Database rota`?)",
        ),
        (
            "kind = \"probe\"\nprobe = \"storefront\"",
            "test.md:10: `storefront` is no probe of the plan; there is none",
        ),
        (
            "kind = \"notify\"",
            "test.md:9: the plan names no topic to notify",
        ),
        (
            "kind = \"check\"\ncondition = \"writers\"\nstore = \"carts\"\ncount = 1",
            "test.md:10: `writers` is never known of carts: AWS tells of no copies of DynamoDB stores",
        ),
        (
            "kind = \"action\"\naction = \"snapshot\"\ntarget = \"orders-dbb\"",
            "test.md:11: `orders-dbb` is no target of `snapshot` that the plan names (did you mean `orders-db`?)",
        ),
    ] {
        let told = said(&by_plan(&block(toml)));
        assert!(told.starts_with(expected), "{expected}\n{told}");
    }
}

#[test]
fn what_aws_shows_decides_about_targets_and_settings() {
    let cluster =
        block("kind = \"action\"\naction = \"cluster-failover\"\ntarget = \"catalog-usw2\"");
    let unseen = by_plan(&cluster);
    assert_eq!(said(&unseen), "");
    let not_checked = unseen.not_checked[0].to_string();
    assert!(
        not_checked.contains("whether there is a `catalog-usw2`"),
        "{not_checked}"
    );
    let seen = by_sight(&cluster);
    assert_eq!((said(&seen).as_str(), seen.not_checked.len()), ("", 0));
    let told = said(&by_sight(&block(
        "kind = \"action\"\naction = \"snapshot\"\ntarget = \"orders-db-usw1\"",
    )));
    assert_eq!(
        told,
        "test.md:11: `orders-db-usw1` is no target of `snapshot` (did you mean `orders-db-usw2`?)"
    );
    let told = said(&by_sight(&block(
        "kind = \"action\"\naction = \"fence\"\ntarget = \"orders-db\"\nset = { means = \"hope\" }",
    )));
    assert_eq!(
        told,
        "test.md:12: `means=hope`: one of `stop`, `attested`, `not-fenced`"
    );
}

#[test]
fn a_restore_stands_on_a_backup_that_was_looked_at() {
    let restore = step(
        "Restore",
        "kind = \"action\"\naction = \"restore-pitr\"\ntarget = \"orders-db\"",
    );
    let told = said(&by_plan(&steps(&restore)));
    assert!(
        told.contains("before it, a check of `recovery-point` of orders-db"),
        "{told}"
    );
    let check = step(
        "Backup",
        "kind = \"check\"\ncondition = \"recovery-point\"\nstore = \"orders-db\"\nregion = \"primary\"\nnewer_than = \"1d\"",
    );
    assert_eq!(said(&by_plan(&steps(&format!("{check}{restore}")))), "");
}

#[test]
fn a_step_that_is_never_come_to_or_out_of_is_told() {
    let jump = step("A", "kind = \"manual\"\nnext = \"step:c\"");
    let told = said(&by_plan(&steps(&format!("{jump}## B\n\n## C\n"))));
    assert_eq!(
        told,
        "test.md:13: no walk comes to `b`: no step before it leads here"
    );
    let rescue = step(
        "A",
        "kind = \"manual\"\non_failure = \"step:b\"\nnext = \"step:c\"",
    );
    assert_eq!(
        said(&by_plan(&steps(&format!("{rescue}## B\n\n## C\n")))),
        ""
    );
    let back = step("B", "kind = \"manual\"\nnext = \"step:a\"");
    let told = said(&by_plan(&steps(&format!("## A\n\n{back}"))));
    assert_eq!(told.lines().count(), 2, "{told}");
    assert!(told.contains("no walk comes out of `b`"), "{told}");
}

#[test]
fn a_review_holds_for_ninety_days() {
    let world = World::unseen();
    let against = Against {
        plan: &world.plan,
        sight: None,
        now: world.now,
    };
    for (reviewed, expected) in [
        ("", "test.md:1: nobody has read it through"),
        ("\nreviewed: 2026-08-24", ""),
        (
            "\nreviewed: 2026-08-23",
            "test.md:3: it was last reviewed on 2026-08-23, over 90 d ago",
        ),
        (
            "\nreviewed: 2026-11-23",
            "test.md:3: it was reviewed on 2026-11-23, which lies ahead",
        ),
    ] {
        let text = format!("---\ntitle: A{reviewed}\n---\n## B\n");
        let told = said(&lint(&sound(&text), &against));
        assert!(
            told.starts_with(expected) && told.is_empty() == expected.is_empty(),
            "{told}"
        );
    }
}
