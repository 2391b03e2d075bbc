//! `notify`: publishes a message to the plan's SNS topic.

use crate::act::action::{ActionEntry, Progress, SettingEntry, Watched};
use crate::act::case::{Case, Sight};
use crate::act::check::{CheckEntry, Class, Found};
use crate::act::proposal::{Deed, Dependency, Inverse, NoProposal, Prepared, Stake};
use crate::aws::{Mutation, Plane};
use crate::estate::facts::{SubscriptionStanding, Topic};
use crate::estate::{Scope, Source};
use crate::journal::Target;
use crate::terms::{OutsideText, Region, Span};
use std::collections::BTreeMap;

use Class::{Block, Pass, Refuse};

pub(super) static ACTION: ActionEntry = ActionEntry {
    name: "notify",
    verb: "NOTIFY",
    does: "publish a message to the plan's incident topic",
    settings: &[
        SettingEntry {
            name: "subject",
            about: "the subject of mails, 100 characters of ASCII at most; the plan and its environment unless said",
        },
        SettingEntry {
            name: "message",
            about: "the message; how things stand unless said",
        },
    ],
    targets,
    relies,
    also: |_| Vec::new(),
    prepare,
    checks: &CHECKS,
    not_checked: &["that anybody reads it"],
    progress,
    patience: Span::minutes(5),
};

static CHECKS: [&CheckEntry; 2] = [&SUBSCRIBED, &WORDS];

/// The longest message that SNS takes, bytes (API reference, Publish).
const LONGEST: usize = 262_144;

/// The longest subject that SNS takes, characters.
const LONGEST_SUBJECT: usize = 100;

fn topic<'a>(case: &Case<'a>) -> Option<&'a Topic> {
    case.sight
        .estate
        .topics
        .get(&case.target.scope, &case.target.identifier)
}

static SUBSCRIBED: CheckEntry = CheckEntry::new(
    "subscribed",
    "somebody would hear it",
    &[Pass, Block, Refuse],
    |case| match topic(case) {
        None => Found::block("who is subscribed was not seen").clears("SNS answers"),
        Some(topic) if !topic.exists => Found::refuse("SNS knows no such topic")
            .clears("`incident_topic` of the plan, or the topic"),
        Some(topic) => {
            let confirmed = topic.count(SubscriptionStanding::Confirmed);
            let found = if confirmed == 0 {
                Found::block("nobody has confirmed a subscription: it reaches nobody")
                    .clears("a subscription that is confirmed")
            } else {
                Found::pass(format!("{confirmed} confirmed"))
            };
            found.measured(confirmed).against(1)
        }
    },
);

static WORDS: CheckEntry = CheckEntry::new(
    "words",
    "SNS takes the subject and the message",
    &[Pass, Refuse],
    |case| {
        let (subject, message) = (subject(case), message(case));
        let plain = subject.chars().all(|c| c.is_ascii_graphic() || c == ' ');
        if message.trim().is_empty() || message.len() > LONGEST {
            Found::refuse("the message is empty or too long")
                .measured(format!("{} bytes", message.len()))
                .against(format!("{LONGEST} bytes"))
        } else if !plain || subject.trim().is_empty() || subject.len() > LONGEST_SUBJECT {
            Found::refuse("SNS takes a subject of 1 to 100 characters of ASCII")
                .measured(format!("{} characters", subject.chars().count()))
                .against(format!("{LONGEST_SUBJECT} characters"))
        } else {
            Found::pass("SNS takes them")
        }
    },
);

fn subject(case: &Case<'_>) -> String {
    match case.setting("subject") {
        Some(subject) => subject.to_owned(),
        None => {
            let mark = if case.sight.standing.simulated {
                "SIMULATED "
            } else {
                ""
            };
            format!(
                "{mark}{} ({})",
                case.sight.plan.name, case.sight.plan.environment
            )
        }
    }
}

fn message(case: &Case<'_>) -> String {
    match case.setting("message") {
        Some(message) => message.to_owned(),
        None => {
            let sight = case.sight;
            let declared = sight.estate.declarations().values();
            let declared: Vec<String> = declared
                .map(|it| {
                    format!(
                        "{} declared down since {}",
                        it.region,
                        it.since.format("%Y-%m-%d %H:%M:%SZ")
                    )
                })
                .collect();
            let word = if declared.is_empty() {
                "No Region was declared down.".to_owned()
            } else {
                format!("{}.", declared.join("; "))
            };
            let mark = if sight.standing.simulated {
                "SIMULATED: no AWS is behind this.\n"
            } else {
                ""
            };
            format!("{mark}{}: {word}", sight.plan.name)
        }
    }
}

fn targets(sight: &Sight<'_>) -> Vec<Target> {
    let topic = sight.plan.notify.incident_topic.iter();
    topic
        .filter_map(|topic| {
            Some(Target {
                identifier: OutsideText::new(topic.as_str()),
                scope: Scope::Region(topic.region()?),
            })
        })
        .collect()
}

fn relies(case: &Case<'_>) -> Vec<(Source, Scope)> {
    vec![(Source::Subscriptions, case.target.scope.clone())]
}

fn prepare(case: &Case<'_>) -> Result<Prepared, NoProposal> {
    let region: &Region = case
        .region()
        .ok_or_else(|| NoProposal::Unformed("a topic is in a Region".to_owned()))?;
    let topic_arn = crate::terms::Arn::parse(case.target.identifier.raw())
        .map_err(|error| NoProposal::Unformed(error.to_string()))?;
    Ok(Prepared {
        deed: Deed::Send(Mutation::Publish {
            region: region.clone(),
            topic_arn,
            subject: subject(case),
            message: message(case),
        }),
        consequence: "Sends the message to everybody who has confirmed a subscription.".to_owned(),
        to: None,
        stake: Stake::Nothing,
        inverse: Inverse::Irreversible,
        depends: vec![Dependency::on(
            case,
            Source::Subscriptions,
            &case.target.scope,
            Plane::Data,
        )],
        expect: BTreeMap::new(),
    })
}

/// SNS tells of a message when it takes it, and never again.
fn progress(watched: &Watched<'_>) -> Progress {
    match watched.accepted() {
        Some(Some(id)) => Progress::Done(vec![format!("MessageId: {id}")]),
        Some(None) => Progress::Done(vec!["SNS took it".to_owned()]),
        None => Progress::NotKnown("SNS does not tell whether it took a message".to_owned()),
    }
}
