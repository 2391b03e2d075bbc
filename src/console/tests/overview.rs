//! The Overview as it is seen: pictures of every story, and what holds of all.

use super::harbor::*;
use super::stories::*;
use crate::assess::State;
use crate::console::screens::overview;
use crate::console::{Format, Model, shot, view};
use crate::estate::{BackIn, Tried};
use crate::terms::Span;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use unicode_width::UnicodeWidthStr;

#[test]
fn every_story_at_ease_and_on_the_smallest_terminal_there_is() {
    for name in STORIES {
        let rich = shot(&mut story(name), 120, 40, Format::Text);
        insta::assert_snapshot!(format!("{name}_120x40"), rich);
        let poor = shot(&mut plain(story(name)), 80, 24, Format::Text);
        insta::assert_snapshot!(format!("{name}_80x24_ascii"), poor);
    }
    let wide = shot(&mut story("calm"), 200, 60, Format::Text);
    insta::assert_snapshot!("calm_200x60", wide);
}

#[test]
fn how_long_it_takes_to_be_back_is_what_failovers_took() {
    let band = |walks: usize, width: u16, height: u16| {
        let mut model = plain(story("calm"));
        let [low, median, high] = [16, 18, 21].map(Span::minutes);
        model.estate.set_tried(Tried {
            back: Some(BackIn {
                median,
                low,
                high,
                walks,
            }),
            ..Tried::default()
        });
        shot(&mut model, width, height, Format::Text)
    };
    for (text, wanted) in [
        (
            band(10, 120, 40),
            "back in 16 m to 21 m (RTO 30 m; 10 walks)",
        ),
        (
            band(2, 120, 40),
            "back in about 18 m (RTO 30 m; done twice)",
        ),
        (band(10, 80, 24), "back in 16 m to 21 m (RTO 30 m)"),
        (band(1, 80, 24), "back in about 18 m (RTO 30 m)"),
    ] {
        assert!(text.contains(wanted), "{wanted}\nin\n{text}");
    }
}

/// Sizes around every limit there is.
const WIDTHS: [u16; 10] = [1, 2, 9, 59, 60, 79, 80, 100, 120, 200];
const HEIGHTS: [u16; 8] = [1, 2, 17, 18, 24, 33, 40, 60];

#[test]
fn no_size_and_no_name_breaks_the_screen() {
    for name in STORIES {
        for mut model in [story(name), plain(story(name))] {
            for width in WIDTHS {
                for height in HEIGHTS {
                    for scroll in [0, usize::MAX] {
                        model.scroll = scroll;
                        let text = shot(&mut model, width, height, Format::Text);
                        let lines: Vec<&str> = text.lines().collect();
                        assert_eq!(lines.len(), usize::from(height));
                        for line in lines {
                            assert!(line.width() <= usize::from(width), "{name}: {line}");
                            assert!(!line.chars().any(char::is_control), "{name}: {line:?}");
                            assert!(
                                line.chars().all(|c| model.session.look.characters.has(c)),
                                "{name}: {line}"
                            );
                        }
                    }
                }
            }
        }
    }
}

#[test]
fn columns_stand_in_line_whatever_the_names() {
    let text = shot(&mut story("hostile"), 120, 40, Format::Text);
    let ends: Vec<usize> = text
        .lines()
        .filter(|line| line.contains("注文") && (line.ends_with("15 m") || line.ends_with("1 m")))
        .map(UnicodeWidthStr::width)
        .collect();
    assert_eq!(ends.len(), 6, "{text}");
    assert!(ends.iter().all(|end| *end == ends[0]), "{ends:?}\n{text}");
}

#[test]
fn without_colours_the_screen_says_the_same() {
    for name in STORIES {
        let coloured = shot(&mut story(name), 120, 40, Format::Text);
        let without = shot(&mut uncoloured(story(name)), 120, 40, Format::Text);
        assert_eq!(coloured, without, "{name}");
    }
}

#[test]
fn without_colours_no_colour_code_is_sent() {
    for name in STORIES {
        let text = shot(&mut uncoloured(story(name)), 120, 40, Format::Ansi);
        for sequence in text.split('\u{1b}').skip(1) {
            let codes = sequence.split('m').next().unwrap().trim_start_matches('[');
            let only_weight = codes
                .split(';')
                .all(|code| ["0", "1", "2", "4", "7"].contains(&code));
            assert!(only_weight, "{name}: {codes}");
        }
    }
}

#[test]
fn every_state_is_a_glyph_and_a_word() {
    let states = [
        State::Ok,
        State::Warn,
        State::Stale,
        State::Unknown,
        State::Bad,
    ];
    for look in [look(true), look(false)] {
        let glyphs: Vec<&str> = states.iter().map(|state| look.mark(*state).0).collect();
        for (at, state) in states.into_iter().enumerate() {
            let text = look.state(state).text().to_owned();
            assert_eq!(text, format!("{} {}", glyphs[at], state.word()));
            assert!(!glyphs[..at].contains(&glyphs[at]), "{text} is not unique");
        }
    }
}

#[test]
fn what_lives_in_the_dead_region_is_not_drawn_as_known() {
    let text = shot(&mut story("silent"), 120, 40, Format::Text);
    let row = |name: &str, nth| {
        let mut rows = text.lines().filter(|line| line.contains(name));
        rows.nth(nth).unwrap().to_owned()
    };
    let writing = row(" orders-db  ", 0);
    assert!(writing.contains("? 57 s ago"), "{writing}");
    assert!(writing.contains("up to 2 m 4 s, growing"), "{writing}");
    let health = row(" www.shop.example  ", 0);
    assert!(health.contains("? 57 s ago"), "{health}");
    assert!(!health.contains("16/16"), "{health}");
    assert!(text.contains("Route 53 control plane (us-east-1) NOT ANSWERING"));
    assert!(text.contains(":declare us-east-1 down"));
}

#[test]
fn an_inverted_check_is_well_while_its_checkers_fail() {
    let harbor = Harbor {
        inverted: true,
        ..Harbor::calm()
    };
    let text = shot(&mut model(harbor.estate(), noon()), 120, 40, Format::Text);
    let row = text
        .lines()
        .find(|line| line.contains(" api.shop.example  "));
    assert!(row.unwrap().contains("ok at 0/16"), "{text}");
}

#[test]
fn an_hour_without_an_answer_is_never_drawn_as_ok() {
    let text = shot(&mut story("restored"), 120, 40, Format::Text);
    let ok = look(true).state(State::Ok).text().to_owned();
    assert!(!text.contains(&ok), "{text}");
    assert!(!text.contains("kept"), "{text}");
    assert!(text.contains("? 3 h ago"), "{text}");
}

#[test]
fn of_another_account_nothing_but_that_is_shown() {
    for (width, height) in [(120, 40), (80, 24), (40, 10)] {
        let text = shot(&mut story("another_account"), width, height, Format::Text);
        for kept_back in ["orders-db", "BREACHED", "RISK", "READY", "KNOWN", "kept"] {
            assert!(!text.contains(kept_back), "{text}");
        }
    }
}

#[test]
fn what_no_source_looks_at_says_so() {
    let mut plan = crate::plan::Plan::clone(&plan());
    plan.account = None;
    let mut model = on_plan(story("empty"), plan);
    let text = shot(&mut model, 120, 40, Format::Text);
    let row = text.lines().find(|line| line.contains("ledger  ")).unwrap();
    assert!(row.contains("? not observed by this version"), "{row}");
}

#[test]
fn a_simulation_and_production_are_marked_at_every_width() {
    let mut model = story("calm");
    model.session.simulated = true;
    for width in 60..=200 {
        let text = shot(&mut model, width, 24, Format::Text);
        let header = text.lines().next().unwrap();
        for mark in ["PRODUCTION", "SIMULATED", "READ-ONLY", "14:02:31Z"] {
            assert!(header.contains(mark), "{width}: {header}");
        }
    }
}

#[test]
fn a_picture_is_well_formed_and_holds_what_the_text_holds() {
    for name in STORIES {
        let svg = shot(&mut story(name), 120, 40, Format::Svg);
        let mut reader = quick_xml::Reader::from_str(&svg);
        let mut texts = 0;
        loop {
            match reader.read_event().unwrap() {
                quick_xml::events::Event::Eof => break,
                quick_xml::events::Event::Text(_) => texts += 1,
                _ => {}
            }
        }
        assert!(texts > 20, "{name}");
    }
}

#[test]
fn the_word_of_the_band_stands_out_without_colours() {
    let mut model = uncoloured(story("silent"));
    model.size = (120, 40);
    let area = Rect::new(0, 0, 120, 40);
    let mut buffer = Buffer::empty(area);
    view::draw(&model, area, &mut buffer);
    let reversed: String = (0..120)
        .map(|x| &buffer[(x, 2)])
        .filter(|cell| cell.modifier.contains(ratatui::style::Modifier::REVERSED))
        .map(|cell| cell.symbol())
        .collect();
    assert_eq!(reversed.trim(), "■ DOWN");
    let coloured = buffer.content().iter().any(|cell| {
        (cell.fg, cell.bg) != (ratatui::style::Color::Reset, ratatui::style::Color::Reset)
    });
    assert!(!coloured);
}

/// A plan with many stores and records, all of them like the shop's.
fn many(stores: usize, records: usize) -> Model {
    let mut plan = crate::plan::Plan::clone(&plan());
    let store = plan.stores[0].clone();
    let record = plan.records[0].clone();
    plan.stores.extend((0..stores).map(|number| {
        let mut store = store.clone();
        store.name = format!("store-{number:04}");
        store.identifier = "orders-db".to_owned();
        store
    }));
    plan.records.extend((0..records).map(|number| {
        let mut record = record.clone();
        record.name = format!("record-{number:04}.shop.example");
        record
    }));
    on_plan(story("calm"), plan)
}

/// How many rows of what is declared are on the screen, and how many were built.
fn rows(model: &mut Model) -> (usize, usize) {
    let text = shot(model, 120, 40, Format::Text);
    let declared = |line: &str| line.contains("  store-") || line.contains("  record-");
    let finding = |line: &str| line.contains(": ");
    let lines = text.lines();
    let visible = lines.filter(|it| declared(it) && !finding(it)).count();
    (visible, overview::built(model))
}

#[test]
fn of_what_is_declared_only_the_rows_that_are_visible_are_built() {
    let mut model = many(1_000, 1_000);
    model.size = (120, 40);
    let last = view::last_scroll(&model);
    // Every section with its title, the findings and those who can act.
    assert!(last > 3_000, "{last}");
    let mut most = 0;
    for scroll in [0, 20, 990, 1_005, 1_500, 2_010, 2_500, last - 20, last] {
        model.scroll = scroll;
        let (visible, built) = rows(&mut model);
        // The shop's own rows, of another name, are among them at the ends.
        let shop = built - visible;
        assert!(
            shop <= 8,
            "{visible} are visible, {built} built at {scroll}"
        );
        most = most.max(visible);
    }
    assert!(most >= 25, "{most}");
    assert!(shot(&mut model, 120, 40, Format::Text).contains("store-0999"));
}

#[test]
fn a_few_rows_keep_their_columns_wherever_they_are_scrolled_to() {
    let mut model = many(20, 2);
    let full = shot(&mut model, 120, 200, Format::Text);
    for scroll in 0..40 {
        model.scroll = scroll;
        let text = shot(&mut model, 120, 24, Format::Text);
        for line in text.lines().filter(|line| line.contains("store-")) {
            assert!(full.lines().any(|it| it == line), "{line}");
        }
    }
}
