//! The IDs that Box gives: an app's, an enterprise's, a user's.
//!
//! They tell the values apart and refuse what cannot be meant: empty text and control characters. An odd format is a lint's
//! business, not an error. White space around is not part of an ID.

use std::fmt;
use std::ops::RangeInclusive;
use std::str::FromStr;

use super::flaw::Flaw;
use crate::reply::MOST_DIGITS;

/// How long enterprise IDs are that were seen, in digits. Box documents no format: these are public samples and error reports, to
/// 2026, with a margin.
const ENTERPRISE_ID: RangeInclusive<usize> = 6..=10;
/// How long user IDs are that were seen, in digits, likewise.
const USER_ID: RangeInclusive<usize> = 8..=MOST_DIGITS;

fn identity(text: &str) -> Result<String, Flaw> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Flaw::Empty);
    }
    if text.chars().any(char::is_control) {
        return Err(Flaw::ControlCharacter);
    }
    if matches!(text, "." | "..") {
        return Err(Flaw::Dots);
    }
    Ok(text.to_owned())
}

/// The client ID of an app. Never shown whole: see [`ClientId::masked`].
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct ClientId(String);

impl ClientId {
    /// The whole ID, for a request.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The ID, where it may be shown whole. Client IDs seen are lower case and digits, secrets are of both cases: what has
    /// capitals may be the secret, put in the wrong place.
    #[must_use]
    pub fn shown(&self) -> Option<&str> {
        let may_be_secret = self.0.chars().any(|char| char.is_ascii_uppercase());
        (!may_be_secret).then_some(self.0.as_str())
    }

    /// The ID as a report shows it: `abcd…wxyz`. Of fewer than 16 characters the first two are shown, of fewer than eight
    /// and of what may be a secret none, so that at most half of it is ever seen.
    #[must_use]
    pub fn masked(&self) -> String {
        if self.shown().is_none() {
            return "…".to_owned();
        }
        let length = self.0.chars().count();
        let (head, tail) = match length {
            16.. => (4, 4),
            8.. => (2, 0),
            _ => (0, 0),
        };
        let first: String = self.0.chars().take(head).collect();
        let last: String = self.0.chars().skip(length - tail).collect();
        format!("{first}…{last}")
    }
}

impl FromStr for ClientId {
    type Err = Flaw;

    fn from_str(text: &str) -> Result<Self, Flaw> {
        identity(text).map(Self)
    }
}

impl fmt::Debug for ClientId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "ClientId({})", self.masked())
    }
}

/// The ID of an enterprise.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct EnterpriseId(String);

/// The ID of a user, managed or App User.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct UserId(String);

impl EnterpriseId {
    /// The ID as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is shorter than any user ID that was seen: then it was hardly put in a user ID's place by mistake.
    #[must_use]
    pub fn is_unlike_user(&self) -> bool {
        self.0.len() < *USER_ID.start()
    }
}

impl UserId {
    /// The ID as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is longer than any enterprise ID that was seen: then it was hardly put in an enterprise ID's place by mistake.
    #[must_use]
    pub fn is_unlike_enterprise(&self) -> bool {
        self.0.len() > *ENTERPRISE_ID.end()
    }
}

impl FromStr for EnterpriseId {
    type Err = Flaw;

    fn from_str(text: &str) -> Result<Self, Flaw> {
        identity(text).map(Self)
    }
}

impl FromStr for UserId {
    type Err = Flaw;

    fn from_str(text: &str) -> Result<Self, Flaw> {
        identity(text).map(Self)
    }
}

impl fmt::Display for EnterpriseId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl fmt::Display for UserId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_its_text_without_the_white_space_around() {
        let cases = [
            ("8506151483", Ok("8506151483")),
            ("  8506151483 \r\n", Ok("8506151483")),
            ("an odd one is a lint's business", Ok("an odd one is a lint's business")),
            ("", Err(Flaw::Empty)),
            (" \t", Err(Flaw::Empty)),
            (".", Err(Flaw::Dots)),
            (" .. ", Err(Flaw::Dots)),
            ("850\n615", Err(Flaw::ControlCharacter)),
            ("850\0", Err(Flaw::ControlCharacter)),
            ("\u{1b}[31m1", Err(Flaw::ControlCharacter)),
        ];
        for (text, expected) in cases {
            let id = text.parse::<UserId>();
            assert_eq!(id.as_ref().map(UserId::as_str), expected.as_ref().copied(), "{text:?}");
        }
    }

    #[test]
    fn at_most_half_of_a_client_id_is_shown() {
        let cases = [
            ("abcdefghijklmnopqrstuvwxyz012345", "abcd…2345"),
            ("abcdefghijklmnop", "abcd…mnop"),
            ("abcdefghijklmno", "ab…"),
            ("abcdefgh", "ab…"),
            ("abcdefg", "…"),
            ("äöüäöüäöüäöüäöüß", "äöüä…äöüß"),
        ];
        for (text, expected) in cases {
            let id: ClientId = text.parse().unwrap();
            assert_eq!(id.masked(), expected, "{text}");
            assert!(!format!("{id:?}").contains(text), "{text}");
        }
    }

    #[test]
    fn ids_that_cannot_stand_in_each_others_place_are_told_by_their_length() {
        let enterprise = |text: &str| text.parse::<EnterpriseId>().expect("an ID").is_unlike_user();
        let user = |text: &str| text.parse::<UserId>().expect("an ID").is_unlike_enterprise();
        assert_eq!(["1234567", "12345678", "1234567890"].map(enterprise), [true, false, false]);
        assert_eq!(["12345678", "1234567890", "12345678901"].map(user), [false, false, true]);
    }
}
