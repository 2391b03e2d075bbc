//! HTTP/1.1: requests to the simulator's handler, and what comes of them back on the socket.

use std::convert::Infallible;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use bytes::Bytes;
use futures::stream;
use http::header::{AUTHORIZATION, HOST};
use http::{Request, Response, StatusCode};
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt, Full, Limited, StreamBody};
use hyper::body::{Frame, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use super::RESPITE;
use crate::sim::{Exchange, Simulator};

/// The longest request read, bytes; AWS's own limits are below it for everything here.
const LONGEST_REQUEST: usize = 1 << 20;

type Body = BoxBody<Bytes, io::Error>;

/// The connection is to be reset instead of answered.
#[derive(Debug, thiserror::Error)]
#[error("the simulated connection was reset")]
struct Reset;

/// Accepts connections for ever.
pub(super) async fn serve(listener: TcpListener, simulator: Simulator) {
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

async fn connection(stream: TcpStream, simulator: Simulator) {
    // An answer goes out in one piece; waiting to fill a segment only delays it.
    let _ = stream.set_nodelay(true);
    let reset = Arc::new(AtomicBool::new(false));
    let service = service_fn(|request| {
        let (simulator, reset) = (simulator.clone(), Arc::clone(&reset));
        async move {
            let response = respond(&simulator, request).await;
            reset.store(response.is_err(), Ordering::Relaxed);
            response
        }
    });
    let mut connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
    let _ = Pin::new(&mut connection).await;
    if reset.load(Ordering::Relaxed) {
        // Without lingering, closing sends a reset in place of an orderly end.
        let _ = connection.into_parts().io.into_inner().set_zero_linger();
    }
}

async fn respond(
    simulator: &Simulator,
    request: Request<Incoming>,
) -> Result<Response<Body>, Reset> {
    let (head, body) = request.into_parts();
    let Ok(body) = Limited::new(body, LONGEST_REQUEST).collect().await else {
        return Ok(plain(
            StatusCode::PAYLOAD_TOO_LARGE,
            "the request's body is too long, or ended early\n".to_owned(),
        ));
    };
    let request = Request::from_parts(head, body.to_bytes());
    let elsewhere = simulator.says_elsewhere(&request);
    let exchange = match site_of(simulator, &request) {
        Some(name) => simulator.visit(&name).await,
        None => simulator.handle(request).await,
    };
    match exchange {
        Exchange::Answer(response) => Ok(response.map(whole)),
        Exchange::CutOff { response, sent } => Ok(response.map(|body| cut(&body, sent))),
        Exchange::UnknownHost => match elsewhere {
            Some(explanation) => Ok(plain(StatusCode::NOT_FOUND, explanation)),
            None => Err(Reset),
        },
        // The connection stands already: the nearest to a refusal is to reset it.
        Exchange::Refused | Exchange::Reset => Err(Reset),
    }
}

/// The name under which a customer asks for a page of a site of the simulation: what AWS is asked is signed.
fn site_of(simulator: &Simulator, request: &Request<Bytes>) -> Option<String> {
    if request.headers().contains_key(AUTHORIZATION) {
        return None;
    }
    let host = request.headers().get(HOST)?.to_str().ok()?;
    let name = host.split_once(':').map_or(host, |(name, _)| name);
    simulator.is_site(name).then(|| name.to_owned())
}

fn plain(status: StatusCode, text: String) -> Response<Body> {
    let mut response = Response::new(whole(text.into()));
    *response.status_mut() = status;
    response
}

fn whole(body: Bytes) -> Body {
    Full::new(body)
        .map_err(|never: Infallible| match never {})
        .boxed()
}

/// The first `sent` bytes, then the connection's end.
fn cut(body: &Bytes, sent: usize) -> Body {
    let part = body.slice(..sent.min(body.len()));
    let frames = stream::unfold(Some(part), |part| async move {
        match part {
            Some(part) => Some((Ok(Frame::data(part)), None)),
            None => {
                // Until the task is polled again, what was sent so far is on its way.
                tokio::task::yield_now().await;
                let end = io::Error::new(io::ErrorKind::UnexpectedEof, "the body is cut off");
                Some((Err(end), None))
            }
        }
    });
    BodyExt::boxed(StreamBody::new(frames))
}
