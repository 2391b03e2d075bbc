//! Route 53's health checks.

use super::{Look, Looking};
use crate::estate::Facts;

pub(super) fn look(look: Look) -> Looking {
    Box::pin(async move {
        let facts = look.reads().health_checks().await?.facts;
        Ok(Facts::HealthChecks(facts).into())
    })
}
