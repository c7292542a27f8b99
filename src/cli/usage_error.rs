//! A command line that cannot be run as typed, in words that repeat no value.
//!
//! clap's own messages quote what was typed, and a secret pasted in the wrong place would be quoted with it. So only the kind
//! of an error and the names of known flags are taken from clap.

use std::error::Error as _;
use std::ffi::OsString;

use clap::CommandFactory as _;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::flags::Cli;
use super::misread::Misread;
use super::{COMMANDS, command_name};
use crate::origin::Origin;
use crate::problem::Problem;
use crate::typed::{self, NOT_SHOWN};

/// A command line that cannot be run as typed, and what to do about it.
pub(super) fn refusal(message: impl Into<String>, hint: impl Into<String>) -> Problem {
    Problem::new(message).hint(hint)
}

/// Rewords an error of clap's.
pub(super) fn from_clap(error: &clap::Error, args: &[OsString]) -> Problem {
    let problem = Problem::new(message(error, args));
    let problem = match text(error, ContextKind::InvalidArg).and_then(flag_name) {
        Some(flag) if error.kind() != ErrorKind::UnknownArgument => problem.at(Origin::flag(flag)),
        _ => problem,
    };
    let meant = suggestion(error).map(|suggestion| format!("did you mean `{suggestion}`?"));
    let nearest = || error.source().and_then(|source| source.downcast_ref::<Misread>()?.hint.clone());
    match meant.or_else(nearest) {
        Some(hint) => problem.hint(hint),
        None => with_help(with_usage(problem, error, args), args),
    }
}

/// The problem, with the usage where arguments are missing or too many.
fn with_usage(problem: Problem, error: &clap::Error, args: &[OsString]) -> Problem {
    let is_about_arguments = matches!(error.kind(), ErrorKind::MissingRequiredArgument | ErrorKind::UnknownArgument);
    match command_name(args).filter(|_| is_about_arguments).and_then(|name| Some((name, usage(name)?))) {
        Some((name, usage)) => problem.hint(format!("usage: `{usage}`; see `ccg-doctor {name} --help`")),
        None => problem,
    }
}

/// The problem, which says where help is if it says nothing else of what to do.
pub(super) fn with_help(problem: Problem, args: &[OsString]) -> Problem {
    if !problem.hints.is_empty() {
        return problem;
    }
    if let Some(name) = command_name(args) {
        return problem.hint(format!("see `ccg-doctor {name} --help`"));
    }
    problem.hint(match args.get(1).and_then(|arg| arg.to_str()) {
        Some(flag) if flag.starts_with('-') => "the command comes first, such as `ccg-doctor check`".to_owned(),
        _ => "try `ccg-doctor check --simulate app-access-only`, which needs no \
              settings, or `ccg-doctor --help`"
            .to_owned(),
    })
}

fn message(error: &clap::Error, args: &[OsString]) -> String {
    let flag = text(error, ContextKind::InvalidArg).and_then(flag_name).unwrap_or("argument");
    match error.kind() {
        ErrorKind::UnknownArgument => {
            match text(error, ContextKind::InvalidArg).map(|typed| unknown_flag(error, typed)) {
                Some(Some(name)) => format!("unknown flag `--{name}`"),
                _ => too_many(error, args),
            }
        }
        ErrorKind::InvalidSubcommand => {
            let typed = text(error, ContextKind::InvalidSubcommand).unwrap_or_default();
            match typed::word(typed, &COMMANDS) {
                Some(name) => format!("unknown command `{name}`"),
                None => format!("unknown command {NOT_SHOWN}"),
            }
        }
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            "no command given".to_owned()
        }
        ErrorKind::InvalidValue => format!("`{flag}` needs a value"),
        ErrorKind::ValueValidation => match error.source() {
            Some(source) => format!("`{flag}`: {source}"),
            None => format!("`{flag}`: value not understood"),
        },
        ErrorKind::TooManyValues => format!("`{flag}` takes no value"),
        ErrorKind::ArgumentConflict => format!("`{flag}` is given more than once"),
        ErrorKind::MissingRequiredArgument => missing(error, args),
        ErrorKind::InvalidUtf8 => "an argument is not valid UTF-8".to_owned(),
        _ => "the command line is not understood".to_owned(),
    }
}

/// What each command takes beside its flags.
const TAKES: [(&str, &str); 5] = [
    ("check", "no argument beside its flags"),
    ("diagnose", "one argument beside its flags; put a text with blanks in quotes"),
    ("diff", "two recordings, `BEFORE` and `AFTER`"),
    ("simulate", "no argument beside its flags"),
    ("explain", "one ID or text; put a text with blanks in quotes"),
];

/// What the command that was typed takes, as a sentence.
fn takes(args: &[OsString]) -> Option<String> {
    let name = command_name(args)?;
    let (_, what) = TAKES.iter().find(|(command, _)| *command == name)?;
    Some(format!("`{name}` takes {what}"))
}

fn too_many(error: &clap::Error, args: &[OsString]) -> String {
    let is_flag = text(error, ContextKind::InvalidArg).is_none_or(|typed| typed.starts_with('-'));
    match takes(args).filter(|_| !is_flag) {
        Some(takes) => format!("unexpected argument {NOT_SHOWN}: {takes}"),
        None => format!("unexpected argument {NOT_SHOWN}"),
    }
}

/// Which arguments are missing, by the names that the usage has for them.
fn missing(error: &clap::Error, args: &[OsString]) -> String {
    let names = match error.get(ContextKind::InvalidArg) {
        Some(ContextValue::Strings(names)) => names.as_slice(),
        _ => &[],
    };
    let names: Vec<String> = names.iter().map(|name| format!("`{}`", name.trim_matches(['<', '>']))).collect();
    let takes = takes(args).unwrap_or_else(|| "more arguments are needed".to_owned());
    format!("{takes}; not given: {}", names.join(" and "))
}

/// How a command is typed, without what this one holds: `ccg-doctor diff [OPTIONS] <BEFORE> <AFTER>`.
fn usage(name: &str) -> Option<String> {
    let mut cli = Cli::command();
    cli.build();
    let usage = cli.find_subcommand_mut(name)?.render_usage().to_string();
    Some(usage.trim_start_matches("Usage: ").to_owned())
}

/// The flag or command that clap takes the unknown one for; a name of ours, never what was typed.
fn suggestion(error: &clap::Error) -> Option<&str> {
    text(error, ContextKind::SuggestedArg).or_else(|| match error.get(ContextKind::SuggestedSubcommand) {
        Some(ContextValue::Strings(names)) => names.first().map(String::as_str),
        _ => None,
    })
}

fn text(error: &clap::Error, kind: ContextKind) -> Option<&str> {
    match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text),
        _ => None,
    }
}

/// The name of a flag of ours out of `--name`, `--name <VALUE>`, `--name=value` or `--name...`.
fn flag_name(text: &str) -> Option<&str> {
    let name = text.split([' ', '=', '.']).next()?;
    let is_name = |name: &str| name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
    name.strip_prefix("--").filter(|name| is_name(name)).map(|_| name)
}

/// The name of a flag that is none of ours, as far as it may be repeated.
fn unknown_flag<'e>(error: &'e clap::Error, typed: &'e str) -> Option<&'e str> {
    let name = typed.strip_prefix("--")?.split([' ', '=']).next()?;
    let near = suggestion(error).and_then(|near| near.strip_prefix("--"));
    typed::word(name, near.as_slice())
}
