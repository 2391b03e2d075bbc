//! What an operator may come upon, by name.

use super::harbor::*;
use crate::assess::Assessment;
use crate::console::Model;
use crate::estate::{Estate, FailureKind, Scope, Source};
use crate::plan::Plan;
use crate::terms::Span;
use std::sync::Arc;

/// Every story.
pub const STORIES: [&str; 11] = [
    "calm",
    "breached",
    "silent",
    "declared",
    "failing",
    "empty",
    "restored",
    "two_writers",
    "hostile",
    "another_account",
    "nothing_declared",
];

/// The console in a story, with every colour and glyph.
pub fn story(name: &str) -> Model {
    let calm = || Harbor::calm().estate();
    let silent = || {
        let mut estate = calm();
        fall_silent(&mut estate, at("14:02:40"));
        estate
    };
    match name {
        "calm" => model(calm(), noon()),
        "breached" => {
            let harbor = Harbor {
                media_behind: true,
                ..Harbor::calm()
            };
            model(harbor.estate(), noon())
        }
        "silent" => model(silent(), at("14:03:22")),
        "declared" => {
            let mut estate = silent();
            estate.set_declared([declared_down(at("14:02:35"))]);
            model(estate, at("14:06:02"))
        }
        "failing" => {
            let mut estate = calm();
            let west = Scope::from(&west());
            let action = "rds:DescribeEvents".to_owned();
            let refused = FailureKind::NotPermitted { action };
            estate.apply(failed(Source::RdsEvents, &west, noon(), refused));
            let throttled = FailureKind::Throttled;
            estate.apply(failed(Source::CopyJobs, &west, noon(), throttled));
            model(estate, noon())
        }
        "empty" => model(Estate::default(), noon()),
        "restored" => {
            let kept = crate::estate::encode(&calm(), "harbor-shop", false);
            let estate = crate::estate::decode(&kept, "harbor-shop", false).unwrap();
            model(estate, Span::hours(3).after(noon()))
        }
        "two_writers" => {
            let harbor = Harbor {
                two_writers: true,
                ..Harbor::calm()
            };
            model(harbor.estate(), noon())
        }
        "hostile" => {
            let harbor = Harbor {
                name: format!("\u{1b}[2J\u{202e}注文{}\r\n", "データ".repeat(4_000)),
                ..Harbor::calm()
            };
            on_plan(model(harbor.estate(), noon()), hostile_plan())
        }
        "another_account" => {
            let harbor = Harbor {
                account: "999999999999",
                ..Harbor::calm()
            };
            model(harbor.estate(), noon())
        }
        "nothing_declared" => {
            let mut plan = Plan::clone(&plan());
            plan.stores.clear();
            plan.records.clear();
            on_plan(model(calm(), noon()), plan)
        }
        other => panic!("there is no story `{other}`"),
    }
}

/// The same on a terminal without colours, and in ASCII.
pub fn plain(mut model: Model) -> Model {
    model.session = session(false);
    model
}

/// The same without colours, and with every glyph.
pub fn uncoloured(mut model: Model) -> Model {
    let theme = look(false).theme;
    let look = crate::console::look::Look {
        theme,
        characters: crate::console::look::Characters::Unicode,
    };
    model.session.look = look;
    model
}

/// The same under another plan.
pub fn on_plan(mut model: Model, plan: Plan) -> Model {
    model.plan = Arc::new(plan);
    model.assessment = Assessment::of(Arc::clone(&model.plan), &model.estate, model.now);
    model
}

/// A plan whose names are as bad as names get.
fn hostile_plan() -> Plan {
    let mut plan = Plan::clone(&plan());
    plan.name = format!("\u{1b}]0;owned\u{7}{}", "x".repeat(10_000));
    for store in &mut plan.stores {
        store.name = format!("注文\u{202e}データベース🚢{}", store.name.repeat(20));
    }
    plan.records[0].name = "a\u{9b}2J.\n.shop.example".to_owned();
    plan
}
