//! What each of Route 53's checkers reports: the raw evidence, before Disabled
//! and Inverted.

use super::{SEPARATOR, distrust, heading, latch, stated, when, worded};
use crate::assess::{Checked, State};
use crate::console::glance::Glance;
use crate::console::list::{Cell, Column, Key, Listing, Rows};
use crate::console::model::Model;
use crate::console::theme::Role;
use crate::console::widgets::paragraph;
use crate::estate::Source;
use crate::estate::facts::{CheckerObservation, HealthCheck};
use crate::terms::{Instant, OutsideText};
use ratatui::text::Line;
use std::collections::BTreeMap;

pub(super) static CHECKERS: Listing<Reports> = Listing {
    title: "Checkers",
    sources: &[Source::Checkers],
    empty: "no health check with checkers is behind a declared record",
    detailed: false,
    columns: &[
        Of::left("report", 16, 16, |glance, row| {
            let (state, word) = row.stands(glance);
            Cell::marked(glance, state, &word)
        }),
        Of::left("health check", 10, 36, |_, row| {
            Cell::outside(&row.check.id).role(Role::Title)
        }),
        Of::left("Region", 14, 16, |_, row| Cell::outside(&row.seen.region)),
        Of::left("address", 15, 39, |_, row| {
            row.seen
                .address
                .as_ref()
                .map_or_else(Cell::none, Cell::outside)
        })
        .sheds(1),
        Of::left("says", 16, 90, |_, row| Cell::outside(&row.seen.status)),
        Of::right("checked", 8, 12, |glance, row| {
            let at = row.seen.checked;
            at.map_or_else(Cell::none, |at| Cell::ago(glance, at))
        })
        .moves(),
    ],
    detail,
    identifier: |row| row.seen.region.to_string(),
    arn: None,
};

#[derive(Debug)]
pub(super) struct Reports;

type Of = Column<Reports>;

/// What one checker reports of a health check.
#[derive(Debug, Clone, Copy)]
pub(super) struct Report<'m> {
    check: &'m HealthCheck,
    seen: &'m CheckerObservation,
    asked: Instant,
}

/// What a status says, before any flag of its check.
fn verdict(status: &OutsideText) -> (State, &'static str) {
    let checked = Checked::of(status);
    let state = match checked {
        Checked::Success => State::Ok,
        Checked::Failure => State::Bad,
        Checked::Unclear => State::Unknown,
    };
    (state, checked.word())
}

impl Report<'_> {
    /// What is reported, and what the flags of the check make of it.
    fn stands(&self, glance: &Glance<'_>) -> (State, String) {
        let (state, word) = verdict(&self.seen.status);
        if let Some(lost) = distrust(glance, Source::Checkers, self.asked) {
            return (lost, format!("was {word}"));
        }
        match (self.check.disabled, self.check.inverted, state) {
            (true, _, _) => (State::Warn, format!("{word}, disabled")),
            (false, true, State::Ok) => (State::Bad, format!("{word}, inverted")),
            (false, true, State::Bad) => (State::Ok, format!("{word}, inverted")),
            _ => (state, word.to_owned()),
        }
    }
}

/// The reports of a health check, each with its identity.
fn of<'m>(model: &'m Model, check: &'m HealthCheck) -> Vec<(Key, Report<'m>)> {
    let Some((asked, checkers)) = model.estate().checkers(&check.id) else {
        return Vec::new();
    };
    let seen = checkers.observations.iter().enumerate();
    let rows = seen.map(|(at, seen)| {
        let who = match &seen.address {
            Some(address) => address.raw().to_owned(),
            None => at.to_string(),
        };
        let (check_id, region) = (check.id.raw(), seen.region.raw());
        let key = format!("{check_id}{SEPARATOR}{region}{SEPARATOR}{who}");
        let report = Report {
            check,
            seen,
            asked: *asked,
        };
        (Key::global(&key), report)
    });
    rows.collect()
}

impl Rows for Reports {
    type Row<'m> = Report<'m>;

    fn keys(model: &Model) -> Vec<Key> {
        let checks = model.estate().health_checks.iter();
        let mut rows: Vec<(Key, bool)> = checks
            .flat_map(|(_, check)| {
                // Failing is what an inverted one waits for.
                let wrong = if check.inverted {
                    State::Ok
                } else {
                    State::Bad
                };
                let reports = of(model, check).into_iter();
                reports.map(move |(key, row)| (key, verdict(&row.seen.status).0 == wrong))
            })
            .collect();
        rows.sort_by(|(a, a_wrong), (b, b_wrong)| (!a_wrong, a).cmp(&(!b_wrong, b)));
        rows.into_iter().map(|(key, _)| key).collect()
    }

    fn find<'m>(model: &'m Model, sought: &Key) -> Option<Self::Row<'m>> {
        let (id, _) = sought.id.raw().split_once(SEPARATOR)?;
        let check = latch::check(model, &OutsideText::new(id))?;
        let mut reports = of(model, check).into_iter();
        reports.find(|(key, _)| key == sought).map(|(_, row)| row)
    }
}

fn detail(glance: &Glance<'_>, row: Report<'_>, width: usize) -> Vec<Line<'static>> {
    let title = format!("{} from {}", row.check.id, row.seen.region);
    let mut lines = vec![heading(glance, title, width)];
    let (state, _) = row.stands(glance);
    lines.extend(stated(glance, state, &row.seen.status.shown(), width));
    let checks = super::checks::looks_at(row.check);
    lines.extend(paragraph(&glance.look, "checks", &checks, width));
    if let Some(words) = latch::words(row.check) {
        lines.extend(paragraph(&glance.look, "flags", words, width));
    }
    let asked = when(glance, row.asked);
    lines.extend(paragraph(&glance.look, "asked", &asked, width));
    lines
}

/// What the checkers of a health check report, by Region: one line for each
/// text that several of a Region say.
pub(super) fn by_region(
    glance: &Glance<'_>,
    (label, id): (&str, &OutsideText),
    width: usize,
) -> Vec<Line<'static>> {
    let Some((asked, checkers)) = glance.model.estate().checkers(id) else {
        return Vec::new();
    };
    let mut regions: BTreeMap<(&OutsideText, &OutsideText), (usize, Option<Instant>)> =
        BTreeMap::new();
    for seen in &checkers.observations {
        let told = regions.entry((&seen.region, &seen.status)).or_default();
        told.0 += 1;
        told.1 = told.1.max(seen.checked);
    }
    let lost = distrust(glance, Source::Checkers, *asked);
    let text = match lost {
        Some(_) => format!(
            "its checkers as they were {}, and not known since",
            glance.ago(*asked)
        ),
        None => format!("its checkers, asked {}", when(glance, *asked)),
    };
    let mut lines = paragraph(&glance.look, label, &text, width);
    for ((region, status), (count, newest)) in regions {
        let (state, word) = verdict(status);
        let age = newest.map_or_else(String::new, |at| format!(", {}", glance.ago(at)));
        let text = format!("{region}  {count} × {status}{age}");
        let word = match lost {
            Some(_) => format!("was {word}"),
            None => word.to_owned(),
        };
        let state = lost.unwrap_or(state);
        lines.extend(worded(glance, (state, &word), &text, width));
    }
    lines
}
