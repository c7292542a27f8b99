//! Whose token was asked for: the subject that a text shows.

use crate::pasted::text::readings;

/// Whose a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Owner {
    /// The Service Account.
    Enterprise,
    /// A user.
    User,
}

/// Whose token was asked for, where the text says one subject alone: in a form, in JSON, or in code.
pub(super) fn owner(text: &str) -> Option<Owner> {
    const NAMES: [&str; 2] = ["box_subject_type", "boxsubjecttype"];
    let mut seen = Vec::new();
    for reading in readings(text) {
        let lower = reading.to_ascii_lowercase();
        for (at, name) in NAMES.iter().flat_map(|name| lower.match_indices(name)) {
            let rest = lower[at + name.len()..].trim_start_matches([' ', '"', '\'', ':', '=', '>', ',', '\\', '\n']);
            match rest.split(|char: char| !char.is_ascii_alphabetic()).next() {
                Some("enterprise") => seen.push(Owner::Enterprise),
                Some("user") => seen.push(Owner::User),
                _ => {}
            }
        }
    }
    match seen.split_first() {
        Some((first, rest)) if rest.iter().all(|other| other == first) => Some(*first),
        _ => None,
    }
}
