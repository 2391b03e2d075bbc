//! Vaults: what they hold, and who could empty them.

use super::{Located, Said, dated, holds, located};
use crate::assess::State;
use crate::console::glance::Glance;
use crate::console::list::{Cell, Column, Key, Listing, Rows};
use crate::console::model::Model;
use crate::estate::Source;
use crate::estate::facts::BackupVault;
use crate::terms::Instant;
use ratatui::text::Line;

pub(super) static VAULTS: Listing<Vaults> = Listing {
    title: "Vaults",
    sources: &[Source::Vaults],
    empty: "there is no backup vault",
    detailed: true,
    columns: &[
        Of::left("vault", 12, 50, |_, (_, vault)| Cell::outside(&vault.name)),
        Of::left("region", 9, 14, |_, (scope, _)| {
            Cell::dim(scope.to_string())
        }),
        Of::left("lock", 12, 24, lock),
        Of::right("min kept", 8, 9, |_, (_, vault)| {
            days(vault.min_retention_days)
        }),
        Of::right("max kept", 8, 9, |_, (_, vault)| {
            days(vault.max_retention_days)
        }),
        Of::right("points", 7, 9, |_, (_, vault)| {
            let told = vault.recovery_points;
            told.map_or_else(Cell::none, |count| {
                Cell::number(count as f64, count.to_string())
            })
        }),
    ],
    detail,
    identifier: |(_, vault)| vault.name.to_string(),
    arn: Some(|(_, vault)| vault.arn.to_string()),
};

#[derive(Debug)]
pub(super) struct Vaults;

type Of = Column<Vaults>;

impl Rows for Vaults {
    type Row<'m> = Located<'m, BackupVault>;

    fn keys(model: &Model) -> Vec<Key> {
        let vaults = model.estate().vaults.iter();
        vaults
            .map(|(scope, vault)| Key::new(scope, &vault.name))
            .collect()
    }

    fn find<'m>(model: &'m Model, key: &Key) -> Option<Self::Row<'m>> {
        located(&model.estate().vaults, &key.scope, &key.id)
    }
}

/// Who may lift the lock of a vault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lock {
    /// There is none.
    Open,
    /// Whoever has the right to.
    Governance,
    /// The same, until an instant from which nobody may.
    Grace(Instant),
    /// Nobody, not even AWS or the root user.
    Compliance(Instant),
    /// AWS did not tell whether there is one.
    Unknown,
}

impl Lock {
    fn of(vault: &BackupVault, now: Instant) -> Self {
        match (vault.locked, vault.lock_date) {
            (Some(false), _) => Self::Open,
            (Some(true), None) => Self::Governance,
            (Some(true), Some(at)) if at > now => Self::Grace(at),
            (Some(true), Some(at)) => Self::Compliance(at),
            (None, _) => Self::Unknown,
        }
    }

    const fn state_and_word(self) -> (State, &'static str) {
        match self {
            Self::Open => (State::Warn, "not locked"),
            Self::Governance => (State::Ok, "governance"),
            Self::Grace(_) => (State::Ok, "compliance, grace time"),
            Self::Compliance(_) => (State::Ok, "compliance"),
            Self::Unknown => (State::Unknown, "not told"),
        }
    }

    fn words(self, glance: &Glance<'_>) -> String {
        match self {
            Self::Open => "no: who may delete recovery points can delete all of them \
                           (Locked false)"
                .to_owned(),
            Self::Governance => "in governance mode: it can be lifted by who has the right to, at \
                                 any time (Locked true, no LockDate)"
                .to_owned(),
            Self::Grace(at) => format!(
                "in compliance mode, in its grace time: it can be lifted until {} (LockDate), \
                 by nobody after it",
                dated(glance, at)
            ),
            Self::Compliance(at) => format!(
                "in compliance mode: it cannot be lifted by anybody, since {} (LockDate); \
                 recovery points stay until their retention ends",
                dated(glance, at)
            ),
            Self::Unknown => "AWS did not tell (Locked)".to_owned(),
        }
    }
}

fn lock<'m>(glance: &Glance<'m>, (scope, vault): Located<'m, BackupVault>) -> Cell<'m> {
    let lock = Lock::of(vault, glance.now);
    let (state, word) = lock.state_and_word();
    // What nobody can lift holds in a Region that does not answer, too.
    if matches!(lock, Lock::Compliance(_)) || holds(glance, Source::Vaults, scope) {
        Cell::marked(glance, state, word)
    } else {
        Cell::marked(glance, State::Stale, &format!("was {word}"))
    }
}

fn days(told: Option<i64>) -> Cell<'static> {
    told.map_or_else(Cell::none, |days| {
        Cell::number(days as f64, format!("{days} d"))
    })
}

fn detail(
    glance: &Glance<'_>,
    (scope, vault): Located<'_, BackupVault>,
    width: usize,
) -> Vec<Line<'static>> {
    let mut said = Said::new(glance, width, &format!("{} in {scope}", vault.name));
    said.last_seen(Source::Vaults, scope, "what is said of it may have changed");
    said.line("locked", Lock::of(vault, glance.now).words(glance));
    let days = |days: Option<i64>| days.map(|days| format!("{days} days"));
    said.field(
        "keeps min",
        days(vault.min_retention_days),
        "MinRetentionDays",
    );
    said.field(
        "keeps max",
        days(vault.max_retention_days),
        "MaxRetentionDays",
    );
    said.field("holds", vault.recovery_points, "NumberOfRecoveryPoints");
    said.field("arn", Some(&vault.arn), "BackupVaultArn");
    said.lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terms::Span;

    #[test]
    fn a_lock_is_immutable_from_its_date_on() {
        let now: Instant = "2026-11-22T14:00:00Z".parse().unwrap();
        let lock = |locked, date| {
            let vault = BackupVault {
                locked,
                lock_date: date,
                ..BackupVault::default()
            };
            Lock::of(&vault, now)
        };
        let tomorrow = Span::days(1).after(now);
        assert_eq!(lock(Some(true), None), Lock::Governance);
        assert_eq!(lock(Some(true), Some(tomorrow)), Lock::Grace(tomorrow));
        assert_eq!(lock(Some(true), Some(now)), Lock::Compliance(now));
        assert_eq!(lock(Some(false), None), Lock::Open);
        assert_eq!(lock(None, None), Lock::Unknown);
    }
}
