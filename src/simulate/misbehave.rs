//! How a simulated Box misbehaves on request: what a client should survive.

use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use serde_json::json;

use super::reply::{json_reply, reply};

/// How the simulated Box misbehaves, on request.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Misbehaviour {
    /// How long each reply is held back.
    pub latency: Duration,
    /// What is wrong with each reply.
    pub kind: Option<Kind>,
}

/// A way to misbehave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// 429, with a `Retry-After` of 60 seconds.
    RateLimited,
    /// 503.
    Unavailable,
    /// A body that breaks off in the middle.
    Truncated,
    /// An HTML page, as of a captive portal.
    Html,
    /// A connection that breaks while the body is sent.
    Dropped,
}

pub(super) async fn misbehave(State(how): State<Misbehaviour>, request: Request, next: Next) -> Response {
    if !how.latency.is_zero() {
        tokio::time::sleep(how.latency).await;
    }
    let html = "<!doctype html><html><head><title>Sign in</title></head><body>Sign in to the network</body></html>";
    match how.kind {
        None => next.run(request).await,
        Some(Kind::RateLimited) => {
            let mut reply = json_reply(429, &json!({"type": "error", "status": 429, "code": "rate_limit_exceeded"}));
            reply.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("60"));
            reply
        }
        Some(Kind::Unavailable) => json_reply(503, &json!({"type": "error", "status": 503, "code": "unavailable"})),
        Some(Kind::Truncated) => reply(200, "application/json", r#"{"access_token":"#.to_owned()),
        Some(Kind::Html) => reply(200, "text/html", html.to_owned()),
        Some(Kind::Dropped) => {
            let broken =
                futures_util::stream::once(async { Err::<Bytes, _>(std::io::Error::other("dropped on request")) });
            Response::new(Body::from_stream(broken))
        }
    }
}
