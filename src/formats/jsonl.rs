//! JSON Lines: each profile in a line as it comes, the object that `profiles[]` of the JSON report holds; last, the run as a
//! whole. For fleets: what has been printed need not be kept, and what breaks off is whole up to there.

use std::io::{self, Write};

use schemars::JsonSchema;
use serde::Serialize;

use super::json::v1::{COMMANDS, EXAMINING, Error, Head, Profile, Rules, SCHEMA_VERSION, TIME, Tool, schema_of};
use super::json::write_line;
use super::{Contract, Format, Reader, Sink};
use crate::diagnose::Verdict;
use crate::report::{End, ProfileReport, Run, Shown};

/// The table's row.
pub(super) const FORMAT: Format = Format {
    id: "jsonl",
    called: "the JSON Lines report",
    reader: Reader::Program,
    sink: |_| Box::<Lines>::default(),
    diff: None,
    contract: Some(Contract { name: "report-line", schema: schema_of::<Line> }),
    ending: None,
};

/// One line.
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
#[schemars(title = "A line of a report of ccg-doctor, schema_version 1", extend("$id" = "urn:ccg-doctor:report-line:1"))]
enum Line {
    /// A profile.
    Profile(Box<Profile>),
    /// The last line.
    Last(Box<Last>),
}

/// The last line.
#[derive(Serialize, JsonSchema)]
#[schemars(extend("allOf" = [
    {
        "if": {"properties": {"error": {"const": null}}},
        "then": {"properties": {
            "exit_code": {"enum": [0, 1, 3]},
            "summary": {"properties": {"command": {"enum": EXAMINING}}},
        }},
        "else": {"properties": {"exit_code": {"minimum": 2}}},
    },
    {
        "if": {"properties": {"exit_code": {"const": 0}}},
        "then": {"properties": {"summary": {"properties": {"misconfigured": {"const": 0}, "inconclusive": {"const": 0}}}}},
    },
    {
        "if": {"properties": {"exit_code": {"const": 1}}},
        "then": {"properties": {"summary": {"properties": {"misconfigured": {"minimum": 1}}}}},
    },
]))]
struct Last {
    #[serde(rename = "type")]
    #[schemars(extend("const" = "summary"))]
    kind: Shown,
    exit_code: u8,
    error: Option<Error>,
    summary: Summary,
    rules: Rules,
}

/// The run as a whole.
#[derive(Serialize, JsonSchema)]
struct Summary {
    #[schemars(extend("const" = 1))]
    schema_version: u32,
    tool: Tool,
    /// Null where no command was understood.
    #[schemars(extend("enum" = COMMANDS))]
    command: Option<Shown>,
    #[schemars(regex(pattern = TIME))]
    started_at: Shown,
    duration_ms: u64,
    /// How many profiles have a line.
    profiles: u64,
    healthy: u64,
    misconfigured: u64,
    inconclusive: u64,
}

/// How many profiles have a line, and what they came to.
#[derive(Default)]
struct Counted {
    profiles: u64,
    healthy: u64,
    misconfigured: u64,
    inconclusive: u64,
}

/// What is kept of a run until its end: no profile.
#[derive(Default)]
struct Lines {
    head: Option<Head>,
    rules: Rules,
    counted: Counted,
}

impl Sink for Lines {
    fn begin(&mut self, run: &Run, _: &mut dyn Write) -> io::Result<()> {
        self.head = Some(Head::of(run));
        Ok(())
    }

    fn profile(&mut self, profile: &ProfileReport, out: &mut dyn Write) -> io::Result<()> {
        self.rules.add(profile);
        self.counted.profiles += 1;
        *match profile.verdict {
            Verdict::Healthy => &mut self.counted.healthy,
            Verdict::Misconfigured => &mut self.counted.misconfigured,
            Verdict::Inconclusive => &mut self.counted.inconclusive,
        } += 1;
        write_line(&Line::Profile(Box::new(profile.into())), out)?;
        out.flush()
    }

    fn end(&mut self, end: &End, out: &mut dyn Write) -> io::Result<()> {
        let Some(Head { command, started_at }) = self.head.take() else { return Ok(()) };
        let summary = Summary {
            schema_version: SCHEMA_VERSION,
            tool: Tool::this(),
            command,
            started_at,
            duration_ms: end.duration_ms,
            profiles: self.counted.profiles,
            healthy: self.counted.healthy,
            misconfigured: self.counted.misconfigured,
            inconclusive: self.counted.inconclusive,
        };
        let last = Last {
            kind: "summary".into(),
            exit_code: end.exit_code,
            error: end.error.as_ref().map(Into::into),
            summary,
            rules: std::mem::take(&mut self.rules),
        };
        write_line(&Line::Last(Box::new(last)), out)
    }
}
