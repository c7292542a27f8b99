//! Finds what is, or may be, a token in what a server sent.

use serde_json::Value;

/// A value in a body that is, or may be, a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Found {
    /// An `access_token` that can be used, and so revoked.
    Usable(String),
    /// Anything else that stands where a token would.
    Other(String),
}

/// Fields whose values are tokens (RFC 6749 §5.1, `OpenID` Connect).
const FIELDS: [&str; 3] = ["access_token", "refresh_token", "id_token"];

/// Finds the tokens in a body, one that breaks off or is no JSON at all included.
pub(super) fn find(body: &[u8]) -> Vec<Found> {
    let mut found = Vec::new();
    match serde_json::from_slice::<Value>(body) {
        Ok(value) => in_value(&value, false, &mut found),
        Err(_) => in_text(&String::from_utf8_lossy(body), &mut found),
    }
    found
}

fn in_value(value: &Value, inside_token: bool, found: &mut Vec<Found>) {
    match value {
        Value::String(text) if inside_token => found.push(Found::Other(text.clone())),
        Value::Number(number) if inside_token => found.push(Found::Other(number.to_string())),
        Value::Array(items) => items.iter().for_each(|item| in_value(item, inside_token, found)),
        Value::Object(fields) => {
            for (name, value) in fields {
                match value {
                    Value::String(text) if name == "access_token" && is_usable(text) => {
                        found.push(Found::Usable(text.clone()));
                    }
                    _ => in_value(value, inside_token || FIELDS.contains(&name.as_str()), found),
                }
            }
        }
        _ => {}
    }
}

/// Reads `"access_token": "…"` off a text as it stands, to the closing quote or the end.
fn in_text(text: &str, found: &mut Vec<Found>) {
    for field in FIELDS {
        for (at, _) in text.match_indices(field) {
            let rest = text[at + field.len()..].trim_start_matches(['"', '\\']).trim_start();
            let Some(rest) = rest.strip_prefix([':', '=']) else { continue };
            let rest = rest.trim_start().trim_start_matches(['"', '\\']);
            let value: &str = rest.split(['"', '\\', '&', ',', '}', '\n']).next().unwrap_or_default();
            let whole = rest.len() > value.len();
            let known =
                found.iter().any(|one| matches!(one, Found::Usable(text) | Found::Other(text) if text == value));
            if value.is_empty() || known {
                continue;
            }
            found.push(if whole && field == "access_token" && is_usable(value) {
                Found::Usable(value.to_owned())
            } else {
                Found::Other(value.to_owned())
            });
        }
    }
}

fn is_usable(token: &str) -> bool {
    !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn usable(body: &str) -> Vec<String> {
        find(body.as_bytes())
            .into_iter()
            .filter_map(|found| match found {
                Found::Usable(token) => Some(token),
                Found::Other(_) => None,
            })
            .collect()
    }

    #[test]
    fn a_token_is_found_wherever_it_stands() {
        for body in [
            r#"{"access_token":"T0ken","token_type":"bearer"}"#,
            r#"{"error":"x","access_token":"T0ken"}"#,
            r#"{"nested":{"access_token":"T0ken"}}"#,
            r#"{"access_token" : "T0ken", "#,
            "access_token=T0ken&token_type=bearer",
            r#"{"access_token":"T0ken"} trailing"#,
        ] {
            assert_eq!(usable(body), ["T0ken"], "{body}");
        }
    }

    #[test]
    fn what_cannot_be_a_token_is_still_withheld_but_not_revoked() {
        for body in [r#"{"access_token":"with space"}"#, r#"{"access_token":12345678}"#, r#"{"access_token":"cut of"#] {
            assert!(usable(body).is_empty(), "{body}");
            assert!(!find(body.as_bytes()).is_empty(), "{body}");
        }
    }
}
