//! Which reports go where, as typed: the same flags for each command that reports.

use clap::Args;

use crate::cli::args::{ColorChoice, Reporting, Verbosity};
use crate::cli::misread::{Misread, word};
use crate::cli::output;
use crate::cli::usage_error::refusal;
use crate::problem::Problem;

/// Which reports go where, as typed.
#[derive(Debug, Args)]
pub(super) struct Report {
    #[arg(
        long,
        value_name = "FORMAT[=FILE]",
        help_heading = "Output",
        help = output::help()
    )]
    format: Vec<String>,
    #[arg(
        long,
        help_heading = "Output",
        help = "Print only what the Box admin must do, as a\nmessage to send: short for `--format for-admin`"
    )]
    for_admin: bool,
    #[arg(
        short,
        long,
        action = clap::ArgAction::Count,
        help_heading = "Output",
        help = "Show the evidence, what is ruled out, and each\nrequest; -vv adds the replies, redacted"
    )]
    verbose: u8,
    /// Print the last line alone, and no progress
    #[arg(short, long, help_heading = "Output")]
    quiet: bool,
    /// Print nothing but ASCII
    #[arg(long, help_heading = "Output")]
    ascii: bool,
    #[command(flatten)]
    color: Color,
}

impl Report {
    pub(super) fn understand(self) -> Result<Reporting, Problem> {
        if self.quiet && self.verbose > 0 {
            return Err(refusal("`--quiet` cannot be used with `--verbose`", "leave one of them out"));
        }
        let verbosity = match (self.quiet, self.verbose) {
            (true, _) => Verbosity::Quiet,
            (false, 0) => Verbosity::Normal,
            (false, 1) => Verbosity::Verbose,
            (false, _) => Verbosity::Wire,
        };
        let outputs = output::settle(&self.format, self.for_admin)?;
        let (color, ascii) = (self.color.color, self.ascii);
        Ok(Reporting { outputs, anchor: None, summary: false, verbosity, color, ascii })
    }
}

#[derive(Debug, Args)]
pub(super) struct Color {
    /// `auto`, `always` or `never` [default: auto]
    #[arg(
        long,
        value_name = "WHEN",
        default_value = "auto",
        hide_default_value = true,
        value_parser = when,
        help_heading = "Output"
    )]
    pub(super) color: ColorChoice,
}

/// Reads when to colour.
fn when(text: &str) -> Result<ColorChoice, Misread> {
    word(text, &[("auto", ColorChoice::Auto), ("always", ColorChoice::Always), ("never", ColorChoice::Never)])
}
