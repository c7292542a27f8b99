//! What was typed, as far as a message may repeat it: a secret may have been typed in the wrong place.
//!
//! One rule for every message: a value is repeated only where it cannot be a secret by its form, that is where it is short, a
//! name of ours or nearly one, or a path that exists. Nothing else is known of it, so nothing else can clear it.

use std::fs;
use std::path::{Component, Path};

#[cfg(feature = "simulate")]
use strsim::{damerau_levenshtein, jaro_winkler, normalized_damerau_levenshtein};

use crate::reply::printable::printable;

/// What is shorter than this many bytes is no secret of Box's, and no part of one that would help anybody.
const SHORT: usize = 8;
/// How much alike a word and a name of ours are, of 1, for the word to be a slip of the pen.
#[cfg(feature = "simulate")]
const ALIKE: f64 = 0.7;
/// How many names are offered for a mistyped one.
#[cfg(feature = "simulate")]
const MOST: usize = 3;
/// How much alike two names are, of 1, where one has a part more than the other: `manage_user` and `manage_app_users`.
#[cfg(feature = "simulate")]
const HAS_A_PART_MORE: f64 = 0.9;
/// What is longer is no name, in bytes.
#[cfg(feature = "simulate")]
const LONGEST_NAME: usize = 64;
/// Stands for what is not repeated.
pub(crate) const NOT_SHOWN: &str = "(not shown: it may be a secret)";

/// The word, where it may be repeated: lower case and `-`, and short or nearly one of these names.
#[cfg(feature = "simulate")]
pub(crate) fn word<'t>(typed: &'t str, names: &[&str]) -> Option<&'t str> {
    let is_word = !typed.is_empty() && typed.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
    let is_near = |name: &&str| name.starts_with(typed) || normalized_damerau_levenshtein(typed, name) >= ALIKE;
    (is_word && (typed.len() < SHORT || names.iter().any(is_near))).then_some(typed)
}

/// A hint that names what was probably meant, if anything is near. It repeats nothing that was typed.
#[cfg(feature = "simulate")]
pub(crate) fn near(typed: &str, names: &[&str]) -> Option<String> {
    if typed.len() > LONGEST_NAME {
        return None;
    }
    let typed = typed.to_lowercase();
    // A third of the letters may be wrong.
    let allowed = (typed.chars().count() / 3).max(1);
    let measured = names.iter().map(|name| (damerau_levenshtein(&typed, name), *name));
    let mut near: Vec<(usize, &str)> = measured.clone().filter(|(distance, _)| *distance <= allowed).collect();
    if near.is_empty() {
        near = measured.filter(|(_, name)| jaro_winkler(&typed, name) >= HAS_A_PART_MORE).collect();
    }
    near.sort_unstable();
    near.dedup();
    // Beside what is nearly right, what is only like it is no help.
    let nearest = near.first().map_or(0, |(distance, _)| *distance);
    near.retain(|(distance, _)| *distance <= nearest + 1);
    let near: Vec<String> = near.iter().take(MOST).map(|(_, name)| format!("`{name}`")).collect();
    let (last, others) = near.split_last()?;
    Some(if others.is_empty() {
        format!("did you mean {last}?")
    } else {
        format!("did you mean {} or {last}?", others.join(", "))
    })
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

    #[cfg(feature = "simulate")]
    #[test]
    fn what_is_near_is_named() {
        let names = ["user-inactive", "user-id-wrong", "app-access-only", "manage_groups", "manage_app_users"];
        for (typed, expected) in [
            ("user-inactiv", Some("did you mean `user-inactive`?")),
            ("app-acess-only", Some("did you mean `app-access-only`?")),
            ("APP-ACCESS-ONLY", Some("did you mean `app-access-only`?")),
            ("manage_user", Some("did you mean `manage_app_users` or `manage_groups`?")),
            ("moon", None),
            ("", None),
        ] {
            assert_eq!(near(typed, &names).as_deref(), expected, "{typed}");
        }
        assert_eq!(near(&"user-inactive".repeat(1000), &names), None);
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
