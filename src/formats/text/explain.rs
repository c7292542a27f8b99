//! Catalogue entries in full, and the list of them.

use std::io::{self, Write};

use super::layout::{Look, Page, Rich};
use crate::formats::Layout;
use crate::report::{EntryKind, Explained, ExplainedSource, ExplainedStep, Explanation};

/// Writes the list of everything that can be explained.
fn write_list(entries: &[Explained], page: &mut Page<'_>) -> io::Result<()> {
    for (heading, kinds) in [
        ("Causes", &[EntryKind::Cause][..]),
        ("Environment and expectations", &[EntryKind::Environment, EntryKind::Expectation]),
        ("Replies", &[EntryKind::Reply]),
    ] {
        page.heading(heading)?;
        entries
            .iter()
            .filter(|entry| kinds.contains(&entry.kind))
            .try_for_each(|explained| entry(page, &explained.id, &explained.title))?;
        page.blank()?;
    }
    page.paragraph("", "`ccg-doctor explain ID` tells one of them in full.")
}

fn entry(page: &mut Page<'_>, id: &str, title: &str) -> io::Result<()> {
    page.item("  ", &format!("{id:<28} "), title)
}

/// Writes entries in full.
fn write(entries: &[Explained], page: &mut Page<'_>) -> io::Result<()> {
    entries.iter().enumerate().try_for_each(|(index, explained)| {
        if index > 0 {
            page.blank()?;
        }
        write_entry(explained, page)
    })
}

fn write_entry(explained: &Explained, page: &mut Page<'_>) -> io::Result<()> {
    let rest = format!(": {}", explained.title);
    page.rich("", "", &Rich::looking(&explained.id, Look::Strong).then(rest))?;
    page.blank()?;
    explained.text.iter().try_for_each(|paragraph| page.paragraph("  ", paragraph))?;
    explained.reply.iter().try_for_each(|(what, is)| page.paragraph("  ", &format!("{what}: {is}")))?;
    write_answers(explained, page)?;
    write_steps(&explained.steps, page)?;
    if let Some(look) = &explained.look {
        page.blank()?;
        page.heading("What a person can look at")?;
        page.paragraph("  ", &format!("{}: {}", look.actor.words(), look.question))?;
        page.paragraph("  ", &format!("where: {}", look.place.whole()))?;
    }
    for (heading, causes) in [
        ("Causes that may be answered so", &explained.causes),
        ("Not excluded, though nobody has shown it", &explained.possible),
    ] {
        if !causes.is_empty() {
            page.blank()?;
            page.heading(heading)?;
        }
        causes.iter().try_for_each(|(id, title)| entry(page, id, title))?;
    }
    write_sources(&explained.sources, page)
}

fn write_answers(explained: &Explained, page: &mut Page<'_>) -> io::Result<()> {
    let Some(known) = explained.known else { return Ok(()) };
    page.blank()?;
    page.heading("How Box answers")?;
    for form in &explained.forms {
        if let Some(name) = &form.name {
            page.paragraph("  ", &format!("{name}:"))?;
        }
        form.answers.iter().try_for_each(|(probe, says)| page.item("  ", &format!("{probe:<19} "), says))?;
    }
    if let Some(like) = &explained.like {
        page.paragraph("  ", like)?;
    }
    page.paragraph("  ", &format!("seen or documented: {known}"))
}

fn write_steps(steps: &[ExplainedStep], page: &mut Page<'_>) -> io::Result<()> {
    if steps.is_empty() {
        return Ok(());
    }
    page.blank()?;
    page.heading("What to do")?;
    for (index, step) in steps.iter().enumerate() {
        let who = step.actor.words();
        page.item("  ", &format!("{}. ", index + 1), &format!("{who}: {}", step.step))?;
        page.paragraph("     ", &format!("where: {}", step.place.whole()))?;
        if let Some(widens) = &step.widens {
            page.paragraph("     ", &format!("mind: {widens}"))?;
        }
        if step.then_reauthorize {
            page.paragraph("     ", "then: a Box admin must reauthorize the app")?;
        }
        page.paragraph("     ", &format!("to verify: {}", step.verify))?;
    }
    Ok(())
}

fn write_sources(sources: &[ExplainedSource], page: &mut Page<'_>) -> io::Result<()> {
    page.blank()?;
    page.heading("Sources")?;
    for source in sources {
        page.raw_indented("  ", &source.url)?;
        if let Some((says, read)) = &source.says {
            page.paragraph("    ", &format!("{says} (read {read})"))?;
        }
    }
    Ok(())
}

/// Prints what is explained: the list, or entries in full.
pub(super) fn print(explanation: &Explanation, layout: Layout, out: &mut dyn Write) -> io::Result<()> {
    let page = &mut super::page(layout, out);
    if let Explanation::All(entries) = explanation {
        return write_list(entries, page);
    }
    write(explanation.entries(), page)?;
    if let Explanation::Meaning(_) = explanation {
        page.blank()?;
        let more = "`ccg-doctor explain ID` tells a cause in full; `ccg-doctor diagnose -` reads a whole error.";
        page.paragraph("", more)?;
    }
    Ok(())
}
