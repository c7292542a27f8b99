//! Where a value comes from, kept as a value from its source to the report.

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
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Origin {
    /// A flag of the command line.
    Flag {
        /// Its name, as `--user-id`.
        name: String,
        /// Which of several of this name it is, from 1; nothing where it may be given once.
        which: Option<usize>,
    },
    /// An environment variable.
    Variable {
        /// Its name.
        name: String,
    },
    /// A file.
    File {
        /// Its path, as given.
        path: PathBuf,
        /// The line in it, from 1.
        line: Option<u32>,
        /// The column in that line, in characters from 1.
        column: Option<u32>,
        /// The key that holds the value, as `profiles.prod.client_id`.
        key: Option<String>,
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
    /// Somewhere that is known by its words alone, as from an older recording.
    Told {
        /// The words.
        words: String,
    },
}

impl Origin {
    /// The flag of this name, which may be given once.
    #[must_use]
    pub fn flag(name: &str) -> Self {
        Self::Flag { name: name.to_owned(), which: None }
    }

    /// The environment variable of this name.
    #[must_use]
    pub fn variable(name: &str) -> Self {
        Self::Variable { name: name.to_owned() }
    }

    /// A file as a whole.
    pub fn file(path: impl Into<PathBuf>) -> Self {
        Self::File { path: path.into(), line: None, column: None, key: None }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag { name, which: None } => write!(out, "flag `{name}`"),
            Self::Flag { name, which: Some(which) } => write!(out, "flag `{name}` (number {which})"),
            Self::Variable { name } => write!(out, "variable `{name}`"),
            Self::File { path, line, column, .. } => {
                write!(out, "file `{}", path.display())?;
                let place = [line, column].into_iter().map_while(Option::as_ref);
                place.into_iter().try_for_each(|number| write!(out, ":{number}"))?;
                out.write_str("`")
            }
            Self::Stdin => out.write_str("standard input"),
            Self::Prompt => out.write_str("prompt"),
            Self::System => out.write_str("the system's settings"),
            Self::Default => out.write_str("default"),
            Self::Simulated => out.write_str("simulated Box"),
            Self::Told { words } => out.write_str(words),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_told_in_words() {
        let file = |line, column| Origin::File { path: "ccg-doctor.toml".into(), line, column, key: None };
        for (origin, words) in [
            (Origin::flag("--user-id"), "flag `--user-id`"),
            (Origin::Flag { name: "--expect".to_owned(), which: Some(2) }, "flag `--expect` (number 2)"),
            (Origin::variable("BOX_USER_ID"), "variable `BOX_USER_ID`"),
            (file(Some(3), Some(9)), "file `ccg-doctor.toml:3:9`"),
            (file(None, None), "file `ccg-doctor.toml`"),
            (Origin::Prompt, "prompt"),
            (Origin::Told { words: "the moon".to_owned() }, "the moon"),
        ] {
            assert_eq!(origin.to_string(), words);
        }
    }
}
