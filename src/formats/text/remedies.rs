//! What to do, as numbered steps under those who take them.

use std::io;

use super::layout::Page;
use crate::catalogue::Actor;
use crate::report::{Outline, RemediationReport};

/// The remedies: of what is certain, or of each suspect in turn.
pub(super) fn write_remedies(page: &mut Page<'_>, outline: &Outline<'_>) -> io::Result<()> {
    if !outline.certain.is_empty() {
        page.blank()?;
        page.heading("What to do")?;
    }
    match outline.certain.as_slice() {
        [] => {}
        [finding] => write_steps(page, &finding.remediation)?,
        _ => write_steps_by_actor(page, outline)?,
    }
    for finding in &outline.suspects {
        page.blank()?;
        page.heading(&format!("What to do if it is {}", finding.id))?;
        write_steps(page, &finding.remediation)?;
    }
    if outline.other_suspects.is_empty() {
        return Ok(());
    }
    page.blank()?;
    let sentence = "For the others: `ccg-doctor explain ID`, with the ID";
    page.paragraph("", &format!("{sentence} {}.", outline.other_suspects.join(", ")))
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

/// The steps of several findings, under those who take them.
fn write_steps_by_actor(page: &mut Page<'_>, outline: &Outline<'_>) -> io::Result<()> {
    let mut number = 0;
    for (actor, steps) in outline.steps_by_actor() {
        page.paragraph("  ", &format!("{}:", actor.words()))?;
        for (finding, step) in steps {
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
    page.paragraph("      ", &format!("where: {}", step.place.whole()))?;
    if let Some(widens) = &step.widens {
        page.paragraph("      ", &format!("mind: {widens}"))?;
    }
    if then_reauthorize {
        page.paragraph("      ", "then: a Box admin must reauthorize the app")?;
    }
    Ok(())
}
