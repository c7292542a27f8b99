//! Lines on a page of a given width: the one way into a text report. What comes here is a [`Shown`], or becomes one.

use std::io::{self, Write};

use colored::Colorize;
use textwrap::{Options, WordSplitter, wrap};

use super::Shown;

/// Where text goes, and how wide it may be.
pub(super) struct Page<'w> {
    out: &'w mut dyn Write,
    width: usize,
}

impl<'w> Page<'w> {
    pub(super) fn new(out: &'w mut dyn Write, width: usize) -> Self {
        Self { out, width }
    }

    pub(super) fn blank(&mut self) -> io::Result<()> {
        writeln!(self.out)
    }

    pub(super) fn heading(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.out, "{}", Shown::from(text).bold())
    }

    /// Lines as they are: a table.
    pub(super) fn raw(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.out, "{}", Shown::lines(text))
    }

    /// One line that is never broken, so that it can be copied.
    pub(super) fn raw_indented(&mut self, indent: &str, text: &str) -> io::Result<()> {
        writeln!(self.out, "{indent}{}", Shown::from(text))
    }

    /// Text broken at the width, its further lines indented by two more.
    pub(super) fn paragraph(&mut self, indent: &str, text: &str) -> io::Result<()> {
        let further = if indent.is_empty() { String::new() } else { format!("{indent}  ") };
        self.wrapped(indent, &further, text)
    }

    /// Text behind a mark, its further lines aligned with its first.
    pub(super) fn item(&mut self, indent: &str, mark: &str, text: &str) -> io::Result<()> {
        let further = " ".repeat(indent.len() + mark.len());
        self.wrapped(&format!("{indent}{mark}"), &further, text)
    }

    /// A line that begins with a word that may carry colour, whose width is told.
    pub(super) fn line_with(&mut self, indent: &str, word: &str, width: usize, rest: &str) -> io::Result<()> {
        // The word's place is kept with as many letters, which are then replaced.
        let stand_in = "x".repeat(width);
        let further = if indent.is_empty() { String::new() } else { format!("{indent}    ") };
        let lines = self.lines(indent, &further, &format!("{stand_in}{rest}"));
        for (index, line) in lines.iter().enumerate() {
            if index == 0 {
                writeln!(self.out, "{}", line.replacen(&stand_in, word, 1))?;
            } else {
                writeln!(self.out, "{line}")?;
            }
        }
        Ok(())
    }

    fn wrapped(&mut self, first: &str, further: &str, text: &str) -> io::Result<()> {
        for line in self.lines(first, further, text) {
            writeln!(self.out, "{line}")?;
        }
        Ok(())
    }

    fn lines(&self, first: &str, further: &str, text: &str) -> Vec<String> {
        let options = Options::new(self.width)
            .initial_indent(first)
            .subsequent_indent(further)
            .word_splitter(WordSplitter::NoHyphenation)
            .break_words(false);
        let text = Shown::lines(text);
        text.split('\n').flat_map(|line| wrap(line, &options)).map(std::borrow::Cow::into_owned).collect()
    }
}

/// Sentences drawn from the report's lists.
pub(super) mod facts {
    use std::collections::BTreeSet;

    use crate::diagnose::Status;
    use crate::report::{FindingKind, ProfileReport, Shown};

    /// How many causes are ruled out, and why the leading one stands.
    pub(in crate::report) fn ruled_out(profile: &ProfileReport, count: usize) -> String {
        let counted =
            if count == 1 { "1 cause is ruled out".to_owned() } else { format!("{count} causes are ruled out") };
        let leading =
            profile.findings.iter().find(|finding| finding.kind == FindingKind::Cause && finding.status.is_named());
        let Some(finding) = leading else { return format!("{counted} (-v tells why).") };
        let alone = profile.diagnoses.iter().any(|set| set.len() == 1 && set[0] == finding.id);
        let why = match (finding.status, alone) {
            (Status::Confirmed, true) => "stands because it explains every reply, and nothing else does",
            (Status::Confirmed, false) => "stands because no explanation of the replies does without it",
            (_, true) if profile.diagnoses.iter().filter(|set| set.len() == 1).count() > 1 => {
                "is named first of those that explain every reply by themselves"
            }
            (_, true) => "comes first because it alone explains every reply by itself",
            (_, false) => "comes first because the shortest explanation of the replies needs it",
        };
        format!("{counted} (-v tells why); {} {why}.", finding.id)
    }

    /// Whether the cause is part of a smallest set that explains every reply.
    pub(in crate::report) fn is_leading(cause: &str, diagnoses: &[Vec<Shown>]) -> bool {
        let smallest = diagnoses.iter().map(Vec::len).min();
        diagnoses.iter().any(|set| Some(set.len()) == smallest && set.iter().any(|id| &**id == cause))
    }

    /// How the diagnoses that are left relate, where there is more than one and some take several causes.
    pub(in crate::report) fn choice(diagnoses: &[Vec<Shown>]) -> Option<String> {
        let (alone, together): (Vec<&Vec<Shown>>, Vec<&Vec<Shown>>) =
            diagnoses.iter().filter(|set| !set.is_empty()).partition(|set| set.len() == 1);
        if together.is_empty() {
            return None;
        }
        let mut ways: Vec<String> = Vec::new();
        if !alone.is_empty() {
            ways.push(format!("{} alone", one_of(&alone.iter().map(|set| set[0].as_str()).collect())));
        }
        ways.push(match factors(&together) {
            Some(factors) => factors.iter().map(one_of).collect::<Vec<_>>().join(" and "),
            None => together.iter().map(|set| set.join(" and ")).collect::<Vec<_>>().join(", or "),
        });
        let either = if ways.len() > 1 { "Either " } else { "There are several faults: " };
        Some(format!("{either}{}.", ways.join(", or ")))
    }

    fn one_of(causes: &BTreeSet<&str>) -> String {
        let names: Vec<&str> = causes.iter().copied().collect();
        if let [only] = names[..] { only.to_owned() } else { format!("one of ({})", names.join(", ")) }
    }

    /// The sets whose product the diagnoses are: one of each is true.
    ///
    /// Two causes stand for the same place if exchanging one for the other turns diagnoses into diagnoses.
    fn factors<'d>(diagnoses: &[&'d Vec<Shown>]) -> Option<Vec<BTreeSet<&'d str>>> {
        let sets: BTreeSet<BTreeSet<&str>> =
            diagnoses.iter().map(|set| set.iter().map(Shown::as_str).collect()).collect();
        let first = sets.first()?;
        let factors: Vec<BTreeSet<&str>> = first
            .iter()
            .map(|place| {
                let others: BTreeSet<&str> = first.iter().copied().filter(|cause| cause != place).collect();
                sets.iter()
                    .filter(|set| set.len() == first.len() && others.is_subset(set))
                    .flat_map(|set| set.difference(&others).copied())
                    .collect()
            })
            .collect();
        let product: usize = factors.iter().map(BTreeSet::len).product();
        let each_from_one = sets.iter().all(|set| {
            set.len() == factors.len() && factors.iter().all(|factor| factor.intersection(set).count() == 1)
        });
        (each_from_one && product == sets.len()).then_some(factors)
    }
}
