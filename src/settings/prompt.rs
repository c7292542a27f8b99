//! The hidden prompt for the secret.

use std::io::{self, IsTerminal as _};

/// Asks a person for the secret without showing it.
pub type Prompt = fn() -> io::Result<String>;

/// The prompt, if a person is there to answer it: standard input and standard error are both terminals.
#[must_use]
pub fn terminal_prompt() -> Option<Prompt> {
    (io::stdin().is_terminal() && io::stderr().is_terminal()).then_some(ask)
}

fn ask() -> io::Result<String> {
    rpassword::prompt_password("Box client secret (not shown): ")
}
