//! A command line that cannot be run as typed, in words that repeat no value.
//!
//! clap's own messages quote what was typed, and a secret pasted in the wrong place would be quoted with it. So only the kind
//! of an error and the names of known flags are taken from clap.

use std::error::Error as _;
use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::COMMANDS;
use super::misread::Misread;
use crate::origin::Origin;
use crate::problem::Problem;
use crate::typed::{self, NOT_SHOWN};

/// A command line that cannot be run as typed, and what to do about it.
pub(super) fn refusal(message: impl Into<String>, hint: impl Into<String>) -> Problem {
    Problem::new(message).hint(hint)
}

/// Rewords an error of clap's.
pub(super) fn from_clap(error: &clap::Error, args: &[OsString]) -> Problem {
    let problem = Problem::new(message(error));
    let problem = match text(error, ContextKind::InvalidArg).and_then(flag_name) {
        Some(flag) if error.kind() != ErrorKind::UnknownArgument => problem.at(Origin::flag(flag)),
        _ => problem,
    };
    let meant = suggestion(error).map(|suggestion| format!("did you mean `{suggestion}`?"));
    let nearest = || error.source().and_then(|source| source.downcast_ref::<Misread>()?.hint.clone());
    match meant.or_else(nearest) {
        Some(hint) => problem.hint(hint),
        None => with_help(problem, args),
    }
}

/// The problem, which says where help is if it says nothing else of what to do.
pub(super) fn with_help(problem: Problem, args: &[OsString]) -> Problem {
    if !problem.hints.is_empty() {
        return problem;
    }
    problem.hint(match args.get(1).and_then(|arg| arg.to_str()) {
        Some(name) if COMMANDS.contains(&name) => format!("see `ccg-doctor {name} --help`"),
        Some(flag) if flag.starts_with('-') => "the command comes first, such as `ccg-doctor check`".to_owned(),
        _ => "try `ccg-doctor check --simulate app-access-only`, which needs no \
              settings, or `ccg-doctor --help`"
            .to_owned(),
    })
}

fn message(error: &clap::Error) -> String {
    let flag = text(error, ContextKind::InvalidArg).and_then(flag_name).unwrap_or("argument");
    match error.kind() {
        ErrorKind::UnknownArgument => {
            match text(error, ContextKind::InvalidArg).map(|typed| unknown_flag(error, typed)) {
                Some(Some(name)) => format!("unknown flag `--{name}`"),
                _ => format!("unexpected argument {NOT_SHOWN}"),
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
        ErrorKind::InvalidUtf8 => "an argument is not valid UTF-8".to_owned(),
        _ => "the command line is not understood".to_owned(),
    }
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

/// The name of a flag of ours out of `--name`, `--name <VALUE>` or `--name=value`.
fn flag_name(text: &str) -> Option<&str> {
    let name = text.split([' ', '=']).next()?;
    let is_name = |name: &str| name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
    name.strip_prefix("--").filter(|name| is_name(name)).map(|_| name)
}

/// The name of a flag that is none of ours, as far as it may be repeated.
fn unknown_flag<'e>(error: &'e clap::Error, typed: &'e str) -> Option<&'e str> {
    let name = typed.strip_prefix("--")?.split([' ', '=']).next()?;
    let near = suggestion(error).and_then(|near| near.strip_prefix("--"));
    typed::word(name, near.as_slice())
}
