//! What an operation does: one function per operation, from an input to a shape.
//!
//! Nothing here knows how a request or an answer is written: `protocols` does. To add an operation is to
//! write its function and one line in its service's table.

mod backup;
mod call;
mod cloudwatch;
mod dynamodb;
pub(super) mod input;
pub(super) mod paging;
mod rds;
mod route53;
mod s3;
pub(super) mod shape;
mod sns;
mod sts;

pub(super) use call::{Call, Change};
use input::Input;
use shape::Shape;

/// How a service's requests and answers are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wire {
    /// Form in, XML out.
    Query { namespace: &'static str },
    /// Path and query string in, XML out.
    RestXml { namespace: &'static str },
    /// Path and query string in, JSON out.
    RestJson,
    /// REST as S3 has it.
    S3,
    /// JSON 1.0.
    Json {
        target: &'static str,
        namespace: &'static str,
    },
    /// RPC v2 CBOR and JSON 1.0, by what the request says.
    CborOrJson { target: &'static str },
}

/// An operation's place in a REST interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Route {
    /// The method.
    pub(super) method: &'static str,
    /// The path, labels in braces, without its final slash.
    pub(super) path: &'static str,
}

/// What carries an operation out.
#[derive(Clone, Copy)]
pub(super) enum Run {
    /// It looks at the world.
    Reads(fn(&Call<'_>) -> Result<Shape, Failure>),
    /// It changes the world, or leaves it as it was when it fails.
    Changes(fn(&mut Change<'_>) -> Result<Shape, Failure>),
}

/// An operation and what carries it out.
pub(super) struct Operation {
    /// Its name in AWS's API model.
    pub(super) name: &'static str,
    /// Its place, in services that have paths.
    pub(super) route: Option<Route>,
    /// HTTP status of its answer.
    pub(super) status: u16,
    /// What it does.
    pub(super) run: Run,
}

impl Operation {
    /// The same, answered with this HTTP status.
    const fn answering(self, status: u16) -> Operation {
        Operation { status, ..self }
    }
}

/// An operation of a service without paths.
const fn named(name: &'static str, run: fn(&Call<'_>) -> Result<Shape, Failure>) -> Operation {
    Operation {
        name,
        route: None,
        status: 200,
        run: Run::Reads(run),
    }
}

/// An operation of a service without paths that changes something.
const fn changing(
    name: &'static str,
    run: fn(&mut Change<'_>) -> Result<Shape, Failure>,
) -> Operation {
    Operation {
        name,
        route: None,
        status: 200,
        run: Run::Changes(run),
    }
}

/// An operation of a service with paths: a `GET`.
const fn at_path(
    name: &'static str,
    path: &'static str,
    run: fn(&Call<'_>) -> Result<Shape, Failure>,
) -> Operation {
    reading_at(name, "GET", path, run)
}

/// An operation of a service with paths that changes nothing, whatever its method.
const fn reading_at(
    name: &'static str,
    method: &'static str,
    path: &'static str,
    run: fn(&Call<'_>) -> Result<Shape, Failure>,
) -> Operation {
    Operation {
        name,
        route: Some(Route { method, path }),
        status: 200,
        run: Run::Reads(run),
    }
}

/// An operation of a service with paths that changes something.
const fn changing_at(
    name: &'static str,
    method: &'static str,
    path: &'static str,
    run: fn(&mut Change<'_>) -> Result<Shape, Failure>,
) -> Operation {
    Operation {
        name,
        route: Some(Route { method, path }),
        status: 200,
        run: Run::Changes(run),
    }
}

/// A service: its names, its codes for what every service can say, its operations.
pub(super) struct Service {
    /// The name in a signature's scope.
    pub(super) signing_name: &'static str,
    /// The prefix of its IAM actions.
    pub(super) iam_prefix: &'static str,
    /// How it reads on the wire.
    pub(super) wire: Wire,
    /// The code of a parameter that is not valid.
    pub(super) invalid: &'static str,
    /// The code of a parameter that is not there.
    pub(super) missing: &'static str,
    /// The codes of what any request can meet.
    pub(super) codes: Codes,
    /// Whether it is one for all Regions, at home in us-east-1.
    pub(super) global: bool,
    /// Requests a second for the account, where that is known and small.
    pub(super) requests_per_second: Option<usize>,
    /// Its operations.
    pub(super) operations: &'static [Operation],
}

/// The codes of errors that any request can meet; they differ from service to service.
pub(super) struct Codes {
    pub(super) throttled: &'static str,
    pub(super) denied: &'static str,
    pub(super) expired: &'static str,
    pub(super) internal: &'static str,
    pub(super) unknown_operation: &'static str,
}

const XML_CODES: Codes = Codes {
    throttled: "Throttling",
    denied: "AccessDenied",
    expired: "ExpiredToken",
    internal: "InternalFailure",
    unknown_operation: "InvalidAction",
};

const JSON_CODES: Codes = Codes {
    throttled: "ThrottlingException",
    denied: "AccessDeniedException",
    expired: "ExpiredTokenException",
    internal: "InternalFailure",
    unknown_operation: "UnknownOperationException",
};

/// The services the simulator has.
const SERVICES: [&Service; 8] = [
    &sts::SERVICE,
    &rds::SERVICE,
    &cloudwatch::SERVICE,
    &backup::SERVICE,
    &route53::SERVICE,
    &s3::SERVICE,
    &sns::SERVICE,
    &dynamodb::SERVICE,
];

/// The service of this signing name.
pub(super) fn by_signing_name(name: &str) -> Option<&'static Service> {
    SERVICES
        .into_iter()
        .find(|service| service.signing_name == name)
}

/// The signing names of all services.
pub(super) fn signing_names() -> Vec<&'static str> {
    SERVICES
        .iter()
        .map(|service| service.signing_name)
        .collect()
}

/// The names of the operations of a service, by signing name; of all services where none is named.
pub(super) fn operation_names(service: Option<&str>) -> Vec<&'static str> {
    SERVICES
        .iter()
        .filter(|it| service.is_none_or(|name| name == it.signing_name))
        .flat_map(|service| service.operations)
        .map(|operation| operation.name)
        .collect()
}

/// The names of all operations that look at the world and leave it as it is.
#[cfg(test)]
pub(super) fn reading_names() -> Vec<&'static str> {
    let all = SERVICES.iter().flat_map(|service| service.operations);
    all.filter(|operation| matches!(operation.run, Run::Reads(_)))
        .map(|operation| operation.name)
        .collect()
}

/// An error as AWS says it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Failure {
    /// Its code.
    pub(super) code: &'static str,
    /// HTTP status.
    pub(super) status: u16,
    /// Its message.
    pub(super) message: String,
    /// What else it says, member by member.
    pub(super) details: Vec<(&'static str, Shape)>,
}

impl Failure {
    /// An error of the caller, HTTP 400.
    pub(super) fn bad_request(code: &'static str, message: impl Into<String>) -> Failure {
        Failure {
            code,
            status: 400,
            message: message.into(),
            details: Vec::new(),
        }
    }

    /// Something that is not there, HTTP 404.
    pub(super) fn not_found(code: &'static str, message: impl Into<String>) -> Failure {
        Failure {
            status: 404,
            ..Failure::bad_request(code, message)
        }
    }
}

impl Service {
    /// The operation of this name.
    pub(super) fn operation(&self, name: &str) -> Option<&'static Operation> {
        self.operations
            .iter()
            .find(|operation| operation.name == name)
    }

    /// Too many requests.
    pub(super) fn throttled(&self) -> Failure {
        let slow_down = self.codes.throttled == "SlowDown";
        Failure {
            // S3 alone says it as a failure of its own.
            status: if slow_down { 503 } else { 400 },
            ..Failure::bad_request(self.codes.throttled, "Rate exceeded")
        }
    }

    /// Not authorized, in IAM's own words for it.
    pub(super) fn denied(&self, operation: &str, caller: &str) -> Failure {
        let action = format!("{}:{operation}", self.iam_prefix);
        let message = format!(
            "User: {caller} is not authorized to perform: {action} because no identity-based policy \
             allows the {action} action"
        );
        Failure {
            status: 403,
            ..Failure::bad_request(self.codes.denied, message)
        }
    }

    /// The session token has expired.
    pub(super) fn expired(&self) -> Failure {
        let message = "The security token included in the request is expired";
        Failure {
            status: 403,
            ..Failure::bad_request(self.codes.expired, message)
        }
    }

    /// The service has failed.
    pub(super) fn internal(&self) -> Failure {
        let message = "An internal failure occurred. Try your request again.";
        Failure {
            status: 500,
            ..Failure::bad_request(self.codes.internal, message)
        }
    }

    /// The service knows no such operation.
    pub(super) fn unknown_operation(&self, operation: &str) -> Failure {
        let message = format!("Could not find operation {operation}");
        Failure::bad_request(self.codes.unknown_operation, message)
    }
}
