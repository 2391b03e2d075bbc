//! The catalogue and a preflight as text: for people, and as JSON
//! (`docs/actions.md`, additive only).

use super::SCHEMA_VERSION;
use crate::act::{
    ACTIONS, ActionEntry, Class, Deed, Inverse, Proposal, Sight, Stake, Token, named,
};
use crate::terms::{Instant, Known, OutsideText};
use comfy_table::{ContentArrangement, Table, presets};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Write;

/// A preflight as JSON has it.
#[derive(Debug, Serialize)]
pub struct Preflight {
    schema_version: u32,
    simulated: bool,
    action: &'static str,
    target: String,
    region: Option<String>,
    settings: BTreeMap<String, String>,
    at: Instant,
    consequence: String,
    inverse: InverseRow,
    sends: Option<Sends>,
    depends_on: Vec<DependencyRow>,
    loses: Option<Loses>,
    checks: Vec<CheckRow>,
    not_checked: Vec<&'static str>,
    phrase: String,
    token: String,
}

#[derive(Debug, Serialize)]
struct InverseRow {
    irreversible: bool,
    words: Option<String>,
    command: Option<String>,
}

#[derive(Debug, Serialize)]
struct Sends {
    service: &'static str,
    operation: &'static str,
    region: Option<String>,
    parameters: Vec<Parameter>,
    command: String,
}

#[derive(Debug, Serialize)]
struct Parameter {
    name: String,
    value: String,
}

#[derive(Debug, Serialize)]
struct DependencyRow {
    service: &'static str,
    region: String,
    plane: &'static str,
    answers: Option<bool>,
}

#[derive(Debug, Serialize)]
struct Loses {
    words: String,
    seconds: Option<f64>,
}

#[derive(Debug, Serialize)]
struct CheckRow {
    id: &'static str,
    asks: &'static str,
    class: String,
    says: String,
    measured: Option<String>,
    threshold: Option<String>,
    clears: Option<String>,
}

/// A preflight as JSON has it.
#[must_use]
pub fn preflight(proposal: &Proposal, simulated: bool) -> Preflight {
    let prepared = &proposal.prepared;
    let shown = |text: &str| OutsideText::new(text).to_string();
    Preflight {
        schema_version: SCHEMA_VERSION,
        simulated,
        action: proposal.action.name,
        target: proposal.target.identifier.to_string(),
        region: proposal.target.scope.region().map(ToString::to_string),
        settings: proposal
            .settings
            .iter()
            .map(|(name, value)| (shown(name), shown(value)))
            .collect(),
        at: proposal.at,
        consequence: prepared.consequence.clone(),
        inverse: match &prepared.inverse {
            Inverse::Irreversible => InverseRow {
                irreversible: true,
                words: None,
                command: None,
            },
            Inverse::By { words, mutation } => InverseRow {
                irreversible: false,
                words: Some(words.clone()),
                command: mutation.as_ref().map(|it| shown_command(&it.shell())),
            },
        },
        sends: match &prepared.deed {
            Deed::Record(_) => None,
            Deed::Send(mutation) => Some(Sends {
                service: mutation.service(),
                operation: mutation.operation(),
                region: mutation.scope().region().map(ToString::to_string),
                parameters: mutation
                    .parameters()
                    .into_iter()
                    .map(|(name, value)| Parameter {
                        name: shown(&name),
                        value: shown(&value),
                    })
                    .collect(),
                command: shown_command(&mutation.shell()),
            }),
        },
        depends_on: prepared
            .depends
            .iter()
            .map(|it| DependencyRow {
                service: it.service,
                region: it.region.to_string(),
                plane: it.plane.words(),
                answers: it.answers.value().copied(),
            })
            .collect(),
        loses: prepared.stake.words(proposal.at).map(|words| Loses {
            words,
            seconds: match &prepared.stake {
                Stake::Loss(loss) => Some(loss.amount(proposal.at).as_seconds()),
                Stake::Nothing | Stake::NotKnown(_) => None,
            },
        }),
        checks: proposal
            .checks
            .iter()
            .map(|check| CheckRow {
                id: check.id(),
                asks: check.entry.asks,
                class: check.class().word().to_lowercase(),
                says: check.found.says.clone(),
                measured: check.found.measured.clone(),
                threshold: check.found.threshold.clone(),
                clears: check.found.clears.clone(),
            })
            .collect(),
        not_checked: proposal.action.not_checked.to_vec(),
        phrase: proposal.phrase().to_string(),
        token: Token::of(proposal).to_string(),
    }
}

/// A command is one line, however it is quoted: control characters in it come
/// as escapes of the shell, and nothing else of it is changed.
fn shown_command(command: &str) -> String {
    command
        .chars()
        .map(|c| if c.is_control() { '\u{fffd}' } else { c })
        .collect()
}

/// A preflight for people.
#[must_use]
pub fn preflight_text(proposal: &Proposal, simulated: bool) -> String {
    let told = preflight(proposal, simulated);
    let mut text = String::new();
    let mut line = |words: String| {
        // Writing into a text does not fail.
        let _ = writeln!(text, "{words}");
    };
    if simulated {
        line("SIMULATED: no AWS is behind this".to_owned());
    }
    line(format!("{} {}", told.action, proposal.target_name()));
    line(told.consequence);
    line(match (told.inverse.irreversible, told.inverse.words) {
        (true, _) => "IRREVERSIBLE".to_owned(),
        (false, words) => format!("undone by: {}", words.unwrap_or_default()),
    });
    line(String::new());
    for check in &proposal.checks {
        line(format!(
            "  {:<7} {:<14} {}",
            check.class().word(),
            check.id(),
            check.found.says
        ));
        if let (Some(clears), true) = (&check.found.clears, check.class() >= Class::Block) {
            line(format!("  {:<7} {:<14} cleared by: {clears}", "", ""));
        }
    }
    for what in &told.not_checked {
        line(format!("  {:<7} {:<14} {what}", "–", "not checked"));
    }
    line(String::new());
    for it in &proposal.prepared.depends {
        let answers = match &it.answers {
            Known::Known(true) => "answers".to_owned(),
            Known::Known(false) => "DOES NOT ANSWER".to_owned(),
            Known::Unknown(why) => format!("not known: {why}"),
        };
        line(format!(
            "depends on  {} {} in {}: {answers}",
            it.service,
            it.plane.words(),
            it.region
        ));
    }
    match &told.sends {
        Some(sends) => {
            let parameters: Vec<String> = sends
                .parameters
                .iter()
                .map(|it| format!("{}={}", it.name, it.value))
                .collect();
            line(format!(
                "sends       {} {}",
                sends.operation,
                parameters.join(" ")
            ));
            line(format!("same as     {}", sends.command));
        }
        None => line("sends       nothing: it is written into the journal".to_owned()),
    }
    if let Some(loses) = &told.loses {
        line(format!("loses       {}", loses.words));
    }
    line(format!("phrase      {}", told.phrase));
    line(format!("token       {}", told.token));
    text
}

/// An action as JSON has it, with what it could act on.
#[derive(Debug, Serialize)]
pub struct ActionRow {
    name: &'static str,
    does: &'static str,
    settings: Vec<(&'static str, &'static str)>,
    targets: Vec<String>,
    not_checked: Vec<&'static str>,
}

/// The catalogue, with what each action could act on.
#[must_use]
pub fn actions(sight: &Sight<'_>) -> Vec<ActionRow> {
    let row = |action: &&'static ActionEntry| ActionRow {
        name: action.name,
        does: action.does,
        settings: action
            .settings
            .iter()
            .map(|it| (it.name, it.about))
            .collect(),
        targets: (action.targets)(sight).iter().map(named).collect(),
        not_checked: action.not_checked.to_vec(),
    };
    ACTIONS.iter().map(row).collect()
}

/// The same for people.
#[must_use]
pub fn actions_text(sight: &Sight<'_>) -> String {
    let mut table = Table::new();
    table
        .load_style(presets::NOTHING)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_header(["action", "does", "targets", "settings"]);
    for action in actions(sight) {
        let settings: Vec<&str> = action.settings.iter().map(|(name, _)| *name).collect();
        let targets = if action.targets.is_empty() {
            "none seen".to_owned()
        } else {
            action.targets.join("\n")
        };
        table.add_row([
            action.name.to_owned(),
            action.does.to_owned(),
            targets,
            settings.join(", "),
        ]);
    }
    format!("{table}\n")
}
