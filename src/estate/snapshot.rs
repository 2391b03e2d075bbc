//! The estate as a list of observations: what is kept on disk between two runs
//! reads like what was seen, and comes back the same way.

use super::facts::{Fact, MetricSamples};
use super::observation::{Facts, Observation};
use super::{Estate, Scope, Source, Table};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io::{self, Write};

/// The version of the format; a file of another version is not read.
pub const SNAPSHOT_VERSION: u32 = 2;

#[derive(Serialize, Deserialize)]
struct Header {
    lifeboat_estate: u32,
    plan: String,
    simulated: bool,
}

/// Why a kept estate was not read. Nothing is lost but the memory of the last run.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    /// It is not a kept estate, or is damaged.
    #[error("line {line}: {reason}")]
    Damaged {
        /// The line, from 1.
        line: usize,
        /// What is wrong.
        reason: String,
    },
    /// It is of another plan, another version, or of the simulated AWS.
    #[error("it is of {0}")]
    OfAnother(String),
}

/// How many metrics stand in a line: a line at a time is all that is in memory
/// twice.
const METRICS_IN_A_LINE: usize = 100;

/// Writes the estate as JSON lines, a line at a time: a header, then one
/// observation a line.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write(estate: &Estate, plan: &str, simulated: bool, out: impl Write) -> io::Result<()> {
    let header = Header {
        lifeboat_estate: SNAPSHOT_VERSION,
        plan: plan.to_owned(),
        simulated,
    };
    let mut out = Inert(out);
    serde_json::to_writer(&mut out, &header)?;
    for observation in estate.observations() {
        out.0.write_all(b"\n")?;
        serde_json::to_writer(&mut out, &observation)?;
    }
    out.0.write_all(b"\n")
}

/// What [`write`] writes, in one piece.
#[must_use]
pub fn encode(estate: &Estate, plan: &str, simulated: bool) -> String {
    let mut bytes = Vec::new();
    // Writing to memory does not fail, and plain data can be serialised; what is
    // missing is missed when it is read.
    let _ = write(estate, plan, simulated, &mut bytes);
    String::from_utf8(bytes).unwrap_or_default()
}

/// JSON in which nothing acts on the terminal of whoever looks at the file: what
/// serde_json leaves of controls and of marks of direction, which is inside of
/// strings only, is written by its number.
struct Inert<W>(W);

impl<W: Write> Write for Inert<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // Serialised text comes in whole pieces.
        let mut text = std::str::from_utf8(bytes).map_err(io::Error::other)?;
        while let Some((at, mark)) = text.char_indices().find(|(_, it)| acts(*it)) {
            self.0.write_all(&text.as_bytes()[..at])?;
            write!(self.0, "\\u{:04x}", u32::from(mark))?;
            text = &text[at + mark.len_utf8()..];
        }
        self.0.write_all(text.as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

fn acts(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
        )
}

/// Reads what [`encode`] wrote. Everything in it is stale, with its time.
///
/// # Errors
/// When it is damaged, of another plan or version, or simulated where the
/// present run is not (or the reverse).
pub fn decode(text: &str, plan: &str, simulated: bool) -> Result<Estate, SnapshotError> {
    let mut lines = text.lines().enumerate();
    let damaged = |index: usize, error: &dyn std::fmt::Display| SnapshotError::Damaged {
        line: index + 1,
        reason: error.to_string(),
    };
    let (_, first) = lines.next().ok_or_else(|| damaged(0, &"it is empty"))?;
    let header: Header = serde_json::from_str(first).map_err(|error| damaged(0, &error))?;
    if header.lifeboat_estate != SNAPSHOT_VERSION {
        return Err(SnapshotError::OfAnother(format!(
            "version {}",
            header.lifeboat_estate
        )));
    }
    if header.plan != plan {
        return Err(SnapshotError::OfAnother("another plan".to_owned()));
    }
    if header.simulated != simulated {
        return Err(SnapshotError::OfAnother(
            if header.simulated {
                "the simulated AWS"
            } else {
                "the real AWS"
            }
            .to_owned(),
        ));
    }
    let mut estate = Estate::default();
    for (index, line) in lines {
        let observation: Observation =
            serde_json::from_str(line).map_err(|error| damaged(index, &error))?;
        estate.apply(observation);
    }
    Ok(as_left(estate))
}

/// The estate that observations of an earlier run make.
fn restored(observations: impl IntoIterator<Item = Observation>) -> Estate {
    let mut estate = Estate::default();
    for observation in observations {
        estate.apply(observation);
    }
    as_left(estate)
}

/// An estate of which nothing was seen in this run.
fn as_left(mut estate: Estate) -> Estate {
    for slice in estate.slices.values_mut() {
        slice.restored = true;
        slice.answered = None;
        slice.calls = 0;
    }
    estate.skew_seconds.clear();
    estate
}

impl Estate {
    /// What the last run left of the sources and scopes that are wanted. What
    /// this one will never ask for again, such as a Region that was taken out of
    /// the plan, would be stale for ever.
    #[must_use]
    pub fn left_of(&self, wanted: impl Fn(Source, &Scope) -> bool) -> Self {
        let observations = self.observations();
        restored(observations.filter(|seen| wanted(seen.source, &seen.scope)))
    }

    /// The estate as the observations that would make it again: one for each
    /// source and scope that was seen, but for metrics, of which each brings some.
    /// Failures are not part of it.
    pub fn observations(&self) -> impl Iterator<Item = Observation> {
        self.slices
            .iter()
            .flat_map(move |((source, scope), slice)| {
                slice.seen.into_iter().flat_map(move |at| {
                    self.parts(*source, scope).map(move |facts| Observation {
                        source: *source,
                        scope: scope.clone(),
                        asked: at,
                        at,
                        cadence: slice.cadence,
                        calls: 0,
                        skew_seconds: None,
                        outcome: Ok(facts),
                    })
                })
            })
    }

    /// What a source said in a scope, in one piece, or in some that add up to it.
    fn parts(&self, source: Source, scope: &Scope) -> impl Iterator<Item = Facts> {
        let metrics = (source == Source::Metrics).then(|| self.metric_parts(scope));
        let whole = metrics
            .is_none()
            .then(|| self.facts(source, scope))
            .flatten();
        whole.into_iter().chain(metrics.into_iter().flatten())
    }

    fn metric_parts(&self, scope: &Scope) -> impl Iterator<Item = Facts> {
        let metrics = self.metrics.iter();
        let here: Vec<_> = metrics
            .filter(|(key, _)| scope.region() == Some(&key.region))
            .collect();
        // That there is none was seen as well.
        let parts = here.len().div_ceil(METRICS_IN_A_LINE).max(1);
        (0..parts).map(move |part| {
            let part = here.iter().skip(part * METRICS_IN_A_LINE);
            let samples = part
                .take(METRICS_IN_A_LINE)
                .map(|(key, series)| MetricSamples {
                    key: (*key).clone(),
                    samples: series.samples().collect(),
                });
            Facts::Metrics(samples.collect())
        })
    }

    fn facts(&self, source: Source, scope: &Scope) -> Option<Facts> {
        fn list<F: Fact>(table: &Table<F>, scope: &Scope) -> Vec<F> {
            table.scope(scope).cloned().collect()
        }
        Some(match source {
            Source::Identity => Facts::Identity(self.identity.clone()?),
            Source::DbInstances => Facts::DbInstances(list(&self.instances, scope)),
            Source::DbClusters => Facts::DbClusters(list(&self.clusters, scope)),
            Source::GlobalClusters => Facts::GlobalClusters(list(&self.global_clusters, scope)),
            Source::DbSnapshots => Facts::DbSnapshots(list(&self.snapshots, scope)),
            Source::DbClusterSnapshots => Facts::DbSnapshots(list(&self.cluster_snapshots, scope)),
            Source::InstanceBackups => Facts::AutomatedBackups(list(&self.instance_backups, scope)),
            Source::ClusterBackups => Facts::AutomatedBackups(list(&self.cluster_backups, scope)),
            Source::RdsEvents => Facts::RdsEvents(list(&self.events, scope)),
            Source::Maintenance => Facts::Maintenance(list(&self.maintenance, scope)),
            Source::Alarms => Facts::Alarms(list(&self.alarms, scope)),
            Source::BackupJobs => Facts::Jobs(list(&self.backup_jobs, scope)),
            Source::CopyJobs => Facts::Jobs(list(&self.copy_jobs, scope)),
            Source::RestoreJobs => Facts::Jobs(list(&self.restore_jobs, scope)),
            Source::Vaults => Facts::Vaults(list(&self.vaults, scope)),
            Source::BackupPlans => Facts::BackupPlans(list(&self.backup_plans, scope)),
            Source::Protected => Facts::Protected(list(&self.protected, scope)),
            Source::RecoveryPoints => Facts::RecoveryPoints(list(&self.recovery_points, scope)),
            Source::Zones => Facts::Zones(list(&self.zones, scope)),
            Source::HealthChecks => Facts::HealthChecks(list(&self.health_checks, scope)),
            Source::Records => Facts::Records {
                zones: self.records.keys().cloned().collect(),
                records: self.records().cloned().collect(),
            },
            Source::Checkers => {
                Facts::Checkers(self.checkers.values().map(|(_, c)| c.clone()).collect())
            }
            // What was said before comes first, as it came.
            Source::NameServers => {
                let newest = self.answers.values().flat_map(BTreeMap::values);
                let before = self.held.all().map(|held| &held.answer);
                Facts::Answers(before.chain(newest).cloned().collect())
            }
            Source::StandbyObjects => Facts::StandbyObjects(list(&self.standby_objects, scope)),
            Source::Subscriptions => Facts::Topics(list(&self.topics, scope)),
            Source::RegionSettings => {
                Facts::RegionSettings(self.region_settings.scope(scope).next()?.clone())
            }
            Source::Metrics => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estate::facts::{MetricKey, Sample};
    use crate::estate::facts::{
        ObjectStanding, RegionSettings, StandbyObject, Subscription, SubscriptionStanding, Topic,
    };
    use crate::terms::{Instant, Region, Span};

    #[test]
    fn objects_topics_and_settings_come_back_as_they_were() {
        let west = Scope::Region(Region::parse("us-west-2").expect("a Region"));
        let object = StandbyObject {
            bucket: "failover".into(),
            key: "shop".into(),
            standing: ObjectStanding::Present {
                etag: Some("\"abc\"".into()),
                modified: Some(Instant::UNIX_EPOCH),
            },
        };
        let topic = Topic {
            arn: "arn:aws:sns:us-west-2:123456789012:incidents".into(),
            exists: true,
            subscriptions: vec![Subscription {
                protocol: "email".into(),
                endpoint: "a…@shop.example".into(),
                standing: SubscriptionStanding::Pending,
            }],
        };
        let settings = RegionSettings {
            opted_in: [("RDS".into(), true)].into(),
            managed: [("EFS".into(), false)].into(),
        };
        let mut estate = Estate::default();
        for (source, facts) in [
            (Source::StandbyObjects, Facts::StandbyObjects(vec![object])),
            (Source::Subscriptions, Facts::Topics(vec![topic])),
            (Source::RegionSettings, Facts::RegionSettings(settings)),
        ] {
            estate.apply(Observation {
                source,
                scope: west.clone(),
                asked: Instant::UNIX_EPOCH,
                at: Instant::UNIX_EPOCH,
                cadence: Span::minutes(1),
                calls: 1,
                skew_seconds: None,
                outcome: Ok(facts),
            });
        }
        let kept = decode(&encode(&estate, "shop", false), "shop", false).expect("it is whole");
        let facts = |estate: &Estate| -> Vec<_> {
            estate.observations().map(|seen| seen.outcome).collect()
        };
        assert_eq!(facts(&kept), facts(&estate));
        assert_eq!(facts(&kept).len(), 3);
    }

    #[test]
    fn a_region_that_was_taken_out_of_the_plan_is_forgotten() {
        let seen_in = |name: &str| Observation {
            source: Source::DbInstances,
            scope: Scope::Region(Region::parse(name).expect("a Region")),
            asked: Instant::UNIX_EPOCH,
            at: Instant::UNIX_EPOCH,
            cadence: Span::minutes(1),
            calls: 1,
            skew_seconds: None,
            outcome: Ok(Facts::DbInstances(vec![Default::default()])),
        };
        let kept = restored([seen_in("us-east-1"), seen_in("eu-west-1")]);
        let east = Scope::from(&Region::us_east_1());
        let left = kept.left_of(|_, scope| *scope == east);
        let slices: Vec<_> = left.slices().collect();
        assert_eq!(slices.len(), 1);
        assert!(slices[0].1 == &east && slices[0].2.restored);
        assert_eq!(left.instances.len(), 1);
    }

    #[test]
    fn what_is_written_in_pieces_comes_back_whole() {
        let region = Region::us_east_1();
        let mut estate = Estate::default();
        let metric = |number: usize| MetricSamples {
            key: MetricKey::replica_lag(&region, &format!("store-{number}\u{202e}")),
            samples: vec![Sample {
                at: Instant::UNIX_EPOCH,
                value: 7.0,
            }],
        };
        estate.apply(Observation {
            source: Source::Metrics,
            scope: Scope::from(&region),
            asked: Instant::UNIX_EPOCH,
            at: Instant::UNIX_EPOCH,
            cadence: Span::minutes(1),
            calls: 1,
            skew_seconds: None,
            outcome: Ok(Facts::Metrics((0..250).map(metric).collect())),
        });
        let kept = encode(&estate, "shop", false);
        assert_eq!(kept.lines().count(), 4);
        assert!(!kept.contains('\u{202e}'), "it acts on no terminal");
        let back = decode(&kept, "shop", false).expect("it was just written");
        assert!(back.metrics().eq(estate.metrics()));
    }
}
