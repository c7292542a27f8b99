//! One function for each command: ties the rooms to standard streams, signals and files.
//!
//! Results go to standard output, problems and their hints to standard error. Every function returns the exit code; none exits.

mod check;
mod diagnose;
mod expectations;
mod explain;
mod ground;
mod heartbeat;
mod output;
mod places;
mod signals;
mod simulate;
mod streams;
mod summary;
mod target;
mod terminal;

use std::ffi::OsString;
use std::time::SystemTime;

use crate::catalogue::Catalogue;
use crate::cli::{self, Command, Reporting, Verbosity};
use crate::diagnose::Verdict;
use crate::origin::Origin;
use crate::problem::Problem;
use crate::report::ProfileReport;

use output::{report_error, write_problem, write_stdout};

/// Everything asked for was done, and all is well.
const OK: u8 = 0;
/// Some profile is misconfigured.
const MISCONFIGURED: u8 = 1;
/// Usage or settings: nothing was sent.
const USAGE: u8 = 2;
/// No verdict could be reached, or the report could not be written.
const INCONCLUSIVE: u8 = 3;

/// Why a command came to no result, and what it exits with.
struct Stopped {
    /// At least one.
    problems: Vec<Problem>,
    exit_code: u8,
}

impl Stopped {
    fn new(exit_code: u8, problem: impl Into<Problem>) -> Self {
        Self { problems: vec![problem.into()], exit_code }
    }

    /// Stopped by what was typed or set, before anything was sent.
    fn usage(problem: impl Into<Problem>) -> Self {
        Self::new(USAGE, problem)
    }
}

/// Runs the command line, the program's name included, and returns its exit code.
pub(crate) fn run(args: &[OsString]) -> u8 {
    hush_panics();
    signals::outlive_full_files();
    match cli::parse(args) {
        Ok(command) => {
            terminal::settle_colour(command.color());
            run_command(&command)
        }
        Err(problem) => refuse(problem, args),
    }
}

/// Lets a panic say where it was and nothing else: its message could quote what must not be shown.
fn hush_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map_or_else(|| "an unknown place".to_owned(), ToString::to_string);
        let problem = Problem::new(format!("internal error at {place}"));
        write_problem(&problem.hint("please report it, with the flags you used"), Verbosity::Normal);
    }));
}

/// Runs a command and returns its exit code; a fault of this program is no verdict, and a report that was asked for says so.
fn run_command(command: &Command) -> u8 {
    let started = SystemTime::now();
    std::panic::catch_unwind(|| dispatch(command)).unwrap_or_else(|_| {
        if let Some((name, reporting)) = command.reporting() {
            let stopped = Stopped::new(INCONCLUSIVE, Problem::new("an internal error stopped it"));
            output::refuse(name, reporting, started, &stopped);
        }
        INCONCLUSIVE
    })
}

fn dispatch(command: &Command) -> u8 {
    if let Command::Print(text) = command {
        return write_stdout(|out| out.write_all(text.as_bytes())).map_or(INCONCLUSIVE, |()| OK);
    }
    let catalogue = match Catalogue::embedded() {
        Ok(catalogue) => catalogue,
        Err(error) => {
            write_problem(&Problem::new(format!("the built-in catalogue is broken: {error}")), Verbosity::Normal);
            return INCONCLUSIVE;
        }
    };
    if let (Err(refused), Some((name, reporting))) = (places::try_each(command), command.reporting()) {
        let reporting = Reporting { outputs: refused.outputs, ..reporting.clone() };
        let stopped = Stopped { problems: refused.problems, exit_code: USAGE };
        return output::refuse(name, &reporting, SystemTime::now(), &stopped);
    }
    match command {
        Command::Check(args) => check::run(&catalogue, args),
        Command::Diagnose(args) => diagnose::run(&catalogue, args),
        Command::Diff(args) => diagnose::diff(&catalogue, args),
        Command::Simulate(args) => simulate::run(&catalogue, args),
        Command::Explain(args) => explain::run(&catalogue, args),
        Command::Print(_) => OK,
    }
}

/// Reports a command line that cannot be run as typed.
fn refuse(usage: Problem, args: &[OsString]) -> u8 {
    write_problem(&usage, Verbosity::Normal);
    if let Some(format) = cli::format_for_a_program(args) {
        report_error(format, cli::command_name(args), SystemTime::now(), &Stopped::usage(usage));
    }
    USAGE
}

/// What the verdicts of all profiles come to.
fn exit_code(profiles: &[ProfileReport]) -> u8 {
    let any = |verdict| profiles.iter().any(|profile| profile.verdict == verdict);
    if any(Verdict::Misconfigured) {
        MISCONFIGURED
    } else if any(Verdict::Inconclusive) || profiles.is_empty() {
        INCONCLUSIVE
    } else {
        OK
    }
}

/// A problem with what one flag says; the message names the flag, and which of several.
fn of_flag(place: &Origin, problem: impl Into<Problem>) -> Problem {
    let problem = problem.into();
    Problem { message: format!("{}: {}", cli::named(place), problem.message), ..problem }.at(place.clone())
}
