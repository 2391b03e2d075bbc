//! AWS Security Token Service: who is asking, and taking on a role.

use chrono::Duration;

use super::shape::{Record, Shape};
use super::{Call, Change, Failure, Service, Wire, XML_CODES, changing, named};

/// `DurationSeconds` that says nothing.
const USUAL_SECONDS: i64 = 3_600;

pub(super) static SERVICE: Service = Service {
    signing_name: "sts",
    iam_prefix: "sts",
    wire: Wire::Query {
        namespace: "https://sts.amazonaws.com/doc/2011-06-15/",
    },
    invalid: "ValidationError",
    missing: "ValidationError",
    codes: XML_CODES,
    global: false,
    requests_per_second: None,
    operations: &[
        named("GetCallerIdentity", get_caller_identity),
        changing("AssumeRole", assume_role),
    ],
};

/// Whoever signs with the keys of a session is the session; any other key is the watching role's.
fn get_caller_identity(call: &Call<'_>) -> Result<Shape, Failure> {
    let session = call.world.sessions.get(call.access_key);
    let (arn, id) = match session {
        Some(session) => (session.arn.as_str(), session.id.as_str()),
        None => (
            call.world.caller_arn.as_str(),
            "AROAHARBORLIFEBOAT001:session",
        ),
    };
    Ok(Record::new()
        .with("Arn", arn)
        .with("UserId", id)
        .with("Account", &call.world.account)
        .into())
}

fn assume_role(change: &mut Change<'_>) -> Result<Shape, Failure> {
    let call = change.look();
    let role = call.required("RoleArn")?.to_owned();
    let name = call.required("RoleSessionName")?.to_owned();
    let fits = |character: char| character.is_ascii_alphanumeric() || "_+=,.@-".contains(character);
    if !(2..=64).contains(&name.len()) || !name.chars().all(fits) {
        return Err(call.invalid(format!(
            "1 validation error detected: Value '{name}' at 'roleSessionName' failed to satisfy \
             constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*"
        )));
    }
    let seconds = call.whole("DurationSeconds")?.unwrap_or(USUAL_SECONDS);
    if !(900..=43_200).contains(&seconds) {
        return Err(call.invalid(format!(
            "1 validation error detected: Value '{seconds}' at 'durationSeconds' failed to satisfy \
             constraint: Member must have value between 900 and 43200"
        )));
    }
    let caller = match call.world.sessions.get(call.access_key) {
        Some(session) => session.arn.clone(),
        None => call.world.caller_arn.clone(),
    };
    let lasting = Duration::seconds(seconds);
    let now = change.now;
    let session = change.world.assume_role(&role, &name, lasting, now);
    let session = session.ok_or_else(|| Failure {
        status: 403,
        ..Failure::bad_request(
            "AccessDenied",
            format!(
                "User: {caller} is not authorized to perform: sts:AssumeRole on resource: {role}"
            ),
        )
    })?;
    let credentials = Record::new()
        .with("AccessKeyId", &session.access_key)
        .with("SecretAccessKey", &session.secret)
        .with("SessionToken", &session.token)
        .with("Expiration", session.expires);
    let user = Record::new()
        .with("AssumedRoleId", &session.id)
        .with("Arn", &session.arn);
    Ok(Record::new()
        .with("Credentials", credentials)
        .with("AssumedRoleUser", user)
        .into())
}
