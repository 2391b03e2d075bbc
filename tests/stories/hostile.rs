//! Hostile text in every field of AWS's answers: none of it gets out, nothing is out of line, and what
//! goes back to AWS is the name as it came.

mod world;

use crate::support::{House, SEED, Seen, json, region, shown};
use lifeboat::cli::simulated;
use lifeboat::console::{Format, Model, shot};
use lifeboat::estate::{Scope, decode, encode};
use lifeboat::report::status_table;
use lifeboat::sim::World;
use lifeboat::sim::world::STANDBY;
use lifeboat::terms::OutsideText;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The hostile shop, under a plan that knows its stores, and leaves what follows them to be found.
async fn house() -> House {
    let mut world = World::harbor(SEED, simulated::epoch());
    world::infest(&mut world);
    let mut plan = simulated::plan().unwrap();
    plan.stores[0].standby = None;
    plan.stores[0].identifier = world::SOURCE.to_owned();
    plan.stores[0].name = format!("orders {}", OutsideText::new(world::NASTY));
    let mut text = plan.records[0].clone();
    text.name = "text.shop.example".to_owned();
    text.kind = "TXT".to_owned();
    plan.records.push(text);
    House::of(world, plan).await
}

async fn seen() -> (House, Seen) {
    let house = house().await;
    let seen = house.look().await;
    let failed: Vec<String> = seen
        .estate
        .slices()
        .filter_map(|(source, scope, slice)| {
            Some(format!("{source} in {scope}: {}", slice.failure.as_ref()?))
        })
        .collect();
    assert_eq!(failed, Vec::<String>::new(), "all of it was read");
    (house, seen)
}

/// Whether a character could do harm on a terminal: move the cursor, turn the line round, or take more or
/// fewer cells than was counted.
fn harmful(character: char) -> bool {
    let joins = matches!(character, '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' | '\u{fe0f}');
    let turns = matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{590}'..='\u{8ff}');
    let pictures = matches!(character, '\u{1f000}'..='\u{1faff}');
    character.is_control() || joins || turns || pictures
}

fn harmless(text: &str, what: &str) {
    let harm = text
        .char_indices()
        .find(|(_, it)| *it != '\n' && harmful(*it));
    if let Some((at, character)) = harm {
        let before: String = text[..at].chars().rev().take(60).collect();
        let before: String = before.chars().rev().collect();
        panic!("{what}: {character:?} after {before:?}");
    }
}

/// A text without the escape sequences that set colours; any other escape character stays.
fn without_colours(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("\u{1b}[") {
        plain.push_str(&rest[..at]);
        let codes = &rest[at + 2..];
        let end = codes.find(|it: char| !(it.is_ascii_digit() || it == ';'));
        match end {
            Some(end) if codes[end..].starts_with('m') => rest = &codes[end + 1..],
            _ => {
                plain.push('\u{1b}');
                rest = codes;
            }
        }
    }
    plain.push_str(rest);
    plain
}

/// A line cell by cell: whether something is in it.
fn cells(line: &str) -> Vec<bool> {
    line.chars()
        .flat_map(|it| std::iter::repeat_n(it != ' ', it.width().unwrap_or(0)))
        .collect()
}

/// Where the titles of a header begin and end, cells: titles stand apart by more than a space.
fn titles(header: &str) -> Vec<(usize, usize)> {
    let cells = cells(header);
    let mut found: Vec<(usize, usize)> = Vec::new();
    for (at, _) in cells.iter().enumerate().filter(|(_, it)| **it) {
        match found.last_mut() {
            Some((_, end)) if at <= *end + 1 => *end = at + 1,
            _ => found.push((at, at + 1)),
        }
    }
    found
}

/// Every table below a header keeps to its columns: each begins under its title, or ends under its end.
fn aligned(text: &str, headers: &[&str], what: &str) {
    for wanted in headers {
        let mut lines = text
            .lines()
            .skip_while(|it| !it.trim_start().starts_with(wanted));
        let header = lines
            .next()
            .unwrap_or_else(|| panic!("{what}: no {wanted}"));
        let rows: Vec<Vec<bool>> = lines
            .take_while(|it| !it.trim().is_empty())
            .take_while(|it| !headers.iter().any(|next| it.trim_start().starts_with(next)))
            .take_while(|it| !it.trim_start().starts_with("Can act"))
            .map(cells)
            .collect();
        assert!(!rows.is_empty(), "{what}: nothing below {wanted}");
        let blank = |at: usize| {
            rows.iter()
                .all(|row| !row.get(at).copied().unwrap_or(false))
        };
        for (begin, end) in titles(header).into_iter().skip(1) {
            assert!(blank(begin - 1) || blank(end), "{what}: {header}\n{text}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn no_text_of_aws_reaches_the_json_the_table_or_the_kept_estate_as_it_came() {
    let (house, seen) = seen().await;
    let status = json(&seen.report());
    each_text(&status, &mut |text| {
        harmless(text, "status");
        assert!(!text.contains('\n'), "{text}");
    });

    for width in [80, 120, 200] {
        let table = status_table(&seen.report(), width);
        harmless(&table, "table");
        assert!(
            table.contains('\u{fffd}'),
            "hostile text is shown, made harmless"
        );
        aligned(&table, &["store ", "record ", "finding "], "table");
    }

    let kept = encode(&seen.estate, &house.plan.name, true);
    let bare = kept.chars().find(|it| it.is_control() && *it != '\n');
    assert_eq!(bare, None, "in the kept estate");
    // And yet it comes back as it came from AWS.
    let back = decode(&kept, &house.plan.name, true).unwrap();
    let standby = Scope::Region(region(STANDBY));
    let replica = OutsideText::new(world::REPLICA);
    let before = seen.estate.instances.get(&standby, &replica);
    assert!(before.is_some());
    assert_eq!(back.instances.get(&standby, &replica), before);
}

fn each_text(value: &serde_json::Value, look: &mut impl FnMut(&str)) {
    match value {
        serde_json::Value::String(text) => look(text),
        serde_json::Value::Array(list) => list.iter().for_each(|it| each_text(it, look)),
        serde_json::Value::Object(members) => {
            for (name, value) in members {
                look(name);
                each_text(value, look);
            }
        }
        _ => {}
    }
}

#[tokio::test(start_paused = true)]
async fn no_frame_shows_hostile_text_as_it_came_or_out_of_line() {
    let (house, seen) = seen().await;
    let mut model = Model::new(shown(), house.plan.clone(), seen.estate, seen.now);
    for (columns, rows) in [(120, 40), (80, 24), (200, 60)] {
        let text = shot(&mut model, columns, rows, Format::Text);
        harmless(&text, "frame");
        assert!(
            text.contains('\u{fffd}'),
            "hostile text is shown, made harmless"
        );
        assert_eq!(text.lines().count(), usize::from(rows));
        for line in text.lines() {
            assert!(line.width() <= usize::from(columns), "{line}");
        }
        aligned(&text, &["Serving ", "Writing "], "frame");

        let ansi = shot(&mut model, columns, rows, Format::Ansi);
        assert!(ansi.contains("\u{1b}["), "it has colours");
        let plain = without_colours(&ansi);
        harmless(&plain, "frame in colours");
        for (line, same) in plain.lines().zip(text.lines()) {
            assert_eq!(line.trim_end(), same);
        }

        let svg = shot(&mut model, columns, rows, Format::Svg);
        harmless(&svg, "picture");
        let mut reader = quick_xml::Reader::from_str(&svg);
        while !matches!(reader.read_event().unwrap(), quick_xml::events::Event::Eof) {}
    }
}

#[tokio::test(start_paused = true)]
async fn what_goes_back_to_aws_is_the_name_as_it_came() {
    let (house, seen) = seen().await;
    let asked = house.asked();
    let lag = asked
        .iter()
        .flat_map(|it| it.metrics())
        .find(|it| it.name == "ReplicaLag")
        .unwrap();
    let dimension = ("DBInstanceIdentifier".to_owned(), world::REPLICA.to_owned());
    assert_eq!(lag.dimensions, [dimension]);
    // The simulated AWS knows no other name, and answered.
    let orders = seen.assessment.stores().next().unwrap();
    let loss = orders.outlook.loss().unwrap();
    assert!(loss.amount(seen.now).as_seconds() > 0.0);

    let points = &seen.estate.recovery_points;
    let arn = OutsideText::new(world::POINT);
    let in_vault = points.iter().find(|(_, it)| it.arn == arn);
    assert!(in_vault.is_some(), "the vault was asked for by its name");
    let check = OutsideText::new(world::CHECK);
    assert!(
        seen.estate.checkers(&check).is_some(),
        "and the check by its id"
    );
}
