//! What is sent is what was shown.

use super::*;
use crate::aws::mutations::tests::examples;
use serde_json::Value;
use std::collections::BTreeMap;

/// What a form carries, decoded.
fn form(body: &[u8]) -> BTreeMap<String, String> {
    let body = String::from_utf8(body.to_vec()).unwrap();
    let pairs = body.split('&').map(|pair| {
        let (name, value) = pair.split_once('=').unwrap();
        (decoded(name), decoded(value))
    });
    pairs.collect()
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        rest = match byte {
            b'%' => {
                let code = std::str::from_utf8(&after[..2]).unwrap();
                bytes.push(u8::from_str_radix(code, 16).unwrap());
                &after[2..]
            }
            b'+' => {
                bytes.push(b' ');
                after
            }
            plain => {
                bytes.push(plain);
                after
            }
        };
    }
    String::from_utf8(bytes).unwrap()
}

/// The parameters as a form spells them, lists numbered.
fn as_form(mutation: &Mutation) -> BTreeMap<String, String> {
    let mut form = BTreeMap::new();
    for (name, value) in mutation.parameters() {
        match serde_json::from_str::<Value>(&value) {
            Ok(Value::Array(list)) => {
                for (number, item) in list.iter().enumerate() {
                    let member = name.trim_end_matches('s');
                    let key = format!("{name}.{member}.{}", number + 1);
                    form.insert(key, item.as_str().unwrap().to_owned());
                }
            }
            _ => {
                form.insert(name, value);
            }
        }
    }
    form
}

#[tokio::test(start_paused = true)]
async fn every_mutation_is_one_request_to_its_own_region() {
    for mutation in examples() {
        let (came, asked) = sent(&mutation, taken).await;
        assert!(
            matches!(came, Sent::Accepted { .. }),
            "{mutation:?}: {came:?}"
        );
        let [call] = asked.as_slice() else {
            panic!("{mutation:?}: {asked:?}")
        };
        let region = match mutation.scope().region() {
            Some(region) => region.as_str().to_owned(),
            None => "us-east-1".to_owned(),
        };
        assert_eq!(call.region, region, "{mutation:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_a_form_or_a_document_carries_is_what_the_mutation_tells() {
    let mut compared = 0;
    for mutation in examples() {
        let (_, asked) = sent(&mutation, taken).await;
        let call = &asked[0];
        match mutation.service() {
            "RDS" | "SNS" => {
                let mut form = form(&call.body);
                assert_eq!(form.remove("Action").unwrap(), mutation.operation());
                form.remove("Version");
                assert_eq!(form, as_form(&mutation));
            }
            "Backup" => {
                let body: Value = serde_json::from_slice(&call.body).unwrap();
                let said = mutation.parameters();
                assert_eq!(body.as_object().unwrap().len(), said.len());
                for (name, value) in said {
                    let sent = &body[&name];
                    let sent = sent.as_str().map_or(sent.to_string(), str::to_owned);
                    assert_eq!(sent, value, "{name}");
                }
            }
            _ => continue,
        }
        compared += 1;
    }
    assert_eq!(compared, 12);
}

#[tokio::test(start_paused = true)]
async fn a_batch_of_changes_carries_each_record_whole() {
    let mutations = examples();
    let change = |it: &&Mutation| it.operation() == "ChangeResourceRecordSets";
    let mutation = mutations.iter().find(change).unwrap();
    let (came, asked) = sent(mutation, taken).await;
    let id = Some("C1".into());
    assert!(matches!(came, Sent::Accepted { id: found, .. } if found == id));
    let body = String::from_utf8(asked[0].body.to_vec()).unwrap();
    insta::assert_snapshot!(body.replace("><", ">\n<"));
}

#[tokio::test(start_paused = true)]
async fn the_flags_of_a_health_check_go_with_the_version_that_was_read() {
    let mutation = Mutation::UpdateHealthCheck {
        id: "hc-1".into(),
        version: 3,
        disabled: true,
        inverted: false,
    };
    let (_, asked) = sent(&mutation, taken).await;
    let body = String::from_utf8(asked[0].body.to_vec()).unwrap();
    for part in [
        "<HealthCheckVersion>3</HealthCheckVersion>",
        "<Disabled>true</Disabled>",
        "<Inverted>false</Inverted>",
    ] {
        assert!(body.contains(part), "{body}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_object_is_the_one_of_the_plan() {
    let put = |key: &str| Mutation::PutObject {
        region: here(),
        bucket: "shop-standby".to_owned(),
        key: key.to_owned(),
        body: "incident 42".to_owned(),
    };
    let (came, asked) = sent(&put("a b/takes-over"), taken).await;
    let Sent::Accepted { request_id, id } = came else {
        panic!("{came:?}")
    };
    assert_eq!(request_id.unwrap().raw(), "request-1");
    assert_eq!(id.unwrap().raw(), "\"etag-1\"");
    let host = asked[0].uri.host().unwrap();
    assert!(host.starts_with("shop-standby.s3."), "{host}");
    assert_eq!(asked[0].uri.path(), "/a%20b/takes-over");
    assert_eq!(asked[0].body, "incident 42");
}
