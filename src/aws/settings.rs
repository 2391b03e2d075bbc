//! Where each setting comes from, for whoever asks why AWS is not reached.

use super::credentials::Learnt;
use super::door::{ATTEMPT_TIMEOUT, ATTEMPTS, CONNECT_TIMEOUT, DoorOptions, OPERATION_TIMEOUT};
use crate::terms::OutsideText;
use aws_types::SdkConfig;
use std::path::Path;

/// One setting, its value and where that was said. Never a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// What is set, such as `profile` or `endpoint us-east-1`.
    pub name: String,
    /// To what.
    pub value: OutsideText,
    /// Where that was said, such as `--profile`, `plan` or `AWS_ENDPOINT_URL`.
    pub origin: String,
}

fn setting(name: impl Into<String>, value: impl Into<String>, origin: &str) -> Setting {
    Setting {
        name: name.into(),
        value: OutsideText::from(value.into()),
        origin: origin.to_owned(),
    }
}

/// The variables by which one service's endpoint is set.
const SERVICE_ENDPOINTS: &[&str] = &[
    "AWS_ENDPOINT_URL_STS",
    "AWS_ENDPOINT_URL_RDS",
    "AWS_ENDPOINT_URL_CLOUDWATCH",
    "AWS_ENDPOINT_URL_BACKUP",
    "AWS_ENDPOINT_URL_ROUTE_53",
    "AWS_ENDPOINT_URL_S3",
    "AWS_ENDPOINT_URL_SNS",
];

pub(super) fn list(
    options: &DoorOptions,
    config: &SdkConfig,
    bundle: Option<&Path>,
    learnt: Option<&Learnt>,
) -> Vec<Setting> {
    let mut settings = vec![profile(options), credentials(options, learnt)];
    if !options.simulated_credentials {
        settings.push(setting(
            "STS Region",
            options.standby.as_str(),
            "plan, standby Region",
        ));
    }
    for (region, endpoint) in &options.endpoints {
        settings.push(setting(
            format!("endpoint {region}"),
            without_userinfo(endpoint),
            "plan",
        ));
    }
    settings.extend(endpoints_of_the_environment(options, config));
    if options.transport.is_none() {
        settings.push(match bundle {
            Some(path) => setting(
                "certificate authorities",
                format!("the host's and {}", path.display()),
                "AWS_CA_BUNDLE",
            ),
            None => setting("certificate authorities", "the host's", "default"),
        });
    }
    settings.push(setting(
        "time-outs",
        format!(
            "connect {} s, attempt {} s, operation {} s",
            CONNECT_TIMEOUT.as_secs(),
            ATTEMPT_TIMEOUT.as_secs(),
            OPERATION_TIMEOUT.as_secs()
        ),
        "lifeboat",
    ));
    settings.push(setting(
        "attempts",
        format!("{ATTEMPTS}, of Route 53 one"),
        "lifeboat",
    ));
    settings
}

fn profile(options: &DoorOptions) -> Setting {
    if options.simulated_credentials {
        return setting("profile", "none", "simulated AWS");
    }
    if let Some(profile) = &options.profile {
        return setting("profile", profile.as_str(), "--profile");
    }
    match std::env::var("AWS_PROFILE") {
        Ok(profile) if !profile.is_empty() => setting("profile", profile, "AWS_PROFILE"),
        _ => setting("profile", "default", "default"),
    }
}

fn credentials(options: &DoorOptions, learnt: Option<&Learnt>) -> Setting {
    if options.simulated_credentials {
        return setting("credentials", "made up", "simulated AWS");
    }
    let chain = if options.profile.is_some() {
        "profile"
    } else {
        "credential chain"
    };
    let found = learnt.map_or("not asked for yet", |learnt| learnt.from);
    setting("credentials", found, chain)
}

fn endpoints_of_the_environment(options: &DoorOptions, config: &SdkConfig) -> Vec<Setting> {
    if options.simulated_credentials {
        return Vec::new();
    }
    let mut settings = Vec::new();
    if let Some(endpoint) = config.endpoint_url() {
        let origin = match std::env::var("AWS_ENDPOINT_URL") {
            Ok(set) if set == endpoint => "AWS_ENDPOINT_URL",
            _ => "profile, endpoint_url",
        };
        settings.push(setting("endpoint", without_userinfo(endpoint), origin));
    }
    for &name in SERVICE_ENDPOINTS {
        if let Ok(endpoint) = std::env::var(name) {
            settings.push(setting("endpoint", without_userinfo(&endpoint), name));
        }
    }
    settings
}

/// A URL without a user's name and password.
fn without_userinfo(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else {
        return url.to_owned();
    };
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let host = authority.rsplit('@').next().unwrap_or(authority);
    format!("{scheme}://{host}{path}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_in_an_endpoint_is_not_told() {
        for (url, told) in [
            ("http://ana:s3cret@host:1/p@th", "http://host:1/p@th"),
            ("http://127.0.0.1:4566", "http://127.0.0.1:4566"),
            ("host", "host"),
        ] {
            assert_eq!(without_userinfo(url), told);
        }
    }
}
