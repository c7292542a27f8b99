//! Sends a wave of probes.
//!
//! Knows which request each probe is; does not know why it is sent, nor what its reply proves.

use std::time::Duration;

use futures_util::future::join_all;
use serde::{Deserialize, Serialize};

use crate::box_api::{Client, Credential, Request, Sent, Subject, TokenHandle};
use crate::catalogue::{Catalogue, Probe, ProbeKey};
use crate::reply::Answer;
use crate::settings::Profile;

/// What is asked of a user; `enterprise` is not among the fields that Box sends unasked.
const WHO: &str = "fields=id,login,enterprise,status,role,is_platform_access_only";

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
}

impl Exchange {
    fn new(key: ProbeKey, curl: String, sent: Sent) -> Self {
        let Sent { answer, attempts, duration, retry_after, token } = sent;
        Self { key, curl, answer, attempts, duration, retry_after, token }
    }

    /// An exchange that was not had here, but told of.
    #[must_use]
    pub fn told(key: ProbeKey, answer: Answer) -> Self {
        let (attempts, duration, retry_after, token) = (1, Duration::ZERO, None, None);
        Self { key, curl: String::new(), answer, attempts, duration, retry_after, token }
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

/// Sends the probes of one wave, all at once; those that cannot be asked are left out.
pub async fn send(
    client: &Client,
    catalogue: &Catalogue,
    profile: &Profile,
    before: &[Exchange],
    wave: &[ProbeKey],
) -> Vec<Exchange> {
    let asked = wave.iter().filter_map(|key| Some((key, request(catalogue, profile, before, key)?)));
    let sending = asked.map(|(key, request)| async move {
        let curl = request.as_curl(profile);
        Exchange::new(key.clone(), curl, client.send(&request).await)
    });
    join_all(sending).await
}

/// The request that a probe is.
fn request(catalogue: &Catalogue, profile: &Profile, before: &[Exchange], key: &ProbeKey) -> Option<Request> {
    let enterprise = profile.enterprise_id.as_ref().map(|id| id.value.as_str().to_owned());
    let user = profile.user_id.as_ref().map(|id| id.value.as_str().to_owned());
    let token = |probe: Probe| before.iter().find(|exchange| exchange.key.probe == probe)?.token;
    let for_subject = |subject| Request::Token { subject, credential: Credential::Configured };
    let read = |path: &[&str], query: &str, token| Request::Read {
        path: path.iter().map(|segment| (*segment).to_owned()).collect(),
        query: query.to_owned(),
        token,
    };
    // Scopes and folders are shown with the token that works, the Service Account's first.
    let any_token = || token(Probe::Enterprise).or_else(|| token(Probe::User));
    let target = key.target.as_deref().unwrap_or_default();
    Some(match key.probe {
        Probe::Enterprise => for_subject(Subject::Enterprise(enterprise?)),
        Probe::User => for_subject(Subject::User(user?)),
        Probe::BadSecret => Request::Token {
            subject: enterprise.map(Subject::Enterprise).or(user.map(Subject::User))?,
            credential: Credential::Random,
        },
        Probe::NoSubject => for_subject(Subject::None),
        Probe::AppUser => for_subject(Subject::User(profile.app_user_id.as_ref()?.value.as_str().to_owned())),
        Probe::UserAsEnterprise => for_subject(Subject::Enterprise(user?)),
        Probe::EnterpriseAsUser => for_subject(Subject::User(enterprise?)),
        Probe::WhoamiEnterprise => read(&["2.0", "users", "me"], WHO, token(Probe::Enterprise)?),
        Probe::WhoamiUser => read(&["2.0", "users", "me"], WHO, token(Probe::User)?),
        Probe::UserLookup => read(&["2.0", "users", &user?], WHO, token(Probe::Enterprise)?),
        Probe::Scope => {
            let call = catalogue.scope(target)?.read.as_deref()?;
            let (path, query) = call.split_once('?').unwrap_or((call, ""));
            read(&path.trim_start_matches('/').split('/').collect::<Vec<_>>(), query, any_token()?)
        }
        Probe::Folder => read(&["2.0", "folders", target], "fields=id", any_token()?),
    })
}
