//! Which section stands where, counted without building a row.

use super::{act, band};
use crate::console::glance::Glance;
use crate::console::screens::Room;
use ratatui::text::Line;
use std::ops::Range;

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

/// A part of the Overview below the band.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Section {
    Serving,
    Writing,
    Act,
    Standby,
    Backups,
    Wrong,
    Blank,
}

/// Which section stands where.
#[derive(Debug)]
pub(super) struct Layout {
    /// The band and the rule below it, which always stay.
    pub(super) band: Vec<Line<'static>>,
    /// Whether one can act.
    pub(super) act: Vec<Line<'static>>,
    /// The sections in their order, each with how many lines it has.
    sections: Vec<(Section, usize)>,
    /// Lines below the band.
    height: usize,
}

impl Layout {
    pub(super) fn of(glance: &Glance<'_>, room: Room) -> Self {
        let Room { width, height, .. } = room;
        let mut band = band::lines(glance, width, height < 30);
        band.push(glance.look.rule(width));
        band.truncate(height);
        let height = height - band.len();
        let act = act::lines(glance, width);
        let plan = &glance.model.plan;
        let found = glance.model.assessment().findings().len().max(1);
        let kept = match glance.verdict().observed {
            (0, _) => 0,
            (observed, _) => observed + 1,
        };
        let lines = |section| match section {
            Section::Serving => plan.records.len().max(1) + 1,
            Section::Writing => plan.stores.len().max(1) + 1,
            Section::Act => act.len(),
            Section::Backups => kept,
            Section::Wrong => found + 1,
            Section::Standby | Section::Blank => 1,
        };
        let needed = |arrangement: Arrangement| {
            let above = [Section::Serving, Section::Writing, Section::Act];
            let mut needed = above.map(lines).iter().sum::<usize>();
            needed += 1 + found.min(LEAST_FINDINGS);
            needed += if arrangement.airy { 3 } else { 0 };
            if arrangement.backups_first {
                needed += lines(Section::Standby) + lines(Section::Backups);
                needed += usize::from(arrangement.airy);
            }
            needed
        };
        let arrangement = ARRANGEMENTS
            .into_iter()
            .find(|arrangement| needed(*arrangement) <= height);
        let sections = arrangement.unwrap_or(ARRANGEMENTS[3]).sections();
        let sections = sections.into_iter().map(|it| (it, lines(it))).collect();
        Self {
            band,
            act,
            sections,
            height,
        }
    }

    /// How far it can be scrolled, lines.
    pub(super) fn last_scroll(&self) -> usize {
        let total: usize = self.sections.iter().map(|(_, lines)| lines).sum();
        total.saturating_sub(self.height)
    }

    /// The sections of which something is visible, each with the lines of it
    /// that are.
    pub(super) fn visible(&self, scroll: usize) -> Vec<(Section, Range<usize>)> {
        let first = scroll.min(self.last_scroll());
        let end = first + self.height;
        let mut above = 0;
        let mut visible = Vec::new();
        for (section, lines) in &self.sections {
            let from = first.saturating_sub(above).min(*lines);
            let to = end.saturating_sub(above).min(*lines);
            if from < to {
                visible.push((*section, from..to));
            }
            above += lines;
        }
        visible
    }
}

impl Arrangement {
    /// The sections in their order.
    fn sections(self) -> Vec<Section> {
        let above = [
            Section::Serving,
            Section::Blank,
            Section::Writing,
            Section::Blank,
            Section::Act,
        ];
        let rest: &[Section] = if self.backups_first {
            &[
                Section::Standby,
                Section::Blank,
                Section::Backups,
                Section::Blank,
                Section::Wrong,
            ]
        } else {
            &[
                Section::Blank,
                Section::Wrong,
                Section::Blank,
                Section::Standby,
                Section::Blank,
                Section::Backups,
            ]
        };
        let sections = above.iter().chain(rest).copied();
        sections
            .filter(|it| self.airy || *it != Section::Blank)
            .collect()
    }
}
