//! What a success that answers a token request may keep.
//!
//! A token is told by its place, and only Box's own place for one is known: the `access_token` of a JSON object. Whoever wraps it
//! otherwise may put it anywhere. So of what is no grant as Box sends one nothing is kept but what it is, and of a grant only
//! the fields that are known (RFC 6749 §5.1, RFC 8693 §2.2.1, Box's `restricted_to`).

use serde_json::{Map, Value};
use url::{Host, Url};

use super::Withheld;
use super::body::Body;
use super::node::Node;
use super::tokens::is_usable;

/// What stands for what is not kept.
pub(super) const NOT_KEPT: &str = "[withheld]";
/// No token that was seen is as short, and no label of a host that a person chose is longer.
const LONGEST_LABEL: usize = 16;
/// The kinds of content that are told of what is not kept.
const KINDS: [&str; 6] =
    ["application/json", "application/problem+json", "application/xml", "text/html", "text/plain", "text/xml"];

/// What is kept of the body of a success, before the redactor reads it; or why nothing is.
/// `body` is what came in, without the part of a character that it ends with.
pub(super) fn kept(incoming: &[u8], body: Body) -> Result<Body, Withheld> {
    let text = std::str::from_utf8(incoming).map_err(|_| Withheld::NotText)?;
    let json = text.strip_prefix('\u{feff}').unwrap_or(text).trim_start();
    if json.is_empty() {
        return Ok(body);
    }
    let node = body.tree().ok_or_else(|| match json.as_bytes()[0] {
        b'<' => Withheld::Page,
        b'{' if body.is_cut() => Withheld::Cut,
        _ => Withheld::NoJson,
    })?;
    let is_grant = |field: &(String, Node)| matches!(field, (name, Node::Text(token)) if name == "access_token" && is_usable(token));
    match node {
        Node::Object(fields) if Node::object(fields, usize::MAX).is_ok() && fields.iter().any(is_grant) => {
            if fields.iter().all(|(name, value)| is_known(name, value)) {
                return Ok(body);
            }
            let known = |(name, value): &(String, Node)| match (is_known(name, value), value) {
                (true, Node::Text(text)) => (name.clone(), text.as_str().into()),
                (true, Node::Number(number)) => (name.clone(), Value::Number(number.clone())),
                (true, Node::Array(_)) => (name.clone(), Value::Array(Vec::new())),
                (true, Node::Null | Node::Bool(_) | Node::Object(_)) => (name.clone(), Value::Null),
                (false, _) if is_word(name) => (name.clone(), NOT_KEPT.into()),
                (false, _) => (NOT_KEPT.to_owned(), NOT_KEPT.into()),
            };
            Ok(Body::of_object(fields.iter().map(known).collect::<Map<_, _>>()))
        }
        _ => Err(Withheld::NoGrant),
    }
}

/// Whether a field of a grant is one that is known, and holds no more than it may.
fn is_known(name: &str, value: &Node) -> bool {
    match (name, value) {
        // Both are taken out by value, or by their place.
        ("access_token" | "refresh_token", Node::Text(_))
        | ("expires_in", Node::Number(_))
        | (
            "refresh_token" | "restricted_to" | "issued_token_type" | "error" | "error_description",
            Node::Null | Node::Bool(_),
        ) => true,
        ("token_type" | "error", Node::Text(text)) => is_word(text),
        ("restricted_to", Node::Array(items)) => items.is_empty(),
        ("issued_token_type", Node::Text(text)) => {
            text.strip_prefix("urn:ietf:params:oauth:token-type:").is_some_and(is_word)
        }
        _ => false,
    }
}

/// Whether a text is too plain to be a token: letters of one case, few of them in a row.
fn is_word(text: &str) -> bool {
    text.split(['_', '-', ' ']).all(|word| {
        word.len() < LONGEST_LABEL
            && word.bytes().all(|byte| byte.is_ascii_alphabetic())
            && !word.bytes().skip(1).any(|byte| byte.is_ascii_uppercase())
    })
}

/// What is kept of a header of a success whose body is not kept.
pub(super) fn kept_header(name: &str, value: &str) -> String {
    let value = value.trim();
    let kept = match name {
        "content-length" | "retry-after" if value.len() < 8 && value.bytes().all(|byte| byte.is_ascii_digit()) => {
            Some(value.to_owned())
        }
        "date" | "retry-after" => httpdate::parse_http_date(value).ok().map(httpdate::fmt_http_date),
        "content-type" => {
            let kind = value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
            KINDS.contains(&kind.as_str()).then_some(kind)
        }
        "location" => host_of(value),
        _ => None,
    };
    kept.unwrap_or_else(|| NOT_KEPT.to_owned())
}

/// Where a redirect leads, without what it says there.
fn host_of(location: &str) -> Option<String> {
    let url = Url::parse(location).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    match url.host()? {
        Host::Domain(name) if name.split('.').any(|label| label.len() >= LONGEST_LABEL) => None,
        host => {
            let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
            let path = if url.path() == "/" && url.query().is_none() { "" } else { NOT_KEPT };
            Some(format!("{}://{host}{port}/{path}", url.scheme()))
        }
    }
}
