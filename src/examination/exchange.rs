//! One request and what it came to.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::people::{About, abridge};
use crate::catalogue::ProbeKey;
use crate::reply::Answer;

/// One probe's request and what it came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exchange {
    /// The probe.
    #[serde(rename = "probe")]
    pub key: ProbeKey,
    /// What was asked, as a curl line without secrets.
    pub curl: String,
    /// The reply, or why there is none.
    pub answer: Answer,
    /// How often the request was sent.
    pub attempts: u32,
    /// How long it took, pauses included.
    #[serde(with = "milliseconds", rename = "duration_ms")]
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

/// A duration in a recording, in whole milliseconds.
mod milliseconds {
    use std::time::Duration;

    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(duration: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(u64::try_from(duration.as_millis()).unwrap_or(u64::MAX))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
        u64::deserialize(deserializer).map(Duration::from_millis)
    }
}
