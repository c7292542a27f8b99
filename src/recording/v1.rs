//! A recording's form, `recording_version` 1: structs of its own, field by field, and the way there and back.
//!
//! They are apart from what an examination holds on purpose: a file that somebody keeps must be read by every later version,
//! whatever becomes of the types inside. What a probe, a fault and an outcome are called is told by their ids, which never change.
//! A form that is incompatible is a `v2` beside this one, and this one goes on to be read. A field is required, but where a
//! release before it wrote none.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::box_api::{Footprint, Revocations};
use crate::catalogue::{Probe, ProbeKey};
use crate::diagnose;
use crate::examination;
use crate::mirror::mirror;
use crate::probe;
use crate::reply;

/// The file.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Recording {
    #[serde(rename = "recording_version")]
    pub(super) version: u64,
    pub(super) recorded_at: String,
    pub(super) examinations: Vec<Examination>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Examination {
    subject: Examinee,
    expectations: Vec<Expectation>,
    agenda: Agenda,
    exchanges: Vec<Exchange>,
    out_of_time: Vec<Key>,
    tokens: Tokens,
    footprint: Sent,
    revoke: bool,
    rounds: u32,
    as_reported: bool,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Examinee {
    profile: String,
    base_url: String,
    #[serde(default)]
    proxy: Option<String>,
    simulated: Option<String>,
    client_id: String,
    enterprise_id: Option<String>,
    user_id: Option<String>,
    configured: Vec<Id>,
    /// Each setting's name and origin, in words.
    origins: Vec<(String, String)>,
    notes: Vec<String>,
}

/// A probe, by its id.
#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(try_from = "String", into = "&'static str")]
struct Id(Probe);

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Key {
    probe: Id,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    target: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Expectation {
    key: Key,
    expected: Expected,
}

mirror! {
    #[derive(Serialize, Deserialize)]
    enum Expected = diagnose::Expected { Granted, Denied, Refused }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each tells of another probe whether it may be sent")]
struct Agenda {
    control: bool,
    app_user: bool,
    #[serde(default)]
    user_list: bool,
    swap_unlikely: bool,
    targets: Vec<Key>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Exchange {
    probe: Key,
    curl: String,
    answer: Answer,
    attempts: u32,
    duration_ms: u64,
    retry_after: Option<Wait>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wait {
    secs: u64,
    nanos: u32,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Answer {
    Reply(Reply),
    Failed(Failure),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Failure {
    fault: Fault,
    detail: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    at: Option<String>,
    #[serde(default)]
    may_have_arrived: bool,
}

/// A fault of the environment, by its id.
#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(try_from = "String", into = "&'static str")]
struct Fault(reply::FaultId);

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Reply {
    status: u16,
    headers: Vec<(String, String)>,
    body: Body,
    truncated: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    withheld: Option<Withheld>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    inferred: Vec<Inferred>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    bore_token: bool,
}

mirror! {
    #[derive(Serialize, Deserialize)]
    enum Withheld = reply::Withheld {
        Compressed, NotText, Crowded, Secret, Page, Cut, NoJson, NoGrant, People
    }
}
mirror! {
    #[derive(Serialize, Deserialize)]
    enum Inferred = reply::Inferred { Status, Code, Headers, Body }
}

/// A body: as text where it is text, else in base64.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Body {
    Text(String),
    Bytes { base64: Base64 },
}

/// Bytes, in base64.
#[derive(Clone, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
struct Base64(Vec<u8>);

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Tokens {
    received: usize,
    revoked: usize,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sent {
    token_requests: u32,
    #[serde(default)]
    unanswered: u32,
    wrong_secrets: u32,
    reads: u32,
    revocations: u32,
}

/// What is no id of this version's; what it is instead is not repeated.
#[derive(Debug, thiserror::Error)]
#[error("not known here")]
struct Unknown;

impl TryFrom<String> for Id {
    type Error = Unknown;

    fn try_from(id: String) -> Result<Self, Unknown> {
        Probe::from_id(&id).map(Self).ok_or(Unknown)
    }
}

impl From<Id> for &'static str {
    fn from(id: Id) -> Self {
        id.0.id()
    }
}

impl TryFrom<String> for Fault {
    type Error = Unknown;

    fn try_from(id: String) -> Result<Self, Unknown> {
        reply::FaultId::ALL.into_iter().find(|fault| fault.id() == id).map(Self).ok_or(Unknown)
    }
}

impl From<Fault> for &'static str {
    fn from(fault: Fault) -> Self {
        fault.0.id()
    }
}

impl TryFrom<String> for Base64 {
    type Error = base64::DecodeError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        use base64::Engine as _;
        base64::engine::general_purpose::STANDARD.decode(text).map(Self)
    }
}

impl From<Base64> for String {
    fn from(bytes: Base64) -> Self {
        use base64::Engine as _;
        base64::engine::general_purpose::STANDARD.encode(bytes.0)
    }
}

impl From<ProbeKey> for Key {
    fn from(it: ProbeKey) -> Self {
        Self { probe: Id(it.probe), target: it.target }
    }
}

impl From<Key> for ProbeKey {
    fn from(it: Key) -> Self {
        Self { probe: it.probe.0, target: it.target }
    }
}

/// Each of a list as the other side has it.
fn each<A: Into<B>, B>(list: Vec<A>) -> Vec<B> {
    list.into_iter().map(Into::into).collect()
}

impl From<examination::Examination> for Examination {
    fn from(it: examination::Examination) -> Self {
        Self {
            subject: it.subject.into(),
            expectations: each(it.expectations),
            agenda: it.agenda.into(),
            exchanges: each(it.exchanges),
            out_of_time: each(it.out_of_time),
            tokens: it.tokens.into(),
            footprint: it.footprint.into(),
            revoke: it.revoke,
            rounds: it.rounds,
            as_reported: it.as_reported,
        }
    }
}

impl From<Examination> for examination::Examination {
    fn from(it: Examination) -> Self {
        Self {
            subject: it.subject.into(),
            expectations: each(it.expectations),
            agenda: it.agenda.into(),
            exchanges: each(it.exchanges),
            out_of_time: each(it.out_of_time),
            tokens: it.tokens.into(),
            footprint: it.footprint.into(),
            revoke: it.revoke,
            rounds: it.rounds,
            as_reported: it.as_reported,
        }
    }
}

impl From<examination::Examinee> for Examinee {
    fn from(it: examination::Examinee) -> Self {
        Self {
            profile: it.profile,
            base_url: it.base_url,
            proxy: it.proxy,
            simulated: it.simulated,
            client_id: it.client_id,
            enterprise_id: it.enterprise_id,
            user_id: it.user_id,
            configured: it.configured.into_iter().map(Id).collect(),
            origins: it.origins,
            notes: it.notes,
        }
    }
}

impl From<Examinee> for examination::Examinee {
    fn from(it: Examinee) -> Self {
        Self {
            profile: it.profile,
            base_url: it.base_url,
            proxy: it.proxy,
            simulated: it.simulated,
            client_id: it.client_id,
            enterprise_id: it.enterprise_id,
            user_id: it.user_id,
            configured: it.configured.into_iter().map(|id| id.0).collect(),
            origins: it.origins,
            notes: it.notes,
        }
    }
}

impl From<diagnose::Expectation> for Expectation {
    fn from(it: diagnose::Expectation) -> Self {
        Self { key: it.key.into(), expected: it.expected.into() }
    }
}

impl From<Expectation> for diagnose::Expectation {
    fn from(it: Expectation) -> Self {
        Self { key: it.key.into(), expected: it.expected.into() }
    }
}

impl From<diagnose::Agenda> for Agenda {
    fn from(it: diagnose::Agenda) -> Self {
        Self {
            control: it.control,
            app_user: it.app_user,
            user_list: it.user_list,
            swap_unlikely: it.swap_unlikely,
            targets: each(it.targets),
        }
    }
}

impl From<Agenda> for diagnose::Agenda {
    fn from(it: Agenda) -> Self {
        Self {
            control: it.control,
            app_user: it.app_user,
            user_list: it.user_list,
            swap_unlikely: it.swap_unlikely,
            targets: each(it.targets),
        }
    }
}

impl From<probe::Exchange> for Exchange {
    fn from(it: probe::Exchange) -> Self {
        let wait = |wait: Duration| Wait { secs: wait.as_secs(), nanos: wait.subsec_nanos() };
        Self {
            probe: it.key.into(),
            curl: it.curl,
            answer: it.answer.into(),
            attempts: it.attempts,
            duration_ms: u64::try_from(it.duration.as_millis()).unwrap_or(u64::MAX),
            retry_after: it.retry_after.map(wait),
        }
    }
}

impl From<Exchange> for probe::Exchange {
    fn from(it: Exchange) -> Self {
        let wait = |wait: Wait| Duration::from_secs(wait.secs).saturating_add(Duration::from_nanos(wait.nanos.into()));
        let (duration, retry_after) = (Duration::from_millis(it.duration_ms), it.retry_after.map(wait));
        Self::recorded(it.probe.into(), it.curl, it.answer.into(), it.attempts, duration, retry_after)
    }
}

impl From<reply::Answer> for Answer {
    fn from(it: reply::Answer) -> Self {
        match it {
            reply::Answer::Reply(reply) => Self::Reply(reply.into()),
            reply::Answer::Failed(failure) => Self::Failed(failure.into()),
        }
    }
}

impl From<Answer> for reply::Answer {
    fn from(it: Answer) -> Self {
        match it {
            Answer::Reply(reply) => Self::Reply(reply.into()),
            Answer::Failed(failure) => Self::Failed(failure.into()),
        }
    }
}

impl From<reply::Failure> for Failure {
    fn from(it: reply::Failure) -> Self {
        Self { fault: Fault(it.fault), detail: it.detail, at: it.at, may_have_arrived: it.may_have_arrived }
    }
}

impl From<Failure> for reply::Failure {
    fn from(it: Failure) -> Self {
        Self { fault: it.fault.0, detail: it.detail, at: it.at, may_have_arrived: it.may_have_arrived }
    }
}

impl From<reply::Reply> for Reply {
    fn from(it: reply::Reply) -> Self {
        let body = match String::from_utf8(it.body) {
            Ok(text) => Body::Text(text),
            Err(bytes) => Body::Bytes { base64: Base64(bytes.into_bytes()) },
        };
        Self {
            status: it.status,
            headers: it.headers,
            body,
            truncated: it.truncated,
            withheld: it.withheld.map(Into::into),
            inferred: each(it.inferred),
            bore_token: it.bore_token,
        }
    }
}

impl From<Reply> for reply::Reply {
    fn from(it: Reply) -> Self {
        Self {
            status: it.status,
            headers: it.headers,
            body: match it.body {
                Body::Text(text) => text.into_bytes(),
                Body::Bytes { base64 } => base64.0,
            },
            truncated: it.truncated,
            withheld: it.withheld.map(Into::into),
            inferred: each(it.inferred),
            bore_token: it.bore_token,
        }
    }
}

impl From<Revocations> for Tokens {
    fn from(it: Revocations) -> Self {
        Self { received: it.received, revoked: it.revoked }
    }
}

impl From<Tokens> for Revocations {
    fn from(it: Tokens) -> Self {
        Self { received: it.received, revoked: it.revoked }
    }
}

impl From<Footprint> for Sent {
    fn from(it: Footprint) -> Self {
        Self {
            token_requests: it.token_requests,
            unanswered: it.unanswered,
            wrong_secrets: it.wrong_secrets,
            reads: it.reads,
            revocations: it.revocations,
        }
    }
}

impl From<Sent> for Footprint {
    fn from(it: Sent) -> Self {
        Self {
            token_requests: it.token_requests,
            unanswered: it.unanswered,
            wrong_secrets: it.wrong_secrets,
            reads: it.reads,
            revocations: it.revocations,
        }
    }
}
