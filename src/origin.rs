//! Where a value comes from, kept as a value from its source to the report.

use std::fmt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A value and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sourced<T> {
    /// The value.
    pub value: T,
    /// Where it comes from.
    pub origin: Origin,
}

/// Where a value comes from. `Display` gives the words for a message: "flag `--user-id`".
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
#[non_exhaustive]
pub enum Origin {
    /// A flag of the command line.
    Flag {
        /// Its name, as `--user-id`.
        name: String,
        /// Which of several of this name it is, from 1; nothing where it may be given once.
        #[serde(default, skip_serializing_if = "Option::is_none")]
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
        #[serde(serialize_with = "as_text")]
        path: PathBuf,
        /// The line in it, from 1.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        line: Option<u32>,
        /// The column in that line, in characters from 1.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        column: Option<u32>,
        /// The key that holds the value, as `profiles.prod.client_id`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
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

/// A path that is not text is written as far as it is.
fn as_text<S: Serializer>(path: &Path, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&path.to_string_lossy())
}

/// Reads the origins of settings as a recording has them; older ones have words in an origin's place.
pub(crate) fn recorded<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<(String, Origin)>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Recorded {
        Words(String),
        Value(Origin),
    }
    let origins = Vec::<(String, Recorded)>::deserialize(deserializer)?;
    let origin = |recorded| match recorded {
        Recorded::Words(words) => Origin::Told { words },
        Recorded::Value(origin) => origin,
    };
    Ok(origins.into_iter().map(|(name, recorded)| (name, origin(recorded))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_read_as_it_was_written_and_words_stay_words() {
        let file = Origin::File {
            path: "ccg-doctor.toml".into(),
            line: Some(3),
            column: Some(9),
            key: Some("profiles.prod.client_id".to_owned()),
        };
        let origins = [
            ("a", Origin::flag("--user-id"), "flag `--user-id`"),
            ("b", Origin::Flag { name: "--expect".to_owned(), which: Some(2) }, "flag `--expect` (number 2)"),
            ("c", Origin::variable("BOX_USER_ID"), "variable `BOX_USER_ID`"),
            ("d", file, "file `ccg-doctor.toml:3:9`"),
            ("e", Origin::Prompt, "prompt"),
            ("f", Origin::Told { words: "the moon".to_owned() }, "the moon"),
        ];
        for (name, origin, words) in origins {
            assert_eq!(origin.to_string(), words);
            let written = serde_json::to_string(&[(name, &origin)]).expect("JSON");
            let read = recorded(&mut serde_json::Deserializer::from_str(&written)).expect("origins");
            assert_eq!(read, [(name.to_owned(), origin)]);
            let older = serde_json::json!([[name, words]]);
            assert_eq!(recorded(older).expect("words"), [(name.to_owned(), Origin::Told { words: words.to_owned() })]);
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_path_that_is_not_text_can_be_recorded() {
        use std::os::unix::ffi::OsStringExt as _;
        let path = std::ffi::OsString::from_vec(b"secret-\xff".to_vec());
        let written = serde_json::to_string(&Origin::file(path)).expect("JSON");
        assert!(written.contains("secret-\u{fffd}"), "{written}");
    }
}
