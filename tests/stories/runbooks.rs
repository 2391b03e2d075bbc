//! Runbooks of the demo's shop, and those of the documentation, against its plan and its AWS.

use super::support::House;
use lifeboat::act::{ACTIONS, Past, Sight, Standing};
use lifeboat::runbook::{
    Against, CONDITIONS, INCLUDED, Lint, RULES, Runbook, STEP_KINDS, StepKind, judge, lint, parse,
};

const DOCUMENTATION: &str = include_str!("../../docs/runbooks.md");

/// What the shop says of a runbook.
async fn linted(house: &House, runbook: &Runbook) -> Lint {
    let seen = house.look().await;
    let (past, standing) = (Past::default(), Standing::observing(true));
    let sight = Sight {
        plan: &house.plan,
        estate: &seen.estate,
        assessment: &seen.assessment,
        past: &past,
        standing: &standing,
        now: seen.now,
    };
    let against = Against {
        plan: &house.plan,
        sight: Some(&sight),
        now: seen.now,
    };
    lint(runbook, &against)
}

/// The blocks of the documentation that are fenced so.
fn blocks(fence: &str) -> Vec<&'static str> {
    let (open, close) = (fence, &fence[..fence.rfind('`').unwrap() + 1]);
    let mut rest = DOCUMENTATION;
    let mut found = Vec::new();
    while let Some((_, after)) = rest.split_once(&format!("\n{open}\n")) {
        let (block, after) = after.split_once(&format!("\n{close}\n")).unwrap();
        found.push(block);
        rest = after;
    }
    found
}

#[tokio::test(start_paused = true)]
async fn every_runbook_that_comes_with_lifeboat_fits_the_shop() {
    let house = House::harbor().await;
    for included in INCLUDED {
        let text = included.written_for(&house.plan).unwrap();
        let runbook = parse(&text, included.name).unwrap_or_else(|faults| panic!("{faults}"));
        assert_eq!(
            linted(&house, &runbook).await.faults,
            [],
            "{}",
            included.name
        );
    }
}

#[tokio::test(start_paused = true)]
async fn the_documented_runbook_is_one() {
    let house = House::harbor().await;
    let documents = blocks("````markdown");
    assert_eq!(documents.len(), 1);
    let runbook = parse(documents[0], "docs").unwrap_or_else(|faults| panic!("{faults}"));
    assert_eq!(linted(&house, &runbook).await.faults, []);
}

#[tokio::test(start_paused = true)]
async fn every_documented_step_is_one_and_its_condition_is_known_in_the_shop() {
    let house = House::harbor().await;
    let seen = house.look().await;
    let (mut kinds, mut conditions) = (Vec::new(), Vec::new());
    for block in blocks("```lifeboat") {
        let text = format!(
            "---\ntitle: A\nreviewed: 2026-11-20\n---\n## A step\n\n```lifeboat\n{block}\n```\n"
        );
        let runbook = parse(&text, "docs").unwrap_or_else(|faults| panic!("{faults}\n{block}"));
        assert_eq!(linted(&house, &runbook).await.faults, [], "{block}");
        let kind = &runbook.steps[0].kind;
        kinds.push(kind.word());
        if let Some(condition) = kind.condition() {
            conditions.push(condition.word());
            let judged = judge(condition, &seen.assessment, &seen.estate, seen.now);
            assert!(judged.measured.is_some(), "{judged}\n{block}");
        }
        if let StepKind::Action(call) = kind {
            assert!(ACTIONS.iter().any(|it| it.name == call.action.name));
        }
    }
    for kind in STEP_KINDS {
        assert!(kinds.contains(&kind), "docs/runbooks.md has no `{kind}`");
    }
    for entry in CONDITIONS {
        assert!(
            conditions.contains(&entry.name),
            "docs/runbooks.md has no `{}`",
            entry.name
        );
    }
    for rule in RULES {
        let row = format!("| `{}` | {} |", rule.name, rule.finds);
        assert!(
            DOCUMENTATION.contains(&row),
            "docs/runbooks.md has no row {row}"
        );
    }
    for included in INCLUDED {
        let row = format!("\n| `{}` | ", included.name);
        assert!(
            DOCUMENTATION.contains(&row),
            "docs/runbooks.md has no row for {}",
            included.name
        );
    }
}
