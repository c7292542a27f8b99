//! Reads a refusal out of an exception's words: the code, and the sentence, by which the catalogue knows it.

use serde_json::Value;

use super::Unreadable;
use super::kind::Kind;
use super::text::squeeze;
use crate::catalogue::{Catalogue, OWN_WORDS, Signature};

/// The error codes of RFC 6749 §5.2 and RFC 6750 §3.1, beside those that Box is known to send.
pub(super) const CODES: [&str; 8] = [
    "invalid_request",
    "invalid_client",
    "invalid_grant",
    "unauthorized_client",
    "unsupported_grant_type",
    "invalid_scope",
    "invalid_token",
    "insufficient_scope",
];
/// The longest description that is taken from behind a code.
const DESCRIPTION_LIMIT: usize = 300;
/// A sentence of fewer words stands in many a text that is not Box's.
const LEAST_WORDS: usize = 3;

/// What an exception's words say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Words {
    /// The code; none where only the sentence was there.
    pub(super) code: Option<String>,
    /// The sentence; empty where only the code was there.
    pub(super) sentence: String,
    /// Which kind of request it answers.
    pub(super) kind: Kind,
}

/// A sentence that the catalogue knows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sentence<'c> {
    pub(super) signature: &'c Signature,
    pub(super) text: &'c str,
}

/// Finds the code and the sentence of one refusal; several codes or sentences are an error.
pub(super) fn read(
    catalogue: &Catalogue,
    kind: Option<Kind>,
    status: Option<u16>,
    text: &str,
) -> Result<Option<Words>, Unreadable> {
    let told = |code: Option<&str>| -> Result<Option<(String, Kind)>, Unreadable> {
        let said = sentences(catalogue, kind, status, code, text)?;
        Ok(said.map(|said| (said.text.to_owned(), Kind::of(said.signature))))
    };
    if let Some((code, sentence)) = statement(text).filter(|(code, _)| is_code(catalogue, kind, code)) {
        // Its own line may have been wrapped; the text as a whole holds the sentence all the same.
        let (sentence, kind) = match told(Some(&code))? {
            Some(told) => told,
            None => (sentence, kind_of_code(catalogue, kind, &code)),
        };
        return Ok(Some(Words { code: Some(code), sentence, kind }));
    }
    let told = told(None)?;
    let mut codes: Vec<&str> = text
        .split(|char: char| !(char.is_ascii_alphanumeric() || char == '_'))
        .filter(|word| word.contains('_') && is_code(catalogue, kind, &word.to_ascii_lowercase()))
        .collect();
    codes.sort_unstable();
    codes.dedup();
    Ok(match (codes.as_slice(), told) {
        ([], None) => None,
        ([], Some((sentence, kind))) => Some(Words { code: None, sentence, kind }),
        ([code], Some((sentence, kind))) => Some(Words { code: Some((*code).to_owned()), sentence, kind }),
        ([code], None) => Some(Words {
            code: Some((*code).to_owned()),
            sentence: behind(text, code),
            kind: kind_of_code(catalogue, kind, code),
        }),
        (several, _) => return Err(Unreadable::SeveralCodes(several.iter().map(|code| (*code).to_owned()).collect())),
    })
}

/// The one sentence that stands in a text, of those that go with a code where it is known. Of two where one holds the other,
/// the longer was meant.
fn sentences<'c>(
    catalogue: &'c Catalogue,
    kind: Option<Kind>,
    status: Option<u16>,
    code: Option<&str>,
    text: &str,
) -> Result<Option<Sentence<'c>>, Unreadable> {
    let plain = squeeze(text).replace(&squeeze(OWN_WORDS), "");
    let of_code = |sentence: &Sentence<'_>| {
        code.is_none_or(|code| sentence.signature.codes.iter().any(|own| own.as_str() == code))
    };
    let mut said: Vec<Sentence<'c>> = known(catalogue, kind)
        .into_iter()
        .filter(of_code)
        .filter(|sentence| {
            let words = squeeze(sentence.text);
            let words = words.trim_end_matches('.');
            if sentence.text.split_whitespace().count() >= LEAST_WORDS {
                return plain.contains(words);
            }
            // `404 Not Found; Request ID: …`, as the generated SDKs have it. Behind a status alone it is HTTP's own phrase.
            let own = sentence.signature.status;
            status == Some(own) && plain.contains(&format!("{own}{words};requestid:"))
        })
        .collect();
    said.sort_by_key(|sentence| std::cmp::Reverse(squeeze(sentence.text).len()));
    let Some((first, rest)) = said.split_first() else { return Ok(None) };
    let within = |text: &str| squeeze(first.text).contains(squeeze(text).trim_end_matches('.'));
    if rest.iter().any(|other| other.signature.id != first.signature.id && !within(other.text)) {
        return Err(Unreadable::SeveralTexts(said.iter().map(|sentence| sentence.text.to_owned()).collect()));
    }
    Ok(Some(*first))
}

/// Every sentence of a refusal that the catalogue knows.
pub(super) fn known(catalogue: &Catalogue, kind: Option<Kind>) -> Vec<Sentence<'_>> {
    let of_kind = |signature: &&Signature| kind.is_none_or(|kind| Kind::of(signature) == kind);
    catalogue
        .signatures()
        .iter()
        .filter(of_kind)
        .filter(|signature| !signature.codes.is_empty())
        .flat_map(|signature| {
            let texts = signature.texts.iter().map(String::as_str);
            texts.chain(simulated_message(signature)).map(move |text| Sentence { signature, text })
        })
        .collect()
}

/// The sentence in the body that the simulated Box sends.
fn simulated_message(signature: &Signature) -> Option<&str> {
    let body = signature.simulated.as_deref()?;
    let message: Value = serde_json::from_str(body).ok()?;
    let message = message.get("message")?.as_str()?;
    // A reply's own text is told by its place in the body, escapes and all.
    body.find(message).map(|at| &body[at..at + message.len()])
}

/// Whether a word is a code that replies of that kind are known to have.
pub(super) fn is_code(catalogue: &Catalogue, kind: Option<Kind>, word: &str) -> bool {
    CODES.contains(&word)
        || catalogue.signatures().iter().any(|signature| {
            kind.is_none_or(|kind| Kind::of(signature) == kind) && signature.codes.iter().any(|code| code == word)
        })
}

/// The kind of request that a code answers, where the text does not say: a token request, if such a code is known there.
fn kind_of_code(catalogue: &Catalogue, kind: Option<Kind>, code: &str) -> Kind {
    let of_calls = !is_code_of_tokens(catalogue, code);
    kind.unwrap_or(if of_calls || code == "insufficient_scope" { Kind::Call } else { Kind::Token })
}

fn is_code_of_tokens(catalogue: &Catalogue, code: &str) -> bool {
    let known =
        |signature: &Signature| Kind::of(signature) == Kind::Token && signature.codes.iter().any(|own| own == code);
    (CODES.contains(&code) && code != "invalid_token") || catalogue.signatures().iter().any(known)
}

/// The code and the sentence where an SDK's message has them: behind `[404 Not Found | abc123]` (box-node-sdk 3, Java, .NET),
/// or behind the status, in quotes (box-node-sdk 10).
fn statement(text: &str) -> Option<(String, String)> {
    text.match_indices(']').find_map(|(at, _)| bracketed(text, at)).or_else(|| quoted(text))
}

fn bracketed(text: &str, at: usize) -> Option<(String, String)> {
    let inside = text[..at].rsplit('[').next()?;
    let head = inside.split(['|', ' ']).next()?;
    let is_status = head.len() == 3 && head.bytes().all(|byte| byte.is_ascii_digit());
    if !is_status && super::status::named_status(&text[..=at]).is_none() {
        return None;
    }
    let rest = text[at + 1..].strip_prefix(' ')?;
    let code: String = rest.chars().take_while(|char| char.is_ascii_lowercase() || *char == '_').collect();
    let behind = &rest[code.len()..];
    (!code.is_empty() && (behind.is_empty() || behind.starts_with([' ', '\n', '\r', '"', '\'', ',']))).then(|| {
        let line = behind.strip_prefix(" - ").and_then(|line| line.lines().next()).unwrap_or_default();
        (code.clone(), cut(line.trim()))
    })
}

/// `404 "not_found" "Not Found"; Request ID: …` and `400; "invalid_grant" - "Grant credentials are invalid"`.
fn quoted(text: &str) -> Option<(String, String)> {
    text.match_indices(" \"").find_map(|(at, _)| {
        let before = text[..at].trim_end_matches(';');
        let status = before.get(before.len().checked_sub(3)?..)?;
        if !status.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let mut strings = text[at + 2..].split('"');
        let code = strings.next()?;
        let between = strings.next()?;
        let is_code = !code.is_empty() && code.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
        let sentence = strings.next().filter(|_| matches!(between, " " | " - ")).unwrap_or_default();
        is_code.then(|| (code.to_owned(), cut(sentence)))
    })
}

/// What stands behind a code: ` - The client is unknown`, to the end of its line.
fn behind(text: &str, code: &str) -> String {
    let Some((_, rest)) = text.split_once(code) else { return String::new() };
    let line = rest.lines().next().unwrap_or_default();
    let words = line.trim_start_matches([' ', '-', '–', '—', ':', ',', '"', '\'', ']', ')', '.']);
    cut(words.trim_end_matches(['"', '\'', ')', ']', '}', ' ']))
}

fn cut(text: &str) -> String {
    text.chars().take(DESCRIPTION_LIMIT).collect()
}
