//! The JSON contract, `schema_version` 1: structs of its own, field by field, from which `fixtures/report.schema.json` is derived.
//!
//! They are apart from the report value on purpose. A program that reads this document depends on each name and place in it; the
//! report value changes with the program. Were one serialized as the other, renaming a field inside would break a pipeline
//! outside, and nobody would see it in review. So each struct here is filled by hand, each word is [mirrored](crate::mirror), and
//! a test holds the derived schema against the published one. Fields are only ever added; what is incompatible is a `v2` beside.
//!
//! Without the prelude there is no `String` here: a text that did not pass the gate, [`Shown`], has no type to stand in, so that
//! forgetting it does not compile.
#![no_implicit_prelude]

mod fill;

use ::schemars::generate::SchemaSettings;
use ::schemars::transform::RecursiveTransform;
use ::schemars::{self, JsonSchema, Schema, SchemaGenerator, json_schema};
use ::serde::Serialize;
use ::std::borrow::Cow;
use ::std::clone::Clone;
use ::std::collections::BTreeMap;
use ::std::convert::{From, Into};
use ::std::default::Default;
use ::std::iter::Iterator;
use ::std::option::Option::{self, None, Some};
use ::std::string::ToString as _;
use ::std::vec::Vec;

use crate::mirror::mirror;
use crate::report::{self, DiffReport, End, ErrorReport, ProfileReport, Run, Shown};
use crate::{catalogue, diagnose, examination, observation};

/// The version of the contract.
pub(crate) const SCHEMA_VERSION: u32 = 1;

/// One document.
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
#[schemars(title = "The report of ccg-doctor, schema_version 1", extend("$id" = "urn:ccg-doctor:report:1"))]
pub(crate) enum Document {
    /// Profiles were examined.
    Examined(Examined),
    /// Two recordings were compared.
    Compared(Compared),
    /// Nothing could be run.
    Refused(Refused),
}

/// The commands that examine profiles.
pub(crate) const EXAMINING: [&str; 2] = ["check", "diagnose"];
/// The commands that can fail to be run; null where none was understood.
pub(crate) const COMMANDS: [Option<&str>; 6] =
    [Some("check"), Some("diagnose"), Some("diff"), Some("explain"), Some("simulate"), None];

/// What `check` and `diagnose` print.
#[derive(Serialize, JsonSchema)]
#[schemars(extend("allOf" = [
    {
        "if": {"properties": {"exit_code": {"const": 0}}},
        "then": {"properties": {"profiles": {"items": {"properties": {"verdict": {"const": "healthy"}}}}}},
    },
    {
        "if": {"properties": {"exit_code": {"const": 1}}},
        "then": {"properties": {"profiles": {"contains": {"properties": {"verdict": {"const": "misconfigured"}}}}}},
    },
]))]
pub(crate) struct Examined {
    #[schemars(extend("const" = 1))]
    schema_version: u32,
    tool: Tool,
    #[schemars(with = "Shown", extend("enum" = EXAMINING))]
    command: Option<Shown>,
    #[schemars(regex(pattern = TIME))]
    started_at: Shown,
    duration_ms: u64,
    #[schemars(extend("enum" = [0, 1, 3]))]
    exit_code: u8,
    #[schemars(extend("const" = null))]
    error: Option<Error>,
    profiles: Vec<Profile>,
    rules: Rules,
}

/// What every command prints that could not be run: nothing was sent, or nothing came of it.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Refused {
    #[schemars(extend("const" = 1))]
    schema_version: u32,
    tool: Tool,
    /// Null where no command was understood.
    #[schemars(extend("enum" = COMMANDS))]
    command: Option<Shown>,
    #[schemars(regex(pattern = TIME))]
    started_at: Shown,
    duration_ms: u64,
    #[schemars(range(min = 2))]
    exit_code: u8,
    error: Error,
    /// Always empty.
    #[schemars(length(max = 0))]
    profiles: Vec<Profile>,
}

/// What `diff` prints.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Compared {
    #[schemars(extend("const" = 1))]
    schema_version: u32,
    tool: Tool,
    #[schemars(extend("const" = "diff"))]
    command: Shown,
    /// 0: nothing changed. 1: something did. 3: the report could not be written everywhere.
    #[schemars(extend("enum" = [0, 1, 3]))]
    exit_code: u8,
    #[schemars(extend("const" = null))]
    error: Option<Error>,
    changes: Vec<Change>,
}

/// A time in UTC, to the second (RFC 3339).
pub(crate) const TIME: &str = "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$";

/// The program.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Tool {
    #[schemars(extend("const" = "ccg-doctor"))]
    name: Shown,
    #[schemars(regex(pattern = r"^[0-9]+\.[0-9]+\.[0-9]+"))]
    version: Shown,
    /// The day up to which its knowledge of Box was read.
    #[schemars(regex(pattern = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"))]
    catalogue: Shown,
}

/// Why something could not be run.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Error {
    /// What was seen, in one line: of several problems the first, and how many more there are.
    #[schemars(length(min = 1))]
    message: Shown,
    /// What to do about it; of several problems each is here as well.
    hints: Vec<Shown>,
}

/// What was learned of one profile.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Profile {
    #[serde(rename = "profile")]
    #[schemars(length(min = 1))]
    name: Shown,
    /// Where requests went; null where none was sent.
    #[schemars(regex(pattern = "^https?://"))]
    base_url: Option<Shown>,
    #[schemars(regex(pattern = "^[a-z0-9]+://[^@]+$"))]
    proxy: Option<Shown>,
    /// The scenario, where a simulated Box answered.
    simulated: Option<Shown>,
    /// The client ID, masked.
    #[schemars(regex(pattern = "…"))]
    client_id: Shown,
    settings: Vec<Setting>,
    notes: Vec<Shown>,
    verdict: Verdict,
    #[schemars(length(min = 1))]
    summary: Shown,
    probes: Vec<Probe>,
    /// Every cause of the catalogue with its status, and what else was found; ranked.
    findings: Vec<Finding>,
    /// The sets of causes that explain every reply, smallest first.
    diagnoses: Vec<Vec<Shown>>,
    remarks: Vec<Shown>,
    next_step: Option<NextStep>,
    footprint: Footprint,
    /// How often what failed was asked, the first time included.
    rounds: u32,
    /// Whether somebody told of the replies, instead of their being had here.
    as_reported: bool,
    tokens: Tokens,
    error: Option<Error>,
}

/// Where a setting came from.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Setting {
    name: Shown,
    origin: Shown,
}

/// One probe.
#[derive(Serialize, JsonSchema)]
#[schemars(extend("allOf" = [
    {
        "if": {"properties": {"outcome": {"enum": ["failed", "skipped"]}}},
        "then": {"properties": {"reason": {"type": "string", "minLength": 1}}},
    },
    {
        "if": {"properties": {"outcome": {"enum": ["granted", "denied"]}}},
        "then": {"properties": {"attempts": {"minimum": 1}}},
    },
]))]
pub(crate) struct Probe {
    #[serde(rename = "probe")]
    #[schemars(regex(pattern = ID))]
    id: Shown,
    /// The scope or folder it was aimed at.
    target: Option<Shown>,
    outcome: Outcome,
    expected: Option<Expected>,
    #[schemars(range(min = 100, max = 999))]
    http_status: Option<u16>,
    /// The reply's `error` (RFC 6749 §5.2).
    error: Option<Shown>,
    error_description: Option<Shown>,
    /// What the reply was read as.
    #[schemars(regex(pattern = ID))]
    signature: Option<Shown>,
    retry_after_s: Option<u64>,
    /// Box's ID of the request.
    request_id: Option<Shown>,
    attempts: u32,
    duration_ms: u64,
    /// Why it was skipped, failed, or tells nothing.
    reason: Option<Shown>,
}

/// An id of the catalogue.
const ID: &str = "^[a-z]+(-[a-z]+)*$";

/// One finding: whole where something is to be done about it or may be, light where not.
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
pub(crate) enum Finding {
    /// Confirmed, suspected or not excluded.
    Whole(WholeFinding),
    /// Ruled out, masked or untested.
    Light(LightFinding),
}

/// A finding that is confirmed, suspected or not excluded. What holds of it in every profile stands in `rules`, under its id.
#[derive(Serialize, JsonSchema)]
pub(crate) struct WholeFinding {
    #[schemars(regex(pattern = ID))]
    id: Shown,
    kind: Kind,
    #[schemars(extend("enum" = ["confirmed", "suspected", "not-excluded"]))]
    status: Status,
    severity: Severity,
    #[schemars(length(min = 1))]
    title: Shown,
    #[schemars(length(min = 1))]
    evidence: Vec<Evidence>,
    #[schemars(length(min = 1))]
    remediation: Vec<Remediation>,
    /// The scope or folder it is about.
    target: Option<Shown>,
    location: Option<Location>,
}

/// A cause that is ruled out, masked or untested.
#[derive(Serialize, JsonSchema)]
pub(crate) struct LightFinding {
    #[schemars(regex(pattern = ID))]
    id: Shown,
    kind: Kind,
    #[schemars(extend("enum" = ["masked", "untested", "ruled-out"]))]
    status: Status,
    severity: Severity,
    /// The replies that speak of it, by the probe; none where it is masked or untested, or where no reply excludes it alone.
    evidence: Vec<Bearing>,
    /// The scope or folder it is about, where it is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    target: Option<Shown>,
}

/// One reply's bearing on a finding.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Evidence {
    /// The probe whose reply it is; null for what is known without one.
    probe: Option<Shown>,
    #[schemars(length(min = 1))]
    says: Shown,
}

/// One reply's bearing on a finding, without its words.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Bearing {
    /// The probe whose reply it is.
    probe: Shown,
}

/// One step of a remedy.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Remediation {
    actor: Actor,
    #[schemars(length(min = 1))]
    step: Shown,
    #[serde(rename = "where")]
    #[schemars(length(min = 1))]
    place: Shown,
    /// Whether an admin must reauthorize the app afterwards.
    then_reauthorize: bool,
    /// What else the step opens or breaks.
    widens: Option<Shown>,
    /// How to see that it worked.
    verify: Shown,
}

/// Where a finding stands that is read off the settings.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Location {
    file: Option<Shown>,
    /// From 1.
    line: Option<u32>,
    /// In characters, from 1.
    column: Option<u32>,
    key: Option<Shown>,
}

/// What to do next, to tell apart what is left.
#[derive(Serialize, JsonSchema)]
pub(crate) struct NextStep {
    kind: StepKind,
    actor: Actor,
    #[schemars(length(min = 1))]
    step: Shown,
    #[serde(rename = "where")]
    place: Shown,
    /// The causes that it tells apart.
    #[schemars(length(min = 1))]
    splits: Vec<Shown>,
}

/// The requests that were sent.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Footprint {
    token_requests: u32,
    /// Of those, the ones that may have minted a token which was not read.
    unanswered: u32,
    /// Of those, the ones with a wrong secret.
    wrong_secrets: u32,
    reads: u32,
    revocations: u32,
}

/// The tokens of one examination.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Tokens {
    received: usize,
    /// Those that Box confirmed to be revoked.
    revoked: usize,
}

/// One thing that is not as it was.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Change {
    profile: Shown,
    kind: ChangeKind,
    /// The value, the setting, the probe or the finding; empty for the profile itself and its verdict.
    id: Shown,
    target: Option<Shown>,
    before: Option<Shown>,
    after: Option<Shown>,
}

/// What holds of the whole findings in every profile, by id.
#[derive(Default, Serialize, JsonSchema)]
#[serde(transparent)]
#[schemars(inline)]
pub(crate) struct Rules(BTreeMap<Shown, Rule>);

/// What holds of a finding in every profile.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Rule {
    #[schemars(length(min = 1))]
    title: Shown,
    #[schemars(length(min = 1))]
    explanation: Shown,
    #[schemars(length(min = 1))]
    sources: Vec<Shown>,
}

mirror! {
    /// The one word for a profile.
    #[derive(Serialize, JsonSchema)]
    pub(crate) enum Verdict = diagnose::Verdict { Healthy, Misconfigured, Inconclusive }
}
mirror! {
    /// How a probe ended.
    #[derive(Serialize, JsonSchema)]
    pub(crate) enum Outcome = observation::Outcome { Granted, Denied, Failed, Skipped }
}
mirror! {
    /// What was expected of a probe.
    #[derive(Serialize, JsonSchema)]
    pub(crate) enum Expected = examination::Expected { Granted, Denied, Refused }
}
mirror! {
    /// What kind of thing a finding is.
    #[derive(Serialize, JsonSchema)]
    pub(crate) enum Kind = report::FindingKind { Cause, Environment, Expectation }
}
mirror! {
    /// What the replies say of a finding.
    #[derive(Serialize, JsonSchema)]
    pub(crate) enum Status = diagnose::Status { Confirmed, Suspected, NotExcluded, Masked, Untested, RuledOut }
}
mirror! {
    /// How much a finding matters.
    #[derive(Serialize, JsonSchema)]
    pub(crate) enum Severity = catalogue::Severity { Error, Warning, Note }
}
mirror! {
    /// Who takes a step.
    #[derive(Serialize, JsonSchema)]
    pub(crate) enum Actor = catalogue::Actor { Developer, BoxAdmin, NetworkAdmin, Operator }
}
mirror! {
    /// What kind of step comes next.
    #[derive(Serialize, JsonSchema)]
    pub(crate) enum StepKind = diagnose::StepKind { Probe, Look }
}
mirror! {
    /// What kind of thing changed.
    #[derive(Serialize, JsonSchema)]
    pub(crate) enum ChangeKind = report::ChangeKind {
        Profile, Identity, Setting, Expectation, Verdict, Probe, Finding
    }
}

/// A run as it began, kept for the end.
pub(crate) struct Head {
    pub(crate) command: Option<Shown>,
    pub(crate) started_at: Shown,
}

impl Head {
    pub(crate) fn of(run: &Run) -> Self {
        Self { command: run.command.clone(), started_at: run.started_at.clone() }
    }
}

impl Examined {
    pub(crate) fn new(head: Head, end: &End, profiles: Vec<Profile>, rules: Rules) -> Self {
        Self {
            schema_version: SCHEMA_VERSION,
            tool: Tool::this(),
            command: head.command,
            started_at: head.started_at,
            duration_ms: end.duration_ms,
            exit_code: end.exit_code,
            error: None,
            profiles,
            rules,
        }
    }
}

impl Refused {
    pub(crate) fn new(head: Head, end: &End, error: &ErrorReport) -> Self {
        Self {
            schema_version: SCHEMA_VERSION,
            tool: Tool::this(),
            command: head.command,
            started_at: head.started_at,
            duration_ms: end.duration_ms,
            exit_code: end.exit_code,
            error: error.into(),
            profiles: Vec::new(),
        }
    }
}

impl Compared {
    pub(crate) fn of(report: &DiffReport) -> Self {
        Self {
            schema_version: SCHEMA_VERSION,
            tool: Tool::this(),
            command: "diff".into(),
            exit_code: report.exit_code,
            error: None,
            changes: report.changes.iter().map(Into::into).collect(),
        }
    }
}

impl Tool {
    pub(crate) fn this() -> Self {
        Self {
            name: ::std::env!("CARGO_PKG_NAME").into(),
            version: ::std::env!("CARGO_PKG_VERSION").into(),
            catalogue: catalogue::READ_UNTIL.into(),
        }
    }
}

/// Whether a finding of that status carries its words and steps.
const fn is_whole(status: diagnose::Status) -> bool {
    use diagnose::Status::{Confirmed, Masked, NotExcluded, RuledOut, Suspected, Untested};
    match status {
        Confirmed | Suspected | NotExcluded => true,
        Masked | Untested | RuledOut => false,
    }
}

impl Rules {
    /// Adds what holds of the profile's findings, of those that are whole.
    pub(crate) fn add(&mut self, profile: &ProfileReport) {
        for finding in profile.findings.iter().filter(|finding| is_whole(finding.status)) {
            self.0.entry(finding.id.clone()).or_insert_with(|| finding.into());
        }
    }
}

/// A text, whatever it holds.
impl JsonSchema for Shown {
    fn schema_name() -> Cow<'static, str> {
        Cow::Borrowed("Text")
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string"})
    }
}

/// The schema of a type of the contract: it knows every field of this version, and no other.
pub(crate) fn schema_of<T: JsonSchema>() -> ::serde_json::Value {
    let close = |schema: &mut Schema| {
        if schema.get("properties").is_some() && schema.get("type").is_some() {
            schema.insert("additionalProperties".into(), false.into());
        }
    };
    let settings = SchemaSettings::draft2020_12().for_serialize().with_transform(RecursiveTransform(close));
    settings.into_generator().into_root_schema_for::<T>().into()
}
