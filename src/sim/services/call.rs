//! One request to an operation, as the operation sees it.

use chrono::{DateTime, Utc};

use super::input::Input;
use super::{Failure, Service};
use crate::sim::world::{Region, World};

/// One request to an operation, and what it is answered from.
pub(in crate::sim) struct Call<'a> {
    /// The world, as it is now.
    pub(in crate::sim) world: &'a World,
    /// The service that was asked.
    pub(in crate::sim) service: &'static Service,
    /// The Region that was asked.
    pub(in crate::sim) region: &'a str,
    /// Now.
    pub(in crate::sim) now: DateTime<Utc>,
    /// What was said.
    pub(in crate::sim) input: &'a Input,
    /// The access key that signed it; empty when that could not be read.
    pub(in crate::sim) access_key: &'a str,
}

impl<'a> Call<'a> {
    /// The Region that was asked.
    pub(in crate::sim) fn here(&self) -> Result<&'a Region, Failure> {
        self.world
            .regions
            .get(self.region)
            .ok_or_else(|| self.service.internal())
    }

    /// A parameter that is not valid, in the service's own code.
    pub(in crate::sim) fn invalid(&self, message: impl Into<String>) -> Failure {
        Failure::bad_request(self.service.invalid, message)
    }

    /// A text that must be among the parameters, and not empty.
    pub(in crate::sim) fn required(&self, name: &str) -> Result<&'a str, Failure> {
        self.input.text(name).ok_or_else(|| {
            let message = format!("The parameter {name} must be provided and must not be blank.");
            Failure::bad_request(self.service.missing, message)
        })
    }

    /// A whole number among the parameters.
    pub(in crate::sim) fn whole(&self, name: &str) -> Result<Option<i64>, Failure> {
        self.input
            .whole(name)
            .map_err(|bad| self.invalid(bad.message()))
    }

    /// An instant among the parameters.
    pub(in crate::sim) fn time(&self, name: &str) -> Result<Option<DateTime<Utc>>, Failure> {
        self.input
            .time(name)
            .map_err(|bad| self.invalid(bad.message()))
    }

    /// A yes or no among the parameters.
    pub(in crate::sim) fn flag(&self, name: &str) -> Result<Option<bool>, Failure> {
        self.input
            .flag(name)
            .map_err(|bad| self.invalid(bad.message()))
    }

    /// How many items a page may have: the parameter, or what is usual.
    pub(in crate::sim) fn limit(
        &self,
        name: &str,
        least: i64,
        most: i64,
        usual: i64,
    ) -> Result<usize, Failure> {
        let asked = self.whole(name)?.unwrap_or(usual);
        if !(least..=most).contains(&asked) {
            return Err(self.invalid(format!(
                "Invalid value {asked} for {name}. Must be between {least} and {most}"
            )));
        }
        Ok(usize::try_from(asked).unwrap_or(1))
    }
}

/// One request to an operation that changes the world.
pub(in crate::sim) struct Change<'a> {
    /// The world, as it is now.
    pub(in crate::sim) world: &'a mut World,
    /// The service that was asked.
    pub(in crate::sim) service: &'static Service,
    /// The Region that was asked.
    pub(in crate::sim) region: &'a str,
    /// Now.
    pub(in crate::sim) now: DateTime<Utc>,
    /// What was said.
    pub(in crate::sim) input: &'a Input,
    /// The access key that signed it; empty when that could not be read.
    pub(in crate::sim) access_key: &'a str,
}

impl Change<'_> {
    /// The same request, for looking at the world as it is at this point of the change.
    pub(in crate::sim) fn look(&self) -> Call<'_> {
        Call {
            world: self.world,
            service: self.service,
            region: self.region,
            now: self.now,
            input: self.input,
            access_key: self.access_key,
        }
    }
}
