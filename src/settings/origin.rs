//! Where a value comes from.

use std::fmt;
use std::path::PathBuf;

/// A value and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sourced<T> {
    /// The value.
    pub value: T,
    /// Where it comes from.
    pub origin: Origin,
}

/// Where a value comes from. `Display` gives the words for a message: "flag `--user-id`".
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// The flag of this name.
    Flag(&'static str),
    /// The environment variable of this name.
    Environment(&'static str),
    /// A file.
    File {
        /// Its path, as given.
        path: PathBuf,
    },
    /// Standard input.
    Stdin,
    /// A hidden prompt on the terminal.
    Prompt,
    /// The operating system's own settings.
    System,
    /// Nobody: what holds where nothing is set.
    Default,
    /// The simulated Box.
    Simulated,
}

impl fmt::Display for Origin {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag(name) => write!(out, "flag `{name}`"),
            Self::Environment(name) => write!(out, "variable `{name}`"),
            Self::File { path } => write!(out, "file `{}`", path.display()),
            Self::Stdin => out.write_str("standard input"),
            Self::Prompt => out.write_str("prompt"),
            Self::System => out.write_str("the system's settings"),
            Self::Default => out.write_str("default"),
            Self::Simulated => out.write_str("simulated Box"),
        }
    }
}
