//! How each resource that AWS Backup knows is protected.

use crate::assess::fixture::*;
use crate::assess::{Protection, Selected, State};
use crate::estate::facts::{BackupSelection, ProtectedResource};
use crate::estate::{Facts, Scope, Source};
use crate::terms::{Known, OutsideText, Span, Unknown};

fn protection(world: &World, arn: &str) -> Protection {
    let arn = OutsideText::new(arn);
    world
        .assessment()
        .protection(&arn, &world.estate, world.now)
}

#[test]
fn a_store_is_told_with_what_is_kept_of_it_here_and_there() {
    let mut world = World::healthy();
    let hours = |hours| Span::hours(hours).before(world.now);
    let mut old = point("old", "uploads", hours(30));
    old.storage_class = Some("COLD".into());
    let mut broken = point("broken", "uploads", hours(1));
    broken.status = "PARTIAL".into();
    // Completed an hour ago, and of the data of five hours ago.
    let mut new = point("new", "uploads", hours(4));
    new.initiated = Some(hours(5));
    new.completed = Some(hours(1));
    let here = vec![old, broken, new, point("other", "carts", hours(2))];
    let there = vec![point("copy", "uploads", hours(29))];
    let mut job = backup_job("job-1", "uploads", hours(1));
    job.state = "FAILED".into();
    let completed = backup_job("job-0", "uploads", hours(5));
    let expected = hours(5);
    world.points(World::EAST, here);
    world.points(World::WEST, there);
    world.backup_jobs(World::EAST, vec![job, completed]);

    let told = protection(&world, &arn_of("uploads"));
    assert_eq!(told.name.raw(), "fs-0a1b2c3d");
    assert_eq!(told.store.as_deref(), Some("uploads"));
    assert_eq!(told.home, Some(World::east()));
    let local = told.local.value().expect("its Region was seen");
    assert_eq!((local.count, local.cold, local.unusable), (3, 1, 1));
    let newest = local.newest.as_ref().expect("one can be restored");
    assert_eq!(newest.at, expected, "by its data, not by its completion");
    let standby = told.standby.value().expect("it was seen");
    assert_eq!((&standby.region, standby.count), (&World::west(), 1));
    let job = told.last_job.value().and_then(Option::as_ref);
    let job = job.expect("one is listed");
    assert_eq!((job.id.raw(), job.state), ("job-1", State::Bad));
}

#[test]
fn a_job_that_is_stopped_or_has_a_new_word_for_it_is_not_well() {
    let mut world = World::healthy();
    for (word, state) in [
        ("RUNNING", State::Ok),
        ("COMPLETED", State::Ok),
        ("ABORTING", State::Warn),
        ("ADJOURNED", State::Unknown),
    ] {
        let mut job = backup_job("job-1", "uploads", world.now);
        job.state = word.into();
        world.backup_jobs(World::EAST, vec![job]);
        let told = protection(&world, &arn_of("uploads"));
        let job = told.last_job.value().and_then(Option::as_ref);
        assert_eq!(job.map(|job| job.state), Some(state), "{word}");
    }
}

#[test]
fn what_was_not_seen_is_not_none() {
    let world = World::unseen();
    let told = protection(&world, &arn_of("uploads"));
    assert_eq!(told.local, Known::Unknown(Unknown::NotYet));
    assert_eq!(told.plans, Known::Unknown(Unknown::NotYet));
    assert_eq!(told.last_job, Known::Unknown(Unknown::NotYet));
    let told = protection(&World::healthy(), "arn:aws:s3:::somebodys");
    assert!(told.local.value().is_none(), "a bucket names no Region");
}

#[test]
fn the_plans_that_select_it_are_named_and_tags_cannot_be_told() {
    let mut world = World::healthy();
    let select = |plan: &str, resources: &[&str], tagged: bool| {
        let mut it = plan_copying(World::WEST);
        (it.id, it.name) = (plan.into(), plan.into());
        it.selections = vec![BackupSelection {
            resources: resources.iter().map(|arn| (*arn).into()).collect(),
            all_tags: tagged.then(Default::default).into_iter().collect(),
            ..Default::default()
        }];
        it
    };
    let plans = vec![
        select("by-arn", &[&arn_of("uploads")], false),
        select("by-tag", &["*"], true),
        select("others", &["arn:aws:rds:*:*:db:*"], false),
    ];
    world.backup_plans(World::EAST, plans);
    let told = protection(&world, &arn_of("uploads")).plans;
    let told: Vec<(&str, Selected, usize)> = told
        .value()
        .expect("the plans were seen")
        .iter()
        .map(|by| (by.plan.raw(), by.selected, by.rules.len()))
        .collect();
    assert_eq!(
        told,
        [
            ("by-arn", Selected::Yes, 1),
            ("by-tag", Selected::ByTags, 1)
        ]
    );
}

#[test]
fn every_resource_is_listed_once() {
    let mut world = World::healthy();
    let listed = ProtectedResource {
        resource: arn_of("uploads").into(),
        name: Some("uploads of the shop".into()),
        resource_type: "EFS".into(),
        ..Default::default()
    };
    let unknown = ProtectedResource {
        resource: "arn:aws:s3:::somebodys".into(),
        ..Default::default()
    };
    let facts = Facts::Protected(vec![listed, unknown]);
    world.see(Source::Protected, Scope::Region(World::west()), facts);
    let all = world
        .assessment()
        .protected_resources(&world.estate, world.now);
    let all: Vec<&str> = all.iter().map(OutsideText::raw).collect();
    let global = "arn:aws:rds:us-east-1:123456789012:cluster:catalog";
    assert_eq!(
        all,
        [
            arn_of("carts").as_str(),
            arn_of("uploads").as_str(),
            global,
            arn_of("orders-db").as_str(),
            "arn:aws:s3:::harbor-media",
            "arn:aws:s3:::somebodys",
        ]
    );
    let told = protection(&world, &arn_of("uploads"));
    assert_eq!(told.name.raw(), "uploads of the shop");
    assert_eq!(told.resource_type.raw(), "EFS");
    // Where it was listed, when nothing else tells.
    let bucket = protection(&world, "arn:aws:s3:::somebodys");
    assert_eq!(bucket.home, Some(World::west()));
}
