//! A step: what its section of the document and its block say.

use super::block::Reader;
use super::document::Section;
use crate::act::{ACTIONS, action_named};
use crate::runbook::condition::{CONDITIONS, Condition, RecordName};
use crate::runbook::id::StepId;
use crate::runbook::model::{ActionCall, Next, Notice, OnFailure, Probe, Step, StepKind};
use crate::runbook::prose::Prose;
use crate::terms::doubt;
use crate::terms::fault::{Page, unknown};
use std::collections::BTreeMap;

/// Every kind of step, as `kind` takes it.
pub const STEP_KINDS: [&str; 6] = ["manual", "check", "wait", "action", "probe", "notify"];

/// The keys that every kind of step may have.
const COMMON: [&str; 7] = [
    "kind",
    "id",
    "expected",
    "owner",
    "on_failure",
    "next",
    "requires",
];

/// What stands before the identity of the step that a walk goes on with.
const TO_STEP: &str = "step:";

/// Reads a step; `None`, and a fault, when it is none.
pub(super) fn read(section: &Section, page: &mut Page<'_>) -> Option<Step> {
    if let Some(doubt) = doubt(&section.title) {
        page.wrong(section.line, format!("the heading {doubt}"));
        return None;
    }
    let Some((line, text)) = &section.block else {
        return Some(Step {
            id: of_title(section, page)?,
            title: section.title.clone(),
            instruction: Prose::new(&section.prose),
            kind: StepKind::Manual,
            expected: None,
            owner: None,
            on_failure: OnFailure::default(),
            next: Next::default(),
            requires: Vec::new(),
            line: section.line,
            keys: BTreeMap::new(),
        });
    };
    let mut reader = Reader::of(text, *line, page)?;
    // Everything is read before anything is given up, so that all of it is told.
    let kind = kind(&mut reader);
    let id = reader.value("id", "small letters, digits and hyphens", |text| {
        StepId::parse(text).map_err(|error| error.to_string())
    });
    let named = reader.has("id");
    let expected = reader.span("expected");
    let owner = reader.text("owner");
    let on_failure = reader.value("on_failure", ON_FAILURE, on_failure);
    let next = reader.value("next", NEXT, next);
    let requires = requires(&mut reader);
    let keys = reader.into_lines();
    let id = if named { id } else { of_title(section, page) };
    Some(Step {
        id: id?,
        title: section.title.clone(),
        instruction: Prose::new(&section.prose),
        kind: kind?,
        expected,
        owner,
        on_failure: on_failure.unwrap_or_default(),
        next: next.unwrap_or_default(),
        requires,
        line: section.line,
        keys,
    })
}

fn of_title(section: &Section, page: &mut Page<'_>) -> Option<StepId> {
    let id = StepId::of_title(&section.title);
    if id.is_none() {
        page.wrong(
            section.line,
            "no identity can be made of this heading: give the step an `id` of small letters",
        );
    }
    id
}

const ON_FAILURE: &str = "`stop`, `continue` or `step:ID`";

fn on_failure(text: &str) -> Result<OnFailure, String> {
    match (text, text.strip_prefix(TO_STEP)) {
        ("stop", _) => Ok(OnFailure::Stop),
        ("continue", _) => Ok(OnFailure::Continue),
        (_, Some(id)) => StepId::parse(id)
            .map(OnFailure::GoTo)
            .map_err(|error| error.to_string()),
        _ => Err(format!("to go on with that step, `step:{text}`")),
    }
}

const NEXT: &str = "`end` or `step:ID`";

fn next(text: &str) -> Result<Next, String> {
    match (text, text.strip_prefix(TO_STEP)) {
        ("end", _) => Ok(Next::End),
        (_, Some(id)) => StepId::parse(id)
            .map(Next::GoTo)
            .map_err(|error| error.to_string()),
        _ => Err(format!("to go on with that step, `step:{text}`")),
    }
}

fn requires(reader: &mut Reader<'_, '_>) -> Vec<StepId> {
    let mut ids = Vec::new();
    for text in reader.texts("requires").unwrap_or_default() {
        match StepId::parse(&text) {
            Ok(id) => ids.push(id),
            Err(error) => reader.wrong("requires", error.to_string()),
        }
    }
    ids
}

fn kind(reader: &mut Reader<'_, '_>) -> Option<StepKind> {
    let word = reader.needed_text("kind")?;
    match word.as_str() {
        "manual" => {
            only(reader, "a manual step", &[]);
            Some(StepKind::Manual)
        }
        "check" => condition(reader, "a check", &[]).map(StepKind::Check),
        "wait" => {
            let time_out = reader.needed_span("time_out");
            let condition = condition(reader, "a wait", &["time_out"]);
            Some(StepKind::Wait {
                condition: condition?,
                time_out: time_out?,
            })
        }
        "action" => action(reader).map(StepKind::Action),
        "probe" => probe(reader).map(StepKind::Probe),
        "notify" => {
            only(reader, "a notify step", &["subject", "message"]);
            Some(StepKind::Notify(Notice {
                subject: reader.text("subject"),
                message: reader.text("message"),
            }))
        }
        other => {
            reader.wrong("kind", unknown(other, "kind of step", &STEP_KINDS));
            None
        }
    }
}

/// Tells of every key that neither all steps nor this kind of them has.
fn only(reader: &mut Reader<'_, '_>, of: &str, own: &[&str]) {
    let known: Vec<&str> = COMMON.iter().chain(own).copied().collect();
    reader.only(&known, of);
}

fn condition(reader: &mut Reader<'_, '_>, of: &str, own: &[&str]) -> Option<Condition> {
    let word = reader.needed_text("condition")?;
    let Some(entry) = CONDITIONS.iter().find(|entry| entry.name == word) else {
        let known: Vec<&str> = CONDITIONS.iter().map(|entry| entry.name).collect();
        reader.wrong("condition", unknown(&word, "condition", &known));
        return None;
    };
    let own: Vec<&str> = ["condition"]
        .iter()
        .chain(own)
        .chain(entry.keys)
        .copied()
        .collect();
    only(reader, &format!("{of} of `{word}`"), &own);
    (entry.read)(reader)
}

fn action(reader: &mut Reader<'_, '_>) -> Option<ActionCall> {
    only(reader, "an action", &["action", "target", "set"]);
    let (word, target) = (reader.needed_text("action"), reader.needed_text("target"));
    let settings = reader.table("set");
    let word = word?;
    let Some(action) = action_named(&word) else {
        let known: Vec<&str> = ACTIONS.iter().map(|action| action.name).collect();
        reader.wrong("action", unknown(&word, "action", &known));
        return None;
    };
    let settings = settings?;
    let known: Vec<&str> = action.settings.iter().map(|it| it.name).collect();
    for name in settings
        .keys()
        .filter(|name| !known.contains(&name.as_str()))
    {
        let of = format!("setting of `{word}`");
        reader.wrong("set", unknown(name, &of, &known));
    }
    Some(ActionCall {
        action,
        target: target?,
        settings,
    })
}

fn probe(reader: &mut Reader<'_, '_>) -> Option<Probe> {
    if reader.has("record") {
        only(reader, "a probe of a record", &["record", "type", "region"]);
        let region = reader.needed_place("region");
        return Some(Probe::Dns {
            record: RecordName::read(reader)?,
            region: region?,
        });
    }
    only(reader, "a probe", &["probe", "status", "contains"]);
    let status = if reader.has("status") {
        reader.number("status", 100..=599)
    } else {
        Some(200)
    };
    let contains = reader.text("contains");
    Some(Probe::Http {
        probe: reader.needed_text("probe")?,
        status: u16::try_from(status?).ok()?,
        contains,
    })
}
