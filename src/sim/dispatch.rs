//! From a request to the service it is for, and from an operation to its answer.

use bytes::Bytes;
use chrono::{DateTime, Utc};
use http::{Request, Response};

use super::protocols::{self, Read, Scope, Stamp};
use super::services::{self, Call, Change, Failure, Run, Service};
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

/// The answer to a request. What only looks is answered from the world as it was `before`, when a cache on
/// the way holds that; what changes something always reaches the service.
pub(super) fn answer(
    world: &mut World,
    before: Option<(&World, DateTime<Utc>)>,
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
    let outcome = match operation.run {
        Run::Reads(run) => {
            let (world, now) = before.unwrap_or((world, stamp.now));
            run(&Call {
                world,
                service,
                region: &scope.region,
                now,
                input,
                access_key: &scope.access_key,
            })
        }
        Run::Changes(run) => run(&mut Change {
            world,
            service,
            region: &scope.region,
            now: stamp.now,
            input,
            access_key: &scope.access_key,
        }),
    };
    match outcome {
        Ok(shape) => protocols::write(writing, operation, &shape, stamp),
        Err(failure) => fail(&failure),
    }
}
