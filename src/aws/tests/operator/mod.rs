//! The operator against an AWS that is played by a script.

mod lease;
mod power;
mod requests;
mod sent;

use super::*;
use crate::aws::{Mutation, Operator, OperatorPower, Sent};
use crate::journal::{Actor, Durable, Entry, Journal};

/// The proof that something is in a journal.
fn permit() -> Durable {
    let folder = tempfile::tempdir().unwrap();
    let actor = Actor {
        arn: None,
        os_user: "ana".to_owned(),
        terminal: None,
        host: "bastion".to_owned(),
        process: 7,
    };
    let journal = Journal::open(folder.path(), None, actor, true).unwrap();
    let text = "a test".to_owned();
    journal
        .append(at("2026-11-22T03:00:00Z"), Entry::Note { text })
        .unwrap()
}

async fn operator(script: &Arc<Script>) -> Operator {
    let opened = Operator::open(&options(script), OperatorPower::Same).await;
    opened.unwrap()
}

/// Sends a mutation to a script, and says what came of it and what was asked.
async fn sent(
    mutation: &Mutation,
    answer: impl Fn(&Call) -> Reply + Send + Sync + 'static,
) -> (Sent, Vec<Call>) {
    let script = Script::new(answer);
    let operator = operator(&script).await;
    let came = operator.send(mutation, &permit()).await;
    (came, script.asked())
}

/// An answer of AWS that takes whatever is asked.
fn taken(call: &Call) -> Reply {
    let instance =
        "<DBInstance><DBInstanceIdentifier>orders-db</DBInstanceIdentifier></DBInstance>";
    match call.operation.as_str() {
        "FailoverDBCluster" => query_xml("FailoverDBCluster", "<DBCluster/>"),
        name @ ("SwitchoverGlobalCluster" | "FailoverGlobalCluster") => {
            query_xml(name, "<GlobalCluster/>")
        }
        "CreateDBSnapshot" => query_xml(
            "CreateDBSnapshot",
            "<DBSnapshot><DBSnapshotIdentifier>orders-db-before</DBSnapshotIdentifier></DBSnapshot>",
        ),
        "Publish" => query_xml("Publish", "<MessageId>message-1</MessageId>"),
        "POST /2013-04-01/hostedzone/Z1/rrset" => xml(
            "<ChangeResourceRecordSetsResponse><ChangeInfo><Id>/change/C1</Id>\
             <Status>PENDING</Status><SubmittedAt>2026-11-22T03:00:00Z</SubmittedAt></ChangeInfo>\
             </ChangeResourceRecordSetsResponse>",
        ),
        "POST /2013-04-01/healthcheck/hc-1" => {
            xml("<UpdateHealthCheckResponse><HealthCheck><Id>hc-1</Id>\
             <CallerReference>r</CallerReference><HealthCheckConfig><Type>HTTP</Type>\
             </HealthCheckConfig><HealthCheckVersion>4</HealthCheckVersion></HealthCheck>\
             </UpdateHealthCheckResponse>")
        }
        "PUT /backup-jobs" => json(serde_json::json!({ "BackupJobId": "backup-1" })),
        "PUT /copy-jobs" => json(serde_json::json!({ "CopyJobId": "copy-1" })),
        "PUT /restore-jobs" => json(serde_json::json!({ "RestoreJobId": "restore-1" })),
        put if put.starts_with("PUT ") => empty(200, Some("\"etag-1\"")),
        delete if delete.starts_with("DELETE ") => empty(204, None),
        of_instances => query_xml(of_instances, instance),
    }
}

/// An answer without a body, as S3 gives.
fn empty(status: u16, etag: Option<&str>) -> Reply {
    let mut answer = http::Response::builder()
        .status(status)
        .header("x-amz-request-id", "request-1");
    if let Some(etag) = etag {
        answer = answer.header("etag", etag);
    }
    Reply::Answer(answer.body(Bytes::new()).unwrap())
}
