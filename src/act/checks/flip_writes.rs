//! What a flip asks of the databases, and of the flips before it.

use super::flip::of_flip;
use crate::act::check::{CheckEntry, Class, Found};
use crate::assess::Writers;
use crate::plan::StoreKind;
use crate::terms::Span;

use Class::{Block, Pass, Warn};

/// Whether the databases there take writes.
pub(in crate::act) static WRITABLE: CheckEntry = CheckEntry::new(
    "writable",
    "the databases where it goes take writes",
    &[Pass, Block],
    |case| {
        of_flip(case, |flip| {
            let sight = case.sight;
            let databases = sight
                .plan
                .stores
                .iter()
                .filter(|store| matches!(store.kind, StoreKind::Rds | StoreKind::AuroraGlobal));
            let mut missing = Vec::new();
            for store in databases {
                let Some(assessed) = sight.assessment.store(&store.name) else {
                    missing.push(format!("{}: not seen", store.name));
                    continue;
                };
                // What another Region's copy does is not asked here: it may be lost.
                let mut copies = assessed.copies.iter();
                let here = copies.any(|copy| copy.region == flip.to && copy.takes_writes());
                let attested = assessed.copies.iter().any(|copy| {
                    copy.region == flip.to
                        && sight
                            .past
                            .attested_writable(&copy.region, &copy.identifier)
                            .is_some()
                });
                if !here && !attested {
                    let who = match &assessed.writers {
                        Writers::Copies(all) => all
                            .iter()
                            .map(|(_, region)| format!("written in {region}"))
                            .next()
                            .unwrap_or_else(|| "nobody writes it".to_owned()),
                        Writers::Unknown(why) => format!("who writes is not known: {why}"),
                        // No database is written so.
                        Writers::EveryRegion | Writers::Application => continue,
                    };
                    missing.push(format!("{}: {who}", store.name));
                }
            }
            if missing.is_empty() {
                Found::pass(format!(
                    "the databases in {} take writes, by AWS's word: prove it with a write",
                    flip.to
                ))
            } else {
                Found::block(format!("DNS before database: {}", missing.join("; ")))
                    .measured(missing.len())
                    .against(0)
                    .clears("`promote-replica`, `global-failover`, or your word that they do")
            }
        })
    },
);

/// How long a flip rests before it is flipped back.
const COOL_DOWN: Span = Span::minutes(15);

/// Whether the last flip of it is long enough ago.
pub(in crate::act) static COOL_DOWN_OVER: CheckEntry = CheckEntry::new(
    "cool-down",
    "it was not flipped lately",
    &[Pass, Block],
    |case| {
        of_flip(case, |flip| {
            let last = case
                .sight
                .past
                .last_done("flip-failover", &case.target.identifier);
            let reverse = last.filter(|it| {
                it.intent
                    .expect
                    .get("to")
                    .is_some_and(|to| to != flip.to.as_str())
            });
            let at = reverse.and_then(|it| it.settled.as_ref().map(|(at, _)| (*at, it.sequence)));
            match at {
                Some((at, sequence)) if Span::between(at, case.sight.now) < COOL_DOWN => {
                    let ago = Span::between(at, case.sight.now);
                    Found::block(format!(
                        "it was flipped the other way {ago} ago (journal, {sequence})"
                    ))
                    .measured(ago)
                    .against(COOL_DOWN)
                    .clears("time, or a word on why it is flipped back")
                }
                _ => Found::pass("it was not flipped lately").against(COOL_DOWN),
            }
        })
    },
);

/// Whether only one copy of each database takes writes.
pub(in crate::act) static ONE_WRITER: CheckEntry = CheckEntry::new(
    "one-writer",
    "no database is written in two places",
    &[Pass, Warn, Block],
    |case| {
        let sight = case.sight;
        let split = sight
            .assessment
            .stores()
            .find(|store| matches!(&store.writers, Writers::Copies(all) if all.len() > 1));
        let Some(store) = split else {
            let mut stores = sight.assessment.stores();
            let unknown = stores.find_map(|store| match &store.writers {
                Writers::Unknown(why) => Some((&store.name, why)),
                _ => None,
            });
            return match unknown {
                Some((name, why)) => Found::warn(format!(
                    "whether {name} is written in two places is not known: {why}"
                ))
                .clears("`fence` of its old primary"),
                None => Found::pass("no database is written in two places"),
            };
        };
        let promoted = store
            .copies
            .iter()
            .filter_map(|copy| sight.past.last_done("promote-replica", &copy.identifier))
            .next_back();
        let since = promoted.and_then(|it| it.settled.as_ref().map(|(at, _)| *at));
        let both = since.map(|at| Span::between(at, sight.now));
        let words = both.map(|both| format!(", both for {} s", both.duration().as_secs()));
        let found = Found::block(format!(
            "{} takes writes in two places{}: what goes to the wrong one is lost",
            store.name,
            words.unwrap_or_default()
        ))
        .clears("`fence` of the one that is not meant");
        match both {
            Some(both) => found.measured(format!("{} s", both.duration().as_secs())),
            None => found,
        }
    },
);
