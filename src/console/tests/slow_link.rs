//! A link that passes two kilobytes a second: what has come of a frame is read
//! from its top, and is what the pictures of it show.

use super::stories::*;
use crate::console::{Format, Model, arrived, paint, view};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::num::NonZeroU16;

/// The bytes of a first frame.
fn sent(model: &mut Model, width: u16, height: u16) -> Vec<u8> {
    model.size = (width, height);
    model.settle();
    let area = Rect::new(0, 0, width, height);
    let mut buffer = Buffer::empty(area);
    view::draw(model, area, &mut buffer);
    paint::frame(None, &buffer)
}

/// The lines of a terminal to which these bytes have come.
fn lines(bytes: &[u8], width: u16, height: u16) -> Vec<String> {
    let cells = |count| NonZeroU16::new(count).expect("a size");
    let mut terminal = vt100::Parser::new(cells(height), cells(width), 0);
    terminal.process(bytes);
    let rows = terminal.screen().rows(0, width);
    rows.map(|line| line.trim_end().to_owned()).collect()
}

/// Up to where there is something in these lines.
fn filled(lines: &[String]) -> usize {
    let last = lines.iter().rposition(|line| !line.is_empty());
    last.map_or(0, |last| last + 1)
}

#[test]
fn what_has_arrived_is_read_from_the_top_and_is_what_a_picture_of_it_shows() {
    for (name, width, height) in [("calm", 80, 24), ("silent", 80, 24), ("declared", 120, 40)] {
        let mut model = story(name);
        let bytes = sent(&mut model, width, height);
        let whole = lines(&bytes, width, height);
        let half = lines(&bytes[..bytes.len() / 2], width, height);
        assert!(half != whole && !half[0].is_empty(), "{name}: {half:?}");
        for cut in (0..=bytes.len()).step_by(37).chain([bytes.len()]) {
            let seen = lines(&bytes[..cut], width, height);
            let complete = seen
                .iter()
                .zip(&whole)
                .take_while(|(it, whole)| it == whole);
            let complete = complete.count();
            // One line is being written, and nothing is below it.
            if let Some(line) = seen.get(complete) {
                assert!(
                    whole[complete].starts_with(line.as_str()),
                    "{name}, {cut}: {line}"
                );
            }
            let below = seen.iter().skip(complete + 1);
            assert!(
                below.clone().all(String::is_empty),
                "{name}, {cut}: {seen:?}"
            );
            let picture = arrived(&mut model, width, height, Format::Text, cut);
            let picture: Vec<String> = picture.lines().map(str::to_owned).collect();
            let (drawn, seen_whole) = (filled(&picture), filled(&seen[..complete]));
            // What follows a line's last letter is ground of its colour.
            assert!(
                drawn == seen_whole || drawn + 1 == seen_whole,
                "{name}, {cut} bytes: {drawn} lines drawn, {seen_whole} seen"
            );
            assert_eq!(picture[..drawn], seen[..drawn], "{name}, {cut} bytes");
        }
    }
}
