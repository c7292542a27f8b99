//! GitLab's Code Quality report: an array of issues, which GitLab compares between two branches.
//!
//! The fields are those of <https://docs.gitlab.com/ci/testing/code_quality/>, "Code Quality report format". What has no verdict
//! is an issue too: an empty array would be shown as all mended.

use std::io::{self, Write};

use serde::Serialize;

use super::anchor::Place;
use super::issue::{AtEnd, Examined, Issue, Kept, Level, fingerprint};
use super::json::write_line;
use super::{Format, Reader};
use crate::report::End;

/// The table's row.
pub(super) const FORMAT: Format = Format {
    id: "gitlab",
    called: "the GitLab Code Quality report",
    reader: Reader::Program,
    sink: |_| AtEnd::sink(print),
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

fn print(kept: &Kept, end: &End, out: &mut dyn Write) -> io::Result<()> {
    let of_issue = |issue: &Issue| Entry {
        description: format!("{}: {}", issue.finding.id, issue.headline(kept.several())),
        check_name: issue.finding.id.to_string(),
        fingerprint: issue.fingerprint(),
        severity: severity(issue.level),
        location: location(Place::any(issue.finding.location.as_ref(), &kept.run.ground)),
    };
    let none = |profile: &str, level, why: &str| Entry {
        description: format!("{NO_VERDICT}: {}", why.replace('\n', " ")),
        check_name: NO_VERDICT.to_owned(),
        fingerprint: fingerprint(&[profile, NO_VERDICT]),
        severity: severity(level),
        location: location(Place::any(None, &kept.run.ground)),
    };
    let open = |one: &Examined| one.unexplained.as_ref().map(|(level, why)| none(&one.name, *level, why));
    let issues = kept.profiles.iter().flat_map(|one| &one.issues).map(of_issue);
    let stopped = end.error.iter().map(|error| none("", Level::Error, &error.message));
    let entries: Vec<Entry> = issues.chain(kept.profiles.iter().filter_map(open)).chain(stopped).collect();
    write_line(&entries, out)
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
