//! The values in a text that stand behind a token's name, in any notation.

use std::ops::Range;

use super::{LONGEST_TOKEN, Name, is_word, within};
use crate::reply::redact::EVIDENT;

/// How many tags stand between a name and its value at most.
const TAGS: usize = 8;

/// A value in a text, behind a token's name.
pub(super) struct NamedValue {
    pub(super) name: Name,
    pub(super) place: Range<usize>,
    /// The value, its escapes read where it is JSON's.
    pub(super) read: String,
    /// Whether its end is there.
    pub(super) is_whole: bool,
    pub(super) is_quoted: bool,
    /// Whether it stands as JSON, or what looks like it, has it: both quoted.
    pub(super) is_json: bool,
}

impl NamedValue {
    /// Whether it is a word of a sentence rather than a token.
    pub(super) fn is_word(&self) -> bool {
        !self.is_json && (is_word(&self.read) || !self.is_quoted && self.read.len() < EVIDENT && !self.is_whole)
    }
}

/// Every value that stands behind a token's name in a text.
pub(super) fn named(text: &str, is_cut: bool) -> impl Iterator<Item = NamedValue> {
    const LAST: &str = "token";
    let is_of_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    let lower = text.to_ascii_lowercase();
    let ends: Vec<usize> = lower.match_indices(LAST).map(|(at, _)| at + LAST.len()).collect();
    ends.into_iter().filter_map(move |end| {
        let bytes = text.as_bytes();
        if bytes.get(end).is_some_and(is_of_name) {
            return None;
        }
        let start = end - bytes[..end].iter().rev().take_while(|byte| is_of_name(byte)).count();
        let name = Name::read(&text[start..end])?;
        let in_tag = bytes[..start].last().is_some_and(|byte| matches!(byte, b'<' | b':'));
        let at = end + behind_name(&text[end..], in_tag)?;
        Some(value_at(text, at, name, text[end..].starts_with(['"', '\'', '\\']), is_cut))
    })
}

/// How much stands between a name and its value: quotes, a separator, tags.
fn behind_name(text: &str, in_tag: bool) -> Option<usize> {
    const CDATA: &str = "<![CDATA[";
    let mut rest = text.trim_start_matches(['"', '\'', '\\', ']', ' ', '\t', '\r', '\n']);
    let tag = |rest: &'_ str| within(rest, LONGEST_TOKEN).find('>').map(|end| end + 1);
    let mut is_apart = false;
    if in_tag
        && let Some(len) = tag(rest)
        && !rest[..len].contains('=')
    {
        (rest, is_apart) = (&rest[len..], true);
    } else if in_tag
        && !rest.starts_with(['=', ':'])
        && let Some(len) = tag(rest)
    {
        (rest, is_apart) = (&rest[len..], true);
    }
    for separator in ["=>", ":=", ":", "=", ">"] {
        if let Some(behind) = rest.strip_prefix(separator).filter(|_| !is_apart) {
            (rest, is_apart) = (behind, true);
        }
    }
    for attribute in ["value", "content"] {
        let behind = rest.strip_prefix(attribute).and_then(|behind| behind.trim_start().strip_prefix('='));
        if let Some(behind) = behind.filter(|_| !is_apart) {
            (rest, is_apart) = (behind, true);
        }
    }
    rest = rest.trim_start();
    for _ in 0..TAGS {
        if !rest.starts_with('<') {
            break;
        }
        rest = match rest.strip_prefix(CDATA) {
            Some(behind) => behind,
            None => &rest[tag(rest)?..],
        };
        (rest, is_apart) = (rest.trim_start(), true);
    }
    if let Some(scheme) = rest.get(.."bearer ".len()).filter(|scheme| scheme.eq_ignore_ascii_case("bearer ")) {
        rest = rest[scheme.len()..].trim_start();
    }
    is_apart.then(|| text.len() - rest.len())
}

/// The value at a place of a text.
fn value_at(text: &str, at: usize, name: Name, quoted_name: bool, is_cut: bool) -> NamedValue {
    let rest = &text[at..];
    // The string may be whole though the text around it is not; then its escapes can be read.
    if rest.starts_with('"') {
        let mut strings = serde_json::Deserializer::from_str(rest).into_iter::<String>();
        if let Some(Ok(read)) = strings.next() {
            let place = at + 1..at + strings.byte_offset() - 1;
            // What stands behind may go on with it, as a `+` does.
            let behind = rest[strings.byte_offset()..].trim_start();
            let is_whole = !behind.starts_with(['+', '.', '"', '\'', '\\']);
            return NamedValue { name, place, read, is_whole, is_quoted: true, is_json: quoted_name };
        }
    }
    let start = at + rest.len() - rest.trim_start_matches('\\').len();
    let rest = &text[start..];
    let quote = rest.chars().next().filter(|first| matches!(first, '"' | '\'' | '`'));
    let start = start + quote.map_or(0, char::len_utf8);
    let is_end = |next: char| match quote {
        Some(quote) => next == quote || matches!(next, '\\' | '\n'),
        None => next.is_whitespace() || "\"'`\\&,;<>{}()[]#|".contains(next),
    };
    let longest = within(&text[start..], LONGEST_TOKEN);
    let len = longest.find(is_end).unwrap_or(longest.len());
    let ends = start + len < text.len();
    NamedValue {
        name,
        place: start..start + len,
        read: text[start..start + len].to_owned(),
        is_whole: ends || quote.is_none() && !is_cut,
        is_quoted: quote.is_some(),
        is_json: quoted_name && quote.is_some(),
    }
}
