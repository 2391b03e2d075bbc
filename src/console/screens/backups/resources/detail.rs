//! Everything that is known of how a resource is protected.

use super::{Row, continuous_here, job_words, kept};
use crate::assess::{BackupOrigin, BackupPoint, PointsIn};
use crate::console::glance::Glance;
use crate::console::screens::backups::{Said, dated};
use crate::estate::{Scope, Source};
use crate::terms::{Known, Region};
use ratatui::text::Line;

pub(super) fn lines(glance: &Glance<'_>, row: Row<'_>, width: usize) -> Vec<Line<'static>> {
    let it = &row.protection;
    let mut title = format!("{} {}", it.resource_type, it.name);
    if let Some(store) = &it.store {
        title = format!("{title}, declared as {store}");
    }
    let mut said = Said::new(glance, width, title.trim());
    let home = it.home.as_ref();
    let other = home.map(|home| glance.model.plan.other_region(home));
    kept_in(&mut said, glance, "here", &it.local, home);
    own(&mut said, glance, row.store_here());
    if let Some((since, until)) = continuous_here(&row) {
        let (since, until) = (dated(glance, since), dated(glance, until));
        said.line("pitr", format!("any second since {since}, until {until}"));
    }
    kept_in(&mut said, glance, "standby", &it.standby, other);
    own(&mut said, glance, row.store_in_standby());
    plans(&mut said, &row);
    job(&mut said, glance, &row);
    let listed = home.and_then(|home| {
        let protected = &glance.model.estate().protected;
        protected.get(&Scope::from(home), &it.resource)
    });
    if let Some(at) = listed.and_then(|listed| listed.last_backup) {
        let at = dated(glance, at);
        said.line(
            "listed",
            format!("{at} (LastBackupTime): whatever became of that backup, so no proof of one"),
        );
    }
    said.field("arn", Some(&it.resource), "ResourceArn");
    said.lines
}

fn kept_in(
    said: &mut Said<'_, '_>,
    glance: &Glance<'_>,
    label: &str,
    points: &Known<PointsIn>,
    region: Option<&Region>,
) {
    if let Some(region) = region {
        let scope = Scope::from(region);
        said.last_seen(Source::RecoveryPoints, &scope, "what follows may be over");
    }
    let place = region.map_or("its Region".to_owned(), ToString::to_string);
    let points = match points {
        Known::Known(points) => points,
        Known::Unknown(why) => {
            said.line(label, format!("{place}: {why}"));
            return;
        }
    };
    let newest = match &points.newest {
        Some(newest) => {
            let cold = if newest.cold { ", in cold storage" } else { "" };
            let at = dated(glance, newest.at);
            format!("newest usable of {at}, in vault {}{cold}", newest.vault)
        }
        None if kept::goes_on(points) => {
            "a continuous backup; up to when, the resource itself tells".to_owned()
        }
        None if points.count == 0 => "no recovery point".to_owned(),
        None => "no recovery point that can be restored".to_owned(),
    };
    let mut text = format!("{place}: {newest}");
    if points.count > 0 {
        text = format!("{text}; {} in all", points.count);
    }
    for (count, words) in [
        (points.continuous, "continuous"),
        (points.cold, "in cold storage"),
        (points.unusable, "of no use"),
    ] {
        if count > 0 {
            text = format!("{text}, {count} {words}");
        }
    }
    said.line(label, text);
    said.field(
        "",
        points.newest.as_ref().map(|it| &it.arn),
        "RecoveryPointArn",
    );
}

/// What the service itself keeps, where that is the newest.
fn own(said: &mut Said<'_, '_>, glance: &Glance<'_>, own: Option<&Known<Option<BackupPoint>>>) {
    let point = own.and_then(|own| own.value()?.as_ref());
    let Some(point) = point else {
        return;
    };
    let at = dated(glance, point.at);
    match point.origin {
        BackupOrigin::RecoveryPoint => {}
        BackupOrigin::Snapshot => said.line("", format!("a snapshot of {at}: {}", point.id)),
        BackupOrigin::Continuous => {
            said.line(
                "",
                format!("its own continuous backup, up to {at}: {}", point.id),
            );
        }
    }
}

fn plans(said: &mut Said<'_, '_>, row: &Row<'_>) {
    match &row.protection.plans {
        Known::Known(plans) if plans.is_empty() => {
            said.line("plans", "no backup plan of its Region selects it");
        }
        Known::Known(plans) => {
            for plan in plans {
                let rules: Vec<String> = plan.rules.iter().map(ToString::to_string).collect();
                let selected = plan.selected.words();
                said.line(
                    "plans",
                    format!("{} ({}): {selected}", plan.plan, rules.join(", ")),
                );
            }
        }
        Known::Unknown(why) => said.line("plans", why.to_string()),
    }
}

fn job(said: &mut Said<'_, '_>, glance: &Glance<'_>, row: &Row<'_>) {
    match &row.protection.last_job {
        Known::Known(Some(job)) => {
            let (_, words) = job_words(job, kept::answers_here(glance, row));
            let created = dated(glance, job.created);
            said.line(
                "last job",
                format!("{words}, created {created}: {}", job.id),
            );
            said.field("", job.message.as_ref(), "StatusMessage");
        }
        Known::Known(None) => said.line("last job", "none is listed"),
        Known::Unknown(why) => said.line("last job", why.to_string()),
    }
}
