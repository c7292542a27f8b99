//! The names that a mistyped one is near to.

use strsim::{damerau_levenshtein, jaro_winkler};

/// How many are named.
const MOST: usize = 3;
/// How much alike two names are, of 1, where one has a part more than the other: `manage_user` and `manage_app_users`.
const ALIKE: f64 = 0.9;
/// What is longer is no name, in bytes.
const LONGEST: usize = 64;

/// A hint that names what was probably meant, if anything is near. It repeats nothing that was typed.
pub(super) fn near(typed: &str, names: &[&str]) -> Option<String> {
    if typed.len() > LONGEST {
        return None;
    }
    let typed = typed.to_lowercase();
    // A third of the letters may be wrong.
    let allowed = (typed.chars().count() / 3).max(1);
    let measured = names.iter().map(|name| (damerau_levenshtein(&typed, name), *name));
    let mut near: Vec<(usize, &str)> = measured.clone().filter(|(distance, _)| *distance <= allowed).collect();
    if near.is_empty() {
        near = measured.filter(|(_, name)| jaro_winkler(&typed, name) >= ALIKE).collect();
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

#[cfg(test)]
mod tests {
    use super::*;

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
}
