//! The credential chain passes the same gate, and its failures are told apart.

use super::*;
use crate::aws::gate::Gate;
use crate::aws::session::guarded;
use crate::aws::transport::TransportClient;
use crate::estate::{Failure, FailureKind};
use aws_config::imds::credentials::ImdsCredentialsProvider;
use aws_config::provider_config::ProviderConfig;
use aws_config::sts::AssumeRoleProvider;
use aws_credential_types::Credentials;
use aws_credential_types::provider::ProvideCredentials;
use aws_smithy_async::rt::sleep::TokioSleep;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_types::SdkConfig;

fn gated(script: &Arc<Script>) -> SharedHttpClient {
    guarded(
        SharedHttpClient::new(TransportClient::new(script.clone())),
        Gate::reads,
    )
}

#[tokio::test(start_paused = true)]
async fn the_role_of_an_instance_passes_the_gate() {
    let script = Script::new(|call| match call.operation.as_str() {
        "PUT /latest/api/token" => {
            let Reply::Answer(mut answer) = respond(200, "text/plain", "token") else {
                unreachable!("respond answers")
            };
            let header = "x-aws-ec2-metadata-token-ttl-seconds";
            answer
                .headers_mut()
                .insert(header, "21600".parse().unwrap());
            Reply::Answer(answer)
        }
        role if role.ends_with("/ops") => json(serde_json::json!({
            "Code": "Success", "Type": "AWS-HMAC", "AccessKeyId": "AKIA", "SecretAccessKey": "s",
            "Token": "t", "LastUpdated": "2026-11-22T02:00:00Z", "Expiration": "2099-11-22T09:00:00Z",
        })),
        list if list.contains("security-credentials") => respond(200, "text/plain", "ops"),
        other => panic!("{other}"),
    });
    let config = ProviderConfig::without_region()
        .with_http_client(gated(&script))
        .with_sleep_impl(TokioSleep::new());
    let provider = ImdsCredentialsProvider::builder().configure(&config);
    let given = provider.build().provide_credentials().await.unwrap();
    assert_eq!(given.access_key_id(), "AKIA");
}

#[tokio::test(start_paused = true)]
async fn a_role_to_assume_passes_the_gate() {
    let script = Script::new(|_| {
        query_xml(
            "AssumeRole",
            "<Credentials><AccessKeyId>ASIA</AccessKeyId><SecretAccessKey>s</SecretAccessKey>\
             <SessionToken>t</SessionToken><Expiration>2099-11-22T09:00:00Z</Expiration></Credentials>",
        )
    });
    let config = SdkConfig::builder()
        .behavior_version(aws_config::BehaviorVersion::latest())
        .http_client(gated(&script))
        .sleep_impl(TokioSleep::new())
        .time_source(crate::aws::time::SdkClock(clock()))
        .region(aws_types::region::Region::new("us-west-2"))
        .build();
    let keys = Credentials::new("AKIA", "s", None, None, "test");
    let provider = AssumeRoleProvider::builder("arn:aws:iam::111122223333:role/ops")
        .session_name("lifeboat")
        .configure(&config)
        .build_from_provider(keys);
    let given = provider.await.provide_credentials().await.unwrap();
    assert_eq!(given.access_key_id(), "ASIA");
    let asked = script.asked();
    assert_eq!(asked[0].uri.host(), Some("sts.us-west-2.amazonaws.com"));
}

#[tokio::test(start_paused = true)]
async fn a_profile_that_is_not_there_is_missing_credentials_and_nothing_is_sent() {
    let script = Script::new(|_| Reply::Silence);
    let mut options = options(&script);
    options.simulated_credentials = false;
    options.profile = Some("lifeboat-profile-that-nobody-has".to_owned());
    let door = Door::open(options).await.unwrap();
    let is_missing = |failure: Failure| {
        assert_eq!(failure.kind, FailureKind::Credentials, "{failure}");
        let said = failure.to_string();
        assert!(said.contains("lifeboat-profile-that-nobody-has"), "{said}");
    };
    is_missing(door.credentials_expiry().await.unwrap_err());
    is_missing(Reads::new(door).identity(&here()).await.unwrap_err());
    assert!(script.asked().is_empty());
}
