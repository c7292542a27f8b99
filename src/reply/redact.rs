//! The one redactor at the door: takes values that must not leave the process out of a server's text.
//!
//! A server may echo what it was sent, whole or in part, in any encoding. So every run of eight characters of a value is
//! looked for in every reading of the text (see `readings`) and in three alphabets (see `alphabet`): as it is in either case, in
//! hexadecimal and in base64. White space, markup, terminal sequences and what shows nothing may stand within it (see `gap`).
//! What was read as the value is replaced *in the original text*; the rest stays byte for byte, and public words stay where
//! they are the whole of a JSON string or of a header's parameter (see `leaves`), so that a reply is read the same.
//!
//! It works by value alone, and finds no fewer than eight characters in a row of one. It cannot see a value that a server
//! encrypted, compressed, reversed, or cut into pieces of seven characters with something else that shows between them. A value
//! under eight characters is no evidence within a text: where one may stand, the whole leaf is replaced, or where the text has no
//! leaves, nothing of it is kept.

mod alphabet;
mod gap;
mod leaves;
mod readings;
mod spans;
#[cfg(test)]
mod tests;
mod windows;

use std::fmt;

use secrecy::{ExposeSecret as _, SecretString};

use super::body::Body;
use super::vocabulary::Vocabulary;
use alphabet::Alphabet;
use leaves::Frame;
use readings::Readings;
use spans::{Span, extend_to_escapes, extend_to_runs, framed, merged};
use windows::{Mark, Match, Windows};

/// Fewer characters are no evidence of a value.
pub(crate) const EVIDENT: usize = 8;

/// How many bytes of values are guarded at most. What comes in beyond is not searched for, so no text is kept from
/// then on. A reply of Box's brings some fifty bytes that are new.
const GUARDED: usize = 32 * 1024;

/// A longer text is not searched.
const LONGEST: usize = 1 << 20;

/// What stands in a value's place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
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
    /// Every placeholder, in the order in which one of two is chosen.
    const ALL: [Self; 4] = [Self::Secret, Self::Token, Self::MalformedToken, Self::Cookie];

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

/// Why nothing of a text can be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unfit {
    /// It may hold a value under eight characters, which cannot be taken out of it.
    Short,
    /// It could not be searched: too much is guarded, or it takes too long.
    Unsearched,
}

/// A search took too many steps.
#[derive(Debug, Clone, Copy)]
struct Costly;

/// Values that must never leave the process, and the one way to take them out of a text.
pub struct Redactor {
    windows: [Windows; 3],
    public: Vocabulary,
    guarded: usize,
    /// Whether there was a value that did not fit.
    is_full: bool,
}

impl Default for Redactor {
    fn default() -> Self {
        Self::new(Vocabulary::default())
    }
}

impl Redactor {
    /// Guards nothing yet, and spares those words.
    #[must_use]
    pub fn new(public: Vocabulary) -> Self {
        Self { windows: Alphabet::ALL.map(Windows::new), public, guarded: 0, is_full: false }
    }

    /// Adds values to redact; white space around one is no part of it, and an empty one or one already known is ignored.
    /// What does not fit is remembered as that: see [`Unfit::Unsearched`].
    pub fn add_all<'v>(&mut self, values: impl Iterator<Item = (&'v str, Placeholder)>) {
        let mut new = Vec::new();
        for (value, placeholder) in values.map(|(value, placeholder)| (value.trim(), placeholder)) {
            if value.is_empty() || self.knows(value) {
                continue;
            }
            if self.guarded + value.len() > GUARDED {
                self.is_full = true;
                continue;
            }
            self.guarded += value.len();
            new.push((value, Mark { placeholder, short: value.chars().count() < EVIDENT }));
        }
        if !new.is_empty() {
            self.windows.iter_mut().for_each(|windows| windows.add(new.iter().copied()));
        }
    }

    /// As [`Redactor::add_all`], for one.
    pub fn add(&mut self, value: &SecretString, placeholder: Placeholder) {
        self.add_all([(value.expose_secret(), placeholder)].into_iter());
    }

    /// Whether every value fitted.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.is_full
    }

    fn knows(&self, value: &str) -> bool {
        value.chars().count() >= EVIDENT && self.windows[0].have(value.as_bytes())
    }

    /// The body with every known value replaced by its placeholder, and everything else as it was; a JSON text stays one.
    ///
    /// # Errors
    ///
    /// Where nothing of it can be kept.
    pub fn redact_body(&self, text: &Body) -> Result<Vec<u8>, Unfit> {
        let json = std::str::from_utf8(text).ok().filter(|_| text.is_json());
        let frame = json.map(|text| Frame::of_json(text, &self.public));
        self.redact(text, frame.as_ref())
    }

    /// As [`Redactor::redact_body`], for a header's value.
    ///
    /// # Errors
    ///
    /// Where nothing of it can be kept.
    pub fn redact_header(&self, text: &str) -> Result<String, Unfit> {
        let frame = Frame::of_header(text, &self.public);
        Ok(String::from_utf8_lossy(&self.redact(text.as_bytes(), Some(&frame))?).into_owned())
    }

    /// Replaces every known value in a text, within its frame if it has one.
    fn redact(&self, text: &[u8], frame: Option<&Frame>) -> Result<Vec<u8>, Unfit> {
        if self.is_full || text.len() > LONGEST {
            return Err(Unfit::Unsearched);
        }
        let found = self.find(text).map_err(|Costly| Unfit::Unsearched)?;
        let spans = match frame {
            Some(frame) => framed(&found, frame),
            None if found.iter().any(|found| found.mark.short) => return Err(Unfit::Short),
            None => found.iter().map(Span::of).collect(),
        };
        let mut redacted = Vec::with_capacity(text.len());
        let mut kept = 0;
        for span in spans {
            redacted.extend_from_slice(&text[kept..span.start]);
            let quote: &[u8] = if span.quoted { b"\"" } else { b"" };
            redacted.extend([quote, span.placeholder.as_str().as_bytes(), quote].concat());
            kept = span.end;
        }
        redacted.extend_from_slice(&text[kept..]);
        Ok(redacted)
    }

    /// The places that may be replaced, in order; those of values with evidence are apart.
    fn find(&self, text: &[u8]) -> Result<Vec<Match>, Costly> {
        if self.guarded == 0 {
            return Ok(Vec::new());
        }
        let readings = Readings::new(text);
        let mut all = Vec::new();
        for windows in &self.windows {
            let mut found = windows.find(&readings)?;
            if windows.alphabet() == Alphabet::Base64 && !found.is_empty() {
                extend_to_runs(&mut found, &readings);
            }
            all.append(&mut found);
        }
        if all.is_empty() {
            return Ok(all);
        }
        let (mut short, mut long): (Vec<_>, Vec<_>) = all.into_iter().partition(|found| found.mark.short);
        extend_to_escapes(&mut long, text);
        let mut found = merged(long);
        // Half an escape behind a value is of the value, where the text ends with it.
        if let Some(last) = found.last_mut().filter(|last| last.end < text.len() && readings.may_be_cut_off(last.end)) {
            last.end = text.len();
        }
        found.append(&mut short);
        found.sort_by_key(|found| found.start);
        Ok(found)
    }
}

impl fmt::Debug for Redactor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Redactor({} bytes)", self.guarded)
    }
}
