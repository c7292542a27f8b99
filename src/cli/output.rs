//! `--format FORMAT[=FILE]`: which report goes where.

use std::path::{Path, PathBuf};

use super::misread::{Misread, listed, word};
use super::numbered::{named, read_each};
use super::usage_error::refusal;
use crate::formats::{Explainer, Format};
use crate::origin::Origin;
use crate::problem::Problem;

/// The flag.
pub(super) const FLAG: &str = "--format";

/// The flag that is short for the message to the Box admin on standard output.
const FOR_ADMIN: &str = "--for-admin";
/// The format of that message.
const MESSAGE: &str = "for-admin";

/// One report to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Output {
    /// Its format.
    pub(crate) format: &'static Format,
    /// Where it goes.
    pub(crate) destination: Destination,
    /// The flag that asks for it, and which of several.
    pub(crate) place: Origin,
}

/// Where a report goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Destination {
    /// Standard output.
    Stdout,
    /// A file, created or replaced.
    File(PathBuf),
}

impl Output {
    /// The report on standard output that nobody asked for.
    #[must_use]
    pub(crate) fn usual() -> Self {
        Self { format: Format::usual(), destination: Destination::Stdout, place: Origin::Default }
    }

    /// Tells whether the report goes to standard output.
    #[must_use]
    pub(crate) fn is_stdout(&self) -> bool {
        self.destination == Destination::Stdout
    }
}

/// The width that help has beside the flags, in columns.
const HELP_WIDTH: usize = 46;

/// What `--help` says of `--format`.
pub(super) fn help() -> String {
    help_of(&Format::listed())
}

/// What `diff --help` says of it.
pub(super) fn help_for_changes() -> String {
    help_of(&Format::listed_for_changes())
}

/// What `explain --help` says of it.
pub(super) fn help_for_entries() -> String {
    filled(&format!("{} [default: {}]", listed(&explainers().collect::<Vec<_>>()), Explainer::ALL[0].id))
}

fn explainers() -> impl Iterator<Item = &'static str> {
    Explainer::ALL.iter().map(|explainer| explainer.id)
}

/// Settles what `explain --format` asks for: text if it was not given.
pub(super) fn settle_for_entries(typed: Option<&str>) -> Result<&'static Explainer, Problem> {
    let words: Vec<_> = Explainer::ALL.iter().map(|explainer| (explainer.id, explainer)).collect();
    match typed {
        None => Ok(&Explainer::ALL[0]),
        Some(typed) => read_each(FLAG, &[typed.to_owned()], |text, _| word(text, &words)).map(|each| each[0]),
    }
}

fn help_of(formats: &str) -> String {
    let usual = Format::usual().id;
    filled(&format!("{formats}, to standard output or a file; repeatable [default: {usual}]"))
}

fn filled(help: &str) -> String {
    textwrap::fill(help, textwrap::Options::new(HELP_WIDTH).word_splitter(textwrap::WordSplitter::NoHyphenation))
}

/// Reads `FORMAT` or `FORMAT=FILE`. The error cannot repeat what was typed.
pub(super) fn parse(text: &str, place: Origin) -> Result<Output, Misread> {
    let (format, file) = match text.split_once('=') {
        Some((format, file)) => (format, Some(file)),
        None => (text, None),
    };
    let unknown = || {
        let ids: Vec<&str> = Format::ALL.iter().map(|format| format.id).collect();
        Misread::from(format!("expected {}, and `=FILE` to write to a file", Format::listed())).near(format, &ids)
    };
    let format = Format::of(format).ok_or_else(unknown)?;
    let destination = match file {
        None => Destination::Stdout,
        Some("") => return Err("expected a file name after `=`".into()),
        Some(file) if !has_ending(Path::new(file), format) => {
            let ending = format.ending.unwrap_or_default();
            return Err(format!("expected a file name that ends in `.{ending}`: its reader takes no other").into());
        }
        Some(file) => Destination::File(PathBuf::from(file)),
    };
    Ok(Output { format, destination, place })
}

/// Whether the file is named as the format's reader wants it.
fn has_ending(file: &Path, format: &Format) -> bool {
    format.ending.is_none_or(|ending| file.extension().is_some_and(|has| has == ending))
}

/// Settles what `--format` asks for, in the order typed, and `--for-admin` after it: text if neither was given at all.
pub(super) fn settle(typed: &[String], for_admin: bool) -> Result<Vec<Output>, Problem> {
    let mut outputs = read_each(FLAG, typed, parse)?;
    let message = Format::of(MESSAGE).filter(|_| for_admin);
    outputs.extend(message.map(|format| {
        let place = Origin::flag(FOR_ADMIN);
        Output { format, destination: Destination::Stdout, place }
    }));
    let mut to_stdout = outputs.iter().filter(|output| output.is_stdout());
    if let (Some(one), Some(other)) = (to_stdout.next(), to_stdout.next()) {
        let message = format!("{} and {} both go to standard output", named(&one.place), named(&other.place));
        let hint = "write all but one to a file, such as `--format json=report.json`";
        return Err(refusal(message, hint).at(other.place.clone()));
    }
    Ok(if outputs.is_empty() { vec![Output::usual()] } else { outputs })
}
