//! Faults that can be injected into the simulated AWS, per service, operation and Region.

use std::time::Duration;

/// Which requests a [`Fault`] befalls. A field that is `None` matches every request.
#[derive(Debug, Clone, PartialEq)]
pub struct FaultRule {
    /// The signing name of the service (`rds`, `route53`, `sts`, `monitoring`, `backup`).
    pub service: Option<String>,
    /// The operation's name in AWS's API model, for instance `DescribeDBInstances`.
    pub operation: Option<String>,
    /// The Region of the signature's scope.
    pub region: Option<String>,
    /// What happens to a request that matches.
    pub fault: Fault,
}

impl FaultRule {
    /// A rule for every request of every service in every Region.
    pub fn everywhere(fault: Fault) -> FaultRule {
        FaultRule {
            service: None,
            operation: None,
            region: None,
            fault,
        }
    }

    /// Whether a request to this service, operation and Region is befallen.
    pub fn matches(&self, service: &str, operation: &str, region: &str) -> bool {
        let agrees =
            |wanted: &Option<String>, actual: &str| wanted.as_deref().is_none_or(|w| w == actual);
        agrees(&self.service, service)
            && agrees(&self.operation, operation)
            && agrees(&self.region, region)
    }
}

/// What can go wrong with a request.
///
/// Every [`Fault::Latency`] that matches is waited for first, one after another; of the others the first
/// rule that matches wins.
#[derive(Debug, Clone, PartialEq)]
pub enum Fault {
    /// The answer is held back this long on the simulator's clock.
    Latency(Duration),
    /// The request is accepted and never answered.
    Hang,
    /// The connection is refused.
    Refused,
    /// The connection is reset before the answer's head.
    Reset,
    /// The endpoint's name does not resolve.
    UnknownHost,
    /// HTTP 500, `InternalFailure` in the protocol's own shape.
    ServerError,
    /// HTTP 400, the service's own throttling error.
    Throttle,
    /// The service's own "not authorized to perform" error, naming the IAM action.
    AccessDenied,
    /// The service's own "security token expired" error.
    ExpiredCredentials,
    /// The right answer, of which only this share of the body's bytes arrives (0.0 to 1.0).
    CutBody {
        /// Share of the body that is sent; values outside 0.0 to 1.0 are brought to the nearer end.
        fraction: f64,
    },
    /// The operation is carried out, and the connection reset before the answer's head: the caller cannot
    /// know.
    AnswerLost,
    /// HTTP 200 with a body that is not the protocol's at all.
    GarbageBody,
    /// The answer as it would have been when the fault began, as a cache on the way would give it.
    StalePages,
    /// The handler panics, and takes down the task it runs in: for tests of those who run it.
    Panic,
}

/// What the rules make of one request.
pub(super) struct Fate {
    /// How long it is held back.
    pub(super) delay: Duration,
    /// What befalls it then; never a latency.
    pub(super) fault: Option<Fault>,
}

impl Fate {
    /// The fate of a request that these faults befall, in the order of their rules.
    pub(super) fn of<'a>(faults: impl IntoIterator<Item = &'a Fault>) -> Fate {
        let mut fate = Fate {
            delay: Duration::ZERO,
            fault: None,
        };
        for fault in faults {
            match fault {
                Fault::Latency(delay) => fate.delay = fate.delay.saturating_add(*delay),
                fault if fate.fault.is_none() => fate.fault = Some(fault.clone()),
                _ => {}
            }
        }
        fate
    }
}
