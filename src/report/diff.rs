//! What changed between two recordings.

use std::io::{self, Write};

use serde::Serialize;

use super::layout::Page;
use super::{ProfileReport, SCHEMA_VERSION, TextStyle, Tool};

/// What changed between two recordings.
#[derive(Debug, Clone, Serialize)]
pub struct DiffReport {
    /// The version of the contract.
    pub schema_version: u32,
    /// What made the report.
    pub tool: Tool,
    /// The command that was run.
    pub command: &'static str,
    /// What it exits with.
    pub exit_code: u8,
    /// Every change, by profile, then verdict, probes and findings.
    pub changes: Vec<Change>,
}

/// One thing that is not as it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// The profile.
    pub profile: String,
    /// What kind of thing changed.
    pub kind: ChangeKind,
    /// The probe or the finding; empty for a verdict.
    pub id: String,
    /// The scope or folder.
    pub target: Option<String>,
    /// How it was; nothing if it was not there.
    pub before: Option<String>,
    /// How it is; nothing if it is not there any more.
    pub after: Option<String>,
}

/// What kind of thing changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChangeKind {
    /// A profile's verdict.
    Verdict,
    /// A probe's reply.
    Probe,
    /// A finding's status.
    Finding,
}

/// What kind of thing, its id and target, and how it is.
type State = ((ChangeKind, String, Option<String>), String);

impl DiffReport {
    /// Compares profiles of the same name.
    #[must_use]
    pub fn between(before: &[ProfileReport], after: &[ProfileReport]) -> Self {
        let mut names: Vec<&str> = before.iter().chain(after).map(|profile| profile.profile.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        let mut changes = Vec::new();
        for name in names {
            let states = |profiles: &[ProfileReport]| {
                profiles.iter().find(|profile| profile.profile == name).map(states).unwrap_or_default()
            };
            changes.extend(changed(name, &states(before), &states(after)));
        }
        Self { schema_version: SCHEMA_VERSION, tool: Tool::THIS, command: "diff", exit_code: 0, changes }
    }
}

fn states(profile: &ProfileReport) -> Vec<State> {
    let mut states = vec![((ChangeKind::Verdict, String::new(), None), profile.verdict.id().to_owned())];
    states.extend(profile.probes.iter().map(|probe| {
        let outcome = probe.outcome.id();
        let how = probe.signature.as_ref().map_or(outcome.to_owned(), |signature| format!("{outcome} ({signature})"));
        ((ChangeKind::Probe, probe.probe.clone(), probe.target.clone()), how)
    }));
    states.extend(profile.findings.iter().map(|finding| {
        ((ChangeKind::Finding, finding.id.clone(), finding.target.clone()), finding.status.id().to_owned())
    }));
    states
}

fn changed(profile: &str, before: &[State], after: &[State]) -> Vec<Change> {
    let of = |states: &[State], key: &(ChangeKind, String, Option<String>)| {
        states.iter().find(|(other, _)| other == key).map(|(_, how)| how.clone())
    };
    let gone = before.iter().filter(|(key, _)| of(after, key).is_none());
    after
        .iter()
        .chain(gone)
        .map(|(key, _)| (key, of(before, key), of(after, key)))
        .filter(|(_, before, after)| before != after)
        .map(|((kind, id, target), before, after)| Change {
            profile: profile.to_owned(),
            kind: *kind,
            id: id.clone(),
            target: target.clone(),
            before,
            after,
        })
        .collect()
}

/// Writes what changed as text.
///
/// # Errors
///
/// If the writer fails.
pub fn write_diff_text(report: &DiffReport, style: TextStyle, out: &mut dyn Write) -> io::Result<()> {
    let mut page = Page::new(out, style.width);
    if report.changes.is_empty() {
        return page.paragraph("", "nothing changed");
    }
    for changes in report.changes.chunk_by(|one, other| one.profile == other.profile) {
        page.heading(&format!("Profile {}", changes[0].profile))?;
        for change in changes {
            let what = match change.kind {
                ChangeKind::Verdict => "verdict".to_owned(),
                ChangeKind::Probe => format!("probe {}", change.id),
                ChangeKind::Finding => change.id.clone(),
            };
            let target = change.target.as_ref().map(|target| format!(" {target}")).unwrap_or_default();
            let how = |how: &Option<String>| how.clone().unwrap_or_else(|| "not there".to_owned());
            page.paragraph("  ", &format!("{what}{target}: {} → {}", how(&change.before), how(&change.after)))?;
        }
    }
    Ok(())
}

/// Writes what changed as one JSON document.
///
/// # Errors
///
/// If the writer fails.
pub fn write_diff_json(report: &DiffReport, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, report)?;
    out.write_all(b"\n")
}
