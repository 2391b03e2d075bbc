//! DNS over UDP and TCP.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UdpSocket};
use tokio::task::JoinSet;

use super::RESPITE;
use crate::sim::Simulator;

/// The longest query read from a datagram, bytes: far above what a question needs.
const LONGEST_QUERY: usize = 4_096;

/// Answers datagrams for ever.
pub(super) async fn serve_udp(socket: UdpSocket, simulator: Simulator) {
    let mut buffer = vec![0; LONGEST_QUERY];
    loop {
        let received: Result<(usize, SocketAddr), _> = socket.recv_from(&mut buffer).await;
        // An error here is one asker's, gone before its answer came.
        let Ok((length, asker)) = received else {
            continue;
        };
        let answer = simulator.answer_dns(&buffer[..length]);
        let _ = socket.send_to(&answer, asker).await;
    }
}

/// Accepts connections for ever.
pub(super) async fn serve_tcp(listener: TcpListener, simulator: Simulator) {
    let mut connections = JoinSet::new();
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                connections.spawn(connection(stream, simulator.clone()));
            }
            Err(_) => tokio::time::sleep(RESPITE).await,
        }
        while connections.try_join_next().is_some() {}
    }
}

/// Each message has its length before it (RFC 1035 §4.2.2); one may follow another.
async fn connection(mut stream: TcpStream, simulator: Simulator) {
    while let Ok(length) = stream.read_u16().await {
        let mut query = vec![0; usize::from(length)];
        if stream.read_exact(&mut query).await.is_err() {
            return;
        }
        let answer = simulator.answer_dns_tcp(&query);
        let Ok(length) = u16::try_from(answer.len()) else {
            return;
        };
        let mut framed = length.to_be_bytes().to_vec();
        framed.extend_from_slice(&answer);
        if stream.write_all(&framed).await.is_err() {
            return;
        }
    }
}
