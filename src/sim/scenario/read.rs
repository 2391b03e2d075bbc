//! From the text of a scenario file to a [`Scenario`], or to everything that is wrong with it.

use chrono::{DateTime, TimeDelta};
use toml::de::DeTable;

use super::entry::{Entry, Found};
use super::problem::{Problems, ScenarioErrors, instead, quoted};
use super::{Moment, Pulse, Scenario, TimedFault};
use crate::sim::fault::{Fault, FaultRule};
use crate::sim::services;
use crate::sim::world::{PRIMARY, World};

mod changes;

/// How long a scenario file may be, bytes.
const LONGEST_FILE: usize = 1 << 20;

/// How often something may recur.
const MOST_TIMES: i64 = 10_000;

const CHANGES: &str = "[[changes]]";
const FAULTS: &str = "[[faults]]";

/// The kinds of faults, as files call them.
const FAULT_KINDS: [&str; 14] = [
    "latency",
    "hang",
    "refused",
    "reset",
    "unknown-host",
    "server-error",
    "throttle",
    "access-denied",
    "expired-credentials",
    "cut",
    "answer-lost",
    "garbage",
    "stale-pages",
    "panic",
];

pub(super) fn read(content: &[u8], file: &str) -> Result<Scenario, ScenarioErrors> {
    let problems = Problems::default();
    if content.len() > LONGEST_FILE {
        let what = format!("the file is longer than {LONGEST_FILE} bytes: this is no scenario");
        let right = "a scenario is a name, a length, and what happens when: some kilobytes";
        problems.report(0..0, what, right);
        return Err(problems.locate("", file));
    }
    let text = match std::str::from_utf8(content) {
        Ok(text) => text,
        Err(error) => {
            let at = error.valid_up_to();
            let right = "save the file as UTF-8";
            problems.report(at..at + 1, "this is no text in UTF-8", right);
            return Err(problems.locate(&String::from_utf8_lossy(content), file));
        }
    };
    let root = match DeTable::parse(text) {
        Ok(root) => root,
        Err(error) => {
            let at = error.span().unwrap_or(0..0);
            let right = "each line is key = value, a text in double quotes, and a table begins with \
                         [[changes]] or [[faults]]";
            problems.report(at, error.message(), right);
            return Err(problems.locate(text, file));
        }
    };
    let root = Entry::new("a scenario", root.get_ref(), 0..0, &problems);
    match scenario(root, &problems) {
        Some(scenario) if problems.is_empty() => Ok(scenario),
        _ => Err(problems.locate(text, file)),
    }
}

fn scenario(mut root: Entry<'_>, problems: &Problems) -> Option<Scenario> {
    let name = root.text("name");
    let name = root.need("name", "\"my-scenario\"", name);
    if let Some(name) = &name
        && !is_a_name(&name.value)
    {
        root.report(
            &name.at,
            format!("{} is no name", quoted(&name.value)),
            "a name is small letters, digits and hyphens, sixty at most",
        );
    }
    let title = root.text("title");
    let title = root.need("title", "\"what it is about\"", title);
    let about = root.text("about");
    let length = root.length("length");
    let length = root.need("length", "\"1h\"", length);
    if let Some(length) = length.as_ref().filter(|it| it.value.is_zero()) {
        let what = "a scenario that is over at once is none";
        root.report(&length.at, what, "write it like length = \"1h\"");
    }
    let end = length.as_ref().map(|length| length.value);
    // Whatever the seed and the day, the shop has the same names.
    let world = World::harbor(1, DateTime::UNIX_EPOCH);
    let mut moments = Vec::new();
    for entry in root.tables("changes", CHANGES) {
        moments.extend(moments_of(entry, &world, end));
    }
    moments.sort_by_key(|moment: &Moment| moment.at);
    let faults = root.tables("faults", FAULTS);
    let faults = faults
        .into_iter()
        .filter_map(|entry| fault(entry, &world, end));
    let faults = faults.collect();
    root.close();
    if !problems.is_empty() {
        return None;
    }
    Some(Scenario {
        name: name?.value,
        title: title?.value,
        about: about.map(|about| about.value).unwrap_or_default(),
        length: length?.value,
        moments,
        faults,
    })
}

fn is_a_name(text: &str) -> bool {
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    !text.is_empty() && text.len() <= 60 && text.chars().all(allowed)
}

/// A change, as often as it recurs.
fn moments_of(mut entry: Entry<'_>, world: &World, end: Option<TimeDelta>) -> Vec<Moment> {
    let at = entry.length("at");
    let at = entry.need("at", "\"5m\"", at);
    before_the_end(&entry, at.as_ref(), end);
    let every = entry.length("every");
    let until = entry.length("until");
    if let (Some(until), Some(end)) = (&until, end)
        && until.value > end
    {
        let what = "this is after the end of the scenario";
        entry.report(
            &until.at,
            what,
            "say an earlier time, or make `length` longer",
        );
    }
    let change = changes::read(&mut entry, world);
    let recurs = match (&every, &until) {
        (Some(every), Some(until)) => Some((every.clone(), until.value)),
        (Some(every), None) => {
            entry.report(&every.at, "`every` needs an end", "add until = \"1h\"");
            None
        }
        (None, Some(until)) => {
            let what = "`until` is for what comes back";
            entry.report(&until.at, what, "add every = \"5m\", or leave `until` out");
            None
        }
        (None, None) => None,
    };
    let mut moments = Vec::new();
    if let (Some(at), Some(change)) = (at, change) {
        for at in times(&entry, at.value, recurs) {
            let change = change.clone();
            moments.push(Moment { at, change });
        }
    }
    entry.close();
    moments
}

fn times(
    entry: &Entry<'_>,
    first: TimeDelta,
    recurs: Option<(Found<TimeDelta>, TimeDelta)>,
) -> Vec<TimeDelta> {
    let Some((every, until)) = recurs else {
        return vec![first];
    };
    let step = every.value.num_milliseconds();
    let count = match (until - first).num_milliseconds() {
        _ if step == 0 => MOST_TIMES + 1,
        span => span / step + 1,
    };
    if !(1..=MOST_TIMES).contains(&count) {
        entry.report(
            &every.at,
            format!("this comes back {} times", count.max(0)),
            format!("choose `at`, `every` and `until` for 1 to {MOST_TIMES} times"),
        );
        return Vec::new();
    }
    (0..count)
        .map(|index| first + TimeDelta::milliseconds(step * index))
        .collect()
}

/// Tells of what would happen when the scenario is over.
fn before_the_end(entry: &Entry<'_>, at: Option<&Found<TimeDelta>>, end: Option<TimeDelta>) {
    if let (Some(at), Some(end)) = (at, end)
        && at.value >= end
    {
        let what = "this is not before the end of the scenario";
        entry.report(&at.at, what, "say an earlier time, or make `length` longer");
    }
}

fn fault(mut entry: Entry<'_>, world: &World, end: Option<TimeDelta>) -> Option<TimedFault> {
    let from = entry.length("from");
    let from = entry.need("from", "\"5m\"", from);
    before_the_end(&entry, from.as_ref(), end);
    let until = entry.length("until");
    if let (Some(from), Some(until)) = (&from, &until)
        && until.value <= from.value
    {
        let right = "say a later time, or leave `until` out: then it never ends";
        entry.report(&until.at, "`until` is not after `from`", right);
    }
    let pulse = pulse(&mut entry);
    let service = service(&mut entry);
    let operation = operation(&mut entry, service);
    let region = region(&mut entry, world);
    if let (Some(service), Some(region)) = (service, &region) {
        at_home(&entry, service, region);
    }
    let share = entry.number_within("share", 0.001, 1.0);
    let kind = entry.word("fault", &FAULT_KINDS);
    let kind = entry.need("fault", "\"hang\"", kind);
    let fault = match kind.as_deref() {
        Some("latency") => {
            let delay = entry.length("delay");
            let delay = entry.need("delay", "\"800ms\"", delay);
            delay
                .and_then(|delay| delay.value.to_std().ok())
                .map(Fault::Latency)
        }
        Some("cut") => {
            let sent = entry.number_within("sent", 0.0, 1.0);
            let fraction = entry.need("sent", "0.5", sent);
            fraction.map(|fraction| Fault::CutBody { fraction })
        }
        Some("hang") => Some(Fault::Hang),
        Some("refused") => Some(Fault::Refused),
        Some("reset") => Some(Fault::Reset),
        Some("unknown-host") => Some(Fault::UnknownHost),
        Some("server-error") => Some(Fault::ServerError),
        Some("throttle") => Some(Fault::Throttle),
        Some("access-denied") => Some(Fault::AccessDenied),
        Some("expired-credentials") => Some(Fault::ExpiredCredentials),
        Some("answer-lost") => Some(Fault::AnswerLost),
        Some("garbage") => Some(Fault::GarbageBody),
        Some("stale-pages") => Some(Fault::StalePages),
        Some("panic") => Some(Fault::Panic),
        Some(_) | None => None,
    };
    if kind.is_none() {
        entry.forgive();
    }
    entry.close();
    Some(TimedFault {
        rule: FaultRule {
            service: service.map(str::to_owned),
            operation,
            region,
            fault: fault?,
        },
        from: from?.value,
        until: until.map(|until| until.value),
        pulse,
        share: share.unwrap_or(1.0),
    })
}

fn pulse(entry: &mut Entry<'_>) -> Option<Pulse> {
    let every = entry.length("every");
    let lasting = entry.length("lasting");
    match (every, lasting) {
        (Some(every), Some(lasting)) if lasting.value < every.value => Some(Pulse {
            every: every.value,
            lasting: lasting.value,
        }),
        (Some(_), Some(lasting)) => {
            let what = "`lasting` is not shorter than `every`";
            entry.report(&lasting.at, what, "say a shorter time, or leave both out");
            None
        }
        (Some(every), None) => {
            let right = "add lasting = \"30s\"";
            entry.report(&every.at, "`every` needs a `lasting`", right);
            None
        }
        (None, Some(lasting)) => {
            let right = "add every = \"2m\", or say `until`";
            entry.report(&lasting.at, "`lasting` needs an `every`", right);
            None
        }
        (None, None) => None,
    }
}

/// A service by the name people call it, as its signing name.
fn service(entry: &mut Entry<'_>) -> Option<&'static str> {
    let names = services::signing_names();
    let people = |name: &'static str| match name {
        "monitoring" => "cloudwatch",
        name => name,
    };
    let called: Vec<&str> = names.iter().map(|name| people(name)).collect();
    let word = entry.word("service", &called)?;
    names.into_iter().find(|name| people(name) == word)
}

fn operation(entry: &mut Entry<'_>, service: Option<&str>) -> Option<String> {
    let found = entry.text("operation")?;
    let known = services::operation_names(service);
    if known.contains(&found.value.as_str()) {
        return Some(found.value);
    }
    entry.report(
        &found.at,
        format!("{} is no operation that is simulated", quoted(&found.value)),
        instead(&found.value, &known),
    );
    None
}

/// Tells of a Region in which nobody asks the service: one for all Regions is asked in us-east-1 alone.
fn at_home(entry: &Entry<'_>, service: &str, region: &str) {
    let global = services::by_signing_name(service).is_some_and(|service| service.global);
    if global && region != PRIMARY {
        let what = format!("{service} is asked in {PRIMARY} alone");
        let right = format!("say {PRIMARY}, or leave `region` out");
        entry.report_at("region", what, right);
    }
}

/// A Region of the world.
fn region(entry: &mut Entry<'_>, world: &World) -> Option<String> {
    let regions: Vec<&str> = world.regions.keys().map(String::as_str).collect();
    entry.word("region", &regions)
}
