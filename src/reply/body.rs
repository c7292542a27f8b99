//! A reply's body: its bytes, and what they are as JSON, read once.
//!
//! Whoever wants to know of the JSON asks here: the search for tokens, the redactor, the classification, what reads facts. A body
//! that is redacted is another body, and is read anew when somebody asks.

use std::fmt;
use std::ops::Deref;
use std::sync::OnceLock;

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;

use super::Object;
use super::node::Node;
use crate::tally::{self, Work};

/// How deep a body may be nested and still be read.
const DEPTH_LIMIT: usize = 64;

/// A body's bytes. Two are equal if their bytes are.
#[derive(Clone, Default)]
pub struct Body {
    bytes: Vec<u8>,
    json: OnceLock<Json>,
    object: OnceLock<Result<Object, &'static str>>,
}

/// What a body is as JSON.
#[derive(Debug, Clone)]
enum Json {
    /// JSON, with all that stands in it.
    Tree(Node),
    /// JSON that no tree is made of: nested without measure, or with a number or a character that there is none of.
    Opaque,
    /// The beginning of JSON, which ends within it.
    BreaksOff,
    /// Something else.
    None,
}

impl Json {
    fn read(bytes: &[u8]) -> Self {
        let Some(text) = text_of(bytes) else { return Self::None };
        match parsed::<Node>(text) {
            Ok(tree) => Self::Tree(tree),
            Err(error) if error.is_eof() => Self::BreaksOff,
            Err(_) if !may_be_json(text) => Self::None,
            Err(_) => match parsed::<IgnoredAny>(text) {
                Ok(_) => Self::Opaque,
                Err(error) if error.is_eof() => Self::BreaksOff,
                Err(_) => Self::None,
            },
        }
    }
}

/// Reads a body, or a text in it, as JSON; counted.
pub(super) fn parsed<'t, T: Deserialize<'t>>(text: &'t str) -> serde_json::Result<T> {
    tally::note(Work::Parse);
    serde_json::from_str(text)
}

/// Whether a text begins as JSON does: what begins otherwise need not be looked at twice.
fn may_be_json(text: &str) -> bool {
    text.trim_start().starts_with(|first: char| matches!(first, '{' | '[' | '"' | '-' | '0'..='9'))
}

/// The text of a body. RFC 8259 §8.1 lets a parser ignore a byte order mark.
fn text_of(bytes: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(bytes).ok()?;
    Some(text.strip_prefix('\u{feff}').unwrap_or(text))
}

impl Body {
    /// The body that holds that object and nothing else.
    pub(crate) fn of_object(object: Object) -> Self {
        let value = Value::Object(object);
        let bytes = value.to_string().into_bytes();
        let Value::Object(object) = value else { return bytes.into() };
        Self { bytes, json: Json::Opaque.into(), object: Ok(object).into() }
    }

    fn json(&self) -> &Json {
        self.json.get_or_init(|| Json::read(&self.bytes))
    }

    /// Whether it is JSON, a byte order mark before it aside.
    pub(super) fn is_json(&self) -> bool {
        matches!(self.json(), Json::Tree(_) | Json::Opaque)
    }

    /// All that stands in it, where it is JSON.
    pub(super) fn tree(&self) -> Option<&Node> {
        match self.json() {
            Json::Tree(tree) => Some(tree),
            _ => None,
        }
    }

    /// Whether it is the beginning of some JSON, a byte order mark before it aside, and ends within it.
    pub(super) fn is_cut(&self) -> bool {
        matches!(self.json(), Json::BreaksOff)
    }

    /// Whether it is the beginning of a JSON object, and ends within it.
    pub(super) fn breaks_off(&self) -> bool {
        let is_object = std::str::from_utf8(&self.bytes).is_ok_and(|text| text.trim_start().starts_with('{'));
        is_object && matches!(self.json(), Json::BreaksOff)
    }

    /// The body as the one thing Box sends, a JSON object, or in a few words why it is none.
    pub(super) fn object(&self) -> Result<&Object, &'static str> {
        self.object.get_or_init(|| self.read_object()).as_ref().map_err(|why| *why)
    }

    fn read_object(&self) -> Result<Object, &'static str> {
        let text = text_of(&self.bytes).ok_or("the body is not UTF-8")?;
        if text.trim().is_empty() {
            return Err("the body is empty");
        }
        match self.json() {
            Json::Tree(Node::Object(fields)) => Node::object(fields, DEPTH_LIMIT),
            Json::Tree(_) => Err("the body is JSON, but no object"),
            _ if text.trim_start().starts_with('<') => Err("the body is an HTML page"),
            Json::BreaksOff => Err("the body breaks off in the middle of its JSON"),
            Json::Opaque | Json::None => Err("the body is not JSON"),
        }
    }
}

impl From<Vec<u8>> for Body {
    fn from(bytes: Vec<u8>) -> Self {
        Self { bytes, ..Self::default() }
    }
}

impl From<&[u8]> for Body {
    fn from(bytes: &[u8]) -> Self {
        bytes.to_vec().into()
    }
}

impl From<&str> for Body {
    fn from(text: &str) -> Self {
        text.as_bytes().into()
    }
}

impl Deref for Body {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes
    }
}

impl PartialEq for Body {
    fn eq(&self, other: &Self) -> bool {
        self.bytes == other.bytes
    }
}

impl Eq for Body {}

impl fmt::Debug for Body {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:?}", String::from_utf8_lossy(&self.bytes))
    }
}
