//! The simulated Box's endpoints; the one file that names axum.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use axum::routing::{get, post};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::request::Form;
use super::{Account, Scenario, random_text};
use crate::catalogue::{
    Answers, Catalogue, Dialect, Part, Probe, ProbeKey, Replies, Scope, Signature, SignatureId, predict,
};

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

/// What a token acts as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Holder {
    ServiceAccount,
    User,
    AppUser,
    /// A token without a subject, which an OAuth 2.0 app is granted.
    Nobody,
}

struct Server {
    catalogue: Catalogue,
    causes: Vec<String>,
    dialect: Dialect,
    misbehaviour: Misbehaviour,
    account: Account,
    tokens: Mutex<HashMap<String, Holder>>,
}

pub(super) fn serve(
    listener: TcpListener,
    catalogue: Catalogue,
    scenario: &Scenario,
    dialect: Dialect,
    misbehaviour: Misbehaviour,
    account: Account,
) -> JoinHandle<()> {
    let causes = scenario.causes().to_vec();
    let server = Arc::new(Server { catalogue, causes, dialect, misbehaviour, account, tokens: Mutex::default() });
    let router = Router::new()
        .route("/oauth2/token", post(token))
        .route("/2.0/users/me", get(whoami))
        .route("/2.0/users/{id}", get(user))
        .route("/2.0/folders/{id}", get(folder))
        .fallback(get(scope))
        .layer(from_fn_with_state(Arc::clone(&server), misbehave))
        .route("/oauth2/revoke", post(revoke))
        .with_state(server);
    tokio::spawn(async move {
        // It ends with the task; a broken listener shows itself to whoever asks next.
        let _ = axum::serve(listener, router).await;
    })
}

async fn misbehave(State(server): State<Arc<Server>>, request: Request, next: Next) -> Response {
    if !server.misbehaviour.latency.is_zero() {
        tokio::time::sleep(server.misbehaviour.latency).await;
    }
    let html = "<!doctype html><html><head><title>Sign in</title></head><body>Sign in to the network</body></html>";
    match server.misbehaviour.kind {
        None => next.run(request).await,
        Some(Kind::RateLimited) => {
            let mut reply = json(429, r#"{"type":"error","status":429,"code":"rate_limit_exceeded"}"#.to_owned());
            reply.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("60"));
            reply
        }
        Some(Kind::Unavailable) => json(503, r#"{"type":"error","status":503,"code":"unavailable"}"#.to_owned()),
        Some(Kind::Truncated) => json(200, r#"{"access_token":"#.to_owned()),
        Some(Kind::Html) => reply(200, "text/html", html.to_owned()),
        Some(Kind::Dropped) => {
            let broken =
                futures_util::stream::once(async { Err::<Bytes, _>(std::io::Error::other("dropped on request")) });
            Response::new(Body::from_stream(broken))
        }
    }
}

async fn token(State(server): State<Arc<Server>>, body: Bytes) -> Response {
    let form = Form::read(&body);
    if form.grant_type != "client_credentials" {
        return server.answer("grant-type-missing", Probe::NoSubject);
    }
    let (probe, fault) = form.probe(&server.account);
    let mut causes: Vec<&str> = fault.into_iter().collect();
    if !form.has_credentials_of(&server.account) {
        causes.push("client-credentials-mismatch");
    }
    match server.predict(&causes, probe) {
        Some(id) => server.reply(id, probe),
        None => server.answer("grant-credentials-invalid", probe),
    }
}

async fn revoke(State(server): State<Arc<Server>>, body: Bytes) -> Response {
    let form = Form::read(&body);
    if !form.has_credentials_of(&server.account) {
        return server.answer("credentials-invalid", Probe::BadSecret);
    }
    server.tokens.lock().unwrap_or_else(PoisonError::into_inner).remove(&form.token);
    reply(200, "application/json", String::new())
}

async fn whoami(State(server): State<Arc<Server>>, headers: HeaderMap) -> Response {
    server.as_holder(&headers, |holder, probe, id| {
        let probe = if holder == Holder::AppUser { Probe::AppUser } else { probe };
        server.reply(id, probe)
    })
}

async fn user(State(server): State<Arc<Server>>, Path(id): Path<String>, headers: HeaderMap) -> Response {
    server.as_holder(&headers, |holder, _, _| {
        if holder != Holder::ServiceAccount {
            return forbidden();
        }
        let account = &server.account;
        if id == account.user_id {
            return server.predicted(Probe::UserLookup, "user-unseen");
        }
        let signature = match id.as_str() {
            id if id == account.app_user_id => "user-app",
            id if id == account.service_account_id => "service-account",
            _ => "user-unseen",
        };
        server.answer_about(signature, Probe::UserLookup, &id)
    })
}

async fn folder(State(server): State<Arc<Server>>, Path(id): Path<String>, headers: HeaderMap) -> Response {
    server.as_holder(&headers, |_, _, _| {
        // Everyone has a root folder, and its ID is 0: to read it takes nothing but the scope.
        if id == "0" {
            return match server.predict(&[], Probe::Scope) {
                Some(signature) => server.reply_about(signature, Probe::Scope, &id),
                None => server.answer("scope-insufficient", Probe::Scope),
            };
        }
        match server.predict(&[], Probe::Folder) {
            Some(signature) => server.reply_about(signature, Probe::Folder, &id),
            None => server.answer("folder-not-found", Probe::Folder),
        }
    })
}

/// The read-only calls by which scopes are shown.
async fn scope(State(server): State<Arc<Server>>, uri: Uri, headers: HeaderMap) -> Response {
    let shown = |scope: &&Scope| scope.read.as_deref().and_then(|read| read.split('?').next()) == Some(uri.path());
    if !server.catalogue.scopes().iter().any(|scope| shown(&scope)) {
        return json(404, r#"{"type":"error","status":404,"code":"not_found","message":"Not Found"}"#.to_owned());
    }
    server.as_holder(&headers, |_, _, _| server.predicted(Probe::Scope, "scope-insufficient"))
}

impl Server {
    /// What the app's faults, and those of the request, have the probe answered.
    fn predict(&self, of_request: &[&str], probe: Probe) -> Option<SignatureId> {
        let mut parts: Vec<Part<'_>> = Vec::new();
        for id in of_request.iter().copied().chain(self.causes.iter().map(String::as_str)) {
            let Some(cause) = self.catalogue.cause(id) else { continue };
            let Some(variant) = cause.variants.first() else { continue };
            let part = Part { cause, variant, target: None };
            // What is wrong with the request comes first: the value that was sent is not the app's own.
            if !parts.iter().any(|other| other.excludes(&part)) {
                parts.push(part);
            }
        }
        let read = |replies: &Replies| replies.in_dialect(self.dialect);
        predict(&self.catalogue, &parts, &ProbeKey::from(probe), &read).iter().next()
    }

    /// Lets a request with a valid token pass, unless the app is refused whatever it asks.
    fn as_holder(&self, headers: &HeaderMap, pass: impl Fn(Holder, Probe, SignatureId) -> Response) -> Response {
        let bearer = headers
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.strip_prefix("Bearer "))
            .unwrap_or_default();
        let holder = self.tokens.lock().unwrap_or_else(PoisonError::into_inner).get(bearer).copied();
        let Some(holder) = holder.filter(|holder| *holder != Holder::Nobody) else { return token_invalid() };
        let probe = if holder == Holder::ServiceAccount { Probe::WhoamiEnterprise } else { Probe::WhoamiUser };
        match self.predict(&[], probe) {
            Some(id) if self.catalogue.signature(id).answers == Answers::Fact => pass(holder, probe, id),
            Some(id) => self.reply(id, probe),
            None => token_invalid(),
        }
    }

    fn predicted(&self, probe: Probe, otherwise: &str) -> Response {
        match self.predict(&[], probe) {
            Some(id) => self.reply(id, probe),
            None => self.answer(otherwise, probe),
        }
    }

    fn answer(&self, signature: &str, probe: Probe) -> Response {
        self.answer_about(signature, probe, &self.account.user_id)
    }

    fn answer_about(&self, signature: &str, probe: Probe, target: &str) -> Response {
        match self.catalogue.signature_id(signature) {
            Some(id) => self.reply_about(id, probe, target),
            None => json(500, r#"{"type":"error","status":500,"code":"internal_server_error"}"#.to_owned()),
        }
    }

    fn reply(&self, id: SignatureId, probe: Probe) -> Response {
        self.reply_about(id, probe, &self.account.user_id)
    }

    /// A signature as Box would send it, about that user or folder.
    fn reply_about(&self, id: SignatureId, probe: Probe, target: &str) -> Response {
        let signature = self.catalogue.signature(id);
        let holder = match probe {
            Probe::Enterprise | Probe::WhoamiEnterprise | Probe::UserAsEnterprise => Holder::ServiceAccount,
            Probe::User | Probe::WhoamiUser | Probe::EnterpriseAsUser => Holder::User,
            Probe::AppUser => Holder::AppUser,
            _ => Holder::Nobody,
        };
        let token = if signature.id == "token" { self.mint(holder) } else { String::new() };
        let (own_id, login) = match holder {
            Holder::ServiceAccount => {
                (&self.account.service_account_id, "AutomationUser_2001_example@boxdevedition.com")
            }
            Holder::AppUser => (&self.account.app_user_id, "AppUser_2001_example@boxdevedition.com"),
            Holder::User | Holder::Nobody => (&self.account.user_id, "managed.user@example.com"),
        };
        let body = body_of(signature)
            .replace("{token}", &token)
            .replace("{id}", own_id)
            .replace("{login}", login)
            .replace("{name}", "Simulated")
            .replace("{app_user}", if login.starts_with('A') { "true" } else { "false" })
            .replace("{enterprise_id}", &self.account.enterprise_id)
            .replace("{other_enterprise_id}", &self.account.other_enterprise_id)
            .replace("{user_id}", target)
            .replace("{target}", target);
        let mut reply = json(signature.status, body);
        if (300..400).contains(&signature.status) {
            let elsewhere = HeaderValue::from_static("https://account.box.com/api/oauth2/token");
            reply.headers_mut().insert(header::LOCATION, elsewhere);
        }
        reply
    }

    fn mint(&self, holder: Holder) -> String {
        let token = random_text(32);
        self.tokens.lock().unwrap_or_else(PoisonError::into_inner).insert(token.clone(), holder);
        token
    }
}

/// A signature's body: the one that the catalogue spells out, or its first code and text.
fn body_of(signature: &Signature) -> String {
    signature.simulated.clone().unwrap_or_else(|| {
        let first = |words: &[String]| words.first().cloned().unwrap_or_default();
        serde_json::json!({"error": first(&signature.codes), "error_description": first(&signature.texts)}).to_string()
    })
}

fn forbidden() -> Response {
    let body = r#"{"type":"error","status":403,"code":"access_denied_insufficient_permissions","message":"Access denied - insufficient permission"}"#;
    json(403, body.to_owned())
}

fn token_invalid() -> Response {
    let mut reply = reply(401, "application/json", String::new());
    let challenge = HeaderValue::from_static(
        r#"Bearer realm="Service", error="invalid_token", error_description="The access token provided is invalid.""#,
    );
    reply.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
    reply
}

fn json(status: u16, body: String) -> Response {
    reply(status, "application/json", body)
}

/// A reply with the headers that Box's have: a cookie, and no caching.
fn reply(status: u16, kind: &'static str, body: String) -> Response {
    let mut reply = Response::new(Body::from(body));
    *reply.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = reply.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(cookie) = HeaderValue::from_str(&format!("box_visitor_id={}; path=/; secure", random_text(24))) {
        headers.insert(header::SET_COOKIE, cookie);
    }
    reply
}
