//! Recordings: examinations in a file, redacted as they were made, to be diagnosed again without a network.
//!
//! How a file looks is the business of its version's own room, such as `v1`: what is kept today is read by later versions.

mod v1;

use std::io::{self, Write};
use std::path::Path;

use serde::Deserialize;

use crate::examination::Examination;
use crate::problem::Problem;
use crate::reply::printable::printable;
use crate::{files, typed};

/// The version that is written, and the latest that is read.
const VERSION: u64 = 1;
/// The longest file that is read, in bytes; one examination takes some 10 KiB.
pub(crate) const SIZE_LIMIT: usize = 4 * 1024 * 1024;

/// What was observed, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recording {
    /// When it was made, UTC (RFC 3339).
    pub recorded_at: String,
    /// What was observed.
    pub examinations: Vec<Examination>,
}

/// Why a file cannot be read as a recording.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The file cannot be read at all.
    #[error("cannot read the recording {file}: {source}")]
    Unreadable {
        /// The file, quoted, as far as it may be shown.
        file: String,
        /// Why not.
        source: io::Error,
    },
    /// The file is too long.
    #[error("`{file}` is longer than {} MiB, which is too long for a recording", SIZE_LIMIT / 1024 / 1024)]
    TooLong {
        /// The file.
        file: String,
    },
    /// The file is no recording.
    #[error("`{file}` is not a recording: {what}")]
    NoRecording {
        /// The file.
        file: String,
        /// What was seen instead.
        what: String,
    },
    /// The file is a recording of another version.
    #[error("`{file}` is a recording of version {version}, and this program reads version {VERSION}")]
    OtherVersion {
        /// The file.
        file: String,
        /// Its version.
        version: String,
    },
    /// The file is damaged.
    #[error("`{file}`, line {line}, column {column}: {what}")]
    Damaged {
        /// The file.
        file: String,
        /// The line.
        line: usize,
        /// The column.
        column: usize,
        /// What is wrong there.
        what: String,
    },
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        let problem = Self::new(error.to_string());
        match error {
            Error::Unreadable { .. } | Error::TooLong { .. } => problem,
            Error::NoRecording { .. } => problem.hint(
                "`ccg-doctor check --record FILE` writes one; `diagnose --reply PROBE=TEXT` reads a pasted error",
            ),
            Error::OtherVersion { .. } => problem.hint("use the ccg-doctor that wrote it, or record again"),
            Error::Damaged { .. } => problem.hint("the file was cut off or changed; record again"),
        }
    }
}

impl Recording {
    /// A recording of what was just observed.
    #[must_use]
    pub fn new(recorded_at: String, examinations: Vec<Examination>) -> Self {
        Self { recorded_at, examinations }
    }

    /// Writes the recording.
    ///
    /// # Errors
    ///
    /// If the writer fails.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let form = v1::Recording {
            version: VERSION,
            recorded_at: self.recorded_at.clone(),
            examinations: self.examinations.iter().cloned().map(Into::into).collect(),
        };
        serde_json::to_writer_pretty(&mut *out, &form)?;
        out.write_all(b"\n")
    }

    /// Reads a recording from a file.
    ///
    /// # Errors
    ///
    /// If the file cannot be read, is no recording, of another version, or damaged; with the place.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let file = printable(&path.display().to_string()).into_owned();
        let mut text = Vec::new();
        files::read(path, SIZE_LIMIT, &mut text)
            .map_err(|source| Error::Unreadable { file: typed::path(path), source })?;
        Self::parse(&file, &text)
    }

    /// Reads a recording from a text; `file` is what errors call it.
    ///
    /// # Errors
    ///
    /// As [`Recording::read`], but for reading the file.
    pub fn parse(file: &str, text: &[u8]) -> Result<Self, Error> {
        #[derive(Deserialize)]
        struct Head {
            recording_version: Option<serde_json::Value>,
        }
        let file = file.to_owned();
        if text.len() > SIZE_LIMIT {
            return Err(Error::TooLong { file });
        }
        let damaged = |error: &serde_json::Error| {
            // What serde says may quote the file; its place is enough.
            let what =
                if error.is_eof() { "the file breaks off here" } else { "this is not what a recording holds here" };
            Error::Damaged { file: file.clone(), line: error.line(), column: error.column(), what: what.to_owned() }
        };
        if text.trim_ascii().is_empty() {
            return Err(Error::NoRecording { file, what: "it is empty".to_owned() });
        }
        if !text.trim_ascii_start().starts_with(b"{") {
            return Err(Error::NoRecording { file, what: "it is not a JSON object".to_owned() });
        }
        let head: Head = serde_json::from_slice(text).map_err(|error| damaged(&error))?;
        match head.recording_version {
            None => Err(Error::NoRecording { file, what: "it has no `recording_version`".to_owned() }),
            Some(version) if version == VERSION => {
                let form: v1::Recording = serde_json::from_slice(text).map_err(|error| damaged(&error))?;
                let examinations = form.examinations.into_iter().map(Into::into).collect();
                Self::new(form.recorded_at, examinations).check(&file)
            }
            Some(version) => Err(Error::OtherVersion {
                file,
                version: version.as_u64().map_or_else(|| "…".to_owned(), |it| it.to_string()),
            }),
        }
    }

    /// One probe is sent once, and a profile is examined once; a file that says otherwise was put together by hand.
    fn check(self, file: &str) -> Result<Self, Error> {
        let mut names: Vec<&str> = self.examinations.iter().map(|one| one.subject.profile.as_str()).collect();
        names.sort_unstable();
        if names.windows(2).any(|pair| pair[0] == pair[1]) {
            return Err(Error::NoRecording {
                file: file.to_owned(),
                what: "it has two profiles of one name".to_owned(),
            });
        }
        for examination in &self.examinations {
            let mut keys: Vec<_> = examination.exchanges.iter().map(|exchange| &exchange.key).collect();
            keys.sort_unstable();
            if examination.tokens.revoked > examination.tokens.received {
                let what = "it has more tokens revoked than received".to_owned();
                return Err(Error::NoRecording { file: file.to_owned(), what });
            }
            if let Some(twice) = keys.windows(2).find(|pair| pair[0] == pair[1]) {
                let what = format!("it has two replies to the {} probe", twice[0].probe);
                return Err(Error::NoRecording { file: file.to_owned(), what });
            }
        }
        Ok(self)
    }
}
