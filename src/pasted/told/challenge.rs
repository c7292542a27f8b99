//! Reads the challenge of a refused call, `WWW-Authenticate: Bearer …` (RFC 6750 §3), among headers or wherever it stands.

use super::reply::ToldReply;
use crate::pasted::kind::RequestKind;
use crate::pasted::text::readings;
use crate::reply::Challenge;

/// The header in which a refused call says why.
const CHALLENGE: &str = "www-authenticate";

/// The Bearer challenge among headers.
pub(in crate::pasted) fn challenge_in(headers: &[(String, Vec<u8>)]) -> Option<Challenge> {
    let (_, value) = headers.iter().find(|(name, _)| name == CHALLENGE)?;
    Challenge::read(&String::from_utf8_lossy(value))
}

/// Whether headers say why a call was refused.
pub(super) fn tells_why(headers: &[(String, Vec<u8>)]) -> bool {
    challenge_in(headers).is_some_and(|challenge| challenge.error().is_some())
}

/// Reads `WWW-Authenticate: Bearer …, error="…"` wherever it stands. One that does not say why is not enough: the body is unseen.
pub(super) fn of_challenge(text: &str, status: Option<u16>) -> Option<ToldReply> {
    readings(text).find_map(|reading| {
        let at = reading.to_ascii_lowercase().find(CHALLENGE)?;
        let value = reading[at + CHALLENGE.len()..].trim_start_matches([' ', ':', '=', '"', '\'', '>', '[']);
        let value = value.lines().next()?.to_owned();
        let challenge = Challenge::read(&value)?;
        let likely_status = if challenge.error()? == "insufficient_scope" { 403 } else { 401 };
        let headers = vec![(CHALLENGE.to_owned(), value.into_bytes())];
        Some(ToldReply { status, headers, likely_status, kind: Some(RequestKind::Call), ..ToldReply::default() })
    })
}
