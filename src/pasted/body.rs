//! Finds the JSON object that is a reply's body among the objects of a text, however deep an SDK or a log has put it.

use serde_json::{Map, Value, json};

use super::http::Headers;
use super::kind::Kind;
use super::notation::objects;
use super::status::statuses;
use super::text::squeeze;
use super::words::{is_code, known};
use crate::catalogue::Catalogue;

/// The fields by which a JSON object is known to be a reply.
pub(super) const FIELDS: [&str; 5] = ["error", "access_token", "code", "id", "error_description"];
/// How often an object is looked for in a string of another: a body in a log line in a log line.
const LEVELS: usize = 4;
/// The fields that say the status of a reply beside its body.
const STATUSES: [&str; 6] = ["statusCode", "status_code", "StatusCode", "http_status", "httpStatus", "status"];
/// The fields that hold a body: what has one is no body itself.
const HOLDERS: [&str; 8] =
    ["body", "rawBody", "response", "responseInfo", "response_info", "responseBody", "response_body", "data"];

/// What an object tells of a reply.
#[derive(Debug, Clone, Default)]
pub(super) struct Found {
    /// The bodies, each with the status that stands nearest.
    pub(super) bodies: Vec<Body>,
    /// The headers, with the status that stands nearest.
    pub(super) headers: Option<(Option<u16>, Headers)>,
    /// Whether a body was there, but folded away as `[Object]`.
    pub(super) folded: bool,
}

/// A body.
#[derive(Debug, Clone)]
pub(super) struct Body {
    pub(super) object: Map<String, Value>,
    pub(super) status: Option<u16>,
    /// Whether its code was not in the text, and was found by its sentence.
    pub(super) code_inferred: bool,
    /// Whether it is Box's for sure: a known code, or a field that only a reply has.
    certain: bool,
}

/// Two bodies that say different things.
#[derive(Debug)]
pub(super) struct Contradiction;

impl Found {
    /// What the objects in a text tell.
    pub(super) fn read(catalogue: &Catalogue, kind: Option<Kind>, text: &str) -> Self {
        let mut found = Self::default();
        found.search(catalogue, kind, text, None, LEVELS);
        found
    }

    /// The one body that answers such a request.
    pub(super) fn body(&self, kind: Option<Kind>) -> Result<Option<&Body>, Contradiction> {
        let of_kind = |body: &&Body| kind.is_none_or(|kind| body.kind() == Some(kind));
        let mut bodies: Vec<&Body> = self.bodies.iter().filter(|body| body.certain).filter(of_kind).collect();
        if bodies.is_empty() {
            bodies = self.bodies.iter().filter(|body| body.certain).collect();
        }
        if bodies.is_empty() {
            bodies = self.bodies.iter().collect();
        }
        match bodies.split_first() {
            Some((first, rest)) if rest.iter().any(|other| other.says() != first.says()) => Err(Contradiction),
            Some((first, _)) => Ok(bodies.iter().find(|body| body.status.is_some()).or(Some(first)).copied()),
            None => Ok(None),
        }
    }

    fn search(&mut self, catalogue: &Catalogue, kind: Option<Kind>, text: &str, status: Option<u16>, levels: usize) {
        let told: Vec<(usize, u16)> = statuses(text).collect();
        for (at, object) in objects(text) {
            let before = told[..told.partition_point(|(place, _)| *place < at)].last().map(|(_, status)| *status);
            self.take(catalogue, kind, &Value::Object(object), before.or(status), levels);
        }
    }

    fn take(&mut self, catalogue: &Catalogue, kind: Option<Kind>, value: &Value, status: Option<u16>, levels: usize) {
        match value {
            Value::Array(items) => items.iter().for_each(|item| self.take(catalogue, kind, item, status, levels)),
            Value::String(text) if levels > 0 && text.contains('{') => {
                self.search(catalogue, kind, text, status, levels - 1);
            }
            Value::Object(object) => {
                let status = STATUSES.iter().find_map(|field| status_of(object.get(*field)?)).or(status);
                if let Some(body) = Body::of(catalogue, kind, object, status) {
                    let certain = body.certain;
                    self.bodies.push(body);
                    // What else such a reply says is its own: the entries of a list, the enterprise of a user.
                    if certain {
                        return;
                    }
                }
                self.folded |= HOLDERS.iter().any(|holder| object.get(*holder) == Some(&Value::Null));
                if let Some(headers) = headers_of(object) {
                    self.headers = Some((status, headers));
                }
                for (field, value) in object {
                    // What was sent is no reply.
                    if !matches!(field.as_str(), "contextInfo" | "request" | "requestInfo") {
                        self.take(catalogue, kind, value, status, levels);
                    }
                }
            }
            _ => {}
        }
    }
}

impl Body {
    /// The object as a body, if it looks like one.
    fn of(catalogue: &Catalogue, kind: Option<Kind>, object: &Map<String, Value>, status: Option<u16>) -> Option<Self> {
        if HOLDERS.iter().any(|holder| object.contains_key(*holder)) {
            return None;
        }
        let mut object = object.clone();
        object.retain(|_, value| !is_masked(value));
        split_code(&mut object);
        let code_inferred = infer_code(catalogue, &mut object, status);
        let word = |field: &str| object.get(field).and_then(Value::as_str).filter(|text| is_word(text));
        let has = |field: &str| object.contains_key(field);
        let is_error = object.get("type").and_then(Value::as_str) == Some("error");
        let told = word("error").or(word("code"));
        let is_known = told.is_some_and(|code| is_code(catalogue, None, &code.to_ascii_lowercase()));
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
        let object = if is_grant || is_fact { object } else { as_kind(kind, object) };
        Some(Self { object, status, code_inferred, certain })
    }

    /// Which kind of request it answers, as far as its fields tell.
    pub(super) fn kind(&self) -> Option<Kind> {
        let has = |field: &str| self.object.contains_key(field);
        match () {
            () if has("code") || has("entries") => Some(Kind::Call),
            () if has("error") || has("access_token") => Some(Kind::Token),
            () if has("type") => Some(Kind::Call),
            () => None,
        }
    }

    /// Whether it is a refusal.
    pub(super) fn is_refusal(&self) -> bool {
        ["error", "code"].iter().any(|field| self.object.contains_key(*field))
            || self.object.get("type").and_then(Value::as_str) == Some("error")
    }

    /// Its code.
    pub(super) fn code(&self) -> Option<&str> {
        self.object.get("error").or(self.object.get("code")).and_then(Value::as_str)
    }

    /// Whether its sentence is a known one but for its blanks.
    pub(super) fn is_misspelt(&self, catalogue: &Catalogue) -> bool {
        let [_, sentence] = self.says();
        let Some(sentence) = sentence.and_then(Value::as_str) else { return false };
        let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        let same = |known: &str| squeeze(sentence).trim_end_matches('.') == squeeze(known).trim_end_matches('.');
        let mut known = known(catalogue, None).into_iter().filter(|known| same(known.text)).peekable();
        let unquoted = |text: &str| plain(&text.replace(['"', '\''], "")).trim_end_matches('.').to_owned();
        known.peek().is_some() && known.all(|known| unquoted(known.text) != unquoted(sentence))
    }

    /// What decides how it is read.
    fn says(&self) -> [Option<&Value>; 2] {
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
fn as_kind(kind: Option<Kind>, mut object: Map<String, Value>) -> Map<String, Value> {
    let is_call = object.contains_key("request_id") || object.contains_key("type") || object.contains_key("help_url");
    if kind == Some(Kind::Token) && object.contains_key("code") && !object.contains_key("error") && !is_call {
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
fn infer_code(catalogue: &Catalogue, object: &mut Map<String, Value>, status: Option<u16>) -> bool {
    if ["code", "error"].iter().any(|field| object.get(*field).is_some_and(|value| !value.is_null())) {
        return false;
    }
    let Some(message) = object.get("message").and_then(Value::as_str).map(squeeze) else { return false };
    let is_reply = object.get("type").and_then(Value::as_str) == Some("error") || object.contains_key("request_id");
    let sentence = known(catalogue, Some(Kind::Call)).into_iter().find(|sentence| {
        let same = squeeze(sentence.text).trim_end_matches('.') == message.trim_end_matches('.');
        is_reply && same && status == Some(sentence.signature.status)
    });
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

fn status_of(value: &Value) -> Option<u16> {
    let number = value.as_u64().or_else(|| value.as_str()?.parse().ok())?;
    u16::try_from(number).ok().filter(|status| (100..600).contains(status))
}

/// The headers of a reply that say something of it.
fn headers_of(object: &Map<String, Value>) -> Option<Headers> {
    const TELLING: [&str; 3] = ["www-authenticate", "retry-after", "box-request-id"];
    let headers: Headers = object
        .iter()
        .filter_map(|(name, value)| Some((name.to_ascii_lowercase(), value.as_str()?.as_bytes().to_vec())))
        .collect();
    headers.iter().any(|(name, _)| TELLING.contains(&name.as_str())).then_some(headers)
}
