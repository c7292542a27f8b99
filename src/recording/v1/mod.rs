//! A recording's form, `recording_version` 1: structs of its own, field by field, and the way there and back.
//!
//! They are apart from what an examination holds on purpose: a file that somebody keeps must be read by every later version,
//! whatever becomes of the types inside. What a probe, a fault and an outcome are called is told by their ids, which never change.
//! A form that is incompatible is a `v2` beside this one, and this one goes on to be read. A field is required, but where a
//! release before it wrote none.

mod convert;

use serde::{Deserialize, Serialize};

use crate::catalogue::Probe;
use crate::examination;
use crate::mirror::mirror;
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
    footprint: Footprint,
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
    /// Each setting's name and origin.
    origins: Vec<(String, Origin)>,
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

/// Where a setting came from: as a value, and in words where a release before it wrote them.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Origin {
    Words(String),
    Value(Value),
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
enum Value {
    Flag {
        name: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        which: Option<usize>,
    },
    Variable {
        name: String,
    },
    /// A path that is not text is written as far as it is.
    File {
        path: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        line: Option<u32>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        column: Option<u32>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        key: Option<String>,
    },
    Stdin,
    Prompt,
    System,
    Default,
    Simulated,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Expectation {
    key: Key,
    expected: Expected,
}

mirror! {
    #[derive(Serialize, Deserialize)]
    enum Expected = examination::Expected { Granted, Denied, Refused }
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
struct Footprint {
    token_requests: u32,
    #[serde(default)]
    unanswered: u32,
    wrong_secrets: u32,
    reads: u32,
    revocations: u32,
}
