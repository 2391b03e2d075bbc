use super::super::message::{is_reply_to, question};
use super::*;
use hickory_proto::op::Message;
use hickory_proto::rr::RecordType;
use tokio::net::TcpListener;

fn reply_to(query: &[u8]) -> Vec<u8> {
    let reply = Message::from_vec(query).unwrap().into_response();
    reply.to_vec().unwrap()
}

#[tokio::test]
async fn a_forged_datagram_is_passed_over_and_the_real_one_read() {
    let server = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let address = server.local_addr().unwrap();
    let serve = async {
        let mut buffer = [0; 512];
        let (length, from) = server.recv_from(&mut buffer).await.unwrap();
        let mut forged = reply_to(&buffer[..length]);
        forged[1] ^= 1;
        server.send_to(&forged, from).await.unwrap();
        server.send_to(b"", from).await.unwrap();
        let real = reply_to(&buffer[..length]);
        server.send_to(&real, from).await.unwrap();
        real
    };
    let query = question(7, "shop.example.com", RecordType::A).unwrap();
    let (reply, real) = tokio::join!(HostNetwork.exchange(address, query.clone(), false), serve);
    assert_eq!(reply.unwrap(), real);
}

#[tokio::test]
async fn a_message_goes_over_tcp_with_its_length_before_it() {
    let server = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = server.local_addr().unwrap();
    let serve = async {
        let (mut stream, _) = server.accept().await.unwrap();
        let length = stream.read_u16().await.unwrap();
        let mut query = vec![0; usize::from(length)];
        stream.read_exact(&mut query).await.unwrap();
        let reply = reply_to(&query);
        stream
            .write_u16(u16::try_from(reply.len()).unwrap())
            .await
            .unwrap();
        stream.write_all(&reply).await.unwrap();
    };
    let query = question(7, "shop.example.com", RecordType::A).unwrap();
    let (reply, ()) = tokio::join!(HostNetwork.exchange(address, query.clone(), true), serve);
    assert!(is_reply_to(&query, &reply.unwrap()));
}

#[tokio::test]
async fn a_connection_closed_before_the_reply_is_an_error() {
    let server = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = server.local_addr().unwrap();
    let serve = async {
        let (mut stream, _) = server.accept().await.unwrap();
        stream.write_u16(100).await.unwrap();
    };
    let query = question(7, "shop.example.com", RecordType::A).unwrap();
    let (reply, ()) = tokio::join!(HostNetwork.exchange(address, query, true), serve);
    assert!(reply.is_err());
}
