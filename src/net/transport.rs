//! How a question travels: over the host's network, or whatever is plugged in.

use super::message::is_reply_to;
use futures::future::BoxFuture;
use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpStream, UdpSocket};

/// The largest datagram read, bytes: more than was asked for, so that a server
/// that ignores the limit is still understood.
const LARGEST_DATAGRAM: usize = 4_096;

/// Carries DNS messages, and knows the host's own resolver.
pub trait DnsTransport: Send + Sync + fmt::Debug {
    /// Sends `query` to `server` and waits for one reply, by TCP or by UDP. By
    /// UDP, what is not a reply to `query` is passed over. Waits for ever: time
    /// is the caller's.
    ///
    /// # Errors
    /// When nothing could be sent or the connection was refused or cut.
    fn exchange(
        &self,
        server: SocketAddr,
        query: Vec<u8>,
        tcp: bool,
    ) -> BoxFuture<'_, io::Result<Vec<u8>>>;

    /// The addresses of a host, as this host's resolver has them.
    ///
    /// # Errors
    /// When the resolver has none or does not answer.
    fn addresses(&self, host: &str) -> BoxFuture<'_, io::Result<Vec<IpAddr>>>;
}

/// The host's network.
#[derive(Debug, Clone, Copy, Default)]
pub struct HostNetwork;

impl DnsTransport for HostNetwork {
    fn exchange(
        &self,
        server: SocketAddr,
        query: Vec<u8>,
        tcp: bool,
    ) -> BoxFuture<'_, io::Result<Vec<u8>>> {
        Box::pin(async move {
            if tcp {
                by_tcp(server, &query).await
            } else {
                by_udp(server, &query).await
            }
        })
    }

    fn addresses(&self, host: &str) -> BoxFuture<'_, io::Result<Vec<IpAddr>>> {
        let host = host.to_owned();
        Box::pin(async move {
            let found = tokio::net::lookup_host((host, 53)).await?;
            Ok(found.map(|address| address.ip()).collect())
        })
    }
}

async fn by_udp(server: SocketAddr, query: &[u8]) -> io::Result<Vec<u8>> {
    // Port 0: the system picks one at random, anew for every question, so that
    // a forger has to guess it along with the id.
    let any: IpAddr = match server {
        SocketAddr::V4(_) => Ipv4Addr::UNSPECIFIED.into(),
        SocketAddr::V6(_) => Ipv6Addr::UNSPECIFIED.into(),
    };
    let socket = UdpSocket::bind((any, 0)).await?;
    socket.connect(server).await?;
    socket.send(query).await?;
    let mut buffer = vec![0; LARGEST_DATAGRAM];
    loop {
        let length = socket.recv(&mut buffer).await?;
        if is_reply_to(query, &buffer[..length]) {
            buffer.truncate(length);
            return Ok(buffer);
        }
    }
}

/// A message over TCP has its length before it (RFC 1035 §4.2.2).
async fn by_tcp(server: SocketAddr, query: &[u8]) -> io::Result<Vec<u8>> {
    let length = u16::try_from(query.len())
        .map_err(|_| io::Error::new(io::ErrorKind::InvalidInput, "the question is too long"))?;
    let mut stream = TcpStream::connect(server).await?;
    let mut framed = length.to_be_bytes().to_vec();
    framed.extend_from_slice(query);
    stream.write_all(&framed).await?;
    let length = stream.read_u16().await?;
    let mut reply = vec![0; usize::from(length)];
    stream.read_exact(&mut reply).await?;
    Ok(reply)
}

#[cfg(test)]
#[path = "transport_tests.rs"]
mod tests;
