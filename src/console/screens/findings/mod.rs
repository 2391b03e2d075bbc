//! Findings: what is wrong or risky, why, and what would clear it.

mod identity;

use super::{Body, Screen};
use crate::assess::{Finding, Severity, State};
use crate::console::glance::Glance;
use crate::console::list::{Cell, Column, Key, Listing, Order, Rows};
use crate::console::look::Piece;
use crate::console::model::Model;
use crate::console::theme::Role;
use crate::console::widgets::paragraph;
use crate::estate::Scope;
use crate::terms::calendar;
use ratatui::text::Line;

/// See the module.
pub const SCREEN: Screen = Screen {
    key: '6',
    name: "findings",
    title: "Findings",
    short: "Findings",
    body: Body::Lists(&[&FINDINGS]),
};

static FINDINGS: Listing<Findings> = Listing {
    title: "Findings",
    sources: &[],
    empty: "nothing was found in what was seen so far",
    detailed: true,
    columns: &[
        Of::left("severity", 8, 8, |glance, finding| {
            severity(glance, finding.severity)
        }),
        Of::left("check", 6, 7, |_, finding| Cell::text(finding.check.id)),
        Of::left("subject", 16, 40, |_, finding| {
            Cell::text(finding.subject.to_string()).role(Role::Title)
        }),
        Of::left("what is wrong", 24, 160, |_, finding| {
            Cell::text(finding.text.as_str())
        }),
        Of::right("since", 12, 14, since).sheds(2).moves(),
    ],
    detail,
    identifier: |finding| finding.check.id.to_owned(),
    arn: None,
};

#[derive(Debug)]
struct Findings;

type Of = Column<Findings>;

impl Rows for Findings {
    type Row<'m> = &'m Finding;

    fn keys(model: &Model) -> Vec<Key> {
        // By severity, then by check, as they are kept.
        model.assessment().findings().map(identity::key).collect()
    }

    fn find<'m>(model: &'m Model, sought: &Key) -> Option<Self::Row<'m>> {
        let (check, subject) = identity::parts(sought)?;
        model.assessment().finding(check, &subject)
    }
}

fn since<'m>(glance: &Glance<'m>, finding: &'m Finding) -> Cell<'m> {
    finding
        .since
        .map_or_else(Cell::none, |since| Cell::ago(glance, since))
}

fn severity(glance: &Glance<'_>, severity: Severity) -> Cell<'static> {
    let state = match severity {
        Severity::High => State::Bad,
        Severity::Medium | Severity::Low => State::Warn,
    };
    Cell::marked(glance, state, severity.word()).ordered(Order::Number(severity as u8 as f64))
}

fn detail(glance: &Glance<'_>, finding: &Finding, width: usize) -> Vec<Line<'static>> {
    let check = finding.check;
    let title: Vec<Piece> = vec![
        glance.piece(format!("{}  {}", check.id, check.title), Role::Title),
        glance.piece(format!("  severity {}", finding.severity.word()), Role::Dim),
    ];
    let mut lines = vec![glance.look.line(title, width)];
    let since = match finding.since {
        Some(since) => format!("{}, {}", calendar(since), glance.ago(since)),
        None => "nothing that was seen tells".to_owned(),
    };
    for (label, text) in [
        ("subject", subject(finding)),
        ("why", finding.text.to_string()),
        ("since", since),
        ("clears", finding.clears.to_string()),
        ("field", check.field.to_owned()),
        ("page", check.page.to_owned()),
    ] {
        lines.extend(paragraph(&glance.look, label, &text, width));
    }
    lines
}

/// What it is about, and where.
fn subject(finding: &Finding) -> String {
    let subject = &finding.subject;
    match subject.scope().and_then(Scope::region) {
        Some(region) => format!("{subject} in {region}"),
        None => subject.to_string(),
    }
}
