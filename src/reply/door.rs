//! The door through which a server's text comes in: every secret, token and cookie is taken out of it here.

use std::borrow::Cow;

use secrecy::{ExposeSecret, SecretString};

use super::redact::{Placeholder, Redactor};
use super::tokens::{Found, find};
use super::{Answer, KEPT_HEADERS, Reply, Withheld};

/// A shorter token or cookie cannot be taken out by value: it would be found in words.
const SHORT: usize = 8;
/// How many tokens of one reply are looked for; Box grants one.
const TOKENS: usize = 16;
/// How many cookies of one reply are looked for; Box sends half a dozen.
const COOKIES: usize = 32;

/// What came in, before it is fit to be kept.
#[derive(Debug, Clone, Copy)]
pub struct Incoming<'a> {
    /// The HTTP status code.
    pub status: u16,
    /// All headers, names in lower case, in the order received.
    pub headers: &'a [(String, Vec<u8>)],
    /// The body, as far as it was read.
    pub body: &'a [u8],
    /// Whether the body was longer than what was read.
    pub truncated: bool,
}

/// The door. It remembers every value that came through it, since a server may repeat one in a later reply.
#[derive(Debug, Default)]
pub struct Door {
    redactor: Redactor,
    /// Whether a token or cookie came since replies were last redacted.
    received: bool,
}

impl Door {
    /// Keeps a secret of ours from coming in.
    pub fn guard(&mut self, secret: &SecretString) {
        self.redactor.add(secret, Placeholder::Secret);
    }

    /// Finds the tokens in a body of which no reply comes: one that broke off, came too late or was interrupted.
    pub fn salvage(&mut self, body: &[u8]) -> Vec<SecretString> {
        self.enter(Incoming { status: 0, headers: &[], body, truncated: true }).1
    }

    /// Takes out of earlier replies what was received after they came in: a server may tell a token before it grants it.
    pub fn enter_again<'r>(&mut self, answers: impl Iterator<Item = &'r mut Answer>) {
        if !std::mem::take(&mut self.received) {
            return;
        }
        for answer in answers {
            let Answer::Reply(reply) = answer else { continue };
            reply.body = self.redactor.redact(&reply.body);
            for (_, value) in &mut reply.headers {
                *value = self.redactor.redact_str(value);
            }
        }
    }

    /// Makes a reply of what a server sent; the tokens in it that can be used are handed out beside it.
    pub fn enter(&mut self, incoming: Incoming<'_>) -> (Reply, Vec<SecretString>) {
        let mut tokens = Vec::new();
        let mut body = Cow::Borrowed(incoming.body);
        let mut found = find(incoming.body);
        let crowded = found.len() > TOKENS;
        found.truncate(TOKENS);
        for found in found {
            self.received = true;
            match found {
                Found::Usable(token) => {
                    let token = SecretString::from(token);
                    if token.expose_secret().len() < SHORT {
                        body = Cow::Owned(without_quoted(&body, token.expose_secret()));
                    } else {
                        self.redactor.add(&token, Placeholder::Token);
                    }
                    tokens.push(token);
                }
                Found::Other(value) => self.redactor.add(&SecretString::from(value), Placeholder::MalformedToken),
            }
        }
        for cookie in incoming.headers.iter().filter(|(name, _)| name == "set-cookie").take(COOKIES) {
            let pair = String::from_utf8_lossy(&cookie.1).into_owned();
            let value = pair.split(';').next().and_then(|pair| pair.split_once('=')).map(|(_, value)| value.trim());
            // `lang=en` is no secret, and its value would be found everywhere; a number as short as Box's IDs is an ID,
            // and a word is a word.
            let is_id = |value: &str| value.len() <= 11 && value.bytes().all(|byte| byte.is_ascii_digit());
            let is_word =
                |value: &str| value.bytes().all(|byte| byte.is_ascii_lowercase() || matches!(byte, b'_' | b'-'));
            if let Some(value) = value.filter(|value| value.len() >= SHORT && !is_id(value) && !is_word(value)) {
                self.redactor.add(&SecretString::from(value.to_owned()), Placeholder::Cookie);
                self.received = true;
            }
        }
        let headers = incoming
            .headers
            .iter()
            .filter(|(name, _)| KEPT_HEADERS.contains(&name.as_str()))
            .map(|(name, value)| (name.clone(), self.redactor.redact_str(&String::from_utf8_lossy(value))))
            .collect();
        let withheld = if crowded { Some(Withheld::Crowded) } else { withheld(&incoming) };
        let body =
            if withheld.is_none() { without_people(self.redactor.redact(whole_characters(&body))) } else { Vec::new() };
        let (status, truncated) = (incoming.status, incoming.truncated);
        let reply = Reply { status, headers, body, truncated, withheld, inferred: Vec::new() };
        (reply, tokens)
    }
}

/// The first bytes of a gzip member (RFC 1952 §2.3.1).
const GZIP: &[u8] = b"\x1f\x8b";

/// Why a body cannot be kept: the redactor finds nothing in what is compressed, and few things in what is no text.
fn withheld(incoming: &Incoming<'_>) -> Option<Withheld> {
    let encoded = |(name, value): &(String, Vec<u8>)| {
        name == "content-encoding" && !matches!(value.trim_ascii().to_ascii_lowercase().as_slice(), b"" | b"identity")
    };
    if incoming.headers.iter().any(encoded) || incoming.body.starts_with(GZIP) {
        return Some(Withheld::Compressed);
    }
    match std::str::from_utf8(incoming.body) {
        // A body that was cut off may end within a character.
        Err(error) if !(incoming.truncated && error.error_len().is_none()) => Some(Withheld::NotText),
        _ => None,
    }
}

/// A body without the part of a character that it ends with.
fn whole_characters(body: &[u8]) -> &[u8] {
    let whole = std::str::from_utf8(body).map_or_else(|error| error.valid_up_to(), str::len);
    &body[..whole]
}

/// A body without a token too short to be one of Box's, where it stands as a JSON string of its own.
fn without_quoted(body: &[u8], token: &str) -> Vec<u8> {
    let text = String::from_utf8_lossy(body);
    text.replace(&format!("\"{token}\""), &format!("\"{}\"", Placeholder::Token.as_str())).into_bytes()
}

/// Takes people out of a reply: every name, and every login but those that Box made up for accounts of apps.
fn without_people(body: Vec<u8>) -> Vec<u8> {
    let Ok(text) = std::str::from_utf8(&body) else { return body };
    let unnamed = with_each(text, "\"name\"", |_| Some("[name]".to_owned()));
    let masked = with_each(&unnamed, "\"login\"", |login| {
        let of_app = login.to_ascii_lowercase().ends_with("@boxdevedition.com");
        (!of_app).then(|| "[login]".to_owned())
    });
    if masked == text { body } else { masked.into_bytes() }
}

/// The text with the string behind each such key replaced, where there is something to replace it by.
fn with_each(text: &str, key: &str, replace: impl Fn(&str) -> Option<String>) -> String {
    let mut whole = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(key) {
        let (before, tail) = rest.split_at(at + key.len());
        whole.push_str(before);
        rest = tail;
        let gap = tail.len() - tail.trim_start().trim_start_matches(':').trim_start().len();
        let mut strings = serde_json::Deserializer::from_str(&tail[gap..]).into_iter::<String>();
        if let Some(Ok(value)) = strings.next()
            && let Some(other) = replace(&value)
        {
            whole.push_str(&tail[..gap]);
            whole.push_str(&serde_json::Value::String(other).to_string());
            rest = &tail[gap + strings.byte_offset()..];
        }
    }
    whole.push_str(rest);
    whole
}
