//! What is typed of a simulated Box: its wording, its misbehaviour, its port. Errors are fixed text, so that they cannot repeat what
//! was typed.

use crate::catalogue::Dialect;
use crate::simulate::Kind;

/// Reads a dialect.
pub(super) fn dialect(text: &str) -> Result<Dialect, &'static str> {
    match text {
        "current" => Ok(Dialect::Current),
        "guide" => Ok(Dialect::Guide),
        _ => Err("expected `current`, `guide`"),
    }
}

/// Reads a way to misbehave.
pub(super) fn misbehaviour(text: &str) -> Result<Kind, &'static str> {
    match text {
        "rate-limited" => Ok(Kind::RateLimited),
        "unavailable" => Ok(Kind::Unavailable),
        "truncated" => Ok(Kind::Truncated),
        "html" => Ok(Kind::Html),
        "dropped" => Ok(Kind::Dropped),
        _ => Err("expected `rate-limited`, `unavailable`, `truncated`, `html`, `dropped`"),
    }
}

/// Reads a port.
pub(super) fn port(text: &str) -> Result<u16, &'static str> {
    text.parse().map_err(|_| "expected a port from 0 to 65535; 0 picks a free one")
}
