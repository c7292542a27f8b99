//! The hidden prompt for the secret.

use std::io;

/// Asks a person for the secret without showing it.
pub type Prompt = fn() -> io::Result<String>;

/// The program's prompt, if a person is there to answer it: standard input and standard error are both terminals.
#[cfg(feature = "cli")]
pub(crate) fn terminal_prompt() -> Option<Prompt> {
    use std::io::IsTerminal as _;

    let ask = || rpassword::prompt_password("Box client secret (not shown): ");
    (io::stdin().is_terminal() && io::stderr().is_terminal()).then_some(ask)
}
