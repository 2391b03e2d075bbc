//! `lifeboat init`: look at AWS and write a first plan.

use crate::assess::propose;
use crate::cli::arguments::{Arguments, InitArguments};
use crate::cli::exit::Exit;
use crate::cli::failure::Refusal;
use crate::cli::look;
use crate::cli::session::{Pace, Session, runtime};
use crate::collect::Reach;
use crate::estate::Estate;
use crate::plan::{self, Plan, Regions};
use crate::terms::Region;
use std::collections::BTreeMap;
use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::Path;

/// How a plan of what is simulated begins.
const SIMULATED: &str = "# SIMULATED: of lifeboat's own shop, which no AWS is behind.\n";

pub(super) fn run(arguments: &Arguments, how: &InitArguments) -> Result<Exit, Refusal> {
    let regions = regions(how, arguments.demo)?;
    let to_file = how.output != Path::new("-");
    // Told before AWS is asked for anything; decided again when it is written.
    if to_file && how.output.exists() {
        return Err(Refusal::Exists(how.output.clone()));
    }
    let runtime = runtime(arguments, Pace::Virtual)?;
    let done = runtime.block_on(async {
        let name = how.name.clone().unwrap_or_else(|| "shop".to_owned());
        let blank = propose(&name, regions.clone(), &Estate::default());
        let session =
            Session::on(arguments, blank, None, Estate::default(), Reach::Everything).await?;
        let looked = look::look(&session).await?;
        if looked.exit() == Exit::Unreachable {
            return Err(Refusal::Unreachable(regions.primary, regions.standby));
        }
        let proposed = propose(&name, regions, &looked.estate);
        let mut text = plan::write(&proposed);
        if session.simulated {
            text.insert_str(0, SIMULATED);
        }
        if to_file {
            write_new(&how.output, &text)?;
            eprintln!("lifeboat: {}", summary(&proposed, &how.output));
        } else {
            super::print(&text)?;
        }
        for (source, scope, slice) in looked.estate.slices() {
            if let Some(failure) = &slice.failure {
                eprintln!("lifeboat: not seen, so not in the plan: {source} in {scope}: {failure}");
            }
        }
        Ok(Exit::Done)
    });
    runtime.shutdown_background();
    done
}

fn regions(how: &InitArguments, demo: bool) -> Result<Regions, Refusal> {
    let named: Vec<&str> = if demo && how.regions.is_empty() {
        vec!["us-east-1", "us-west-2"]
    } else {
        how.regions.iter().map(String::as_str).collect()
    };
    let [primary, standby] = named.as_slice() else {
        let text = "name two Regions: `--region PRIMARY --region STANDBY`";
        return Err(Refusal::Usage(text.to_owned()));
    };
    let read = |text: &str| {
        Region::parse(text)
            .ok()
            .filter(Region::is_listed)
            .ok_or_else(|| Refusal::Usage(Region::error(text).to_string()))
    };
    let (primary, standby) = (read(primary)?, read(standby)?);
    if primary == standby {
        let text = format!("{primary} twice: the standby is another Region");
        return Err(Refusal::Usage(text));
    }
    Ok(Regions {
        primary,
        standby,
        endpoints: BTreeMap::new(),
    })
}

fn write_new(file: &Path, text: &str) -> Result<(), Refusal> {
    let refuse = |source: io::Error| match source.kind() {
        io::ErrorKind::AlreadyExists => Refusal::Exists(file.to_owned()),
        _ => Refusal::File {
            file: file.to_owned(),
            source,
        },
    };
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(file)
        .map_err(refuse)?;
    file.write_all(text.as_bytes()).map_err(refuse)?;
    file.sync_all().map_err(refuse)
}

fn summary(plan: &Plan, file: &Path) -> String {
    format!(
        "{} written: {} stores, {} records. Now set objectives, contacts and the review date in it: \
         AWS cannot know them.",
        file.display(),
        plan.stores.len(),
        plan.records.len()
    )
}
