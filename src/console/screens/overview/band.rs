//! The band: one word, the stores that are worst against their own objectives,
//! and, when a Region is down, what to do.

use crate::assess::{RegionAssessment, State, VerdictState};
use crate::console::glance::Glance;
use crate::console::look::{Piece, width as width_of};
use crate::console::theme::Role;
use crate::estate::BackIn;
use crate::terms::{Span, clock_time};
use ratatui::text::Line;

/// How many stores the band names.
const NAMED: usize = 6;

/// The lines of the band; in a low terminal as few as say it.
pub fn lines(glance: &Glance<'_>, width: usize, low: bool) -> Vec<Line<'static>> {
    let (glyph, role) = mark(glance);
    let word = glance.verdict().state.word();
    let head = glance.piece(format!(" {glyph} {word} "), role);
    let indent = head.width() + 2;
    // Each with how many lines it may take.
    let mut paragraphs: Vec<(usize, Vec<Vec<Piece>>)> = Vec::new();
    paragraphs.extend(regions(glance).into_iter().map(|items| (2, items)));
    let down = glance.verdict().state == VerdictState::Down;
    let most = match (low, down) {
        (true, true) => 1,
        (true, false) => 2,
        (false, _) => 3,
    };
    paragraphs.push((most, stores(glance)));
    paragraphs.push((if low { 1 } else { 2 }, forecast(glance, low)));
    let also = also(glance);
    if !also.is_empty() {
        paragraphs.push((if low { 1 } else { 2 }, also));
    }
    let room = width.saturating_sub(indent);
    let rows: Vec<Vec<Piece>> = paragraphs
        .into_iter()
        .flat_map(|(most, items)| flow(glance, items, room, most))
        .collect();
    let mut head = Some(head);
    rows.into_iter()
        .map(|row| {
            let mut line = match head.take() {
                Some(head) => vec![head, glance.piece("  ", Role::Text)],
                None => vec![glance.piece(" ".repeat(indent), Role::Text)],
            };
            line.extend(row);
            glance.look.line(line, width)
        })
        .collect()
}

fn mark(glance: &Glance<'_>) -> (&'static str, Role) {
    let glyphs = glance.look.glyphs();
    match glance.verdict().state {
        VerdictState::Ready => (glyphs.ok, Role::BandReady),
        VerdictState::AtRisk => (glyphs.warn, Role::BandAtRisk),
        VerdictState::NotKnown => (glyphs.unknown, Role::BandNotKnown),
        VerdictState::Breached | VerdictState::Down => (glyphs.bad, Role::BandDown),
    }
}

/// For each Region that is down: since when, and what to do about it.
fn regions(glance: &Glance<'_>) -> Vec<Vec<Vec<Piece>>> {
    glance
        .regions
        .iter()
        .filter_map(|region| region_down(glance, region))
        .collect()
}

fn region_down(glance: &Glance<'_>, region: &RegionAssessment) -> Option<Vec<Vec<Piece>>> {
    let name = &region.region;
    if let Some(since) = region.declared_down {
        let gone = Span::between(since, glance.now);
        let mut items = vec![vec![glance.piece(
            format!("{name} declared down {}, loss fixed", clock_time(since)),
            Role::Bad,
        )]];
        let declaration = glance.model.estate().declared_down(name);
        if let Some(incident) = declaration.and_then(|it| it.incident.as_ref()) {
            items.push(vec![glance.piece(incident.to_string(), Role::Title)]);
        }
        let clock = match tightest_rto(glance) {
            Some(rto) => {
                let left = Span::between(glance.now, rto.after(since));
                if left == Span::ZERO {
                    format!("{gone} gone, past the RTO of {rto}")
                } else {
                    format!("{gone} gone, {left} of RTO {rto} left")
                }
            }
            None => format!("{gone} gone, no RTO is set"),
        };
        items.push(vec![glance.piece(clock, Role::Text)]);
        if region.silent_since.is_none() {
            items.push(vec![glance.piece(format!("{name} answers"), Role::Warn)]);
        }
        return Some(items);
    }
    let since = region.silent_since?;
    let silent = Span::between(since, glance.now);
    Some(vec![
        vec![glance.piece(
            format!(
                "{name} does not answer, {silent} (since {})",
                clock_time(since)
            ),
            Role::Bad,
        )],
        vec![
            glance.piece(format!(":declare {name} down"), Role::Key),
            glance.piece("  fixes the loss, starts the clock", Role::Text),
        ],
    ])
}

/// The stores, the worst against its own objective first.
fn stores(glance: &Glance<'_>) -> Vec<Vec<Piece>> {
    let assessment = glance.model.assessment();
    let state_of = |name: &str| {
        let store = assessment.store(name);
        store.map_or(State::Unknown, |store| store.state)
    };
    let worst = &glance.verdict().stores;
    let mut items: Vec<Vec<Piece>> = worst
        .iter()
        .take(NAMED)
        .map(|(name, words)| {
            let role = match state_of(name) {
                State::Ok => Role::Text,
                other => glance.look.mark(other).1,
            };
            vec![
                glance.piece(short(name), Role::Title),
                glance.piece(format!(" {words}"), role),
            ]
        })
        .collect();
    let (_, declared) = glance.verdict().observed;
    if declared > NAMED {
        let more = format!("{} more", declared - NAMED);
        items.push(vec![glance.piece(more, Role::Dim)]);
    }
    if items.is_empty() {
        let text = "the plan declares no store: nothing can be said";
        return vec![vec![glance.piece(text, Role::Unknown)]];
    }
    items[0].insert(0, glance.piece("fail over now:  ", Role::Text));
    items
}

/// A name as the band has room for: the whole of it is in the table.
fn short(name: &str) -> String {
    if name.chars().count() <= 28 {
        return name.to_owned();
    }
    let kept: String = name.chars().take(27).collect();
    format!("{kept}…")
}

/// How long it would take, and how much of what decides is seen; in few words
/// where there is little room.
fn forecast(glance: &Glance<'_>, short: bool) -> Vec<Vec<Piece>> {
    let rto = match tightest_rto(glance) {
        Some(rto) => format!("RTO {rto}"),
        None => "no RTO set".to_owned(),
    };
    let tried = glance.model.estate().tried();
    let back = match tried.and_then(|tried| tried.back) {
        // Two walks tell no spread.
        Some(back) if back.walks > 2 && short => {
            format!("back in {} to {} ({rto})", back.low, back.high)
        }
        Some(back) if back.walks > 2 => {
            let BackIn {
                low, high, walks, ..
            } = back;
            format!("back in {low} to {high} ({rto}; {walks} walks)")
        }
        Some(back) if short => format!("back in about {} ({rto})", back.median),
        Some(back) => {
            let often = if back.walks == 1 { "once" } else { "twice" };
            format!("back in about {} ({rto}; done {often})", back.median)
        }
        None if short => format!("back in: ? ({rto})"),
        None => format!("back in: not known, no drill on record ({rto})"),
    };
    let (observed, all) = glance.verdict().observed;
    let role = if observed == all {
        Role::Text
    } else {
        Role::Warn
    };
    let overdue = glance.overdue();
    let asked = glance.model.estate().slices().next().is_some();
    let fresh = match (asked, overdue) {
        (false, _) if short => glance.piece("nothing seen", Role::Unknown),
        (false, _) => glance.piece("nothing was seen yet", Role::Unknown),
        (true, 0) if short => glance.piece("all in time", Role::Text),
        (true, 0) => glance.piece("every source within its cadence", Role::Text),
        (true, many) if short => glance.piece(format!("{many} late"), Role::Warn),
        (true, 1) => glance.piece("1 source late or failing", Role::Warn),
        (true, many) => glance.piece(format!("{many} sources late or failing"), Role::Warn),
    };
    vec![
        vec![glance.piece(back, Role::Text)],
        vec![glance.piece(format!("{observed} of {all} stores observed"), role)],
        vec![fresh],
    ]
}

/// What else decides, without what the band has said of its Regions.
fn also(glance: &Glance<'_>) -> Vec<Vec<Piece>> {
    let said = |text: &&String| {
        glance.regions.iter().any(|region| {
            let down = region.silent_since.or(region.declared_down).is_some();
            down && text.starts_with(region.region.as_str())
        })
    };
    let also = glance.verdict().also.iter().filter(|text| !said(text));
    also.map(|text| vec![glance.piece(text, Role::Warn)])
        .collect()
}

/// The shortest RTO of the tiers that declared stores and records belong to.
fn tightest_rto(glance: &Glance<'_>) -> Option<Span> {
    let plan = &glance.model.plan;
    let stores = plan.stores.iter().filter_map(|it| it.tier.as_deref());
    let records = plan.records.iter().filter_map(|it| it.tier.as_deref());
    stores
        .chain(records)
        .filter_map(|tier| plan.tier(tier)?.rto)
        .min()
}

/// Items one after the other, in at most `most` lines of `width` cells; what
/// does not fit is counted.
pub fn flow(
    glance: &Glance<'_>,
    items: Vec<Vec<Piece>>,
    width: usize,
    most: usize,
) -> Vec<Vec<Piece>> {
    let between = glance.look.glyphs().between;
    let between = glance.piece(between, Role::Dim);
    let mut lines: Vec<Vec<Piece>> = vec![Vec::new()];
    let count = items.len();
    for (at, item) in items.into_iter().enumerate() {
        let line_count = lines.len();
        let Some(line) = lines.last_mut() else { break };
        let wanted = width_of(&item);
        if line.is_empty() {
            line.extend(glance.look.clip(item, width));
        } else if width_of(line) + between.width() + wanted <= width {
            line.push(between.clone());
            line.extend(item);
        } else if line_count < most {
            lines.push(glance.look.clip(item, width));
        } else {
            let more = glance.piece(format!("{} more", count - at), Role::Dim);
            let room = width.saturating_sub(between.width() + more.width());
            let mut kept = glance.look.clip(std::mem::take(line), room);
            kept.extend([between, more]);
            *line = kept;
            break;
        }
    }
    lines
}
