//! Health checks: what the checkers see, and what Route 53 makes of it.
//!
//! The rules are Route 53's (Developer Guide, "How Route 53 determines whether a health check is
//! healthy"): an endpoint is healthy when more than 18 % of the checkers say so; a disabled check is always
//! healthy; inversion comes last.

use chrono::{DateTime, Utc};

use super::World;
use super::random;

/// How deep checks may rest on other checks before the simulator takes them for a circle.
const DEEPEST: u8 = 8;

/// The Regions Route 53 checks from.
pub const CHECKER_REGIONS: [&str; 8] = [
    "us-east-1",
    "us-west-1",
    "us-west-2",
    "eu-west-1",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-northeast-1",
    "sa-east-1",
];

/// `HealthCheckConfig.Type`, with what only that type has.
#[derive(Debug, Clone, PartialEq)]
pub enum CheckKind {
    /// `HTTP` or `HTTPS`, with or without a string to find.
    Http {
        /// `HTTPS` when true.
        tls: bool,
        /// `ResourcePath`.
        path: String,
        /// `SearchString`: makes it `HTTP_STR_MATCH` or `HTTPS_STR_MATCH`.
        search: Option<String>,
    },
    /// `TCP`.
    Tcp,
    /// `CALCULATED`.
    Calculated {
        /// `ChildHealthChecks`.
        children: Vec<String>,
        /// `HealthThreshold`.
        threshold: i64,
    },
    /// `CLOUDWATCH_METRIC`: it follows the alarm's data, not its state.
    CloudWatch {
        /// `AlarmIdentifier.Region`.
        region: String,
        /// `AlarmIdentifier.Name`.
        alarm: String,
        /// `InsufficientDataHealthStatus`: `Healthy`, `Unhealthy` or `LastKnownStatus`.
        insufficient_data: String,
    },
    /// `RECOVERY_CONTROL`: an ARC routing control.
    RecoveryControl {
        /// `RoutingControlArn`.
        routing_control_arn: String,
        /// Not on the wire: whether the control is on.
        on: bool,
    },
}

/// What the checkers find when they ask: up or down, and since when.
#[derive(Debug, Clone, PartialEq)]
pub struct Endpoint {
    /// Whether it answers as the check wants it.
    pub up: bool,
    /// Since when. The checkers turn only after `FailureThreshold` checks from here on; an edit of `up`
    /// alone is as if it had always been so.
    pub since: DateTime<Utc>,
    /// What it was before, oldest first: from when on, and whether up.
    pub earlier: Vec<(DateTime<Utc>, bool)>,
    /// The Region it is in: it is down while that Region is dark.
    pub region: Option<String>,
}

impl Endpoint {
    /// Turns the endpoint up or down at an instant.
    pub fn turn(&mut self, up: bool, at: DateTime<Utc>) {
        if self.up != up {
            self.earlier.push((self.since, self.up));
            self.up = up;
            self.since = at;
        }
    }
}

/// A Route 53 health check.
#[derive(Debug, Clone, PartialEq)]
pub struct HealthCheck {
    /// `Id`.
    pub id: String,
    /// `CallerReference`.
    pub caller_reference: String,
    /// `HealthCheckVersion`.
    pub version: i64,
    /// `LinkedService`: service principal and description, when another service owns the check.
    pub linked_service: Option<(String, String)>,
    /// What is checked.
    pub kind: CheckKind,
    /// `IPAddress`.
    pub address: Option<String>,
    /// `FullyQualifiedDomainName`.
    pub domain_name: Option<String>,
    /// `Port`.
    pub port: Option<i64>,
    /// `RequestInterval`, seconds: 10 or 30.
    pub interval_seconds: i64,
    /// `FailureThreshold`, 1 to 10.
    pub failure_threshold: i64,
    /// `Inverted`.
    pub inverted: bool,
    /// `Disabled`.
    pub disabled: bool,
    /// Not on the wire: what the checkers find.
    pub endpoint: Endpoint,
}

impl HealthCheck {
    /// Whether checkers ask an endpoint; calculated, alarm and recovery control checks have none.
    pub fn has_checkers(&self) -> bool {
        matches!(self.kind, CheckKind::Http { .. } | CheckKind::Tcp)
    }

    /// `HealthCheckConfig.Type`.
    pub fn type_name(&self) -> &'static str {
        match &self.kind {
            CheckKind::Http { tls, search, .. } => match (tls, search.is_some()) {
                (false, false) => "HTTP",
                (true, false) => "HTTPS",
                (false, true) => "HTTP_STR_MATCH",
                (true, true) => "HTTPS_STR_MATCH",
            },
            CheckKind::Tcp => "TCP",
            CheckKind::Calculated { .. } => "CALCULATED",
            CheckKind::CloudWatch { .. } => "CLOUDWATCH_METRIC",
            CheckKind::RecoveryControl { .. } => "RECOVERY_CONTROL",
        }
    }
}

/// What one checker last saw.
#[derive(Debug, Clone, PartialEq)]
pub struct Observation {
    /// The checker's Region.
    pub region: &'static str,
    /// The checker's address.
    pub address: String,
    /// Whether its last check succeeded.
    pub success: bool,
    /// When that check was.
    pub checked: DateTime<Utc>,
    /// Whether it reports the endpoint healthy, having seen `FailureThreshold` checks alike.
    pub healthy: bool,
}

impl World {
    /// What the checkers of an endpoint check last saw: two in each of eight Regions.
    pub fn observations(&self, check: &HealthCheck, at: DateTime<Utc>) -> Vec<Observation> {
        let turns = self.endpoint_turns(&check.endpoint);
        (0..CHECKER_REGIONS.len() * 2)
            .map(|index| self.observe(check, &turns, index, at))
            .collect()
    }

    /// The share of checkers that report the endpoint healthy, 0.0 to 1.0.
    pub fn healthy_share(&self, check: &HealthCheck, at: DateTime<Utc>) -> f64 {
        let seen = self.observations(check, at);
        let healthy = seen
            .iter()
            .filter(|observation| observation.healthy)
            .count();
        healthy as f64 / seen.len() as f64
    }

    /// Whether Route 53 considers the check healthy at an instant: disabled is always healthy, and
    /// inversion comes last. A check that does not exist is not healthy.
    pub fn effective_health(&self, id: &str, at: DateTime<Utc>) -> bool {
        self.effective_health_within(id, at, DEEPEST)
    }

    fn effective_health_within(&self, id: &str, at: DateTime<Utc>, depth: u8) -> bool {
        let Some(check) = self.health_checks.get(id) else {
            return false;
        };
        let healthy = check.disabled || self.raw_health(check, at, depth);
        healthy != check.inverted
    }

    fn raw_health(&self, check: &HealthCheck, at: DateTime<Utc>, depth: u8) -> bool {
        let Some(deeper) = depth.checked_sub(1) else {
            return true;
        };
        match &check.kind {
            CheckKind::Http { .. } | CheckKind::Tcp => self.healthy_share(check, at) > 0.18,
            CheckKind::Calculated {
                children,
                threshold,
            } => {
                let healthy = children
                    .iter()
                    .filter(|child| self.effective_health_within(child, at, deeper))
                    .count();
                i64::try_from(healthy).unwrap_or(i64::MAX) >= *threshold
            }
            CheckKind::CloudWatch {
                region,
                alarm,
                insufficient_data,
            } => match self.alarm_stream(region, alarm, at) {
                Some(breaching) => !breaching,
                None => insufficient_data != "Unhealthy",
            },
            CheckKind::RecoveryControl { on, .. } => *on,
        }
    }

    /// How many children of a calculated check are healthy; none for any other kind.
    pub fn healthy_children(&self, check: &HealthCheck, at: DateTime<Utc>) -> Option<usize> {
        let CheckKind::Calculated { children, .. } = &check.kind else {
            return None;
        };
        let healthy = children
            .iter()
            .filter(|child| self.effective_health_within(child, at, DEEPEST - 1))
            .count();
        Some(healthy)
    }

    /// When the endpoint turned, oldest first, its Region's darkness counted in.
    fn endpoint_turns(&self, endpoint: &Endpoint) -> Vec<(DateTime<Utc>, bool)> {
        let mut turns = endpoint.earlier.clone();
        turns.push((endpoint.since, endpoint.up));
        let home = endpoint
            .region
            .as_ref()
            .and_then(|region| self.regions.get(region));
        let Some(home) = home else {
            return turns;
        };
        for (from, until) in &home.outages {
            let after = turns
                .iter()
                .rev()
                .find(|(since, _)| since <= until)
                .is_some_and(|(_, up)| *up);
            turns.retain(|(since, _)| !(*from..=*until).contains(since));
            turns.extend([(*from, false), (*until, after)]);
            turns.sort_by_key(|(since, _)| *since);
        }
        if let Some(dark) = home.dark_since {
            turns.retain(|(since, _)| *since < dark);
            turns.push((dark, false));
        }
        turns
    }

    fn observe(
        &self,
        check: &HealthCheck,
        turns: &[(DateTime<Utc>, bool)],
        index: usize,
        at: DateTime<Utc>,
    ) -> Observation {
        let region = CHECKER_REGIONS[index / 2];
        let interval = check.interval_seconds.max(1);
        let count = i64::try_from(index).unwrap_or(0);
        let phase = random::between(self.seed, &["checker", &check.id], count, 0, interval - 1);
        // Checks happen at every instant whose second is `phase` modulo the interval.
        let checks_until =
            |instant: DateTime<Utc>| (instant.timestamp() - phase).div_euclid(interval);
        let last_check = checks_until(at) * interval + phase;

        // Route 53 takes a new check for healthy until there is data.
        let mut healthy = true;
        let mut success = true;
        for (position, (since, up)) in turns.iter().enumerate() {
            if since.timestamp() > last_check {
                break;
            }
            let end = turns.get(position + 1).map_or(last_check, |(next, _)| {
                (next.timestamp() - 1).min(last_check)
            });
            let checks = (end - phase).div_euclid(interval)
                - (since.timestamp() - 1 - phase).div_euclid(interval);
            if checks > 0 {
                success = *up;
            }
            if checks >= check.failure_threshold {
                healthy = *up;
            }
        }
        Observation {
            region,
            address: format!("15.177.{}.{}", 2 + 4 * (index / 2), 10 + index),
            success,
            checked: DateTime::from_timestamp(last_check, 0).unwrap_or(at),
            healthy,
        }
    }
}
