//! Health checks as Route 53 takes them: Disabled and Inverted applied, and said.

use super::{checkers, distrust, heading, healthy, latch, stated, when};
use crate::assess::{HealthAssessment, State};
use crate::console::glance::Glance;
use crate::console::list::{Cell, Column, Key, Listing, Rows};
use crate::console::model::Model;
use crate::console::theme::Role;
use crate::console::widgets::paragraph;
use crate::estate::Source;
use crate::estate::facts::HealthCheck;
use crate::terms::{Known, OutsideText};
use ratatui::text::Line;
use std::cmp::Reverse;

pub(super) static CHECKS: Listing<Checks> = Listing {
    title: "Health checks",
    sources: &[Source::HealthChecks, Source::Checkers],
    empty: "there is no health check",
    detailed: true,
    columns: &[
        Of::left("health", 11, 12, health),
        Of::left("id", 10, 36, |_, row| {
            Cell::outside(&row.check.id).role(Role::Title)
        }),
        Of::left("type", 5, 17, |_, row| Cell::dim(row.check.kind.shown())).sheds(3),
        Of::left("checks", 16, 60, |_, row| Cell::text(looks_at(row.check))),
        Of::right("checkers", 8, 12, counted),
        Of::right("needs", 6, 8, |_, row| Cell::text(needs(row.check))).sheds(2),
        Of::left("decides", 16, 40, decides).sheds(1),
        Of::left("why", 14, 90, |_, row| Cell::dim(row.why())),
    ],
    detail,
    identifier: |row| row.check.id.to_string(),
    arn: None,
};

#[derive(Debug)]
pub(super) struct Checks;

type Of = Column<Checks>;

/// A health check, and what it comes to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Check<'m> {
    check: &'m HealthCheck,
    health: Option<&'m HealthAssessment>,
    /// What its flags do, when they seem to be left over.
    left_over: Option<&'static str>,
}

impl<'m> Check<'m> {
    fn of(model: &'m Model, check: &'m HealthCheck) -> Self {
        Self {
            check,
            health: model.assessment().health_check(&check.id),
            left_over: latch::left_over(model, &check.id),
        }
    }

    fn state(&self) -> State {
        let state = match self.health.map(|it| &it.healthy) {
            Some(Known::Known(true)) => State::Ok,
            Some(Known::Known(false)) => State::Bad,
            Some(Known::Unknown(_)) | None => State::Unknown,
        };
        match self.left_over {
            Some(_) => state.max(State::Warn),
            None => state,
        }
    }

    /// Its flags, and why it is so where the count of its checkers does not tell.
    fn why(&self) -> String {
        let reason = self.health.map_or("", |it| it.reason.as_str());
        let counted = self.health.is_some_and(|it| it.checkers.is_some());
        let flags = latch::words(self.check).map(latch::flags);
        match (self.left_over, flags) {
            (Some(words), _) => format!("left over: {}", latch::flags(words)),
            (None, Some(flags)) if self.is_unknown() => format!("was {flags}; {reason}"),
            (None, Some(flags)) => format!("{flags} on purpose"),
            (None, None) if counted => String::new(),
            (None, None) => reason.to_owned(),
        }
    }

    fn is_unknown(&self) -> bool {
        self.health.is_none_or(|it| it.healthy.value().is_none())
    }
}

impl Rows for Checks {
    type Row<'m> = Check<'m>;

    fn keys(model: &Model) -> Vec<Key> {
        let checks = model.estate().health_checks.iter();
        let mut rows: Vec<(Key, (bool, Reverse<State>))> = checks
            .map(|(scope, check)| {
                let row = Check::of(model, check);
                let place = (row.left_over.is_none(), Reverse(row.state()));
                (Key::new(scope, &check.id), place)
            })
            .collect();
        rows.sort_by_key(|(_, place)| *place);
        rows.into_iter().map(|(key, _)| key).collect()
    }

    fn find<'m>(model: &'m Model, sought: &Key) -> Option<Self::Row<'m>> {
        let check = model
            .estate()
            .health_checks
            .get(&sought.scope, &sought.id)?;
        Some(Check::of(model, check))
    }
}

fn health<'m>(glance: &Glance<'m>, row: Check<'m>) -> Cell<'m> {
    let cell = match row.health {
        Some(health) => healthy(glance, &health.healthy),
        None => Cell::none(),
    };
    match (row.left_over, row.state()) {
        (Some(_), State::Warn) => Cell::marked(glance, State::Warn, "healthy"),
        _ => cell,
    }
}

/// What it looks at, as far as it says.
pub(super) fn looks_at(check: &HealthCheck) -> String {
    let host = check.host.as_ref().or(check.address.as_ref());
    match check.kind.raw() {
        "CALCULATED" => format!("{} other checks", check.children.len()),
        "RECOVERY_CONTROL" => "a routing control".to_owned(),
        "CLOUDWATCH_METRIC" => match &check.alarm {
            Some(alarm) => format!("alarm {} in {}", alarm.name, alarm.region),
            None => "an alarm".to_owned(),
        },
        _ => {
            let host = host.map_or_else(|| "?".to_owned(), ToString::to_string);
            let port = check.port.map(|port| format!(":{port}"));
            let path = check.path.as_ref().map(ToString::to_string);
            format!(
                "{host}{}{}",
                port.unwrap_or_default(),
                path.unwrap_or_default()
            )
        }
    }
}

/// How many must be well for it to be healthy.
fn needs(check: &HealthCheck) -> String {
    match check.kind.raw() {
        "CALCULATED" => {
            let needed = check.health_threshold.map(|needed| needed.to_string());
            let needed = needed.unwrap_or_else(|| "?".to_owned());
            format!("{needed} of {}", check.children.len())
        }
        "RECOVERY_CONTROL" | "CLOUDWATCH_METRIC" => "–".to_owned(),
        _ => "> 18 %".to_owned(),
    }
}

/// The declared records that rest on it.
fn decides<'m>(glance: &Glance<'m>, row: Check<'m>) -> Cell<'m> {
    let mut records = glance.model.assessment().records();
    let decides = latch::deciding(glance, &row.check.id);
    if !decides.is_empty() {
        return Cell::text(decides.join(", "));
    }
    if records.any(|record| record.pair.value().is_none()) {
        return Cell::text("?").role(Role::Unknown);
    }
    Cell::none()
}

/// How many checkers report success, of how many: with its age where that is
/// no longer known.
fn counted<'m>(glance: &Glance<'m>, row: Check<'m>) -> Cell<'m> {
    if let Some((succeeding, all)) = row.health.and_then(|it| it.checkers) {
        #[allow(clippy::cast_precision_loss)]
        let share = succeeding as f64 / all.max(1) as f64;
        return Cell::number(share, format!("{succeeding}/{all}"));
    }
    match glance.model.estate().checkers(&row.check.id) {
        Some((asked, _)) if distrust(glance, Source::Checkers, *asked).is_some() => {
            Cell::ago(glance, *asked).role(Role::Stale)
        }
        _ => Cell::none(),
    }
}

fn detail(glance: &Glance<'_>, row: Check<'_>, width: usize) -> Vec<Line<'static>> {
    let check = row.check;
    let title = format!("{}  {} {}", check.id, check.kind, looks_at(check));
    let mut lines = vec![heading(glance, title, width)];
    let reason = row.health.map_or("not seen yet", |it| it.reason.as_str());
    lines.extend(stated(glance, row.state(), reason, width));
    if let Some(words) = latch::words(check) {
        let meant = match row.left_over {
            Some(_) => "no declared record and no other service needs that",
            None if row.is_unknown() => "as last seen",
            None => "on purpose: an object in the standby Region, or its owner, needs it so",
        };
        let text = format!("{words}; {meant}");
        lines.extend(paragraph(&glance.look, "flags", &text, width));
    }
    for (label, text) in [
        ("rule", rule(check)),
        ("decides", used_by(glance, &check.id)),
        ("owner", owner(check)),
        ("seen", seen(glance)),
    ] {
        if !text.is_empty() {
            lines.extend(paragraph(&glance.look, label, &text, width));
        }
    }
    lines.extend(checkers::by_region(glance, ("checkers", &check.id), width));
    lines
}

/// When Route 53 last told of it.
fn seen(glance: &Glance<'_>) -> String {
    let seen = glance.seen(Source::HealthChecks, &crate::estate::Scope::Global);
    let Some(seen) = seen else {
        return String::new();
    };
    let known = match distrust(glance, Source::HealthChecks, seen) {
        Some(_) => "; Route 53's control plane (us-east-1) has not told since",
        None => "",
    };
    format!("{}{known}", when(glance, seen))
}

/// What must be so for it to be healthy.
fn rule(check: &HealthCheck) -> String {
    match check.kind.raw() {
        "CALCULATED" => {
            let children: Vec<String> = check.children.iter().map(ToString::to_string).collect();
            format!(
                "healthy while {} are: {}",
                needs(check),
                children.join(", ")
            )
        }
        "CLOUDWATCH_METRIC" => match &check.insufficient_data {
            Some(status) => {
                format!("follows the alarm's metric, not its state; without data it is {status}")
            }
            None => "follows the alarm's metric, not its state".to_owned(),
        },
        "RECOVERY_CONTROL" => "healthy while the routing control is on".to_owned(),
        _ => {
            let times = match (check.failure_threshold, check.interval_seconds) {
                (Some(times), Some(seconds)) => {
                    format!("; a checker turns after {times} in a row, one every {seconds} s")
                }
                _ => String::new(),
            };
            format!("healthy while more than 18 % of its checkers succeed{times}")
        }
    }
}

/// Every record and every check that rests on it, declared or not.
fn used_by(glance: &Glance<'_>, id: &OutsideText) -> String {
    let estate = glance.model.estate();
    let mut users = latch::deciding(glance, id);
    let records = estate.records();
    let direct = records.filter(|record| record.health_check.as_ref() == Some(id));
    for record in direct {
        let role = record.failover.as_ref().map_or("", super::side_name);
        let user = format!("{} {role}", record.name).trim_end().to_owned();
        if !users.contains(&user) {
            users.push(user);
        }
    }
    let checks = estate.health_checks.iter();
    let parents = checks.filter(|(_, check)| check.children.contains(id));
    users.extend(parents.map(|(_, parent)| format!("health check {}", parent.id)));
    if users.is_empty() {
        return "nothing that was seen".to_owned();
    }
    users.join(", ")
}

fn owner(check: &HealthCheck) -> String {
    let service = check.linked_service.as_ref();
    service.map_or_else(String::new, |service| {
        format!("{service}: only that service may change it")
    })
}
