//! `--format FORMAT[=FILE]`: which report goes where.

use std::path::{Component, Path, PathBuf};

use super::usage_error::UsageError;
use crate::formats::Format;

/// One report to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    /// Its format.
    pub format: &'static Format,
    /// Where it goes.
    pub destination: Destination,
}

/// Where a report goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Destination {
    /// Standard output.
    Stdout,
    /// A file, created or replaced.
    File(PathBuf),
}

impl Output {
    /// A report on standard output.
    #[must_use]
    pub fn stdout(format: &'static Format) -> Self {
        Self { format, destination: Destination::Stdout }
    }

    /// Tells whether the report goes to standard output.
    #[must_use]
    pub fn is_stdout(&self) -> bool {
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
    let (formats, usual) = (Format::listed(), Format::usual().id);
    let help = format!("{formats}, to standard output or a file; repeatable [default: {usual}]");
    textwrap::fill(&help, HELP_WIDTH)
}

/// Reads `FORMAT` or `FORMAT=FILE`. The error cannot repeat what was typed.
pub(super) fn parse(text: &str) -> Result<Output, String> {
    let (format, file) = match text.split_once('=') {
        Some((format, file)) => (format, Some(file)),
        None => (text, None),
    };
    let format =
        Format::of(format).ok_or_else(|| format!("expected {}, and `=FILE` to write to a file", Format::listed()))?;
    match file {
        None => Ok(Output::stdout(format)),
        Some("") => Err("expected a file name after `=`".to_owned()),
        Some(file) => Ok(Output { format, destination: Destination::File(PathBuf::from(file)) }),
    }
}

/// Settles what `--format` asks for, in the order typed: text if it was not given at all.
pub(super) fn settle(outputs: Vec<Output>) -> Result<Vec<Output>, UsageError> {
    if outputs.is_empty() {
        return Ok(vec![Output::stdout(Format::usual())]);
    }
    if outputs.iter().filter(|output| output.is_stdout()).count() > 1 {
        return Err(UsageError::new(
            "more than one `--format` goes to standard output",
            "write all but one to a file, such as `--format json=report.json`",
        ));
    }
    let files: Vec<_> = outputs.iter().filter_map(Output::file).map(plain).collect();
    if (1..files.len()).any(|at| files[..at].contains(&files[at])) {
        return Err(UsageError::new("two `--format` write to the same file", "give each report a file of its own"));
    }
    Ok(outputs)
}

/// Refuses a recording in the place of a report.
pub(super) fn keep_apart(outputs: &[Output], record: Option<&Path>) -> Result<(), UsageError> {
    let record = record.map(plain);
    if record.is_some() && outputs.iter().any(|output| output.file().map(plain) == record) {
        return Err(UsageError::new("`--record` and `--format` write to the same file", "give each a file of its own"));
    }
    Ok(())
}

/// The path without `./`, so that two spellings of one file compare equal; the file system is not asked.
fn plain(path: &Path) -> PathBuf {
    path.components().filter(|component| *component != Component::CurDir).collect()
}
