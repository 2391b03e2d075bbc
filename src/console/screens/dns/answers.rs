//! What each authoritative name server answers for each declared record.

use super::{SEPARATOR, heading, joined, stated, when};
use crate::assess::{RecordAssessment, State};
use crate::console::glance::Glance;
use crate::console::list::{Cell, Column, Key, Listing, Rows};
use crate::console::model::Model;
use crate::console::theme::Role;
use crate::console::widgets::paragraph;
use crate::estate::Source;
use crate::estate::facts::{DnsAnswer, DnsOutcome};
use crate::terms::{Known, OutsideText, Region};
use ratatui::text::Line;
use std::cmp::Reverse;

pub(super) static ANSWERS: Listing<Answers> = Listing {
    title: "Answers",
    sources: &[Source::NameServers],
    empty: "no name server was asked: the plan declares no record, or no zone is known",
    detailed: true,
    columns: &[
        Of::left("state", 8, 12, |glance, row| {
            let (state, word) = row.stands(glance);
            Cell::marked(glance, state, word)
        }),
        Of::left("record", 12, 40, |_, row| {
            Cell::text(row.record.name.as_str()).role(Role::Title)
        }),
        Of::left("type", 4, 5, |_, row| Cell::dim(row.record.kind.as_str())).sheds(3),
        Of::left("name server", 10, 40, |_, row| {
            Cell::outside(&row.answer.server)
        }),
        Of::left("answers", 14, 48, |_, row| match &row.answer.outcome {
            DnsOutcome::Answer { values, .. } => Cell::text(joined(values)),
            DnsOutcome::Refused(why) | DnsOutcome::Failed(why) => Cell::outside(why),
        }),
        Of::left("Region", 9, 14, |_, row| match row.region() {
            Some(region) if *region == row.record.should_be => Cell::text(region.to_string()),
            Some(region) => Cell::text(region.to_string()).role(Role::Bad),
            None => Cell::none(),
        })
        .sheds(1),
        Of::right("TTL", 4, 8, |_, row| match &row.answer.outcome {
            DnsOutcome::Answer { ttl_seconds, .. } => {
                Cell::number(f64::from(*ttl_seconds), format!("{ttl_seconds} s"))
            }
            DnsOutcome::Refused(_) | DnsOutcome::Failed(_) => Cell::none(),
        })
        .sheds(2),
        Of::right("asked", 8, 12, |glance, row| {
            Cell::ago(glance, row.answer.at)
        })
        .moves(),
    ],
    detail,
    identifier: |row| row.answer.server.to_string(),
    arn: None,
};

#[derive(Debug)]
pub(super) struct Answers;

type Of = Column<Answers>;

/// What one name server answers, and how many answer alike.
#[derive(Debug, Clone, Copy)]
pub(super) struct Answer<'m> {
    record: &'m RecordAssessment,
    answer: &'m DnsAnswer,
    declared: &'m crate::plan::Record,
    /// How many name servers were asked, how many answered alike, and how many
    /// gave the answer that most of the others give.
    asked: usize,
    alike: usize,
    others: usize,
}

impl<'m> Answer<'m> {
    /// Every name server's answer for a declared record.
    fn all(model: &'m Model, declared: &'m crate::plan::Record) -> Vec<Self> {
        let Some(record) = model.assessment().record(&declared.name, &declared.kind) else {
            return Vec::new();
        };
        let answers = model.estate().answers(&declared.name, &declared.kind);
        let answers: Vec<&DnsAnswer> = answers.collect();
        let count = |values: &[OutsideText]| {
            let so = |it: &&&DnsAnswer| given(it) == Some(values);
            answers.iter().filter(so).count()
        };
        let rows = answers.iter().map(|answer| {
            let own = given(answer);
            let others = answers.iter().filter_map(|it| given(it));
            let others = others.filter(|values| own != Some(*values)).map(count);
            Self {
                record,
                answer,
                declared,
                asked: answers.len(),
                alike: own.map_or(0, count),
                others: others.max().unwrap_or(0),
            }
        });
        rows.collect()
    }

    /// How it stands, in a word.
    fn stands(&self, glance: &Glance<'_>) -> (State, &'static str) {
        if let Some(state) = super::distrust(glance, Source::NameServers, self.answer.at) {
            return (state, state.word());
        }
        self.said()
    }

    /// The same, whatever its age.
    fn said(&self) -> (State, &'static str) {
        match &self.answer.outcome {
            DnsOutcome::Failed(_) => (State::Unknown, "no answer"),
            DnsOutcome::Refused(_) => (State::Bad, "refused"),
            DnsOutcome::Answer { .. } if self.others == 0 => (State::Ok, "agrees"),
            DnsOutcome::Answer { .. } if self.others < self.alike => (State::Ok, "agrees"),
            DnsOutcome::Answer { .. } => (State::Warn, "differs"),
        }
    }

    /// The Region that the answer belongs to, by the plan's word or by the side
    /// that has exactly these values.
    fn region(&self) -> Option<&'m Region> {
        let values = given(self.answer)?;
        let is = |value: &OutsideText, expected: &Vec<String>| {
            let mut expected = expected.iter();
            expected.any(|it| value.raw().eq_ignore_ascii_case(it))
        };
        let mut regions: Vec<&Region> = if self.declared.answers.is_empty() {
            let sides = self.record.pair.value().into_iter().flatten();
            let matching = sides.filter(|side| side.values == values);
            matching.filter_map(|side| side.region.value()).collect()
        } else {
            let by_plan = self.declared.answers.iter();
            let matching = by_plan.filter(|(_, it)| values.iter().any(|value| is(value, it)));
            matching.map(|(region, _)| region).collect()
        };
        // Two that match tell as little as none.
        let one = regions.pop();
        one.filter(|_| regions.is_empty())
    }
}

/// The values that a name server gives.
fn given(answer: &DnsAnswer) -> Option<&[OutsideText]> {
    match &answer.outcome {
        DnsOutcome::Answer { values, .. } => Some(values),
        DnsOutcome::Refused(_) | DnsOutcome::Failed(_) => None,
    }
}

impl Rows for Answers {
    type Row<'m> = Answer<'m>;

    fn keys(model: &Model) -> Vec<Key> {
        let declared = model.assessment().plan().records.iter();
        let mut rows: Vec<Answer<'_>> = declared.flat_map(|it| Answer::all(model, it)).collect();
        // The rest stays in the plan's order.
        rows.sort_by_key(|row| Reverse(row.said().0));
        rows.into_iter().map(key).collect()
    }

    fn find<'m>(model: &'m Model, sought: &Key) -> Option<Self::Row<'m>> {
        let mut parts = sought.id.raw().splitn(3, SEPARATOR);
        let (kind, name, server) = (parts.next()?, parts.next()?, parts.next()?);
        let mut declared = model.assessment().plan().records.iter();
        let declared = declared.find(|it| it.name == name && it.kind == kind)?;
        let rows = Answer::all(model, declared);
        rows.into_iter()
            .find(|row| row.answer.server.raw() == server)
    }
}

fn key(row: Answer<'_>) -> Key {
    let (record, server) = (row.record, row.answer.server.raw());
    Key::global(&format!(
        "{}{SEPARATOR}{}{SEPARATOR}{server}",
        record.kind, record.name
    ))
}

fn detail(glance: &Glance<'_>, row: Answer<'_>, width: usize) -> Vec<Line<'static>> {
    let title = format!(
        "{} {} at {}",
        row.record.name, row.record.kind, row.answer.server
    );
    let mut lines = vec![heading(glance, title, width)];
    let (state, _) = row.stands(glance);
    let text = match &row.answer.outcome {
        DnsOutcome::Answer { values, .. } => {
            format!(
                "answers {}, as {} of {} name servers do",
                joined(values),
                row.alike,
                row.asked
            )
        }
        DnsOutcome::Refused(why) => format!("answers, but with no value: {why}"),
        DnsOutcome::Failed(why) => format!("nothing usable came: {why}"),
    };
    lines.extend(stated(glance, state, &text, width));
    let region = match (row.region(), &row.record.answer) {
        (Some(region), _) if *region == row.record.should_be => format!("{region}, as it should"),
        (Some(region), _) => format!("{region}, and should be {}", row.record.should_be),
        (None, Known::Known(_)) => "belongs to no Region, or to both".to_owned(),
        (None, Known::Unknown(why)) => why.to_string(),
    };
    for (label, text) in [("Region", region), ("asked", when(glance, row.answer.at))] {
        lines.extend(paragraph(&glance.look, label, &text, width));
    }
    if let DnsOutcome::Answer { ttl_seconds, .. } = &row.answer.outcome {
        let text = format!("whoever asked then keeps the answer for up to {ttl_seconds} s");
        lines.extend(paragraph(&glance.look, "caches", &text, width));
    }
    lines
}
