//! A reply, as a text tells of it.

use serde_json::{Map, Value};

use crate::pasted::kind::RequestKind;
use crate::pasted::known::Known;

/// Names in lower case, and values.
pub(in crate::pasted) type Headers = Vec<(String, Vec<u8>)>;

/// A reply as told.
#[derive(Debug, Clone)]
pub(in crate::pasted) struct ToldReply {
    /// The status, where the text says it.
    pub(in crate::pasted) status: Option<u16>,
    /// The status that goes with what the text says.
    pub(in crate::pasted) likely_status: u16,
    /// The headers, names in lower case.
    pub(in crate::pasted) headers: Headers,
    /// The body.
    pub(in crate::pasted) body: String,
    /// Whether the code was not in the text, and was found by the sentence.
    pub(in crate::pasted) code_inferred: bool,
    /// Whether it stands in the text with its headers, as HTTP.
    pub(in crate::pasted) is_http: bool,
    /// Whether the body stands in the text by itself, as it came.
    pub(in crate::pasted) is_raw: bool,
    /// What it answers, where the text tells.
    pub(in crate::pasted) kind: Option<RequestKind>,
}

impl Default for ToldReply {
    fn default() -> Self {
        Self {
            status: None,
            likely_status: 200,
            headers: Headers::new(),
            body: String::new(),
            code_inferred: false,
            is_http: false,
            is_raw: false,
            kind: None,
        }
    }
}

impl ToldReply {
    /// The body as JSON; null where it is none.
    pub(in crate::pasted) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_default()
    }

    /// Whether replies to that kind of request are known to have its code.
    pub(in crate::pasted) fn is_known(&self, known: Known<'_>, kind: RequestKind) -> bool {
        let body = self.json();
        known.with(Some(kind)).with_code(code_of(&body).unwrap_or_default()).next().is_some()
    }
}

/// The code of a refusal: of a call's, else of a token request's.
pub(in crate::pasted) fn code_of(body: &Value) -> Option<&str> {
    body.get("code").or_else(|| body.get("error")).and_then(Value::as_str)
}

/// Whether an object is a refusal.
pub(in crate::pasted) fn is_refusal(object: &Map<String, Value>) -> bool {
    ["error", "code"].iter().any(|field| object.contains_key(*field))
        || object.get("type").and_then(Value::as_str) == Some("error")
}

/// The status that Box sends with a code.
pub(super) fn likely_status(known: Known<'_>, code: Option<&str>, refused: bool) -> u16 {
    match code.and_then(|code| known.with_code(code).next()) {
        Some(signature) => signature.status,
        None if refused => 400,
        None => 200,
    }
}
