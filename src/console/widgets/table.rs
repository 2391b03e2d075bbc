//! Rows in columns. Columns are data: their alignment, their bounds, and which
//! goes first when there is no room. A cell is cut, never its neighbour moved.

use crate::console::look::{Look, Piece, width as width_of};
use crate::console::theme::Role;
use ratatui::text::Line;

/// To which side a cell keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// Words.
    Left,
    /// Numbers with their units.
    Right,
}

/// A column.
#[derive(Debug, Clone)]
pub struct Column {
    /// What stands above it.
    pub title: String,
    /// To which side its cells keep.
    pub align: Align,
    /// As narrow as it can be made, cells.
    pub least: usize,
    /// As wide as it gets, cells.
    pub most: usize,
    /// As wide as it would be even if nothing in it were, cells.
    pub wish: usize,
    /// Columns with a higher number go first when there is no room; 0 stays.
    pub sheds: u8,
    /// Whether it goes before any other is made narrower.
    pub adornment: bool,
    /// Whether it only ever takes what the others leave.
    pub fills: bool,
}

impl Column {
    /// A column of words that stays.
    #[must_use]
    pub fn left(title: impl Into<String>, least: usize, most: usize) -> Self {
        Self {
            title: title.into(),
            align: Align::Left,
            least,
            most,
            wish: 0,
            sheds: 0,
            adornment: false,
            fills: false,
        }
    }

    /// A column of numbers that stays.
    #[must_use]
    pub fn right(title: impl Into<String>, least: usize, most: usize) -> Self {
        Self {
            align: Align::Right,
            ..Self::left(title, least, most)
        }
    }

    /// As wide as it gets, whatever is in it, where there is room: tables that
    /// stand above each other line up.
    #[must_use]
    pub fn lined_up(mut self) -> Self {
        self.wish = self.most;
        self
    }

    /// Gives way when there is no room, the higher number first.
    #[must_use]
    pub fn sheds(mut self, order: u8) -> Self {
        self.sheds = order;
        self
    }

    /// Goes before any other column is made narrower.
    #[must_use]
    pub fn adornment(mut self) -> Self {
        self.adornment = true;
        self
    }

    /// Takes what the others leave, if that is enough for it.
    #[must_use]
    pub fn fills(mut self) -> Self {
        self.fills = true;
        self
    }
}

/// A row: a cell for each column, or from some column on one text across.
#[derive(Debug, Clone, Default)]
pub struct Row {
    /// The cells.
    pub cells: Vec<Vec<Piece>>,
    /// What takes the place of every column after the cells.
    pub across: Option<Vec<Piece>>,
}

/// Rows in columns, under a title.
#[derive(Debug, Clone)]
pub struct Table {
    /// What the table is about; it stands above the first columns, which have
    /// no titles of their own.
    pub title: String,
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows.
    pub rows: Vec<Row>,
}

const GAP: usize = 2;

impl Table {
    /// The table in at most `width` cells: a line of titles, then one a row.
    #[must_use]
    pub fn lines(&self, look: &Look, width: usize) -> Vec<Line<'static>> {
        let columns = self.fitted(look, width);
        let mut lines = Vec::with_capacity(self.rows.len() + 1);
        lines.push(look.line(self.heading(look, &columns), width));
        for row in &self.rows {
            lines.push(look.line(Self::laid(look, row, &columns, width), width));
        }
        lines
    }

    /// Which columns there is room for, and how wide each is.
    fn fitted(&self, look: &Look, width: usize) -> Vec<(usize, &Column, usize)> {
        let natural = self.widths(look, width, false);
        let lined_up = self.widths(look, width, true);
        let costs_nothing = natural.len() == lined_up.len()
            && natural.iter().zip(&lined_up).all(|(a, b)| a.2 <= b.2);
        if costs_nothing { lined_up } else { natural }
    }

    fn widths(&self, look: &Look, width: usize, wishes: bool) -> Vec<(usize, &Column, usize)> {
        let mut columns: Vec<(usize, &Column, usize)> = self
            .columns
            .iter()
            .enumerate()
            .map(|(index, column)| {
                let cells = self.rows.iter().filter_map(|row| row.cells.get(index));
                let widest = cells.map(|cell| width_of(cell)).max().unwrap_or(0);
                let title = look.piece(&column.title, Role::Dim).width();
                let wish = if wishes { column.wish } else { 0 };
                let wanted = widest.max(title).max(wish).clamp(column.least, column.most);
                (index, column, wanted)
            })
            .collect();
        let mut filling: Vec<(usize, &Column, usize)> = Vec::new();
        columns.retain(|column| {
            if column.1.fills {
                filling.push(*column);
            }
            !column.1.fills
        });
        let shed = |columns: &mut Vec<(usize, &Column, usize)>, adornment: bool| {
            let next = columns
                .iter()
                .enumerate()
                .filter(|(_, (_, column, _))| column.sheds > 0 && (column.adornment || !adornment))
                .max_by_key(|(_, (_, column, _))| column.sheds)
                .map(|(at, _)| at);
            next.map(|at| columns.remove(at)).is_some()
        };
        while taken(&columns) > width && shed(&mut columns, true) {}
        while shortest(&columns) > width && shed(&mut columns, false) {}
        while taken(&columns) > width {
            let widest = columns
                .iter_mut()
                .filter(|(_, column, wide)| *wide > column.least)
                .max_by_key(|(_, column, wide)| wide - column.least);
            match widest {
                Some((_, _, wide)) => *wide -= 1,
                None => break,
            }
        }
        for (index, column, wanted) in filling {
            let left = width.saturating_sub(taken(&columns) + GAP);
            if left >= column.least {
                columns.push((index, column, wanted.min(left)));
            }
        }
        columns.sort_by_key(|(index, _, _)| *index);
        columns
    }

    fn heading(&self, look: &Look, columns: &[(usize, &Column, usize)]) -> Vec<Piece> {
        let untitled = columns
            .iter()
            .take_while(|(_, column, _)| column.title.is_empty())
            .count();
        let (before, after) = columns.split_at(untitled);
        let room = taken(before);
        let mut pieces = look.clip(vec![look.piece(&self.title, Role::Title)], room);
        fill(look, &mut pieces, room);
        pieces.retain(|piece| piece.width() > 0);
        for (_, column, wide) in after {
            if !pieces.is_empty() {
                space(look, &mut pieces, GAP);
            }
            let title = vec![look.piece(&column.title, Role::Dim)];
            pieces.extend(cell(look, title, column.align, *wide));
        }
        pieces
    }

    fn laid(
        look: &Look,
        row: &Row,
        columns: &[(usize, &Column, usize)],
        width: usize,
    ) -> Vec<Piece> {
        let mut pieces = Vec::new();
        for (at, (index, column, wide)) in columns.iter().enumerate() {
            if at > 0 {
                space(look, &mut pieces, GAP);
            }
            if let (Some(across), true) = (&row.across, *index >= row.cells.len()) {
                let rest = width.saturating_sub(width_of(&pieces));
                pieces.extend(look.clip(across.clone(), rest));
                return pieces;
            }
            let content = row.cells.get(*index).cloned().unwrap_or_default();
            pieces.extend(cell(look, content, column.align, *wide));
        }
        pieces
    }
}

fn taken(columns: &[(usize, &Column, usize)]) -> usize {
    let cells: usize = columns.iter().map(|(_, _, wide)| wide).sum();
    cells + GAP * columns.len().saturating_sub(1)
}

fn shortest(columns: &[(usize, &Column, usize)]) -> usize {
    let least = |(_, column, wide): &(usize, &Column, usize)| column.least.min(*wide);
    let cells: usize = columns.iter().map(least).sum();
    cells + GAP * columns.len().saturating_sub(1)
}

fn space(look: &Look, pieces: &mut Vec<Piece>, cells: usize) {
    if cells > 0 {
        pieces.push(look.piece(" ".repeat(cells), Role::Text));
    }
}

fn fill(look: &Look, pieces: &mut Vec<Piece>, width: usize) {
    space(look, pieces, width.saturating_sub(width_of(pieces)));
}

fn cell(look: &Look, content: Vec<Piece>, align: Align, width: usize) -> Vec<Piece> {
    let mut content = look.clip(content, width);
    let rest = width.saturating_sub(width_of(&content));
    match align {
        Align::Left => fill(look, &mut content, width),
        Align::Right => {
            let mut right = Vec::new();
            space(look, &mut right, rest);
            right.append(&mut content);
            return right;
        }
    }
    content
}
