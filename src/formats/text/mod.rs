//! The report for a person at a terminal: the verdict, what to do or to look at, what was seen, and the verdict again.
//!
//! Every status is a word; colour (settled once, in `main`) only underlines it. Widths are given, not measured here.

mod actions;
mod diff;
mod explain;
pub(super) mod for_admin;
mod layout;
mod verbose;

use std::io::{self, Write};

use super::{Explainer, Format, Layout, Reader, Sink};
use crate::diagnose::Verdict;
use crate::report::{Detail, End, FindingReport, Headline, Mark, Outline, ProfileReport, Run, Seen};

use layout::{Look, Page, Rich};

/// The table's row.
pub(super) const FORMAT: Format = Format {
    id: "text",
    called: "the text report",
    reader: Reader::Person,
    sink: |layout| Box::new(Text { layout, printed: 0 }),
    diff: Some(diff::write),
    contract: None,
    ending: None,
};

/// How catalogue entries are printed for the same reader.
pub(super) const EXPLAINER: Explainer = Explainer { id: FORMAT.id, reader: FORMAT.reader, print: explain::print };

/// How many lines a page has. What a failing app's report takes beyond them is left to `-v`.
const PAGE: usize = 30;

/// Each profile as it comes, or why there is none.
struct Text {
    layout: Layout,
    printed: usize,
}

impl Sink for Text {
    fn begin(&mut self, _: &Run, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    fn profile(&mut self, profile: &ProfileReport, out: &mut dyn Write) -> io::Result<()> {
        self.printed += 1;
        if self.layout.quiet {
            return page(self.layout, out).line(&Rich::plain(&Outline::of(profile).last));
        }
        if self.printed > 1 {
            writeln!(out)?;
        }
        let outline = Outline::of(profile);
        let mut whole = Vec::new();
        for detail in Detail::ALL {
            whole.clear();
            write_profile(&mut page(self.layout, &mut whole), profile, &outline, self.layout, detail)?;
            if self.layout.verbosity > 0 || whole.split(|byte| *byte == b'\n').count() <= PAGE + 1 {
                break;
            }
        }
        out.write_all(&whole)
    }

    fn end(&mut self, end: &End, out: &mut dyn Write) -> io::Result<()> {
        error(end, self.layout, out)
    }
}

/// Why nothing could be run.
fn error(end: &End, layout: Layout, out: &mut dyn Write) -> io::Result<()> {
    let Some(error) = &end.error else { return Ok(()) };
    let mut page = page(layout, out);
    for line in error.message.split('\n') {
        page.paragraph("", &format!("error: {line}"))?;
    }
    error.hints.iter().try_for_each(|hint| page.paragraph("", &format!("hint: {hint}")))
}

fn page(layout: Layout, out: &mut dyn Write) -> Page<'_> {
    Page::new(out, layout.width, layout.ascii)
}

fn write_profile(
    page: &mut Page<'_>,
    profile: &ProfileReport,
    outline: &Outline<'_>,
    layout: Layout,
    detail: Detail,
) -> io::Result<()> {
    write_headline(page, profile, &outline.headline, layout)?;
    actions::write(page, profile, outline, layout, detail)?;
    page.blank()?;
    write_seen(page, &outline.seen, layout, profile.verdict)?;
    if layout.verbosity > 0 {
        verbose::write(page, profile, layout)?;
    }
    for remark in &outline.remarks {
        page.rich("  ", "  ", &Rich::looking(remark, Look::Dim))?;
    }
    if let Some(acts_as) = profile.acts_as.as_ref().filter(|_| layout.verbosity > 0) {
        page.rich("  ", "  ", &Rich::looking(acts_as, Look::Dim))?;
    }
    if let Some(unchecked) = &outline.unchecked {
        page.rich("  ", "  ", &Rich::looking(unchecked, Look::Dim))?;
    }
    for line in &outline.footprint {
        page.rich("  ", "  ", &Rich::looking(line, Look::Dim))?;
    }
    page.line(&last(&outline.last, profile.verdict))
}

/// The verdict's word, and what comes after it.
fn last(line: &str, verdict: Verdict) -> Rich {
    let word = verdict.id();
    Rich::looking(word, look_of(Mark::of(verdict))).then(line.strip_prefix(word).unwrap_or_default())
}

fn write_headline(
    page: &mut Page<'_>,
    profile: &ProfileReport,
    headline: &Headline<'_>,
    layout: Layout,
) -> io::Result<()> {
    let mark = Mark::of(headline.verdict);
    let look = look_of(mark);
    let name = profile.own_name().map(|name| format!("{name}: ")).unwrap_or_default();
    let first = Rich::looking(sign(mark, layout.ascii), look)
        .then(" ")
        .then_looking(headline.verdict.id(), look)
        .then(format!("  {name}"))
        .then_looking(&headline.clause, Look::Strong);
    match headline.finding {
        Some(finding) => page.with_right("", "  ", &first, &id(finding), link(finding, layout))?,
        None => page.rich("", "  ", &first)?,
    }
    if let Some(detail) = &headline.detail {
        page.rich("  ", "  ", &Rich::plain(detail))?;
    }
    if layout.verbosity > 0 && headline.detail.as_deref() != Some(&*profile.summary) {
        page.rich("  ", "  ", &Rich::plain(&profile.summary))?;
    }
    profile.notes.iter().try_for_each(|note| page.rich("  ", "  ", &Rich::looking(format!("Note: {note}"), Look::Dim)))
}

fn write_seen(page: &mut Page<'_>, seen: &[Seen], layout: Layout, verdict: Verdict) -> io::Result<()> {
    if seen.is_empty() {
        return Ok(());
    }
    if verdict != Verdict::Healthy {
        page.heading("Seen")?;
    }
    let rows: Vec<_> = seen.iter().map(|row| (sign(row.mark, layout.ascii), &*row.label, &*row.says)).collect();
    page.table(&rows, seen.iter().map(|row| look_of(row.mark)))
}

/// A mark, in the characters that the terminal has.
fn sign(mark: Mark, ascii: bool) -> &'static str {
    match mark {
        _ if !ascii => mark.sign(),
        Mark::Good => "[ok]",
        Mark::Bad => "[x]",
        Mark::Open => "[?]",
        Mark::Nothing => "[-]",
    }
}

fn look_of(mark: Mark) -> Look {
    match mark {
        Mark::Good => Look::Good,
        Mark::Bad => Look::Bad,
        Mark::Open => Look::Open,
        Mark::Nothing => Look::Dim,
    }
}

/// A finding's id at the right edge.
fn id(finding: &FindingReport) -> Rich {
    Rich::looking(&finding.id, Look::Dim)
}

/// Where a finding is documented, for a terminal that follows links.
fn link(finding: &FindingReport, layout: Layout) -> Option<&str> {
    let first = finding.sources.iter().find(|source| source.starts_with("https://"));
    first.filter(|_| layout.links).map(|source| &**source)
}
