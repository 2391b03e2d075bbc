//! The SDK's own HTTP client fails by the same kinds as a transport does.

use super::*;
use crate::estate::{Failure, FailureKind};
use std::io::{Read, Write};
use std::net::TcpListener;

/// A server on a free port that answers every connection with the same bytes.
fn server(answer: String) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for connection in listener.incoming() {
            let mut connection = connection.unwrap();
            let mut request = [0_u8; 16 * 1024];
            let _ = connection.read(&mut request);
            let _ = connection.write_all(answer.as_bytes());
        }
    });
    format!("http://{address}")
}

fn over_the_wire(length: usize, body: &str) -> String {
    format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: {length}\r\n\
         Connection: close\r\n\r\n{body}"
    )
}

fn instances() -> String {
    let Reply::Answer(answer) = query_xml("DescribeDBInstances", "<DBInstances/>") else {
        unreachable!("query_xml answers")
    };
    String::from_utf8(answer.body().to_vec()).unwrap()
}

async fn asked_at(endpoint: String) -> Result<usize, Failure> {
    // Five times the speed: pauses between attempts are short, and an attempt
    // still has a second on this host.
    let clock = Clock::starting_at(at("2026-11-22T03:00:00Z"), 5.0);
    let mut options = DoorOptions::new(&here(), &region("us-west-2"), clock);
    options.simulated_credentials = true;
    options.endpoints.insert(here(), endpoint);
    let reads = Reads::new(Door::open(options).await.unwrap());
    let seen = reads.db_instances(&here()).await?;
    Ok(seen.facts.len())
}

#[tokio::test]
async fn an_answer_over_the_network_is_read() {
    let body = instances();
    let endpoint = server(over_the_wire(body.len(), &body));
    assert_eq!(asked_at(endpoint).await, Ok(0));
}

#[tokio::test]
async fn an_answer_that_ends_early_on_the_network_is_not_understood() {
    let body = instances();
    let endpoint = server(over_the_wire(body.len() + 1, &body));
    let failure = asked_at(endpoint).await.unwrap_err();
    assert_eq!(failure.kind, FailureKind::NotUnderstood, "{failure}");
}

#[tokio::test]
async fn a_closed_port_is_not_reachable() {
    let closed = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", closed.local_addr().unwrap());
    drop(closed);
    let failure = asked_at(endpoint).await.unwrap_err();
    assert_eq!(failure.kind, FailureKind::NotReachable, "{failure}");
    assert!(failure.to_string().contains("refused"), "{failure}");
}

#[tokio::test]
async fn a_host_that_does_not_exist_is_not_reachable() {
    let failure = asked_at("http://nowhere.invalid".to_owned()).await;
    let failure = failure.unwrap_err();
    assert_eq!(failure.kind, FailureKind::NotReachable, "{failure}");
}
