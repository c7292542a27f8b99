//! What a run left behind: the exit code, both outputs, and the report read from them.

use std::process::Output;

use serde_json::Value;

use super::WAYS;
use super::report;

/// What a run left behind.
#[derive(Debug)]
pub(crate) struct Ended {
    /// The exit code.
    pub(crate) code: i32,
    /// Standard output.
    pub(crate) stdout: String,
    /// Standard error.
    pub(crate) stderr: String,
}

/// What the program says of itself where it has failed, whatever it was asked.
const FAULTS: [&str; 3] = ["panicked at", "internal error at", "internal error at"];

impl Ended {
    /// Outputs that are no text, a program that a signal killed, and one that panicked, have failed the test.
    pub(crate) fn of(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).expect("output is UTF-8");
        let (stdout, stderr) = (text(output.stdout), text(output.stderr));
        assert!(!FAULTS.iter().any(|fault| stderr.contains(fault)), "it panicked: {stderr}");
        let code = output.status.code().unwrap_or_else(|| panic!("killed: {:?}: {stderr}", output.status));
        Self { code, stdout, stderr }
    }

    /// The one JSON document on standard output; an exit code that it tells is the program's own.
    pub(crate) fn json(&self) -> Value {
        self.json_of(crate::contract::demand)
    }

    /// The same, by another contract than a report's.
    pub(crate) fn json_of(&self, demand: fn(&Value)) -> Value {
        let report: Value = serde_json::from_str(&self.stdout).unwrap_or_else(|error| {
            panic!("standard output is not one JSON document: {error}\n{}\n{}", self.stdout, self.stderr)
        });
        if let Some(told) = report.get("exit_code") {
            assert_eq!(*told, self.code, "the report tells another exit code");
        }
        demand(&report);
        report
    }

    /// The JSON document of each line on standard output.
    pub(crate) fn lines(&self) -> Vec<Value> {
        let lines: Vec<Value> = self.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        lines.iter().for_each(crate::contract::demand_line);
        lines
    }

    /// Standard output as one line, since the report breaks its lines.
    pub(crate) fn flat(&self) -> String {
        self.stdout.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The one profile of the report.
    pub(crate) fn profile(&self) -> Value {
        let report = self.json();
        assert_eq!(report["profiles"].as_array().map(Vec::len), Some(1), "{report:#}");
        report["profiles"][0].clone()
    }

    /// Exit code and verdict at once.
    pub(crate) fn came_to(&self) -> (i32, String) {
        (self.code, self.profile()["verdict"].as_str().unwrap().to_owned())
    }

    /// The ids of the findings of one kind and these statuses, in the order reported.
    pub(crate) fn findings(&self, kind: &str, statuses: &[&str]) -> Vec<String> {
        let profile = self.profile();
        let of =
            |finding: &&Value| finding["kind"] == kind && statuses.iter().any(|status| finding["status"] == *status);
        profile["findings"].as_array().unwrap().iter().filter(of).map(|one| text(&one["id"])).collect()
    }

    /// The causes that are named: confirmed or suspected.
    pub(crate) fn named_causes(&self) -> Vec<String> {
        self.findings("cause", &["confirmed", "suspected"])
    }

    /// The environment's faults.
    pub(crate) fn environment(&self) -> Vec<String> {
        self.findings("environment", &["confirmed", "suspected"])
    }

    /// The faults of the way to Box, what became of the tokens aside.
    pub(crate) fn ways(&self) -> Vec<String> {
        self.environment().into_iter().filter(|id| WAYS.contains(&id.as_str())).collect()
    }

    /// The finding of that id.
    pub(crate) fn finding(&self, id: &str) -> Value {
        let report = self.json();
        report::finding(&report, id).unwrap_or_else(|| panic!("no finding {id}: {report:#}")).clone()
    }

    /// The outcome of a probe, `none` where it was not sent.
    pub(crate) fn outcome(&self, probe: &str) -> String {
        self.probe(probe).map_or_else(|| "none".to_owned(), |found| text(&found["outcome"]))
    }

    /// A probe.
    pub(crate) fn probe(&self, id: &str) -> Option<Value> {
        report::probe(&self.json(), id).cloned()
    }

    /// Tokens received and revoked.
    pub(crate) fn tokens(&self) -> (u64, u64) {
        let tokens = &self.profile()["tokens"];
        (tokens["received"].as_u64().unwrap(), tokens["revoked"].as_u64().unwrap())
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}
