//! The Overview, in the order of an incident: is it bad, and where; what is
//! lost; what can be done; what is wrong first. What is declared may be long:
//! only the rows that are visible are built.

mod act;
mod backups;
mod band;
mod layout;
mod serving;
mod writing;
mod wrong;

use super::{Body, Drawn, Page, Room, Screen};
use crate::assess::{RecordAssessment, StoreAssessment};
use crate::console::glance::Glance;
use crate::console::theme::Role;
use layout::{Layout, Section};
use ratatui::text::Line;
use std::ops::Range;

/// See the module.
pub const SCREEN: Screen = Screen {
    key: '1',
    name: "overview",
    title: "Overview",
    short: "Overview",
    body: Body::Page(Page {
        draw,
        last_scroll: |glance, room| Layout::of(glance, room).last_scroll(),
    }),
};

/// So many rows of a section are all built where one of them is visible: then
/// no column shifts as they are scrolled.
const STEADY: usize = 32;

fn draw(glance: &Glance<'_>, room: Room) -> Drawn {
    let layout = Layout::of(glance, room);
    let visible = layout.visible(room.scroll);
    let last_scroll = layout.last_scroll();
    let rows = Rows::of(glance, &visible);
    let names = rows.name_width(glance);
    let width = room.width;
    let mut lines = layout.band;
    for (section, of) in visible {
        let built = match section {
            Section::Blank => vec![Line::default()],
            Section::Serving => {
                let (at, records) = &rows.records;
                seen(&of, *at, serving::lines(glance, records, width, names))
            }
            Section::Writing => {
                let (at, stores) = &rows.stores;
                seen(&of, *at, writing::lines(glance, stores, width, names))
            }
            Section::Backups => {
                let (at, stores) = &rows.kept;
                seen(&of, *at, backups::lines(glance, stores, width, names))
            }
            Section::Act => layout.act[of].to_vec(),
            Section::Standby => act::standby(glance, width).drain(of).collect(),
            Section::Wrong => {
                let title = (of.start == 0).then(|| wrong::title(glance, width));
                let found = below_title(&of);
                let found = (!found.is_empty()).then(|| wrong::rows(glance, width, found));
                title
                    .into_iter()
                    .chain(found.into_iter().flatten())
                    .collect()
            }
        };
        lines.extend(built);
    }
    Drawn { lines, last_scroll }
}

/// How many rows of what is declared are built for a frame.
#[cfg(test)]
pub fn built(model: &crate::console::Model) -> usize {
    let glance = Glance::of(model);
    let (width, height) = crate::console::view::room(model);
    let scroll = model.scroll;
    let room = Room {
        width,
        height,
        scroll,
    };
    let rows = Rows::of(&glance, &Layout::of(&glance, room).visible(scroll));
    rows.records.1.len() + rows.stores.1.len() + rows.kept.1.len()
}

/// The visible lines of a table of which the rows from one on are built.
fn seen(visible: &Range<usize>, at: usize, table: Vec<Line<'static>>) -> Vec<Line<'static>> {
    let title = usize::from(visible.start == 0);
    let mut table = table.into_iter();
    let mut lines: Vec<Line<'static>> = table.next().into_iter().take(title).collect();
    let rows = below_title(visible);
    lines.extend(table.skip(rows.start - at).take(rows.len()));
    lines
}

/// Which rows of a section are visible, when these lines are: its title is the
/// first of them.
fn below_title(visible: &Range<usize>) -> Range<usize> {
    visible.start.max(1) - 1..visible.end.max(1) - 1
}

/// What is declared, as far as it is built: from which row on, and the rows.
struct Rows<'m> {
    records: (usize, Vec<&'m RecordAssessment>),
    stores: (usize, Vec<&'m StoreAssessment>),
    /// The stores in the section of the backups.
    kept: (usize, Vec<&'m StoreAssessment>),
}

impl<'m> Rows<'m> {
    fn of(glance: &Glance<'m>, visible: &[(Section, Range<usize>)]) -> Self {
        let assessment = glance.model.assessment();
        let plan = &glance.model.plan;
        let built = |section, count: usize| {
            if count <= STEADY {
                return 0..count;
            }
            let lines = visible.iter().find(|(it, _)| *it == section);
            lines.map_or(0..0, |(_, lines)| below_title(lines))
        };
        let records = built(Section::Serving, plan.records.len());
        let stores = built(Section::Writing, plan.stores.len());
        let kept = built(Section::Backups, glance.verdict().observed.0);
        let observed = || assessment.stores().filter(|store| store.observed);
        Self {
            records: (
                records.start,
                plan.records[records]
                    .iter()
                    .filter_map(|it| assessment.record(&it.name, &it.kind))
                    .collect(),
            ),
            stores: (
                stores.start,
                plan.stores[stores]
                    .iter()
                    .filter_map(|it| assessment.store(&it.name))
                    .collect(),
            ),
            kept: (
                kept.start,
                match kept.len() {
                    0 => Vec::new(),
                    rows => observed().skip(kept.start).take(rows).collect(),
                },
            ),
        }
    }

    /// How wide their names are, so that the tables line up.
    fn name_width(&self, glance: &Glance<'_>) -> usize {
        let records = self.records.1.iter().map(|record| record.name.as_str());
        let stores = self.stores.1.iter().chain(&self.kept.1);
        let names = records.chain(stores.map(|store| store.name.as_str()));
        names
            .map(|name| glance.piece(name, Role::Text).width())
            .max()
            .unwrap_or(0)
            .clamp(15, 28)
    }
}
