//! The simulated AWS on sockets: its operations over HTTP/1.1, its zones over DNS.
//!
//! Whatever speaks to AWS can speak to it then: another lifeboat, the AWS CLI, an SDK, `dig`. Faults are
//! real there: a hang holds the socket open, a reset resets it, a cut answer ends early.

mod dns;
mod http;
#[cfg(test)]
mod tests;

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::net::{TcpListener, UdpSocket};

use super::Simulator;

/// How often a port that is free for UDP may turn out to be taken for TCP, when any port will do.
const ATTEMPTS: usize = 20;

/// How long nothing is accepted after the system refused to, as it does without a free descriptor.
const RESPITE: Duration = Duration::from_millis(50);

/// Bound sockets, not served yet: whoever connects waits.
#[derive(Debug)]
pub struct Sockets {
    http: TcpListener,
    udp: UdpSocket,
    tcp: TcpListener,
    /// Where HTTP is served.
    pub endpoint: SocketAddr,
    /// Where DNS is answered, over UDP and TCP.
    pub name_server: SocketAddr,
}

impl Sockets {
    /// Binds both addresses; port 0 takes any that is free.
    ///
    /// # Errors
    /// When one of them is taken, or not this host's. The error names it.
    pub async fn bind(endpoint: SocketAddr, name_server: SocketAddr) -> io::Result<Sockets> {
        let http = TcpListener::bind(endpoint)
            .await
            .map_err(|error| named(endpoint, &error))?;
        let (udp, tcp) = bind_both(name_server).await?;
        Ok(Sockets {
            endpoint: http.local_addr()?,
            name_server: udp.local_addr()?,
            http,
            udp,
            tcp,
        })
    }

    /// Serves the simulator until it is dropped; open connections end with it.
    pub async fn serve(self, simulator: Simulator) {
        tokio::join!(
            http::serve(self.http, simulator.clone()),
            dns::serve_udp(self.udp, simulator.clone()),
            dns::serve_tcp(self.tcp, simulator),
        );
    }
}

/// UDP and TCP have separate ports: the number that is free for one may be taken for the other.
async fn bind_both(address: SocketAddr) -> io::Result<(UdpSocket, TcpListener)> {
    let mut attempt = 0;
    loop {
        attempt += 1;
        let udp = UdpSocket::bind(address)
            .await
            .map_err(|error| named(address, &error))?;
        let chosen = udp.local_addr()?;
        match TcpListener::bind(chosen).await {
            Ok(tcp) => return Ok((udp, tcp)),
            Err(_) if address.port() == 0 && attempt < ATTEMPTS => {}
            Err(error) => return Err(named(chosen, &error)),
        }
    }
}

fn named(address: SocketAddr, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{address}: {error}"))
}
