//! What a scripted Box answers: a new token, nothing, or one of Box's replies by name.

/// What the server answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Reply {
    /// 200 with a new token.
    Grant,
    /// This, as it stands.
    Http { status: u16, headers: Vec<(String, String)>, body: String },
    /// The connection is closed without a word.
    Hangup,
}

pub(crate) fn reply(status: u16, body: &str) -> Reply {
    let kind = if body.starts_with('<') { "text/html" } else { "application/json" };
    with(status, ("Content-Type", kind), body)
}

pub(crate) fn with(status: u16, header: (&str, &str), body: &str) -> Reply {
    Reply::Http { status, headers: vec![(header.0.into(), header.1.into())], body: body.into() }
}

/// An error reply of the token endpoint (RFC 6749 §5.2).
pub(crate) fn refused(error: &str, description: &str) -> Reply {
    let description = description.replace('"', "\\\"");
    reply(400, &format!(r#"{{"error":"{error}","error_description":"{description}"}}"#))
}

pub(crate) fn grant_invalid() -> Reply {
    refused("invalid_grant", "Grant credentials are invalid")
}

pub(crate) fn not_yet_authorized() -> Reply {
    refused("invalid_grant", "App is not yet authorized for use")
}

pub(crate) fn invalid_client() -> Reply {
    refused("invalid_client", "The client credentials are invalid")
}

pub(crate) fn wrong_method() -> Reply {
    refused("unauthorized_client", "The \"box_subject_type\" value is unauthorized for this client_id")
}

pub(crate) fn terms_required() -> Reply {
    let text = "User must accept custom terms of service before action can be taken";
    refused("terms_of_service_required", text)
}

/// An error reply of the API.
pub(crate) fn api(status: u16, code: &str, message: &str) -> Reply {
    reply(status, &format!(r#"{{"type":"error","status":{status},"code":"{code}","message":"{message}"}}"#))
}

pub(crate) fn not_enabled() -> Reply {
    api(401, "unauthorized", "Unauthorized - Cannot authorize with this service")
}

/// An empty body, and everything in the header (RFC 6750 §3).
fn bearer(status: u16, error: &str) -> Reply {
    let value = format!(r#"Bearer realm="Service", error="{error}", error_description="Said by the scripted Box.""#);
    with(status, ("WWW-Authenticate", &value), "")
}

pub(crate) fn token_invalid() -> Reply {
    bearer(401, "invalid_token")
}

pub(crate) fn scope_header() -> Reply {
    bearer(403, "insufficient_scope")
}

pub(crate) fn scope_json() -> Reply {
    api(403, "insufficient_scope", "The request requires higher privileges than provided by the access token.")
}

pub(crate) fn access_denied() -> Reply {
    api(403, "access_denied_insufficient_permissions", "Access denied - insufficient permission")
}

pub(crate) fn not_found() -> Reply {
    api(404, "not_found", "Not Found")
}

/// A passing failure that lasts longer than any examination waits, so that it gives up at once.
fn passing(status: u16, code: &str) -> Reply {
    with(status, ("Retry-After", "86400"), &format!(r#"{{"type":"error","status":{status},"code":"{code}"}}"#))
}

pub(crate) fn rate_limited() -> Reply {
    passing(429, "rate_limit_exceeded")
}

pub(crate) fn unavailable() -> Reply {
    passing(503, "unavailable")
}

pub(crate) fn server_error() -> Reply {
    passing(500, "internal_server_error")
}

pub(crate) fn html() -> Reply {
    reply(200, "<!doctype html><html><body>Sign in to the network</body></html>")
}

pub(crate) fn truncated() -> Reply {
    reply(200, r#"{"type":"user","id":"20000"#)
}
