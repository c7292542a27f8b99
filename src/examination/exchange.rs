//! One request and what it came to.

use std::time::Duration;

use super::people::{About, abridge};
use crate::catalogue::ProbeKey;
use crate::reply::Answer;

/// One probe's request and what it came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exchange {
    /// The probe.
    pub key: ProbeKey,
    /// What was asked, as a curl line without secrets.
    pub curl: String,
    /// The reply, or why there is none.
    pub answer: Answer,
    /// How often the request was sent.
    pub attempts: u32,
    /// How long it took, pauses included.
    pub duration: Duration,
    /// What the last `Retry-After` asked for.
    pub retry_after: Option<Duration>,
}

impl Exchange {
    /// An exchange that was not had here, but told of.
    #[must_use]
    pub fn told(key: ProbeKey, answer: Answer) -> Self {
        Self::had(key, answer, About::default())
    }

    /// An exchange of one request, of which nothing but the answer is known yet. What names people is taken out of it, but for
    /// what it was asked about.
    pub(crate) fn had(key: ProbeKey, mut answer: Answer, about: About<'_>) -> Self {
        abridge(&key, &mut answer, about);
        Self { key, curl: String::new(), answer, attempts: 1, duration: Duration::ZERO, retry_after: None }
    }
}
