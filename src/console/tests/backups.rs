//! The screen of backups, as it is read in a calm night and when a Region is gone.

use super::harbor::*;
use super::harbor_backups::*;
use super::matrix::type_keys;
use super::stories::plain;
use crate::console::glance::Glance;
use crate::console::list::{Cell, Key, List, Shape};
use crate::console::screens::{Body, SCREENS, Screen};
use crate::console::{Format, Model, shot};
use crate::estate::{Facts, Scope, Source};
use crate::terms::Span;
use ratatui::text::Line;
use std::cell::Cell as Counter;

/// The screen's lists, by the keys that open them.
const LISTS: [(&str, &str); 5] = [
    ("resources", "3"),
    ("jobs", "3\t"),
    ("points", "3\t\t"),
    ("plans", "3\t\t\t"),
    ("vaults", "3\t\t\t\t"),
];

fn calm() -> Model {
    let mut estate = Harbor::calm().estate();
    night(&mut estate);
    model(estate, noon())
}

fn silent() -> Model {
    let mut estate = Harbor::calm().estate();
    night(&mut estate);
    fall_silent(&mut estate, at("14:02:40"));
    model(estate, at("14:03:22"))
}

fn open(mut model: Model, list: &str) -> Model {
    model.size = (120, 40);
    let keys = LISTS.iter().find(|(name, _)| *name == list);
    type_keys(&mut model, keys.unwrap().1);
    model
}

/// The list's rows, wide enough that no column gives way, without what is said
/// of the selected one.
fn wide(mut model: Model) -> String {
    let text = shot(&mut model, 360, 60, Format::Text);
    let rows = text
        .lines()
        .map(|line| line.split('│').next().unwrap_or_default());
    rows.collect::<Vec<_>>().join("\n")
}

fn row(text: &str, words: &[&str]) -> String {
    let found = text
        .lines()
        .find(|line| words.iter().all(|word| line.contains(word)));
    found
        .unwrap_or_else(|| panic!("no row has {words:?}:\n{text}"))
        .to_owned()
}

#[test]
fn every_list_at_ease_and_on_the_smallest_terminal_there_is() {
    for (list, _) in LISTS {
        for (condition, model) in [("calm", calm as fn() -> Model), ("silent", silent)] {
            let rich = shot(&mut open(model(), list), 120, 40, Format::Text);
            insta::assert_snapshot!(format!("{list}_{condition}_120x40"), rich);
            let poor = shot(&mut plain(open(model(), list)), 80, 24, Format::Text);
            insta::assert_snapshot!(format!("{list}_{condition}_80x24_ascii"), poor);
        }
    }
}

#[test]
fn the_declared_stores_come_first() {
    let text = wide(open(calm(), "resources"));
    let at = |name: &str| text.lines().position(|line| line.contains(name)).unwrap();
    for declared in [
        "carts",
        "fs-0a1b2c3d",
        "catalog-us-east-1",
        "harbor-uploads",
    ] {
        assert!(at(declared) < at("vol-0c0ffee"), "{text}");
    }
}

#[test]
fn what_can_be_brought_back_is_told_and_where() {
    let text = wide(open(calm(), "resources"));
    let orders = row(&text, &["orders-db"]);
    assert!(orders.contains("● kept"), "{orders}");
    assert!(orders.contains("Nov 15 14:02Z"), "{orders}");
    // Its recovery point is past its retention, and AWS Backup still lists it.
    assert!(row(&text, &["carts"]).contains("■ none"), "{text}");
    // Its only recovery point is of a continuous backup that was stopped.
    let uploads = row(&text, &["harbor-uploads"]);
    assert!(uploads.contains("■ none"), "{uploads}");
    let media = row(&text, &["harbor-media"]);
    assert!(
        media.contains("■ no copy") && media.contains("continuous"),
        "{media}"
    );
    assert!(media.contains("▲ backup with issues, 9 h ago"), "{media}");
    // No store: whether it has to come back elsewhere, nobody declared.
    assert!(row(&text, &["vol-0c0ffee"]).contains("▲ no copy"), "{text}");
}

#[test]
fn that_it_is_listed_is_no_proof() {
    let mut model = open(calm(), "resources");
    type_keys(&mut model, "/carts\n\n");
    let text = shot(&mut model, 120, 40, Format::Text);
    assert!(
        text.contains("no recovery point that can be restored; 1 in all, 1 of no use"),
        "{text}"
    );
    assert!(text.contains("so no proof of one"), "{text}");
}

#[test]
fn what_was_kept_in_a_silent_region_is_not_counted_on() {
    let text = wide(open(silent(), "resources"));
    let orders = row(&text, &["orders-db"]);
    assert!(orders.contains("○ stale"), "{orders}");
    assert!(orders.contains("? 4 m ago"), "{orders}");
    assert!(orders.contains("? + 1"), "{orders}");
    assert!(orders.contains("○ backup was RUNNING"), "{orders}");
}

#[test]
fn what_runs_comes_first_and_then_the_newest() {
    let text = wide(open(calm(), "jobs"));
    let states: Vec<&str> = text
        .lines()
        .skip_while(|line| !line.starts_with(" state"))
        .skip(1)
        .filter_map(|line| line.split_whitespace().nth(1))
        .take(8)
        .collect();
    let expected = [
        "CREATED",
        "RUNNING",
        "RUNNING",
        "RUNNING",
        "ABORTING",
        "COMPLETED",
        "COMPLETED",
        "with",
    ];
    assert_eq!(states, expected, "{text}");
}

#[test]
fn a_bar_is_drawn_only_for_a_job_that_tells() {
    let text = wide(open(calm(), "jobs"));
    assert!(row(&text, &["RUNNING", "orders-db"]).contains("63 % ██████▁▁▁▁"));
    for silent in [["RUNNING", "catalog"], ["CREATED", "vol-0c0ffee"]] {
        let row = row(&text, &silent);
        assert!(!row.contains('%') && !row.contains('▁'), "{row}");
    }
}

#[test]
fn a_job_that_completed_with_issues_is_a_warning() {
    let text = wide(open(calm(), "jobs"));
    let issues = row(&text, &["harbor-media"]);
    assert!(issues.contains("▲ with issues"), "{issues}");
    assert!(issues.contains("AccessDenied: Backup job"), "{issues}");
    assert!(row(&text, &["backup", "carts"]).contains("● COMPLETED  "));
    for (word, mark) in [
        ("EXPIRED", "■"),
        ("FAILED", "■"),
        ("ABORTED", "■"),
        ("PARTIAL", "▲"),
        ("ABORTING", "▲"),
    ] {
        let row = row(&text, &[word]);
        assert!(row.contains(&format!("{mark} {word}")), "{row}");
    }
}

#[test]
fn the_whole_message_of_a_job_is_read_in_its_detail() {
    let mut model = open(calm(), "jobs");
    type_keys(&mut model, "/media\n\n");
    let text = shot(&mut model, 120, 40, Format::Text);
    let joined = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        joined.contains("They are not in the recovery point. (StatusMessage)"),
        "{text}"
    );
    assert!(joined.contains("AccessDenied (MessageCategory)"), "{text}");
}

#[test]
fn of_a_region_that_does_not_answer_only_what_has_ended_is_known() {
    let text = wide(open(silent(), "jobs"));
    let orders = row(&text, &["RUNNING", "orders-db"]);
    assert!(orders.contains("○ was RUNNING"), "{orders}");
    assert!(orders.contains("? 56 s ago"), "{orders}");
    assert!(!orders.contains('%'), "{orders}");
    assert!(row(&text, &["FAILED"]).contains("■ FAILED"));
    let text = wide(open(silent(), "points"));
    assert!(row(&text, &["orders-db", "us-east-1"]).contains("○ was COMPLETED"));
    assert!(row(&text, &["orders-db", "us-west-2"]).contains("● COMPLETED"));
    let text = wide(open(silent(), "vaults"));
    assert!(row(&text, &["harbor-kept"]).contains("○ was governance"));
    assert!(row(&text, &["harbor ", "us-west-2"]).contains("● compliance"));
}

#[test]
fn the_age_of_a_point_is_that_of_its_data() {
    let text = wide(open(calm(), "points"));
    // It was completed an hour after its data was read.
    let orders = row(&text, &["orders-db", "us-east-1"]);
    assert!(orders.contains("7 h 20 m ago"), "{orders}");
    let media = row(&text, &["harbor-media"]);
    assert!(media.contains("continuous"), "{media}");
    assert!(!media.contains("90 d"), "{media}");
}

#[test]
fn a_point_says_what_it_is_good_for() {
    let text = wide(open(calm(), "points"));
    for (words, mark) in [
        (["harbor-uploads", "continuous"], "■ STOPPED"),
        (["vol-0c0ffee", "composite"], "▲ PARTIAL"),
        // Complete in itself, and of no use by itself.
        (["vol-0c0ffee", "part"], "▲ COMPLETED"),
        (["catalog", "21 m ago"], "? CREATING"),
        (["carts", "overdue"], "▲ EXPIRED"),
        (["vol-0c0ffee", "COLD?"], "● COMPLETED"),
        (["fs-0a1b2c3d", "WARM"], "● COMPLETED"),
    ] {
        let row = row(&text, &words);
        assert!(row.contains(mark), "{row}");
    }
}

#[test]
fn a_cold_point_says_how_much_longer_restoring_takes() {
    let mut model = open(calm(), "points");
    type_keys(&mut model, "/storage:cold\n\n");
    let text = shot(&mut model, 120, 40, Format::Text);
    let joined = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        joined.contains("from cold storage takes up to 72 h"),
        "{text}"
    );
    assert!(joined.contains("does not tell the class"), "{text}");
}

#[test]
fn a_rule_says_where_its_copies_go_and_what_it_backs_up() {
    let text = wide(open(calm(), "plans"));
    assert!(row(&text, &["daily", "cron(0 5"]).contains("us-west-2 harbor"));
    assert!(row(&text, &["local", "cron(0 5"]).contains("nowhere"));
    let mut model = open(calm(), "plans");
    let text = shot(&mut model, 120, 40, Format::Text);
    let joined = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let tagged = "tagged: what is tagged Backup = daily (ListOfTags); without \
                  arn:aws:s3:::harbor-scratch (NotResources)";
    assert!(joined.contains(tagged), "{text}");
    type_keys(&mut model, "G");
    let text = shot(&mut model, 120, 40, Format::Text);
    assert!(
        text.contains("nothing: the plan has no selection"),
        "{text}"
    );
}

#[test]
fn a_lock_that_can_still_be_lifted_is_told_from_one_that_cannot() {
    let text = wide(open(calm(), "vaults"));
    for (words, lock) in [
        (["harbor ", "us-east-1"], "▲ not locked"),
        (["harbor-kept", "us-east-1"], "● governance"),
        (["harbor ", "us-west-2"], "● compliance"),
        (["harbor-new", "us-west-2"], "● compliance, grace time"),
    ] {
        let row = row(&text, &words);
        assert!(row.contains(lock), "{row}");
    }
}

thread_local! {
    /// How many rows were built.
    static BUILT: Counter<usize> = const { Counter::new(0) };
}

/// The list of recovery points, counting the rows that it builds.
#[derive(Debug)]
struct Counted;

fn points_list() -> &'static dyn List {
    let screen = SCREENS.iter().find(|screen| screen.name == "backups");
    let mut lists = screen.unwrap().lists().iter();
    *lists
        .find(|list| list.title() == "Recovery points")
        .unwrap()
}

impl List for Counted {
    fn title(&self) -> &'static str {
        "Counted"
    }
    fn sources(&self) -> &'static [Source] {
        points_list().sources()
    }
    fn empty(&self) -> &'static str {
        points_list().empty()
    }
    fn detailed(&self) -> bool {
        false
    }
    fn shapes(&self) -> Vec<Shape> {
        points_list().shapes()
    }
    fn keys(&self, model: &Model) -> Vec<Key> {
        points_list().keys(model)
    }
    fn cells<'m>(
        &self,
        glance: &Glance<'m>,
        key: &Key,
        columns: &[usize],
    ) -> Option<Vec<Cell<'m>>> {
        BUILT.set(BUILT.get() + 1);
        points_list().cells(glance, key, columns)
    }
    fn detail(&self, glance: &Glance<'_>, key: &Key, width: usize) -> Option<Vec<Line<'static>>> {
        points_list().detail(glance, key, width)
    }
    fn copied(&self, model: &Model, key: &Key, arn: bool) -> Option<String> {
        points_list().copied(model, key, arn)
    }
}

static COUNTED: Screen = Screen {
    key: '9',
    name: "counted",
    title: "Counted",
    short: "Counted",
    body: Body::Lists(&[&Counted]),
};

#[test]
fn of_ten_thousand_points_the_visible_ones_are_built() {
    let mut estate = Harbor::calm().estate();
    let many = (0..10_000).map(|at| {
        let age = Span::minutes(at + 1);
        point(
            &east(),
            &format!("p-{at:05}"),
            (ORDERS, "RDS"),
            "COMPLETED",
            age,
        )
    });
    let scope = Scope::from(&east());
    let facts = Facts::RecoveryPoints(many.collect());
    estate.apply(seen(Source::RecoveryPoints, &scope, noon(), facts));
    let mut model = model(estate, noon());
    model.size = (120, 40);
    model.show(&COUNTED);
    BUILT.set(0);
    let text = shot(&mut model, 120, 40, Format::Text);
    assert!(text.contains("Counted 10001"), "{text}");
    let rows: Vec<&str> = text
        .lines()
        .filter(|line| line.contains("orders-db"))
        .collect();
    assert_eq!(rows.len(), 35, "{text}");
    assert!(
        rows[0].contains(" 1 m ago") && rows[34].contains(" 35 m ago"),
        "{text}"
    );
    // Each visible row twice: to compare it with what it said last, and to draw it.
    assert_eq!(BUILT.get(), 2 * rows.len());
}
