//! The report for a person at a terminal: what was asked, what it comes to, what to do, and last the one line to remember.
//!
//! Every status is a word; colour (settled once, in `main`) only underlines it. Widths are given, not measured here.

mod diff;
mod explain;
mod layout;
mod remedies;

use std::io::{self, Write};

use colored::{ColoredString, Colorize};
use comfy_table::{ContentArrangement, ContentLineStyle, LineStyle, Table, TableStyle};

use super::{Format, Layout, Reader, Sink};
use crate::catalogue::Severity;
use crate::diagnose::{Status, Verdict};
use crate::report::{Depth, End, Few, FindingKind, FindingReport, Outline, ProbeReport, ProfileReport, Run, why_first};

pub(crate) use explain::{write_explanation, write_list, write_meaning};

use layout::Page;
use remedies::write_remedies;

/// The table's row.
pub(super) const FORMAT: Format = Format {
    id: "text",
    called: "the text report",
    reader: Reader::Person,
    sink: |layout| Box::new(Text { layout }),
    diff: Some(diff::write),
    contract: None,
    ending: None,
};

/// From this width on there is room to say what each probe asks for.
const WIDE: usize = 100;

/// Each profile as it comes, or why there is none.
struct Text {
    layout: Layout,
}

impl Sink for Text {
    fn begin(&mut self, _: &Run, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    fn profile(&mut self, profile: &ProfileReport, out: &mut dyn Write) -> io::Result<()> {
        write_profile(&mut Page::new(out, self.layout.width), profile, self.layout)
    }

    fn end(&mut self, end: &End, out: &mut dyn Write) -> io::Result<()> {
        let Some(error) = &end.error else { return Ok(()) };
        let mut page = Page::new(out, self.layout.width);
        page.paragraph("", &format!("error: {}", error.message))?;
        error.hints.iter().try_for_each(|hint| page.paragraph("", &format!("hint: {hint}")))
    }
}

fn write_profile(page: &mut Page<'_>, profile: &ProfileReport, layout: Layout) -> io::Result<()> {
    let whom = match &profile.simulated {
        Some(scenario) => format!("a simulated Box ({scenario})"),
        None => profile.base_url.to_string(),
    };
    let way = profile.proxy.as_ref().map(|proxy| format!(", through the proxy {proxy}")).unwrap_or_default();
    if profile.as_reported {
        page.paragraph("", "Replies as reported; nothing was sent")?;
    } else {
        page.paragraph("", &format!("Profile {}: app {} at {whom}{way}", profile.profile, profile.client_id))?;
    }
    if layout.verbosity > 0 && !profile.as_reported {
        page.paragraph("  ", &format!("requests went to {}", profile.base_url))?;
        for setting in &profile.settings {
            page.paragraph("  ", &format!("{}: from {}", setting.name, setting.origin))?;
        }
    }
    for note in &profile.notes {
        page.paragraph("  ", &format!("note: {note}"))?;
    }
    page.blank()?;
    page.heading(if profile.as_reported { "What came back" } else { "What was asked, and what came back" })?;
    write_probes(page, &profile.probes, layout.width)?;
    if layout.verbosity > 0 {
        write_exchanges(page, &profile.probes, layout.verbosity)?;
    }
    let depth = if layout.verbosity > 0 { Depth::Everything } else { Depth::Needed };
    let outline = Outline::of(profile, depth);
    write_findings(page, profile, &outline)?;
    write_remedies(page, &outline)?;
    if let Some(step) = &profile.next_step {
        page.blank()?;
        page.heading(&format!("Next, {}", step.actor.words()))?;
        page.paragraph("  ", &step.step)?;
        page.paragraph("  ", &format!("where: {}", step.place.whole()))?;
        match step.splits.as_slice() {
            [only] => page.paragraph("  ", &format!("tells whether it is {only}"))?,
            several => page.paragraph("  ", &format!("tells apart: {}", several.join(", ")))?,
        }
    }
    page.blank()?;
    write_last_lines(page, profile)
}

fn write_last_lines(page: &mut Page<'_>, profile: &ProfileReport) -> io::Result<()> {
    let (sent, tokens) = (profile.footprint, profile.tokens);
    if !profile.as_reported {
        let rounds = if profile.rounds > 1 { format!(" in {} rounds", profile.rounds) } else { String::new() };
        let line = format!(
            "Sent{rounds}: {}, {} with a wrong secret; {}; {}.",
            counted(sent.token_requests, "token request"),
            sent.wrong_secrets,
            counted(sent.reads, "read"),
            counted(sent.revocations, "revocation"),
        );
        page.paragraph("", &line)?;
        if sent.unanswered > 0 {
            let requests = counted(sent.unanswered, "token request");
            let line = format!(
                "{requests} may have minted a token that was not read: it expires by itself, in about an hour."
            );
            page.paragraph("", &line)?;
        }
        if tokens.received > 0 {
            let left = if profile.revoke { "" } else { "; left to expire, in about an hour" };
            page.paragraph("", &format!("Tokens: {} received, {} revoked{left}.", tokens.received, tokens.revoked))?;
        }
    }
    if profile.simulated.is_some() {
        page.paragraph("", "This was a simulated Box: nothing was learned of a real app.")?;
    }
    let word = profile.verdict.id();
    let word = match profile.verdict {
        Verdict::Healthy => word.green().bold(),
        Verdict::Misconfigured => word.red().bold(),
        Verdict::Inconclusive => word.yellow().bold(),
    };
    page.line_with("", &word.to_string(), profile.verdict.id().len(), &format!(": {}", profile.summary))
}

fn counted(count: u32, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

/// A table with a line under its head and none between its rows.
const TABLE: TableStyle = TableStyle::new()
    .header_separator(LineStyle::none().fill('─').junction('─'))
    .header_lines(ContentLineStyle::none())
    .content_lines(ContentLineStyle::none());

fn write_probes(page: &mut Page<'_>, probes: &[ProbeReport], width: usize) -> io::Result<()> {
    let wide = width >= WIDE;
    let mut table = Table::new();
    table
        .load_style(TABLE)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(u16::try_from(width).unwrap_or(u16::MAX));
    if wide {
        table.set_header(["probe", "asks for", "outcome", "reply"]);
    } else {
        table.set_header(["probe", "outcome", "reply"]);
    }
    for probe in probes {
        let name = match &probe.target {
            Some(target) => format!("{} {target}", probe.probe),
            None => probe.probe.to_string(),
        };
        let mut row = vec![name, probe.outcome.id().to_owned(), reply(probe)];
        if wide {
            row.insert(1, probe.asks.to_string());
        }
        table.add_row(row);
    }
    page.raw(&table.trim_fmt())
}

fn reply(probe: &ProbeReport) -> String {
    let mut parts = Vec::new();
    match (&probe.error, &probe.error_description) {
        (Some(error), Some(description)) => parts.push(format!("{error}: {description}")),
        (Some(error), None) => parts.push(error.to_string()),
        (None, Some(description)) => parts.push(description.to_string()),
        (None, None) => parts.push(probe.says.trim_start_matches("was ").to_owned()),
    }
    if let Some(status) = probe.http_status {
        parts.insert(0, status.to_string());
    }
    if let Some(wait) = probe.retry_after_s {
        parts.push(format!("(asks to wait {wait} s)"));
    }
    if probe.attempts > 1 {
        parts.push(format!("({} attempts)", probe.attempts));
    }
    parts.join(" ")
}

/// The requests as lines that anyone can repeat, and with `-vv` the replies in full.
fn write_exchanges(page: &mut Page<'_>, probes: &[ProbeReport], verbosity: u8) -> io::Result<()> {
    page.blank()?;
    page.heading("Requests and replies, without their secrets")?;
    for probe in probes {
        let Some(exchange) = &probe.exchange else { continue };
        page.paragraph("  ", &format!("{} ({} ms)", probe.probe, probe.duration_ms))?;
        if !exchange.curl.is_empty() {
            page.raw_indented("    ", &exchange.curl)?;
        }
        let head = if verbosity > 1 { exchange.head.len() } else { 1 };
        for line in exchange.head.iter().take(head) {
            page.raw_indented("    ", line)?;
        }
        if !exchange.body.is_empty() {
            page.raw_indented("    ", &exchange.body)?;
        }
    }
    Ok(())
}

fn write_findings(page: &mut Page<'_>, profile: &ProfileReport, outline: &Outline<'_>) -> io::Result<()> {
    if !outline.told.is_empty() || !outline.behind_expected.is_empty() {
        page.blank()?;
        page.heading("Diagnosis")?;
    } else if !profile.remarks.is_empty() {
        page.blank()?;
        page.heading("Good to know")?;
    }
    if let Some(choice) = &outline.choice {
        page.paragraph("  ", choice)?;
    }
    for group in &outline.told {
        match group.as_slice() {
            [finding] => write_finding(page, finding)?,
            _ => write_folded(page, group)?,
        }
    }
    if !outline.behind_expected.is_empty() {
        let fault = if profile.verdict == Verdict::Healthy { ", no fault" } else { "" };
        let ids = outline.behind_expected.join(", ");
        page.paragraph("  ", &format!("What may be behind the expected refusals{fault}: {ids}."))?;
    }
    for remark in &profile.remarks {
        page.paragraph("  ", remark)?;
    }
    if !outline.masked.named.is_empty() {
        page.paragraph("  ", &format!("Cannot be tested until this is fixed: {}.", listed(&outline.masked)))?;
    }
    if !outline.not_excluded.is_empty() {
        let sentence = "Not excluded, though no reply of this kind is documented for it";
        page.paragraph("  ", &format!("{sentence}: {}.", outline.not_excluded.join(", ")))?;
    }
    match outline.ruled_out {
        0 => Ok(()),
        count => page.paragraph("  ", &ruled_out(profile, count)),
    }
}

fn listed(few: &Few<'_>) -> String {
    match few.more {
        0 => few.named.join(", "),
        more => format!("{} and {more} others (-v)", few.named.join(", ")),
    }
}

/// How many causes are ruled out, and why the one that is named first is.
fn ruled_out(profile: &ProfileReport, count: usize) -> String {
    let counted = if count == 1 { "1 cause is ruled out".to_owned() } else { format!("{count} causes are ruled out") };
    match why_first(profile) {
        Some(why) => format!("{counted} (-v tells why); {why}."),
        None => format!("{counted} (-v tells why)."),
    }
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
    let word = first.status.id();
    page.line_with("  ", &coloured(first, word).to_string(), word.len(), &format!("{reason}:"))?;
    for finding in group {
        page.paragraph("      ", &format!("{}: {}", finding.id, finding.title))?;
    }
    Ok(())
}

fn write_finding(page: &mut Page<'_>, finding: &FindingReport) -> io::Result<()> {
    let word = if finding.kind == FindingKind::Cause { finding.status.id() } else { severity(finding.severity) };
    let target = finding.target.as_ref().map(|target| format!(" {target}")).unwrap_or_default();
    let rest = format!(" {}{target}: {}", finding.id, finding.title);
    page.line_with("  ", &coloured(finding, word).to_string(), word.len(), &rest)?;
    for evidence in &finding.evidence {
        page.paragraph("      ", &format!("- {}", evidence.says))?;
    }
    Ok(())
}

fn coloured(finding: &FindingReport, word: &str) -> ColoredString {
    match (finding.status, finding.severity) {
        (Status::Confirmed, Severity::Error) => word.red().bold(),
        (Status::Confirmed | Status::Suspected, _) => word.yellow().bold(),
        _ => word.normal(),
    }
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}
