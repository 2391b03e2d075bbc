//! `doctor`: what lifeboat stands on: settings and where they come from, who
//! answers as whom, what is reachable, the clock, rights that are missing.

use super::Report;
use crate::estate::{AccountStanding, FailureKind, Scope, Slice, Source};
use crate::terms::{Instant, Known, calendar};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// What the doctor looks at beyond the estate.
#[derive(Debug)]
pub struct Doctor {
    /// A setting's name, its value, and where it comes from.
    pub settings: Vec<(String, String, String)>,
    /// When the credentials expire, where that is known and they do.
    pub credentials_expire: Known<Option<Instant>>,
}

/// The greatest clock skew that is no trouble, seconds: beyond it AWS may refuse
/// signatures, ages are wrong, and actions are refused.
const SKEW_ALLOWED_SECONDS: f64 = 30.0;

/// The doctor's page, and whether all is well.
#[must_use]
pub fn doctor(report: &Report<'_>, doctor: &Doctor) -> (String, bool) {
    let mut text = String::new();
    let mut well = true;
    let simulated = if report.simulated { " (SIMULATED)" } else { "" };
    let _ = writeln!(text, "Settings{simulated}");
    for (name, value, origin) in &doctor.settings {
        let _ = writeln!(text, "  {name:<28} {value}   from {origin}");
    }
    let _ = writeln!(text, "\nIdentity\n  {}", super::account_line(report));
    let verified = matches!(report.account(), AccountStanding::Verified(_));
    well &= verified;
    let _ = match &doctor.credentials_expire {
        Known::Known(Some(at)) => writeln!(text, "  credentials expire {}", calendar(*at)),
        Known::Known(None) => writeln!(text, "  credentials do not expire"),
        Known::Unknown(why) => writeln!(text, "  credentials: {why}"),
    };

    let _ = writeln!(text, "\nReachable");
    let mut services: BTreeMap<(&Scope, &str), Vec<(Source, &Slice)>> = BTreeMap::new();
    for (source, scope, slice) in report.estate.slices() {
        services
            .entry((scope, source.service()))
            .or_default()
            .push((source, slice));
    }
    for ((scope, service), slices) in &services {
        let failing: Vec<_> = slices
            .iter()
            .filter_map(|(source, slice)| Some((source, slice.failure.as_ref()?)))
            .collect();
        let word = match (failing.len(), slices.len()) {
            (0, _) => "ok",
            (failing, all) if failing < all => "in part",
            _ => "not",
        };
        let _ = writeln!(text, "  {:<7} {scope:<14} {service}", word);
        for (source, failure) in &failing {
            let _ = writeln!(text, "            {}: {failure}", source.title());
        }
        // The caller's identity may be asked for in either Region.
        well &= failing.is_empty() || (*service == "STS" && verified);
    }
    let port_53 = report
        .estate
        .slice(Source::NameServers, &Scope::Global)
        .map_or("not asked: no declared record", |slice| {
            match &slice.failure {
                None => "open: name servers answer",
                Some(_) => "no name server answers: what DNS says is not known",
            }
        });
    let _ = writeln!(text, "\nPort 53\n  {port_53}");

    let _ = writeln!(text, "\nClock");
    let _ = match report.estate.clock_skew_seconds() {
        None => writeln!(text, "  AWS has not told the time"),
        Some(skew) if skew.abs() > SKEW_ALLOWED_SECONDS => {
            well = false;
            writeln!(
                text,
                "  AWS's clock differs by {skew:.0} s: set this host's clock"
            )
        }
        Some(skew) => writeln!(text, "  within {:.0} s of AWS's", skew.abs().ceil()),
    };

    let missing: BTreeSet<&str> = report
        .estate
        .slices()
        .filter_map(|(_, _, slice)| match &slice.failure.as_ref()?.kind {
            FailureKind::NotPermitted { action } => Some(action.as_str()),
            _ => None,
        })
        .collect();
    let _ = writeln!(text, "\nRights");
    if missing.is_empty() {
        let _ = writeln!(text, "  none was refused");
    }
    for action in missing {
        let _ = writeln!(
            text,
            "  missing {action} (`lifeboat iam` prints the policy)"
        );
    }
    (text, well)
}
