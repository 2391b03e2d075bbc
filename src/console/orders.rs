//! In which order lists stand: what one run hands to the next.

use super::list::List;
use super::model::Model;
use super::screens::SCREENS;
use crate::terms::OutsideText;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// In which order lists stand, by their titles; those that are not in it stand
/// in their natural one.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Orders(BTreeMap<String, Ordered>);

/// By which column, as it is typed, and in which direction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Ordered {
    by: String,
    descending: bool,
}

fn lists() -> impl Iterator<Item = &'static dyn List> {
    SCREENS.iter().flat_map(|screen| screen.lists()).copied()
}

impl Model {
    /// In which order the lists stand now.
    #[must_use]
    pub fn orders(&self) -> Orders {
        let ordered = lists().filter_map(|list| {
            let sort = self.list(list).sort()?;
            let ordered = Ordered {
                by: list.shapes().get(sort.column)?.word(),
                descending: sort.descending,
            };
            Some((list.title().to_owned(), ordered))
        });
        Orders(ordered.collect())
    }

    /// Orders the lists as they stood in an earlier run. Returns what of it is of
    /// no list, or of no column, of this version; the rest is followed.
    pub fn order_lists(&mut self, orders: &Orders) -> Vec<String> {
        let mut troubles = Vec::new();
        for (title, ordered) in &orders.0 {
            let Some(list) = lists().find(|list| list.title() == title) else {
                let title = OutsideText::new(title);
                troubles.push(format!("there is no list `{title}` to be put in order"));
                continue;
            };
            let direction = if ordered.descending { "desc" } else { "asc" };
            let typed = format!("{} {direction}", ordered.by);
            if let Err(why) = self.on(list, |state| state.order_as_typed(list, &typed)) {
                let why = OutsideText::new(&why);
                troubles.push(format!("{title} is not put in order: {why}"));
            }
        }
        troubles
    }
}
