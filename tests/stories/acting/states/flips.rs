//! What is asked of a flip of a failover pair.

use super::{Collected, Scene, undertaken};
use crate::support::{House, region};
use lifeboat::act::Class;
use lifeboat::estate::{Facts, Scope, Source};
use lifeboat::journal::Outcome;
use lifeboat::sim::world::objects::Object;
use lifeboat::sim::world::zones::{Answer, Routing};
use lifeboat::sim::world::{PRIMARY, STANDBY, World};
use lifeboat::sim::{Fault, FaultRule};
use lifeboat::terms::Span;

const FLIP: &str = "flip-failover";
const API: &str = "api.shop.example";
const WWW: &str = "www.shop.example";
const ZONE: &str = "Z0827164HARBORSHOP01";
const WWW_PRIMARY: &str = "1d9a6c2e-0a51-4f0e-9c11-7b1f5a2e0001";
const TAKES_OVER: &str = "3f7c8e4a-2c73-4b2a-9e33-9d3b7c4a0003";
const API_SECONDARY: &str = "4a6d9f5b-3d84-4c3b-8f44-0e4c8d5b0004";

const SWAP: [(&str, &str); 1] = [("means", "record-swap")];
const LATCH: [(&str, &str); 1] = [("means", "health-check")];

pub(super) async fn collect(collected: &mut Collected) {
    all_well(collected).await;
    all_wrong(collected).await;
    no_pair(collected).await;
    of_the_object(collected).await;
    without_control_plane(collected).await;
}

async fn all_well(collected: &mut Collected) {
    let mut scene = Scene::of(|_| {}).await;
    scene.weigh(collected, FLIP, API, &[]);
    for means in [SWAP, LATCH] {
        scene.weigh(collected, FLIP, WWW, &means);
    }
    let stays = scene.weigh(collected, FLIP, WWW, &[SWAP[0], ("to", PRIMARY)]);
    assert_eq!(stays.check("not-there").unwrap().class(), Class::Warn);
    assert_eq!(stays.check("writable").unwrap().class(), Class::Pass);
    let at = Span::minutes(3).before(scene.seen.now);
    scene.past = undertaken((FLIP, WWW), at, Some(Outcome::Done), &[("to", PRIMARY)]);
    let back = scene.weigh(collected, FLIP, WWW, &SWAP);
    assert_eq!(back.check("cool-down").unwrap().class(), Class::Block);
    let regions = &mut scene.plan.regions;
    std::mem::swap(&mut regions.primary, &mut regions.standby);
    scene.weigh(collected, FLIP, API, &[]);
}

fn all_about_them(world: &mut World) {
    let zone = world.zones.get_mut(ZONE).unwrap();
    zone.accelerated_recovery = Some("ENABLED".to_owned());
    for side in [PRIMARY, STANDBY] {
        let record = zone.record_mut("www.shop.example.", "A", side).unwrap();
        if let Answer::Values { ttl, .. } = &mut record.answer {
            *ttl = 300;
        }
    }
    let mut other = zone
        .record_mut("api.shop.example.", "A", PRIMARY)
        .unwrap()
        .clone();
    other.name = "blog.shop.example.".to_owned();
    other.routing = Routing::Weighted(1);
    zone.insert(other);
    let checks = &mut world.health_checks;
    let owner = (
        "arc.amazonaws.com".to_owned(),
        "a routing control".to_owned(),
    );
    checks.get_mut(WWW_PRIMARY).unwrap().linked_service = Some(owner);
    checks.get_mut(TAKES_OVER).unwrap().inverted = false;
    checks.get_mut(API_SECONDARY).unwrap().endpoint.up = false;
    let replica = world.instance_mut(STANDBY, "orders-db-usw2").unwrap();
    replica.read_replica_source = None;
    replica.status_infos.clear();
    let bucket = world.region_mut(STANDBY).buckets.get_mut("harbor-failover");
    let there = Object {
        body: "somebody was here".into(),
        etag: "\"1\"".to_owned(),
        content_type: "text/plain".to_owned(),
        modified: lifeboat::cli::simulated::epoch(),
    };
    let key = "api/standby-takes-over".to_owned();
    bucket.unwrap().objects.insert(key, there);
}

async fn all_wrong(collected: &mut Collected) {
    let scene = Scene::of(all_about_them).await;
    let api = scene.weigh(collected, FLIP, API, &[]);
    for (check, expected) in [
        ("inverted", Class::Refuse),
        ("presence", Class::Refuse),
        ("truth-table", Class::Refuse),
        ("side", Class::Block),
        ("one-writer", Class::Block),
        ("shared-check", Class::Warn),
    ] {
        assert_eq!(api.check(check).unwrap().class(), expected, "{check}");
    }
    for means in [SWAP, LATCH] {
        let www = scene.weigh(collected, FLIP, WWW, &means);
        assert_eq!(www.check("control-plane").unwrap().class(), Class::Pass);
        assert_eq!(www.check("ttl").unwrap().class(), Class::Warn);
    }
}

/// A pair that is none, or that lifeboat could not write again; and one of the
/// same name inside the network, which is another matter.
async fn no_pair(collected: &mut Collected) {
    let mut scene = Scene::of(|world| {
        let zone = world.zones.get_mut(ZONE).unwrap();
        let mut inner = zone.clone();
        let api = zone.record_mut("api.shop.example.", "A", STANDBY).unwrap();
        let key = api.key();
        zone.records.remove(&key);
        inner.id = "Z0827164HARBORINNER1".to_owned();
        inner.private = true;
        world.zones.insert(inner.id.clone(), inner);
    })
    .await;
    let api = scene.weigh(collected, FLIP, API, &[]);
    assert_eq!(api.check("pair").unwrap().class(), Class::Refuse);
    let www = scene.weigh(collected, FLIP, WWW, &SWAP);
    let pair = &www.check("pair").unwrap().found;
    assert_eq!(pair.class, Class::Pass, "{pair:?}");

    let records = scene.seen.estate.records_of(&ZONE.into()).unwrap().to_vec();
    let records = records.into_iter().map(|mut record| {
        record.not_modelled = vec!["GeoLocation".into()];
        record
    });
    let facts = Facts::Records {
        zones: vec![ZONE.into()],
        records: records.collect(),
    };
    scene.told(Source::Records, Scope::Global, Ok(facts));
    let www = scene.weigh(collected, FLIP, WWW, &SWAP);
    assert_eq!(www.check("pair").unwrap().class(), Class::Refuse);
}

async fn of_the_object(collected: &mut Collected) {
    let elsewhere = Scene::of(|world| {
        let bucket = world.region_mut(STANDBY).buckets.remove("harbor-failover");
        let bucket = bucket.unwrap();
        world
            .region_mut(PRIMARY)
            .buckets
            .insert(bucket.name.clone(), bucket);
    })
    .await;
    let elsewhere = elsewhere.weigh(collected, FLIP, API, &[]);
    assert_eq!(elsewhere.check("bucket").unwrap().class(), Class::Refuse);
    for (fault, expected) in [
        (Fault::AccessDenied, Class::Warn),
        (Fault::Refused, Class::Block),
    ] {
        let house = House::harbor().await;
        house.simulator().inject(FaultRule {
            service: Some("s3".to_owned()),
            ..FaultRule::everywhere(fault)
        });
        let scene = Scene::begin(house).await;
        let api = scene.weigh(collected, FLIP, API, &[]);
        assert_eq!(api.check("presence").unwrap().class(), expected);
    }
}

async fn without_control_plane(collected: &mut Collected) {
    let house = House::harbor().await;
    house.simulator().inject(FaultRule {
        service: Some("route53".to_owned()),
        ..FaultRule::everywhere(Fault::Refused)
    });
    let never_seen = Scene::begin(house).await;
    let api = never_seen.weigh(collected, FLIP, API, &[("to", STANDBY)]);
    for check in ["pair", "truth-table", "side", "inverted"] {
        assert_eq!(api.check(check).unwrap().class(), Class::Block, "{check}");
    }
    let mut scene = Scene::of(|_| {}).await;
    scene.lose(true).await;
    let www = scene.weigh(collected, FLIP, WWW, &[SWAP[0], ("to", STANDBY)]);
    let found = &www.check("control-plane").unwrap().found;
    assert_eq!(found.class, Class::Block);
    assert!(scene.seen.estate.silent_since(&region(PRIMARY)).is_some());
    let api = scene.weigh(collected, FLIP, API, &[SWAP[0], ("to", STANDBY)]);
    let clears = api.check("control-plane").unwrap().found.clears.as_deref();
    assert!(clears.unwrap().contains("standby-object"), "{clears:?}");
}
