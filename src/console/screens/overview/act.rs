//! Whether one can act: what may be done from here, what answers, what fails.

use super::band::flow;
use crate::assess::RegionAssessment;
use crate::console::glance::Glance;
use crate::console::look::Piece;
use crate::console::model::Mode;
use crate::console::theme::Role;
use crate::estate::{FailureKind, Freshness, Scope, Slice, Source};
use crate::terms::{Instant, clock_time};
use ratatui::text::Line;

/// How many cells the labels take.
const LABEL: usize = 11;

/// From which width on there is room to say where Route 53's control plane is.
const ROOMY: usize = 100;

/// How many lines of failing sources are named.
const FAILING_LINES: usize = 2;

/// The sources that only Route 53's control plane answers.
const CONTROL_PLANE: [Source; 4] = [
    Source::Zones,
    Source::Records,
    Source::HealthChecks,
    Source::Checkers,
];

/// The section: no title, but labels.
pub fn lines(glance: &Glance<'_>, width: usize) -> Vec<Line<'static>> {
    let mode = match glance.model.mode() {
        Mode::ReadOnly => glance.piece("read-only", Role::Mode),
        Mode::Armed(left) => glance.piece(format!("armed for {left}"), Role::Title),
    };
    let mut items = vec![vec![mode]];
    items.extend(glance.regions.iter().map(|it| vec![region(glance, it)]));
    items.push(control_plane(glance, width >= ROOMY));
    let mut lines = labelled(glance, "Can act", Role::Title, items, width, 3);
    let failing = failing(glance);
    if !failing.is_empty() {
        lines.extend(labelled(
            glance,
            "Failing",
            Role::Bad,
            failing,
            width,
            FAILING_LINES,
        ));
    }
    lines
}

/// What cannot be said of the standby Region's readiness to serve.
pub fn standby(glance: &Glance<'_>, width: usize) -> Vec<Line<'static>> {
    let text = "capacity, targets and quotas are not observed by this version";
    let standby = vec![vec![glance.piece(format!("? {text}"), Role::Unknown)]];
    labelled(glance, "Standby", Role::Title, standby, width, 1)
}

fn labelled(
    glance: &Glance<'_>,
    label: &str,
    role: Role,
    items: Vec<Vec<Piece>>,
    width: usize,
    most: usize,
) -> Vec<Line<'static>> {
    let room = width.saturating_sub(LABEL);
    let mut label = Some(glance.piece(format!("{label:LABEL$}"), role));
    flow(glance, items, room, most)
        .into_iter()
        .map(|row| {
            let first = label
                .take()
                .unwrap_or_else(|| glance.piece(" ".repeat(LABEL), Role::Text));
            let line: Vec<Piece> = std::iter::once(first).chain(row).collect();
            glance.look.line(line, width)
        })
        .collect()
}

fn region(glance: &Glance<'_>, region: &RegionAssessment) -> Piece {
    let name = &region.region;
    let (answering, asked) = region.answering;
    if let Some(since) = region.silent_since {
        let text = format!("{name} NOT ANSWERING since {}", clock_time(since));
        return glance.piece(text, Role::Bad);
    }
    match (region.freshness, asked) {
        (_, 0) => glance.piece(format!("? {name} not asked yet"), Role::Unknown),
        (Freshness::Unknown | Freshness::Stale, _) if answering == 0 => {
            let slices = glance.model.estate().slices();
            let seen = slices
                .filter(|(_, scope, _)| scope.region() == Some(name))
                .filter_map(|(_, _, slice)| slice.seen)
                .max();
            match seen {
                Some(seen) => {
                    let text = format!("? {name} last answered {}", glance.ago(seen));
                    glance.piece(text, Role::Stale)
                }
                None => glance.piece(format!("? {name} has not answered yet"), Role::Unknown),
            }
        }
        (freshness, _) => {
            let role = if answering == asked && freshness == Freshness::Live {
                Role::Text
            } else {
                Role::Warn
            };
            glance.piece(format!("{name} {answering}/{asked} answer"), role)
        }
    }
}

/// Route 53's control plane, which every change of DNS but a standby-takes-over
/// object depends on.
fn control_plane(glance: &Glance<'_>, roomy: bool) -> Vec<Piece> {
    let name = if roomy {
        "Route 53 control plane (us-east-1)"
    } else {
        "Route 53 control plane"
    };
    let slices = || {
        CONTROL_PLANE
            .iter()
            .filter_map(|source| glance.model.estate().slice(*source, &Scope::Global))
    };
    let seen = slices()
        .filter(|it| !it.restored)
        .filter_map(|it| it.seen)
        .max();
    let silent = slices().filter_map(silence).max();
    let freshest = slices().map(|it| it.freshness(glance.now)).min();
    let answered_since = |failed: Instant| seen.is_some_and(|seen| seen > failed);
    match (silent, freshest) {
        (Some(asked), _) if !answered_since(asked) => {
            let mut pieces = vec![glance.piece(format!("{name} NOT ANSWERING"), Role::Bad)];
            let way_round = glance
                .model
                .plan
                .records
                .iter()
                .any(|record| record.standby_takes_over.is_some());
            if way_round {
                let standby = &glance.model.plan.regions.standby;
                let text = format!(" → standby object in {standby}");
                pieces.push(glance.piece(text, Role::Text));
            }
            pieces
        }
        (_, None) => vec![glance.piece(format!("? {name} not asked yet"), Role::Unknown)],
        (_, Some(Freshness::Live)) => vec![glance.piece(format!("{name} answers"), Role::Text)],
        (_, Some(freshness)) => {
            let ago = seen.map_or_else(
                || "not seen in this run".to_owned(),
                |seen| glance.ago(seen),
            );
            let role = match freshness {
                Freshness::Stale => Role::Stale,
                Freshness::Unknown => Role::Unknown,
                Freshness::Live | Freshness::Late => Role::Warn,
            };
            let word = freshness.word();
            vec![glance.piece(format!("{name} {word}, {ago}"), role)]
        }
    }
}

/// When a source was asked in vain, when it last was.
fn silence(slice: &Slice) -> Option<Instant> {
    let failure = slice.failure.as_ref()?;
    failure.kind.is_silence().then_some(slice.asked)
}

/// The sources that fail by themselves: where their Region, or Route 53's control
/// plane, is silent as a whole, that was said.
fn failing(glance: &Glance<'_>) -> Vec<Vec<Piece>> {
    glance
        .model
        .estate()
        .slices()
        .filter_map(|(source, scope, slice)| {
            let failure = slice.failure.as_ref()?;
            let down = scope
                .region()
                .is_some_and(|region| glance.silent_since(region).is_some());
            let said = scope.region().is_none()
                && CONTROL_PLANE.contains(&source)
                && failure.kind.is_silence();
            if down || said {
                return None;
            }
            let needs = match &failure.kind {
                FailureKind::NotPermitted { action } => format!(" (needs {action})"),
                _ => String::new(),
            };
            let place = match scope.region() {
                Some(region) => format!("{source} in {region}"),
                None => source.to_string(),
            };
            let text = format!("{place}: {}{needs}", failure.kind.words());
            Some(vec![glance.piece(text, Role::Bad)])
        })
        .collect()
}
