//! A reply's body: which of a text's objects is one, and what it says.

use serde_json::{Map, Value, json};

use super::reply::is_refusal;
use crate::pasted::kind::RequestKind;
use crate::pasted::known::{Known, is_same};

/// The fields that say the status of a reply beside its body.
pub(super) const STATUSES: [&str; 6] =
    ["statusCode", "status_code", "StatusCode", "http_status", "httpStatus", "status"];
/// The fields that hold a body: what has one is no body itself.
pub(super) const HOLDERS: [&str; 8] =
    ["body", "rawBody", "response", "responseInfo", "response_info", "responseBody", "response_body", "data"];

/// A body.
#[derive(Debug, Clone)]
pub(super) struct Body {
    pub(super) object: Map<String, Value>,
    pub(super) status: Option<u16>,
    /// Whether its code was not in the text, and was found by its sentence.
    pub(super) code_inferred: bool,
    /// Whether it is Box's for sure: a known code, or a field that only a reply has.
    pub(super) certain: bool,
}

impl Body {
    /// The object as a body, if it looks like one.
    pub(super) fn of(known: Known<'_>, object: &Map<String, Value>, status: Option<u16>) -> Option<Self> {
        if HOLDERS.iter().any(|holder| object.contains_key(*holder)) {
            return None;
        }
        let mut object = object.clone();
        object.retain(|_, value| !is_masked(value));
        split_code(&mut object);
        let code_inferred = infer_code(known, &mut object, status);
        let word = |field: &str| object.get(field).and_then(Value::as_str).filter(|text| is_word(text));
        let has = |field: &str| object.contains_key(field);
        let is_error = object.get("type").and_then(Value::as_str) == Some("error");
        let told = word("error").or(word("code"));
        let is_known = told.is_some_and(|code| known.with(None).is_code(&code.to_ascii_lowercase()));
        let is_grant = object.get("access_token").is_some_and(|token| !token.is_null());
        // A user or a folder; a list of them.
        let is_fact = (object.get("id").is_some_and(Value::is_string) && word("type").is_some())
            || object.get("entries").is_some_and(Value::is_array);
        let certain =
            is_known || is_error || is_grant || is_fact || (word("error").is_some() && has("error_description"));
        // A refusal whose code is masked, or left out, says nothing; and a log's own code is not spelled as Box's are.
        let is_bare = told.is_none() && !is_grant && !is_fact;
        let is_likely = has("error") || (has("message") && !has("level") && told.is_some_and(is_lower));
        if is_bare || !(certain || is_likely) {
            return None;
        }
        let object = if is_grant || is_fact { object } else { as_kind(known.kind, object) };
        Some(Self { object, status, code_inferred, certain })
    }

    /// Which kind of request it answers, as far as its fields tell.
    pub(super) fn kind(&self) -> Option<RequestKind> {
        let has = |field: &str| self.object.contains_key(field);
        match () {
            () if has("code") || has("entries") => Some(RequestKind::Call),
            () if has("error") || has("access_token") => Some(RequestKind::Token),
            () if has("type") => Some(RequestKind::Call),
            () => None,
        }
    }

    /// Whether it is a refusal.
    pub(super) fn is_refusal(&self) -> bool {
        is_refusal(&self.object)
    }

    /// Its code.
    pub(super) fn code(&self) -> Option<&str> {
        self.object.get("error").or(self.object.get("code")).and_then(Value::as_str)
    }

    /// Whether its sentence is a known one but for its blanks.
    pub(super) fn is_misspelt(&self, known: Known<'_>) -> bool {
        let [_, sentence] = self.says();
        let Some(sentence) = sentence.and_then(Value::as_str) else { return false };
        let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        let mut known = known.with(None).sentences().filter(|known| is_same(known.text, sentence)).peekable();
        let unquoted = |text: &str| plain(&text.replace(['"', '\''], "")).trim_end_matches('.').to_owned();
        known.peek().is_some() && known.all(|known| unquoted(known.text) != unquoted(sentence))
    }

    /// What decides how it is read.
    pub(super) fn says(&self) -> [Option<&Value>; 2] {
        let fields = |one, other| self.object.get(one).or(self.object.get(other));
        [fields("error", "code"), fields("error_description", "message")]
    }
}

/// Whether a text is a body as it came, and nothing else.
pub(super) fn is_body(text: &str) -> bool {
    let object: Option<Map<String, Value>> = serde_json::from_str(text).ok();
    object.is_some_and(|object| !HOLDERS.iter().chain(&STATUSES[..5]).any(|other| object.contains_key(*other)))
}

/// What an exception's `repr` calls otherwise than the reply did: `BoxOAuthException(status=400, message=…, code=…)`.
fn as_kind(kind: Option<RequestKind>, mut object: Map<String, Value>) -> Map<String, Value> {
    let is_call = object.contains_key("request_id") || object.contains_key("type") || object.contains_key("help_url");
    if kind == Some(RequestKind::Token) && object.contains_key("code") && !object.contains_key("error") && !is_call {
        for (from, to) in [("code", "error"), ("message", "error_description")] {
            if let Some(value) = object.remove(from) {
                object.insert(to.to_owned(), value);
            }
        }
    }
    object
}

/// `"error": "invalid_grant: Grant credentials are invalid"`, the code and its sentence in one field.
fn split_code(object: &mut Map<String, Value>) {
    let Some(text) = object.get("error").and_then(Value::as_str) else { return };
    let split = [": ", " - ", " – "].iter().find_map(|by| text.split_once(by)).filter(|(code, _)| is_code_like(code));
    if let Some((code, sentence)) = split
        && !object.contains_key("error_description")
    {
        let (code, sentence) = (json!(code), json!(sentence.trim_matches(['"', '\''])));
        object.insert("error".to_owned(), code);
        object.insert("error_description".to_owned(), sentence);
    }
}

/// Puts in the code of an API refusal that has none, by its sentence: boxsdk's log masks the code.
fn infer_code(known: Known<'_>, object: &mut Map<String, Value>, status: Option<u16>) -> bool {
    if ["code", "error"].iter().any(|field| object.get(*field).is_some_and(|value| !value.is_null())) {
        return false;
    }
    let Some(message) = object.get("message").and_then(Value::as_str) else { return false };
    let is_reply = object.get("type").and_then(Value::as_str) == Some("error") || object.contains_key("request_id");
    let sentence = known
        .with(Some(RequestKind::Call))
        .sentences()
        .find(|sentence| is_reply && is_same(sentence.text, message) && status == Some(sentence.signature.status));
    let Some(code) = sentence.and_then(|sentence| sentence.signature.codes.first()) else { return false };
    object.insert("code".to_owned(), json!(code));
    true
}

/// What a log puts in a secret's place: `---ound` (boxsdk 3), `---[redacted]---` (the generated SDKs). boxsdk masks codes too.
fn is_masked(value: &Value) -> bool {
    let masked =
        |text: &str| text.strip_prefix("---").is_some_and(|rest| rest.chars().count() <= 4 || rest.starts_with('['));
    value.as_str().is_some_and(masked)
}

/// Whether a word is spelled as codes are: `invalid_grant`.
fn is_code_like(text: &str) -> bool {
    text.contains('_') && is_lower(text)
}

fn is_lower(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
}

fn is_word(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
}
