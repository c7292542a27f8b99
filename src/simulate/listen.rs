//! The simulated Box's connections: bounded in number, and each request in the time that it may take to arrive, so that no
//! client keeps the others out for long.

use std::convert::Infallible;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

/// How many connections are served at once; more wait until one ends.
const CONNECTIONS: usize = 64;
/// How long a request's head may take, counted from the connection or the reply before, and its body again. hyper's default.
const ARRIVAL: Duration = Duration::from_secs(30);
/// The longest body, in bytes; a token request has less than one KiB.
const BODY: usize = 64 * 1024;
/// The pause after a connection that could not be taken, as when too many files are open.
const PAUSE: Duration = Duration::from_millis(100);

/// Serves until it is dropped, and with it every connection.
pub(super) async fn serve(listener: TcpListener, router: Router) -> Infallible {
    let router = router.layer(from_fn(arrived));
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            Some(_) = connections.join_next() => {}
            accepted = listener.accept(), if connections.len() < CONNECTIONS => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(converse(stream, router.clone()));
                }
                Err(_) => sleep(PAUSE).await,
            }
        }
    }
}

async fn converse(stream: TcpStream, router: Router) {
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(ARRIVAL)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router));
    // What breaks a connection is its client's business.
    let _ = connection.await;
}

/// Lets a request pass once it has arrived as a whole.
async fn arrived(request: Request, next: Next) -> Response {
    let (head, body) = request.into_parts();
    match timeout(ARRIVAL, to_bytes(body, BODY)).await {
        Ok(Ok(body)) => next.run(Request::from_parts(head, Body::from(body))).await,
        Ok(Err(_)) => StatusCode::PAYLOAD_TOO_LARGE.into_response(),
        Err(_) => StatusCode::REQUEST_TIMEOUT.into_response(),
    }
}
