//! SARIF 2.1.0, as GitHub's code scanning reads it: an alert for each issue, which closes itself once the issue is gone.
//!
//! GitHub rejects a whole file for one result without a physical location, and takes no more than 20 runs. There is a run for
//! each profile, by whose id it compares; for more profiles than that, one for all.

mod help;
mod log;

use std::io::{self, Write};

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use self::log::{
    ArtifactLocation, AutomationDetails, DefaultConfiguration, Driver, Invocation, Location, Log, Notification,
    PartialFingerprints, PhysicalLocation, Region, Rule, RuleProperties, RunProperties, SarifResult, SarifRun, Text,
    Tool,
};
use super::anchor::Place;
use super::issue::{AtEnd, Examined, Issue, Kept, Level, refused};
use super::json::write_line;
use super::{Format, Reader};
use crate::diagnose::{Status, Verdict};
use crate::report::{End, Run, Shown};
use crate::wording::{capital, sentence};

/// The table's row.
pub(super) const FORMAT: Format = Format {
    id: "sarif",
    called: "the SARIF report",
    reader: Reader::Program,
    sink: |_| AtEnd::sink(print),
    diff: None,
    contract: None,
    ending: None,
};

/// What GitHub takes of one file (<https://docs.github.com/code-security/code-scanning>, SARIF support).
const RUNS: usize = 20;
/// Where the format is described.
const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
/// What is not part of a path in a URI (RFC 3986, `pchar` and `/`).
const NO_PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b':')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

fn print(kept: &Kept, end: &End, out: &mut dyn Write) -> io::Result<()> {
    let run = |id: String, profiles: &[Examined]| run_of(id, profiles, kept, end);
    let runs = match kept.profiles.as_slice() {
        // An id of its own, so that no alert of an earlier run is taken for mended.
        [] => vec![run("ccg-doctor/".to_owned(), &[])],
        all if all.len() > RUNS => vec![run("ccg-doctor/all/".to_owned(), all)],
        few => few.iter().map(|one| run(format!("ccg-doctor/{}/", one.name), std::slice::from_ref(one))).collect(),
    };
    write_line(&Log { schema: SCHEMA, version: "2.1.0", runs }, out)
}

/// The run of these profiles.
fn run_of(id: String, profiles: &[Examined], kept: &Kept, end: &End) -> SarifRun {
    let run = &kept.run;
    let issues: Vec<&Issue> = profiles.iter().flat_map(|profile| &profile.issues).collect();
    let rules = rules(&issues);
    let results = issues.iter().map(|issue| result(issue, &rules, kept.several(), run)).collect();
    let stopped = end.error.iter().map(|error| (Level::Error, refused(error).join("\n")));
    let open = profiles.iter().filter_map(|profile| profile.unexplained.clone());
    let notification =
        |(level, why): (Level, String)| Notification { level: level.word(), message: Text::plain(literal(&why)) };
    SarifRun {
        tool: Tool { driver: Driver { name: "ccg-doctor", semantic_version: env!("CARGO_PKG_VERSION"), rules } },
        automation_details: AutomationDetails { id },
        invocations: [Invocation {
            execution_successful: end.error.is_none()
                && profiles.iter().all(|profile| profile.verdict != Verdict::Inconclusive),
            exit_code: end.exit_code,
            start_time_utc: run.started_at.to_string(),
            tool_execution_notifications: stopped.chain(open).map(notification).collect(),
        }],
        column_kind: "unicodeCodePoints",
        results,
        properties: RunProperties {
            simulated: profiles
                .iter()
                .filter_map(|profile| profile.simulated.as_ref())
                .map(ToString::to_string)
                .collect(),
        },
    }
}

/// A rule for each id among the issues, in their order.
fn rules(issues: &[&Issue]) -> Vec<Rule> {
    let mut ids: Vec<&Shown> = Vec::new();
    for issue in issues {
        if !ids.contains(&&issue.finding.id) {
            ids.push(&issue.finding.id);
        }
    }
    let rule = |id: &Shown| {
        let of: Vec<&Issue> = issues.iter().copied().filter(|issue| issue.finding.id == *id).collect();
        let finding = &of[0].finding;
        let level = of.iter().map(|issue| issue.level).min().unwrap_or(Level::Warning);
        let is_certain = of.iter().any(|issue| issue.finding.status == Status::Confirmed);
        Rule {
            id: id.to_string(),
            name: id.split('-').map(capital).collect(),
            short_description: Text::plain(literal(&sentence(&capital(&finding.title)))),
            full_description: Text::plain(literal(&sentence(&finding.message))),
            help: help::of(&of),
            default_configuration: DefaultConfiguration { level: level.word() },
            properties: RuleProperties {
                precision: if is_certain { "very-high" } else { "medium" },
                problem_severity: level.word(),
                tags: ["box", "client-credentials-grant"],
            },
        }
    };
    ids.into_iter().map(rule).collect()
}

fn result(issue: &Issue, rules: &[Rule], several: bool, run: &Run) -> SarifResult {
    let Place { path, line, column } = Place::any(issue.finding.location.as_ref(), &run.ground);
    let mut message = vec![sentence(&capital(&issue.headline(several)))];
    message.extend(issue.told());
    SarifResult {
        rule_id: issue.finding.id.to_string(),
        rule_index: rules.iter().position(|rule| *rule.id == *issue.finding.id).unwrap_or_default(),
        level: issue.level.word(),
        message: Text::plain(literal(&message.join("\n"))),
        locations: [Location {
            physical_location: PhysicalLocation {
                artifact_location: ArtifactLocation { uri: utf8_percent_encode(&path, NO_PATH).to_string() },
                region: Region { start_line: line, start_column: column },
            },
        }],
        partial_fingerprints: PartialFingerprints { primary_location_line_hash: issue.fingerprint() },
    }
}

/// A text in which nothing is a link or a placeholder (SARIF 2.1.0 §3.11.5, §3.11.6), broken by a blank.
fn literal(text: &str) -> String {
    let mut literal = String::with_capacity(text.len());
    for (at, char) in text.char_indices() {
        let before = text[..at].chars().next_back();
        if (before == Some(']') && char == '(') || (before == Some('{') && char.is_ascii_digit()) {
            literal.push(' ');
        }
        literal.push(char);
    }
    literal
}

#[cfg(test)]
mod tests {
    use super::literal;

    #[test]
    fn a_text_is_neither_a_link_nor_a_placeholder() {
        for (text, shown) in [
            ("[here](https://example.com) {0}", "[here] (https://example.com) { 0}"),
            ("a [b] (c) {d} {\"e\":1}", "a [b] (c) {d} {\"e\":1}"),
            ("](", "] ("),
            ("", ""),
        ] {
            assert_eq!(literal(text), shown);
        }
    }
}
