//! A Region as a runbook names it: by the plan's word for it, or by its name.

use crate::plan::Regions;
use crate::terms::{Region, RegionError};
use std::fmt;

/// A Region as a runbook names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// The plan's primary Region.
    Primary,
    /// The plan's standby Region.
    Standby,
    /// A Region by its name, which must be one of the plan's two.
    Named(Region),
}

impl Place {
    /// Reads `primary`, `standby` or the name of a Region.
    ///
    /// # Errors
    /// When it is none of these.
    pub fn parse(text: &str) -> Result<Self, RegionError> {
        match text {
            "primary" => Ok(Self::Primary),
            "standby" => Ok(Self::Standby),
            name => match Region::parse(name)? {
                region if region.is_listed() => Ok(Self::Named(region)),
                _ => Err(Region::error(name)),
            },
        }
    }

    /// The Region that is meant.
    #[must_use]
    pub const fn region<'a>(&'a self, regions: &'a Regions) -> &'a Region {
        match self {
            Self::Primary => &regions.primary,
            Self::Standby => &regions.standby,
            Self::Named(region) => region,
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Primary => f.pad("the primary Region"),
            Self::Standby => f.pad("the standby Region"),
            Self::Named(region) => f.pad(region.as_str()),
        }
    }
}
