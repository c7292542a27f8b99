//! Sends a wave of probes.
//!
//! Knows which requests each probe is; does not know why it is sent, nor what its reply proves.

mod lists;
mod people;
mod requests;

use std::time::Duration;

use futures_util::stream::{self, StreamExt};
use serde::{Deserialize, Serialize};

use crate::box_api::{Client, Request, Sent, TokenHandle};
use crate::catalogue::{Catalogue, ProbeKey};
use crate::reply::Answer;
use crate::settings::Profile;

use lists::{app_user_in, second_call};
use people::{About, abridge};
use requests::{Asked, request};

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
    #[serde(skip)]
    token: Option<TokenHandle>,
    /// The ID of the App User that a list showed: kept for the next request alone.
    #[serde(skip)]
    app_user: Option<String>,
}

impl Exchange {
    fn new(key: ProbeKey, curl: String, sent: Sent, about: About<'_>) -> Self {
        let Sent { mut answer, attempts, duration, retry_after, token } = sent;
        abridge(&key, &mut answer, about);
        Self { key, curl, answer, attempts, duration, retry_after, token, app_user: None }
    }

    /// An exchange that was not had here, but told of.
    #[must_use]
    pub fn told(key: ProbeKey, mut answer: Answer) -> Self {
        abridge(&key, &mut answer, About::default());
        let (attempts, duration) = (1, Duration::ZERO);
        Self { key, curl: String::new(), answer, attempts, duration, retry_after: None, token: None, app_user: None }
    }

    /// An exchange that was had before, and is whole as it is.
    pub(crate) fn recorded(
        key: ProbeKey,
        curl: String,
        answer: Answer,
        attempts: u32,
        duration: Duration,
        retry_after: Option<Duration>,
    ) -> Self {
        Self { key, curl, answer, attempts, duration, retry_after, token: None, app_user: None }
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

/// How many requests are under way at a time: more than any wave has that somebody did not lengthen by expectations.
const AT_ONCE: usize = 8;

/// Sends the probes of one wave, all at once, or so many at a time; those that cannot be asked are left out.
pub async fn send(
    client: &Client,
    catalogue: &Catalogue,
    profile: &Profile,
    before: &[Exchange],
    wave: &[ProbeKey],
) -> Vec<Exchange> {
    let asked = Asked { catalogue, profile, before };
    let sending = wave.iter().filter_map(|key| Some(one(client, asked, key, request(asked, key)?)));
    // In the order of the wave, whichever reply comes first.
    stream::iter(sending).buffered(AT_ONCE).collect().await
}

/// Sends one probe, in two calls where the first does not tell.
async fn one(client: &Client, asked: Asked<'_>, key: &ProbeKey, first: Request) -> Exchange {
    let mut sent = client.send(&first).await;
    let (mut last, mut terms) = (first, None);
    if let Some(second) = second_call(asked.profile, key.probe, &last, &sent.answer) {
        let before = sent;
        sent = client.send(&second).await;
        // Each call is sent once, and again only after a passing failure.
        sent.attempts += before.attempts - 1;
        sent.duration += before.duration;
        lists::join(&before.answer, &mut sent.answer);
        terms = lists::terms_in(&before.answer);
        last = second;
    }
    let user_id = asked.profile.user_id.as_ref().map(|id| id.value.as_str());
    let app_user = app_user_in(asked, key.probe, &sent.answer);
    if let Some(id) = &app_user {
        client.hide(id);
    }
    let curl = requests::as_curl(asked, key.probe, &last);
    let about = About { user_id, terms: terms.as_deref() };
    Exchange { app_user, ..Exchange::new(key.clone(), curl, sent, about) }
}
