//! The ARNs by which AWS Backup knows a declared store.

use crate::assess::context::Context;
use crate::plan::{Store, StoreKind};
use crate::terms::{OutsideText, Region};

/// The ARNs of a store's copies in both Regions; empty when they cannot be
/// known. A recovery point in the standby Region names the ARN it was taken of.
pub(crate) fn store_arns(context: &Context<'_>, store: &Store) -> Vec<OutsideText> {
    if let Some(arn) = &store.resource {
        return vec![OutsideText::new(arn.as_str())];
    }
    let mut arns: Vec<OutsideText> = context
        .plan
        .regions
        .both()
        .into_iter()
        .flat_map(|region| in_region(context, store, region))
        .collect();
    arns.dedup();
    arns
}

fn in_region(context: &Context<'_>, store: &Store, region: &Region) -> Vec<OutsideText> {
    let name = if *region == store.region {
        Some(store.identifier.as_str())
    } else {
        match store.kind {
            // A global table has the same name everywhere.
            StoreKind::DynamoDb => store.standby.as_deref().or(Some(&store.identifier)),
            _ => store.standby.as_deref(),
        }
    };
    if store.kind == StoreKind::AuroraGlobal {
        let mut arns: Vec<OutsideText> = context
            .globals_named(&OutsideText::new(&store.identifier))
            .into_iter()
            .flat_map(|(_, global)| &global.members)
            .filter(|member| member.cluster.region().as_ref() == Some(region))
            .map(|member| OutsideText::new(member.cluster.as_str()))
            .collect();
        arns.dedup();
        return arns;
    }
    let Some(name) = name else {
        return Vec::new();
    };
    let partition = partition(region);
    if store.kind == StoreKind::S3 {
        return vec![OutsideText::from(format!("arn:{partition}:s3:::{name}"))];
    }
    let Some(account) = context.account() else {
        return Vec::new();
    };
    let (service, resource) = match store.kind {
        StoreKind::Rds => ("rds", format!("db:{name}")),
        StoreKind::Aurora => ("rds", format!("cluster:{name}")),
        StoreKind::DynamoDb => ("dynamodb", format!("table/{name}")),
        StoreKind::Efs => ("elasticfilesystem", format!("file-system/{name}")),
        StoreKind::Ebs => ("ec2", format!("volume/{name}")),
        StoreKind::S3 | StoreKind::AuroraGlobal | StoreKind::Other => return Vec::new(),
    };
    let arn = format!("arn:{partition}:{service}:{region}:{account}:{resource}");
    vec![OutsideText::from(arn)]
}

fn partition(region: &Region) -> &'static str {
    match region.as_str() {
        name if name.starts_with("cn-") => "aws-cn",
        name if name.starts_with("us-gov-") => "aws-us-gov",
        _ => "aws",
    }
}
