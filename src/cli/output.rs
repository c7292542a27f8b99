//! `--format FORMAT[=FILE]`: which report goes where.

use std::path::{Component, Path, PathBuf};

use super::usage_error::UsageError;

/// One report to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    /// Its format.
    pub format: Format,
    /// Where it goes.
    pub destination: Destination,
}

/// The format of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For people.
    Text,
    /// For programs.
    Json,
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
    pub fn stdout(format: Format) -> Self {
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

/// Reads `FORMAT` or `FORMAT=FILE`. The error is fixed text, so that it cannot repeat what was typed.
pub(super) fn parse(text: &str) -> Result<Output, &'static str> {
    let (format, file) = match text.split_once('=') {
        Some((format, file)) => (format, Some(file)),
        None => (text, None),
    };
    let format = match format {
        "text" => Format::Text,
        "json" => Format::Json,
        _ => return Err("expected `text` or `json`, and `=FILE` to write to a file"),
    };
    match file {
        None => Ok(Output::stdout(format)),
        Some("") => Err("expected a file name after `=`"),
        Some(file) => Ok(Output { format, destination: Destination::File(PathBuf::from(file)) }),
    }
}

/// Settles what `--format` asks for, in the order typed: text if it was not given at all.
pub(super) fn settle(outputs: Vec<Output>) -> Result<Vec<Output>, UsageError> {
    if outputs.is_empty() {
        return Ok(vec![Output::stdout(Format::Text)]);
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
