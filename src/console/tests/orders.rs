//! In which order lists stand: as time passes, and from one run to the next.

use super::harbor::*;
use super::stories::story;
use crate::console::screens::SCREENS;
use crate::console::{Effect, Message, Model, Orders, update};
use crate::estate::facts::RecoveryPoint;
use crate::estate::{Facts, Scope, Source};
use crate::terms::Span;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

fn press(model: &mut Model, code: KeyCode) -> Vec<Effect> {
    let key = KeyEvent::new(code, KeyModifiers::NONE);
    update(model, Message::Key(key), noon())
}

/// The recovery points, open, with what is typed run as a command.
fn points(model: &mut Model, command: &str) -> Vec<Effect> {
    let backups = SCREENS.iter().find(|screen| screen.name == "backups");
    model.show(backups.expect("there is one"));
    while model.open_list_title() != Some("Recovery points") {
        press(model, KeyCode::Tab);
    }
    for letter in format!(":{command}").chars() {
        press(model, KeyCode::Char(letter));
    }
    press(model, KeyCode::Enter)
}

#[test]
fn what_turns_with_time_alone_is_put_where_it_belongs() {
    let mut model = story("calm");
    let point = |arn: &str, delete_at| RecoveryPoint {
        arn: arn.into(),
        status: "COMPLETED".into(),
        created: Some(noon()),
        delete_at,
        ..RecoveryPoint::default()
    };
    let soon = Span::seconds(30).after(noon());
    let list = vec![point("goes", Some(soon)), point("a stays", None)];
    let scope = Scope::from(&east());
    let facts = Facts::RecoveryPoints(list);
    let seen = seen(Source::RecoveryPoints, &scope, noon(), facts);
    update(&mut model, Message::Observed(seen), noon());
    points(&mut model, "sort status desc");
    let order = |model: &Model| -> Vec<String> {
        let list = model.open_list().expect("it is open");
        let keys = model.list(list).keys().iter();
        let ids = keys.map(|key| key.id.to_string());
        ids.filter(|id| ["goes", "a stays"].contains(&id.as_str()))
            .collect()
    };
    assert_eq!(order(&model), ["a stays", "goes"]);
    update(&mut model, Message::Ticked, Span::seconds(31).after(noon()));
    assert_eq!(order(&model), ["goes", "a stays"], "its retention is over");
}

#[test]
fn the_order_of_a_list_goes_on_in_the_next_run() {
    let mut model = story("calm");
    let effects = points(&mut model, "sort size desc");
    let [Effect::KeepOrders(orders)] = effects.as_slice() else {
        panic!("{effects:?}");
    };
    let mut next = story("calm");
    assert_eq!(next.order_lists(orders), [""; 0]);
    assert_eq!(next.orders(), *orders);
    let of_another_version = r#"{
        "Barrels\u001b[2J": { "by": "age", "descending": false },
        "Jobs": { "by": "smell", "descending": true },
        "Recovery points": { "by": "size", "descending": true }
    }"#;
    let kept: Orders = serde_json::from_str(of_another_version).expect("orders");
    let mut next = story("calm");
    let told = next.order_lists(&kept);
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[0].starts_with("there is no list `Barrels\u{fffd}[2J`"));
    assert!(told[1].starts_with("Jobs is not put in order: `smell` is no column here"));
    assert_eq!(next.orders(), *orders, "the rest is followed");
}
