//! What several screens say of a store, in the same words.

use crate::assess::{Outlook, State, StoreAssessment};
use crate::console::glance::Glance;
use crate::console::look::Piece;
use crate::console::theme::Role;
use crate::console::widgets::Sparkline;
use crate::estate::facts::MetricKey;
use crate::estate::{Scope, Source};
use crate::plan::StoreKind;
use crate::terms::{Instant, Region, Span, calendar, clock_time};

/// How many cells the chart of the last hour takes: five minutes each.
pub const CHART: usize = 12;

/// The engine, where AWS told it, or the kind.
pub fn kind(store: &StoreAssessment) -> String {
    match (&store.engine, store.kind) {
        (Some(engine), StoreKind::Rds) => engine.to_string(),
        _ => store.kind.title().to_owned(),
    }
}

/// When a Region last told of a store.
pub fn last_word(glance: &Glance<'_>, store: &StoreAssessment, region: &Region) -> Option<Instant> {
    let source = match store.kind {
        StoreKind::Rds => Source::DbInstances,
        StoreKind::Aurora | StoreKind::AuroraGlobal => Source::DbClusters,
        _ => Source::Metrics,
    };
    glance.seen(source, &Scope::from(region))
}

/// The instant it can be brought back to.
pub fn point(glance: &Glance<'_>, store: &StoreAssessment) -> Piece {
    match &store.outlook {
        Outlook::Replicated(loss) | Outlook::FromBackup(loss) => {
            glance.piece(instant(loss.point, glance.now), Role::Text)
        }
        Outlook::NoCopy => glance.piece("none", Role::Bad),
        Outlook::Unknown(_) => glance.piece("?", Role::Unknown),
    }
}

/// The time of day, and the day with it where that could be another.
pub fn instant(at: Instant, now: Instant) -> String {
    if Span::between(at, now) < Span::hours(12) {
        clock_time(at)
    } else {
        calendar(at)
    }
}

/// Its lag over the last hour, a full block being its objective.
pub fn chart(glance: &Glance<'_>, store: &StoreAssessment) -> Vec<Piece> {
    let Some(key) = &store.lag_metric else {
        return Vec::new();
    };
    let Some(series) = glance.model.estate().metric(key) else {
        return Vec::new();
    };
    let unit = seconds_per_unit(key);
    let samples = || series.samples().map(|it| (it.at, it.value * unit));
    let largest = samples().map(|(_, lag)| lag).fold(0.0, f64::max);
    let top = store.rpo.map_or(largest, Span::as_seconds);
    let chart = Sparkline::of(samples(), glance.now, Span::hours(1), CHART, top);
    if chart.is_empty() {
        return vec![glance.piece("no samples", Role::Dim)];
    }
    chart.pieces(&glance.look)
}

/// Seconds in one unit of a lag metric: Aurora's and DynamoDB's count in
/// milliseconds (`AuroraGlobalDB…Lag`, `ReplicationLatency` of `AWS/DynamoDB`).
pub fn seconds_per_unit(key: &MetricKey) -> f64 {
    if key.name.starts_with("AuroraGlobalDB") || key.namespace == "AWS/DynamoDB" {
        0.001
    } else {
        1.0
    }
}

/// What is lost by failing over now.
pub fn lost(glance: &Glance<'_>, store: &StoreAssessment) -> Piece {
    let over = if store.state == State::Bad {
        Role::Bad
    } else {
        Role::Text
    };
    match &store.outlook {
        Outlook::Replicated(loss) => glance.piece(loss.words(glance.now), over),
        Outlook::FromBackup(loss) => {
            glance.piece(format!("{} (backup)", loss.words(glance.now)), over)
        }
        Outlook::NoCopy => {
            let to = glance.model.plan.other_region(&store.region);
            glance.piece(format!("no copy in {to}"), Role::Bad)
        }
        Outlook::Unknown(why) => {
            let to = glance.model.plan.other_region(&store.region);
            glance.unknown(why, last_word(glance, store, to))
        }
    }
}
