//! How the lag of each engine reads, healthy and with its source gone.

use chrono::{DateTime, Utc};

/// The Region of an ARN; none for what is no ARN.
pub(crate) fn region_of(arn: &str) -> Option<&str> {
    let mut parts = arn.split(':');
    (parts.next() == Some("arn")).then_some(())?;
    parts.nth(2).filter(|region| !region.is_empty())
}

/// What an ARN of the form `arn:aws:service:region:account:type:identifier` names, or the identifier
/// itself. An identifier may hold colons, as `rds:orders-db-2026-03-01-03-07` does.
pub(crate) fn identifier_of(arn: &str) -> &str {
    if arn.starts_with("arn:") {
        arn.splitn(7, ':').nth(6).unwrap_or(arn)
    } else {
        arn
    }
}

/// `ReplicaLag` in seconds.
///
/// PostgreSQL measures the age of the last commit that was replayed: it saws up to five minutes while
/// the source is idle, and climbs a second a second once the source is gone. MySQL and MariaDB then say -1
/// (replication not active), SQL Server -1 (cannot tell), Oracle climbs.
pub(crate) fn replica_lag(
    engine: &str,
    jitter: f64,
    idle: bool,
    stopped: Option<DateTime<Utc>>,
    minute: DateTime<Utc>,
) -> f64 {
    let family = engine.split('-').next().unwrap_or(engine);
    match (family, stopped) {
        ("mysql" | "mariadb" | "sqlserver", Some(_)) => -1.0,
        ("mysql" | "mariadb" | "sqlserver", None) => (jitter / 4.0).floor(),
        (_, Some(stopped)) => jitter + (minute - stopped).num_seconds() as f64,
        ("postgres", None) if idle => jitter + minute.timestamp().rem_euclid(300) as f64,
        (_, None) => jitter,
    }
}

#[cfg(test)]
mod tests {
    use chrono::{Duration, TimeZone};

    use super::*;

    fn noon() -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 3, 1, 12, 0, 0).unwrap()
    }

    #[test]
    fn postgres_climbs_by_the_clock_when_its_source_is_gone_and_mysql_says_minus_one() {
        let gone = Some(noon());
        let later = noon() + Duration::minutes(7);
        assert_eq!(replica_lag("postgres", 4.0, false, gone, later), 424.0);
        assert_eq!(replica_lag("mysql", 4.0, false, gone, later), -1.0);
        assert_eq!(replica_lag("sqlserver-ee", 4.0, false, gone, later), -1.0);
    }

    #[test]
    fn an_idle_postgres_saws_and_never_passes_five_minutes_by_much() {
        let lags: Vec<f64> = (0..10)
            .map(|m| replica_lag("postgres", 2.0, true, None, noon() + Duration::minutes(m)))
            .collect();
        assert_eq!(lags[0], 2.0);
        assert_eq!(lags[4], 242.0);
        assert_eq!(lags[5], 2.0);
    }

    #[test]
    fn region_and_identifier_are_read_off_an_arn() {
        let arn = "arn:aws:rds:us-east-1:123456789012:db:orders-db";
        assert_eq!(region_of(arn), Some("us-east-1"));
        assert_eq!(identifier_of(arn), "orders-db");
        let snapshot = "arn:aws:rds:us-east-1:123456789012:snapshot:rds:orders-db-2026";
        assert_eq!(identifier_of(snapshot), "rds:orders-db-2026");
        assert_eq!(identifier_of("rds:orders-db-2026"), "rds:orders-db-2026");
        assert_eq!(region_of("orders-db"), None);
    }
}
