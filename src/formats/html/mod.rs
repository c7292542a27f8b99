//! HTML: one file for a browser, a phone or a printer, without a script and without anything that is fetched.
//!
//! Its heart is a table of replies against causes, in which a mark shows where each cause stands or falls. The template escapes
//! every text; what is shown is the [outline](crate::report::Outline)'s.

use std::io::{self, Write};

use askama::Template;

use super::{Format, Layout, Reader, Sink, for_readers};
use crate::diagnose::Status;
use crate::report::{
    Action, Detail, End, ErrorReport, FindingKind, FindingReport, LookReport, Mark, Outline, ProbeReport,
    ProfileReport, RemediationReport, Run, Step,
};

/// The table's row.
pub(super) const FORMAT: Format = Format {
    id: "html",
    called: "the HTML report",
    reader: Reader::Person,
    sink: |layout| Box::new(Document { layout }),
    diff: None,
    contract: None,
    ending: None,
};

/// The head, a section for each profile as it comes, and the tail.
struct Document {
    layout: Layout,
}

impl Sink for Document {
    fn begin(&mut self, run: &Run, out: &mut dyn Write) -> io::Result<()> {
        write(&Part::Head(run), out)
    }

    fn profile(&mut self, profile: &ProfileReport, out: &mut dyn Write) -> io::Result<()> {
        write(&Part::Profile(Box::new(Section::of(profile, self.layout.verbosity > 0))), out)
    }

    fn end(&mut self, end: &End, out: &mut dyn Write) -> io::Result<()> {
        write(&Part::Tail(end.error.as_ref()), out)
    }
}

fn write(part: &Part<'_>, out: &mut dyn Write) -> io::Result<()> {
    Page { part }.write_into(out).map_err(io::Error::other)
}

/// The template, a part of it at a time.
#[derive(Template)]
#[template(path = "report.html", config = "src/formats/html/askama.toml")]
struct Page<'p> {
    part: &'p Part<'p>,
}

enum Part<'r> {
    Head(&'r Run),
    Profile(Box<Section<'r>>),
    Tail(Option<&'r ErrorReport>),
}

/// A profile's section.
struct Section<'r> {
    profile: &'r ProfileReport,
    outline: Outline<'r>,
    rows: Vec<Row<'r>>,
    /// The causes that no reply speaks of, and why, in words.
    rest: Vec<(&'static str, Vec<&'r str>)>,
    /// Whether the whole texts are wanted, and the older menu names.
    whole: bool,
}

/// A cause, and what each reply says of it.
struct Row<'r> {
    finding: &'r FindingReport,
    status: &'static str,
    cells: Vec<Cell>,
    why: Vec<String>,
}

/// What one reply says of one cause.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Cell {
    /// It is explained by it.
    For,
    /// It rules it out.
    Against,
    /// Nothing.
    Silent,
}

impl Cell {
    const fn id(self) -> &'static str {
        match self {
            Self::For => "for",
            Self::Against => "against",
            Self::Silent => "silent",
        }
    }

    const fn sign(self) -> &'static str {
        match self {
            Self::For => "●",
            Self::Against => "✗",
            Self::Silent => "·",
        }
    }

    const fn words(self) -> &'static str {
        match self {
            Self::For => "explained by it",
            Self::Against => "rules it out",
            Self::Silent => "says nothing of it",
        }
    }
}

impl<'r> Section<'r> {
    fn of(profile: &'r ProfileReport, whole: bool) -> Self {
        let spoken_of = |finding: &&FindingReport| {
            finding.kind == FindingKind::Cause && finding.evidence.iter().any(|one| one.probe.is_some())
        };
        let rest = [(Status::Masked, "Hidden until the rest is fixed"), (Status::Untested, "Not tested")];
        let of_status = |status| {
            let silent = profile.findings.iter().filter(|it| it.status == status && !spoken_of(it));
            silent.map(|finding| &*finding.id).collect::<Vec<_>>()
        };
        Self {
            profile,
            outline: Outline::of(profile),
            rows: profile.findings.iter().filter(spoken_of).map(|finding| Row::of(profile, finding)).collect(),
            rest: rest
                .into_iter()
                .map(|(status, words)| (words, of_status(status)))
                .filter(|(_, ids)| !ids.is_empty())
                .collect(),
            whole,
        }
    }

    fn sign(&self) -> &'static str {
        Mark::of(self.profile.verdict).sign()
    }

    /// The class of the verdict's colour.
    fn verdict(&self) -> &'static str {
        mark_id(Mark::of(self.profile.verdict))
    }

    fn name(&self) -> Option<&'r str> {
        self.profile.own_name().map(|name| &**name)
    }

    fn detail(&self) -> Option<String> {
        self.outline.headline.detail.as_deref().map(for_readers)
    }

    fn again(&self) -> Option<String> {
        self.outline.again.as_ref().map(|again| again.says(Detail::Whole))
    }

    fn beside(&self) -> Vec<String> {
        let outline = &self.outline;
        let lines = outline.remarks.iter().chain(&outline.unchecked).chain(&outline.footprint);
        lines.map(|line| for_readers(line)).collect()
    }

    fn says<'s>(&self, step: &'s RemediationReport) -> &'s str {
        if self.whole { &step.step } else { &step.brief }
    }

    fn widens<'s>(&self, step: &'s RemediationReport) -> Option<&'s str> {
        let widens = if self.whole { &step.widens } else { &step.brief_widens };
        widens.as_deref()
    }
}

impl<'r> Row<'r> {
    fn of(profile: &ProfileReport, finding: &'r FindingReport) -> Self {
        let speaks = match finding.status {
            Status::RuledOut => Cell::Against,
            _ => Cell::For,
        };
        let cell = |probe: &ProbeReport| {
            let about = finding.target.is_none() || probe.target.is_none() || finding.target == probe.target;
            let told = finding.evidence.iter().any(|one| one.probe.as_ref() == Some(&probe.probe));
            if told && about { speaks } else { Cell::Silent }
        };
        Self {
            finding,
            status: finding.status.id(),
            cells: profile.probes.iter().map(cell).collect(),
            // Further replies that rule a cause out say the same again.
            why: finding
                .evidence
                .iter()
                .take(if speaks == Cell::Against { 1 } else { usize::MAX })
                .map(|one| one.says.to_string())
                .collect(),
        }
    }

    fn status_words(&self) -> String {
        self.status.replace('-', " ")
    }
}

/// What comes before a step, by its place in a way.
fn then(index: usize) -> &'static str {
    if index == 0 { "" } else { "then " }
}

/// The first letter after the others, for what is none of them.
fn letter_after(answers: usize) -> char {
    ('A'..).nth(answers).unwrap_or('Z')
}

/// What is seen if an answer is true.
fn sign_of(finding: &FindingReport) -> &str {
    finding.look.as_ref().map_or(&finding.clause, |look: &LookReport| &look.sign)
}

fn mark_id(mark: Mark) -> &'static str {
    match mark {
        Mark::Good => "good",
        Mark::Bad => "bad",
        Mark::Open => "open",
        Mark::Nothing => "nothing",
    }
}
