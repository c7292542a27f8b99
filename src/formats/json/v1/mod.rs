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
mod finding;
mod profile;
mod schema;
mod words;

use ::schemars::{self, JsonSchema};
use ::serde::Serialize;
use ::std::clone::Clone;
use ::std::convert::{From, Into};
use ::std::iter::Iterator;
use ::std::option::Option::{self, None, Some};
use ::std::string::ToString as _;
use ::std::vec::Vec;

use crate::catalogue;
use crate::report::{DiffReport, End, ErrorReport, Run, Shown};
use words::ChangeKind;

pub(crate) use finding::Rules;
pub(crate) use profile::Profile;
pub(crate) use schema::schema_of;

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

/// An id of the catalogue.
const ID: &str = "^[a-z]+(-[a-z]+)*$";

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
