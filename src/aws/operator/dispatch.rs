//! From a mutation to the one request that it is.

use super::sent::Sent;
use super::{Operator, asked, backup, rds, route53, s3, sns};
use crate::aws::mutations::Mutation;

impl Operator {
    /// Sends a mutation, once.
    pub(super) async fn dispatch(&self, mutation: &Mutation) -> Sent {
        let asked = asked(mutation.permitted());
        let scope = mutation.scope();
        let rds = |region| self.rds(region, &scope);
        let route53 = || self.route53(&self.0.session.route53_region(), &scope);
        let s3 = |region| self.s3(region, &scope);
        let backup = |region| self.backup(region, &scope);
        match mutation {
            Mutation::PromoteReadReplica {
                region,
                instance,
                backup_retention_days,
            } => {
                rds::promote_read_replica(&rds(region), asked, instance, *backup_retention_days)
                    .await
            }
            Mutation::RebootDbInstance { region, instance } => {
                rds::reboot_db_instance(&rds(region), asked, instance).await
            }
            Mutation::FailoverDbCluster {
                region,
                cluster,
                target,
            } => rds::failover_db_cluster(&rds(region), asked, cluster, target.as_ref()).await,
            Mutation::SwitchoverGlobalCluster {
                region,
                global_cluster,
                target_arn,
            } => {
                rds::switchover_global_cluster(&rds(region), asked, global_cluster, target_arn)
                    .await
            }
            Mutation::FailoverGlobalCluster {
                region,
                global_cluster,
                target_arn,
            } => {
                rds::failover_global_cluster(&rds(region), asked, global_cluster, target_arn).await
            }
            Mutation::CreateDbSnapshot {
                region,
                instance,
                snapshot,
            } => rds::create_db_snapshot(&rds(region), asked, instance, snapshot).await,
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
                rds::restore_to_point_in_time(&rds(region), asked, source, target, *to, place).await
            }
            Mutation::StopDbInstance { region, instance } => {
                rds::stop_db_instance(&rds(region), asked, instance).await
            }
            Mutation::ChangeResourceRecordSets {
                zone,
                comment,
                changes,
            } => {
                route53::change_resource_record_sets(&route53(), asked, zone, comment, changes)
                    .await
            }
            Mutation::UpdateHealthCheck {
                id,
                version,
                disabled,
                inverted,
            } => {
                route53::update_health_check(&route53(), asked, id, *version, *disabled, *inverted)
                    .await
            }
            Mutation::PutObject {
                region,
                bucket,
                key,
                body,
            } => s3::put_object(&s3(region), asked, bucket, key, body).await,
            Mutation::DeleteObject {
                region,
                bucket,
                key,
            } => s3::delete_object(&s3(region), asked, bucket, key).await,
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
                backup::start_backup_job(asked, request).await
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
                backup::start_copy_job(asked, request).await
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
                backup::start_restore_job(asked, request).await
            }
            Mutation::Publish {
                region,
                topic_arn,
                subject,
                message,
            } => {
                sns::publish(
                    &self.sns(region, &scope),
                    asked,
                    topic_arn,
                    subject,
                    message,
                )
                .await
            }
        }
    }
}
