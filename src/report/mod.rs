//! One report value, and a file for each format that prints it.
//!
//! [`Report`] is the JSON contract (`schema_version` 1: fields are only ever added) with the diagnosis put into
//! words; every format prints the same value, so that no two of them can disagree.

mod assemble;
mod diff;
mod explain;
mod fill;
mod findings;
mod json;
mod layout;
mod remedies;
mod summary;
mod text;

use std::time::Duration;

use serde::Serialize;

pub use assemble::assemble;
pub use diff::{Change, ChangeKind, DiffReport, write_diff_json, write_diff_text};
pub use explain::{write_explanation, write_list, write_meaning};
pub use json::write_json;
pub use text::{TextStyle, write_text};

use crate::box_api::Footprint;
use crate::catalogue::{Actor, Severity};
use crate::diagnose::{Expected, Status, StepKind, Verdict};
use crate::observation::Outcome;

/// The version of the JSON contract.
pub const SCHEMA_VERSION: u32 = 1;

/// What one run of the command came to.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// The version of the contract.
    pub schema_version: u32,
    /// What made the report.
    pub tool: Tool,
    /// The command that was run.
    pub command: String,
    /// When it started, UTC (RFC 3339).
    pub started_at: String,
    /// How long it took, in milliseconds.
    pub duration_ms: u64,
    /// What it exits with.
    pub exit_code: u8,
    /// Why nothing could be run.
    pub error: Option<ErrorReport>,
    /// One entry for each profile.
    pub profiles: Vec<ProfileReport>,
}

/// The program.
#[derive(Debug, Clone, Serialize)]
pub struct Tool {
    /// Its name.
    pub name: &'static str,
    /// Its version.
    pub version: &'static str,
}

impl Tool {
    /// This program.
    pub const THIS: Self = Self { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") };
}

/// Why something could not be run.
#[derive(Debug, Clone, Serialize)]
pub struct ErrorReport {
    /// In words.
    pub message: String,
}

/// What was learned of one profile.
#[derive(Debug, Clone, Serialize)]
pub struct ProfileReport {
    /// Its name.
    pub profile: String,
    /// Where requests went.
    pub base_url: String,
    /// The proxy that they went through.
    pub proxy: Option<String>,
    /// The scenario, where a simulated Box answered.
    pub simulated: Option<String>,
    /// The client ID, masked.
    pub client_id: String,
    /// Where each setting came from.
    pub settings: Vec<SettingReport>,
    /// What the reader should know of the settings.
    pub notes: Vec<String>,
    /// The one word.
    pub verdict: Verdict,
    /// The same in a sentence or two.
    pub summary: String,
    /// What was asked and what came back.
    pub probes: Vec<ProbeReport>,
    /// Everything that was found, ranked.
    pub findings: Vec<FindingReport>,
    /// The sets of causes that explain every reply, smallest first.
    pub diagnoses: Vec<Vec<String>>,
    /// What to know beside the replies.
    pub remarks: Vec<String>,
    /// What to do next.
    pub next_step: Option<NextStepReport>,
    /// How many requests were sent.
    pub footprint: Footprint,
    /// How often what failed was asked, the first time included.
    pub rounds: u32,
    /// Whether somebody told of the replies, instead of their being had here.
    pub as_reported: bool,
    /// The tokens received and revoked.
    pub tokens: TokensReport,
    /// Whether tokens were to be revoked.
    #[serde(skip)]
    pub revoke: bool,
    /// Why the profile could not be examined.
    pub error: Option<ErrorReport>,
}

/// Where a setting came from.
#[derive(Debug, Clone, Serialize)]
pub struct SettingReport {
    /// Its name.
    pub name: String,
    /// Its origin, in words.
    pub origin: String,
}

/// One probe.
#[derive(Debug, Clone, Serialize)]
pub struct ProbeReport {
    /// Its id.
    pub probe: String,
    /// The scope or folder it was aimed at.
    pub target: Option<String>,
    /// How it ended.
    pub outcome: Outcome,
    /// What was expected of it.
    pub expected: Option<Expected>,
    /// The status of the reply.
    pub http_status: Option<u16>,
    /// Its `error` (RFC 6749 §5.2).
    pub error: Option<String>,
    /// Its `error_description`.
    pub error_description: Option<String>,
    /// What it was read as.
    pub signature: Option<String>,
    /// What its `Retry-After` asked for, in seconds.
    pub retry_after_s: Option<u64>,
    /// Box's ID of the request.
    pub request_id: Option<String>,
    /// How often it was sent.
    pub attempts: u32,
    /// How long it took, in milliseconds.
    pub duration_ms: u64,
    /// Why it was skipped, failed, or tells nothing.
    pub reason: Option<String>,
    /// What it asks for, in words.
    #[serde(skip)]
    pub asks: String,
    /// What came back, in words.
    #[serde(skip)]
    pub says: String,
    /// The request and the reply for `-v`.
    #[serde(skip)]
    pub exchange: Option<ExchangeReport>,
}

/// A request and its reply, redacted.
#[derive(Debug, Clone)]
pub struct ExchangeReport {
    /// The request as a curl line.
    pub curl: String,
    /// The reply's status and kept headers, a line each.
    pub head: Vec<String>,
    /// The reply's body.
    pub body: String,
}

/// What kind of thing a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FindingKind {
    /// A cause of the catalogue.
    Cause,
    /// The network, a proxy, TLS, Box itself.
    Environment,
    /// What the profile expects.
    Expectation,
}

/// One finding.
#[derive(Debug, Clone, Serialize)]
pub struct FindingReport {
    /// Its id.
    pub id: String,
    /// What kind of thing it is.
    pub kind: FindingKind,
    /// What the replies say of it.
    pub status: Status,
    /// How much it matters.
    pub severity: Severity,
    /// The fault, stated as a fact.
    pub title: String,
    /// What it is and what was seen of it.
    pub message: String,
    /// The replies that speak for or against it.
    pub evidence: Vec<EvidenceReport>,
    /// What to do.
    pub remediation: Vec<RemediationReport>,
    /// The scope or folder it is about.
    pub target: Option<String>,
    /// Where it stands, for what is read off the settings.
    pub location: Option<LocationReport>,
    /// Where it is documented.
    pub sources: Vec<String>,
}

/// A place in a file.
#[derive(Debug, Clone, Serialize)]
pub struct LocationReport {
    /// The file.
    pub file: Option<String>,
    /// The line.
    pub line: Option<u32>,
    /// The key.
    pub key: Option<String>,
}

/// One reply's bearing on a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EvidenceReport {
    /// The probe whose reply it is.
    pub probe: Option<String>,
    /// What it says.
    pub says: String,
}

/// One step of a remedy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RemediationReport {
    /// Who takes it.
    pub actor: Actor,
    /// What to do.
    pub step: String,
    /// Where to click.
    #[serde(rename = "where")]
    pub place: String,
    /// Whether an admin must reauthorize the app afterwards.
    pub then_reauthorize: bool,
    /// What else the step opens or breaks.
    pub widens: Option<String>,
    /// How to see that it worked.
    pub verify: String,
}

/// What to do next.
#[derive(Debug, Clone, Serialize)]
pub struct NextStepReport {
    /// A probe or a look.
    pub kind: StepKind,
    /// Who takes it.
    pub actor: Actor,
    /// What to ask or look at.
    pub step: String,
    /// Where.
    #[serde(rename = "where")]
    pub place: String,
    /// The causes that it tells apart.
    pub splits: Vec<String>,
}

/// The tokens of one examination.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct TokensReport {
    /// How many were received.
    pub received: usize,
    /// How many Box confirmed to be revoked.
    pub revoked: usize,
}

/// A duration in whole milliseconds.
#[must_use]
pub fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
