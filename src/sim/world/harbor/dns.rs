//! The shop's names: the zone `shop.example.`, its failover pairs, and the health checks behind them.

use std::net::{IpAddr, Ipv4Addr};

use chrono::{DateTime, Duration, Utc};

use crate::sim::world::health::{CheckKind, Endpoint, HealthCheck};
use crate::sim::world::site::Site;
use crate::sim::world::zones::{Answer, Host, HostedZone, RecordSet, Routing};
use crate::sim::world::{PRIMARY, STANDBY, World};

/// The health checks of the shop, by their role.
mod checks {
    pub(super) const WWW_PRIMARY: &str = "1d9a6c2e-0a51-4f0e-9c11-7b1f5a2e0001";
    pub(super) const WWW_SECONDARY: &str = "2e8b7d3f-1b62-4a1f-8d22-8c2a6b3f0002";
    pub(super) const STANDBY_TAKES_OVER: &str = "3f7c8e4a-2c73-4b2a-9e33-9d3b7c4a0003";
    pub(super) const API_SECONDARY: &str = "4a6d9f5b-3d84-4c3b-8f44-0e4c8d5b0004";
    pub(super) const ORDERS_TCP: &str = "5b5e0a6c-4e95-4d4c-9a55-1f5d9e6c0005";
    pub(super) const SHOP: &str = "6c4f1b7d-5fa6-4e5d-8b66-2a6e0f7d0006";
    pub(super) const REPLICA_LAG: &str = "7d3a2c8e-6ab7-4f6e-9c77-3b7f1a8e0007";
}

const ZONE: &str = "Z0827164HARBORSHOP01";
const PRIMARY_BALANCER: &str = "harbor-use1-1482063957.us-east-1.elb.amazonaws.com.";
const STANDBY_BALANCER: &str = "harbor-usw2-0937562841.us-west-2.elb.amazonaws.com.";

/// Adds zone, health checks and the names outside the zone.
pub(super) fn add(world: &mut World) {
    for check in health_checks(world.epoch - Duration::days(300)) {
        world.health_checks.insert(check.id.clone(), check);
    }
    let zone = zone();
    world.zones.insert(zone.id.clone(), zone);
    add_hosts(world);
    add_sites(world);
}

fn endpoint(region: &str, up: bool, since: DateTime<Utc>) -> Endpoint {
    Endpoint {
        up,
        since,
        earlier: Vec::new(),
        region: Some(region.to_owned()),
    }
}

fn health_checks(since: DateTime<Utc>) -> Vec<HealthCheck> {
    let http = |tls: bool, path: &str, search: Option<&str>| CheckKind::Http {
        tls,
        path: path.to_owned(),
        search: search.map(str::to_owned),
    };
    let base = |id: &str, name: &str, kind: CheckKind| HealthCheck {
        id: id.to_owned(),
        caller_reference: format!("harbor-{name}"),
        version: 1,
        linked_service: None,
        kind,
        address: None,
        domain_name: None,
        port: None,
        interval_seconds: 30,
        failure_threshold: 3,
        inverted: false,
        disabled: false,
        endpoint: endpoint(PRIMARY, true, since),
    };
    vec![
        HealthCheck {
            domain_name: Some("www-use1.shop.example".to_owned()),
            port: Some(443),
            interval_seconds: 10,
            ..base(
                checks::WWW_PRIMARY,
                "www-primary",
                http(true, "/healthz", None),
            )
        },
        HealthCheck {
            address: Some("198.51.100.10".to_owned()),
            domain_name: Some("www-usw2.shop.example".to_owned()),
            port: Some(80),
            endpoint: endpoint(STANDBY, true, since),
            ..base(
                checks::WWW_SECONDARY,
                "www-secondary",
                http(false, "/healthz", Some("ready")),
            )
        },
        HealthCheck {
            // Healthy while the object is absent: whoever puts it hands the API to the standby.
            domain_name: Some("harbor-failover.s3.us-west-2.amazonaws.com".to_owned()),
            port: Some(80),
            interval_seconds: 10,
            inverted: true,
            endpoint: endpoint(STANDBY, false, since),
            ..base(
                checks::STANDBY_TAKES_OVER,
                "standby-takes-over",
                http(false, "/api/standby-takes-over", None),
            )
        },
        HealthCheck {
            address: Some("198.51.100.20".to_owned()),
            port: Some(443),
            endpoint: endpoint(STANDBY, true, since),
            ..base(checks::API_SECONDARY, "api-secondary", CheckKind::Tcp)
        },
        HealthCheck {
            address: Some("192.0.2.30".to_owned()),
            port: Some(5432),
            ..base(checks::ORDERS_TCP, "orders-proxy", CheckKind::Tcp)
        },
        base(
            checks::SHOP,
            "shop",
            CheckKind::Calculated {
                children: vec![
                    checks::WWW_PRIMARY.to_owned(),
                    checks::ORDERS_TCP.to_owned(),
                ],
                threshold: 2,
            },
        ),
        base(
            checks::REPLICA_LAG,
            "replica-lag",
            CheckKind::CloudWatch {
                region: STANDBY.to_owned(),
                alarm: "orders-db-usw2-lag".to_owned(),
                insufficient_data: "LastKnownStatus".to_owned(),
            },
        ),
    ]
}

fn simple(name: &str, record_type: &str, ttl: u32, values: &[&str]) -> RecordSet {
    RecordSet {
        name: name.to_owned(),
        record_type: record_type.to_owned(),
        set_identifier: String::new(),
        routing: Routing::Simple,
        answer: Answer::Values {
            ttl,
            values: values.iter().map(|value| (*value).to_owned()).collect(),
        },
        health_check: None,
    }
}

/// The two records of a failover pair.
fn pair(name: &str, answers: [Answer; 2], checks: [Option<&str>; 2]) -> [RecordSet; 2] {
    let [primary, secondary] = answers;
    let side = |region: &str, routing, answer, check: Option<&str>| RecordSet {
        name: name.to_owned(),
        record_type: "A".to_owned(),
        set_identifier: region.to_owned(),
        routing,
        answer,
        health_check: check.map(str::to_owned),
    };
    [
        side(PRIMARY, Routing::Primary, primary, checks[0]),
        side(STANDBY, Routing::Secondary, secondary, checks[1]),
    ]
}

fn address(value: &str) -> Answer {
    Answer::Values {
        ttl: 60,
        values: vec![value.to_owned()],
    }
}

fn alias(zone_id: &str, dns_name: &str) -> Answer {
    Answer::Alias {
        zone_id: zone_id.to_owned(),
        dns_name: dns_name.to_owned(),
        evaluate_target_health: true,
    }
}

fn zone() -> HostedZone {
    let name_servers: Vec<String> = (1..=4).map(|n| format!("ns-{n}.sim.example")).collect();
    let mut zone = HostedZone {
        id: ZONE.to_owned(),
        name: "shop.example.".to_owned(),
        comment: Some("Harbor Outfitters".to_owned()),
        private: false,
        name_servers: name_servers.clone(),
        accelerated_recovery: Some("DISABLED".to_owned()),
        records: [].into(),
        changes: Vec::new(),
    };
    let servers: Vec<String> = name_servers.iter().map(|name| format!("{name}.")).collect();
    let servers: Vec<&str> = servers.iter().map(String::as_str).collect();
    let plain = [
        simple("shop.example.", "NS", 172_800, &servers),
        simple(
            "shop.example.",
            "SOA",
            900,
            &["ns-1.sim.example. hostmaster.shop.example. 1 7200 900 1209600 86400"],
        ),
        simple(
            "shop.example.",
            "MX",
            3_600,
            &["10 mail-1.shop.example.", "20 mail-2.shop.example."],
        ),
        simple(
            "shop.example.",
            "TXT",
            300,
            &["\"v=spf1 include:mail.shop.example -all\""],
        ),
        simple("mail-1.shop.example.", "A", 300, &["192.0.2.40"]),
        simple("mail-2.shop.example.", "A", 300, &["198.51.100.40"]),
        simple("www-use1.shop.example.", "A", 300, &["192.0.2.10"]),
        simple("www-usw2.shop.example.", "A", 300, &["198.51.100.10"]),
        simple("m.shop.example.", "CNAME", 300, &["www.shop.example."]),
    ];
    let www = pair(
        "www.shop.example.",
        [address("192.0.2.10"), address("198.51.100.10")],
        [Some(checks::WWW_PRIMARY), Some(checks::WWW_SECONDARY)],
    );
    let api = pair(
        "api.shop.example.",
        [address("192.0.2.20"), address("198.51.100.20")],
        [
            Some(checks::STANDBY_TAKES_OVER),
            Some(checks::API_SECONDARY),
        ],
    );
    // The apex is an alias pair: the load balancers' own health decides.
    let apex = pair(
        "shop.example.",
        [
            alias("Z35SXDOTRQ7X7K", PRIMARY_BALANCER),
            alias("Z1H1FL5HABSF5", STANDBY_BALANCER),
        ],
        [None, None],
    );
    for record in plain.into_iter().chain(www).chain(api).chain(apex) {
        zone.insert(record);
    }
    zone
}

fn add_hosts(world: &mut World) {
    let balancers = [
        (PRIMARY_BALANCER, PRIMARY, [192, 0, 2]),
        (STANDBY_BALANCER, STANDBY, [198, 51, 100]),
    ];
    for (name, region, [a, b, c]) in balancers {
        let host = Host {
            addresses: [50, 51, 52]
                .map(|last| IpAddr::V4(Ipv4Addr::new(a, b, c, last)))
                .into(),
            ttl: 60,
            healthy: true,
            region: Some(region.to_owned()),
        };
        world.hosts.insert(name.to_owned(), host);
    }
    for n in 1..=4 {
        let host = Host {
            addresses: vec![IpAddr::V4(Ipv4Addr::new(203, 0, 113, n))],
            ttl: 172_800,
            healthy: true,
            region: None,
        };
        world.hosts.insert(format!("ns-{n}.sim.example."), host);
    }
}

/// The entrances of the shop: the site, its API, and what is behind the load balancers.
fn add_sites(world: &mut World) {
    let sides = [
        (PRIMARY, [192, 0, 2], ["orders-db", "catalog"]),
        (STANDBY, [198, 51, 100], ["orders-db-usw2", "catalog-usw2"]),
    ];
    for (region, [a, b, c], databases) in sides {
        for last in [10, 20, 50, 51, 52] {
            let site = Site {
                region: region.to_owned(),
                databases: databases.map(str::to_owned).into(),
            };
            let address = IpAddr::V4(Ipv4Addr::new(a, b, c, last));
            world.sites.insert(address, site);
        }
    }
}
