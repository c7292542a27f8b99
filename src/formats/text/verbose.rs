//! What `-v` adds: where settings came from, the evidence for and against each cause, the requests, and with `-vv` what came back.

use std::io;

use super::Layout;
use super::layout::{Look, Page, Rich};
use crate::catalogue::Severity;
use crate::diagnose::Status;
use crate::report::{FindingKind, FindingReport, ProbeReport, ProfileReport, evidence};

pub(super) fn write(page: &mut Page<'_>, profile: &ProfileReport, layout: Layout) -> io::Result<()> {
    if !profile.as_reported {
        write_settings(page, profile)?;
    }
    write_exchanges(page, &profile.probes, layout.verbosity)?;
    write_evidence(page, profile)?;
    page.blank()
}

fn write_settings(page: &mut Page<'_>, profile: &ProfileReport) -> io::Result<()> {
    page.blank()?;
    page.heading("Settings")?;
    page.paragraph("  ", &format!("app {}, requests to {}", profile.client_id, profile.base_url))?;
    for setting in &profile.settings {
        page.paragraph("  ", &format!("{}: from {}", setting.name, setting.origin))?;
    }
    Ok(())
}

/// The requests as lines that anyone can repeat, and with `-vv` the replies in full.
fn write_exchanges(page: &mut Page<'_>, probes: &[ProbeReport], verbosity: u8) -> io::Result<()> {
    page.blank()?;
    page.heading("Requests and replies, without their secrets")?;
    for probe in probes {
        let Some(exchange) = &probe.exchange else { continue };
        page.paragraph("  ", &format!("{}: {} ({} ms)", probe.label, probe.asks, probe.duration_ms))?;
        if !exchange.curl.is_empty() {
            page.raw_indented("    ", &exchange.curl)?;
        }
        let head = if verbosity > 1 { exchange.head.len() } else { 1 };
        for line in exchange.head.iter().take(head) {
            page.raw_indented("    ", line)?;
        }
        if verbosity > 1 && !exchange.body.is_empty() {
            page.raw_indented("    ", &exchange.body)?;
        }
    }
    Ok(())
}

fn write_evidence(page: &mut Page<'_>, profile: &ProfileReport) -> io::Result<()> {
    if profile.findings.is_empty() {
        return Ok(());
    }
    page.blank()?;
    page.heading("Every cause, and why")?;
    for group in evidence(profile) {
        match group.as_slice() {
            [finding] => write_finding(page, finding)?,
            _ => write_folded(page, &group)?,
        }
    }
    Ok(())
}

fn write_folded(page: &mut Page<'_>, group: &[&FindingReport]) -> io::Result<()> {
    let first = group[0];
    let reason = match first.evidence.as_slice() {
        [] => String::new(),
        evidence => {
            let says: Vec<&str> = evidence.iter().map(|one| one.says.as_str()).collect();
            format!(", since {}", says.join("; and "))
        }
    };
    page.rich("  ", "      ", &word(first, first.status.id()).then(format!("{reason}:")))?;
    group.iter().try_for_each(|finding| page.paragraph("      ", &format!("{}: {}", finding.id, finding.title)))
}

fn write_finding(page: &mut Page<'_>, finding: &FindingReport) -> io::Result<()> {
    let status = if finding.kind == FindingKind::Cause { finding.status.id() } else { severity(finding.severity) };
    let target = finding.target.as_ref().map(|target| format!(" {target}")).unwrap_or_default();
    let rest = format!(" {}{target}: {}", finding.id, finding.title);
    page.rich("  ", "      ", &word(finding, status).then(rest))?;
    finding.evidence.iter().try_for_each(|evidence| page.paragraph("      ", &format!("- {}", evidence.says)))
}

fn word(finding: &FindingReport, word: &str) -> Rich {
    match (finding.status, finding.severity) {
        (Status::Confirmed, Severity::Error) => Rich::looking(word, Look::Bad),
        (Status::Confirmed | Status::Suspected, _) => Rich::looking(word, Look::Open),
        _ => Rich::plain(word),
    }
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}
