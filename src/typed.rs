//! What was typed, as far as a message may repeat it: a secret may have been typed in the wrong place.
//!
//! One rule for every message: a value is repeated only where it cannot be a secret by its form, that is where it is short, a
//! name of ours or nearly one, or a path that exists. Nothing else is known of it, so nothing else can clear it.

use std::fs;
#[cfg(feature = "cli")]
use std::io;
use std::path::{Component, Path};

#[cfg(feature = "simulate")]
use strsim::normalized_damerau_levenshtein;

use crate::reply::printable::printable;

/// What is shorter than this many bytes is no secret of Box's, and no part of one that would help anybody.
const SHORT: usize = 8;
/// How much alike a word and a name of ours are, of 1, for the word to be a slip of the pen.
#[cfg(feature = "simulate")]
const ALIKE: f64 = 0.7;
/// Stands for what is not repeated.
pub(crate) const NOT_SHOWN: &str = "(not shown: it may be a secret)";

/// The word, where it may be repeated: lower case and `-`, and short or nearly one of these names.
#[cfg(feature = "simulate")]
pub(crate) fn word<'t>(typed: &'t str, names: &[&str]) -> Option<&'t str> {
    let is_word = !typed.is_empty() && typed.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
    let is_near = |name: &&str| name.starts_with(typed) || normalized_damerau_levenshtein(typed, name) >= ALIKE;
    (is_word && (typed.len() < SHORT || names.iter().any(is_near))).then_some(typed)
}

/// The path, quoted, as far as it may be repeated: whole where it exists or is short, else down to the last folder that exists.
pub(crate) fn path(path: &Path) -> String {
    let quoted = |path: &Path, rest: &str| format!("`{}{rest}`", printable(&path.display().to_string()));
    if path.as_os_str().len() < SHORT || exists(path) {
        return quoted(path, "");
    }
    let folder = path.ancestors().skip(1).find(|folder| exists(folder));
    match folder.filter(|folder| folder.components().any(|part| matches!(part, Component::Normal(_)))) {
        Some(folder) => quoted(folder, "/…"),
        None => NOT_SHOWN.to_owned(),
    }
}

/// What the operating system said of a file. A library's own words hold the path as well, so that of those the kind is told.
#[cfg(feature = "cli")]
pub(crate) fn said(error: &io::Error) -> String {
    if error.raw_os_error().is_some() { error.to_string() } else { error.kind().to_string() }
}

/// Whether there is such a file, a link that leads nowhere included.
fn exists(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(feature = "simulate")]
    #[test]
    fn a_word_is_repeated_where_it_is_short_or_nearly_a_name() {
        let names = ["check", "--enterprise-id", "user-tokens-disabled"];
        for (typed, shown) in [
            ("chekc", true),
            ("moon", true),
            ("user-token-disabled", true),
            ("user-tokens", true),
            ("onlylettersinthiscanary", false),
            ("s3cr3t", false),
            ("Moon", false),
            ("a b", false),
            ("", false),
        ] {
            assert_eq!(word(typed, &names), shown.then_some(typed), "{typed}");
        }
    }

    #[test]
    fn a_path_is_repeated_as_far_as_it_exists() {
        for (typed, shown) in [
            ("src/typed.rs", "`src/typed.rs`"),
            ("a.json", "`a.json`"),
            ("src/report/onlyletters", "`src/report/…`"),
            ("src/no/such/onlyletters", "`src/…`"),
            ("onlyletters/src", NOT_SHOWN),
            ("./onlyletters", NOT_SHOWN),
            ("/onlyletters", NOT_SHOWN),
            ("s3cr3tCanary/with+a=slash.json", NOT_SHOWN),
            ("https://onlyletters.example", NOT_SHOWN),
            ("", "``"),
        ] {
            assert_eq!(path(Path::new(typed)), shown, "{typed}");
        }
    }
}
