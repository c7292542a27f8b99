//! The simulated Box's endpoints: requests in, replies out.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Method, Uri, header};
use axum::middleware::from_fn_with_state;
use axum::response::Response;
use axum::routing::{any, get, post};
use serde_json::json;

use super::misbehave::{Misbehaviour, misbehave};
use super::reply::{body_of, json_reply, reply, token_invalid};
use super::request::{Form, last_part, query_field};
use super::world::{Holder, Said, World};
use crate::catalogue::{Probe, SignatureId};

pub(super) fn router(world: World, misbehaviour: Misbehaviour) -> Router {
    Router::new()
        .route("/oauth2/token", any(token))
        .route("/2.0/users", get(users))
        .route("/2.0/users/me", get(whoami))
        .route("/2.0/users/{id}", get(user))
        .route("/2.0/terms_of_services", get(terms))
        .route("/2.0/terms_of_service_user_statuses", get(terms_statuses))
        .route("/2.0/folders/{id}", get(folder))
        .fallback(get(read))
        .layer(from_fn_with_state(misbehaviour, misbehave))
        .route("/oauth2/revoke", post(revoke))
        .with_state(Arc::new(world))
}

type Server = State<Arc<World>>;

async fn token(State(world): Server, method: Method, headers: HeaderMap, body: Bytes) -> Response {
    if let Some(id) = world.of_the_host() {
        return world.reply(id, "");
    }
    let form = if method == Method::POST { Form::of_type(content_type(&headers), &body) } else { Form::default() };
    if form.grant_type != "client_credentials" {
        return world.reply(world.signs().grant_type_missing, "");
    }
    if form.lacks_credentials() {
        // Box reads no `Authorization` header here.
        return world.reply(world.signs().credentials_invalid, "");
    }
    let (probe, fault) = form.probe(world.account());
    let mut faults: Vec<&str> = fault.into_iter().collect();
    if !form.has_credentials_of(world.account()) {
        faults.push("client-credentials-mismatch");
    }
    match world.token(&faults, probe) {
        Some(id) if id == world.signs().token => world.grant(id, probe),
        Some(id) => world.reply(id, ""),
        None => world.reply(world.signs().grant_credentials_invalid, ""),
    }
}

async fn revoke(State(world): Server, body: Bytes) -> Response {
    let form = Form::read(&body);
    if !form.has_credentials_of(world.account()) {
        return world.reply(world.signs().credentials_invalid, "");
    }
    world.revoke(&form.token);
    reply(200, "application/json", String::new())
}

async fn whoami(State(world): Server, uri: Uri, headers: HeaderMap) -> Response {
    world.for_holder(&headers, "", |holder| Some(world.whoami(holder, query_field(&uri, "fields").as_deref())))
}

async fn user(State(world): Server, uri: Uri, headers: HeaderMap) -> Response {
    let id = last_part(&uri);
    world.for_service_account(&headers, || {
        let unseen = || Some(Said::Signature(world.signs().user_unseen));
        world.user(&id, query_field(&uri, "fields").as_deref()).or_else(unseen)
    })
}

async fn users(State(world): Server, uri: Uri, headers: HeaderMap) -> Response {
    world.for_service_account(&headers, || Some(world.users(uri.query().unwrap_or_default())))
}

async fn terms(State(world): Server, uri: Uri, headers: HeaderMap) -> Response {
    world.for_service_account(&headers, || Some(world.terms(query_field(&uri, "tos_type").as_deref())))
}

async fn terms_statuses(State(world): Server, uri: Uri, headers: HeaderMap) -> Response {
    let Some(terms) = query_field(&uri, "tos_id") else {
        return json_reply(
            400,
            &json!({"type": "error", "status": 400, "code": "bad_request", "message": "Bad Request"}),
        );
    };
    let user = query_field(&uri, "user_id");
    world.for_service_account(&headers, || Some(world.terms_statuses(&terms, user.as_deref())))
}

async fn folder(State(world): Server, uri: Uri, headers: HeaderMap) -> Response {
    let id = last_part(&uri);
    world.for_holder(&headers, &id, |holder| Some(world.folder(holder, &id)))
}

/// The other read-only calls by which scopes are shown.
async fn read(State(world): Server, uri: Uri, headers: HeaderMap) -> Response {
    world.for_holder(&headers, "", |holder| world.read(holder, uri.path()))
}

fn content_type(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok())
}

/// How the simulated Box puts what it says on the wire.
impl World {
    /// Lets a request with a valid token pass, unless the app is refused whatever it asks.
    fn for_holder(&self, headers: &HeaderMap, target: &str, pass: impl FnOnce(Holder) -> Option<Said>) -> Response {
        let bearer = headers
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.strip_prefix("Bearer "))
            .unwrap_or_default();
        let holder = match self.holder(bearer) {
            Ok(holder) => holder,
            Err(Some(id)) => return self.reply(id, target),
            Err(None) => return token_invalid(),
        };
        match pass(holder) {
            Some(Said::Body(body)) => json_reply(200, &body),
            Some(Said::Signature(id)) => self.reply(id, target),
            None => {
                json_reply(404, &json!({"type": "error", "status": 404, "code": "not_found", "message": "Not Found"}))
            }
        }
    }

    /// Calls about other people, which the Service Account may make, and nobody else here is an admin.
    fn for_service_account(&self, headers: &HeaderMap, pass: impl FnOnce() -> Option<Said>) -> Response {
        self.for_holder(headers, "", |holder| match holder {
            Holder::ServiceAccount => pass(),
            _ => Some(Said::Signature(self.signs().forbidden)),
        })
    }

    fn grant(&self, id: SignatureId, probe: Probe) -> Response {
        let token = self.mint(probe);
        let signature = self.signature(id);
        reply(signature.status, "application/json", body_of(signature, &[("{token}", &token)]))
    }

    /// A signature as Box would send it, about that item.
    fn reply(&self, id: SignatureId, target: &str) -> Response {
        let signature = self.signature(id);
        let mut reply = reply(signature.status, "application/json", body_of(signature, &[("{target}", target)]));
        if (300..400).contains(&signature.status) {
            let elsewhere = HeaderValue::from_static("https://account.box.com/api/oauth2/token");
            reply.headers_mut().insert(header::LOCATION, elsewhere);
        }
        reply
    }
}
