//! Why something could not be done, as a value: what was seen, what to do about it, and where.
//!
//! Each room has errors of its own; whoever prints one turns it into a [`Problem`] first, so that a message, its hints and its
//! place are told apart in every format. How they are laid out is the printer's business: no text here holds a line of another.

use std::fmt;

use crate::origin::Origin;

/// Why something could not be done. Its texts are safe to print and to log.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Problem {
    /// What was seen and what was expected: lower case, no trailing period, the flag, variable or file named.
    pub message: String,
    /// What to do about it, each a sentence of its own.
    pub hints: Vec<String>,
    /// The same place as a value, where the message is about one.
    pub place: Option<Origin>,
}

impl Problem {
    /// A problem that nothing more is known of.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), ..Self::default() }
    }

    /// The same, with something to do about it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// The same, at a place.
    #[must_use]
    pub fn at(mut self, place: Origin) -> Self {
        self.place = Some(place);
        self
    }
}

/// A problem that nothing more is known of.
impl From<String> for Problem {
    fn from(message: String) -> Self {
        Self::new(message)
    }
}

/// A problem that nothing more is known of.
impl From<&str> for Problem {
    fn from(message: &str) -> Self {
        Self::new(message)
    }
}

/// The message alone: hints are for whoever lays them out.
impl fmt::Display for Problem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.message)
    }
}

impl std::error::Error for Problem {}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::{Path, PathBuf};

    fn sources(folder: &Path) -> Vec<PathBuf> {
        let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
        let each = |path: PathBuf| if path.is_dir() { sources(&path) } else { vec![path] };
        entries.flat_map(each).filter(|path| path.extension().is_some_and(|end| end == "rs")).collect()
    }

    #[test]
    fn no_string_holds_a_line_end_and_a_hint() {
        let (escaped, begun) = (["\\n", "hint:"].concat(), "hint:");
        let all = sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
        assert!(all.len() > 100, "{all:?}");
        for path in all {
            let text = fs::read_to_string(&path).expect("text");
            let at = text.lines().position(|line| line.contains(&escaped) || line.trim_start().starts_with(begun));
            assert_eq!(at.map(|line| line + 1), None, "{}", path.display());
        }
    }
}
