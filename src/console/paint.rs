//! A frame as the bytes that a terminal is sent. Sixteen colours go by their own
//! codes, 30 to 37 and 90 to 97, which every terminal has that has colours;
//! crossterm writes them as entries of a palette of 256, which the Linux console
//! and `screen` understand as it suits them.

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};
use std::io::Write;

/// Between these a terminal shows nothing, where it knows them: a frame is seen
/// whole. (Synchronized output, private mode 2026.)
const BEGIN: &[u8] = b"\x1b[?2026h";
const END: &[u8] = b"\x1b[?2026l";

/// Clears the screen.
const CLEAR: &[u8] = b"\x1b[2J";

/// Back to the terminal's own colours, without weight.
const PLAIN: &[u8] = b"\x1b[0m";

/// What brings a terminal from what it shows to `next`; from nothing that is
/// known when `shown` is none. Empty when the two are the same.
pub(super) fn frame(shown: Option<&Buffer>, next: &Buffer) -> Vec<u8> {
    let blank;
    let before = if let Some(shown) = shown {
        shown
    } else {
        blank = Buffer::empty(next.area);
        &blank
    };
    let changes = before.diff(next);
    if changes.is_empty() && shown.is_some() {
        return Vec::new();
    }
    let mut bytes = BEGIN.to_vec();
    if shown.is_none() {
        bytes.extend(CLEAR);
    }
    paint(&mut bytes, changes);
    bytes.extend(END);
    bytes
}

/// How many bytes of a first frame have been sent when these are its first lines,
/// and the last of them is whole.
pub(super) fn lines(first: &Buffer) -> usize {
    let mut bytes = [BEGIN, CLEAR].concat();
    let blank = Buffer::empty(first.area);
    let mut pen = Pen::default();
    write_with(&mut pen, &mut bytes, blank.diff(first));
    bytes.len()
}

fn paint(bytes: &mut Vec<u8>, changes: Vec<(u16, u16, &Cell)>) {
    let mut pen = Pen::default();
    write_with(&mut pen, bytes, changes);
    pen.take_up(bytes, Pen::default());
}

fn write_with(pen: &mut Pen, bytes: &mut Vec<u8>, changes: Vec<(u16, u16, &Cell)>) {
    let mut next = None;
    for (x, y, cell) in changes {
        if next != Some((x, y)) {
            // Writing to memory does not fail.
            let _ = write!(bytes, "\x1b[{};{}H", y + 1, x + 1);
        }
        next = Some((x + 1, y));
        pen.take_up(bytes, Pen::of(cell));
        bytes.extend(cell.symbol().as_bytes());
    }
}

/// What the terminal writes with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Pen {
    foreground: Color,
    background: Color,
    modifier: Modifier,
}

impl Default for Pen {
    fn default() -> Self {
        Self {
            foreground: Color::Reset,
            background: Color::Reset,
            modifier: Modifier::empty(),
        }
    }
}

impl Pen {
    fn of(cell: &Cell) -> Self {
        Self {
            foreground: cell.fg,
            background: cell.bg,
            modifier: cell.modifier,
        }
    }

    /// Goes over to another, with as little as that takes: on a link of two
    /// kilobytes a second each byte counts.
    fn take_up(&mut self, bytes: &mut Vec<u8>, other: Self) {
        if *self == other {
            return;
        }
        // Bold and dim are one setting on some terminals: of both, the later wins.
        let weight = Modifier::BOLD | Modifier::DIM;
        let (was, will_be) = (self.modifier & weight, other.modifier & weight);
        let weighs_otherwise = was != will_be && !was.is_empty();
        let ends = !other.modifier.contains(self.modifier);
        if ends || weighs_otherwise || other == Self::default() {
            bytes.extend(PLAIN);
            *self = Self::default();
        }
        let added = codes_of(other.modifier - self.modifier);
        let mut codes: Vec<String> = added.map(str::to_owned).collect();
        if self.foreground != other.foreground {
            codes.push(color(other.foreground, 30));
        }
        if self.background != other.background {
            codes.push(color(other.background, 40));
        }
        if !codes.is_empty() {
            let _ = write!(bytes, "\x1b[{}m", codes.join(";"));
        }
        *self = other;
    }
}

/// The codes that set colours and weight, of those that roles may have.
pub(super) fn codes(foreground: Color, background: Color, modifier: Modifier) -> Vec<String> {
    let colors = [(foreground, 30), (background, 40)];
    let set = colors.into_iter().filter(|(it, _)| *it != Color::Reset);
    codes_of(modifier)
        .map(str::to_owned)
        .chain(set.map(|(it, base)| color(it, base)))
        .collect()
}

fn codes_of(modifier: Modifier) -> impl Iterator<Item = &'static str> {
    let of = [
        (Modifier::BOLD, "1"),
        (Modifier::DIM, "2"),
        (Modifier::UNDERLINED, "4"),
        (Modifier::REVERSED, "7"),
    ];
    of.into_iter()
        .filter(move |(it, _)| modifier.contains(*it))
        .map(|(_, code)| code)
}

/// The sixteen colours in the order of their codes.
pub(super) const SIXTEEN: [Color; 16] = [
    Color::Black,
    Color::Red,
    Color::Green,
    Color::Yellow,
    Color::Blue,
    Color::Magenta,
    Color::Cyan,
    Color::Gray,
    Color::DarkGray,
    Color::LightRed,
    Color::LightGreen,
    Color::LightYellow,
    Color::LightBlue,
    Color::LightMagenta,
    Color::LightCyan,
    Color::White,
];

/// The code of a colour, as ink (30) or as ground (40).
fn color(color: Color, base: usize) -> String {
    match color {
        Color::Rgb(r, g, b) => format!("{};2;{r};{g};{b}", base + 8),
        Color::Indexed(index) => format!("{};5;{index}", base + 8),
        named => match SIXTEEN.iter().position(|it| *it == named) {
            Some(at @ ..8) => (base + at).to_string(),
            Some(at) => (base + 52 + at).to_string(),
            None => (base + 9).to_string(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use ratatui::layout::Rect;
    use ratatui::style::Style;

    fn written(text: &str, style: Style) -> Buffer {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 20, 2));
        buffer.set_string(2, 1, text, style);
        buffer
    }

    fn sent(shown: Option<&Buffer>, next: &Buffer) -> String {
        String::from_utf8(frame(shown, next)).expect("text")
    }

    #[test]
    fn sixteen_colours_go_by_the_codes_that_every_terminal_has() {
        let style = Style::new().fg(Color::Red).bg(Color::LightYellow);
        let empty = written("", Style::new());
        assert_eq!(
            sent(Some(&empty), &written("late", style)),
            "\x1b[?2026h\x1b[2;3H\x1b[31;103mlate\x1b[0m\x1b[?2026l"
        );
    }

    #[test]
    fn what_is_the_same_is_not_sent_and_what_is_new_is_sent_whole() {
        let style = Style::new().add_modifier(Modifier::BOLD);
        let late = written("late", style);
        assert_eq!(sent(Some(&late), &late), "");
        assert_eq!(
            sent(None, &late),
            "\x1b[?2026h\x1b[2J\x1b[2;3H\x1b[1mlate\x1b[0m\x1b[?2026l"
        );
    }

    fn style() -> impl Strategy<Value = Style> {
        let color = prop_oneof![
            Just(Color::Reset),
            (0..16_usize).prop_map(|at| SIXTEEN[at]),
            any::<u8>().prop_map(Color::Indexed),
            any::<[u8; 3]>().prop_map(|[r, g, b]| Color::Rgb(r, g, b)),
        ];
        let weight = prop_oneof![
            Just(Modifier::empty()),
            Just(Modifier::BOLD),
            Just(Modifier::DIM | Modifier::UNDERLINED),
            Just(Modifier::BOLD | Modifier::REVERSED),
        ];
        (color.clone(), color, weight)
            .prop_map(|(fg, bg, weight)| Style::new().fg(fg).bg(bg).add_modifier(weight))
    }

    fn buffer() -> impl Strategy<Value = Buffer> {
        let cell = ("[a-c ]", style());
        proptest::collection::vec((0..6_u16, 0..3_u16, cell), 0..24).prop_map(|cells| {
            let mut buffer = Buffer::empty(Rect::new(0, 0, 8, 3));
            for (x, y, (symbol, style)) in cells {
                buffer.set_string(x, y, symbol, style);
            }
            buffer
        })
    }

    /// As a terminal has it, cell by cell.
    fn seen(bytes: &[&[u8]]) -> Vec<String> {
        let cells = |count| std::num::NonZeroU16::new(count).expect("some");
        let mut terminal = vt100::Parser::new(cells(3), cells(8), 0);
        for bytes in bytes {
            terminal.process(bytes);
        }
        let screen = terminal.screen();
        let places = (0..3).flat_map(|y| (0..8).map(move |x| (y, x)));
        places
            .filter_map(|(y, x)| {
                let cell = screen.cell(y, x)?;
                let text = if cell.contents() == "" {
                    " "
                } else {
                    cell.contents()
                };
                (!cell.is_wide_continuation()).then(|| {
                    format!(
                        "{text} {:?} {:?} {} {} {} {}",
                        cell.fgcolor(),
                        cell.bgcolor(),
                        cell.bold(),
                        cell.dim(),
                        cell.underline(),
                        cell.inverse()
                    )
                })
            })
            .collect()
    }

    proptest! {
        #[test]
        fn a_terminal_that_follows_shows_what_one_shows_that_was_drawn_anew(
            before in buffer(),
            after in buffer(),
        ) {
            let followed = seen(&[&frame(None, &before), &frame(Some(&before), &after)]);
            prop_assert_eq!(followed, seen(&[&frame(None, &after)]));
        }
    }
}
