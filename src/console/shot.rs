//! The same view without a terminal: as text, with escape sequences for colours
//! only, or as a picture.

use super::model::Model;
use super::paint;
use super::theme::Scheme;
use super::view;
use crate::terms::as_markup;
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier};
use std::fmt::Write;

/// What a picture of the screen is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Plain text, trailing spaces trimmed.
    Text,
    /// Text with the escape sequences that set colours and weight, no others.
    Ansi,
    /// A picture, SVG.
    Svg,
}

/// Draws a model on `width` by `height` cells, which become its size.
#[must_use]
pub fn shot(model: &mut Model, width: u16, height: u16, format: Format) -> String {
    let buffer = drawn(model, width, height);
    written(&buffer, format, model.session.look.theme.scheme)
}

/// Draws what is on a terminal once so many bytes of the first frame have
/// arrived there: the lines that are complete.
#[must_use]
pub fn arrived(model: &mut Model, width: u16, height: u16, format: Format, bytes: usize) -> String {
    let mut buffer = drawn(model, width, height);
    let complete = usize::from(complete(&buffer, bytes)) * usize::from(width);
    for cell in buffer.content.iter_mut().skip(complete) {
        cell.reset();
    }
    written(&buffer, format, model.session.look.theme.scheme)
}

/// How many lines of a first frame are complete after so many of its bytes.
fn complete(buffer: &Buffer, bytes: usize) -> u16 {
    let Rect { width, height, .. } = buffer.area;
    let sent = |rows: u16| {
        let mut part = Buffer::empty(Rect::new(0, 0, width, rows));
        let cells = part.content.len();
        part.content.clone_from_slice(&buffer.content[..cells]);
        paint::lines(&part)
    };
    let complete = (1..=height).take_while(|rows| sent(*rows) <= bytes);
    complete.last().unwrap_or(0)
}

fn drawn(model: &mut Model, width: u16, height: u16) -> Buffer {
    model.size = (width, height);
    model.settle();
    let area = Rect::new(0, 0, width, height);
    let mut buffer = Buffer::empty(area);
    view::draw(model, area, &mut buffer);
    buffer
}

fn written(buffer: &Buffer, format: Format, scheme: Scheme) -> String {
    let Rect { width, height, .. } = buffer.area;
    let rows: Vec<Vec<Run>> = (0..height).map(|y| runs(buffer, y)).collect();
    match format {
        Format::Text => text(&rows),
        Format::Ansi => ansi(&rows),
        Format::Svg => svg(&rows, width, height, scheme),
    }
}

/// Neighbouring cells of one style.
#[derive(Debug)]
struct Run {
    x: u16,
    cells: u16,
    text: String,
    foreground: Color,
    background: Color,
    modifier: Modifier,
}

fn runs(buffer: &Buffer, y: u16) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut x = 0;
    while x < buffer.area.width {
        let cell: &Cell = &buffer[(x, y)];
        let cells = u16::try_from(unicode_width::UnicodeWidthStr::width(cell.symbol()))
            .unwrap_or(1)
            .max(1);
        match runs.last_mut() {
            Some(run)
                if (run.foreground, run.background, run.modifier)
                    == (cell.fg, cell.bg, cell.modifier) =>
            {
                run.text.push_str(cell.symbol());
                run.cells += cells;
            }
            _ => runs.push(Run {
                x,
                cells,
                text: cell.symbol().to_owned(),
                foreground: cell.fg,
                background: cell.bg,
                modifier: cell.modifier,
            }),
        }
        x += cells;
    }
    runs
}

fn text(rows: &[Vec<Run>]) -> String {
    let mut written = String::new();
    for row in rows {
        let line: String = row.iter().map(|run| run.text.as_str()).collect();
        written.push_str(line.trim_end());
        written.push('\n');
    }
    written
}

fn ansi(rows: &[Vec<Run>]) -> String {
    let mut written = String::new();
    for row in rows {
        for run in row {
            let codes = paint::codes(run.foreground, run.background, run.modifier);
            if codes.is_empty() {
                written.push_str(&run.text);
            } else {
                // Writing to a string does not fail.
                let _ = write!(written, "\u{1b}[{}m{}\u{1b}[0m", codes.join(";"), run.text);
            }
        }
        written.push('\n');
    }
    written
}

/// The values that most terminals of today give to the sixteen colours, in the
/// order of their codes.
const SIXTEEN: [u32; 16] = [
    0x0d1117, 0xb62324, 0x3fb950, 0xd29922, 0x388bfd, 0xbc8cff, 0x39c5cf, 0xb1bac4, 0x6e7681,
    0xff7b72, 0x56d364, 0xe3b341, 0x79c0ff, 0xd2a8ff, 0x56d4dd, 0xffffff,
];

/// Cell sizes in a picture: the advance of common monospaced fonts at 14 px.
const CELL: (f64, f64) = (8.43, 18.0);
const MARGIN: f64 = 10.0;

fn svg(rows: &[Vec<Run>], width: u16, height: u16, scheme: Scheme) -> String {
    let sheet = scheme.sheet();
    let (ink, ground) = (sheet.ink.hex(), sheet.ground.hex());
    let full_width = f64::from(width) * CELL.0 + 2.0 * MARGIN;
    let full_height = f64::from(height) * CELL.1 + 2.0 * MARGIN;
    let mut written = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{full_width:.0}\" \
         height=\"{full_height:.0}\" viewBox=\"0 0 {full_width:.0} {full_height:.0}\" \
         font-family=\"'DejaVu Sans Mono','Liberation Mono',Menlo,Consolas,monospace\" \
         font-size=\"14\">\n\
         <rect width=\"100%\" height=\"100%\" rx=\"6\" fill=\"{ground}\"/>\n"
    );
    for (row, y) in rows.iter().zip(0_u16..) {
        let top = MARGIN + f64::from(y) * CELL.1;
        for run in row {
            picture_of(&mut written, run, top, (&ink, &ground));
        }
    }
    written.push_str("</svg>\n");
    written
}

fn picture_of(written: &mut String, run: &Run, top: f64, (ink, ground): (&str, &str)) {
    let mut fore = rgb(run.foreground).unwrap_or_else(|| ink.to_owned());
    let mut back = rgb(run.background);
    if run.modifier.contains(Modifier::REVERSED) {
        let behind = back.unwrap_or_else(|| ground.to_owned());
        back = Some(std::mem::replace(&mut fore, behind));
    }
    let left = MARGIN + f64::from(run.x) * CELL.0;
    if let Some(back) = back {
        let wide = f64::from(run.cells) * CELL.0;
        let _ = writeln!(
            written,
            "<rect x=\"{left:.2}\" y=\"{top:.2}\" width=\"{wide:.2}\" height=\"{:.2}\" fill=\"{back}\"/>",
            CELL.1
        );
    }
    let mut style = String::new();
    if run.modifier.contains(Modifier::BOLD) {
        style.push_str(" font-weight=\"bold\"");
    }
    if run.modifier.contains(Modifier::DIM) {
        style.push_str(" opacity=\"0.7\"");
    }
    if run.modifier.contains(Modifier::UNDERLINED) {
        style.push_str(" text-decoration=\"underline\"");
    }
    for (x, cells, part) in parts(run) {
        let left = MARGIN + f64::from(x) * CELL.0;
        let wide = f64::from(cells) * CELL.0;
        let _ = writeln!(
            written,
            "<text x=\"{left:.2}\" y=\"{:.2}\" textLength=\"{wide:.2}\" fill=\"{fore}\"{style} \
             xml:space=\"preserve\">{}</text>",
            top + 13.5,
            as_markup(&part)
        );
    }
}

/// A run in parts that fonts agree about: ASCII as it stands, without the
/// spaces around it; any other character by itself, in its cell.
fn parts(run: &Run) -> Vec<(u16, u16, String)> {
    let mut parts: Vec<(u16, u16, String)> = Vec::new();
    let mut x = run.x;
    let mut open = false;
    for character in run.text.chars() {
        let cells = unicode_width::UnicodeWidthChar::width(character)
            .and_then(|cells| u16::try_from(cells).ok())
            .unwrap_or(0);
        match parts.last_mut() {
            Some((_, wide, part)) if open && character.is_ascii() => {
                *wide += cells;
                part.push(character);
            }
            _ if character == ' ' => {}
            _ => parts.push((x, cells, character.to_string())),
        }
        open = character.is_ascii() && !parts.is_empty() && (open || character != ' ');
        x += cells;
    }
    for (_, wide, part) in &mut parts {
        let kept = part.trim_end_matches(' ').len();
        // Spaces are one byte and one cell each.
        *wide -= u16::try_from(part.len() - kept).unwrap_or(0);
        part.truncate(kept);
    }
    parts
}

fn rgb(color: Color) -> Option<String> {
    let value = match color {
        Color::Reset => return None,
        Color::Rgb(r, g, b) => u32::from(r) << 16 | u32::from(g) << 8 | u32::from(b),
        Color::Indexed(index) => indexed(index),
        named => SIXTEEN[paint::SIXTEEN.iter().position(|it| *it == named)?],
    };
    Some(format!("#{value:06x}"))
}

/// xterm's palette: the sixteen, a cube of six levels, a ramp of greys.
fn indexed(index: u8) -> u32 {
    let level = |step: u32| if step == 0 { 0 } else { 55 + 40 * step };
    match u32::from(index) {
        low @ 0..16 => SIXTEEN[low as usize],
        cube @ 16..232 => {
            let cube = cube - 16;
            level(cube / 36) << 16 | level(cube / 6 % 6) << 8 | level(cube % 6)
        }
        grey => {
            let value = 8 + 10 * (grey - 232);
            value << 16 | value << 8 | value
        }
    }
}
