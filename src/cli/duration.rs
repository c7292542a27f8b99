//! A duration with its unit, `500ms`, `3s` or `2m`. Errors are fixed text, so that they cannot repeat what was typed.

use std::time::Duration;

/// The longest time a flag can ask for. A token lives about an hour (`expires_in` 3646 s in a recorded reply): an examination
/// that outlives its own tokens would blame the app for their expiry.
const LONGEST: Duration = Duration::from_secs(60 * 60);

/// Reads a duration of an hour at most.
pub(super) fn duration(text: &str) -> Result<Duration, &'static str> {
    match humantime::parse_duration(text) {
        Ok(duration) if duration <= LONGEST => Ok(duration),
        Ok(_) => Err("expected one hour at most"),
        Err(_) => Err("expected a number with its unit, such as `500ms`, `3s` or `2m`"),
    }
}

/// Reads a duration of an hour at most, and not zero.
pub(super) fn timeout(text: &str) -> Result<Duration, &'static str> {
    match duration(text)? {
        Duration::ZERO => Err("expected more than zero"),
        timeout => Ok(timeout),
    }
}
