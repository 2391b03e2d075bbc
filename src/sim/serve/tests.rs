//! What a caller meets on the sockets.

use std::future::Future;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use hickory_proto::op::{Message, Query};
use hickory_proto::rr::{Name, RecordType};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpStream, UdpSocket};
use tokio::task::JoinHandle;

use super::Sockets;
use crate::sim::{Fault, FaultRule, RequestOutcome, SimClock, Simulator, World};

struct HostClock;

impl SimClock for HostClock {
    fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(tokio::time::sleep(duration))
    }
}

/// A simulator that is served, until it is dropped.
struct Served {
    simulator: Simulator,
    endpoint: SocketAddr,
    name_server: SocketAddr,
    serving: JoinHandle<()>,
}

impl Drop for Served {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn served() -> Served {
    let any = "127.0.0.1:0".parse().unwrap();
    let sockets = Sockets::bind(any, any).await.unwrap();
    let simulator = Simulator::new(World::harbor(1, Utc::now()), Arc::new(HostClock));
    Served {
        endpoint: sockets.endpoint,
        name_server: sockets.name_server,
        serving: tokio::spawn(sockets.serve(simulator.clone())),
        simulator,
    }
}

impl Served {
    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.endpoint).await.unwrap()
    }

    /// Sends a request to RDS on a connection of its own, and reads until the other side ends it.
    async fn ask(&self, region: &str) -> std::io::Result<String> {
        let mut stream = self.connect().await;
        stream.write_all(&request(region, "close")).await.unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await?;
        Ok(String::from_utf8(answer).unwrap())
    }
}

fn request(region: &str, connection: &str) -> Vec<u8> {
    let form = "Action=DescribeDBInstances&Version=2014-10-31";
    let length = form.len();
    format!(
        "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: {connection}\r\nContent-Length: {length}\r\n\
         Content-Type: application/x-www-form-urlencoded\r\n\
         Authorization: AWS4-HMAC-SHA256 Credential=ANY/20260302/{region}/rds/aws4_request, Signature=0\r\n\
         \r\n{form}"
    )
    .into_bytes()
}

fn announced(head: &str) -> usize {
    let lower = head.to_lowercase();
    let (_, rest) = lower.split_once("content-length: ").unwrap();
    rest.lines().next().unwrap().trim().parse().unwrap()
}

#[tokio::test]
async fn an_operation_is_answered_over_http_in_the_region_that_was_signed_for() {
    let served = served().await;
    let answer = served.ask("us-west-2").await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    assert!(answer.contains("<DBInstanceIdentifier>orders-db-usw2</DBInstanceIdentifier>"));
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    assert_eq!(announced(head), body.len());
}

#[tokio::test]
async fn one_connection_carries_many_requests() {
    let served = served().await;
    let mut stream = served.connect().await;
    for _ in 0..3 {
        let asked = request("us-east-1", "keep-alive");
        stream.write_all(&asked).await.unwrap();
        let mut answer = String::new();
        let mut buffer = vec![0; 1 << 16];
        while !answer.ends_with("</DescribeDBInstancesResponse>") {
            let length = stream.read(&mut buffer).await.unwrap();
            assert_ne!(length, 0, "the connection ended");
            answer.push_str(std::str::from_utf8(&buffer[..length]).unwrap());
        }
    }
    assert_eq!(served.simulator.requests().len(), 3);
}

#[tokio::test]
async fn a_request_that_hangs_holds_its_connection_until_the_caller_leaves() {
    let served = served().await;
    served.simulator.inject(FaultRule::everywhere(Fault::Hang));
    let mut stream = served.connect().await;
    stream
        .write_all(&request("us-east-1", "close"))
        .await
        .unwrap();
    while served.simulator.in_flight() == 0 {
        tokio::task::yield_now().await;
    }
    let mut buffer = [0; 1];
    let waited = tokio::time::timeout(Duration::from_millis(20), stream.read(&mut buffer)).await;
    assert!(waited.is_err(), "neither an answer nor an end");
    drop(stream);
    while served.simulator.in_flight() != 0 {
        tokio::task::yield_now().await;
    }
    let log = served.simulator.requests();
    assert_eq!(log[0].outcome, RequestOutcome::Abandoned);
}

#[tokio::test]
async fn a_connection_that_is_to_be_reset_is_reset() {
    let served = served().await;
    for fault in [Fault::Reset, Fault::Refused, Fault::UnknownHost] {
        served.simulator.clear_faults();
        served.simulator.inject(FaultRule::everywhere(fault));
        let error = served.ask("us-east-1").await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ConnectionReset);
    }
}

#[tokio::test]
async fn a_cut_answer_announces_more_than_it_sends() {
    let served = served().await;
    let cut = Fault::CutBody { fraction: 0.5 };
    served.simulator.inject(FaultRule::everywhere(cut));
    let answer = served.ask("us-east-1").await.unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    assert_eq!(body.len(), announced(head) / 2);
}

#[tokio::test]
async fn a_region_that_is_not_simulated_is_told_apart_from_one_that_is_down() {
    let served = served().await;
    let answer = served.ask("eu-west-1").await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 404 Not Found\r\n"), "{answer}");
    assert!(answer.contains("us-east-1 and us-west-2; asked was rds in eu-west-1"));
}

#[tokio::test]
async fn what_is_no_http_is_refused_and_the_next_caller_is_answered() {
    let served = served().await;
    let mut stream = served.connect().await;
    stream
        .write_all(b"\x16\x03\x01 not http\r\n\r\n")
        .await
        .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(
        answer.starts_with("HTTP/1.1 400 Bad Request\r\n"),
        "{answer}"
    );
    assert!(served.ask("us-east-1").await.is_ok());
}

#[tokio::test]
async fn the_zones_are_answered_over_udp_and_over_tcp() {
    let served = served().await;
    let mut question = Message::query();
    let name = Name::from_ascii("www.shop.example.").unwrap();
    question.add_query(Query::query(name, RecordType::A));
    let question = question.to_vec().unwrap();

    let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    socket.send_to(&question, served.name_server).await.unwrap();
    let mut buffer = [0; 512];
    let length = socket.recv(&mut buffer).await.unwrap();
    let by_udp = Message::from_vec(&buffer[..length]).unwrap();

    let mut stream = TcpStream::connect(served.name_server).await.unwrap();
    let length = u16::try_from(question.len()).unwrap();
    stream.write_u16(length).await.unwrap();
    stream.write_all(&question).await.unwrap();
    let mut answer = vec![0; usize::from(stream.read_u16().await.unwrap())];
    stream.read_exact(&mut answer).await.unwrap();
    let by_tcp = Message::from_vec(&answer).unwrap();

    assert_eq!(by_udp.answers[0].data.to_string(), "192.0.2.10");
    assert_eq!(by_udp.answers, by_tcp.answers);
}

#[tokio::test]
async fn a_customer_who_asks_for_a_site_gets_it_and_leaves_no_request_to_aws() {
    let served = served().await;
    let mut stream = served.connect().await;
    let asked = "GET /health HTTP/1.1\r\nHost: www.shop.example:80\r\nConnection: close\r\n\r\n";
    stream.write_all(asked.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    assert!(answer.ends_with("ok, from us-east-1\n"), "{answer}");
    assert!(served.simulator.requests().is_empty());
}
