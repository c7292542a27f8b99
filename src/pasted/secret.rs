//! What must go no further of a pasted text: it often holds the request as well, and with it the secret.
//!
//! A secret is known by its place (see [`position`](super::position)), whatever it looks like, and then wherever else it
//! stands. What is a word of Box's own is taken out in its place alone: elsewhere it may be the reply.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::percent_decode_str;
use serde::de::IgnoredAny;

use super::body::FIELDS;
use super::position::{is_secret, secrets};
use super::words::CODES;
use crate::catalogue::Catalogue;
use crate::reply::redact::Placeholder;

/// What is shorter would be found in words, and is taken out in its place alone.
const SHORT: usize = 8;
/// The fields that the door looks after: what stands in them tells whether a token was granted.
const OF_THE_DOOR: [&str; 2] = ["access_token", "refresh_token"];

/// The words that Box's replies are made of, in lower case.
pub(super) fn vocabulary(catalogue: &Catalogue) -> BTreeSet<String> {
    let of_box = catalogue.signatures().iter().flat_map(|signature| {
        let texts =
            signature.codes.iter().chain(&signature.texts).chain(&signature.phrases).chain(&signature.simulated);
        texts.flat_map(|text| words(text))
    });
    of_box.chain(CODES.into_iter().chain(FIELDS)).map(str::to_ascii_lowercase).collect()
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|char: char| !(char.is_alphanumeric() || char == '_')).filter(|word| !word.is_empty())
}

/// The values that stand in a text where only secrets stand, but for those made of these words.
pub(super) fn secrets_in(text: &str, vocabulary: &BTreeSet<String>) -> Vec<String> {
    let mut values = Vec::new();
    for range in secrets(text) {
        // Of an object, what it holds: its marks are no secret, and stand in the reply as well.
        let whole = &text[range];
        let is_object = whole.starts_with(['{', '[', '(']);
        let is_mark = |char: char| char.is_whitespace() || is_object && "{}[]()\"'`,:=\\".contains(char);
        for value in whole.split(is_mark).map(|value| value.trim_matches(['"', '\'', ',', ';'])) {
            let plain = percent_decode_str(value).decode_utf8_lossy().into_owned();
            // `Basic` holds a name and a password (RFC 7617 §2).
            let pair = STANDARD.decode(value).ok().and_then(|bytes| String::from_utf8(bytes).ok());
            let password = |pair: &str| pair.split_once(':').map(|(_, password)| password.to_owned());
            values.extend([password(value), pair.as_deref().and_then(password)].into_iter().flatten());
            values.extend([value.to_owned(), plain]);
        }
    }
    // Where lines were joined, the next line's name stands in the value of this one.
    let is_name = |value: &str| is_secret(value.trim_end_matches(':'));
    let is_public = |value: &str| words(value).all(|word| vocabulary.contains(&word.to_ascii_lowercase()));
    values.retain(|value| value.len() >= SHORT && !is_name(value) && !is_public(value));
    values
}

/// The text without what stands where secrets stand. JSON stays JSON, with the fields that it had.
pub(super) fn without_secrets(text: &str) -> String {
    let is_json = text.trim_start().starts_with(['{', '[']) && serde_json::from_str::<IgnoredAny>(text).is_ok();
    if is_json { Leaves::default().read(text) } else { in_words(text).unwrap_or_else(|| text.to_owned()) }
}

/// The text, if there was anything to take out.
fn in_words(text: &str) -> Option<String> {
    let ranges = secrets(text);
    let mut whole = String::new();
    let mut end = 0;
    for range in &ranges {
        whole.push_str(&text[end..range.start]);
        whole.push_str(Placeholder::Secret.as_str());
        end = range.end;
    }
    whole.push_str(&text[end..]);
    (!ranges.is_empty()).then_some(whole)
}

/// Reads a JSON text, and writes it again with nothing changed but the strings and numbers in which secrets stand.
#[derive(Default)]
struct Leaves {
    whole: String,
    depth: usize,
    /// Whether the last key was a secret's.
    pending: bool,
    /// The depth below which everything is a secret's.
    under: Option<usize>,
    /// The last key.
    key: String,
    /// The depth of an object that names a secret's field as a value: `{"name": "client_secret", "value": …}`.
    named: Option<usize>,
}

impl Leaves {
    fn read(mut self, text: &str) -> String {
        let mut at = 0;
        while let Some(byte) = text.as_bytes().get(at) {
            let len = match byte {
                b'"' => string(&text[at..]),
                b'-' | b'0'..=b'9' => {
                    text[at..].find([',', '}', ']', ' ', '\t', '\r', '\n']).unwrap_or(text.len() - at)
                }
                _ => text[at..].chars().next().map_or(1, char::len_utf8),
            };
            let part = &text[at..at + len];
            at += len;
            match byte {
                b'"' if text[at..].trim_start().starts_with(':') => self.key(part),
                b'"' => self.leaf(part),
                b'-' | b'0'..=b'9' if self.pending || self.under.is_some() => self.replace(),
                b'{' | b'[' => self.open(part),
                b'}' | b']' => self.close(part),
                b',' => {
                    self.pending = false;
                    self.whole.push_str(part);
                }
                _ => self.whole.push_str(part),
            }
        }
        self.whole
    }

    fn key(&mut self, part: &str) {
        self.key = serde_json::from_str(part).unwrap_or_default();
        let is_named = self.key == "value" && self.named == Some(self.depth);
        self.pending = is_named || is_secret(&self.key) && !OF_THE_DOOR.contains(&self.key.as_str());
        self.whole.push_str(part);
    }

    fn leaf(&mut self, part: &str) {
        let text: String = serde_json::from_str(part).unwrap_or_default();
        if (self.pending || self.under.is_some()) && !text.is_empty() {
            return self.replace();
        }
        if matches!(self.key.as_str(), "name" | "key") && is_secret(&text) {
            self.named = Some(self.depth);
        }
        match in_words(&text) {
            Some(safe) => self.whole.push_str(&serde_json::Value::String(safe).to_string()),
            None => self.whole.push_str(part),
        }
    }

    fn open(&mut self, part: &str) {
        self.depth += 1;
        if std::mem::take(&mut self.pending) {
            self.under.get_or_insert(self.depth);
        }
        self.whole.push_str(part);
    }

    fn close(&mut self, part: &str) {
        self.under = self.under.filter(|depth| *depth < self.depth);
        self.named = self.named.filter(|depth| *depth < self.depth);
        self.depth = self.depth.saturating_sub(1);
        self.pending = false;
        self.whole.push_str(part);
    }

    fn replace(&mut self) {
        self.whole.push('"');
        self.whole.push_str(Placeholder::Secret.as_str());
        self.whole.push('"');
    }
}

/// The length of the string that a JSON text begins with, its quotes included.
fn string(text: &str) -> usize {
    let mut escaped = false;
    let end = text.bytes().enumerate().skip(1).find(|(_, byte)| {
        let ends = *byte == b'"' && !escaped;
        escaped = *byte == b'\\' && !escaped;
        ends
    });
    end.map_or(text.len(), |(at, _)| at + 1)
}

/// The text with everything withheld that may be a secret by its form, whatever stands before it: Box's secrets and tokens are
/// long runs of letters and digits, and nothing else in a reply is.
pub(super) fn without_long_runs(text: &str) -> String {
    const LONG: usize = 20;
    let mut safe = String::new();
    for run in text.split_inclusive(|char: char| !char.is_ascii_alphanumeric()) {
        let word = run.trim_end_matches(|char: char| !char.is_ascii_alphanumeric());
        let mixed =
            word.bytes().any(|byte| byte.is_ascii_digit()) && word.bytes().any(|byte| byte.is_ascii_alphabetic());
        if word.len() >= LONG && mixed {
            safe.push_str("[withheld]");
            safe.push_str(&run[word.len()..]);
        } else {
            safe.push_str(run);
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_stays_as_it_was_but_for_secrets() {
        for (text, expected) in [
            (r#"{"error":"invalid_grant", "error":1}"#, r#"{"error":"invalid_grant", "error":1}"#),
            (r#"{"client_secret":"a,b","x":1}"#, r#"{"client_secret":"[redacted-secret]","x":1}"#),
            (r#"{"pin_token" : 12, "x":1}"#, r#"{"pin_token" : "[redacted-secret]", "x":1}"#),
            (
                r#"{"token":{"a":["b",2,null]},"x":"y"}"#,
                r#"{"token":{"a":["[redacted-secret]","[redacted-secret]",null]},"x":"y"}"#,
            ),
            (r#"{"password":null,"x":3,"secret":""}"#, r#"{"password":null,"x":3,"secret":""}"#),
            (r#"{"access_token":"t","token_type":"bearer"}"#, r#"{"access_token":"t","token_type":"bearer"}"#),
            (r#"{"sent":"client_secret=a\"b&x=1"}"#, r#"{"sent":"client_secret=[redacted-secret]\"b&x=1"}"#),
            (
                r#"[{"name":"client_secret","value":"a"},{"name":"x","value":"b"}]"#,
                r#"[{"name":"client_secret","value":"[redacted-secret]"},{"name":"x","value":"b"}]"#,
            ),
        ] {
            assert_eq!(without_secrets(text), expected, "{text}");
        }
    }

    #[test]
    fn what_box_says_is_never_a_secret() {
        let catalogue = Catalogue::embedded().unwrap();
        for signature in catalogue.signatures() {
            for text in signature.texts.iter().chain(&signature.codes).chain(&signature.simulated) {
                assert_eq!(without_secrets(text), *text, "{}", signature.id);
                let told = secrets_in(text, &vocabulary(&catalogue));
                assert_eq!(told, [""; 0], "{}", signature.id);
            }
        }
    }
}
