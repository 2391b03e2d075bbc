//! What every flip of a failover pair asks (`domain.md` §10, D).

use crate::act::case::Case;
use crate::act::check::{CheckEntry, Class, Found};
use crate::act::flip::{Flip, Means};
use crate::estate::{Scope, Source};
use crate::terms::{Known, clock_time};

use Class::{Block, Pass, Refuse, Warn};

/// Asks of a flip, or says why there is none.
pub(in crate::act) fn of_flip(case: &Case<'_>, look: impl FnOnce(&Flip<'_>) -> Found) -> Found {
    match Flip::of(case) {
        Ok(flip) => look(&flip),
        Err(error) => Found::refuse(error.to_string()),
    }
}

/// Whether the record is a whole pair, as it was read.
pub(in crate::act) static PAIR: CheckEntry = CheckEntry::new(
    "pair",
    "the record is a whole failover pair",
    &[Pass, Block, Refuse],
    |case| {
        of_flip(case, |flip| match flip.sides() {
            Known::Unknown(why) => Found::block(format!("the pair is not known: {why}"))
                .clears("Route 53 lists its records"),
            Known::Known(sides) => match flip.records(case) {
                Some((primary, secondary)) => {
                    let strange: Vec<String> = [primary, secondary]
                        .into_iter()
                        .flat_map(|record| &record.not_modelled)
                        .map(ToString::to_string)
                        .collect();
                    if strange.is_empty() || !flip.means.needs_control_plane() {
                        Found::pass(format!(
                            "PRIMARY {} and SECONDARY {}",
                            primary.set_identifier.clone().unwrap_or_default(),
                            secondary.set_identifier.clone().unwrap_or_default()
                        ))
                    } else {
                        Found::refuse(format!(
                            "its records have what lifeboat cannot write again: {}",
                            strange.join(", ")
                        ))
                        .clears("another means")
                    }
                }
                None => Found::refuse(
                    "there is not one PRIMARY and one SECONDARY of that name and type",
                )
                .measured(sides.len())
                .against("2")
                .clears("a failover pair"),
            },
        })
    },
);

/// Whether it would answer with the Region that is meant.
pub(in crate::act) static TRUTH_TABLE: CheckEntry = CheckEntry::new(
    "truth-table",
    "Route 53 would answer with the Region that is meant",
    &[Pass, Block, Refuse],
    |case| {
        of_flip(case, |flip| match flip.would_answer() {
            Known::Known(region) if region == flip.to => {
                Found::pass(format!("Route 53 would answer {region}"))
                    .measured(region)
                    .against(&flip.to)
            }
            Known::Known(region) => Found::refuse(format!(
                "Route 53 would answer {region}, not {}: see who is healthy",
                flip.to
            ))
            .measured(region)
            .against(&flip.to)
            .clears("the other side is healthy, or another means"),
            Known::Unknown(why) => {
                Found::block(format!("what Route 53 would answer is not known: {why}"))
                    .against(&flip.to)
                    .clears("the health of both sides was seen")
            }
        })
    },
);

/// Whether it is not there already.
pub(in crate::act) static NOT_THERE: CheckEntry = CheckEntry::new(
    "not-there",
    "it does not answer so already",
    &[Pass, Warn],
    |case| {
        of_flip(case, |flip| match flip.answers_now() {
            Some(now) if *now == flip.to => {
                Found::warn(format!("its name servers answer {now} already")).measured(now)
            }
            Some(now) => Found::pass(format!("its name servers answer {now}")).measured(now),
            None => Found::warn("what its name servers answer is not known"),
        })
    },
);

/// Whether the side it goes to is healthy.
pub(in crate::act) static SIDE: CheckEntry = CheckEntry::new(
    "side",
    "the side it goes to is healthy",
    &[Pass, Block],
    |case| {
        of_flip(case, |flip| match flip.wanted() {
            Some(side) => match side.healthy {
                Known::Known(true) => Found::pass(format!("{}: {}", flip.to, side.reason)),
                Known::Known(false) => {
                    Found::block(format!("{} is unhealthy: {}", flip.to, side.reason))
                        .clears("its health check passes")
                }
                Known::Unknown(_) => Found::block(format!(
                    "whether {} is healthy is not known: {}",
                    flip.to, side.reason
                ))
                .clears("its health was seen"),
            },
            None => Found::block(format!("no side is known to point at {}", flip.to))
                .clears("`answers` of the record in the plan"),
        })
    },
);

/// The longest TTL that AWS advises for a record with a health check, seconds.
const LONG_TTL: i64 = 60;

/// Whether resolvers forget the old answer soon.
pub(in crate::act) static TTL: CheckEntry = CheckEntry::new(
    "ttl",
    "resolvers forget the old answer within a minute",
    &[Pass, Warn],
    |case| {
        of_flip(case, |flip| {
            let sides: Option<&[crate::assess::Side]> = flip.sides().value().copied();
            let longest = sides
                .into_iter()
                .flatten()
                .filter_map(|side| side.ttl_seconds)
                .max();
            match longest {
                Some(ttl) if ttl > LONG_TTL => Found::warn(format!(
                    "TTL {ttl} s: so long resolvers go on with the old answer"
                ))
                .measured(format!("{ttl} s"))
                .against(format!("{LONG_TTL} s"))
                .clears("a shorter TTL, before the next incident"),
                Some(ttl) => Found::pass(format!("TTL {ttl} s"))
                    .measured(format!("{ttl} s"))
                    .against(format!("{LONG_TTL} s")),
                None => Found::pass("an alias: its target's TTL, usually 60 s"),
            }
        })
    },
);

/// Whether Route 53's control plane answers, for the means that need it.
pub(in crate::act) static CONTROL_PLANE: CheckEntry = CheckEntry::new(
    "control-plane",
    "Route 53's control plane answers, where it is needed",
    &[Pass, Warn, Block],
    |case| {
        of_flip(case, |flip| {
            if !flip.means.needs_control_plane() {
                return Found::pass("it needs no control plane in us-east-1");
            }
            let clears = flip.instead(case).unwrap_or_else(|| {
                "us-east-1 answers; or, for next time, a `standby_takes_over` object".to_owned()
            });
            let slice = case.sight.estate.slice(Source::Records, &Scope::Global);
            let silent = slice.and_then(|slice| {
                let failure = slice.failure.as_ref().filter(|it| it.kind.is_silence())?;
                Some((slice.failing_since, failure.kind.words()))
            });
            if let Some((since, word)) = silent {
                let since = since.map(clock_time).unwrap_or_default();
                return Found::block(format!(
                    "Route 53's control plane in us-east-1: {word} since {since}"
                ))
                .clears(clears);
            }
            if slice.is_none_or(|it| it.answered.is_none()) {
                return Found::block("Route 53's control plane has not answered yet")
                    .clears(clears);
            }
            let zone = flip.records(case).map(|(primary, _)| &primary.zone);
            let zone = zone.and_then(|zone| case.sight.estate.zones.get(&Scope::Global, zone));
            let recovery = zone.and_then(|zone| zone.accelerated_recovery.as_ref());
            match recovery.map(|it| it.raw()) {
                Some("ENABLED") => {
                    Found::pass("Route 53's control plane answers, with accelerated recovery")
                }
                _ => Found::warn(
                    "Route 53's control plane answers; without accelerated recovery it goes with us-east-1",
                ),
            }
        })
    },
);

/// Asks only of one means.
pub(in crate::act) fn only(
    case: &Case<'_>,
    means: Means,
    look: impl FnOnce(&Flip<'_>) -> Found,
) -> Found {
    of_flip(case, |flip| {
        if flip.means == means {
            look(flip)
        } else {
            Found::pass(format!("not by {}", means.word()))
        }
    })
}
