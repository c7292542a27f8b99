//! Catalogue entries in Markdown: one, or all of them as the reference page (`docs/REFERENCE.md`), in which each id is an anchor.

use std::io::{self, Write};

use super::markdown::{FORMAT, code, text};
use super::{Explainer, Layout};
use crate::report::{EntryKind, Explained, ExplainedSource, ExplainedStep, Explanation, Menu};
use crate::wording::{capital, sentence};

/// The table's row.
pub(super) const EXPLAINER: Explainer = Explainer { id: FORMAT.id, reader: FORMAT.reader, print };

fn print(explanation: &Explanation, _: Layout, out: &mut dyn Write) -> io::Result<()> {
    match explanation {
        Explanation::All(entries) => write_page(entries, out),
        _ => explanation.entries().iter().enumerate().try_for_each(|(index, entry)| {
            if index > 0 {
                writeln!(out)?;
            }
            write_entry(entry, &entry.id, out)
        }),
    }
}

fn write_page(entries: &[Explained], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "# Reference\n")?;
    writeln!(out, "Every cause, finding and reply that ccg-doctor knows, as `ccg-doctor explain ID` tells it.")?;
    for (heading, kinds) in [
        ("Causes", &[EntryKind::Cause][..]),
        ("Environment and expectations", &[EntryKind::Environment, EntryKind::Expectation]),
        ("Replies", &[EntryKind::Reply]),
    ] {
        writeln!(out, "\n## {heading}\n")?;
        let of_kind = || entries.iter().filter(|entry| kinds.contains(&entry.kind));
        for entry in of_kind() {
            let anchor = anchor(entries, entry);
            writeln!(out, "- [{}](#{anchor}): {}", code(&entry.id), text(&entry.title))?;
        }
        for entry in of_kind() {
            writeln!(out)?;
            write_entry(entry, &anchor(entries, entry), out)?;
        }
    }
    Ok(())
}

/// What an entry is found by on the page: its id; for a reply that is called as its cause is, `reply-` and the id.
fn anchor(entries: &[Explained], entry: &Explained) -> String {
    let first = entries.iter().find(|other| other.id == entry.id);
    match first {
        Some(first) if first.kind != entry.kind => format!("reply-{}", entry.id),
        _ => entry.id.to_string(),
    }
}

fn write_entry(entry: &Explained, heading: &str, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "### {heading}\n\n**{}**", text(&entry.title))?;
    entry.text.iter().try_for_each(|paragraph| writeln!(out, "\n{}", text(paragraph)))?;
    for (index, (what, is)) in entry.reply.iter().enumerate() {
        writeln!(out, "{}- {what}: {}", if index == 0 { "\n" } else { "" }, text(is))?;
    }
    write_answers(entry, out)?;
    write_steps(&entry.steps, out)?;
    if let Some(look) = &entry.look {
        let (who, question) = (look.actor.words(), text(&look.question));
        writeln!(
            out,
            "\n#### What a person can look at\n\n- **{who}**: {question}\n  - Where: {}",
            place(&look.place)
        )?;
    }
    for (heading, causes) in [
        ("Causes that may be answered so", &entry.causes),
        ("Not excluded, though nobody has shown it", &entry.possible),
    ] {
        if !causes.is_empty() {
            writeln!(out, "\n#### {heading}\n")?;
        }
        causes.iter().try_for_each(|(id, title)| writeln!(out, "- {}: {}", code(id), text(title)))?;
    }
    write_sources(&entry.sources, out)
}

fn write_answers(entry: &Explained, out: &mut dyn Write) -> io::Result<()> {
    let Some(known) = entry.known else { return Ok(()) };
    writeln!(out, "\n#### How Box answers\n")?;
    for form in &entry.forms {
        if let Some(name) = &form.name {
            writeln!(out, "{}:\n", text(name))?;
        }
        writeln!(out, "| probe | reply |\n|---|---|")?;
        form.answers.iter().try_for_each(|(probe, says)| writeln!(out, "| {} | {} |", code(probe), text(says)))?;
        writeln!(out)?;
    }
    if let Some(like) = &entry.like {
        writeln!(out, "{}\n", text(&sentence(&capital(like))))?;
    }
    writeln!(out, "Seen or documented: {}.", text(known))
}

fn write_steps(steps: &[ExplainedStep], out: &mut dyn Write) -> io::Result<()> {
    if steps.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n#### What to do\n")?;
    for (index, step) in steps.iter().enumerate() {
        writeln!(out, "{}. **{}**: {}", index + 1, step.actor.words(), text(&step.step))?;
        writeln!(out, "   - Where: {}", place(&step.place))?;
        if let Some(widens) = &step.widens {
            writeln!(out, "   - Mind: {}", text(widens))?;
        }
        if step.then_reauthorize {
            writeln!(out, "   - Then: a Box admin must reauthorize the app")?;
        }
        writeln!(out, "   - To verify: {}", text(&step.verify))?;
    }
    Ok(())
}

fn write_sources(sources: &[ExplainedSource], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\n#### Sources\n")?;
    for source in sources {
        let url = if source.url.starts_with("https://") { format!("<{}>", source.url) } else { text(&source.url) };
        match &source.says {
            Some((says, read)) => writeln!(out, "- {url}: {} (read {read})", text(says))?,
            None => writeln!(out, "- {url}")?,
        }
    }
    Ok(())
}

fn place(place: &Menu) -> String {
    let before = place.before.as_ref().map(|before| format!(" (before: *{}*)", text(before))).unwrap_or_default();
    format!("*{}*{before}", text(&place.now))
}
