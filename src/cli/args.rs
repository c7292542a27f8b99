//! What a command line means: one plain type for each command.

use std::path::PathBuf;
use std::time::Duration;

use super::output::Output;
use crate::catalogue::Dialect;
use crate::examination::Expected;
use crate::formats::{Explainer, Format};
use crate::origin::Origin;
use crate::settings::Given;
use crate::simulate::Misbehaviour;

/// What the command line asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Command {
    /// Examine a profile.
    Check(Box<CheckArgs>),
    /// Run a simulated Box until interrupted.
    Simulate(SimulateArgs),
    /// Diagnose a recording or pasted replies, without a network.
    Diagnose(DiagnoseArgs),
    /// Tell what changed between two recordings.
    Diff(DiffArgs),
    /// Print catalogue entries.
    Explain(ExplainArgs),
    /// Print this text, help or version, on standard output and succeed.
    Print(String),
}

impl Command {
    /// When to colour.
    #[must_use]
    pub(crate) fn color(&self) -> ColorChoice {
        match self {
            Self::Simulate(args) => args.color,
            Self::Explain(args) => args.color,
            _ => self.reporting().map_or(ColorChoice::Auto, |(_, reporting)| reporting.color),
        }
    }

    /// The name of a command that reports, and which reports go where.
    #[must_use]
    pub(crate) fn reporting(&self) -> Option<(&'static str, &Reporting)> {
        match self {
            Self::Check(args) => Some(("check", &args.reporting)),
            Self::Diagnose(args) => Some(("diagnose", &args.reporting)),
            Self::Diff(args) => Some(("diff", &args.reporting)),
            Self::Simulate(_) | Self::Explain(_) | Self::Print(_) => None,
        }
    }
}

/// What `check` was asked to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CheckArgs {
    /// The settings given as flags.
    pub(crate) settings: Given,
    /// The simulated Box to examine in place of a real one.
    pub(crate) simulate: Option<Simulation>,
    /// Whether to send the control, a request with a wrong secret.
    pub(crate) control: bool,
    /// Whether the enterprise's users and its Terms of Service may be asked for, where that tells.
    pub(crate) user_list: bool,
    /// Whether to revoke the tokens received.
    pub(crate) revoke: bool,
    /// How long the examination of one profile may take; never zero, an hour at most.
    pub(crate) timeout: Duration,
    /// For how long to repeat what failed; zero for not at all.
    pub(crate) wait: Duration,
    /// What is expected beyond a token for each configured subject.
    pub(crate) expectations: Vec<Expect>,
    /// Where to record what is observed.
    pub(crate) record: Option<PathBuf>,
    /// Which reports go where.
    pub(crate) reporting: Reporting,
}

/// Which reports go where, and how much they tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reporting {
    /// The reports to write; never empty, one at most to standard output.
    pub(crate) outputs: Vec<Output>,
    /// The file at which formats show what has no place of its own.
    pub(crate) anchor: Option<String>,
    /// Whether the report is to stand in GitHub's summary of the step.
    pub(crate) summary: bool,
    /// How much to tell.
    pub(crate) verbosity: Verbosity,
    /// When to colour.
    pub(crate) color: ColorChoice,
    /// Whether to print nothing but ASCII.
    pub(crate) ascii: bool,
}

impl Reporting {
    /// The format asked for on standard output, if any.
    #[must_use]
    pub(crate) fn stdout_format(&self) -> Option<&'static Format> {
        self.outputs.iter().find(|output| output.is_stdout()).map(|output| output.format)
    }
}

/// One expectation, as typed; names are not validated here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Expect {
    /// What it is about.
    pub(crate) of: ExpectedOf,
    /// What it is to come to.
    pub(crate) outcome: Expected,
    /// The flag that says so.
    pub(crate) place: Origin,
}

/// What an expectation is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ExpectedOf {
    /// The Service Account's token.
    Enterprise,
    /// The configured user's token.
    User,
    /// An application scope, by name.
    Scope(String),
    /// A folder, by ID.
    Folder(String),
}

/// What `diagnose` was asked to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DiagnoseArgs {
    /// What there is to go by.
    pub(crate) told: Told,
    /// The enterprise ID that was asked with, where it is known.
    pub(crate) enterprise_id: Option<String>,
    /// The user ID that was asked with, where it is known.
    pub(crate) user_id: Option<String>,
    /// What was expected.
    pub(crate) expectations: Vec<Expect>,
    /// Which reports go where.
    pub(crate) reporting: Reporting,
}

/// What somebody tells of replies that were not had here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Told {
    /// One argument: a file's name, `-`, or the text itself; which of them is not settled here.
    Bare(PathBuf),
    /// Pasted replies, each with the name of its probe; the names are not validated here.
    Replies(Vec<PastedReply>),
}

/// A pasted reply, as typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PastedReply {
    /// The probe's name.
    pub(crate) probe: String,
    /// The scope or folder that it was aimed at.
    pub(crate) target: Option<String>,
    /// Where the text is.
    pub(crate) text: Pasted,
    /// The flag that gives it.
    pub(crate) place: Origin,
}

/// Where a pasted text is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Pasted {
    /// On the command line.
    Text(String),
    /// In this file.
    File(PathBuf),
    /// On standard input.
    Stdin,
}

/// What `diff` was asked to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DiffArgs {
    /// The earlier recording.
    pub(crate) before: PathBuf,
    /// The later one.
    pub(crate) after: PathBuf,
    /// Which reports go where.
    pub(crate) reporting: Reporting,
}

/// A simulated Box: what is wrong with the app, and in which words Box says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Simulation {
    /// `healthy`, the ID of a cause, or several joined by `+`; not validated here.
    pub(crate) scenario: String,
    /// The wording where the sources differ.
    pub(crate) dialect: Dialect,
}

/// What `simulate` was asked to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SimulateArgs {
    /// The port on loopback; 0 picks a free one.
    pub(crate) port: u16,
    /// The Box to simulate.
    pub(crate) simulation: Simulation,
    /// How it misbehaves.
    pub(crate) misbehaviour: Misbehaviour,
    /// When to colour.
    pub(crate) color: ColorChoice,
}

/// What `explain` was asked to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ExplainArgs {
    /// The catalogue entry; none lists them all. Not validated here.
    pub(crate) id: Option<String>,
    /// What to print it in.
    pub(crate) format: &'static Explainer,
    /// When to colour.
    pub(crate) color: ColorChoice,
}

/// How much to tell, from least to most.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Verbosity {
    /// `--quiet`: the last line and errors, neither progress nor hints.
    Quiet,
    /// Results, progress and hints.
    #[default]
    Normal,
    /// `-v`: what was ruled out, and each probe as a command to repeat it.
    Verbose,
    /// `-vv`: requests and replies as well, redacted.
    Wire,
}

/// When to colour.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum ColorChoice {
    /// On a terminal, unless the environment says otherwise.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}
