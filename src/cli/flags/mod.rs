//! What can be typed: the flags, their help, and how they go together.
//!
//! Help lines are broken by hand and fit in 80 columns, so that they read the same everywhere.

mod check;
mod diagnose;
mod pipeline;
mod report;
mod simulate;

use clap::{Args, Parser, Subcommand};

use self::check::Check;
use self::diagnose::{Diagnose, Diff};
use self::report::Color;
use self::simulate::Simulate;
use super::args::{Command, ExplainArgs};
use super::{help, output};
use crate::problem::Problem;

/// Finds out why a Box app that uses the Client Credentials Grant gets no token
#[derive(Debug, Parser)]
#[command(name = "ccg-doctor", bin_name = "ccg-doctor", version = help::version(), after_help = help::COMMANDS)]
pub(super) struct Cli {
    #[command(subcommand)]
    pub(super) command: Typed,
}

/// A command as typed.
#[derive(Debug, Subcommand)]
pub(super) enum Typed {
    /// Ask Box for tokens; say what is wrong and how to fix it
    #[command(after_help = help::CHECK)]
    Check(Check),
    /// Run a simulated Box on this machine, for your own tests
    #[command(after_help = help::SIMULATE)]
    Simulate(Simulate),
    /// Diagnose a recording or a pasted error; sends nothing
    #[command(after_help = help::DIAGNOSE)]
    Diagnose(Diagnose),
    /// Show what changed between two recordings
    #[command(
        after_help = help::DIFF,
        mut_arg("format", |format| format.help(output::help_for_changes())),
        mut_arg("for_admin", |flag| flag.hide(true))
    )]
    Diff(Diff),
    /// Explain a cause, finding or reply in full, or list them all
    #[command(after_help = help::EXPLAIN)]
    Explain(Explain),
}

impl Typed {
    /// Turns what was typed into what it means.
    pub(super) fn understand(self) -> Result<Command, Problem> {
        match self {
            Self::Check(check) => check.understand().map(|args| Command::Check(Box::new(args))),
            Self::Diagnose(diagnose) => diagnose.understand().map(Command::Diagnose),
            Self::Diff(diff) => diff.understand().map(Command::Diff),
            Self::Simulate(simulate) => Ok(Command::Simulate(simulate.understand())),
            Self::Explain(explain) => explain.understand().map(Command::Explain),
        }
    }
}

#[derive(Debug, Args)]
pub(super) struct Explain {
    /// An ID, or a code or sentence of Box's; leave it out for the list
    #[arg(value_name = "ID|TEXT")]
    id: Option<String>,
    #[arg(
        long,
        value_name = "FORMAT",
        help_heading = "Output",
        help = output::help_for_entries()
    )]
    format: Option<String>,
    #[command(flatten)]
    color: Color,
}

impl Explain {
    fn understand(self) -> Result<ExplainArgs, Problem> {
        let format = output::settle_for_entries(self.format.as_deref())?;
        Ok(ExplainArgs { id: self.id, format, color: self.color.color })
    }
}
