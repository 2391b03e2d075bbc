//! `lifeboat sim serve`: the simulated AWS on sockets, for other programs.

use crate::cli::arguments::{Arguments, ServeArguments};
use crate::cli::exit::Exit;
use crate::cli::failure::Refusal;
use crate::cli::session::{Pace, runtime};
use crate::cli::simulated;
use crate::sim::serve::Sockets;
use std::io;
use std::net::SocketAddr;
use std::path::Path;
use tokio::signal::unix::{SignalKind, signal};

pub(super) fn serve(arguments: &Arguments, how: &ServeArguments) -> Result<Exit, Refusal> {
    let name_server = how.dns.unwrap_or_else(|| beside(how.listen));
    for address in [how.listen, name_server] {
        if !address.ip().is_loopback() && !how.expose {
            return Err(Refusal::Usage(format!(
                "{address} can be reached from other hosts, and the simulated AWS lets everybody in: \
                 add `--expose` if that is what you want"
            )));
        }
    }
    let runtime = runtime(arguments, Pace::Wall)?;
    let done = runtime.block_on(async {
        // Before anything is served, so that a signal at any moment ends it well.
        let mut interrupted = signal(SignalKind::interrupt())?;
        let mut terminated = signal(SignalKind::terminate())?;
        let simulated = simulated::begin_served(arguments, how.resources)?;
        let sockets = Sockets::bind(how.listen, name_server).await?;
        if let Some(file) = &how.write_plan {
            write_plan(file, &sockets, how.resources)?;
        }
        super::print(&format!(
            "listening on http://{}, name server on {}\n",
            sockets.endpoint, sockets.name_server
        ))?;
        tokio::select! {
            () = sockets.serve(simulated.simulator().clone()) => {}
            _ = interrupted.recv() => {}
            _ = terminated.recv() => {}
        }
        Ok(Exit::Done)
    });
    // Requests that hang are held open for ever; they do not hold back the end.
    runtime.shutdown_background();
    done
}

/// The port after this one; any, when this one is any.
fn beside(mut address: SocketAddr) -> SocketAddr {
    let next = match address.port() {
        0 => 0,
        port => port.checked_add(1).unwrap_or(0),
    };
    address.set_port(next);
    address
}

/// Writes the plan. Only a file that an earlier run wrote is written over.
fn write_plan(file: &Path, sockets: &Sockets, resources: usize) -> Result<(), Refusal> {
    let refuse = |source: io::Error| Refusal::File {
        file: file.to_owned(),
        source,
    };
    match std::fs::read_to_string(file) {
        Ok(text) if text.starts_with(simulated::SERVED) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Ok(_) => {
            return Err(Refusal::Usage(format!(
                "{} is not a plan that `sim serve` wrote, and is not overwritten: name another with \
                 `--write-plan FILE`",
                file.display()
            )));
        }
        Err(error) => return Err(refuse(error)),
    }
    let text = simulated::served_plan(sockets.endpoint, sockets.name_server, resources);
    std::fs::write(file, text).map_err(refuse)
}
