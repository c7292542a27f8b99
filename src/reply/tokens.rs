//! Finds what is, or may be, a token in what a server sent.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

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

/// A JSON value with every field of its objects: `serde_json`'s own keeps the last of two that have one name, and the other
/// one's token would be neither revoked nor redacted.
enum Node {
    Text(String),
    Number(String),
    Array(Vec<Node>),
    Object(Vec<(String, Node)>),
    Empty,
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        source.deserialize_any(NodeVisitor)
    }
}

struct NodeVisitor;

impl<'de> Visitor<'de> for NodeVisitor {
    type Value = Node;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::Empty)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Node, E> {
        Ok(Node::Empty)
    }

    fn visit_i64<E>(self, number: i64) -> Result<Node, E> {
        Ok(Node::Number(number.to_string()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Node, E> {
        Ok(Node::Number(number.to_string()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Node, E> {
        Ok(Node::Number(number.to_string()))
    }

    fn visit_str<E>(self, text: &str) -> Result<Node, E> {
        Ok(Node::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Node, A::Error> {
        let mut read = Vec::new();
        while let Some(item) = items.next_element()? {
            read.push(item);
        }
        Ok(Node::Array(read))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Node, A::Error> {
        let mut read = Vec::new();
        while let Some(field) = fields.next_entry()? {
            read.push(field);
        }
        Ok(Node::Object(read))
    }
}

/// Finds the tokens in a body, one that breaks off or is no JSON at all included.
pub(super) fn find(body: &[u8]) -> Vec<Found> {
    let mut found = Vec::new();
    match serde_json::from_slice::<Node>(body) {
        Ok(node) => in_node(&node, false, &mut found),
        Err(_) => in_text(&String::from_utf8_lossy(body), &mut found),
    }
    found
}

fn in_node(node: &Node, inside_token: bool, found: &mut Vec<Found>) {
    match node {
        Node::Text(text) | Node::Number(text) if inside_token => found.push(Found::Other(text.clone())),
        Node::Array(items) => items.iter().for_each(|item| in_node(item, inside_token, found)),
        Node::Object(fields) => {
            for (name, node) in fields {
                match node {
                    Node::Text(text) if name == "access_token" && is_usable(text) => {
                        found.push(Found::Usable(text.clone()));
                    }
                    _ => in_node(node, inside_token || FIELDS.contains(&name.as_str()), found),
                }
            }
        }
        Node::Text(_) | Node::Number(_) | Node::Empty => {}
    }
}

/// Reads `"access_token": "…"` off a text as it stands, to the closing quote or the end.
fn in_text(text: &str, found: &mut Vec<Found>) {
    for field in FIELDS {
        for (at, _) in text.match_indices(field) {
            let rest = text[at + field.len()..].trim_start_matches(['"', '\\']).trim_start();
            let Some(rest) = rest.strip_prefix([':', '=']) else { continue };
            let rest = rest.trim_start();
            // The string may be whole though the text around it is not; then its escapes can be read.
            let string = serde_json::Deserializer::from_str(rest).into_iter::<String>().next().and_then(Result::ok);
            let (value, whole) = string.map_or_else(|| as_it_stands(rest), |string| (string, true));
            let known =
                found.iter().any(|one| matches!(one, Found::Usable(text) | Found::Other(text) if *text == value));
            if value.is_empty() || known {
                continue;
            }
            found.push(if whole && field == "access_token" && is_usable(&value) {
                Found::Usable(value)
            } else {
                Found::Other(value)
            });
        }
    }
}

/// The value at the head of a text, and whether its end is there.
fn as_it_stands(text: &str) -> (String, bool) {
    let text = text.trim_start_matches(['"', '\\']);
    let value = text.split(['"', '\\', '&', ',', '}', '\n']).next().unwrap_or_default();
    (value.to_owned(), text.len() > value.len())
}

/// Whether a token can be used: a non-empty string of visible ASCII (RFC 6749 appendix A.12).
pub(crate) fn is_usable(token: &str) -> bool {
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
            r#"{"access_token":"T\u0030ken"} trailing"#,
        ] {
            assert_eq!(usable(body), ["T0ken"], "{body}");
        }
    }

    #[test]
    fn two_tokens_under_one_name_are_two() {
        assert_eq!(usable(r#"{"access_token":"T0ken","access_token":"An0ther"}"#), ["T0ken", "An0ther"]);
    }

    #[test]
    fn what_cannot_be_a_token_is_still_withheld_but_not_revoked() {
        for body in [r#"{"access_token":"with space"}"#, r#"{"access_token":12345678}"#, r#"{"access_token":"cut of"#] {
            assert!(usable(body).is_empty(), "{body}");
            assert!(!find(body.as_bytes()).is_empty(), "{body}");
        }
    }
}
