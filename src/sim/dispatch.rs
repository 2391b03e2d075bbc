//! From a request to the service it is for, and from an operation to its answer.

use bytes::Bytes;
use chrono::{DateTime, Utc};
use http::{Request, Response};

use super::protocols::{self, Read, Scope, Stamp};
use super::services::{self, Call, Failure, Service};
use super::world::{PRIMARY, World};

/// Where a request goes. Route 53 is one for all Regions, and is at home in us-east-1, whatever Region a
/// client signs for.
pub(super) fn addressed(request: &Request<Bytes>) -> (Option<Scope>, Option<&'static Service>) {
    let mut scope = Scope::of(request);
    let service = scope
        .as_ref()
        .and_then(|scope| services::by_signing_name(&scope.service));
    if let (Some(scope), Some(service)) = (&mut scope, service)
        && service.global
    {
        scope.region = PRIMARY.to_owned();
    }
    (scope, service)
}

/// The answer to a request, from a world as it was at an instant.
pub(super) fn answer(
    world: &World,
    at: DateTime<Utc>,
    service: &'static Service,
    (scope, read, name): (&Scope, &Read, &str),
    stamp: &Stamp<'_>,
) -> Response<Bytes> {
    let writing = read.writing;
    let fail = |failure: &Failure| protocols::write_failure(writing, failure, stamp);
    let Some(operation) = service.operation(name) else {
        return fail(&service.unknown_operation(name));
    };
    let input = match &read.input {
        Ok(input) => input,
        Err(failure) => return fail(failure),
    };
    let call = Call {
        world,
        service,
        region: &scope.region,
        now: at,
        input,
    };
    match (operation.run)(&call) {
        Ok(shape) => protocols::write(writing, name, &shape, stamp),
        Err(failure) => fail(&failure),
    }
}
