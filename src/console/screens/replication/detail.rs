//! What is said of one store, or of one copy: its lag over time, and what the
//! figures do not tell.

use super::copies::{self, Copy, Fact};
use crate::assess::{BackupPoint, CopyAssessment, Outlook, Phase, State, StoreAssessment, Writers};
use crate::console::glance::Glance;
use crate::console::look::Piece;
use crate::console::screens::stores::{instant, kind};
use crate::console::theme::Role;
use crate::console::widgets::{Chart, Column, Row, Table, paragraph};
use crate::estate::facts::MetricKey;
use crate::terms::{Known, Region, clock_time};
use ratatui::text::Line;

/// From which height on there is room for blank lines.
const ROOMY: u16 = 30;

/// How much of its objective the loss of a store takes, when both are known:
/// 1 is all of it.
pub(super) fn share(glance: &Glance<'_>, store: &StoreAssessment) -> Option<f64> {
    let lost = store.outlook.loss()?.amount(glance.now).as_seconds();
    let rpo = store.rpo?.as_seconds();
    (rpo > 0.0).then(|| lost / rpo)
}

/// A share in percent, and in multiples where it is beyond them.
pub(super) fn share_words(share: f64) -> String {
    match share * 100.0 {
        percent if percent < 1.0 => "< 1 %".to_owned(),
        percent if percent < 1_000.0 => format!("{percent:.0} %"),
        _ => format!("{share:.0} ×"),
    }
}

/// Why a store stands as it does, where the figures do not say it.
pub(super) fn why<'m>(glance: &Glance<'_>, store: &'m StoreAssessment) -> Option<&'m str> {
    let said = match store.state {
        // An idle primary looks late, and is not.
        State::Ok => share(glance, store).is_none_or(|share| share <= 1.0),
        _ => store.outlook == Outlook::NoCopy,
    };
    (!said).then_some(store.reason.as_str())
}

/// What is said of a store.
pub(super) fn of_store(
    glance: &Glance<'_>,
    store: &StoreAssessment,
    width: usize,
) -> Vec<Line<'static>> {
    let look = &glance.look;
    let mut lines = vec![heading(glance, store, width)];
    if let Some(why) = why(glance, store) {
        lines.extend(paragraph(look, "why", why, width));
    }
    if let Some(text) = phase(glance, store) {
        lines.extend(paragraph(look, "loss", &text, width));
    }
    if let Some(caveat) = store.outlook.loss().and_then(|loss| loss.caveat) {
        lines.extend(paragraph(look, "note", caveat, width));
    }
    if !store.observed {
        return lines;
    }
    match &store.lag_metric {
        Some(key) => {
            apart(glance, &mut lines);
            lines.extend(chart(glance, store, key, width));
        }
        None => lines.push(backups(glance, store, width)),
    }
    apart(glance, &mut lines);
    lines.extend(copies_of(glance, store, width));
    lines
}

/// What is said of a copy.
pub(super) fn of_copy(glance: &Glance<'_>, copy: Copy<'_>, width: usize) -> Vec<Line<'static>> {
    let look = &glance.look;
    let identifier = glance.piece(copy.copy.identifier.shown(), Role::Title);
    let place = format!("  {} · of {}", copy.copy.region, copy.store.name);
    let mut lines = vec![look.line(vec![identifier, glance.piece(place, Role::Dim)], width)];
    let mut say = |label: &str, text: &str| lines.extend(paragraph(look, label, text, width));
    if let Some(why) = copy.copy.status.unknown() {
        say("status", &format!("not known: {why}"));
    }
    if let (Some(why), true) = (
        copy.copy.lag.unknown(),
        copy.copy.role == crate::assess::CopyRole::Replica,
    ) {
        say("lag", &format!("not known: {why}"));
    }
    if let Some(fact) = copy.fact {
        for (label, text) in facts(fact) {
            say(label, &text);
        }
    }
    if let Some(key) = &copy.copy.lag_metric {
        apart(glance, &mut lines);
        lines.extend(chart(glance, copy.store, key, width));
    }
    lines
}

/// A blank line, where there is room for it.
fn apart(glance: &Glance<'_>, lines: &mut Vec<Line<'static>>) {
    if glance.model.size.1 >= ROOMY {
        lines.push(Line::default());
    }
}

fn heading(glance: &Glance<'_>, store: &StoreAssessment, width: usize) -> Line<'static> {
    let between = glance.look.glyphs().between;
    let from = written_in(store);
    let to = glance.model.plan.other_region(from);
    let towards = glance.look.glyphs().towards;
    let mut text = format!("  {}", kind(store));
    if let Some(tier) = &store.tier {
        text.push_str(&format!("{between}tier {tier}"));
    }
    text.push_str(&format!("{between}{from} {towards} {to}"));
    let name = glance.piece(&store.name, Role::Title);
    glance
        .look
        .line(vec![name, glance.piece(text, Role::Dim)], width)
}

/// Where it is written, as far as that is known; where it should be otherwise.
fn written_in(store: &StoreAssessment) -> &Region {
    match &store.writers {
        Writers::Copies(list) => match list.as_slice() {
            [(_, region)] => region,
            _ => &store.region,
        },
        _ => &store.region,
    }
}

/// How the loss is counted, while its Region does not answer.
fn phase(glance: &Glance<'_>, store: &StoreAssessment) -> Option<String> {
    let loss = store.outlook.loss()?;
    let from = written_in(store);
    let point = instant(loss.point, glance.now);
    match loss.phase {
        Phase::Answering { .. } => None,
        Phase::Growing => {
            let since = glance.silent_since(from).map(clock_time);
            let since = since.map_or_else(String::new, |since| format!(" since {since}"));
            Some(format!(
                "what was written after {point} may be lost; {from} does not answer{since}: it grows until that is declared down"
            ))
        }
        Phase::Frozen { since } => Some(format!(
            "what was written between {point} and {}, when {from} was declared down",
            clock_time(since)
        )),
    }
}

/// The chart of a lag, or why there is none.
fn chart(
    glance: &Glance<'_>,
    store: &StoreAssessment,
    key: &MetricKey,
    width: usize,
) -> Vec<Line<'static>> {
    let none = |text: String| {
        let text = glance.piece(format!("? {text}"), Role::Unknown);
        vec![glance.look.line(vec![text], width)]
    };
    let name = format!("{} in {}", key.name, key.region);
    let series = glance.model.estate().metric(key);
    let (Some(series), Some(unit)) = (series, key.seconds_per_unit()) else {
        return none(format!("{name}: not seen yet"));
    };
    let samples = series.samples().map(|it| (it.at, it.value * unit));
    let height = glance.model.size.1;
    let rows = if height < ROOMY {
        5
    } else {
        (height / 3).min(16)
    };
    let chart = Chart::of(samples, glance.now, store.rpo, rows.into(), width);
    match series.newest() {
        None => none(format!("{name}: CloudWatch has no samples of it")),
        Some(newest) if chart.is_empty() => {
            let ago = glance.ago(newest.at);
            none(format!("{name}: its newest sample is from {ago}"))
        }
        Some(newest) => {
            let title = format!("{name}, sampled {}", glance.ago(newest.at));
            chart.lines(&glance.look, &title, width)
        }
    }
}

/// What there is to go back to, where nothing replicates.
fn backups(glance: &Glance<'_>, store: &StoreAssessment, width: usize) -> Line<'static> {
    let from = written_in(store);
    let to = glance.model.plan.other_region(from);
    let between = glance.piece(glance.look.glyphs().between, Role::Dim);
    let pieces = vec![
        glance.piece(format!("{:10}", "backups"), Role::Dim),
        backup(glance, from, &store.local),
        between,
        backup(glance, to, &store.standby),
    ];
    glance.look.line(pieces, width)
}

fn backup(glance: &Glance<'_>, region: &Region, point: &Known<Option<BackupPoint>>) -> Piece {
    match point {
        _ if glance.silent_since(region).is_some() => {
            glance.piece(format!("{region} ? does not answer"), Role::Unknown)
        }
        Known::Known(Some(point)) => {
            glance.piece(format!("{region} {}", glance.ago(point.at)), Role::Text)
        }
        Known::Known(None) => glance.piece(format!("{region} none"), Role::Bad),
        Known::Unknown(why) => glance.piece(format!("{region} ? {why}"), Role::Unknown),
    }
}

fn copies_of(glance: &Glance<'_>, store: &StoreAssessment, width: usize) -> Vec<Line<'static>> {
    if store.copies.is_empty() {
        let text = match glance
            .model
            .plan
            .store(&store.name)
            .and_then(|it| it.standby.as_ref())
        {
            Some(standby) => {
                format!("{standby} by the plan; no source of this version looks at it")
            }
            None => "the plan names none".to_owned(),
        };
        return paragraph(&glance.look, "copies", &text, width);
    }
    let row = |copy: &CopyAssessment| {
        let copy = Copy::of(glance.model, store, copy);
        let cells = [
            copies::role(glance, copy),
            copies::lag(glance, copy),
            copies::measured(glance, copy),
            copies::status(glance, copy),
            copies::seen(glance, copy),
        ];
        let mut row = Row {
            cells: vec![
                vec![glance.look.state(copy.state())],
                vec![glance.piece(copy.copy.identifier.shown(), Role::Text)],
                vec![glance.piece(copy.copy.region.to_string(), Role::Text)],
            ],
            across: None,
        };
        row.cells.extend(cells.map(|cell| cell.drawn(glance)));
        row
    };
    let table = Table {
        title: "Copies".to_owned(),
        columns: vec![
            Column::left("", 9, 9),
            Column::left("", 10, 30),
            Column::left("Region", 9, 14).sheds(1),
            Column::left("role", 7, 9),
            Column::right("lag", 6, 14),
            Column::right("measured", 8, 12).sheds(3),
            Column::left("status", 9, 24),
            Column::left("seen", 8, 20).sheds(2),
        ],
        rows: store.copies.iter().map(row).collect(),
    };
    table.lines(&glance.look, width)
}

fn facts(fact: Fact<'_>) -> Vec<(&'static str, String)> {
    match fact {
        Fact::Instance(instance) => {
            let mut said = Vec::new();
            for word in &instance.replication {
                let message = word.message.as_ref().map(|it| format!(": {it}"));
                let text = format!("{}{}", word.status, message.unwrap_or_default());
                said.push(("replicates", text));
            }
            if let Some(source) = &instance.replica_source {
                said.push(("follows", source.to_string()));
            }
            let engine = format!(
                "{} {} {}",
                instance.engine, instance.engine_version, instance.class
            );
            said.push(("engine", engine));
            said
        }
        Fact::Cluster(cluster) => {
            let members: Vec<String> = cluster
                .members
                .iter()
                .map(|it| {
                    let role = if it.writer { " (writer)" } else { "" };
                    format!("{}{role}", it.instance)
                })
                .collect();
            vec![
                (
                    "engine",
                    format!("{} {}", cluster.engine, cluster.engine_version),
                ),
                ("instances", members.join(", ")),
            ]
        }
    }
}
