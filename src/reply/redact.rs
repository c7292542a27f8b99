//! The one redactor at the door: takes values that must not leave the process out of a server's text.
//!
//! A server may echo what it was sent, in any encoding. So a value is looked for in every reading of the text (see
//! `readings`) and in several forms (see `forms`): as it is in either case, in hexadecimal, in base64, and cut off by the
//! end of the text; of a value longer than 64 characters, any of its overlapping pieces of 64 is found too. What was read as the value is replaced *in the original text*; the rest stays byte for byte.
//!
//! It works by value alone. It guesses no secrets from their looks, and it cannot see a value that a server encrypted,
//! compressed, reversed or spaced out.

mod forms;
mod readings;
#[cfg(test)]
mod tests;

use std::fmt;

use secrecy::{ExposeSecret as _, SecretString};

use forms::{Alphabet, EVIDENT, Forms, Match};
use readings::Readings;

/// Stands for a whole text that held a value under eight characters: replacing so little would tell too much by its place.
const WITHHELD: &str = "[withheld: it held a secret too short to redact]";

/// What stands in a value's place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placeholder {
    /// A client secret, or credentials that hold one.
    Secret,
    /// A well-formed token; its placeholder is visible ASCII and so is still a well-formed token (RFC 6749, appendix A.12).
    Token,
    /// A token with characters that none may have; its placeholder holds spaces, so a replay sees it as malformed too.
    MalformedToken,
    /// A cookie's value.
    Cookie,
}

impl Placeholder {
    /// The text that replaces the value.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Secret => "[redacted-secret]",
            Self::Token => "[redacted-token]",
            Self::MalformedToken => "[redacted malformed token]",
            Self::Cookie => "[redacted-cookie]",
        }
    }
}

/// Values that must never leave the process, and the one way to take them out of a text.
#[derive(Default)]
pub struct Redactor {
    values: Vec<(SecretString, Placeholder)>,
    /// The values' forms, by alphabet; none while there is no value.
    forms: Vec<Forms>,
}

impl Redactor {
    /// Adds a value to redact; white space around it is no part of it, and an empty value or one already known is ignored.
    pub fn add(&mut self, value: &SecretString, placeholder: Placeholder) {
        let value = value.expose_secret().trim();
        if value.is_empty() || self.exposed().any(|known| known == value) {
            return;
        }
        self.values.push((SecretString::from(value), placeholder));
        self.forms = [Alphabet::AnyCase, Alphabet::Base64].map(|alphabet| Forms::new(alphabet, self.exposed())).into();
    }

    /// Returns the text with every known value replaced by its placeholder, and everything else as it was.
    ///
    /// Where a value under eight characters occurs, the whole text is withheld. Takes any bytes and never fails. The time
    /// is linear in the text's length.
    #[must_use]
    pub fn redact(&self, text: &[u8]) -> Vec<u8> {
        let Some(spans) = self.spans(text) else {
            return WITHHELD.into();
        };
        let mut redacted = Vec::with_capacity(text.len());
        let mut kept = 0;
        for span in spans {
            redacted.extend_from_slice(&text[kept..span.start]);
            redacted.extend_from_slice(self.values[span.value].1.as_str().as_bytes());
            kept = span.end;
        }
        redacted.extend_from_slice(&text[kept..]);
        redacted
    }

    /// As [`Redactor::redact`], for text.
    #[must_use]
    pub fn redact_str(&self, text: &str) -> String {
        String::from_utf8_lossy(&self.redact(text.as_bytes())).into_owned()
    }

    /// The places to replace, in order and apart, or `None` if one is a value too short to redact.
    fn spans(&self, text: &[u8]) -> Option<Vec<Match>> {
        let mut spans = Vec::new();
        if self.forms.is_empty() {
            return Some(spans);
        }
        let readings = Readings::new(text);
        for forms in &self.forms {
            let mut found = forms.find(&readings);
            if forms.alphabet() == Alphabet::Base64 && !found.is_empty() {
                extend_to_runs(&mut found, &readings);
            }
            spans.append(&mut found);
        }
        let short: Vec<_> = self.exposed().map(|value| value.chars().count() < EVIDENT).collect();
        if spans.iter().any(|span| short[span.value]) {
            return None;
        }
        if !spans.is_empty() {
            extend_to_escapes(&mut spans, text);
        }
        Some(merged(spans))
    }

    fn exposed(&self) -> impl Iterator<Item = &str> {
        self.values.iter().map(|(value, _)| value.expose_secret())
    }
}

impl fmt::Debug for Redactor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Redactor({} values)", self.values.len())
    }
}

/// Extends each match to the whole run of base64 that it stands in, padding included: what surrounds the value in one
/// base64 text (a client ID, say) shares characters with it.
fn extend_to_runs(matches: &mut [Match], text: &Readings<'_>) {
    let is_code = |bytes: &[u8]| matches!(bytes, [b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'+' | b'/' | b'-' | b'_']);
    let mut starts: Vec<usize> = (0..=text.len()).collect();
    for at in 0..text.len() {
        for reading in text.at(at).filter(|reading| is_code(reading.bytes())) {
            starts[reading.end] = starts[reading.end].min(starts[at]);
        }
    }
    let mut ends: Vec<usize> = (0..=text.len()).collect();
    for at in (0..text.len()).rev() {
        if let Some(end) = text.at(at).filter(|reading| is_code(reading.bytes())).map(|reading| ends[reading.end]).max()
        {
            ends[at] = end;
        }
    }
    for found in matches {
        found.start = starts[found.start];
        found.end = ends[found.end];
        for _ in 0..2 {
            let padding = text.at(found.end).find(|reading| reading.bytes() == b"=");
            found.end = padding.map_or(found.end, |reading| reading.end);
        }
    }
}

/// Extends each match to whole escapes, so that a document that parsed still parses: half of a `\n` does not.
fn extend_to_escapes(matches: &mut [Match], text: &[u8]) {
    let is_hex = |digits: Option<&[u8]>| digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit));
    let mut starts = Vec::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        starts.push(at);
        at += match &text[at..] {
            [b'\\', b'u', rest @ ..] if is_hex(rest.get(..4)) => 6,
            [b'\\', next, ..] if next.is_ascii() => 2,
            [b'%', rest @ ..] if is_hex(rest.get(..2)) => 3,
            _ => 1,
        };
    }
    for found in matches {
        let unit = starts.partition_point(|&start| start <= found.start).saturating_sub(1);
        found.start = starts[unit];
        let unit = starts.partition_point(|&start| start < found.end);
        found.end = starts.get(unit).copied().unwrap_or(text.len());
    }
}

/// Joins matches that overlap; the longest gives the placeholder.
fn merged(mut matches: Vec<Match>) -> Vec<Match> {
    // First within each value, since a long one is found in pieces.
    matches.sort_unstable_by_key(|found| (found.value, found.start));
    let mut spans: Vec<Match> = Vec::new();
    for found in matches {
        match spans.last_mut() {
            Some(last) if last.value == found.value && found.start < last.end => last.end = last.end.max(found.end),
            _ => spans.push(found),
        }
    }
    spans.sort_unstable_by_key(|span| (span.start, span.value));
    let mut apart: Vec<(Match, usize)> = Vec::new();
    for span in spans {
        let len = span.end - span.start;
        match apart.last_mut() {
            Some((last, longest)) if span.start < last.end => {
                last.end = last.end.max(span.end);
                if len > *longest {
                    (last.value, *longest) = (span.value, len);
                }
            }
            _ => apart.push((span, len)),
        }
    }
    apart.into_iter().map(|(span, _)| span).collect()
}
