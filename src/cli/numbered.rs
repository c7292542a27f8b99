//! Flags that may be given several times: which of them a message is about.

use super::misread::Misread;
use crate::origin::Origin;
use crate::problem::Problem;

/// Reads each value of a flag; the error names which one is at fault, and repeats none.
pub(super) fn read_each<T, E: Into<Misread>>(
    flag: &str,
    values: &[String],
    read: impl Fn(&str, Origin) -> Result<T, E>,
) -> Result<Vec<T>, Problem> {
    let read = |(at, value): (usize, &String)| {
        let place = place(flag, at, values.len());
        read(value, place.clone()).map_err(|why| {
            let why: Misread = why.into();
            let problem = Problem::new(format!("{}: {why}", named(&place)));
            why.hint.into_iter().fold(problem, Problem::hint).at(place)
        })
    };
    values.iter().enumerate().map(read).collect()
}

/// The flag at this place, from 0, among so many of its name.
fn place(flag: &str, at: usize, of: usize) -> Origin {
    Origin::Flag { name: flag.to_owned(), which: (of > 1).then_some(at + 1) }
}

/// A flag as the start of a message names it: `--expect`, quoted, and which of several it is.
pub(crate) fn named(place: &Origin) -> String {
    match place {
        Origin::Flag { name, which: None } => format!("`{name}`"),
        Origin::Flag { name, which: Some(which) } => format!("`{name}` (number {which})"),
        other => other.to_string(),
    }
}
