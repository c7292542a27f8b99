//! When a request is sent again, and how long to wait before that.

use std::time::{Duration, SystemTime};

/// How often a request is sent at most: once, and again after a transient failure.
pub(super) const ATTEMPTS: u32 = 3;
/// The pause before the second attempt; it doubles before the third.
const PAUSE: Duration = Duration::from_millis(200);

/// The pause after so many attempts, where the server told of none.
pub(super) fn growing(attempts: u32) -> Duration {
    PAUSE * 2u32.pow(attempts - 1)
}

/// The `Retry-After` of a reply: seconds, or a date (RFC 9110 §10.2.3), read against the reply's own `Date`.
pub(super) fn told<'r>(header: impl Fn(&str) -> Option<&'r str>) -> Option<Duration> {
    let value = header("retry-after")?.trim();
    if let Ok(seconds) = value.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let until = httpdate::parse_http_date(value).ok()?;
    let now = header("date").and_then(|date| httpdate::parse_http_date(date).ok()).unwrap_or_else(SystemTime::now);
    Some(until.duration_since(now).unwrap_or_default())
}
