//! What is typed of a simulated Box: its wording, its misbehaviour, its port. What was typed is not repeated.

use super::misread::{Misread, word};
use crate::catalogue::Dialect;
use crate::simulate::Kind;

/// Reads a dialect.
pub(super) fn dialect(text: &str) -> Result<Dialect, Misread> {
    word(text, &[("current", Dialect::Current), ("guide", Dialect::Guide)])
}

/// Reads a way to misbehave.
pub(super) fn misbehaviour(text: &str) -> Result<Kind, Misread> {
    let kinds = [
        ("rate-limited", Kind::RateLimited),
        ("unavailable", Kind::Unavailable),
        ("truncated", Kind::Truncated),
        ("html", Kind::Html),
        ("dropped", Kind::Dropped),
    ];
    word(text, &kinds)
}

/// Reads a port.
pub(super) fn port(text: &str) -> Result<u16, Misread> {
    text.parse().map_err(|_| "expected a port from 0 to 65535; 0 picks a free one".into())
}
