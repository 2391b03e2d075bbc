//! From text to a runbook, or to everything that is wrong with it.
//!
//! `front` reads the lines between `---`, `document` cuts the Markdown into
//! steps, `block` reads the TOML of one, `step` makes a step of both.

mod block;
mod document;
mod front;
mod step;

pub use block::Reader;
pub use step::STEP_KINDS;

use super::model::{Next, OnFailure, Runbook, Step};
use super::prose::Prose;
use crate::terms::OutsideText;
use crate::terms::fault::{Fault, Faults, Page, unknown};
use std::collections::BTreeMap;

/// How long a runbook may be, in bytes: what is longer is another file.
const LONGEST_FILE: usize = 1 << 18;

/// How many faults are told; a file with more is not mended line by line.
const MOST: usize = 100;

/// Reads a runbook. `file` is what messages call it; its name without `.md` is
/// what the runbook is called.
///
/// # Errors
/// When the text is no runbook: everything that is wrong with it, by line, with
/// what would be right. There are no fallbacks: a block that cannot be read is
/// never taken for a manual step.
pub fn parse(text: &str, file: &str) -> Result<Runbook, Faults> {
    let mut page = Page::new(text, file);
    let runbook = if text.len() > LONGEST_FILE {
        page.wrong(
            1,
            format!("the file is longer than {LONGEST_FILE} bytes: this is no runbook"),
        );
        None
    } else {
        read(text, file, &mut page)
    };
    let mut faults = page.faults();
    faults.truncate(MOST);
    match runbook {
        Some(runbook) if faults.is_empty() => Ok(runbook),
        _ => Err(Faults(faults)),
    }
}

/// Reads a runbook from a file's bytes.
///
/// # Errors
/// As [`parse`], and when the bytes are not UTF-8, at the first that are not.
pub fn parse_bytes(bytes: &[u8], file: &str) -> Result<Runbook, Faults> {
    match std::str::from_utf8(bytes) {
        Ok(text) => parse(text, file),
        Err(error) => {
            let before = &bytes[..error.valid_up_to()];
            Err(Faults(vec![Fault {
                file: OutsideText::new(file).to_string(),
                line: before.iter().filter(|byte| **byte == b'\n').count() + 1,
                what: "the file is not UTF-8 text from here on".to_owned(),
            }]))
        }
    }
}

/// What a runbook is called: its file's name without `.md`.
pub(super) fn name_of(file: &str) -> &str {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    name.strip_suffix(".md").unwrap_or(name)
}

fn read(text: &str, file: &str, page: &mut Page<'_>) -> Option<Runbook> {
    let (front, rest) = front::read(text, page)?;
    let document = document::read(text, rest, page);
    if document.steps.is_empty() {
        page.wrong(
            page.line(text.len()),
            "it has no step: each second-level heading, `## …`, is one",
        );
    }
    let sections = document.steps.len();
    let steps: Vec<Step> = document
        .steps
        .iter()
        .filter_map(|section| step::read(section, page))
        .collect();
    // What could not be read is wrong already: names of it are not missing as well.
    if steps.len() == sections {
        check(&steps, page);
    }
    let (title, objective, audience, reviewed) = (
        front.title?,
        front.objective,
        front.audience,
        front.reviewed,
    );
    Some(Runbook {
        name: OutsideText::new(name_of(file)).to_string(),
        file: OutsideText::new(file).to_string(),
        title,
        objective,
        audience,
        reviewed,
        introduction: Prose::new(&document.introduction),
        steps,
        front: front.lines,
    })
}

/// Checks what steps say of each other.
fn check(steps: &[Step], page: &mut Page<'_>) {
    let mut first: BTreeMap<&str, &Step> = BTreeMap::new();
    for step in steps {
        if let Some(before) = first.get(step.id.as_str()) {
            page.wrong(
                step.line_of("id"),
                format!(
                    "the step `{}` is there twice, first on line {}: name one anew, or give it an `id`",
                    step.id, before.line
                ),
            );
        } else {
            first.insert(step.id.as_str(), step);
        }
    }
    let known: Vec<&str> = first.keys().copied().collect();
    for (index, step) in steps.iter().enumerate() {
        let jumps = [
            ("on_failure", goes_to(&step.on_failure)),
            (
                "next",
                match &step.next {
                    Next::GoTo(id) => Some(id),
                    Next::Following | Next::End => None,
                },
            ),
        ];
        for (key, id) in jumps {
            if let Some(id) = id.filter(|id| !first.contains_key(id.as_str())) {
                page.wrong(step.line_of(key), unknown(id.as_str(), "step", &known));
            }
        }
        for id in &step.requires {
            let stands = steps.iter().position(|other| other.id == *id);
            match stands {
                None => page.wrong(
                    step.line_of("requires"),
                    unknown(id.as_str(), "step", &known),
                ),
                Some(at) if at >= index => page.wrong(
                    step.line_of("requires"),
                    format!(
                        "`{}` requires `{id}`, which does not stand before it",
                        step.id
                    ),
                ),
                Some(_) => {}
            }
        }
    }
}

fn goes_to(on_failure: &OnFailure) -> Option<&super::StepId> {
    match on_failure {
        OnFailure::GoTo(id) => Some(id),
        OnFailure::Stop | OnFailure::Continue => None,
    }
}
