//! What a probe came to: what a customer would see, held against what is wanted.

use super::condition::RecordName;
use super::judgement::Judgement;
use super::model::Probe;
use super::place::Place;
use crate::assess::{Assessment, answered_by};
use crate::estate::facts::{DnsAnswer, DnsOutcome, WebAnswer, WebOutcome};
use crate::plan::Plan;
use crate::terms::{Known, OutsideText, Unknown};

/// What came of asking what a probe asks.
#[derive(Debug, Clone, PartialEq)]
pub enum Asked {
    /// A page.
    Page(WebAnswer),
    /// A resolver's answer.
    Name(DnsAnswer),
    /// Nothing was asked, and why.
    Nothing(Unknown),
}

impl Probe {
    /// What is wanted, in words.
    #[must_use]
    pub fn words(&self, plan: &Plan) -> String {
        match self {
            Self::Http {
                probe,
                status,
                contains,
            } => {
                let known = plan.probes.iter().find(|it| it.name == *probe);
                let url = OutsideText::new(known.map_or(probe, |it| &it.url));
                let holds = contains.as_ref().map(|it| format!(" with `{it}` in it"));
                format!("{url} answers {status}{}", holds.unwrap_or_default())
            }
            Self::Dns { record, region } => {
                let region = region.region(&plan.regions);
                format!("a resolver answers {record} with {region}")
            }
        }
    }

    /// Holds what came against what is wanted. Where nothing usable came it is not
    /// known: from here the site may look otherwise than to customers.
    #[must_use]
    pub fn judge(&self, asked: &Asked, assessment: &Assessment) -> Judgement {
        let wanted = self.words(assessment.plan());
        match (self, asked) {
            (
                Self::Http {
                    status, contains, ..
                },
                Asked::Page(answer),
            ) => page(*status, contains.as_deref(), answer, wanted),
            (Self::Dns { record, region }, Asked::Name(answer)) => {
                name(record, region, answer, assessment, wanted)
            }
            (_, Asked::Nothing(why)) => not_asked(why.clone(), wanted),
            // Another question was asked than this one.
            (Self::Http { .. }, Asked::Name(_)) | (Self::Dns { .. }, Asked::Page(_)) => {
                not_asked(Unknown::NotYet, wanted)
            }
        }
    }
}

fn not_asked(why: Unknown, wanted: String) -> Judgement {
    Judgement::unknown(why, wanted)
        .clears("it answers; or ask from where customers are, and type `done` with what came")
}

fn page(status: u16, contains: Option<&str>, answer: &WebAnswer, wanted: String) -> Judgement {
    let (got, body, is_whole) = match &answer.outcome {
        WebOutcome::Failed(why) => {
            let why = Unknown::Failed(why.to_string().into());
            return not_asked(why, wanted).seen(answer.at);
        }
        WebOutcome::Page {
            status,
            body,
            is_whole,
        } => (*status, body, *is_whole),
    };
    let holds = contains.is_none_or(|text| body.contains(text));
    let lacks = match (contains, holds) {
        (Some(text), false) if is_whole => format!(", without `{text}` in it"),
        (Some(text), false) => format!(", without `{text}` in the first {} bytes", body.len()),
        _ => String::new(),
    };
    let measured = format!("{got} in {}{lacks}", answer.took);
    Judgement::measured(got == status && holds, measured, wanted)
        .clears("the site answers so")
        .seen(answer.at)
}

fn name(
    named: &RecordName,
    region: &Place,
    answer: &DnsAnswer,
    assessment: &Assessment,
    wanted: String,
) -> Judgement {
    let plan = assessment.plan();
    let values = match &answer.outcome {
        DnsOutcome::Failed(why) => {
            let why = format!("{}: {why}", answer.server);
            return not_asked(Unknown::Failed(why.into()), wanted).seen(answer.at);
        }
        DnsOutcome::Refused(why) => {
            return Judgement::measured(false, format!("{}: {why}", answer.server), wanted)
                .clears("a record that answers")
                .seen(answer.at);
        }
        DnsOutcome::Answer { values, .. } => values,
    };
    let declared = named.among(plan);
    let by = match declared.as_slice() {
        [one] => match assessment.record(&one.name, &one.kind) {
            Some(assessed) => answered_by(one, assessed, values),
            None => Known::Unknown(Unknown::NotYet),
        },
        _ => {
            let why = format!("which record of the plan {named} is cannot be told");
            Known::Unknown(Unknown::Unavailable(why.into()))
        }
    };
    let told: Vec<String> = values.iter().map(ToString::to_string).collect();
    let told = told.join(" ");
    match by {
        Known::Unknown(why) => {
            let why = format!("{} answers {told}: {why}", answer.server);
            not_asked(Unknown::Unavailable(why.into()), wanted).seen(answer.at)
        }
        Known::Known(by) => {
            let measured = format!("{by} ({told}), by {}", answer.server);
            Judgement::measured(by == *region.region(&plan.regions), measured, wanted)
                .clears("the time until resolvers forget the old answer, or a flip")
                .seen(answer.at)
        }
    }
}
