//! `--format FORMAT[=FILE]`: which report goes where.

use std::path::{Component, Path, PathBuf};

use super::misread::Misread;
use super::numbered::{place, read_each};
use super::usage_error::refusal;
use crate::formats::Format;
use crate::problem::Problem;

/// The flag.
const FLAG: &str = "--format";

/// One report to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Output {
    /// Its format.
    pub(crate) format: &'static Format,
    /// Where it goes.
    pub(crate) destination: Destination,
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
    /// A report on standard output.
    #[must_use]
    pub(crate) fn stdout(format: &'static Format) -> Self {
        Self { format, destination: Destination::Stdout }
    }

    /// Tells whether the report goes to standard output.
    #[must_use]
    pub(crate) fn is_stdout(&self) -> bool {
        self.destination == Destination::Stdout
    }

    fn file(&self) -> Option<&Path> {
        match &self.destination {
            Destination::Stdout => None,
            Destination::File(path) => Some(path),
        }
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

fn help_of(formats: &str) -> String {
    let usual = Format::usual().id;
    let help = format!("{formats}, to standard output or a file; repeatable [default: {usual}]");
    textwrap::fill(&help, HELP_WIDTH)
}

/// Reads `FORMAT` or `FORMAT=FILE`. The error cannot repeat what was typed.
pub(super) fn parse(text: &str) -> Result<Output, Misread> {
    let (format, file) = match text.split_once('=') {
        Some((format, file)) => (format, Some(file)),
        None => (text, None),
    };
    let unknown = || {
        let ids: Vec<&str> = Format::ALL.iter().map(|format| format.id).collect();
        Misread::from(format!("expected {}, and `=FILE` to write to a file", Format::listed())).near(format, &ids)
    };
    let format = Format::of(format).ok_or_else(unknown)?;
    match file {
        None => Ok(Output::stdout(format)),
        Some("") => Err("expected a file name after `=`".into()),
        Some(file) => Ok(Output { format, destination: Destination::File(PathBuf::from(file)) }),
    }
}

/// Settles what `--format` asks for, in the order typed: text if it was not given at all.
pub(super) fn settle(typed: &[String]) -> Result<Vec<Output>, Problem> {
    let outputs = read_each(FLAG, typed, |text, _| parse(text))?;
    if outputs.is_empty() {
        return Ok(vec![Output::stdout(Format::usual())]);
    }
    let which = |one: usize, other: usize| match outputs.len() {
        ..=2 => String::new(),
        _ => format!(" (numbers {} and {})", one + 1, other + 1),
    };
    let pairs = (1..outputs.len()).flat_map(|other| (0..other).map(move |one| (one, other)));
    for (one, other) in pairs {
        let place = || place(FLAG, other, outputs.len());
        match (outputs[one].file(), outputs[other].file()) {
            (None, None) => {
                let message = format!("more than one `--format`{} goes to standard output", which(one, other));
                let hint = "write all but one to a file, such as `--format json=report.json`";
                return Err(refusal(message, hint).at(place()));
            }
            (Some(a), Some(b)) if plain(a) == plain(b) => {
                let message = format!("two `--format`{} write to the same file", which(one, other));
                return Err(refusal(message, "give each report a file of its own").at(place()));
            }
            _ => {}
        }
    }
    Ok(outputs)
}

/// Refuses a recording in the place of a report.
pub(super) fn keep_apart(outputs: &[Output], record: Option<&Path>) -> Result<(), Problem> {
    let record = record.map(plain);
    if record.is_some() && outputs.iter().any(|output| output.file().map(plain) == record) {
        return Err(refusal("`--record` and `--format` write to the same file", "give each a file of its own"));
    }
    Ok(())
}

/// The path without `./`, so that two spellings of one file compare equal; the file system is not asked.
fn plain(path: &Path) -> PathBuf {
    path.components().filter(|component| *component != Component::CurDir).collect()
}
