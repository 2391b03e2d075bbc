//! What happens of itself as the clock passes: daily snapshots, backup jobs, their copies, expiry.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Datelike, Duration, NaiveDate, NaiveTime, Utc, Weekday};

use super::World;
use super::backups::{BackupPlan, BackupRule};
use super::databases::Tag;
use super::operations::{ClusterStep, GlobalStep, InstanceStep};
use super::promotion::Step;

mod jobs;
mod on_demand;
mod snapshots;

use on_demand::RestoreStep;
pub use on_demand::{WantedBackup, WantedCopy, WantedRestore};

/// Something that is due at an instant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Task {
    /// Midnight: note what is due on this day, and let go of what has expired.
    Day(NaiveDate),
    Snapshot {
        region: String,
        instance: String,
    },
    ClusterSnapshot {
        region: String,
        cluster: String,
    },
    StartBackup(Backup),
    RunBackup {
        region: String,
        job: String,
    },
    FinishBackup {
        backup: Backup,
        job: String,
    },
    FinishCopy {
        region: String,
        job: String,
    },
    Restore {
        region: String,
        job: String,
        step: RestoreStep,
    },
    Promote {
        region: String,
        instance: String,
        step: Step,
    },
    Instance {
        region: String,
        instance: String,
        step: InstanceStep,
    },
    SnapshotReady {
        region: String,
        snapshot: String,
    },
    Cluster {
        region: String,
        cluster: String,
        step: ClusterStep,
    },
    Global {
        global: String,
        step: GlobalStep,
    },
}

/// One backup a plan asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Backup {
    region: String,
    plan: String,
    rule: String,
    resource: String,
}

/// What is due, by instant and in the order it was noted.
#[derive(Debug, Clone)]
pub(super) struct Agenda {
    reached: DateTime<Utc>,
    due: BTreeMap<(DateTime<Utc>, u64), Task>,
    noted: u64,
}

impl Agenda {
    /// An agenda on which nothing has happened before this instant.
    pub(super) fn starting(at: DateTime<Utc>) -> Agenda {
        let mut agenda = Agenda {
            reached: at,
            due: BTreeMap::new(),
            noted: 0,
        };
        agenda.note(at, Task::Day(at.date_naive()));
        agenda
    }

    /// How far everything has happened.
    pub(super) fn reached(&self) -> DateTime<Utc> {
        self.reached
    }

    pub(super) fn note(&mut self, at: DateTime<Utc>, task: Task) {
        self.noted += 1;
        self.due.insert((at, self.noted), task);
    }

    fn next(&mut self, until: DateTime<Utc>) -> Option<(DateTime<Utc>, Task)> {
        let entry = self.due.first_entry()?;
        let at = entry.key().0;
        (at <= until).then(|| (at, entry.remove()))
    }
}

/// When a cron rule runs on a day, for the expressions the simulator understands: daily, on one day of the
/// week, on one day of the month, at one minute of one hour (UTC).
pub(super) fn cron_on(expression: &str, day: NaiveDate) -> Option<DateTime<Utc>> {
    let inner = expression.strip_prefix("cron(")?.strip_suffix(')')?;
    let fields: Vec<&str> = inner.split_whitespace().collect();
    let [minute, hour, day_of_month, "*", day_of_week, "*"] = fields.as_slice() else {
        return None;
    };
    let time = NaiveTime::from_hms_opt(hour.parse().ok()?, minute.parse().ok()?, 0)?;
    let month_day =
        matches!(*day_of_month, "*" | "?") || day_of_month.parse::<u32>().ok() == Some(day.day());
    let week_day =
        matches!(*day_of_week, "*" | "?") || week_day(day_of_week) == Some(day.weekday());
    (month_day && week_day).then(|| day.and_time(time).and_utc())
}

/// A day of the week as EventBridge's cron writes it: by name, or 1 for Sunday.
fn week_day(text: &str) -> Option<Weekday> {
    match text {
        "SUN" | "1" => Some(Weekday::Sun),
        "MON" | "2" => Some(Weekday::Mon),
        "TUE" | "3" => Some(Weekday::Tue),
        "WED" | "4" => Some(Weekday::Wed),
        "THU" | "5" => Some(Weekday::Thu),
        "FRI" | "6" => Some(Weekday::Fri),
        "SAT" | "7" => Some(Weekday::Sat),
        _ => None,
    }
}

/// The start of a `hh:mm-hh:mm` window on a day.
fn window_on(window: &str, day: NaiveDate) -> Option<DateTime<Utc>> {
    let (start, _) = window.split_once('-')?;
    let time = NaiveTime::parse_from_str(start, "%H:%M").ok()?;
    Some(day.and_time(time).and_utc())
}

impl World {
    /// Starts the agenda anew at an instant, for building a history.
    pub(super) fn restart_agenda(&mut self, at: DateTime<Utc>) {
        self.agenda = Agenda::starting(at);
    }

    /// Does everything that is due until `now`.
    pub(super) fn run_agenda(&mut self, now: DateTime<Utc>) {
        while let Some((at, task)) = self.agenda.next(now) {
            self.agenda.reached = at;
            match task {
                Task::Day(day) => self.plan_day(day, at),
                Task::Snapshot { region, instance } => self.take_snapshot(&region, &instance, at),
                Task::ClusterSnapshot { region, cluster } => {
                    self.take_cluster_snapshot(&region, &cluster, at);
                }
                Task::StartBackup(backup) => self.start_backup(backup, at),
                Task::RunBackup { region, job } => self.run_backup(&region, &job, at),
                Task::FinishBackup { backup, job } => self.finish_backup(&backup, &job, at),
                Task::FinishCopy { region, job } => self.finish_copy(&region, &job, at),
                Task::Restore { region, job, step } => {
                    self.step_restore(&region, &job, step, at);
                }
                Task::Promote {
                    region,
                    instance,
                    step,
                } => {
                    self.step_promotion(&region, &instance, step, at);
                    if step == Step::Available {
                        self.take_snapshot(&region, &instance, at);
                    }
                }
                Task::Instance {
                    region,
                    instance,
                    step,
                } => self.step_instance(&region, &instance, step, at),
                Task::SnapshotReady { region, snapshot } => {
                    self.finish_snapshot(&region, &snapshot, at);
                }
                Task::Cluster {
                    region,
                    cluster,
                    step,
                } => self.step_cluster(&region, &cluster, step, at),
                Task::Global { global, step } => self.step_global(&global, step, at),
            }
        }
        self.agenda.reached = now;
    }

    /// Runs a backup plan's first rule out of turn, for everything it selects.
    pub fn run_plan(&mut self, region: &str, name: &str, at: DateTime<Utc>) {
        let plans = self.regions.get(region).map(|here| &here.plans);
        let plan = plans.and_then(|plans| plans.values().find(|plan| plan.name == name));
        let Some((plan, rule)) = plan.and_then(|plan| Some((plan, plan.rules.first()?))) else {
            return;
        };
        for task in self.backups_of(region, plan, rule) {
            self.agenda.note(at, task);
        }
    }

    fn plan_day(&mut self, day: NaiveDate, at: DateTime<Utc>) {
        self.expire(at);
        let mut tasks = Vec::new();
        for (name, region) in &self.regions {
            for instance in region.instances.values() {
                // Members of a cluster are backed up with it.
                if instance.backup_retention_days > 0 && instance.cluster.is_none() {
                    let task = Task::Snapshot {
                        region: name.clone(),
                        instance: instance.identifier.clone(),
                    };
                    tasks.extend(window_on(&instance.backup_window, day).map(|due| (due, task)));
                }
            }
            for cluster in region.clusters.values() {
                if cluster.backup_retention_days > 0 {
                    let task = Task::ClusterSnapshot {
                        region: name.clone(),
                        cluster: cluster.identifier.clone(),
                    };
                    tasks.extend(window_on(&cluster.backup_window, day).map(|due| (due, task)));
                }
            }
            for plan in region.plans.values() {
                for rule in &plan.rules {
                    let Some(due) = cron_on(&rule.schedule, day) else {
                        continue;
                    };
                    let backups = self.backups_of(name, plan, rule);
                    tasks.extend(backups.into_iter().map(|backup| (due, backup)));
                }
            }
        }
        for (due, task) in tasks {
            if due >= at {
                self.agenda.note(due, task);
            }
        }
        if let Some(next) = day.succ_opt() {
            self.agenda
                .note(next.and_time(NaiveTime::MIN).and_utc(), Task::Day(next));
        }
    }

    fn backups_of(&self, region: &str, plan: &BackupPlan, rule: &BackupRule) -> Vec<Task> {
        self.selected(region, plan)
            .into_iter()
            .map(|resource| {
                Task::StartBackup(Backup {
                    region: region.to_owned(),
                    plan: plan.id.clone(),
                    rule: rule.id.clone(),
                    resource,
                })
            })
            .collect()
    }

    /// The ARNs a plan's selections choose in a Region, each once.
    fn selected(&self, region: &str, plan: &BackupPlan) -> BTreeSet<String> {
        let mut chosen = BTreeSet::new();
        for selection in plan.selections.values() {
            let mut of_selection: BTreeSet<String> = selection.resources.iter().cloned().collect();
            if !selection.tags.is_empty() {
                for (arn, tags) in self.taggable(region) {
                    let matches = selection.tags.iter().any(|(key, value)| {
                        tags.iter()
                            .any(|tag| tag.key == *key && tag.value == *value)
                    });
                    if matches {
                        of_selection.insert(arn.to_owned());
                    }
                }
            }
            for excluded in &selection.not_resources {
                of_selection.remove(excluded);
            }
            chosen.append(&mut of_selection);
        }
        chosen
    }

    /// What AWS Backup calls the kind of a resource that it could back up in a Region; none when there is no
    /// such resource.
    pub fn backed_up_kind(&self, region: &str, arn: &str) -> Option<&'static str> {
        let mut there = self.taggable(region).into_iter();
        there
            .any(|(own, _)| own == arn)
            .then(|| jobs::kind_and_name(arn).0)
    }

    fn taggable(&self, region: &str) -> Vec<(&str, &[Tag])> {
        let Some(region) = self.regions.get(region) else {
            return Vec::new();
        };
        let instances = region
            .instances
            .values()
            .filter(|instance| instance.cluster.is_none())
            .map(|instance| (instance.arn.as_str(), instance.tags.as_slice()));
        let clusters = region
            .clusters
            .values()
            .map(|c| (c.arn.as_str(), c.tags.as_slice()));
        let tables = region
            .tables
            .values()
            .map(|t| (t.arn.as_str(), t.tags.as_slice()));
        let buckets = region
            .buckets
            .values()
            .map(|b| (b.arn.as_str(), b.tags.as_slice()));
        let systems = region
            .file_systems
            .values()
            .map(|f| (f.arn.as_str(), f.tags.as_slice()));
        instances
            .chain(clusters)
            .chain(tables)
            .chain(buckets)
            .chain(systems)
            .collect()
    }

    /// Lets go of what is past its retention.
    fn expire(&mut self, at: DateTime<Utc>) {
        for region in self.regions.values_mut() {
            region
                .snapshots
                .retain(|_, snapshot| snapshot.expires.is_none_or(|expires| expires > at));
            region
                .cluster_snapshots
                .retain(|_, snapshot| snapshot.expires.is_none_or(|expires| expires > at));
            for vault in region.vaults.values_mut() {
                vault
                    .recovery_points
                    .retain(|_, point| point.delete_at().is_none_or(|delete| delete > at));
            }
            region
                .events
                .retain(|event| at - event.date <= Duration::days(14));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, month, day).unwrap()
    }

    #[test]
    fn daily_weekly_and_monthly_rules_run_on_their_days_only() {
        let at_five = |d: NaiveDate| Some(d.and_hms_opt(5, 0, 0).unwrap().and_utc());
        assert_eq!(cron_on("cron(0 5 ? * * *)", day(3, 4)), at_five(day(3, 4)));
        // 1 March 2026 is a Sunday.
        assert_eq!(
            cron_on("cron(0 5 ? * SUN *)", day(3, 1)),
            at_five(day(3, 1))
        );
        assert_eq!(cron_on("cron(0 5 ? * SUN *)", day(3, 2)), None);
        assert_eq!(cron_on("cron(0 5 1 * ? *)", day(4, 1)), at_five(day(4, 1)));
        assert_eq!(cron_on("cron(0 5 1 * ? *)", day(4, 2)), None);
        assert_eq!(cron_on("rate(1 day)", day(4, 2)), None);
        assert_eq!(cron_on("cron(99 5 ? * * *)", day(4, 2)), None);
    }
}
