//! How the causes that are left relate, in words: which of them excludes which, which come together, why one is named first.

use std::collections::BTreeSet;

#[cfg(feature = "cli")]
use super::ProfileReport;
use super::{FindingKind, FindingReport, Shown};
use crate::diagnose::Status;

/// Whether two findings are told together: suspects, or what is ruled out, for one and the same reason.
pub(super) fn told_together(one: &FindingReport, other: &FindingReport) -> bool {
    (one.kind, one.status) == (other.kind, other.status)
        && one.kind == FindingKind::Cause
        && one.status != Status::Confirmed
        && one.evidence == other.evidence
}

/// Whether the cause is part of a smallest set that explains every reply.
pub(super) fn is_leading(cause: &str, diagnoses: &[Vec<Shown>]) -> bool {
    let smallest = diagnoses.iter().map(Vec::len).min();
    diagnoses.iter().any(|set| Some(set.len()) == smallest && set.iter().any(|id| &**id == cause))
}

/// Why the cause that is named first is, as a sentence without its end: "app-access-only stands because …". Nothing, where none is
/// named.
#[cfg(feature = "cli")]
pub(crate) fn why_first(profile: &ProfileReport) -> Option<String> {
    let first =
        profile.findings.iter().find(|finding| finding.kind == FindingKind::Cause && finding.status.is_named())?;
    let alone = profile.diagnoses.iter().any(|set| set.len() == 1 && set[0] == first.id);
    let why = match (first.status, alone) {
        (Status::Confirmed, true) => "stands because it explains every reply, and nothing else does",
        (Status::Confirmed, false) => "stands because no explanation of the replies does without it",
        (_, true) if profile.diagnoses.iter().filter(|set| set.len() == 1).count() > 1 => {
            "is named first of those that explain every reply by themselves"
        }
        (_, true) => "comes first because it alone explains every reply by itself",
        (_, false) => "comes first because the shortest explanation of the replies needs it",
    };
    Some(format!("{} {why}", first.id))
}

/// How the diagnoses that are left relate, where there is more than one and some take several causes.
pub(super) fn choice(diagnoses: &[Vec<Shown>]) -> Option<String> {
    let (alone, together): (Vec<&Vec<Shown>>, Vec<&Vec<Shown>>) =
        diagnoses.iter().filter(|set| !set.is_empty()).partition(|set| set.len() == 1);
    if together.is_empty() {
        return None;
    }
    let mut ways: Vec<String> = Vec::new();
    if !alone.is_empty() {
        ways.push(format!("{} alone", one_of(&alone.iter().map(|set| set[0].as_str()).collect())));
    }
    ways.push(match factors(&together) {
        Some(factors) => factors.iter().map(one_of).collect::<Vec<_>>().join(" and "),
        None => together.iter().map(|set| set.join(" and ")).collect::<Vec<_>>().join(", or "),
    });
    let either = if ways.len() > 1 { "Either " } else { "There are several faults: " };
    Some(format!("{either}{}.", ways.join(", or ")))
}

fn one_of(causes: &BTreeSet<&str>) -> String {
    let names: Vec<&str> = causes.iter().copied().collect();
    if let [only] = names[..] { only.to_owned() } else { format!("one of ({})", names.join(", ")) }
}

/// The sets whose product the diagnoses are: one of each is true.
///
/// Two causes stand for the same place if exchanging one for the other turns diagnoses into diagnoses.
fn factors<'d>(diagnoses: &[&'d Vec<Shown>]) -> Option<Vec<BTreeSet<&'d str>>> {
    let sets: BTreeSet<BTreeSet<&str>> = diagnoses.iter().map(|set| set.iter().map(Shown::as_str).collect()).collect();
    let first = sets.first()?;
    let factors: Vec<BTreeSet<&str>> = first
        .iter()
        .map(|place| {
            let others: BTreeSet<&str> = first.iter().copied().filter(|cause| cause != place).collect();
            sets.iter()
                .filter(|set| set.len() == first.len() && others.is_subset(set))
                .flat_map(|set| set.difference(&others).copied())
                .collect()
        })
        .collect();
    let product: usize = factors.iter().map(BTreeSet::len).product();
    let each_from_one = sets
        .iter()
        .all(|set| set.len() == factors.len() && factors.iter().all(|factor| factor.intersection(set).count() == 1));
    (each_from_one && product == sets.len()).then_some(factors)
}
