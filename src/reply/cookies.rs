//! The values of the cookies that a server sets (RFC 6265, and what came before it).

use super::is_short_id;

/// The attributes of a cookie; what they say is no secret.
const ATTRIBUTES: [&str; 11] = [
    "comment",
    "commenturl",
    "discard",
    "domain",
    "expires",
    "max-age",
    "path",
    "port",
    "priority",
    "samesite",
    "version",
];

/// Whether a header sets cookies: `Set-Cookie`, `Set-Cookie2` (RFC 2965).
pub(super) fn is_header(name: &str) -> bool {
    name.to_ascii_lowercase().starts_with("set-cookie")
}

/// The values in such a header, in every form: quoted, without a name, without attributes, several joined by commas.
///
/// A number as short as Box's IDs is an ID, and no secret.
pub(super) fn values(header: &str) -> Vec<String> {
    let is_attribute = |name: &str| ATTRIBUTES.contains(&name.trim().to_ascii_lowercase().as_str());
    let mut values = Vec::new();
    for (place, part) in header.split(';').enumerate() {
        let pair = match part.split_once('=') {
            Some((name, value)) if place == 0 || !is_attribute(name) => Some(value),
            // Behind an attribute another cookie may begin.
            Some((_, value)) => value.split_once(',').and_then(|(_, next)| Some(next.split_once('=')?.1)),
            None => (place == 0).then_some(part),
        };
        let value = pair.unwrap_or_default().trim().trim_matches('"').trim();
        if !value.is_empty() && !is_short_id(value) {
            values.push(value.to_owned());
        }
    }
    values
}
