//! Backups: what is protected, jobs, recovery points, plans and vaults.

mod jobs;
mod plans;
mod points;
mod resources;
mod size;
mod vaults;

use super::{Body, Screen};
use crate::console::glance::Glance;
use crate::console::list::Cell;
use crate::console::look::Piece;
use crate::console::theme::Role;
use crate::console::widgets::paragraph;
use crate::estate::facts::Fact;
use crate::estate::{Scope, Source, Table};
use crate::terms::{Instant, OutsideText, Span};
use ratatui::text::Line;

/// See the module.
pub const SCREEN: Screen = Screen {
    key: '3',
    name: "backups",
    title: "Backups",
    short: "Backups",
    body: Body::Lists(&[
        &resources::RESOURCES,
        &jobs::JOBS,
        &points::POINTS,
        &plans::PLANS,
        &vaults::VAULTS,
    ]),
};

/// A fact with the scope it was seen in, both as the model has them.
type Located<'m, F> = (&'m Scope, &'m F);

fn located<'m, F: Fact>(
    table: &'m Table<F>,
    scope: &Scope,
    id: &OutsideText,
) -> Option<Located<'m, F>> {
    // There are as many scopes as Regions.
    let place = table.scopes().find(|place| *place == scope)?;
    Some((place, table.get(place, id)?))
}

/// Whether what a source said of a scope still holds: its Region answers, and it
/// was not seen too long ago.
fn holds(glance: &Glance<'_>, source: Source, scope: &Scope) -> bool {
    let silent = |region| glance.silent_since(region).is_some();
    let freshness = glance.model.estate().freshness(source, scope, glance.now);
    freshness.is_trusted() && !scope.region().is_some_and(silent)
}

/// The name at the end of an ARN: `orders-db` of `…:db:orders-db`. A text that
/// is no ARN stands for itself.
fn name_of(arn: &OutsideText) -> &str {
    let Some(resource) = arn.raw().splitn(6, ':').nth(5) else {
        return arn.raw();
    };
    let name = resource.split_once([':', '/']).map(|(_, name)| name);
    name.unwrap_or(resource)
}

/// The Region in an ARN, where it has one.
fn region_of(arn: &OutsideText) -> Option<&str> {
    let region = arn.raw().split(':').nth(3)?;
    (!region.is_empty()).then_some(region)
}

/// The name at the end of an ARN that may not have been told.
fn named(arn: &OutsideText) -> Cell<'_> {
    match arn.raw() {
        "" => Cell::none(),
        _ => Cell::text(name_of(arn)),
    }
}

/// A text that AWS may leave out.
fn said(text: &OutsideText) -> Cell<'_> {
    match text.raw() {
        "" => Cell::none(),
        _ => Cell::outside(text),
    }
}

/// An instant that lies ahead, by how far: `in 34 d`.
fn ahead(now: Instant, at: Instant) -> String {
    let span = minutes(Span::between(now, at));
    let days = span.duration().as_secs() / 86_400;
    let span = if days < 2 { span } else { Span::days(days) };
    format!("in {span}")
}

/// A span in whole minutes once it is longer than one: nothing moves by the
/// second for its own sake.
fn minutes(span: Span) -> Span {
    match span.duration().as_secs() / 60 {
        0 => Span::seconds(span.duration().as_secs()),
        minutes => Span::minutes(minutes),
    }
}

/// An instant in full, with how far it is from now.
fn dated(glance: &Glance<'_>, at: Instant) -> String {
    let distance = if at > glance.now {
        ahead(glance.now, at)
    } else {
        glance.ago(at)
    };
    format!("{}, {distance}", at.format("%Y-%m-%d %H:%M:%SZ"))
}

/// What is said of a row: a title, then labels and their texts, without those
/// that AWS did not tell.
struct Said<'g, 'm> {
    glance: &'g Glance<'m>,
    width: usize,
    lines: Vec<Line<'static>>,
}

impl<'g, 'm> Said<'g, 'm> {
    fn new(glance: &'g Glance<'m>, width: usize, title: &str) -> Self {
        let title: Vec<Piece> = vec![glance.piece(title, Role::Title)];
        Self {
            glance,
            width,
            lines: vec![glance.look.line(title, width)],
        }
    }

    fn line(&mut self, label: &str, text: impl AsRef<str>) {
        let text = text.as_ref();
        if !text.is_empty() {
            let lines = paragraph(&self.glance.look, label, text, self.width);
            self.lines.extend(lines);
        }
    }

    /// That it was seen, but does not hold any more: when, and what may be since.
    fn last_seen(&mut self, source: Source, scope: &Scope, since: &str) {
        if holds(self.glance, source, scope) {
            return;
        }
        let seen = self.glance.seen(source, scope);
        let seen = seen.map_or("never".to_owned(), |at| dated(self.glance, at));
        self.line("last seen", format!("{seen}; {since}"));
    }

    /// A text as AWS has it, with the field it is in.
    fn field(&mut self, label: &str, text: Option<impl ToString>, field: &str) {
        let text = text.map(|text| text.to_string()).unwrap_or_default();
        if !text.is_empty() {
            self.line(label, format!("{text} ({field})"));
        }
    }

    /// An instant, with the field it is in.
    fn date(&mut self, label: &str, at: Option<Instant>, field: &str) {
        self.field(label, at.map(|at| dated(self.glance, at)), field);
    }
}
