//! What to do, as numbered steps under those who take them.

use std::io;

use super::layout::{Page, facts};
use super::text::TextStyle;
use super::{FindingKind, FindingReport, ProfileReport, RemediationReport};
use crate::catalogue::{Actor, Probe, Severity};
use crate::diagnose::Status;

/// How many suspects are shown with their remedies unless all are asked for.
const SUSPECTS_SHOWN: usize = 3;

/// Whether a tired reader needs to see it: a fault, but not that an expectation is unmet where its cause is shown.
pub(super) fn is_news(finding: &FindingReport, profile: &ProfileReport) -> bool {
    let is_fault = |finding: &FindingReport| finding.status.is_named() && finding.severity != Severity::Note;
    // What is about one reply has the probe for its target, as an expectation of a subject has none.
    let of_reply = |other: &FindingReport| other.target.as_deref().is_some_and(|id| Probe::from_id(id).is_some());
    let about = |other: &FindingReport, finding: &FindingReport| {
        other.target == finding.target || (finding.target.is_none() && of_reply(other))
    };
    let explained = |finding: &FindingReport| {
        profile
            .findings
            .iter()
            .any(|other| other.kind == FindingKind::Cause && is_fault(other) && about(other, finding))
    };
    is_fault(finding) && !(&*finding.id == "expectation-unmet" && explained(finding))
}
/// The remedies: of what is confirmed, or of each leading suspect in turn.
pub(super) fn write_remedies(page: &mut Page<'_>, profile: &ProfileReport, style: TextStyle) -> io::Result<()> {
    let named: Vec<&FindingReport> = profile.findings.iter().filter(|finding| is_news(finding, profile)).collect();
    let certain: Vec<&FindingReport> =
        named.iter().filter(|finding| finding.status == Status::Confirmed).copied().collect();
    match certain.as_slice() {
        [] => {}
        [finding] => {
            page.blank()?;
            page.heading("What to do")?;
            write_steps(page, &finding.remediation)?;
        }
        several => {
            page.blank()?;
            page.heading("What to do")?;
            write_steps_by_actor(page, several)?;
        }
    }
    if certain.iter().any(|finding| finding.kind == FindingKind::Cause) {
        return Ok(());
    }
    let (leading, others): (Vec<&FindingReport>, Vec<&FindingReport>) = named
        .iter()
        .filter(|finding| finding.status == Status::Suspected)
        .partition(|finding| style.verbosity > 0 || facts::is_leading(&finding.id, &profile.diagnoses));
    let shown = if style.verbosity > 0 { leading.len() } else { leading.len().min(SUSPECTS_SHOWN) };
    for finding in &leading[..shown] {
        page.blank()?;
        page.heading(&format!("What to do if it is {}", finding.id))?;
        write_steps(page, &finding.remediation)?;
    }
    let rest: Vec<&str> = leading[shown..].iter().chain(&others).map(|finding| finding.id.as_str()).collect();
    if !rest.is_empty() {
        page.blank()?;
        let sentence = "For the others: `ccg-doctor explain ID`, with the ID";
        page.paragraph("", &format!("{sentence} {}.", rest.join(", ")))?;
    }
    Ok(())
}

/// Numbered steps, each under the one who takes it.
fn write_steps(page: &mut Page<'_>, steps: &[RemediationReport]) -> io::Result<()> {
    let mut actor: Option<Actor> = None;
    for (index, step) in steps.iter().enumerate() {
        if actor != Some(step.actor) {
            page.paragraph("  ", &format!("{}:", step.actor.words()))?;
            actor = Some(step.actor);
        }
        let next_is_admin = steps.get(index + 1).is_some_and(|next| next.actor == Actor::BoxAdmin);
        write_step(page, index + 1, step, "", step.then_reauthorize && !next_is_admin)?;
    }
    match steps.last() {
        Some(last) => page.paragraph("   ", &format!("then {}", last.verify)),
        None => Ok(()),
    }
}

/// The steps of several findings, as one list for each who takes them, so that it can be handed on; none is there twice.
fn write_steps_by_actor(page: &mut Page<'_>, findings: &[&FindingReport]) -> io::Result<()> {
    let mut steps: Vec<(&FindingReport, &RemediationReport)> = Vec::new();
    for finding in findings {
        for step in &finding.remediation {
            if !steps.iter().any(|(_, other)| *other == step) {
                steps.push((finding, step));
            }
        }
    }
    let mut actors: Vec<Actor> = Vec::new();
    for (_, step) in &steps {
        if !actors.contains(&step.actor) {
            actors.push(step.actor);
        }
    }
    // What an admin authorizes has to be set before.
    actors.sort_by_key(|actor| *actor == Actor::BoxAdmin);
    let mut number = 0;
    for actor in actors {
        page.paragraph("  ", &format!("{}:", actor.words()))?;
        for (finding, step) in steps.iter().filter(|(_, step)| step.actor == actor) {
            number += 1;
            write_step(page, number, step, &format!("({}) ", finding.id), step.then_reauthorize)?;
        }
    }
    page.paragraph("   ", "then run the check again")
}

fn write_step(
    page: &mut Page<'_>,
    number: usize,
    step: &RemediationReport,
    mark: &str,
    then_reauthorize: bool,
) -> io::Result<()> {
    page.item("   ", &format!("{number}. "), &format!("{mark}{}", step.step))?;
    page.paragraph("      ", &format!("where: {}", step.place))?;
    if let Some(widens) = &step.widens {
        page.paragraph("      ", &format!("mind: {widens}"))?;
    }
    if then_reauthorize {
        page.paragraph("      ", "then: a Box admin must reauthorize the app")?;
    }
    Ok(())
}
