//! From a mutation to the one request that it is.

use super::sent::Sent;
use super::{Operator, asked, backup, rds, route53, s3, sns};
use crate::aws::mutations::Mutation;
use std::future::Future;
use std::pin::Pin;

/// A call that waits on the heap.
type Call<'a> = Pin<Box<dyn Future<Output = Sent> + Send + 'a>>;

/// Makes a call in a frame of its own: where nothing is optimised, one function that
/// makes them all has room on its stack for each of them at once.
#[inline(never)]
fn apart<'a, F>(call: impl FnOnce() -> F) -> Call<'a>
where
    F: Future<Output = Sent> + Send + 'a,
{
    Box::pin(call())
}

impl Operator {
    /// Sends a mutation, once.
    pub(super) async fn dispatch(&self, mutation: &Mutation) -> Sent {
        let asked = asked(mutation.permitted());
        let scope = mutation.scope();
        let rds = |region| self.rds(region, &scope);
        let route53 = || self.route53(&self.0.session.route53_region(), &scope);
        let s3 = |region| self.s3(region, &scope);
        let backup = |region| self.backup(region, &scope);
        let call = match mutation {
            Mutation::PromoteReadReplica {
                region,
                instance,
                backup_retention_days,
            } => apart(|| {
                rds::promote_read_replica(rds(region), asked, instance, *backup_retention_days)
            }),
            Mutation::RebootDbInstance { region, instance } => {
                apart(|| rds::reboot_db_instance(rds(region), asked, instance))
            }
            Mutation::FailoverDbCluster {
                region,
                cluster,
                target,
            } => apart(|| rds::failover_db_cluster(rds(region), asked, cluster, target.as_ref())),
            Mutation::SwitchoverGlobalCluster {
                region,
                global_cluster,
                target_arn,
            } => apart(|| {
                rds::switchover_global_cluster(rds(region), asked, global_cluster, target_arn)
            }),
            Mutation::FailoverGlobalCluster {
                region,
                global_cluster,
                target_arn,
            } => apart(|| {
                rds::failover_global_cluster(rds(region), asked, global_cluster, target_arn)
            }),
            Mutation::CreateDbSnapshot {
                region,
                instance,
                snapshot,
            } => apart(|| rds::create_db_snapshot(rds(region), asked, instance, snapshot)),
            Mutation::RestoreDbInstanceToPointInTime {
                region,
                source,
                target,
                to,
                class,
                subnet_group,
                security_groups,
            } => {
                let place = rds::Place {
                    class: class.as_ref(),
                    subnet_group: subnet_group.as_deref(),
                    security_groups,
                };
                apart(|| {
                    rds::restore_to_point_in_time(rds(region), asked, source, target, *to, place)
                })
            }
            Mutation::StopDbInstance { region, instance } => {
                apart(|| rds::stop_db_instance(rds(region), asked, instance))
            }
            Mutation::ChangeResourceRecordSets {
                zone,
                comment,
                changes,
            } => apart(|| {
                route53::change_resource_record_sets(route53(), asked, zone, comment, changes)
            }),
            Mutation::UpdateHealthCheck {
                id,
                version,
                disabled,
                inverted,
            } => apart(|| {
                route53::update_health_check(route53(), asked, id, *version, *disabled, *inverted)
            }),
            Mutation::PutObject {
                region,
                bucket,
                key,
                body,
            } => apart(|| s3::put_object(s3(region), asked, bucket, key, body)),
            Mutation::DeleteObject {
                region,
                bucket,
                key,
            } => apart(|| s3::delete_object(s3(region), asked, bucket, key)),
            Mutation::StartBackupJob {
                region,
                vault,
                resource_arn,
                role_arn,
                token,
            } => {
                let request = backup(region)
                    .start_backup_job()
                    .backup_vault_name(vault)
                    .resource_arn(resource_arn.raw())
                    .iam_role_arn(role_arn.as_str())
                    .idempotency_token(token);
                apart(|| backup::start_backup_job(asked, request))
            }
            Mutation::StartCopyJob {
                region,
                recovery_point_arn,
                source_vault,
                destination_vault_arn,
                role_arn,
                token,
            } => {
                let request = backup(region)
                    .start_copy_job()
                    .recovery_point_arn(recovery_point_arn.raw())
                    .source_backup_vault_name(source_vault.raw())
                    .destination_backup_vault_arn(destination_vault_arn.raw())
                    .iam_role_arn(role_arn.as_str())
                    .idempotency_token(token);
                apart(|| backup::start_copy_job(asked, request))
            }
            Mutation::StartRestoreJob {
                region,
                recovery_point_arn,
                role_arn,
                metadata,
                resource_type,
                token,
            } => {
                let metadata = metadata.clone().into_iter().collect();
                let request = backup(region)
                    .start_restore_job()
                    .recovery_point_arn(recovery_point_arn.raw())
                    .set_metadata(Some(metadata))
                    .iam_role_arn(role_arn.as_str())
                    .resource_type(resource_type)
                    .idempotency_token(token);
                apart(|| backup::start_restore_job(asked, request))
            }
            Mutation::Publish {
                region,
                topic_arn,
                subject,
                message,
            } => {
                apart(|| sns::publish(self.sns(region, &scope), asked, topic_arn, subject, message))
            }
        };
        call.await
    }
}
