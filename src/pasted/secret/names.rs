//! The names of what is secret, and the values that stand behind them in a text.

use std::ops::Range;

use super::extent::{cookies, extent};
use super::gap::gap;
use super::quote::quote_before;
use crate::pasted::known::CODES;

/// How the names of fields end that hold secrets, in lower case and without `-` and `_`.
const NAMES: [&str; 18] = [
    "secret",
    "password",
    "passwd",
    "pwd",
    "passphrase",
    "pass",
    "token",
    "assertion",
    "key",
    "cookie",
    "authorization",
    "jwt",
    "signature",
    "sessionid",
    "credential",
    "credentials",
    "bearer",
    "setcookie2",
];
/// Those whose value is the rest of the line.
const LINES: [&str; 4] = ["cookie", "setcookie", "setcookie2", "authorization"];
/// Those of which words may say something: `client_secret is …`.
const TOLD: [&str; 3] = ["secret", "password", "passwd"];
/// What is no value.
const NOTHING: [&str; 7] = ["null", "none", "undefined", "true", "false", "nil", "[object]"];

/// Whether a field of that name holds a secret.
pub(super) fn is_secret(name: &str) -> bool {
    let plain = plain(name);
    !CODES.contains(&name.to_ascii_lowercase().as_str())
        && (plain == "auth" || NAMES.iter().any(|ending| plain.ends_with(ending)))
}

/// A name without what its spellings differ in.
fn plain(name: &str) -> String {
    name.chars().filter(|char| !matches!(char, '-' | '_')).collect::<String>().to_ascii_lowercase()
}

/// The values behind the names of secrets.
pub(super) fn named(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut end = 0;
    for name in words(text) {
        if name.start < end || !is_secret(&text[name.clone()]) {
            continue;
        }
        let values = value(text, &name);
        end = values.last().map_or(name.end, |range| range.end);
        found.extend(values);
    }
    found
}

/// The words of a text that may be names.
pub(super) fn words(text: &str) -> impl Iterator<Item = Range<usize>> {
    let is_of_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + bytes[at..].iter().position(|byte| is_of_name(*byte))?;
        let len = bytes[start..].iter().position(|byte| !is_of_name(*byte)).unwrap_or(bytes.len() - start);
        at = start + len;
        Some(start..at)
    })
}

/// What a name is followed by, where that is a value: one range, or one for each of several cookies.
fn value(text: &str, name: &Range<usize>) -> Vec<Range<usize>> {
    let word = &text[name.clone()];
    let opened = quote_before(text, name.start);
    let mut at = name.end;
    let quoted = opened.filter(|quote| text[at..].starts_with(quote));
    at += quoted.map_or(0, str::len);
    let is_flag = word.starts_with("--");
    let Some(start) = gap(text, at, quoted.is_some(), is_flag, is_told(word)) else { return Vec::new() };
    let is_line = LINES.iter().any(|ending| plain(word).ends_with(ending));
    let enclosing = opened.filter(|_| quoted.is_none());
    let range = extent(text, start, quoted.is_some(), enclosing, is_line);
    let value = text[range.clone()].trim();
    // `auth` is a word of many a sentence, and a secret as `auth: 'id:secret'`.
    let is_pair = plain(word) != "auth" || value.contains(':');
    if NOTHING.contains(&value.to_ascii_lowercase().as_str()) || !is_pair {
        return Vec::new();
    }
    if plain(word).ends_with("cookie") || plain(word).ends_with("cookie2") { cookies(text, range) } else { vec![range] }
}

fn is_told(word: &str) -> bool {
    TOLD.iter().any(|ending| plain(word).ends_with(ending))
}
