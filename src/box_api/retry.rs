//! When a request is sent again, and how long to wait before that. Nothing is sent here.

use std::time::{Duration, SystemTime};

use super::request::{Credential, Request};
use crate::reply::{Answer, FaultId, json_object};

/// How often a request is sent at most: once, and again after a transient failure.
pub(super) const ATTEMPTS: u32 = 3;
/// The pause before the second attempt; it doubles before the third.
const PAUSE: Duration = Duration::from_millis(200);

/// The pause after so many attempts, where the server told of none.
pub(super) fn growing(attempts: u32) -> Duration {
    PAUSE * 2u32.pow(attempts - 1)
}

/// How long to wait before another attempt after so many; `None` where the failure will not pass.
pub(super) fn pause(answer: &Answer, attempts: u32) -> Option<Duration> {
    match answer {
        Answer::Failed(failure) if matches!(failure.fault, FaultId::ConnectionFailed | FaultId::TimedOut) => {
            Some(growing(attempts))
        }
        Answer::Reply(reply) if reply.status == 429 => asked_for(answer),
        Answer::Reply(reply) if reply.status >= 500 => Some(asked_for(answer).unwrap_or_else(|| growing(attempts))),
        _ => None,
    }
}

/// The pause that a reply asks for.
pub(super) fn asked_for(answer: &Answer) -> Option<Duration> {
    let Answer::Reply(reply) = answer else { return None };
    retry_after(|name| reply.header(name))
}

/// The `Retry-After` of a reply: seconds, or a date (RFC 9110 §10.2.3), read against the reply's own `Date`.
pub(super) fn retry_after<'r>(header: impl Fn(&str) -> Option<&'r str>) -> Option<Duration> {
    let value = header("retry-after")?.trim();
    if let Ok(seconds) = value.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let until = httpdate::parse_http_date(value).ok()?;
    let now = header("date").and_then(|date| httpdate::parse_http_date(date).ok()).unwrap_or_else(SystemTime::now);
    Some(until.duration_since(now).unwrap_or_default())
}

/// Whether a reply tells that the configured secret is wrong, so that there is no use in asking for a token with it again:
/// `invalid_client` (RFC 6749 §5.2).
pub(super) fn refuses_credentials(request: &Request, answer: &Answer) -> bool {
    let (Request::Token { credential: Credential::Configured, .. }, Answer::Reply(reply)) = (request, answer) else {
        return false;
    };
    let error = json_object(reply).ok().and_then(|object| Some(object.get("error")?.as_str()?.trim().to_owned()));
    error.is_some_and(|error| error.eq_ignore_ascii_case("invalid_client"))
}
