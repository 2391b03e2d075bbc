//! AWS Backup: jobs. Each carries the mutation's own token, so that the same one
//! never starts a second job.

use super::sent::{Sent, named, sent};
use crate::aws::failure::Asked;
use aws_sdk_backup::operation::start_backup_job::builders::StartBackupJobFluentBuilder;
use aws_sdk_backup::operation::start_copy_job::builders::StartCopyJobFluentBuilder;
use aws_sdk_backup::operation::start_restore_job::builders::StartRestoreJobFluentBuilder;

pub(super) async fn start_backup_job(asked: Asked, request: StartBackupJobFluentBuilder) -> Sent {
    sent(asked, request.send(), |it| {
        named(it.backup_job_id(), "BackupJobId")
    })
    .await
}

pub(super) async fn start_copy_job(asked: Asked, request: StartCopyJobFluentBuilder) -> Sent {
    sent(asked, request.send(), |it| {
        named(it.copy_job_id(), "CopyJobId")
    })
    .await
}

pub(super) async fn start_restore_job(asked: Asked, request: StartRestoreJobFluentBuilder) -> Sent {
    sent(asked, request.send(), |it| {
        named(it.restore_job_id(), "RestoreJobId")
    })
    .await
}
