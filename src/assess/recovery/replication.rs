//! Live replication: lag, and the recovery point it implies.

use crate::assess::context::Context;
use crate::assess::model::{Bound, CopyAssessment, Fate, Lag, Loss, Outlook, Phase};
use crate::estate::facts::{BucketRule, MetricKey, Sample};
use crate::estate::{Scope, Source};
use crate::plan::{Store, StoreKind};
use crate::terms::{Instant, Known, OutsideText, Region, Span, Unknown};

/// What live replication offers.
pub(super) enum Live {
    /// A copy replicates, or should: its loss, or why that is not known.
    Copy(Outlook),
    /// There is no live copy.
    None,
}

/// A metric that tells a lag, and how to read it.
struct Meter {
    key: MetricKey,
    fate: Fate,
    caveat: Option<&'static str>,
    /// What an empty series means.
    silence: &'static str,
}

const NO_SAMPLES: &str = "CloudWatch has no samples of its lag";
const IDLE: &str = "no writes replicated lately";

/// The metric that tells the lag of the copy that would take over.
pub(super) fn metric(
    context: &Context<'_>,
    store: &Store,
    copies: &[CopyAssessment],
    from: &Region,
    to: &Region,
) -> Option<MetricKey> {
    meter(context, store, copies, from, to).map(|meter| meter.key)
}

/// What failing over to a live copy comes to.
pub(super) fn outlook(
    context: &Context<'_>,
    store: &Store,
    copies: &[CopyAssessment],
    from: &Region,
    to: &Region,
) -> Live {
    let Some(meter) = meter(context, store, copies, from, to) else {
        return missing(context, store, to);
    };
    if let Some(gone) = copies
        .iter()
        .find(|copy| copy.region == *to && copy.status.value().is_none())
        .filter(|copy| not_there(context, store, copy))
    {
        let why = format!("{} is not in {to}", gone.identifier);
        return Live::Copy(Outlook::Unknown(Unknown::Unavailable(why.into())));
    }
    Live::Copy(match loss(context, &meter, from) {
        Known::Known(loss) => Outlook::Replicated(loss),
        Known::Unknown(why) => Outlook::Unknown(why),
    })
}

fn not_there(context: &Context<'_>, store: &Store, copy: &CopyAssessment) -> bool {
    let scope = Scope::from(&copy.region);
    store.kind == StoreKind::Rds
        && context.untrusted(Source::DbInstances, &scope).is_none()
        && context.instance(&scope, &copy.identifier).is_none()
}

/// No meter: either there is no live copy, or it cannot be told yet.
fn missing(context: &Context<'_>, store: &Store, to: &Region) -> Live {
    let source = match store.kind {
        StoreKind::Rds => Source::DbInstances,
        StoreKind::AuroraGlobal => Source::GlobalClusters,
        _ => return Live::None,
    };
    match context.untrusted(source, &Scope::from(to)) {
        Some(why) => Live::Copy(Outlook::Unknown(why)),
        None => Live::None,
    }
}

fn meter(
    context: &Context<'_>,
    store: &Store,
    copies: &[CopyAssessment],
    from: &Region,
    to: &Region,
) -> Option<Meter> {
    let in_standby = || {
        let named =
            |copy: &&CopyAssessment| store.standby.as_deref() == Some(copy.identifier.raw());
        let there = || copies.iter().filter(|copy| copy.region == *to);
        there().find(named).or_else(|| there().next())
    };
    match store.kind {
        StoreKind::Rds => {
            let copy = in_standby()?;
            Some(Meter {
                key: MetricKey::replica_lag(to, copy.identifier.raw()),
                fate: Fate::Lost,
                caveat: engine_caveat(context, to, &copy.identifier),
                silence: NO_SAMPLES,
            })
        }
        StoreKind::AuroraGlobal => {
            let copy = in_standby()?;
            Some(Meter {
                key: aurora_metric(context, to, copy.identifier.raw()),
                fate: Fate::Lost,
                caveat: None,
                silence: NO_SAMPLES,
            })
        }
        StoreKind::DynamoDb => store.standby.as_ref().map(|_| Meter {
            key: MetricKey::table_latency(from, &store.identifier, to),
            fate: Fate::Stranded,
            caveat: Some("of the writes that did replicate; what is stranded may reappear"),
            silence: IDLE,
        }),
        StoreKind::S3 => {
            let rule = BucketRule {
                source: &store.identifier,
                destination: store.standby.as_deref()?,
                rule: store.rule.as_deref()?,
            };
            Some(Meter {
                key: MetricKey::bucket_latency(to, rule),
                fate: Fate::Stranded,
                caveat: Some("new objects only"),
                silence: NO_SAMPLES,
            })
        }
        StoreKind::Aurora | StoreKind::Efs | StoreKind::Ebs | StoreKind::Other => None,
    }
}

/// What the lag of an engine does not tell (`domain.md` §1.2).
fn engine_caveat(
    context: &Context<'_>,
    region: &Region,
    replica: &OutsideText,
) -> Option<&'static str> {
    let engine = &context.instance(&Scope::from(region), replica)?.engine;
    match engine.raw() {
        "postgres" => Some("age of the last replayed commit: an idle primary saws up to 5 m"),
        "mysql" | "mariadb" => Some("applied only: what was not received is not known"),
        _ => None,
    }
}

/// The RPO lag, or the older metric where CloudWatch has no samples of it.
fn aurora_metric(context: &Context<'_>, region: &Region, cluster: &str) -> MetricKey {
    let rpo = MetricKey::aurora_rpo_lag(region, cluster);
    let older = MetricKey::aurora_replication_lag(region, cluster);
    let has = |key: &MetricKey| context.series(key).is_some_and(|s| s.newest().is_some());
    if !has(&rpo) && has(&older) {
        older
    } else {
        rpo
    }
}

/// The metric that tells the lag of a copy that follows another.
pub(super) fn copy_metric(
    context: &Context<'_>,
    kind: StoreKind,
    region: &Region,
    id: &OutsideText,
) -> MetricKey {
    match kind {
        StoreKind::AuroraGlobal | StoreKind::Aurora => aurora_metric(context, region, id.raw()),
        _ => MetricKey::replica_lag(region, id.raw()),
    }
}

/// The lag of a copy that follows another.
pub(super) fn copy_lag(context: &Context<'_>, key: &MetricKey) -> Known<Lag> {
    lag(context, key, NO_SAMPLES)
}

/// The instant up to which a copy of what is written in `from` has everything,
/// by the samples that count.
pub(super) fn copy_point(context: &Context<'_>, key: &MetricKey, from: &Region) -> Option<Instant> {
    let declared = context.region_standing(from).declared_down;
    newest_point(context, key, declared.unwrap_or(Instant::MAX_UTC))
}

/// The lag of the newest sample, when it is fresh and says one. −1 says that
/// replication is not active; a missing sample says nothing; neither is zero.
fn lag(context: &Context<'_>, key: &MetricKey, silence: &'static str) -> Known<Lag> {
    let Some(sample) = context.fresh_sample(key) else {
        let never = context
            .series(key)
            .is_none_or(|series| series.asked().is_none());
        let empty = context.series(key).is_some_and(|s| s.newest().is_none());
        let scope = Scope::from(&key.region);
        return Known::Unknown(match context.untrusted(Source::Metrics, &scope) {
            Some(why) => why,
            None if never => Unknown::NotYet,
            None if empty => Unknown::Unavailable(silence.into()),
            None => Unknown::Stale,
        });
    };
    match span_of(key, sample) {
        Some(span) => Known::Known(Lag {
            span,
            at: sample.at,
        }),
        None => Known::Unknown(Unknown::Unavailable(
            "replication is not active (its lag reads −1)".into(),
        )),
    }
}

/// The lag that a sample tells, when it tells one.
fn span_of(key: &MetricKey, sample: Sample) -> Option<Span> {
    Span::from_seconds(sample.value * key.seconds_per_unit()?)
}

/// The newest instant of which a sample until then says that everything before
/// has arrived.
fn newest_point(context: &Context<'_>, key: &MetricKey, until: Instant) -> Option<Instant> {
    let samples = context.series(key)?.samples();
    samples
        .filter(|sample| sample.at <= until)
        .filter_map(|sample| Some(span_of(key, sample)?.before(sample.at)))
        .max()
}

/// What is lost, by where the primary stands. The recovery point never moves
/// back; while the primary answers only a trusted sample counts; once it is
/// silent, what was seen before remains true as a bound, however old it is.
fn loss(context: &Context<'_>, meter: &Meter, from: &Region) -> Known<Loss> {
    let standing = context.region_standing(from);
    let newest_point = |until| newest_point(context, &meter.key, until);
    let (phase, point) = match (standing.declared_down, standing.silent_since) {
        (Some(since), _) => (Phase::Frozen { since }, newest_point(since)),
        (None, Some(_)) => (Phase::Growing, newest_point(Instant::MAX_UTC)),
        (None, None) => match lag(context, &meter.key, meter.silence) {
            Known::Unknown(why) => return Known::Unknown(why),
            Known::Known(lag) => (
                Phase::Answering {
                    lag: Some(lag.span),
                },
                newest_point(Instant::MAX_UTC),
            ),
        },
    };
    match point {
        None => Known::Unknown(Unknown::Unavailable(
            "no sample of its lag was ever trusted".into(),
        )),
        Some(point) => Known::Known(Loss {
            point,
            phase,
            bound: Bound::About,
            fate: meter.fate,
            caveat: meter.caveat,
        }),
    }
}
