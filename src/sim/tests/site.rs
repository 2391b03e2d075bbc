//! What customers get, by who is behind the name and what is behind that.

use super::Lab;
use crate::sim::world::site::Visit;
use crate::sim::world::{PRIMARY, STANDBY};

fn visit(lab: &Lab, name: &str) -> Visit {
    let now = lab.now();
    lab.sim.with_world(|world| world.visit(name, now))
}

fn page(status: u16, text: &str) -> Visit {
    Visit::Page {
        status,
        text: text.to_owned(),
    }
}

#[test]
fn the_site_answers_while_what_it_writes_to_takes_writes() {
    let lab = Lab::new();
    for name in ["www.shop.example", "api.shop.example", "shop.example"] {
        assert_eq!(visit(&lab, name), page(200, "ok, from us-east-1\n"));
    }
    // The standby's own address is there, and its databases follow.
    let standby = page(503, "503 orders-db-usw2 takes no writes\n");
    assert_eq!(visit(&lab, "www-usw2.shop.example"), standby);
    assert_eq!(visit(&lab, "ftp.shop.example"), Visit::UnknownHost);
    assert_eq!(visit(&lab, "mail-1.shop.example"), Visit::Silent);
    lab.sim.with_world(|world| {
        let orders = world.instance_mut(PRIMARY, "orders-db").unwrap();
        orders.status = "rebooting".to_owned();
    });
    let cut_off = page(503, "503 orders-db takes no writes\n");
    assert_eq!(visit(&lab, "www.shop.example"), cut_off);
}

#[test]
fn a_region_that_is_dark_is_silent_and_a_standby_that_took_over_answers() {
    let lab = Lab::new();
    lab.sim.with_world(|world| {
        let at = world.epoch;
        world.region_mut(PRIMARY).lose(at);
        let replica = world.instance_mut(STANDBY, "orders-db-usw2").unwrap();
        replica.read_replica_source = None;
        let there = world.region_mut(STANDBY);
        let catalog = there.clusters.get_mut("catalog-usw2").unwrap();
        catalog.members[0].writer = true;
    });
    assert_eq!(visit(&lab, "www-use1.shop.example"), Visit::Silent);
    let taken_over = page(200, "ok, from us-west-2\n");
    assert_eq!(visit(&lab, "www-usw2.shop.example"), taken_over);
}
