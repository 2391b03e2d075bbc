//! Lists, whatever their rows are: what is built, what is selected, what a
//! filter and an order come to.

use super::harbor::*;
use super::stories::story;
use crate::console::glance::Glance;
use crate::console::list::{Cell, Column, Export, Key, Listing, Rows, export};
use crate::console::screens::{Body, Screen};
use crate::console::{Effect, Format, Message, Model, shot, update};
use crate::estate::Scope;
use crate::terms::OutsideText;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use std::cell::{Cell as Counter, RefCell};

thread_local! {
    /// The rows there are: a name and a number each.
    static SHOP: RefCell<Vec<(String, f64)>> = const { RefCell::new(Vec::new()) };
    /// How many rows were looked up.
    static BUILT: Counter<usize> = const { Counter::new(0) };
}

#[derive(Debug)]
struct Goods;

type Of = Column<Goods>;

impl Rows for Goods {
    type Row<'m> = (&'m str, f64);

    fn keys(_: &Model) -> Vec<Key> {
        SHOP.with_borrow(|shop| shop.iter().map(|(name, _)| Key::global(name)).collect())
    }

    fn find<'m>(_: &'m Model, key: &Key) -> Option<Self::Row<'m>> {
        BUILT.set(BUILT.get() + 1);
        let found = SHOP.with_borrow(|shop| {
            let row = shop.iter().find(|(name, _)| name == key.id.raw());
            row.map(|(name, number)| (name.clone(), *number))
        });
        // A row borrows from the model; what a test leaks is small.
        found.map(|(name, number)| (&*Box::leak(name.into_boxed_str()), number))
    }
}

static GOODS: Listing<Goods> = Listing {
    title: "Goods",
    sources: &[],
    empty: "the shop is empty",
    detailed: false,
    columns: &[
        Of::left("name", 8, 20, |_, (name, _)| Cell::text(name)),
        Of::right("price paid", 6, 12, |_, (_, number)| {
            if number < 0.0 {
                return Cell::none();
            }
            Cell::number(number, format!("{number:.1} $"))
        }),
    ],
    detail: |glance, (name, _), width| {
        (0..40)
            .map(|line| {
                glance.look.line(
                    vec![glance.piece(format!("{name} {line}"), crate::console::theme::Role::Text)],
                    width,
                )
            })
            .collect()
    },
    identifier: |(name, _)| name.to_owned(),
    arn: None,
};

static COUNTER: Screen = Screen {
    key: '9',
    name: "goods",
    title: "Goods",
    short: "Goods",
    body: Body::Lists(&[&GOODS]),
};

fn stock(goods: &[(&str, f64)]) {
    SHOP.set(
        goods
            .iter()
            .map(|(name, number)| ((*name).to_owned(), *number))
            .collect(),
    );
}

fn counter(goods: &[(&str, f64)]) -> Model {
    stock(goods);
    let mut model = story("calm");
    model.size = (120, 40);
    model.show(&COUNTER);
    model
}

const GOODS_OF_THE_DAY: [(&str, f64); 4] = [
    ("rope", 12.0),
    ("Anchor", 900.0),
    ("oar", -1.0),
    ("boat", 80.5),
];

fn press(model: &mut Model, code: KeyCode) -> Vec<Effect> {
    let key = KeyEvent::new(code, KeyModifiers::NONE);
    update(model, Message::Key(key), noon())
}

fn type_in(model: &mut Model, text: &str) {
    for letter in text.chars() {
        press(model, KeyCode::Char(letter));
    }
}

/// What the rows change to is noticed as any change of the estate is.
fn changes(model: &mut Model) {
    model.revisions.touch(None);
    update(model, Message::Ticked, noon());
}

fn names(model: &Model) -> Vec<String> {
    let keys = model.list(&GOODS).keys();
    keys.iter().map(|key| key.id.to_string()).collect()
}

fn selected(model: &Model) -> String {
    let (_, key) = model.list(&GOODS).selected().unwrap();
    key.id.to_string()
}

#[test]
fn only_the_rows_that_are_visible_are_built() {
    let many: Vec<(String, f64)> = (0..10_000)
        .map(|at| (format!("row {at:05}"), 1.0))
        .collect();
    SHOP.set(many);
    let mut model = story("calm");
    model.size = (120, 40);
    model.show(&COUNTER);
    BUILT.set(0);
    let text = shot(&mut model, 120, 40, Format::Text);
    let visible = text.lines().filter(|line| line.contains(" row ")).count();
    assert_eq!(visible, 35, "{text}");
    // Each visible row twice: to compare it with what it said last, and to draw it.
    assert_eq!(BUILT.get(), 2 * visible);
    press(&mut model, KeyCode::Char('G'));
    assert_eq!(selected(&model), "row 09999");
    assert!(shot(&mut model, 120, 40, Format::Text).contains("row 09999"));
}

#[test]
fn an_order_by_any_column_puts_what_is_not_known_last() {
    let mut model = counter(&GOODS_OF_THE_DAY);
    assert_eq!(names(&model), ["rope", "Anchor", "oar", "boat"]);
    type_in(&mut model, "s");
    assert_eq!(names(&model), ["Anchor", "boat", "oar", "rope"]);
    type_in(&mut model, "s");
    assert_eq!(names(&model), ["rope", "boat", "Anchor", "oar"]);
    type_in(&mut model, "S");
    assert_eq!(names(&model), ["Anchor", "boat", "rope", "oar"]);
    assert!(shot(&mut model, 120, 40, Format::Text).contains("price paid ↓"));
    type_in(&mut model, "s");
    assert_eq!(names(&model), ["rope", "Anchor", "oar", "boat"]);
    type_in(&mut model, ":sort price desc");
    press(&mut model, KeyCode::Enter);
    assert_eq!(names(&model), ["Anchor", "boat", "rope", "oar"]);
    type_in(&mut model, ":sort weight");
    press(&mut model, KeyCode::Enter);
    let text = shot(&mut model, 120, 40, Format::Text);
    assert!(
        text.contains("`weight` is no column here; there are name, price-paid"),
        "{text}"
    );
}

#[test]
fn the_selection_is_the_row_and_not_its_place() {
    let mut model = counter(&GOODS_OF_THE_DAY);
    type_in(&mut model, "jjj");
    assert_eq!(selected(&model), "boat");
    stock(&[("boat", 80.0), ("buoy", 1.0), ("rope", 12.0)]);
    changes(&mut model);
    assert_eq!(selected(&model), "boat");
    type_in(&mut model, "s");
    assert_eq!(selected(&model), "boat");
    // What is gone gives its place to what follows it.
    stock(&[("buoy", 1.0), ("rope", 12.0)]);
    changes(&mut model);
    assert_eq!(selected(&model), "buoy");
}

#[test]
fn a_filter_narrows_down_as_it_is_typed() {
    let mut model = counter(&GOODS_OF_THE_DAY);
    for (typed, left) in [
        ("o", vec!["rope", "Anchor", "oar", "boat"]),
        ("a o", vec!["Anchor", "oar", "boat"]),
        ("ANCH", vec!["Anchor"]),
        ("!a", vec!["rope"]),
        ("name:oa", vec!["oar", "boat"]),
        ("price:$ !name:boat", vec!["rope", "Anchor"]),
        ("arn:aws", vec![]),
        ("!", vec!["rope", "Anchor", "oar", "boat"]),
    ] {
        type_in(&mut model, "/");
        type_in(&mut model, typed);
        assert_eq!(names(&model), left, "{typed}");
        press(&mut model, KeyCode::Enter);
        assert_eq!(names(&model), left, "{typed}, entered");
        press(&mut model, KeyCode::Esc);
        assert_eq!(names(&model).len(), 4, "{typed}, let go");
    }
}

#[test]
fn what_is_hidden_by_a_filter_is_said() {
    let mut model = counter(&GOODS_OF_THE_DAY);
    type_in(&mut model, "/zebra");
    let text = shot(&mut model, 120, 40, Format::Text);
    assert!(text.contains("Goods 0 of 4"), "{text}");
    assert!(
        text.contains("no row has `zebra`; Esc shows all 4"),
        "{text}"
    );
    assert!(text.contains("/zebra"), "{text}");
}

#[test]
fn a_cell_that_changed_is_marked_for_a_moment() {
    let mut model = counter(&GOODS_OF_THE_DAY);
    let marked = |model: &mut Model| {
        let text = shot(model, 120, 40, Format::Ansi);
        let line = text.lines().find(|line| line.contains("13.0 $"));
        line.is_some_and(|line| line.contains("\u{1b}[1;38;2;227;179;65m13.0 $"))
    };
    type_in(&mut model, "j");
    stock(&[
        ("rope", 13.0),
        ("Anchor", 900.0),
        ("oar", -1.0),
        ("boat", 80.5),
    ]);
    changes(&mut model);
    assert!(
        marked(&mut model),
        "{}",
        shot(&mut model, 120, 40, Format::Ansi)
    );
    update(&mut model, Message::Ticked, at("14:03:00"));
    assert!(!marked(&mut model));
}

#[test]
fn details_open_beside_in_full_and_close() {
    let mut model = counter(&GOODS_OF_THE_DAY);
    press(&mut model, KeyCode::Enter);
    let text = shot(&mut model, 120, 40, Format::Text);
    assert!(text.contains("rope 0") && text.contains("Anchor"), "{text}");
    assert!(text.contains("more lines"), "{text}");
    press(&mut model, KeyCode::Enter);
    let text = shot(&mut model, 120, 40, Format::Text);
    assert!(
        text.contains("rope 30") && !text.contains("Anchor"),
        "{text}"
    );
    let down = KeyEvent::new(KeyCode::Char('d'), KeyModifiers::CONTROL);
    update(&mut model, Message::Key(down), noon());
    assert!(shot(&mut model, 120, 40, Format::Text).contains("rope 39"));
    type_in(&mut model, "q");
    assert!(shot(&mut model, 120, 40, Format::Text).contains("Anchor"));
}

#[test]
fn the_row_is_copied_and_what_it_has_not_is_said() {
    let mut model = counter(&GOODS_OF_THE_DAY);
    type_in(&mut model, "j");
    let copied = press(&mut model, KeyCode::Char('y'));
    assert_eq!(copied, [Effect::Copy("Anchor".to_owned())]);
    assert_eq!(press(&mut model, KeyCode::Char('Y')), []);
    assert!(shot(&mut model, 120, 40, Format::Text).contains("have no ARN"));
}

#[test]
fn the_view_is_exported_as_it_is_narrowed_and_ordered() {
    let mut model = counter(&[("rope, red", 12.0), ("=cmd()", 3.0), ("oar", -1.0)]);
    type_in(&mut model, "ss/!oar");
    press(&mut model, KeyCode::Enter);
    let state = model.list(&GOODS).clone();
    let csv = export(&Glance::of(&model), &GOODS, &state, Export::Csv);
    let expected =
        "scope,name,price-paid\r\nglobal,\"'=cmd()\",3.0 $\r\nglobal,\"rope, red\",12.0 $\r\n";
    assert_eq!(csv, expected);
    let json = export(&Glance::of(&model), &GOODS, &state, Export::Json);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["rows"][1]["name"], "rope, red");
    assert_eq!(json["filter"], "!oar");
    assert_eq!(
        (&json["simulated"], &json["scenario"]),
        (&false.into(), &serde_json::Value::Null)
    );
    model.session.simulated = true;
    model.session.scenario = Some("gray".to_owned());
    let json = export(&Glance::of(&model), &GOODS, &state, Export::Json);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(
        (&json["simulated"], &json["scenario"]),
        (&true.into(), &"gray".into())
    );
}

#[test]
fn a_key_holds_its_row_by_where_it_is_too() {
    let id = OutsideText::new("orders");
    let (east, west) = (Scope::from(&east()), Scope::from(&west()));
    assert_ne!(Key::new(&east, &id), Key::new(&west, &id));
}
