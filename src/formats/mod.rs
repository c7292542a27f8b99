//! What a report is printed in: one table of formats, and a file for each.
//!
//! A format is a row of [`Format::ALL`] and a [`Sink`], which is handed the run as it happens: its beginning, each profile as it
//! comes, its end. All print the one report value, in the order that its [outline](crate::report::Outline) settles, so that no
//! two of them can disagree. No format infers anything, or knows where its bytes go.

mod anchor;
#[cfg(feature = "cli")]
mod explain;
mod gitlab;
#[cfg(feature = "cli")]
mod html;
mod issue;
mod json;
mod jsonl;
#[cfg(feature = "cli")]
mod junit;
mod markdown;
mod pipeline;
mod prometheus;
#[cfg(feature = "cli")]
mod reference;
mod sarif;
#[cfg(feature = "cli")]
mod text;

use std::fmt;
use std::io::{self, Write};

use crate::report::{DiffReport, End, ProfileReport, Report, Run};
use crate::wording::list;

#[cfg(feature = "cli")]
pub use explain::Explainer;

/// One format: a row of the table.
pub struct Format {
    /// What is typed for it after `--format`.
    pub id: &'static str,
    /// What messages call a report in it.
    pub called: &'static str,
    /// Who reads it.
    pub reader: Reader,
    sink: fn(Layout) -> Box<dyn Sink>,
    diff: Option<DiffPrinter>,
    /// What programs may rely on, where they read it.
    pub contract: Option<Contract>,
    /// What a file of it must end in, without the dot, for its reader to take it.
    pub ending: Option<&'static str>,
}

/// What programs that read a format may rely on.
#[derive(Debug, Clone, Copy)]
pub struct Contract {
    /// The name of the published schema, `fixtures/NAME.schema.json`.
    pub name: &'static str,
    /// The same schema, derived from what is printed.
    pub schema: fn() -> serde_json::Value,
}

/// Prints what changed between two recordings.
type DiffPrinter = fn(&DiffReport, Layout, &mut dyn Write) -> io::Result<()>;

/// Who reads a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reader {
    /// A person, who reads errors on standard error.
    Person,
    /// A program, which is told in the report itself why nothing could be run; and the exit code, where the format has a place for it.
    Program,
}

/// How a report is laid out, where its format leaves a choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    /// The width in columns.
    pub width: usize,
    /// 0: what is needed; 1: also what is ruled out, requests and replies; 2: also headers and bodies.
    pub verbosity: u8,
    /// Whether the last line is all that is wanted.
    pub quiet: bool,
    /// Whether only ASCII can be shown.
    pub ascii: bool,
    /// Whether links can be followed where they stand (OSC 8).
    pub links: bool,
}

/// For no terminal.
impl Default for Layout {
    fn default() -> Self {
        Self { width: 80, verbosity: 0, quiet: false, ascii: false, links: false }
    }
}

/// Prints one run, in the order in which it happens.
///
/// Each function may write, or keep what it is told until the end.
pub trait Sink {
    /// The run begins.
    ///
    /// # Errors
    ///
    /// If the writer fails.
    fn begin(&mut self, run: &Run, out: &mut dyn Write) -> io::Result<()>;

    /// One profile is done.
    ///
    /// # Errors
    ///
    /// If the writer fails.
    fn profile(&mut self, profile: &ProfileReport, out: &mut dyn Write) -> io::Result<()>;

    /// The run is over.
    ///
    /// # Errors
    ///
    /// If the writer fails.
    fn end(&mut self, end: &End, out: &mut dyn Write) -> io::Result<()>;
}

impl Format {
    /// Every format, in the order in which messages list them; the first is printed where nobody asked for one.
    pub const ALL: &'static [Self] = &[
        #[cfg(feature = "cli")]
        text::FORMAT,
        json::FORMAT,
        jsonl::FORMAT,
        markdown::FORMAT,
        #[cfg(feature = "cli")]
        text::for_admin::FORMAT,
        #[cfg(feature = "cli")]
        html::FORMAT,
        pipeline::GITHUB,
        pipeline::AZURE,
        sarif::FORMAT,
        #[cfg(feature = "cli")]
        junit::FORMAT,
        gitlab::FORMAT,
        prometheus::FORMAT,
    ];

    /// The format of that id.
    #[must_use]
    pub fn of(id: &str) -> Option<&'static Self> {
        Self::ALL.iter().find(|format| format.id == id)
    }

    /// The format of a report where nobody asked for one.
    #[must_use]
    pub fn usual() -> &'static Self {
        &Self::ALL[0]
    }

    /// The ids as a sentence lists them: "`text` or `json`".
    #[must_use]
    pub fn listed() -> String {
        Self::list(|_| true)
    }

    /// The ids of the formats that tell what changed, listed so.
    #[must_use]
    pub fn listed_for_changes() -> String {
        Self::list(Self::tells_changes)
    }

    fn list(wanted: impl Fn(&Self) -> bool) -> String {
        let wanted = Self::ALL.iter().filter(|format| wanted(format));
        let ids: Vec<String> = wanted.map(|format| format!("`{}`", format.id)).collect();
        list(&ids, "or")
    }

    /// A sink for one run.
    #[must_use]
    pub fn sink(&self, layout: Layout) -> Box<dyn Sink> {
        (self.sink)(layout)
    }

    /// Prints a run that is over.
    ///
    /// # Errors
    ///
    /// If the writer fails.
    pub fn print(&self, report: &Report, layout: Layout, out: &mut dyn Write) -> io::Result<()> {
        let mut sink = self.sink(layout);
        sink.begin(&report.run, out)?;
        for profile in &report.profiles {
            sink.profile(profile, out)?;
        }
        sink.end(&report.end, out)
    }

    /// Whether the format tells what changed between two recordings.
    #[must_use]
    pub const fn tells_changes(&self) -> bool {
        self.diff.is_some()
    }

    /// Prints what changed between two recordings; nothing, in a format that does not tell it.
    ///
    /// # Errors
    ///
    /// If the writer fails.
    pub fn print_diff(&self, report: &DiffReport, layout: Layout, out: &mut dyn Write) -> io::Result<()> {
        self.diff.map_or(Ok(()), |print| print(report, layout, out))
    }
}

/// A line of the outline for those who read it elsewhere than at the terminal: without the flag that would tell them more.
fn for_readers(line: &str) -> String {
    line.replace(" (-v)", "")
}

impl fmt::Debug for Format {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_tuple("Format").field(&self.id).finish()
    }
}

/// Two formats of one id are one.
impl PartialEq for Format {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for Format {}
