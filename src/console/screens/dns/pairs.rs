//! The declared records: where each should point, where it does, and which side
//! Route 53 would answer with.

use super::latch::{self, LeftOver};
use super::{SEPARATOR, explained, healthy, joined, side_name, unknown};
use crate::assess::{FlipMeans, RecordAssessment, State};
use crate::console::glance::Glance;
use crate::console::list::{Cell, Column, Key, Listing, Rows};
use crate::console::model::Model;
use crate::console::theme::Role;
use crate::estate::facts::FailoverRole;
use crate::estate::{Scope, Source};
use crate::terms::Known;
use std::cmp::Reverse;

pub(super) static PAIRS: Listing<Pairs> = Listing {
    title: "Pairs",
    sources: &[
        Source::NameServers,
        Source::Records,
        Source::HealthChecks,
        Source::Checkers,
    ],
    empty: "the plan declares no record",
    detailed: true,
    columns: &[
        Of::left("state", 7, 9, |glance, pair| {
            Cell::state(glance, pair.state())
        }),
        Of::left("record", 16, 40, |_, pair| {
            Cell::text(pair.record.name.as_str()).role(Role::Title)
        }),
        Of::left("type", 4, 5, |_, pair| Cell::dim(pair.record.kind.as_str())).sheds(5),
        Of::left("should be", 9, 14, |_, pair| {
            Cell::text(pair.record.should_be.to_string())
        })
        .sheds(1),
        Of::left("answers now", 21, 36, answer),
        Of::left("PRIMARY", 11, 12, |glance, pair| {
            side(glance, pair, &FailoverRole::Primary)
        }),
        Of::left("SECONDARY", 11, 12, |glance, pair| {
            side(glance, pair, &FailoverRole::Secondary)
        })
        .sheds(2),
        Of::left("would answer", 12, 12, would_answer).sheds(4),
        Of::right("TTL", 5, 8, ttl).sheds(3),
        Of::left("switch", 18, 21, |_, pair| {
            Cell::dim(means(pair.record.means))
        })
        .sheds(6),
        Of::left("why", 14, 90, |_, pair| Cell::dim(pair.why())),
    ],
    detail: explained::lines,
    identifier: |pair| pair.record.name.clone(),
    arn: None,
};

#[derive(Debug)]
pub(super) struct Pairs;

type Of = Column<Pairs>;

/// A declared record, and the flag that was left over on it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pair<'m> {
    /// The record, assessed.
    pub(super) record: &'m RecordAssessment,
    /// The flag.
    pub(super) left_over: Option<LeftOver<'m>>,
}

impl<'m> Pair<'m> {
    fn of(model: &'m Model, record: &'m RecordAssessment) -> Self {
        Self {
            record,
            left_over: latch::on_record(model, record),
        }
    }

    /// How it stands: nothing is well while a forgotten flag decides it.
    fn state(&self) -> State {
        match self.left_over {
            Some(_) => self.record.state.max(State::Warn),
            None => self.record.state,
        }
    }

    /// Why it does not stand well; nothing where it does.
    fn why(&self) -> String {
        let reason = match self.record.state {
            State::Ok => "",
            _ => self.record.reason.as_str(),
        };
        match self.left_over {
            Some(left) if reason.is_empty() => left.to_string(),
            Some(left) => format!("{left}; {reason}"),
            None => reason.to_owned(),
        }
    }
}

impl Rows for Pairs {
    type Row<'m> = Pair<'m>;

    fn keys(model: &Model) -> Vec<Key> {
        let records = model.assessment().records();
        let mut pairs: Vec<Pair<'_>> = records.map(|it| Pair::of(model, it)).collect();
        // The rest stays in the plan's order.
        pairs.sort_by_key(|pair| (pair.left_over.is_none(), Reverse(pair.state())));
        pairs.into_iter().map(|pair| key(pair.record)).collect()
    }

    fn find<'m>(model: &'m Model, sought: &Key) -> Option<Self::Row<'m>> {
        let (kind, name) = sought.id.raw().split_once(SEPARATOR)?;
        let record = model.assessment().record(name, kind)?;
        Some(Pair::of(model, record))
    }
}

fn key(record: &RecordAssessment) -> Key {
    Key::global(&format!("{}{SEPARATOR}{}", record.kind, record.name))
}

/// The Region that is answered, and the values.
fn answer<'m>(glance: &Glance<'m>, pair: Pair<'m>) -> Cell<'m> {
    let record = pair.record;
    let answer = match &record.answer {
        Known::Known(answer) => answer,
        Known::Unknown(why) => {
            let seen = glance.seen(Source::NameServers, &Scope::Global);
            let piece = glance.unknown(why, seen);
            return Cell::pieces(vec![piece], crate::console::list::Order::Nowhere);
        }
    };
    let region = match &answer.region {
        Known::Known(region) => {
            let is_right = *region == record.should_be;
            let role = if is_right { Role::Text } else { Role::Bad };
            Cell::text(region.to_string()).role(role)
        }
        Known::Unknown(_) => Cell::text("? Region").role(Role::Unknown),
    };
    let (so, all) = answer.servers;
    let region = if so < all {
        region.and(format!("  {so}/{all} servers"), Role::Warn)
    } else {
        region
    };
    region.and(format!("  {}", joined(&answer.values)), Role::Dim)
}

fn side<'m>(glance: &Glance<'m>, pair: Pair<'m>, role: &FailoverRole) -> Cell<'m> {
    match &pair.record.pair {
        Known::Unknown(why) => unknown(glance, why),
        Known::Known(sides) => {
            sides
                .iter()
                .find(|side| side.role == *role)
                .map_or_else(Cell::none, |side| {
                    // Taken for healthy, and nothing looks: that is no good news.
                    let checked = side.health_check.is_some() || side.evaluates_target;
                    if checked {
                        healthy(glance, &side.healthy)
                    } else {
                        Cell::dim("no check")
                    }
                })
        }
    }
}

fn would_answer<'m>(glance: &Glance<'m>, pair: Pair<'m>) -> Cell<'m> {
    match &pair.record.would_answer {
        Known::Known(role) => Cell::text(side_name(role)),
        Known::Unknown(why) => unknown(glance, why),
    }
}

/// The TTL as it is answered, or as the zone has it.
fn ttl<'m>(_: &Glance<'m>, pair: Pair<'m>) -> Cell<'m> {
    let record = pair.record;
    let answered = record.answer.value().map(|it| i64::from(it.ttl_seconds));
    let declared = || record.pair.value()?.first()?.ttl_seconds;
    match answered.or_else(declared) {
        #[allow(clippy::cast_precision_loss)]
        Some(seconds) => Cell::number(seconds as f64, format!("{seconds} s")),
        None => Cell::none(),
    }
}

/// By which means a record is flipped, in a few words.
pub(super) const fn means(means: FlipMeans) -> &'static str {
    match means {
        FlipMeans::StandbyTakesOver => "standby takes over",
        FlipMeans::HealthCheckOnly => "by health check only",
    }
}
