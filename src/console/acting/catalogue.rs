//! The catalogue: every action with what it could act on, below what has ended.

use super::dialog::Dialog;
use super::{Ended, sight};
use crate::act::{ACTIONS, ActionEntry, Settings, named, propose, whole};
use crate::console::line::{Edited, Line};
use crate::console::model::{Model, Over, Tone, Typed};
use crate::console::update::Effect;
use crate::journal::Target;
use crossterm::event::{KeyCode, KeyEvent};

/// Where the operator is in the catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Catalogue {
    /// What it is narrowed down to.
    pub filter: Line,
    /// Whether that is being typed.
    pub typing: bool,
    /// The row that is selected: what it was, and where it stood.
    selected: Option<Row>,
    position: usize,
}

/// A row of the catalogue.
#[derive(Debug, Clone)]
pub enum Row {
    /// Something that has ended, and is not dismissed yet.
    Ended(Ended),
    /// An action, and what it could act on.
    Action(&'static ActionEntry, Target),
}

impl PartialEq for Row {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Ended(one), Self::Ended(other)) => one == other,
            (Self::Action(one, target), Self::Action(other, of)) => {
                one.name == other.name && target == of
            }
            _ => false,
        }
    }
}

impl Eq for Row {}

impl Row {
    fn text(&self) -> String {
        match self {
            Self::Ended(ended) => format!("{} {}", ended.word(), ended.words),
            Self::Action(action, target) => {
                format!("{} {} {}", action.name, named(target), action.does)
            }
        }
    }
}

impl Catalogue {
    /// Narrowed down to a text.
    #[must_use]
    pub fn narrowed(filter: &str) -> Self {
        Self {
            filter: Line::of(filter),
            ..Self::default()
        }
    }

    /// Its rows.
    #[must_use]
    pub fn rows(&self, model: &Model) -> Vec<Row> {
        let sight = sight(model);
        let ended = model.acting.ended.iter().rev().cloned().map(Row::Ended);
        let actions = ACTIONS.iter().flat_map(|action| {
            let targets = (action.targets)(&sight).into_iter();
            targets.map(|target| Row::Action(action, target))
        });
        let filter = self.filter.text().to_lowercase();
        let words: Vec<&str> = filter.split_whitespace().collect();
        let all = ended.chain(actions);
        if words.is_empty() {
            return all.collect();
        }
        all.filter(|row| {
            let text = row.text().to_lowercase();
            words.iter().all(|word| text.contains(word))
        })
        .collect()
    }

    /// Which of the rows is selected: the same as before, wherever it stands now.
    #[must_use]
    pub fn position(&self, rows: &[Row]) -> usize {
        let still = self.selected.as_ref();
        let still = still.and_then(|selected| rows.iter().position(|row| row == selected));
        still
            .unwrap_or(self.position)
            .min(rows.len().saturating_sub(1))
    }

    fn select(&mut self, position: usize, rows: &[Row]) {
        self.position = position.min(rows.len().saturating_sub(1));
        self.selected = rows.get(self.position).cloned();
    }
}

/// Moves through the rows.
pub(in crate::console) fn step(model: &mut Model, by: isize) {
    on(model, |catalogue, rows| {
        let position = catalogue.position(&rows).saturating_add_signed(by);
        catalogue.select(position, &rows);
    });
}

/// Does something to the catalogue, with its rows at hand.
fn on<T>(model: &mut Model, does: impl FnOnce(&mut Catalogue, Vec<Row>) -> T) -> Option<T> {
    let Over::Catalogue(catalogue) = &model.over else {
        return None;
    };
    let rows = catalogue.rows(model);
    let Over::Catalogue(catalogue) = &mut model.over else {
        return None;
    };
    Some(does(catalogue, rows))
}

/// A key while the catalogue is open. `None` for one that the table of commands
/// has.
pub(in crate::console) fn press(model: &mut Model, key: KeyEvent) -> Option<Vec<Effect>> {
    let Over::Catalogue(catalogue) = &mut model.over else {
        return None;
    };
    model.notice = None;
    match key.code {
        KeyCode::Enter if catalogue.typing => catalogue.typing = false,
        KeyCode::Esc if catalogue.typing => {
            catalogue.typing = false;
            catalogue.filter = Line::default();
        }
        _ if catalogue.typing && catalogue.filter.press(key) != Edited::No => {}
        KeyCode::Char('/') if key.modifiers.is_empty() => catalogue.typing = true,
        KeyCode::Enter => choose(model),
        KeyCode::Tab => spell_out(model),
        _ => return None,
    }
    Some(Vec::new())
}

/// A paste narrows, while that is typed.
pub(in crate::console) fn pasted(model: &mut Model, line: &str) {
    if let Over::Catalogue(catalogue) = &mut model.over
        && catalogue.typing
    {
        catalogue.filter.insert(line);
    }
}

fn selected(model: &mut Model) -> Option<Row> {
    on(model, |catalogue, rows| {
        let position = catalogue.position(&rows);
        catalogue.select(position, &rows);
        rows.get(position).cloned()
    })
    .flatten()
}

/// Opens the review of the selected row, or dismisses what has ended.
fn choose(model: &mut Model) {
    match selected(model) {
        Some(Row::Action(action, target)) => {
            if let Err(why) = review(model, action, &target, &Settings::new()) {
                model.tell(
                    Tone::Wrong,
                    format!("{why}; Tab types it, settings and all"),
                );
            }
        }
        Some(Row::Ended(ended)) => model.acting.ended.retain(|it| *it != ended),
        None => model.tell(Tone::Wrong, "nothing that was seen could be acted on"),
    }
}

/// Puts the selected row into the command line, for its settings to be added.
fn spell_out(model: &mut Model) {
    if let Some(Row::Action(action, target)) = selected(model) {
        let line = format!("act {} {} ", action.name, written(&target));
        model.over = Over::Line(Typed::Command, Line::of(line));
        model.recalled = None;
    }
}

/// A target as the command line takes it.
pub(in crate::console) fn written(target: &Target) -> String {
    let identifier = target.identifier.raw();
    match target.scope.region() {
        Some(region) => format!("{identifier}@{region}"),
        None => identifier.to_owned(),
    }
}

/// Opens the review of an action.
///
/// # Errors
/// When there is nothing to propose, and why.
pub(in crate::console) fn review(
    model: &mut Model,
    action: &'static ActionEntry,
    target: &Target,
    settings: &Settings,
) -> Result<(), String> {
    let begun = whole(model.now);
    let proposal = propose(&sight(model), action, target, settings, begun);
    let proposal = proposal.map_err(|why| why.to_string())?;
    model.over = Over::Review(Box::new(Dialog::of(proposal)));
    // It is looked at again at once.
    model.acting.looked = None;
    Ok(())
}
