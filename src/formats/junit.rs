//! The XML of `JUnit`, as pipelines show tests: a suite for each profile, a case for each probe and each finding.
//!
//! A case fails where the profile is misconfigured because of it, and is an error where the profile has no verdict because of it.
//! So a suite passes exactly if its profile is healthy. GitLab shows the content of a failure, others its message: it has both.

use std::io::{self, Write};
use std::time::Duration;

use quick_junit::{NonSuccessKind, Property, Report, TestCase, TestCaseStatus, TestSuite};

use super::issue::{Names, about, refused, summary, told};
use super::{Format, Reader, Sink};
use crate::catalogue::Severity;
use crate::diagnose::Verdict;
use crate::examination::Expected;
use crate::observation::Outcome;
use crate::report::{End, FindingKind, FindingReport, ProbeReport, ProfileReport, Run};
use crate::wording::{capital, sentence};

/// The table's row.
pub(super) const FORMAT: Format = Format {
    id: "junit",
    called: "the JUnit report",
    reader: Reader::Program,
    sink: |_| Box::<Junit>::default(),
    diff: None,
    contract: None,
    ending: None,
};

/// What a case that does not pass is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Failure,
    Error,
    Skipped,
}

/// What is kept of a run until its end.
#[derive(Default)]
struct Junit {
    run: Option<Run>,
    names: Names,
    suites: Vec<TestSuite>,
}

impl Sink for Junit {
    fn begin(&mut self, run: &Run, _: &mut dyn Write) -> io::Result<()> {
        self.run = Some(run.clone());
        Ok(())
    }

    fn profile(&mut self, profile: &ProfileReport, _: &mut dyn Write) -> io::Result<()> {
        let name = self.names.of(profile);
        let mut suite = self.suite(&name);
        suite.set_time(Duration::from_millis(profile.probes.iter().map(|probe| probe.duration_ms).sum()));
        if let Some(scenario) = &profile.simulated {
            suite.add_property(Property::new("simulated", attribute(scenario)));
        }
        let class = format!("ccg-doctor.{name}");
        let mut cases: Vec<TestCase> = profile.probes.iter().map(|probe| of_probe(probe, profile)).collect();
        let named = profile.findings.iter().filter(|finding| finding.status.is_named());
        cases.extend(named.map(|finding| of_finding(finding, profile)));
        if let Some(verdict) = of_verdict(profile, &cases) {
            cases.push(verdict);
        }
        for mut case in cases {
            case.set_classname(attribute(&class));
            suite.add_test_case(case);
        }
        self.suites.push(suite);
        Ok(())
    }

    fn end(&mut self, end: &End, out: &mut dyn Write) -> io::Result<()> {
        if let Some(error) = &end.error {
            let lines = refused(error);
            let mut case = case("settings", Duration::ZERO, Some(Kind::Error), &lines[0], &lines.join("\n"));
            case.set_classname("ccg-doctor");
            let mut suite = self.suite("ccg-doctor");
            suite.set_time(Duration::ZERO).add_test_case(case);
            self.suites.push(suite);
        }
        let mut report = Report::new("ccg-doctor");
        report.set_time(Duration::from_millis(end.duration_ms)).add_test_suites(std::mem::take(&mut self.suites));
        report.timestamp = self.run.take().and_then(|run| run.started_at.parse().ok());
        report.serialize(out).map_err(io::Error::other)
    }
}

impl Junit {
    fn suite(&self, name: &str) -> TestSuite {
        let mut suite = TestSuite::new(attribute(name));
        suite.timestamp = self.run.as_ref().and_then(|run| run.started_at.parse().ok());
        suite
    }
}

/// A probe passes that came out as it was to. A comparison has nothing to come out as: the control's refusal is what it is for.
fn of_probe(probe: &ProbeReport, profile: &ProfileReport) -> TestCase {
    let refused = matches!(probe.expected, Some(Expected::Denied | Expected::Refused));
    let kind = match probe.outcome {
        Outcome::Granted if refused => Some(Kind::Failure),
        Outcome::Denied if probe.expected.is_some() && !refused => Some(Kind::Failure),
        Outcome::Granted | Outcome::Denied => None,
        // What the verdict does without is no error.
        Outcome::Failed if profile.verdict == Verdict::Healthy => Some(Kind::Skipped),
        Outcome::Failed => Some(Kind::Error),
        Outcome::Skipped => Some(Kind::Skipped),
    };
    let name = match &probe.target {
        Some(target) => format!("{} {target}", probe.probe),
        None => probe.probe.to_string(),
    };
    let expected = match (kind, probe.expected) {
        (Some(Kind::Failure), Some(expected)) => format!(" (expected: {})", expected.id()),
        _ => String::new(),
    };
    let message = format!("{}{expected}: {}", probe.outcome.id(), sentence(&probe.says));
    let mut lines = vec![capital(&message), format!("Asked for: {}", sentence(&probe.asks))];
    let reply = [
        probe.http_status.map(|status| format!("status {status}")),
        probe.error.as_ref().map(|error| format!("error {error}")),
        probe.error_description.as_ref().map(|text| format!("description {text}")),
        probe.request_id.as_ref().map(|id| format!("request ID {id}")),
    ];
    let reply: Vec<String> = reply.into_iter().flatten().collect();
    if !reply.is_empty() {
        lines.push(format!("Reply: {}", reply.join(", ")));
    }
    case(&name, Duration::from_millis(probe.duration_ms), kind, &capital(&message), &lines.join("\n"))
}

fn of_finding(finding: &FindingReport, profile: &ProfileReport) -> TestCase {
    let kind = match (finding.severity, profile.verdict, finding.kind) {
        // A refusal that was expected.
        (Severity::Note, ..) => None,
        (_, Verdict::Healthy, _) => Some(Kind::Skipped),
        (_, Verdict::Inconclusive, _) | (_, _, FindingKind::Environment) => Some(Kind::Error),
        (_, Verdict::Misconfigured, _) => Some(Kind::Failure),
    };
    let name = match about(finding) {
        Some(about) => format!("{} {about}", finding.id),
        None => finding.id.to_string(),
    };
    let message = capital(&format!("{}: {}", finding.status.id(), sentence(&finding.title)));
    let lines: Vec<String> = std::iter::once(message.clone()).chain(told(finding)).collect();
    case(&name, Duration::ZERO, kind, &message, &lines.join("\n"))
}

/// What the probes and findings come to, where they alone do not tell it: nothing was found, or nothing could be decided.
fn of_verdict(profile: &ProfileReport, cases: &[TestCase]) -> Option<TestCase> {
    let fails = |case: &TestCase| matches!(&case.status, TestCaseStatus::NonSuccess { .. });
    let kind = match profile.verdict {
        Verdict::Healthy if profile.findings.iter().any(|finding| finding.status.is_named()) => return None,
        Verdict::Healthy => None,
        _ if cases.iter().any(fails) => return None,
        Verdict::Inconclusive => Some(Kind::Error),
        Verdict::Misconfigured => Some(Kind::Failure),
    };
    let message = format!("{}: {}", capital(profile.verdict.id()), summary(profile));
    Some(case("verdict", Duration::ZERO, kind, &message, &message))
}

/// A case, with what it says: a message and content where it does not pass, its output where it does.
fn case(name: &str, time: Duration, kind: Option<Kind>, message: &str, content: &str) -> TestCase {
    let mut status = match kind {
        None => TestCaseStatus::success(),
        Some(Kind::Failure) => TestCaseStatus::non_success(NonSuccessKind::Failure),
        Some(Kind::Error) => TestCaseStatus::non_success(NonSuccessKind::Error),
        Some(Kind::Skipped) => TestCaseStatus::skipped(),
    };
    if kind.is_some() {
        status.set_message(attribute(message)).set_description(characters(content));
    }
    let mut case = TestCase::new(attribute(name), status);
    case.set_time(time);
    if kind.is_none() {
        case.set_system_out(characters(content));
    }
    case
}

/// The text with what XML has no place for replaced (XML 1.0 §2.2, `Char`), and what reorders a line.
fn characters(text: &str) -> String {
    let is_none = |char: char| {
        char.is_control() && !matches!(char, '\n' | '\t')
            || matches!(char, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fffe}' | '\u{ffff}')
    };
    text.replace(is_none, "\u{fffd}")
}

/// The same in one line: an attribute's line ends are read as blanks by some, and not by others.
fn attribute(text: &str) -> String {
    characters(text).replace(['\n', '\t'], " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_has_no_place_for_is_replaced() {
        for (text, content, name) in [
            ("a\nb\tc", "a\nb\tc", "a b c"),
            (
                "\u{1b}[31m\u{0}\u{202e}\u{ffff}\r",
                "\u{fffd}[31m\u{fffd}\u{fffd}\u{fffd}\u{fffd}",
                "\u{fffd}[31m\u{fffd}\u{fffd}\u{fffd}\u{fffd}",
            ),
            ("]]> <&\" é 👍", "]]> <&\" é 👍", "]]> <&\" é 👍"),
        ] {
            assert_eq!((characters(text).as_str(), attribute(text).as_str()), (content, name), "{text:?}");
        }
    }
}
