//! Refuses a secret on the command line, where other users, the shell's history and a pipeline's log can read it.
//!
//! This looks at the raw line before clap does: whatever else is wrong with the line, no message of clap's is made from it.

use std::ffi::OsString;

use super::usage_error::refusal;
use crate::problem::Problem;

/// The flags whose name speaks of a secret and which carry none.
const HARMLESS: [&str; 2] = ["--client-secret-file", "--client-secret-stdin"];

/// Refuses a line with a flag that would carry a secret, under any spelling: `--client-secret`, `--secret=…`,
/// `--client_secret`, `-client-secret`, `--client-secrets`.
pub(super) fn refuse(args: &[OsString]) -> Result<(), Problem> {
    if args.iter().skip(1).any(carries_secret) {
        return Err(refusal(
            "the secret is never taken from the command line, where others can read it",
            "set `BOX_CLIENT_SECRET`, or use `--client-secret-file PATH` or \
             `--client-secret-stdin`; on a terminal, leave them out to be asked for it",
        ));
    }
    Ok(())
}

fn carries_secret(arg: &OsString) -> bool {
    let arg = arg.to_string_lossy();
    let name = arg.split('=').next().unwrap_or_default();
    arg.starts_with('-') && !HARMLESS.contains(&name) && name.to_ascii_lowercase().contains("secret")
}
