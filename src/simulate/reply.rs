//! What the simulated Box's replies look like on the wire: status, headers and body.

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use serde_json::{Value, json};

use super::account::random_text;
use crate::catalogue::Signature;

/// A signature's body: the one that the catalogue spells out, its values filled in, or its first code and text.
pub(super) fn body_of(signature: &Signature, values: &[(&str, &str)]) -> String {
    let Some(simulated) = &signature.simulated else {
        let first = |words: &[String]| words.first().cloned().unwrap_or_default();
        return json!({"error": first(&signature.codes), "error_description": first(&signature.texts)}).to_string();
    };
    match serde_json::from_str(simulated) {
        Ok(template) => filled(template, values).to_string(),
        Err(_) => simulated.clone(),
    }
}

/// The JSON with each text that is a placeholder replaced by its value, whatever characters that has.
fn filled(template: Value, values: &[(&str, &str)]) -> Value {
    match template {
        Value::String(text) => {
            let value = values.iter().find(|(name, _)| *name == text).map(|(_, value)| (*value).to_owned());
            Value::String(value.unwrap_or(text))
        }
        Value::Array(items) => items.into_iter().map(|item| filled(item, values)).collect(),
        Value::Object(fields) => fields.into_iter().map(|(name, value)| (name, filled(value, values))).collect(),
        other => other,
    }
}

/// The refusal of a token that is none.
pub(super) fn token_invalid() -> Response {
    let mut reply = reply(401, "application/json", String::new());
    let challenge = HeaderValue::from_static(
        r#"Bearer realm="Service", error="invalid_token", error_description="The access token provided is invalid.""#,
    );
    reply.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
    reply
}

/// A reply of JSON.
pub(super) fn json_reply(status: u16, body: &Value) -> Response {
    reply(status, "application/json", body.to_string())
}

/// A reply with the headers that Box's have: a cookie, and no caching.
pub(super) fn reply(status: u16, kind: &'static str, body: String) -> Response {
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
