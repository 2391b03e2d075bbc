//! What a flip asks of the PRIMARY's health check (`domain.md` §10, D).

use super::flip::{of_flip, only};
use crate::act::check::{CheckEntry, Class, Found};
use crate::act::flip::Means;
use crate::estate::facts::FailoverRole;

use Class::{Pass, Refuse, Warn};

/// Whether something else follows the same health check.
pub(in crate::act) static SHARED: CheckEntry = CheckEntry::new(
    "shared-check",
    "nothing else follows the same health check",
    &[Pass, Warn],
    |case| {
        of_flip(case, |flip| {
            let check = flip
                .side(&FailoverRole::Primary)
                .and_then(|side| side.health_check.as_ref());
            let (Some(check), true) = (check, flip.means != Means::RecordSwap) else {
                return Found::pass("no other record is moved by it");
            };
            let others: Vec<String> = case
                .sight
                .estate
                .records()
                .filter(|record| record.health_check.as_ref() == Some(check))
                .filter(|record| !record.name.raw().eq_ignore_ascii_case(&flip.declared.name))
                .map(|record| record.name.to_string())
                .collect();
            if others.is_empty() {
                Found::pass("no other record follows its health check")
            } else {
                Found::warn(format!("moves too: {}", others.join(", ")))
                    .measured(others.len())
                    .against(0)
            }
        })
    },
);

/// Whether the health check can be changed.
pub(in crate::act) static CHECK: CheckEntry = CheckEntry::new(
    "check",
    "the PRIMARY's health check can be held",
    &[Pass, Refuse],
    |case| {
        only(case, Means::HealthCheck, |flip| {
            match flip.primary_check(case) {
                None => Found::refuse("the PRIMARY has no health check that was seen")
                    .clears("another means"),
                Some(check) => match (&check.linked_service, check.version) {
                    (Some(owner), _) => Found::refuse(format!(
                        "its health check belongs to {owner}, and is not to be edited"
                    ))
                    .measured(owner)
                    .clears("that service's own switch"),
                    (None, None) => Found::refuse("Route 53 told no version of its health check"),
                    (None, Some(version)) => {
                        Found::pass(format!("version {version}, nobody else's")).measured(version)
                    }
                },
            }
        })
    },
);
