//! What a flip by the standby-takes-over object asks (`domain.md` §10, D, STOP).

use super::flip::only;
use crate::act::check::{CheckEntry, Class, Found};
use crate::act::flip::Means;
use crate::estate::facts::{HealthCheck, ObjectStanding};
use crate::plan::StandbyTakesOver;

use Class::{Block, Pass, Refuse, Warn};

/// Whether the bucket is in the standby Region, and that is not us-east-1.
pub(in crate::act) static BUCKET: CheckEntry = CheckEntry::new(
    "bucket",
    "the bucket is in the standby Region, and that is not us-east-1",
    &[Pass, Warn, Refuse],
    |case| {
        only(case, Means::StandbyObject, |flip| {
            let standby = &case.sight.plan.regions.standby;
            let seen = flip.object(case).and_then(|(_, seen)| seen);
            if let Some(ObjectStanding::Elsewhere { region }) = seen.map(|it| &it.standing) {
                let region = region
                    .as_ref()
                    .map_or("elsewhere".to_owned(), ToString::to_string);
                return Found::refuse(format!("the bucket is in {region}, not in {standby}"))
                    .measured(region)
                    .against(standby)
                    .clears("a bucket in the standby Region");
            }
            if standby.as_str() == "us-east-1" {
                Found::warn("the standby Region is us-east-1, where much else depends on")
                    .measured(standby)
            } else {
                Found::pass(format!("the bucket is in {standby}")).measured(standby)
            }
        })
    },
);

/// Whether the PRIMARY's health check looks at that object, inverted.
pub(in crate::act) static INVERTED: CheckEntry = CheckEntry::new(
    "inverted",
    "the PRIMARY's health check looks at that object, inverted",
    &[Pass, Block, Refuse],
    |case| {
        only(case, Means::StandbyObject, |flip| {
            let Some((named, _)) = flip.object(case) else {
                return Found::refuse("the plan names no object");
            };
            match flip.primary_check(case) {
                None => Found::block("the PRIMARY's health check was not seen: whether it follows the object is not known")
                    .clears("Route 53 lists its health checks"),
                Some(check) if !looks_at(check, named) => Found::refuse(format!(
                    "the PRIMARY's health check looks at {}{}, not at {}/{}",
                    check.host.clone().or(check.address.clone()).unwrap_or_default(),
                    check.path.clone().unwrap_or_default(),
                    named.bucket,
                    named.key
                ))
                .clears("the plan's object, or the health check, corrected"),
                Some(check) if check.disabled => {
                    Found::refuse("the PRIMARY's health check is disabled: it follows nothing")
                        .clears("`Disabled` taken off it")
                }
                Some(check) if !check.inverted => Found::refuse(
                    "the PRIMARY's health check is not inverted: the object would bring traffic back",
                )
                .clears("`Inverted` set on it"),
                Some(_) => Found::pass("the PRIMARY's health check looks at the object, inverted"),
            }
        })
    },
);

/// Whether a health check looks at an object: by the bucket's own host name, or
/// by a path that begins with the bucket.
fn looks_at(check: &HealthCheck, named: &StandbyTakesOver) -> bool {
    let host = check
        .host
        .as_ref()
        .map(|it| it.raw().to_ascii_lowercase())
        .unwrap_or_default();
    let path = check.path.as_ref().map(|it| it.raw()).unwrap_or_default();
    let key = named.key.trim_start_matches('/');
    let by_host = host.starts_with(&format!("{}.", named.bucket)) && path == format!("/{key}");
    by_host || path == format!("/{}/{key}", named.bucket)
}

/// Whether the object is where it is to be changed from.
pub(in crate::act) static PRESENCE: CheckEntry = CheckEntry::new(
    "presence",
    "the object is as the flip supposes",
    &[Pass, Warn, Block, Refuse],
    |case| {
        only(case, Means::StandbyObject, |flip| {
            let seen = flip.object(case).and_then(|(_, seen)| seen);
            let puts = flip
                .to_secondary()
                .unwrap_or(flip.to == case.sight.plan.regions.standby);
            match (seen.map(|it| &it.standing), puts) {
                (None, _) => Found::block("whether the object is there was not seen")
                    .clears("S3 in the standby Region answers"),
                (Some(ObjectStanding::NotPermitted), _) => Found::warn(
                    "S3 answers 403: without `s3:ListBucket` that says nothing of the object",
                )
                .clears("`s3:ListBucket` on the bucket for who watches"),
                (Some(ObjectStanding::Elsewhere { .. }), _) => {
                    Found::refuse("the bucket is in another Region")
                        .clears("a bucket in the standby Region")
                }
                (Some(ObjectStanding::Absent), true) => {
                    Found::pass("the object is absent: it is put").measured("absent")
                }
                (Some(ObjectStanding::Present { .. }), false) => {
                    Found::pass("the object is there: it is deleted").measured("present")
                }
                (Some(ObjectStanding::Present { .. }), true) => {
                    Found::refuse("the object is there already: somebody has flipped it so")
                        .measured("present")
                        .against("absent")
                        .clears("looking at who put it")
                }
                (Some(ObjectStanding::Absent), false) => {
                    Found::refuse("the object is absent already: it was not flipped by it")
                        .measured("absent")
                        .against("present")
                        .clears("the means by which it was flipped")
                }
            }
        })
    },
);
