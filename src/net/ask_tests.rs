use super::*;
use futures::future::BoxFuture;
use hickory_proto::op::Message;
use hickory_proto::rr::rdata::A;
use hickory_proto::rr::{RData, Record};
use proptest::prelude::*;

/// What a scripted server does with the n-th question.
type Script = fn(usize, Vec<u8>, bool) -> Option<Vec<u8>>;

/// Name servers that do as they are told; `None` is silence.
struct Scripted {
    script: Script,
    asked: Mutex<Vec<(SocketAddr, bool)>>,
    lookups: Mutex<Vec<io::Result<Vec<IpAddr>>>>,
}

impl fmt::Debug for Scripted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Scripted")
    }
}

impl DnsTransport for Scripted {
    fn exchange(
        &self,
        server: SocketAddr,
        query: Vec<u8>,
        tcp: bool,
    ) -> BoxFuture<'_, io::Result<Vec<u8>>> {
        let mut asked = self.asked.lock().unwrap();
        let reply = (self.script)(asked.len(), query, tcp);
        asked.push((server, tcp));
        Box::pin(async move {
            match reply {
                Some(reply) => Ok(reply),
                None => std::future::pending().await,
            }
        })
    }

    fn addresses(&self, _host: &str) -> BoxFuture<'_, io::Result<Vec<IpAddr>>> {
        let found = self.lookups.lock().unwrap().pop();
        Box::pin(async move { found.unwrap_or_else(|| Err(io::ErrorKind::NotFound.into())) })
    }
}

fn scripted(script: Script) -> (Arc<Scripted>, Dns) {
    let transport = Arc::new(Scripted {
        script,
        asked: Mutex::default(),
        lookups: Mutex::default(),
    });
    let epoch = "2026-11-22T03:00:00Z".parse().unwrap();
    let dns = Dns::new(transport.clone(), Clock::starting_at(epoch, 1.0));
    (transport, dns)
}

fn reply_to(query: &[u8], change: impl FnOnce(&mut Message)) -> Vec<u8> {
    let mut reply = Message::from_vec(query).unwrap().into_response();
    reply.metadata.authoritative = true;
    let owner = reply.queries[0].name().clone();
    let data = RData::A(A::new(192, 0, 2, 9));
    reply.add_answer(Record::from_rdata(owner, 60, data));
    change(&mut reply);
    reply.to_vec().unwrap()
}

fn at_home() -> NameServer {
    NameServer::Address("127.0.0.1:53".parse().unwrap())
}

fn the_value() -> DnsOutcome {
    DnsOutcome::Answer {
        values: vec!["192.0.2.9".into()],
        ttl_seconds: 60,
    }
}

fn why(outcome: &DnsOutcome) -> &str {
    match outcome {
        DnsOutcome::Answer { .. } => panic!("an answer where none was expected"),
        DnsOutcome::Refused(why) | DnsOutcome::Failed(why) => why.raw(),
    }
}

#[tokio::test(start_paused = true)]
async fn a_truncated_reply_is_asked_for_again_by_tcp() {
    let (transport, dns) =
        scripted(|_, query, tcp| Some(reply_to(&query, |reply| reply.metadata.truncation = !tcp)));
    let answer = dns.ask(&at_home(), "shop.example.com", "A").await;
    assert_eq!(answer.outcome, the_value());
    let by_tcp: Vec<bool> = transport
        .asked
        .lock()
        .unwrap()
        .iter()
        .map(|(_, tcp)| *tcp)
        .collect();
    assert_eq!(by_tcp, [false, true]);
}

#[tokio::test(start_paused = true)]
async fn a_lost_datagram_is_sent_once_more_and_silence_ends_after_four_seconds() {
    let (_, dns) = scripted(|n, query, _| (n == 1).then(|| reply_to(&query, |_| {})));
    let answer = dns.ask(&at_home(), "shop.example.com", "A").await;
    assert_eq!(answer.outcome, the_value());

    let (transport, dns) = scripted(|_, _, _| None);
    let before = dns.clock.now();
    let answer = dns.ask(&at_home(), "shop.example.com", "A").await;
    assert!(matches!(answer.outcome, DnsOutcome::Failed(_)));
    assert_eq!(why(&answer.outcome), "no answer within 2 s");
    assert_eq!(Span::between(before, answer.at), Span::seconds(4));
    assert_eq!(transport.asked.lock().unwrap().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_caching_server_is_not_believed() {
    let (_, dns) = scripted(|_, query, _| {
        Some(reply_to(&query, |reply| {
            reply.metadata.authoritative = false
        }))
    });
    let answer = dns.ask(&at_home(), "shop.example.com", "A").await;
    assert_eq!(
        answer.outcome,
        DnsOutcome::Refused("the answer is not authoritative".into())
    );
}

#[tokio::test(start_paused = true)]
async fn a_reply_with_a_wrong_id_is_no_answer() {
    let (_, dns) = scripted(|_, mut query, _| {
        query[0] ^= 0xff;
        Some(reply_to(&query, |_| {}))
    });
    let answer = dns.ask(&at_home(), "shop.example.com", "A").await;
    assert!(matches!(answer.outcome, DnsOutcome::Failed(_)));
    assert_eq!(why(&answer.outcome), "a reply to another question");
}

#[tokio::test(start_paused = true)]
async fn a_name_server_keeps_its_addresses_when_the_resolver_goes_down() {
    let (transport, dns) = scripted(|_, query, _| Some(reply_to(&query, |_| {})));
    let server = NameServer::Host("ns-1.awsdns-01.org".into());
    let found: Vec<IpAddr> = vec![
        "2001:db8::1".parse().unwrap(),
        "192.0.2.53".parse().unwrap(),
    ];
    transport.lookups.lock().unwrap().push(Ok(found));
    dns.ask(&server, "shop.example.com", "A").await;
    dns.clock.sleep(Duration::from_secs(3_600)).await;
    let answer = dns.ask(&server, "shop.example.com", "A").await;
    assert_eq!(answer.outcome, the_value());
    assert_eq!(answer.server.raw(), "ns-1.awsdns-01.org");
    assert_eq!(
        *transport.asked.lock().unwrap(),
        [("192.0.2.53:53".parse().unwrap(), false); 2]
    );
}

#[tokio::test(start_paused = true)]
async fn a_load_balancers_name_is_resolved_by_this_host() {
    let (transport, dns) = scripted(|_, _, _| None);
    let found: Vec<IpAddr> = vec!["2001:db8::1".parse().unwrap(), "192.0.2.7".parse().unwrap()];
    transport.lookups.lock().unwrap().push(Ok(found));
    let answer = dns.resolve("lb.us-east-1.elb.amazonaws.com", "A").await;
    assert_eq!(answer.server.raw(), RESOLVER);
    assert_eq!(
        answer.outcome,
        DnsOutcome::Answer {
            values: vec!["192.0.2.7".into()],
            ttl_seconds: 0
        }
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_name_and_type_bring_an_answer_and_no_panic(name in "\\PC{0,80}", kind in "[A-Z]{0,6}") {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build()
            .unwrap();
        runtime.block_on(async {
            let (_, dns) = scripted(|_, _, _| Some(b"garbage that is no reply".to_vec()));
            let answer = dns.ask(&at_home(), &name, &kind).await;
            prop_assert!(matches!(answer.outcome, DnsOutcome::Failed(_)));
            Ok(())
        })?;
    }
}
