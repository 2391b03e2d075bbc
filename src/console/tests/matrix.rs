//! Every screen, in every condition, at every size, on every terminal: nothing
//! breaks, nothing overflows, and no status is without its word.

use super::deeds::{intent, open, take};
use super::harbor::*;
use super::stories::story;
use crate::console::look::{Characters, Look};
use crate::console::model::Over;
use crate::console::screens::SCREENS;
use crate::console::theme::{Depth, Theme};
use crate::console::{Format, Message, Model, shot, update, view};
use crate::estate::facts::RecoveryPoint;
use crate::estate::{Estate, Facts, Scope, Source};
use crate::terms::Span;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use unicode_width::UnicodeWidthStr;

/// Sizes around every limit there is; the Overview's own test takes every
/// width with every height.
const SIZES: [(u16, u16); 16] = [
    (1, 1),
    (1, 60),
    (200, 1),
    (9, 4),
    (59, 18),
    (60, 17),
    (60, 18),
    (60, 60),
    (79, 24),
    (80, 24),
    (120, 18),
    (120, 40),
    (149, 24),
    (150, 24),
    (200, 18),
    (200, 60),
];

fn terminals() -> Vec<Look> {
    let mut looks = Vec::new();
    for depth in Depth::ALL {
        for characters in Characters::ALL {
            let theme = Theme {
                depth,
                ..look(true).theme
            };
            looks.push(Look { theme, characters });
        }
    }
    looks
}

/// What lies over screens: what can be done, and the reviews of some of it.
const OVERLAYS: [&str; 4] = ["a", "a/promote\n\n", "a/flip\n\njj", "a/fence\n\n\tyes\n"];

/// Each screen's lists, each as it opens and with the row in full; and what lies
/// over them.
fn views() -> Vec<String> {
    let mut views = Vec::new();
    for screen in SCREENS {
        for tab in 0..screen.lists().len().max(1) {
            let tabs = "\t".repeat(tab);
            views.push(format!("{}{tabs}", screen.key));
            views.push(format!("{}{tabs}\n\nG", screen.key));
        }
    }
    views.extend(OVERLAYS.map(str::to_owned));
    views
}

/// Opens a view from whatever was open before.
fn show(model: &mut Model, keys: &str) {
    if matches!(model.over, Over::Catalogue(_) | Over::Review(_)) {
        let escape = KeyEvent::new(KeyCode::Esc, KeyModifiers::NONE);
        update(model, Message::Key(escape), model.now);
    }
    type_keys(model, keys);
}

pub fn type_keys(model: &mut Model, keys: &str) {
    for key in keys.chars() {
        let code = match key {
            '\t' => KeyCode::Tab,
            '\n' => KeyCode::Enter,
            other => KeyCode::Char(other),
        };
        let key = KeyEvent::new(code, KeyModifiers::NONE);
        update(model, Message::Key(key), model.now);
        update(model, Message::Seen, model.now);
    }
}

/// Stories that differ in what can be drawn: all is well, a Region is silent,
/// names are hostile, sources fail, all is of an earlier run, nothing was seen.
const TELLING: [&str; 6] = ["calm", "silent", "hostile", "failing", "restored", "empty"];

/// The shop with ten thousand recovery points.
fn many() -> Estate {
    let mut estate = Harbor::calm().estate();
    let points = (0..10_000_u64).map(|at| RecoveryPoint {
        arn: text(&format!(
            "arn:aws:backup:us-east-1:123456789012:recovery-point:{at:08}"
        )),
        resource: text("arn:aws:rds:us-east-1:123456789012:db:orders-db"),
        resource_type: text("RDS"),
        vault: text("harbor"),
        status: text("COMPLETED"),
        created: Some(Span::minutes(at).before(noon())),
        ..RecoveryPoint::default()
    });
    let facts = Facts::RecoveryPoints(points.collect());
    let scope = Scope::from(&east());
    estate.apply(seen(Source::RecoveryPoints, &scope, noon(), facts));
    estate
}

/// Armed, with something under way, while two accept writes.
fn acting() -> Model {
    let mut model = story("two_writers");
    let began = Span::seconds(40).before(model.now);
    let entries = [(began, intent("promote-replica", "orders-db-usw2"))];
    let standing = open(model.now);
    take(&mut model, standing, &entries);
    model
}

fn conditions() -> Vec<(String, Model)> {
    let mut models: Vec<(String, Model)> = TELLING
        .iter()
        .map(|name| ((*name).to_owned(), story(name)))
        .collect();
    models.push(("acting".to_owned(), acting()));
    models.push(("walking".to_owned(), super::walking::in_a_walk()));
    models.push(("loading".to_owned(), model(Estate::default(), noon())));
    models.push(("ten thousand rows".to_owned(), model(many(), noon())));
    models
}

#[test]
fn nothing_breaks_any_screen() {
    for (name, mut model) in conditions() {
        for keys in views() {
            show(&mut model, &keys);
            let screen = model.screen.name;
            for (width, height) in SIZES {
                let text = shot(&mut model, width, height, Format::Text);
                let lines: Vec<&str> = text.lines().collect();
                assert_eq!(lines.len(), usize::from(height), "{name} {screen}");
                for line in lines {
                    let fits = line.width() <= usize::from(width);
                    assert!(fits, "{name} {screen} {keys:?} {width}×{height}: {line}");
                    let clean = !line.chars().any(char::is_control);
                    assert!(clean, "{name} {screen} {keys:?}: {line:?}");
                }
            }
        }
    }
}

#[test]
fn every_terminal_shows_the_same_words() {
    for (name, mut model) in conditions() {
        for keys in views() {
            show(&mut model, &keys);
            let mut texts: Vec<(Characters, String)> = Vec::new();
            for look in terminals() {
                model.session.look = look;
                let text = shot(&mut model, 120, 40, Format::Text);
                let known = |c: char| c == '\n' || look.characters.has(c);
                assert!(text.chars().all(known), "{name} {keys:?}:\n{text}");
                let before = texts.iter().find(|(set, _)| *set == look.characters);
                if let Some((_, before)) = before {
                    // No word depends on a colour.
                    assert_eq!(*before, text, "{name} {keys:?}");
                } else {
                    texts.push((look.characters, text));
                }
            }
        }
    }
}

#[test]
fn without_colours_no_cell_is_coloured_on_any_screen() {
    for (name, mut model) in conditions() {
        model.session.look = uncoloured_look();
        for keys in views() {
            show(&mut model, &keys);
            let area = Rect::new(0, 0, 120, 40);
            let mut buffer = Buffer::empty(area);
            view::draw(&model, area, &mut buffer);
            for cell in buffer.content() {
                let plain = (cell.fg, cell.bg);
                let reset = ratatui::style::Color::Reset;
                assert_eq!(plain, (reset, reset), "{name} {keys:?} {:?}", cell.symbol());
            }
        }
    }
}

/// A glyph of a state never stands without a word behind it.
#[test]
fn no_status_is_without_a_word() {
    for (name, mut model) in conditions() {
        for keys in views() {
            show(&mut model, &keys);
            for (width, height) in [(120, 40), (80, 24), (60, 18), (200, 60)] {
                let text = shot(&mut model, width, height, Format::Text);
                for line in text.lines() {
                    for glyph in ["●", "▲", "○", "■"] {
                        for (at, _) in line.match_indices(glyph) {
                            let after = line[at + glyph.len()..].trim_start();
                            let word = after
                                .chars()
                                .next()
                                .is_some_and(|it| it.is_alphanumeric() || it == '…' || it == '`');
                            assert!(word, "{name} {keys:?} {width}×{height}: {line}");
                        }
                    }
                }
            }
        }
    }
}

fn uncoloured_look() -> Look {
    Look {
        theme: Theme {
            depth: Depth::None,
            ..look(true).theme
        },
        characters: Characters::Unicode,
    }
}
