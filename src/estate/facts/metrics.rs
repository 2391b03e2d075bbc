//! What CloudWatch measures.

use crate::terms::{Instant, OutsideText, Region};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

/// Which value of a period is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Statistic {
    /// The mean of the period.
    Average,
    /// The largest value of the period.
    Maximum,
    /// The smallest value of the period.
    Minimum,
    /// The sum of the period.
    Sum,
}

impl Statistic {
    /// The name CloudWatch has for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Average => "Average",
            Self::Maximum => "Maximum",
            Self::Minimum => "Minimum",
            Self::Sum => "Sum",
        }
    }
}

/// A metric in the Region where it lives, which differs by service: see
/// `domain.md` trap 6 for the rule and its sources. Cheap to clone: whoever asks
/// for one, keeps it and reads it has one each.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MetricKey(Arc<Metric>);

/// What tells a metric from others.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Metric {
    /// The Region that holds it.
    pub region: Region,
    /// The namespace, such as `AWS/RDS`.
    pub namespace: OutsideText,
    /// The name, such as `ReplicaLag`.
    pub name: OutsideText,
    /// The dimensions, sorted by name.
    pub dimensions: Box<[(OutsideText, OutsideText)]>,
    /// Which value of the period.
    pub statistic: Statistic,
}

impl MetricKey {
    /// A metric with its dimensions.
    #[must_use]
    pub fn new(
        region: &Region,
        namespace: &str,
        name: &str,
        dimensions: &[(&str, &str)],
        statistic: Statistic,
    ) -> Self {
        let mut dimensions: Box<[(OutsideText, OutsideText)]> = dimensions
            .iter()
            .map(|(name, value)| (OutsideText::new(name), OutsideText::new(value)))
            .collect();
        dimensions.sort();
        Self(Arc::new(Metric {
            region: region.clone(),
            namespace: namespace.into(),
            name: name.into(),
            dimensions,
            statistic,
        }))
    }
}

impl Deref for MetricKey {
    type Target = Metric;
    fn deref(&self) -> &Metric {
        &self.0
    }
}

impl fmt::Display for MetricKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.namespace, self.name)?;
        for (name, value) in &self.dimensions {
            write!(f, " {name}={value}")?;
        }
        write!(f, " in {}", self.region)
    }
}

/// One value at one instant.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Sample {
    /// The start of the period, as CloudWatch stamps it.
    pub at: Instant,
    /// The value, in the metric's own unit.
    pub value: f64,
}

/// The samples one poll brought for one metric, oldest first. Empty when
/// CloudWatch has none: that is an answer, and it is not zero.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MetricSamples {
    /// Which metric.
    pub key: MetricKey,
    /// Its samples, oldest first.
    pub samples: Vec<Sample>,
}
