//! A plan for tests: two Regions, a store of each kind that is measured, one
//! record.

use crate::estate::facts::{FailoverRole, HealthCheck, HostedZone, Record};
use crate::plan::*;
use crate::terms::Region;
use std::collections::BTreeMap;

pub(super) fn region(name: &str) -> Region {
    Region::parse(name).unwrap()
}

pub(super) fn store(name: &str, kind: StoreKind, standby: Option<&str>) -> Store {
    Store {
        name: name.to_owned(),
        kind,
        tier: None,
        identifier: name.to_owned(),
        standby: standby.map(str::to_owned),
        region: region("us-east-1"),
        rule: None,
        resource: None,
    }
}

/// A plan with one declared record and no stores.
pub(super) fn plan() -> Plan {
    Plan {
        name: "harbor".to_owned(),
        environment: Environment::Production,
        account: None,
        strategy: None,
        reviewed: None,
        regions: Regions {
            primary: region("us-east-1"),
            standby: region("us-west-2"),
            endpoints: BTreeMap::new(),
        },
        tiers: Vec::new(),
        stores: Vec::new(),
        records: vec![crate::plan::Record {
            name: "shop.example.com".to_owned(),
            kind: "A".to_owned(),
            zone: None,
            tier: None,
            region: region("us-east-1"),
            answers: BTreeMap::new(),
            standby_takes_over: None,
        }],
        contacts: Vec::new(),
        notify: Notify::default(),
        operate: Operate::default(),
        backup: Backup::default(),
        restore_test: RestoreTest::default(),
        probes: Vec::new(),
        runbooks: None,
        name_servers: Vec::new(),
    }
}

pub(super) fn zone(id: &str, name: &str) -> HostedZone {
    HostedZone {
        id: id.into(),
        name: name.into(),
        name_servers: Some(vec!["ns-1.awsdns-01.org".into()]),
        ..HostedZone::default()
    }
}

pub(super) fn failover(zone: &str, name: &str, check: Option<&str>) -> Record {
    Record {
        zone: zone.into(),
        name: name.into(),
        kind: "A".into(),
        failover: Some(FailoverRole::Primary),
        health_check: check.map(Into::into),
        ..Record::default()
    }
}

pub(super) fn check(id: &str, kind: &str, children: &[&str]) -> HealthCheck {
    HealthCheck {
        id: id.into(),
        kind: kind.into(),
        children: children.iter().map(|it| (*it).into()).collect(),
        ..HealthCheck::default()
    }
}
