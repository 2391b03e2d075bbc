//! Amazon Route 53: hosted zones, record sets, health checks.

mod batch;
mod changes;
mod checks;
mod records;
mod validity;
mod zones;

use super::{Call, Failure, Service, Wire, XML_CODES, at_path, changing_at};

pub(super) static SERVICE: Service = Service {
    signing_name: "route53",
    iam_prefix: "route53",
    wire: Wire::RestXml {
        namespace: "https://route53.amazonaws.com/doc/2013-04-01/",
    },
    invalid: "InvalidInput",
    missing: "InvalidInput",
    codes: XML_CODES,
    // Route 53 takes five requests a second of an account, whatever they are.
    global: true,
    requests_per_second: Some(5),
    operations: &[
        at_path("ListHostedZones", "/2013-04-01/hostedzone", zones::list),
        at_path("GetHostedZone", "/2013-04-01/hostedzone/{Id}", zones::get),
        at_path(
            "ListResourceRecordSets",
            "/2013-04-01/hostedzone/{Id}/rrset",
            records::list,
        ),
        at_path("ListHealthChecks", "/2013-04-01/healthcheck", checks::list),
        at_path(
            "GetHealthCheck",
            "/2013-04-01/healthcheck/{HealthCheckId}",
            checks::get,
        ),
        at_path(
            "GetHealthCheckStatus",
            "/2013-04-01/healthcheck/{HealthCheckId}/status",
            checks::status,
        ),
        changing_at(
            "ChangeResourceRecordSets",
            "POST",
            "/2013-04-01/hostedzone/{Id}/rrset",
            changes::change,
        ),
        at_path("GetChange", "/2013-04-01/change/{Id}", changes::get),
        changing_at(
            "UpdateHealthCheck",
            "POST",
            "/2013-04-01/healthcheck/{HealthCheckId}",
            checks::update,
        ),
    ],
};

/// `maxitems`: from 1; more than `most` is taken for `most`.
fn page_size(call: &Call<'_>, most: i64) -> Result<usize, Failure> {
    let asked = call.whole("maxitems")?.unwrap_or(most);
    if asked < 1 {
        return Err(call.invalid("MaxItems must be greater than zero"));
    }
    Ok(usize::try_from(asked.min(most)).unwrap_or(1))
}
