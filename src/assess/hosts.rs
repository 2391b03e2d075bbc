//! The Region that a host name tells by AWS's own rules. A Region's name
//! anywhere else in it is somebody's choice, and tells nothing.

use crate::terms::Region;

/// Services whose hosts are named `NAME.REGION.SERVICE.amazonaws.com`.
const REGION_FIRST: [&str; 4] = ["elb", "rds", "compute", "vpce"];

/// Services whose hosts are named `NAME.SERVICE.REGION.amazonaws.com`.
const REGION_LAST: [&str; 4] = ["elb", "execute-api", "s3", "s3-website"];

/// Domains of services under which a host is named `NAME.REGION.DOMAIN`.
const OWN_DOMAINS: [&str; 2] = [".elasticbeanstalk.com", ".awsapprunner.com"];

/// The Region of a host of AWS's, when its name tells one.
pub(super) fn region_of(host: &str) -> Option<Region> {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    for domain in OWN_DOMAINS {
        if let Some(rest) = host.strip_suffix(domain) {
            let (name, region) = last(rest)?;
            return Region::parse(region).ok().filter(|_| !name.is_empty());
        }
    }
    let rest = host
        .strip_suffix(".amazonaws.com")
        .or_else(|| host.strip_suffix(".amazonaws.com.cn"))?;
    let (before, service) = last(rest)?;
    if let Some(region) = service.strip_prefix("s3-website-") {
        return Region::parse(region).ok();
    }
    // EC2 names the hosts of its first Region so.
    if service == "compute-1" {
        return Some(Region::us_east_1());
    }
    let (earlier, label) = last(before)?;
    if REGION_FIRST.contains(&service) && !earlier.is_empty() {
        return Region::parse(label).ok();
    }
    if REGION_LAST.contains(&label) {
        return Region::parse(service).ok();
    }
    None
}

/// The last label of a name, and what is before it.
fn last(name: &str) -> Option<(&str, &str)> {
    if name.is_empty() {
        return None;
    }
    Some(name.rsplit_once('.').unwrap_or(("", name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_of_aws_tell_their_region() {
        for (host, region) in [
            ("dualstack.web-12.us-east-1.elb.amazonaws.com.", "us-east-1"),
            ("net-12.elb.us-west-2.amazonaws.com", "us-west-2"),
            ("s3-website-us-east-1.amazonaws.com", "us-east-1"),
            ("shop.s3-website-eu-west-1.amazonaws.com", "eu-west-1"),
            ("shop.s3-website.eu-central-1.amazonaws.com", "eu-central-1"),
            ("shop.s3.us-west-2.amazonaws.com", "us-west-2"),
            ("d-1a2b.execute-api.us-west-2.amazonaws.com", "us-west-2"),
            (
                "vpce-1-a.vpce-svc-2.us-east-1.vpce.amazonaws.com",
                "us-east-1",
            ),
            ("ec2-192-0-2-1.us-west-2.compute.amazonaws.com", "us-west-2"),
            ("ec2-192-0-2-1.compute-1.amazonaws.com", "us-east-1"),
            ("orders.cabc12.us-east-1.rds.amazonaws.com", "us-east-1"),
            ("web.cn-north-1.elb.amazonaws.com.cn", "cn-north-1"),
            ("shop.us-east-1.elasticbeanstalk.com", "us-east-1"),
            ("WEB.US-EAST-1.ELB.AMAZONAWS.COM", "us-east-1"),
        ] {
            let told = region_of(host).map(|region| region.to_string());
            assert_eq!(told.as_deref(), Some(region), "{host}");
        }
    }

    #[test]
    fn a_name_that_somebody_chose_tells_nothing() {
        for host in [
            "web.us-east-1.shop.example",
            "us-east-1.elb.amazonaws.com.shop.example",
            "us-east-1-web.example.com",
            "d111111abcdef8.cloudfront.net",
            "a1234567890abcdef.awsglobalaccelerator.com",
            "us-east-1.s3.amazonaws.com",
            "us-east-1.elb.amazonaws.com",
            "elb.amazonaws.com",
            "us-east-1.elasticbeanstalk.com",
            "amazonaws.com",
            "192.0.2.10",
            "",
        ] {
            assert_eq!(region_of(host), None, "{host}");
        }
        // A bucket may be named like a Region.
        let bucket = region_of("us-east-1.s3-website-eu-west-1.amazonaws.com");
        assert_eq!(bucket, Region::parse("eu-west-1").ok());
    }
}
