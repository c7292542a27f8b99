//! Catalogue entries in full, and the list of them.

use std::io::{self, Write};

use super::layout::{Look, Page, Rich};
use crate::catalogue::{
    Catalogue, Cause, Confidence, Fault, Probe, Remediation, Replies, Signature, SignatureSet, Source, Touch, Variant,
};
use crate::pasted::Meaning;
use crate::report::generic;

/// Writes the list of everything that can be explained.
///
/// # Errors
///
/// If the writer fails.
pub(crate) fn write_list(catalogue: &Catalogue, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let mut page = Page::new(out, width, false);
    page.heading("Causes")?;
    for cause in catalogue.causes() {
        entry(&mut page, cause.id(), &generic(&cause.entry.title))?;
    }
    page.blank()?;
    page.heading("Environment and expectations")?;
    for fault in catalogue.faults() {
        entry(&mut page, &fault.id, &generic(&fault.title))?;
    }
    page.blank()?;
    page.heading("Replies")?;
    for signature in catalogue.signatures() {
        entry(&mut page, &signature.id, &signature.meaning)?;
    }
    page.blank()?;
    page.paragraph("", "`ccg-doctor explain ID` tells one of them in full.")
}

fn entry(page: &mut Page<'_>, id: &str, title: &str) -> io::Result<()> {
    page.item("  ", &format!("{id:<28} "), title)
}

/// Writes one entry in full; `false` if there is none of that id.
///
/// # Errors
///
/// If the writer fails.
pub(crate) fn write_explanation(
    catalogue: &Catalogue,
    id: &str,
    width: usize,
    out: &mut dyn Write,
) -> io::Result<bool> {
    let mut page = Page::new(out, width, false);
    if let Some(cause) = catalogue.cause(id) {
        explain_cause(&mut page, catalogue, cause)?;
    } else if let Some(fault) = catalogue.fault(id) {
        explain_fault(&mut page, fault)?;
    } else if let Some(signature) = catalogue.signatures().iter().find(|signature| signature.id == id) {
        explain_signature(&mut page, catalogue, signature)?;
    } else {
        return Ok(false);
    }
    Ok(true)
}

/// Writes what a text of Box's means: each reply that it may be, with the causes that are answered so.
///
/// # Errors
///
/// If the writer fails.
pub(crate) fn write_meaning(
    catalogue: &Catalogue,
    meaning: &Meaning<'_>,
    width: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut page = Page::new(out, width, false);
    match meaning {
        Meaning::Fault(id) => match catalogue.fault(id) {
            Some(fault) => explain_fault(&mut page, fault),
            None => Ok(()),
        },
        Meaning::Replies(replies) => {
            for (index, signature) in replies.iter().enumerate() {
                if index > 0 {
                    page.blank()?;
                }
                explain_signature(&mut page, catalogue, signature)?;
            }
            page.blank()?;
            page.paragraph(
                "",
                "`ccg-doctor explain ID` tells a cause in full; `ccg-doctor diagnose -` reads a whole error.",
            )
        }
    }
}

fn explain_cause(page: &mut Page<'_>, catalogue: &Catalogue, cause: &Cause) -> io::Result<()> {
    let entry = &cause.entry;
    title(page, &entry.id, &entry.title)?;
    body(page, &entry.explanation)?;
    page.blank()?;
    page.heading("How Box answers")?;
    for variant in cause.variants.iter().take(if entry.settings.is_empty() { usize::MAX } else { 0 }) {
        if let Some(name) = &variant.name {
            page.paragraph("  ", &format!("{name}:"))?;
        }
        for probe in catalogue.probes() {
            let words = match variant.touch(probe.probe) {
                Some(Touch::Like(other)) => format!("as the {other} probe would be with the right ID"),
                Some(Touch::Replies(replies)) => {
                    let id = |id: &crate::catalogue::SignatureId| catalogue.signature(*id).id.clone();
                    let mut words: Vec<String> = replies.current.iter().map(id).collect();
                    words.extend(replies.guide.iter().map(|guide| format!("{} (by Box's guide)", id(guide))));
                    words.extend(replies.other.iter().map(|other| format!("{} (elsewhere)", id(other))));
                    words.extend(replies.possible.iter().map(|never| format!("{} (possible, never shown)", id(never))));
                    words.join(", ")
                }
                None => continue,
            };
            page.item("  ", &format!("{:<19} ", probe.probe.id()), &words)?;
        }
    }
    if !entry.settings.is_empty() {
        page.paragraph("  ", &format!("exactly as {}, or any of them together", entry.settings.join(", ")))?;
    }
    page.paragraph("  ", &format!("seen or documented: {}", confidence(entry.confidence)))?;
    steps(page, &entry.remediation)?;
    if let Some(look) = &entry.look {
        page.blank()?;
        page.heading("What a person can look at")?;
        page.paragraph("  ", &format!("{}: {}", look.actor.words(), generic(&look.question)))?;
        page.paragraph("  ", &format!("where: {}", place(&look.place, look.before.as_deref())))?;
    }
    sources(page, &entry.source)
}

fn explain_fault(page: &mut Page<'_>, fault: &Fault) -> io::Result<()> {
    title(page, &fault.id, &fault.title)?;
    body(page, &fault.explanation)?;
    steps(page, &fault.remediation)?;
    sources(page, &fault.source)
}

fn explain_signature(page: &mut Page<'_>, catalogue: &Catalogue, signature: &Signature) -> io::Result<()> {
    title(page, &signature.id, &signature.meaning)?;
    page.paragraph("  ", &format!("status: {}", signature.status))?;
    for code in &signature.codes {
        page.paragraph("  ", &format!("code: {code}"))?;
    }
    for text in &signature.texts {
        page.paragraph("  ", &format!("text: {text}"))?;
    }
    let id = catalogue.signature_id(&signature.id);
    let gives = |cause: &Cause, replies: fn(&Replies) -> SignatureSet| {
        let touches = |variant: &Variant| {
            let of_probe = |probe: Probe| match (variant.touch(probe), id) {
                (Some(Touch::Replies(given)), Some(id)) => replies(given).contains(id),
                _ => false,
            };
            Probe::ALL.into_iter().any(of_probe)
        };
        cause.variants.iter().any(touches)
    };
    let (documented, rest): (Vec<&Cause>, Vec<&Cause>) =
        catalogue.causes().iter().partition(|cause| gives(cause, Replies::documented));
    let possible = rest.into_iter().filter(|cause| gives(cause, Replies::all)).collect();
    for (heading, causes) in
        [("Causes that may be answered so", documented), ("Not excluded, though nobody has shown it", possible)]
    {
        if !causes.is_empty() {
            page.blank()?;
            page.heading(heading)?;
        }
        for cause in causes {
            entry(page, cause.id(), &generic(&cause.entry.title))?;
        }
    }
    page.blank()?;
    page.heading("Sources")?;
    for source in &signature.sources {
        page.raw_indented("  ", source)?;
    }
    Ok(())
}

fn title(page: &mut Page<'_>, id: &str, title: &str) -> io::Result<()> {
    let rest = format!(": {}", generic(title));
    page.rich("", "", &Rich::looking(id, Look::Strong).then(rest))?;
    page.blank()
}

fn body(page: &mut Page<'_>, text: &str) -> io::Result<()> {
    let text = generic(text.trim());
    for paragraph in text.split("\n\n") {
        page.paragraph("  ", &paragraph.replace('\n', " "))?;
    }
    Ok(())
}

fn steps(page: &mut Page<'_>, steps: &[Remediation]) -> io::Result<()> {
    page.blank()?;
    page.heading("What to do")?;
    for (index, step) in steps.iter().enumerate() {
        let who = step.actor.words();
        page.item("  ", &format!("{}. ", index + 1), &format!("{who}: {}", generic(&step.step)))?;
        page.paragraph("     ", &format!("where: {}", place(&step.place, step.before.as_deref())))?;
        if let Some(widens) = &step.widens {
            page.paragraph("     ", &format!("mind: {}", generic(widens)))?;
        }
        if step.then_reauthorize {
            page.paragraph("     ", "then: a Box admin must reauthorize the app")?;
        }
        page.paragraph("     ", &format!("to verify: {}", generic(&step.verify)))?;
    }
    Ok(())
}

/// Where to click, by today's names and by older ones.
fn place(now: &str, before: Option<&str>) -> String {
    let before = before.map(|before| format!("; before: {}", generic(before))).unwrap_or_default();
    format!("{}{before}", generic(now))
}

fn sources(page: &mut Page<'_>, sources: &[Source]) -> io::Result<()> {
    page.blank()?;
    page.heading("Sources")?;
    for source in sources {
        page.raw_indented("  ", &source.url)?;
        page.paragraph("    ", &format!("{} (read {})", source.says, source.read))?;
    }
    Ok(())
}

fn confidence(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::Doc => "official Box text or Box staff",
        Confidence::Live => "a third party shows the exact reply",
        Confidence::Fixed => "a user's report whose fix was confirmed",
        Confidence::Report => "a user's report, its cause unconfirmed",
        Confidence::Standard => "a standard, or the network itself",
    }
}
