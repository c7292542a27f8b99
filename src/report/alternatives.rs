//! How the causes that are left relate: which are told together, and which are two faults at once.

use std::collections::BTreeSet;

use super::{FindingKind, FindingReport};
use crate::diagnose::Status;

/// Whether two findings are told together: suspects, or what is ruled out, for one and the same reason.
pub(super) fn told_together(one: &FindingReport, other: &FindingReport) -> bool {
    (one.kind, one.status) == (other.kind, other.status)
        && one.kind == FindingKind::Cause
        && one.status != Status::Confirmed
        && one.evidence == other.evidence
}

/// The sets whose product the diagnoses are: one of each is true.
///
/// Two causes stand for the same place if exchanging one for the other turns diagnoses into diagnoses.
pub(super) fn factors<'d>(diagnoses: &[&Vec<&'d str>]) -> Option<Vec<BTreeSet<&'d str>>> {
    let sets: BTreeSet<BTreeSet<&str>> = diagnoses.iter().map(|set| set.iter().copied().collect()).collect();
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
