//! Draws a list: its name among its neighbours', what it stands on, the rows
//! that are visible, and what is said of the selected one.

use super::listing::{Key, List};
use super::notes;
use super::state::{ListState, Pane};
use crate::console::glance::Glance;
use crate::console::look::{Piece, width as width_of};
use crate::console::theme::Role;
use crate::console::widgets::{Row, Table};
use ratatui::text::{Line, Span};

/// From this width on, what is said of a row stands beside the rows.
const BESIDE: usize = 150;

/// How the room is shared out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    /// Rows of the list that are visible.
    pub rows: usize,
    /// Cells that the rows have.
    pub width: usize,
    /// Lines for what is said of the selected row.
    pub pane: usize,
    /// Cells that it has.
    pub pane_width: usize,
    beside: bool,
}

impl Layout {
    /// Shares out `height` lines of `width` cells.
    #[must_use]
    pub fn of(
        glance: &Glance<'_>,
        list: &dyn List,
        state: &ListState,
        width: usize,
        height: usize,
    ) -> Self {
        // The names of the lists, the notes, the titles of the columns.
        let above = 1 + notes::notes(glance, list, width).len();
        let body = height.saturating_sub(above);
        let whole = Self {
            rows: body.saturating_sub(1),
            width,
            pane: 0,
            pane_width: width,
            beside: false,
        };
        match state.pane(list) {
            Pane::Closed => whole,
            Pane::Full => Self {
                rows: 0,
                pane: body,
                ..whole
            },
            Pane::Beside if width >= BESIDE => Self {
                width: width * 3 / 5,
                pane: body,
                // A rule and a cell on both sides of it.
                pane_width: width - width * 3 / 5 - 3,
                beside: true,
                ..whole
            },
            Pane::Beside => {
                // What the rows do not need is the pane's.
                let rows = state.keys().len().clamp(1, (body * 11 / 20).max(1));
                let pane = body.saturating_sub(rows + 2);
                Self {
                    rows: body.saturating_sub(pane + 2),
                    pane,
                    ..whole
                }
            }
        }
    }
}

/// The lines of one of a screen's lists.
#[must_use]
pub fn lines(
    glance: &Glance<'_>,
    lists: &[&'static dyn List],
    open: usize,
    width: usize,
    height: usize,
) -> Vec<Line<'static>> {
    let Some(list) = lists.get(open).copied() else {
        return Vec::new();
    };
    let state = glance.model.list(list);
    let layout = Layout::of(glance, list, state, width, height);
    let mut lines = vec![names(glance, lists, open, width)];
    lines.extend(notes::notes(glance, list, width));
    let full = state.pane(list) == Pane::Full;
    let rows = if full {
        Vec::new()
    } else {
        rows(glance, list, state, layout)
    };
    if layout.pane == 0 {
        lines.extend(rows);
    } else if layout.beside {
        let pane = pane(glance, list, state, layout);
        lines.extend(abreast(glance, rows, pane, layout));
    } else {
        if !full {
            lines.extend(rows);
            lines.resize(height.saturating_sub(layout.pane + 1), Line::default());
            lines.push(glance.look.rule(width));
        }
        lines.extend(pane(glance, list, state, layout));
    }
    lines.truncate(height);
    lines
}

/// The names of a screen's lists, the open one marked, with how many rows it has.
fn names(
    glance: &Glance<'_>,
    lists: &[&'static dyn List],
    open: usize,
    width: usize,
) -> Line<'static> {
    let mut pieces = Vec::new();
    for (at, list) in lists.iter().enumerate() {
        if at > 0 {
            pieces.push(glance.piece("   ", Role::Text));
        }
        let role = if at == open { Role::Open } else { Role::Dim };
        pieces.push(glance.piece(list.title(), role));
        if at == open {
            let state = glance.model.list(*list);
            let (shown, all) = (state.keys().len(), state.total());
            let count = if shown == all {
                all.to_string()
            } else {
                format!("{shown} of {all}")
            };
            pieces.push(glance.piece(format!(" {count}"), Role::Text));
        }
    }
    let Some(list) = lists.get(open) else {
        return Line::default();
    };
    let filter = glance.model.list(*list).filter();
    if filter.is_empty() {
        return glance.look.line(pieces, width);
    }
    let filter = vec![glance.piece(format!("/{}", filter.typed()), Role::Warn)];
    let filter = glance.look.clip(filter, width / 2);
    let room = width.saturating_sub(width_of(&filter));
    let mut pieces = glance.look.clip(pieces, room.saturating_sub(2));
    let gap = room.saturating_sub(width_of(&pieces));
    pieces.push(glance.piece(" ".repeat(gap), Role::Text));
    pieces.extend(filter);
    glance.look.line(pieces, width)
}

/// The titles of the columns and the rows that are visible: no other is built.
fn rows(
    glance: &Glance<'_>,
    list: &dyn List,
    state: &ListState,
    layout: Layout,
) -> Vec<Line<'static>> {
    let shapes = list.shapes();
    let every: Vec<usize> = (0..shapes.len()).collect();
    let visible = state.window(layout.rows);
    let keys = state.keys().get(visible.clone()).unwrap_or_default();
    let mut built: Vec<Row> = keys
        .iter()
        .map(|key| row(glance, list, state, key, &every))
        .collect();
    if built.is_empty() {
        built.push(Row {
            cells: Vec::new(),
            across: Some(vec![notes::nothing(glance, list, state)]),
        });
    }
    let columns = shapes.iter().enumerate().map(|(at, shape)| {
        let sort = state.sort().filter(|sort| sort.column == at);
        shape.column(sort.map(|sort| direction(glance, sort.descending)))
    });
    let table = Table {
        title: String::new(),
        columns: columns.collect(),
        rows: built,
    };
    let mut lines = table.lines(&glance.look, layout.width);
    if let Some((position, _)) = state.selected()
        && visible.contains(&position)
        && let Some(line) = lines.get_mut(position - visible.start + 1)
    {
        *line = glance.look.selected(std::mem::take(line), layout.width);
    }
    lines
}

fn row(
    glance: &Glance<'_>,
    list: &dyn List,
    state: &ListState,
    key: &Key,
    columns: &[usize],
) -> Row {
    let Some(cells) = list.cells(glance, key, columns) else {
        return Row {
            cells: Vec::new(),
            across: Some(vec![glance.piece("gone", Role::Dim)]),
        };
    };
    let cells = cells.into_iter().enumerate().map(|(at, cell)| {
        let pieces = cell.drawn(glance);
        if state.marks.is_marked(key, at, glance.now) {
            let marked = pieces.into_iter().map(|it| it.in_role(Role::Changed));
            return marked.collect();
        }
        pieces
    });
    Row {
        cells: cells.collect(),
        across: None,
    }
}

fn direction(glance: &Glance<'_>, descending: bool) -> &'static str {
    let glyphs = glance.look.glyphs();
    if descending {
        glyphs.falling
    } else {
        glyphs.rising
    }
}

/// What is said of the selected row, as far as there is room.
fn pane(
    glance: &Glance<'_>,
    list: &dyn List,
    state: &ListState,
    layout: Layout,
) -> Vec<Line<'static>> {
    let lines = said(glance, list, state, layout.pane_width);
    let last = lines.len().saturating_sub(layout.pane);
    let top = state.pane_top.min(last);
    let left = lines.len().saturating_sub(top + layout.pane);
    let mut shown: Vec<Line<'static>> = lines.into_iter().skip(top).take(layout.pane).collect();
    if left > 0
        && let Some(line) = shown.last_mut()
    {
        let text = format!("{} more lines: Enter enlarges, Ctrl-d moves on", left + 1);
        let more: Vec<Piece> = vec![glance.piece(text, Role::Dim)];
        *line = glance.look.line(more, layout.pane_width);
    }
    shown
}

fn said(
    glance: &Glance<'_>,
    list: &dyn List,
    state: &ListState,
    width: usize,
) -> Vec<Line<'static>> {
    let selected = state.selected();
    let said = selected.and_then(|(_, key)| list.detail(glance, key, width));
    said.unwrap_or_default()
}

/// How far what is said of the selected row can be moved, lines.
#[must_use]
pub fn last_pane_top(glance: &Glance<'_>, list: &dyn List, width: usize, height: usize) -> usize {
    let state = glance.model.list(list);
    let layout = Layout::of(glance, list, state, width, height);
    let said = said(glance, list, state, layout.pane_width);
    said.len().saturating_sub(layout.pane)
}

/// Rows and what is said of one of them, side by side.
fn abreast(
    glance: &Glance<'_>,
    rows: Vec<Line<'static>>,
    pane: Vec<Line<'static>>,
    layout: Layout,
) -> Vec<Line<'static>> {
    let bar = glance.look.glyphs().bar;
    let (mut rows, mut pane) = (rows.into_iter(), pane.into_iter());
    let lines = (0..layout.pane).map(|_| {
        let mut line = rows.next().unwrap_or_default();
        let rest = layout.width.saturating_sub(line.width()) + 1;
        line.spans.push(Span::raw(" ".repeat(rest)));
        let rule = glance.look.theme.style(Role::Rule);
        line.spans.push(Span::styled(bar, rule));
        line.spans.push(Span::raw(" "));
        line.spans.extend(pane.next().unwrap_or_default().spans);
        line
    });
    lines.collect()
}
