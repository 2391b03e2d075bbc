//! The header, permanent: which plan, which environment, which Regions, whose
//! account, what may be done, and the time.

use super::glance::{Glance, is_by_the_minute};
use super::look::{Piece, width as width_of};
use super::model::Mode;
use super::theme::Role;
use crate::estate::AccountStanding;
use crate::plan::Environment;
use crate::terms::{OutsideText, Span, clock_time};
use ratatui::text::Line;

/// The longest that a plan's name and an environment's are shown, cells.
const NAME: usize = 24;
const ENVIRONMENT: usize = 16;

/// The least between two parts, cells.
const GAP: usize = 3;

/// Below this, what is left of the credentials is a warning.
const SOON: Span = Span::minutes(30);

/// The header: plan and environment, mode and clock are always there; account
/// and Regions give way where there is no room.
pub fn header(glance: &Glance<'_>, width: usize) -> Line<'static> {
    let marks = marks(glance);
    let plan = &glance.model.plan;
    let environment = environment(glance);
    let taken: usize = marks.iter().map(|part| width_of(part) + GAP).sum();
    let room = width.saturating_sub(taken + environment.width() + 2);
    let name = vec![glance.piece(&plan.name, Role::Plan)];
    let mut first = glance.look.clip(name, room.min(NAME));
    first.extend([glance.piece("  ", Role::Text), environment]);
    let towards = glance.look.glyphs().towards;
    let regions = format!(
        "{} {towards} {}",
        plan.regions.primary, plan.regions.standby
    );
    let mut parts = vec![
        first,
        vec![glance.piece(regions, Role::Text)],
        account(glance),
    ];
    let total = |parts: &[Vec<Piece>]| -> usize {
        let cells: usize = parts.iter().map(|part| width_of(part)).sum();
        cells + GAP * (parts.len() - 1) + taken
    };
    while parts.len() > 1 && total(&parts) > width {
        parts.pop();
    }
    let spare = width.saturating_sub(total(&parts));
    let gaps = parts.len() + marks.len() - 1;
    parts.extend(marks);
    let mut line = Vec::new();
    for (at, part) in parts.into_iter().enumerate() {
        if at > 0 {
            // What is over goes between the parts, evenly; the rest to the last.
            let extra = spare / gaps + if at == gaps { spare % gaps } else { 0 };
            line.push(glance.piece(" ".repeat(GAP + extra), Role::Text));
        }
        line.extend(part);
    }
    glance.look.line(line, width)
}

/// The mark of the environment. That of production stands out in every theme.
fn environment(glance: &Glance<'_>) -> Piece {
    match &glance.model.plan.environment {
        Environment::Production => glance.piece(" PRODUCTION ", Role::Production),
        Environment::Other(word) => {
            let word = glance.piece(word, Role::Environment);
            let clipped = glance.look.clip(vec![word.clone()], ENVIRONMENT);
            clipped.into_iter().next().unwrap_or(word)
        }
    }
}

/// What stands right, and nothing ever pushes out.
fn marks(glance: &Glance<'_>) -> Vec<Vec<Piece>> {
    let session = &glance.model.session;
    let mut marks = Vec::new();
    if session.simulated {
        marks.push(vec![glance.piece(" SIMULATED ", Role::Simulated)]);
    }
    let mode = glance.model.mode();
    let role = match mode {
        Mode::ReadOnly => Role::Mode,
        Mode::Armed(_) => Role::Armed,
    };
    marks.push(vec![glance.piece(mode.words(), role)]);
    let clock = if is_by_the_minute(glance.model) {
        glance.now.format("%H:%MZ").to_string()
    } else {
        clock_time(glance.now)
    };
    marks.push(vec![glance.piece(clock, Role::Text)]);
    marks
}

/// The account, as whom, and how long the credentials last.
fn account(glance: &Glance<'_>) -> Vec<Piece> {
    let identity = match &glance.account {
        AccountStanding::NotVerified => {
            let text = "? account not verified";
            return vec![glance.piece(text, Role::Unknown)];
        }
        AccountStanding::Another { account, .. } => {
            let text = format!("{account} is another account");
            return vec![glance.piece(text, Role::Bad)];
        }
        AccountStanding::Verified(identity) => *identity,
    };
    let role = vec![glance.piece(role_name(&identity.arn).to_string(), Role::Text)];
    let mut pieces = vec![glance.piece(format!("{} ", identity.account), Role::Text)];
    pieces.extend(glance.look.clip(role, NAME));
    if let Some(expires) = identity.expires {
        let left = Span::between(glance.now, expires);
        pieces.push(if left == Span::ZERO {
            glance.piece(", credentials expired", Role::Bad)
        } else if left < SOON {
            glance.piece(format!(", only {left} left"), Role::Warn)
        } else {
            glance.piece(format!(", {left}"), Role::Text)
        });
    }
    pieces
}

/// The role or user of a caller's ARN: `lifeboat-watch` of
/// `…:assumed-role/lifeboat-watch/session`.
fn role_name(arn: &OutsideText) -> OutsideText {
    let resource = arn.raw().splitn(6, ':').nth(5).unwrap_or(arn.raw());
    let mut parts = resource.split('/');
    let name = match (parts.next(), parts.next()) {
        (Some("assumed-role"), Some(role)) => role,
        (Some(_), Some(_)) => resource.rsplit('/').next().unwrap_or(resource),
        _ => resource,
    };
    OutsideText::new(name)
}
