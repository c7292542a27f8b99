//! GitLab's Code Quality report: an array of issues, which GitLab compares between two branches.
//!
//! The fields are those of <https://docs.gitlab.com/ci/testing/code_quality/>, "Code Quality report format". What has no verdict
//! is an issue too: an empty array would be shown as all mended.

use std::io::{self, Write};

use serde::Serialize;

use super::anchor::Place;
use super::issue::{Issue, Level, Names, fingerprint, unexplained};
use super::json::write_line;
use super::{Format, Reader, Sink};
use crate::report::{End, ProfileReport, Run};

/// The table's row.
pub(super) const FORMAT: Format = Format {
    id: "gitlab",
    called: "the GitLab Code Quality report",
    reader: Reader::Program,
    sink: |_| Box::<Gitlab>::default(),
    diff: None,
    contract: None,
    ending: None,
};

/// The rule of what no finding explains.
const NO_VERDICT: &str = "no-verdict";

/// One entry.
#[derive(Serialize)]
struct Entry {
    description: String,
    check_name: String,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u32,
}

/// What is kept of a run until its end.
#[derive(Default)]
struct Gitlab {
    run: Option<Run>,
    names: Names,
    profiles: usize,
    issues: Vec<Issue>,
    /// What has no verdict that an issue explains: whose, how much it matters, and why.
    open: Vec<(String, Level, String)>,
}

impl Sink for Gitlab {
    fn begin(&mut self, run: &Run, _: &mut dyn Write) -> io::Result<()> {
        self.run = Some(run.clone());
        Ok(())
    }

    fn profile(&mut self, profile: &ProfileReport, _: &mut dyn Write) -> io::Result<()> {
        let name = self.names.of(profile);
        let issues = Issue::of(profile, &name);
        let open = unexplained(profile, &issues);
        self.open.extend(open.map(|(level, why)| (name, level, why)));
        self.issues.extend(issues);
        self.profiles += 1;
        Ok(())
    }

    fn end(&mut self, end: &End, out: &mut dyn Write) -> io::Result<()> {
        let Some(run) = self.run.take() else { return Ok(()) };
        let several = self.profiles > 1;
        let of_issue = |issue: &Issue| Entry {
            description: format!("{}: {}", issue.finding.id, issue.headline(several)),
            check_name: issue.finding.id.to_string(),
            fingerprint: issue.fingerprint(),
            severity: severity(issue.level),
            location: location(Place::any(issue.finding.location.as_ref(), &run.ground)),
        };
        let none = |profile: &str, level, why: &str| Entry {
            description: format!("{NO_VERDICT}: {}", why.replace('\n', " ")),
            check_name: NO_VERDICT.to_owned(),
            fingerprint: fingerprint(&[profile, NO_VERDICT]),
            severity: severity(level),
            location: location(Place::any(None, &run.ground)),
        };
        let open = self.open.iter().map(|(profile, level, why)| none(profile, *level, why));
        let stopped = end.error.iter().map(|error| none("", Level::Error, &error.message));
        let entries: Vec<Entry> = self.issues.iter().map(of_issue).chain(open).chain(stopped).collect();
        write_line(&entries, out)
    }
}

/// GitLab's words, from `info` to `blocker`.
const fn severity(level: Level) -> &'static str {
    match level {
        Level::Error => "critical",
        Level::Warning => "minor",
    }
}

fn location(place: Place) -> Location {
    Location { path: place.path, lines: Lines { begin: place.line } }
}
