//! The Overview, in the order of an incident: is it bad, and where; what is
//! lost; what can be done; what is wrong first.

mod act;
mod backups;
mod band;
mod serving;
mod writing;
mod wrong;

use super::{Body, Drawn, Room, Screen};
use crate::console::glance::Glance;
use ratatui::text::Line;

/// See the module.
pub const SCREEN: Screen = Screen {
    key: '1',
    name: "overview",
    title: "Overview",
    short: "Overview",
    body: Body::Page(draw),
};

/// How few findings are shown beside everything else.
const LEAST_FINDINGS: usize = 3;

/// In which order the sections stand when there is less and less room. What
/// comes after the findings is reached by scrolling: nothing is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Arrangement {
    /// A blank line between sections.
    airy: bool,
    /// The backups stand before the findings.
    backups_first: bool,
}

const ARRANGEMENTS: [Arrangement; 4] = [
    Arrangement {
        airy: true,
        backups_first: true,
    },
    Arrangement {
        airy: false,
        backups_first: true,
    },
    Arrangement {
        airy: true,
        backups_first: false,
    },
    Arrangement {
        airy: false,
        backups_first: false,
    },
];

fn draw(glance: &Glance<'_>, room: Room) -> Drawn {
    let Room { width, height, .. } = room;
    let mut lines = band::lines(glance, width, height < 30);
    lines.push(glance.look.rule(width));
    lines.truncate(height);
    let height = height - lines.len();
    let names = name_width(glance);
    let above = [
        serving::lines(glance, width, names),
        writing::lines(glance, width, names),
        act::lines(glance, width),
    ];
    let standby = act::standby(glance, width);
    let backups = backups::lines(glance, width, names);
    let found = glance.model.assessment().findings().len();
    let shown = found.clamp(1, LEAST_FINDINGS);
    let arrangement = ARRANGEMENTS
        .into_iter()
        .find(|arrangement| {
            let mut needed = above.iter().map(Vec::len).sum::<usize>() + 1 + shown;
            needed += if arrangement.airy { 3 } else { 0 };
            if arrangement.backups_first {
                needed += standby.len() + backups.len() + usize::from(arrangement.airy);
            }
            needed <= height
        })
        .unwrap_or(ARRANGEMENTS[3]);
    let blank = || arrangement.airy.then(Line::default);
    let mut before: Vec<Line<'static>> = Vec::new();
    let mut after = Vec::new();
    for (at, section) in above.into_iter().enumerate() {
        before.extend(section);
        if at == 2 && arrangement.backups_first {
            before.extend(standby.iter().cloned());
        }
        before.extend(blank());
    }
    if arrangement.backups_first {
        before.extend(backups);
        before.extend(blank());
    } else {
        after.extend(blank());
        after.extend(standby);
        after.extend(blank());
        after.extend(backups);
    }
    before.push(wrong::title(glance, width));
    let rows = found.max(1);
    let total = before.len() + rows + after.len();
    let last_scroll = total.saturating_sub(height);
    let first = room.scroll.min(last_scroll);
    let end = (first + height).min(total);
    let findings = before.len()..before.len() + rows;
    lines.extend(
        before
            .into_iter()
            .skip(first)
            .take(end.saturating_sub(first)),
    );
    let visible = first.max(findings.start)..end.min(findings.end);
    if visible.start < visible.end {
        let of = visible.start - findings.start..visible.end - findings.start;
        lines.extend(wrong::rows(glance, width, of));
    }
    let skipped = first.saturating_sub(findings.end);
    let left = end.saturating_sub(findings.end.max(first));
    lines.extend(after.into_iter().skip(skipped).take(left));
    Drawn { lines, last_scroll }
}

/// How wide the names of records and stores are, so that the tables line up.
fn name_width(glance: &Glance<'_>) -> usize {
    let assessment = glance.model.assessment();
    let stores = assessment.stores().map(|store| store.name.as_str());
    let records = assessment.records().map(|record| record.name.as_str());
    stores
        .chain(records)
        .map(|name| {
            glance
                .piece(name, crate::console::theme::Role::Text)
                .width()
        })
        .max()
        .unwrap_or(0)
        .clamp(15, 28)
}
