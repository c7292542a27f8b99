//! The report as a value, from which every format is printed.
//!
//! Without the prelude there is no `String` here: a text that did not pass the gate, [`Shown`], has no type to stand in, so that
//! forgetting it does not compile.
#![no_implicit_prelude]

use ::std::clone::Clone;
use ::std::cmp::{Eq, Ord, PartialEq, PartialOrd};
use ::std::default::Default;
use ::std::fmt::Debug;
use ::std::marker::Copy;
use ::std::option::Option;
use ::std::vec::Vec;

use super::shown::Shown;
use crate::catalogue::{Actor, Severity};
use crate::diagnose::{Status, StepKind, Verdict};
use crate::examination::{Expected, Footprint};
use crate::observation::Outcome;

/// What one run of the command came to.
#[derive(Debug, Clone)]
pub struct Report {
    /// What was known when it began.
    pub run: Run,
    /// One entry for each profile.
    pub profiles: Vec<ProfileReport>,
    /// What was known when it ended.
    pub end: End,
}

/// A run as it begins.
#[derive(Debug, Clone)]
pub struct Run {
    /// The command that was run; nothing where none was understood.
    pub command: Option<Shown>,
    /// When it started, UTC (RFC 3339).
    pub started_at: Shown,
    /// Where the formats that want a file and a line for everything find them.
    pub ground: Ground,
}

/// The source tree that a run is about, for formats that want a file and a line for everything.
#[derive(Debug, Clone, Default)]
pub struct Ground {
    /// The root that paths are told relative to; empty where nothing is known of one.
    pub root: Shown,
    /// The folder that a relative path begins in; empty where it is the root.
    pub folder: Shown,
    /// The file for what has no place of its own.
    pub anchor: Option<Shown>,
}

/// A run as it ends.
#[derive(Debug, Clone)]
pub struct End {
    /// How long it took, in milliseconds.
    pub duration_ms: u64,
    /// What it exits with.
    pub exit_code: u8,
    /// Why nothing could be run.
    pub error: Option<ErrorReport>,
}

/// Why something could not be run.
#[derive(Debug, Clone)]
pub struct ErrorReport {
    /// What was seen, in one line.
    pub message: Shown,
    /// What to do about it, each on its own.
    pub hints: Vec<Shown>,
}

/// What was learned of one profile.
#[derive(Debug, Clone)]
pub struct ProfileReport {
    /// Its name.
    pub profile: Shown,
    /// Where requests went.
    pub base_url: Shown,
    /// The proxy that they went through.
    pub proxy: Option<Shown>,
    /// The scenario, where a simulated Box answered.
    pub simulated: Option<Shown>,
    /// The client ID, masked.
    pub client_id: Shown,
    /// The client ID in full, where it is known: for whoever has to find the app by it.
    pub app: Option<Shown>,
    /// Where each setting came from.
    pub settings: Vec<SettingReport>,
    /// What the reader should know of the settings.
    pub notes: Vec<Shown>,
    /// The one word.
    pub verdict: Verdict,
    /// The same in a sentence or two.
    pub summary: Shown,
    /// What was asked and what came back.
    pub probes: Vec<ProbeReport>,
    /// Everything that was found, ranked.
    pub findings: Vec<FindingReport>,
    /// The sets of causes that explain every reply, smallest first.
    pub diagnoses: Vec<Vec<Shown>>,
    /// What to know beside the replies.
    pub remarks: Vec<Shown>,
    /// As whom each granted token acts, where all is well.
    pub acts_as: Option<Shown>,
    /// Why what is named is not beyond doubt, where it is not.
    pub doubt: Option<Shown>,
    /// The names of what is clicked or set in Box, as texts have them.
    pub clicks: Vec<Shown>,
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
    pub revoke: bool,
    /// Why the profile could not be examined.
    pub error: Option<ErrorReport>,
}

/// Where a setting came from.
#[derive(Debug, Clone)]
pub struct SettingReport {
    /// Its name.
    pub name: Shown,
    /// Its origin, in words.
    pub origin: Shown,
}

/// One probe.
#[derive(Debug, Clone)]
pub struct ProbeReport {
    /// Its id.
    pub probe: Shown,
    /// The scope or folder it was aimed at.
    pub target: Option<Shown>,
    /// How it ended.
    pub outcome: Outcome,
    /// What that says of the app.
    pub mark: Mark,
    /// What was expected of it.
    pub expected: Option<Expected>,
    /// The status of the reply.
    pub http_status: Option<u16>,
    /// Its `error` (RFC 6749 §5.2).
    pub error: Option<Shown>,
    /// Its `error_description`.
    pub error_description: Option<Shown>,
    /// What it was read as.
    pub signature: Option<Shown>,
    /// What its `Retry-After` asked for, in seconds.
    pub retry_after_s: Option<u64>,
    /// Box's ID of the request.
    pub request_id: Option<Shown>,
    /// How often it was sent.
    pub attempts: u32,
    /// How long it took, in milliseconds.
    pub duration_ms: u64,
    /// Why it was skipped, failed, or tells nothing.
    pub reason: Option<Shown>,
    /// What the report calls it: "user 24680".
    pub label: Shown,
    /// What it asks for, in words.
    pub asks: Shown,
    /// What came back, in words.
    pub says: Shown,
    /// The request and the reply for `-v`.
    pub exchange: Option<ExchangeReport>,
}

/// What a probe's end says of the app.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Mark {
    /// A healthy app gets this, or it was expected.
    Good,
    /// It is a sign of a fault.
    Bad,
    /// It tells nothing, or nobody has documented it.
    Open,
    /// It was not sent, or nothing came back.
    Nothing,
}

/// A request and its reply, redacted.
#[derive(Debug, Clone)]
pub struct ExchangeReport {
    /// The request as a curl line.
    pub curl: Shown,
    /// The reply's status and kept headers, a line each.
    pub head: Vec<Shown>,
    /// The reply's body.
    pub body: Shown,
}

/// What kind of thing a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum FindingKind {
    /// A cause of the catalogue.
    Cause,
    /// The network, a proxy, TLS, Box itself.
    Environment,
    /// What the profile expects.
    Expectation,
}

/// One finding.
#[derive(Debug, Clone)]
pub struct FindingReport {
    /// Its id.
    pub id: Shown,
    /// What kind of thing it is.
    pub kind: FindingKind,
    /// What the replies say of it.
    pub status: Status,
    /// How much it matters.
    pub severity: Severity,
    /// The fault, stated as a fact.
    pub title: Shown,
    /// The same in the few words of a headline.
    pub clause: Shown,
    /// What a person can look at to see it.
    pub look: Option<LookReport>,
    /// What it is and what was seen of it.
    pub message: Shown,
    /// The replies that speak for or against it.
    pub evidence: Vec<EvidenceReport>,
    /// What to do.
    pub remediation: Vec<RemediationReport>,
    /// The scope or folder it is about.
    pub target: Option<Shown>,
    /// Where it stands, for what is read off the settings.
    pub location: Option<LocationReport>,
    /// Where it is documented.
    pub sources: Vec<Shown>,
}

/// What a person can look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LookReport {
    /// Who can.
    pub actor: Actor,
    /// Where.
    pub place: Menu,
    /// What is seen there if the finding is true, in a few words.
    pub sign: Shown,
}

/// Where to click.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Menu {
    /// By today's names.
    pub now: Shown,
    /// By older ones.
    pub before: Option<Shown>,
}

/// A place in a file.
#[derive(Debug, Clone)]
pub struct LocationReport {
    /// The file.
    pub file: Option<Shown>,
    /// The line, from 1.
    pub line: Option<u32>,
    /// The column in that line, in characters from 1.
    pub column: Option<u32>,
    /// The key that holds the value.
    pub key: Option<Shown>,
}

/// One reply's bearing on a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvidenceReport {
    /// The probe whose reply it is.
    pub probe: Option<Shown>,
    /// What it says.
    pub says: Shown,
}

/// One step of a remedy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemediationReport {
    /// Who takes it.
    pub actor: Actor,
    /// What to do.
    pub step: Shown,
    /// The same in a sentence or two.
    pub brief: Shown,
    /// Where to click.
    pub place: Menu,
    /// Whether it continues the step before it; else it stands in its place.
    pub continues: bool,
    /// Whether it goes round the fault instead of mending it.
    pub around: bool,
    /// Whether an admin must reauthorize the app afterwards.
    pub then_reauthorize: bool,
    /// What else the step opens or breaks.
    pub widens: Option<Shown>,
    /// The same in a sentence.
    pub brief_widens: Option<Shown>,
    /// How to see that it worked.
    pub verify: Shown,
}

/// What to do next.
#[derive(Debug, Clone)]
pub struct NextStepReport {
    /// A probe or a look.
    pub kind: StepKind,
    /// Who takes it.
    pub actor: Actor,
    /// What to ask or look at.
    pub step: Shown,
    /// Where.
    pub place: Menu,
    /// The cause that a look is about.
    pub about: Option<Shown>,
    /// The causes that it tells apart.
    pub splits: Vec<Shown>,
}

/// The tokens of one examination.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TokensReport {
    /// How many were received.
    pub received: usize,
    /// How many Box confirmed to be revoked.
    pub revoked: usize,
}

/// What changed between two recordings.
#[derive(Debug, Clone)]
pub struct DiffReport {
    /// What it exits with.
    pub exit_code: u8,
    /// Every change, by profile, then in the order of their kinds.
    pub changes: Vec<Change>,
}

/// One thing that is not as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The profile.
    pub profile: Shown,
    /// What kind of thing changed.
    pub kind: ChangeKind,
    /// The value, the setting, the probe or the finding; empty for the profile itself and its verdict.
    pub id: Shown,
    /// The scope or folder.
    pub target: Option<Shown>,
    /// How it was; nothing if it was not there.
    pub before: Option<Shown>,
    /// How it is; nothing if it is not there any more.
    pub after: Option<Shown>,
}

/// What kind of thing changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum ChangeKind {
    /// Whether there is the profile at all.
    Profile,
    /// Who was examined, and where: client ID, IDs, base URL, proxy, simulated or not.
    Identity,
    /// Where a setting came from.
    Setting,
    /// What was expected of a probe.
    Expectation,
    /// A profile's verdict.
    Verdict,
    /// A probe's reply.
    Probe,
    /// A finding's status.
    Finding,
}
