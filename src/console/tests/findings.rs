//! Findings as they are seen, the most severe first, and what is said of one.

use super::stories::*;
use crate::console::screens::SCREENS;
use crate::console::{Format, Model, shot};

fn findings(mut model: Model) -> Model {
    let screen = SCREENS.iter().find(|it| it.name == "findings").unwrap();
    model.show(screen);
    model
}

#[test]
fn the_findings_calm_and_silent() {
    for name in ["calm", "silent"] {
        let rich = shot(&mut findings(story(name)), 120, 40, Format::Text);
        insta::assert_snapshot!(format!("{name}_120x40"), rich);
        let poor = shot(&mut findings(plain(story(name))), 80, 24, Format::Text);
        insta::assert_snapshot!(format!("{name}_80x24_ascii"), poor);
    }
}

#[test]
fn a_finding_says_why_since_when_in_which_field_and_what_would_clear_it() {
    let text = shot(&mut findings(story("breached")), 120, 40, Format::Text);
    for label in ["subject", "why", "since", "clears", "field", "page"] {
        let said = text.lines().find_map(|line| {
            let said = line.trim_start().strip_prefix(label)?;
            said.starts_with("  ").then(|| said.trim())
        });
        assert!(said.is_some_and(|said| !said.is_empty()), "{label}\n{text}");
    }
}

#[test]
fn the_most_severe_stand_first_and_each_severity_by_its_checks() {
    let model = story("calm");
    let all: Vec<_> = model.assessment().findings().collect();
    assert!(all.len() > 2, "there is something to order");
    let places: Vec<_> = all.iter().map(|it| (it.severity, it.check.id)).collect();
    let text = shot(&mut findings(story("calm")), 120, 40, Format::Text);
    let rows = text.lines().skip(4).take(places.len());
    for (line, (severity, check)) in rows.zip(&places) {
        assert!(
            line.contains(check) && line.contains(severity.word()),
            "{text}"
        );
    }
    assert!(places.is_sorted());
}
