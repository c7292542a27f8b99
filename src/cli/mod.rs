//! The command line: from what was typed to plain types, and to each room's own options.
//!
//! This room alone names clap, and nothing but `commands` imports it. It reads no environment variable, no file and no terminal; it
//! neither prints nor exits; and it knows no scenario and no catalogue entry, so those stay text. A secret has no way in: a flag that would carry one is
//! refused before clap sees the line, and no usage error repeats a value.

mod args;
mod duration;
mod expect;
mod flags;
mod help;
mod misread;
mod network;
mod numbered;
mod output;
mod pasted;
mod secret_flag;
mod simulation;
mod usage_error;

use std::ffi::OsString;

use clap::Parser;
use clap::error::ErrorKind;

use crate::formats::{Format, Reader};
use crate::origin::Origin;
use crate::problem::Problem;

pub(crate) use args::{
    CheckArgs, ColorChoice, Command, DiagnoseArgs, DiffArgs, Expect, ExpectedOf, ExplainArgs, Pasted, PastedReply,
    Reporting, SimulateArgs, Simulation, Told, Verbosity,
};
pub(crate) use numbered::named;
pub(crate) use output::{Destination, Output};

/// The commands' names.
const COMMANDS: [&str; 5] = ["check", "diagnose", "diff", "simulate", "explain"];

/// Reads the command line, the program's name included (as `std::env::args_os` gives it).
///
/// # Errors
///
/// A [`Problem`] for anything that cannot be run as typed: exit code 2. It names flags, and repeats no value.
pub(crate) fn parse(args: &[OsString]) -> Result<Command, Problem> {
    secret_flag::refuse(args)?;
    match flags::Cli::try_parse_from(args) {
        Ok(cli) => cli.command.understand().map_err(|problem| usage_error::with_help(problem, args)),
        Err(error) => match error.kind() {
            ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => Ok(Command::Print(error.render().to_string())),
            _ => Err(usage_error::from_clap(&error, args)),
        },
    }
}

/// The format that a program reads, where a command line asks for one on standard output, even if it cannot be parsed otherwise.
///
/// For the usage error itself: a program that asked for a report gets one, whatever happens.
#[must_use]
pub(crate) fn format_for_a_program(args: &[OsString]) -> Option<&'static Format> {
    let mut args = args.iter().skip(1).filter_map(|arg| arg.to_str()).take_while(|arg| *arg != "--");
    while let Some(arg) = args.next() {
        let value = match arg.strip_prefix("--format") {
            Some("") => args.next(),
            Some(rest) => rest.strip_prefix('='),
            None => None,
        };
        let output = value.and_then(|value| output::parse(value, Origin::flag(output::FLAG)).ok());
        if let Some(output) = output.filter(|output| output.is_stdout() && output.format.reader == Reader::Program) {
            return Some(output.format);
        }
    }
    None
}

/// The command that was typed, if it is one of ours.
#[must_use]
pub(crate) fn command_name(args: &[OsString]) -> Option<&'static str> {
    let typed = args.get(1).and_then(|arg| arg.to_str());
    COMMANDS.into_iter().find(|name| Some(*name) == typed)
}

#[cfg(test)]
mod tests;
