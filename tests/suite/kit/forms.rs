//! What the reader of each format relies on, whatever a report holds.

use std::collections::BTreeSet;

use serde_json::Value;

/// What every reader of a format relies on, whatever a report holds.
#[track_caller]
pub(crate) fn demand(format: &str, report: &str) {
    let commands = |char: char| char.is_control() && char != '\n' || matches!(char, '\u{202a}'..='\u{202e}');
    assert_eq!(report.find(commands), None, "{format}: {report:?}");
    assert!(report.is_empty() || report.ends_with(['\n', '>']), "{format} does not end: {report}");
    match format {
        "sarif" => demand_sarif(&serde_json::from_str(report).unwrap()),
        "gitlab" => demand_gitlab(&serde_json::from_str(report).unwrap()),
        "junit" => demand_junit(report),
        "github" => demand_lines(report, &["::error ", "::warning ", "::notice "]),
        "azure" => {
            demand_lines(
                report,
                &["##vso[task.logissue type=error;", "##vso[task.logissue type=warning;", "ccg-doctor: "],
            );
        }
        "prometheus" => demand_metrics(report),
        "json" => crate::contract::demand(&serde_json::from_str(report).unwrap()),
        "jsonl" => report.lines().for_each(|line| crate::contract::demand_line(&serde_json::from_str(line).unwrap())),
        _ => {}
    }
}

/// A command begins each line, and it is one of ours.
fn demand_lines(report: &str, ours: &[&str]) {
    for line in report.lines() {
        let begins = ours.iter().find(|begin| line.starts_with(**begin));
        assert!(begins.is_some(), "{line}");
        assert!(!line.contains("##[") && line.matches("##vso[").count() <= 1, "{line}");
    }
    for level in ours {
        assert!(report.lines().filter(|line| line.starts_with(*level)).count() <= 10, "{report}");
    }
}

/// What GitHub rejects a file for, and what it would take two alerts for one by.
fn demand_sarif(log: &Value) {
    let runs = log["runs"].as_array().unwrap();
    assert_eq!(log["version"], "2.1.0");
    assert!((1..=20).contains(&runs.len()), "{}", runs.len());
    let mut ids = BTreeSet::new();
    for run in runs {
        assert!(ids.insert(run["automationDetails"]["id"].as_str().unwrap()), "two runs of one id");
        let mut prints = BTreeSet::new();
        for result in run["results"].as_array().unwrap() {
            let place = &result["locations"][0]["physicalLocation"];
            let uri = place["artifactLocation"]["uri"].as_str().expect("a physical location");
            assert!(
                !uri.is_empty() && !uri.starts_with('/') && !uri.contains([':', '\\']) && !uri.contains(".."),
                "{uri}"
            );
            assert!(place["region"]["startLine"].as_u64().is_some_and(|line| line > 0), "{result}");
            let print = result["partialFingerprints"]["primaryLocationLineHash"].as_str().expect("a fingerprint");
            assert!(print.len() == 32 && prints.insert(print), "{print} stands twice");
            let rule = &run["tool"]["driver"]["rules"][usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap()];
            assert_eq!(rule["id"], result["ruleId"]);
            for text in ["/shortDescription/text", "/fullDescription/text", "/help/text", "/help/markdown"] {
                assert!(
                    rule.pointer(text).and_then(Value::as_str).is_some_and(|text| !text.is_empty()),
                    "{text}: {rule}"
                );
            }
            assert!(["error", "warning"].map(Value::from).contains(&result["level"]), "{result}");
        }
    }
}

/// <https://docs.gitlab.com/ci/testing/code_quality/>
fn demand_gitlab(entries: &Value) {
    let mut prints = BTreeSet::new();
    for entry in entries.as_array().unwrap() {
        let check = entry["check_name"].as_str().unwrap();
        assert!(entry["description"].as_str().unwrap().starts_with(&format!("{check}: ")), "{entry}");
        assert!(prints.insert(entry["fingerprint"].as_str().unwrap()), "{entry} stands twice");
        assert!(["info", "minor", "major", "critical", "blocker"].map(Value::from).contains(&entry["severity"]));
        assert!(!entry["location"]["path"].as_str().unwrap().starts_with(['/', '.']), "{entry}");
        assert!(entry["location"]["lines"]["begin"].as_u64().is_some_and(|line| line > 0), "{entry}");
    }
}

fn demand_junit(report: &str) {
    let document = roxmltree::Document::parse(report).unwrap_or_else(|error| panic!("{error}: {report}"));
    let named = |name: &'static str| document.descendants().filter(move |node| node.has_tag_name(name));
    for suite in named("testsuite") {
        for attribute in ["name", "time", "timestamp", "tests"] {
            assert!(suite.attribute(attribute).is_some(), "{attribute}: {report}");
        }
    }
    let mut names = BTreeSet::new();
    for case in named("testcase") {
        let suite = case.parent().and_then(|suite| suite.attribute("name"));
        assert!(names.insert((suite, case.attribute("name"))), "two cases of one name: {report}");
        let class = case.attribute("classname").unwrap();
        let suite = case.parent().and_then(|suite| suite.attribute("name")).unwrap();
        assert!(class == format!("ccg-doctor.{suite}") || (class, suite) == ("ccg-doctor", "ccg-doctor"), "{class}");
    }
    for fault in ["failure", "error", "skipped"].into_iter().flat_map(named) {
        let message = fault.attribute("message").unwrap_or_default();
        assert!(!message.is_empty() && !message.contains('\n'), "{report}");
        assert!(fault.text().is_some_and(|text| !text.trim().is_empty()), "{report}");
    }
    // Attributes are read as they are written, or line ends would be blanks by now.
    let attributes = report.split('"').skip(1).step_by(2);
    assert!(attributes.into_iter().all(|value| !value.contains('\n')), "{report}");
}

/// Each line is a comment or one sample without a timestamp, and each series stands once.
fn demand_metrics(report: &str) {
    let mut series = BTreeSet::new();
    for line in report.lines().filter(|line| !line.starts_with("# HELP ") && !line.starts_with("# TYPE ")) {
        let (name, value) = line.rsplit_once(' ').unwrap();
        assert!(value.parse::<f64>().is_ok() && name.starts_with("ccg_doctor_") && name.ends_with("\"}"), "{line}");
        let quotes = name.replace("\\\\", "").replace("\\\"", "").matches('"').count();
        assert!(quotes > 0 && quotes.is_multiple_of(2), "{line}");
        assert!(series.insert(name.to_owned()), "{line} stands twice");
    }
    assert!(report.ends_with('\n'));
}
