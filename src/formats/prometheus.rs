//! Metrics in Prometheus' text format, for the textfile collector of its node exporter.
//!
//! The collector reads files that end in `.prom`, refuses timestamps, and takes a series once: so each has its profile, which
//! tells the files of several runs apart (<https://github.com/prometheus/node_exporter#textfile-collector>). A run that could
//! examine nothing has a profile without a name, and is no healthy one.

use std::collections::BTreeSet;
use std::io::{self, Write};

use super::issue::Names;
use super::{Format, Reader, Sink};
use crate::catalogue::Severity;
use crate::diagnose::Verdict;
use crate::report::{End, ProfileReport, Run};

/// The table's row.
pub(super) const FORMAT: Format = Format {
    id: "prometheus",
    called: "the metrics for Prometheus",
    reader: Reader::Program,
    sink: |_| Box::<Metrics>::default(),
    diff: None,
    contract: None,
    ending: Some("prom"),
};

const VERDICTS: [Verdict; 3] = [Verdict::Healthy, Verdict::Misconfigured, Verdict::Inconclusive];

/// What is kept of a run until its end: all samples of a metric stand together.
#[derive(Default)]
struct Metrics {
    began: u64,
    names: Names,
    profiles: Vec<String>,
    verdicts: Vec<String>,
    findings: Vec<String>,
    durations: Vec<String>,
    simulated: Vec<String>,
}

impl Metrics {
    fn add_verdict(&mut self, profile: &str, verdict: Verdict) {
        self.profiles.push(profile.to_owned());
        for each in VERDICTS {
            let labels = labels(&[("profile", profile), ("verdict", each.id())]);
            self.verdicts.push(format!("{labels} {}", u8::from(each == verdict)));
        }
    }
}

impl Sink for Metrics {
    fn begin(&mut self, run: &Run, _: &mut dyn Write) -> io::Result<()> {
        let began = humantime::parse_rfc3339(&run.started_at).ok();
        let since = began.and_then(|began| began.duration_since(std::time::UNIX_EPOCH).ok());
        self.began = since.unwrap_or_default().as_secs();
        Ok(())
    }

    fn profile(&mut self, profile: &ProfileReport, _: &mut dyn Write) -> io::Result<()> {
        let name = &*self.names.of(profile);
        self.add_verdict(name, profile.verdict);
        for finding in profile.findings.iter().filter(|it| it.status.is_named() && it.severity != Severity::Note) {
            let mut of = vec![("profile", name), ("id", &*finding.id), ("status", finding.status.id())];
            of.extend(finding.target.as_deref().map(|target| ("target", target)));
            self.findings.push(format!("{} 1", labels(&of)));
        }
        for probe in profile.probes.iter().filter(|probe| probe.attempts > 0 && !profile.as_reported) {
            let mut of = vec![("profile", name), ("probe", &*probe.probe)];
            of.extend(probe.target.as_deref().map(|target| ("target", target)));
            self.durations.push(format!("{} {}", labels(&of), seconds(probe.duration_ms)));
        }
        let simulated = u8::from(profile.simulated.is_some());
        self.simulated.push(format!("{} {simulated}", labels(&[("profile", name)])));
        Ok(())
    }

    fn end(&mut self, end: &End, out: &mut dyn Write) -> io::Result<()> {
        if self.profiles.is_empty() {
            self.add_verdict("", Verdict::Inconclusive);
        }
        let ended = self.began + end.duration_ms / 1000;
        let ended: Vec<String> =
            self.profiles.iter().map(|name| format!("{} {ended}", labels(&[("profile", name)]))).collect();
        for (name, help, samples) in [
            ("ccg_doctor_verdict", "Whether the last check came to this verdict.", &self.verdicts),
            ("ccg_doctor_finding", "What the last check found, and how sure it is.", &self.findings),
            ("ccg_doctor_probe_duration_seconds", "How long a probe took.", &self.durations),
            ("ccg_doctor_simulated", "Whether a simulated Box answered.", &self.simulated),
            ("ccg_doctor_last_run_timestamp_seconds", "When the last check ended.", &ended),
        ] {
            write_metric(name, help, samples, out)?;
        }
        Ok(())
    }
}

/// A metric with its samples, each once: two findings of one id may differ in what no label tells.
fn write_metric(name: &str, help: &str, samples: &[String], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "# HELP {name} {help}\n# TYPE {name} gauge")?;
    let mut written = BTreeSet::new();
    samples.iter().filter(|sample| written.insert(*sample)).try_for_each(|sample| writeln!(out, "{name}{sample}"))
}

fn labels(pairs: &[(&str, &str)]) -> String {
    let pair = |(name, value): &(&str, &str)| format!("{name}=\"{}\"", escaped(value));
    format!("{{{}}}", pairs.iter().map(pair).collect::<Vec<_>>().join(","))
}

/// A label's value (<https://prometheus.io/docs/instrumenting/exposition_formats/>).
fn escaped(value: &str) -> String {
    value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

fn seconds(millis: u64) -> String {
    format!("{}.{:03}", millis / 1000, millis % 1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_holds_whatever_it_is_given() {
        let value = "a\"b\\c\nd{e},f=g é";
        assert_eq!(labels(&[("profile", value), ("id", "x")]), "{profile=\"a\\\"b\\\\c\\nd{e},f=g é\",id=\"x\"}");
    }

    #[test]
    fn milliseconds_are_told_as_seconds() {
        for (millis, told) in [(0, "0.000"), (7, "0.007"), (1020, "1.020"), (61_000, "61.000")] {
            assert_eq!(seconds(millis), told);
        }
    }
}
