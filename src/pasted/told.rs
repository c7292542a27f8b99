//! What a pasted text tells of a reply: its status, its headers, its body, as far as they are there.

use serde_json::{Value, json};

use super::Unreadable;
use super::body::{Body, Contradiction, Found, is_body};
use super::http::{self, Headers};
use super::kind::Kind;
use super::status::{named_status, status_in};
use super::text::readings;
use super::words::{self, Words};
use crate::catalogue::Catalogue;
use crate::reply::Challenge;

/// The header in which a refused call says why.
const CHALLENGE: &str = "www-authenticate";

/// A reply as told.
#[derive(Debug, Clone)]
pub(super) struct Told {
    /// The status, where the text says it.
    pub(super) status: Option<u16>,
    /// The status that goes with what the text says.
    pub(super) likely_status: u16,
    /// The headers, names in lower case.
    pub(super) headers: Headers,
    /// The body.
    pub(super) body: String,
    /// Whether the code was not in the text, and was found by the sentence.
    pub(super) code_inferred: bool,
    /// Whether it stands in the text with its headers, as HTTP.
    pub(super) is_http: bool,
    /// Whether the body stands in the text by itself, as it came.
    pub(super) is_raw: bool,
    /// What it answers, where the text tells.
    pub(super) kind: Option<Kind>,
}

impl Default for Told {
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

impl Told {
    /// Whether replies to that kind of request are known to have its code.
    pub(super) fn is_known(&self, catalogue: &Catalogue, kind: Kind) -> bool {
        let body: Value = serde_json::from_str(&self.body).unwrap_or_default();
        let code = body.get("code").or_else(|| body.get("error")).and_then(Value::as_str).unwrap_or_default();
        catalogue
            .signatures()
            .iter()
            .any(|signature| Kind::of(signature) == kind && signature.codes.iter().any(|own| own.as_str() == code))
    }
}

/// Reads a text: as HTTP, by an object in it, by a challenge, as a page, by its words, and last by its status alone.
pub(super) fn tell(catalogue: &Catalogue, kind: Option<Kind>, text: &str) -> Result<Told, Unreadable> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Unreadable::Empty);
    }
    if let Some(told) = of_http(catalogue, kind, text)? {
        return Ok(told);
    }
    let (object, folded) = of_object(catalogue, kind, text)?;
    if let Some(told) = object {
        return Ok(told);
    }
    let status = status_in(text).or_else(|| named_status(text));
    if let Some(told) = of_challenge(text, status) {
        return Ok(told);
    }
    if text.starts_with('<') {
        return Ok(Told { status, body: text.to_owned(), ..Told::default() });
    }
    if let Some(told) = of_words(catalogue, kind, status, text)? {
        return Ok(told);
    }
    match status {
        // What these say, they say by their status alone.
        Some(407 | 429 | 500..=599) => Ok(Told { status, body: text.to_owned(), ..Told::default() }),
        _ if folded => Err(Unreadable::Folded),
        Some(status @ 400..) => Err(Unreadable::StatusAlone(status)),
        _ => Err(Unreadable::NoReply),
    }
}

fn of_http(catalogue: &Catalogue, kind: Option<Kind>, text: &str) -> Result<Option<Told>, Unreadable> {
    let Some(reply) = http::read(text) else { return Ok(None) };
    // Without a body it is all there is, and Box's says what was asked even where it does not say why it was refused.
    let is_bare = reply.body.is_empty() && reply.status == 401;
    let of_a_call = |challenge: Challenge| challenge.error().is_some() || (is_bare && challenge.is_of_box());
    let challenged = challenge_in(&reply.headers).is_some_and(of_a_call).then_some(Kind::Call);
    let told = Told {
        status: Some(reply.status),
        headers: reply.headers,
        body: reply.body,
        is_http: true,
        is_raw: true,
        kind: challenged,
        ..Told::default()
    };
    if told.body.starts_with('<') || told.body.is_empty() {
        return Ok(Some(told));
    }
    let (object, _) = of_object(catalogue, kind, &told.body)?;
    let Some(object) = object else { return Ok(Some(told)) };
    // Where it is not JSON as it stands, a terminal has wrapped it.
    let is_whole = matches!(serde_json::from_str(&told.body), Ok(Value::Object(_)));
    let body = if is_whole { told.body } else { object.body };
    Ok(Some(Told { body, kind: object.kind.or(challenged), ..told }))
}

/// Reads the object in a text that is a reply's body, or holds its headers; also whether a body was there, but folded away.
fn of_object(catalogue: &Catalogue, kind: Option<Kind>, text: &str) -> Result<(Option<Told>, bool), Unreadable> {
    let (mut folded, mut challenged, mut misspelt) = (false, None, None);
    for reading in readings(text) {
        let found = Found::read(catalogue, kind, &reading);
        folded |= found.folded;
        let body = match found.body(kind) {
            Err(Contradiction) if misspelt.is_none() => return Err(Unreadable::SeveralReplies),
            body => body.unwrap_or_default(),
        };
        if let Some(body) = body {
            let headers = found.headers.iter().flat_map(|(_, headers)| headers.clone()).collect();
            let told = Told { headers, is_raw: is_body(text), ..of_body(catalogue, kind, body, &reading) };
            if !body.is_misspelt(catalogue) {
                return Ok((Some(told), folded));
            }
            // Lines were joined within a sentence; otherwise joined, it may be as Box spells it.
            misspelt.get_or_insert(told);
        } else if challenged.is_none() {
            let headers = found.headers.filter(|(_, headers)| tells_why(headers));
            challenged = headers.map(|(status, headers)| {
                let status = status.or_else(|| status_in(&reading));
                Told { status, headers, likely_status: 401, kind: Some(Kind::Call), ..Told::default() }
            });
        }
    }
    Ok((misspelt.or(challenged), folded))
}

fn of_body(catalogue: &Catalogue, kind: Option<Kind>, body: &Body, reading: &str) -> Told {
    // A refusal in the body outweighs a number that says otherwise.
    let fits = |status: &u16| !body.is_refusal() || *status >= 400;
    Told {
        status: body.status.filter(fits).or_else(|| status_in(reading).filter(fits)),
        likely_status: likely_status(catalogue, kind.or(body.kind()), body.code(), body.is_refusal()),
        body: Value::Object(body.object.clone()).to_string(),
        code_inferred: body.code_inferred,
        kind: body.kind(),
        ..Told::default()
    }
}

/// The Bearer challenge among headers (RFC 6750 §3).
pub(super) fn challenge_in(headers: &[(String, Vec<u8>)]) -> Option<Challenge> {
    let (_, value) = headers.iter().find(|(name, _)| name == CHALLENGE)?;
    Challenge::read(&String::from_utf8_lossy(value))
}

/// Whether headers say why a call was refused.
fn tells_why(headers: &[(String, Vec<u8>)]) -> bool {
    challenge_in(headers).is_some_and(|challenge| challenge.error().is_some())
}

/// Reads `WWW-Authenticate: Bearer …, error="…"` wherever it stands. One that does not say why is not enough: the body is unseen.
fn of_challenge(text: &str, status: Option<u16>) -> Option<Told> {
    readings(text).find_map(|reading| {
        let at = reading.to_ascii_lowercase().find(CHALLENGE)?;
        let value = reading[at + CHALLENGE.len()..].trim_start_matches([' ', ':', '=', '"', '\'', '>', '[']);
        let value = value.lines().next()?.to_owned();
        let challenge = Challenge::read(&value)?;
        let likely_status = if challenge.error()? == "insufficient_scope" { 403 } else { 401 };
        let headers = vec![(CHALLENGE.to_owned(), value.into_bytes())];
        Some(Told { status, headers, likely_status, kind: Some(Kind::Call), ..Told::default() })
    })
}

fn of_words(
    catalogue: &Catalogue,
    kind: Option<Kind>,
    status: Option<u16>,
    text: &str,
) -> Result<Option<Told>, Unreadable> {
    // The text as it stands goes first, since joined lines join words.
    let mut said = None;
    for reading in readings(text) {
        if let Some(words) = words::read(catalogue, kind, status, &reading)? {
            let complete = words.code.is_some() && !words.sentence.is_empty();
            said.get_or_insert(words);
            if complete {
                break;
            }
        }
    }
    let Some(Words { code, sentence, kind }) = said else { return Ok(None) };
    let code_inferred = code.is_none();
    let code = code.or_else(|| {
        let known = words::known(catalogue, Some(kind)).into_iter().find(|known| known.text == sentence);
        known.and_then(|known| known.signature.codes.first().cloned())
    });
    let status = status.filter(|status| *status >= 400);
    let likely_status = likely_status(catalogue, Some(kind), code.as_deref(), true);
    let body = match kind {
        Kind::Token => json!({"error": code, "error_description": sentence}),
        Kind::Call => json!({"code": code, "message": sentence}),
    };
    Ok(Some(Told { status, likely_status, body: body.to_string(), code_inferred, kind: Some(kind), ..Told::default() }))
}

/// The status that Box sends with a code.
fn likely_status(catalogue: &Catalogue, kind: Option<Kind>, code: Option<&str>, refused: bool) -> u16 {
    let of_code = |code: &str| {
        let mut signatures = catalogue.signatures().iter();
        signatures.find(|signature| {
            kind.is_none_or(|kind| Kind::of(signature) == kind) && signature.codes.iter().any(|own| own == code)
        })
    };
    match code.and_then(of_code) {
        Some(signature) => signature.status,
        None if refused => 400,
        None => 200,
    }
}
