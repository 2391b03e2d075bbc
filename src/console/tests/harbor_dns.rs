//! The harbor shop's names, as Route 53 and its name servers told them.

use super::harbor::{Harbor, seen, text};
use crate::estate::facts::*;
use crate::estate::{Facts, Observation, Scope, Source};

/// The Regions that Route 53's checkers look from.
const CHECKED_FROM: [&str; 4] = ["eu-west-1", "us-west-2", "sa-east-1", "ap-northeast-1"];

impl Harbor {
    /// What the sources without a Region saw.
    pub fn global(&self) -> Vec<Observation> {
        let zone = HostedZone {
            id: text("Z1"),
            name: text("shop.example"),
            ..HostedZone::default()
        };
        let names = [("www", "10", "hc-www"), ("api", "11", "hc-api")];
        let record = |name: &str, value: String, role, check: Option<&str>| Record {
            zone: text("Z1"),
            name: text(&format!("{name}.shop.example")),
            kind: text("A"),
            set_identifier: Some(text(&value)),
            failover: Some(role),
            ttl_seconds: Some(60),
            values: vec![text(&value)],
            health_check: check.map(text),
            ..Record::default()
        };
        let records = names
            .iter()
            .flat_map(|(name, last, check)| {
                let (here, there) = (format!("192.0.2.{last}"), format!("198.51.100.{last}"));
                [
                    record(name, here, FailoverRole::Primary, Some(check)),
                    record(name, there, FailoverRole::Secondary, None),
                ]
            })
            .collect();
        let checks = names.map(|(name, _, check)| HealthCheck {
            id: text(check),
            kind: text("HTTPS"),
            inverted: self.inverted && check == "hc-api",
            host: Some(text(&format!("{name}.shop.example"))),
            ..HealthCheck::default()
        });
        let checkers = names.map(|(_, _, check)| Checkers {
            health_check: text(check),
            observations: (0..16)
                .map(|checker| CheckerObservation {
                    region: text(CHECKED_FROM[checker % CHECKED_FROM.len()]),
                    address: Some(text(&format!("203.0.113.{checker}"))),
                    status: text(if self.inverted && check == "hc-api" {
                        "Failure: HTTP Status Code 403, Forbidden"
                    } else {
                        "Success: HTTP Status Code 200, OK"
                    }),
                    checked: Some(self.at),
                })
                .collect(),
        });
        let answers = names.iter().flat_map(|(name, last, _)| {
            ["ns-1", "ns-2"].map(|server| DnsAnswer {
                name: text(&format!("{name}.shop.example")),
                kind: text("A"),
                server: text(server),
                at: self.at,
                outcome: DnsOutcome::Answer {
                    values: vec![text(&format!("192.0.2.{last}"))],
                    ttl_seconds: 60,
                },
            })
        });
        let zones = vec![text("Z1")];
        let facts = [
            (Source::Zones, Facts::Zones(vec![zone])),
            (Source::Records, Facts::Records { zones, records }),
            (Source::HealthChecks, Facts::HealthChecks(checks.into())),
            (Source::Checkers, Facts::Checkers(checkers.into())),
            (Source::NameServers, Facts::Answers(answers.collect())),
        ];
        let seen_at = |(source, facts)| seen(source, &Scope::Global, self.at, facts);
        facts.into_iter().map(seen_at).collect()
    }
}
