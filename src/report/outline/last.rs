//! The last line: the verdict and the ids alone, for those who see only a log's end.

use super::{Named, ids};
use crate::diagnose::Verdict;
use crate::report::ProfileReport;

/// How many suspects are named.
const SUSPECTS: usize = 2;

/// The verdict, and what is behind it: every certain cause, else the first suspects.
#[must_use]
pub fn last_line(profile: &ProfileReport) -> String {
    let verdict = profile.verdict.id();
    if profile.verdict == Verdict::Healthy {
        return match (&profile.simulated, profile.as_reported) {
            (Some(_), _) => format!("{verdict} (simulated: this says nothing about a real app)"),
            (None, true) => format!("{verdict} (as reported: nothing was sent)"),
            (None, false) => verdict.to_owned(),
        };
    }
    let named = Named::of(profile);
    let what = if named.is_open() {
        let suspects = ids(named.suspected.iter().copied());
        let (first, others) = suspects.split_at(suspects.len().min(SUSPECTS));
        match (first, others.len()) {
            ([one, two], 0) => format!("{one} or {two}"),
            (first, 0) => first.join(", "),
            (first, 1) => format!("{} or 1 other", first.join(", ")),
            (first, many) => format!("{} or {many} others", first.join(", ")),
        }
    } else {
        ids(named.certain().iter().chain(&named.warnings).copied()).join(", ")
    };
    let simulated = profile.simulated.as_ref().map_or("", |_| " (simulated)");
    let what = if what.is_empty() { what } else { format!(": {what}") };
    format!("{verdict}{what}{simulated}")
}
