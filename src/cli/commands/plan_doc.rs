//! `lifeboat plan doc`: the plan as a document, and what has drifted since an older
//! one.

use super::runbook::{Seen, looking, of_plan};
use crate::cli::arguments::{Arguments, DocArguments, DocForm};
use crate::cli::exit::Exit;
use crate::cli::failure::Refusal;
use crate::report::{Calls, Drifted, PlanDocument, Report};
use crate::runbook::Runbook;
use std::fs;
use std::path::Path;

pub(super) fn run(arguments: &Arguments, how: &DocArguments) -> Result<Exit, Refusal> {
    let seen = looking(arguments, async || {
        if how.last_seen && !arguments.demo {
            Seen::last(arguments)
        } else {
            Seen::anew(arguments).await
        }
    })?;
    let runbooks = runbooks(arguments, &seen)?;
    let document = PlanDocument {
        report: Report {
            assessment: &seen.assessment,
            estate: &seen.estate,
            now: seen.now,
            simulated: seen.simulated,
            scenario: None,
            calls: Calls::default(),
        },
        runbooks: &runbooks,
        earlier: &seen.earlier,
    };
    let drifted = how.against.as_deref().map(|file| drifted(&document, file));
    let drifted = drifted.transpose()?;
    super::print(&match how.output {
        DocForm::Md => document.markdown(drifted.as_ref()),
        DocForm::Html => document.html(drifted.as_ref()),
    })
}

/// The plan's runbooks. One that cannot be read is left out, and said so: a
/// document without it is better than none.
fn runbooks(arguments: &Arguments, seen: &Seen) -> Result<Vec<Runbook>, Refusal> {
    if seen.plan.runbooks.is_none() {
        return Ok(Vec::new());
    }
    let mut all = Vec::new();
    for found in of_plan(arguments, seen)? {
        match found.read {
            Ok(runbook) => all.push(runbook),
            Err(faults) => crate::cli::complain(&format!("not in the document: {faults}")),
        }
    }
    Ok(all)
}

fn drifted(document: &PlanDocument<'_>, file: &Path) -> Result<Drifted, Refusal> {
    let older = fs::read_to_string(file).map_err(|source| Refusal::File {
        file: file.to_owned(),
        source,
    })?;
    let drifted = document
        .drifted(&older)
        .map_err(|error| Refusal::Usage(format!("{}: {error}", file.display())))?;
    crate::cli::complain(&match drifted.len() {
        0 => format!("nothing has drifted since {}", file.display()),
        1 => format!("one thing has drifted since {}", file.display()),
        many => format!("{many} things have drifted since {}", file.display()),
    });
    Ok(drifted)
}
