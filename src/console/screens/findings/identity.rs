//! The identity of a finding as the key of a row, and back: so that a row is
//! found without looking through the others.

use crate::assess::{CHECKS, Finding, Subject, SubjectKind};
use crate::console::list::Key;
use crate::estate::Scope;
use crate::terms::OutsideText;

/// The key of a finding.
pub(super) fn key(finding: &Finding) -> Key {
    let subject = &finding.subject;
    let scope = subject.scope().unwrap_or(&Scope::Global);
    let kinds = finding.check.subjects;
    let kind = kinds.iter().position(|kind| *kind == subject.kind());
    let text = format!("{} {} {}", finding.check.id, kind.unwrap_or(0), id(subject));
    Key::new(scope, &OutsideText::new(&text))
}

/// The id of the check and the subject of a key.
pub(super) fn parts(key: &Key) -> Option<(&'static str, Subject)> {
    let mut parts = key.id.raw().splitn(3, ' ');
    let (check, kind, id) = (parts.next()?, parts.next()?, parts.next()?);
    let check = CHECKS.iter().find(|it| it.id == check)?;
    let kind = check.subjects.get(kind.parse::<usize>().ok()?)?;
    Some((check.id, subject(*kind, &key.scope, id)?))
}

/// What tells a subject from others of its kind in its scope.
fn id(subject: &Subject) -> String {
    match subject {
        Subject::Plan | Subject::HostClock => String::new(),
        Subject::Tier(name) | Subject::Store(name) => name.to_string(),
        Subject::Record(name, kind) => format!("{kind} {name}"),
        Subject::GlobalCluster(id)
        | Subject::HealthCheck(id)
        | Subject::Instance(_, id)
        | Subject::Cluster(_, id)
        | Subject::RecoveryPoint(_, id)
        | Subject::BackupJob(_, id)
        | Subject::CopyJob(_, id)
        | Subject::RestoreJob(_, id)
        | Subject::Alarm(_, id) => id.raw().to_owned(),
    }
}

fn subject(kind: SubjectKind, scope: &Scope, id: &str) -> Option<Subject> {
    let (scope, text) = (scope.clone(), OutsideText::new(id));
    Some(match kind {
        SubjectKind::Plan => Subject::Plan,
        SubjectKind::HostClock => Subject::HostClock,
        SubjectKind::Tier => Subject::Tier(id.into()),
        SubjectKind::Store => Subject::Store(id.into()),
        SubjectKind::Record => {
            let (kind, name) = id.split_once(' ')?;
            Subject::Record(name.into(), kind.into())
        }
        SubjectKind::GlobalCluster => Subject::GlobalCluster(text),
        SubjectKind::HealthCheck => Subject::HealthCheck(text),
        SubjectKind::Instance => Subject::Instance(scope, text),
        SubjectKind::Cluster => Subject::Cluster(scope, text),
        SubjectKind::RecoveryPoint => Subject::RecoveryPoint(scope, text),
        SubjectKind::BackupJob => Subject::BackupJob(scope, text),
        SubjectKind::CopyJob => Subject::CopyJob(scope, text),
        SubjectKind::RestoreJob => Subject::RestoreJob(scope, text),
        SubjectKind::Alarm => Subject::Alarm(scope, text),
    })
}
