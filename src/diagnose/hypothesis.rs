//! Hypotheses: sets of causes, and the search for the consistent ones.
//!
//! The search is exact. If a hypothesis `H` leaves an observation unexplained and some consistent `T` holds `H`,
//! then `T` holds a part that answers that probe, at least as early as anything in `H`, with that reply: so it
//! suffices to branch over the parts that explain it (Reiter's hitting-set tree), and every minimal consistent
//! hypothesis is a leaf. The depth is bounded by the number of observations.

use std::collections::BTreeSet;

use super::{Control, Findings};
use crate::catalogue::{Catalogue, Part, Probe, ProbeKey, Reading, Replies, SignatureSet, Touch, predict};

/// A probe that was answered by a reply that takes part.
#[derive(Debug, Clone)]
pub(super) struct Answered {
    pub(super) key: ProbeKey,
    /// What the reply may be: one signature, or all of a known code's where the text is unknown.
    pub(super) seen: SignatureSet,
    /// Whether the reply is a known one.
    pub(super) firm: bool,
}

/// One cause, and the scope or folder it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instance<'c> {
    pub(super) order: u32,
    /// The cause's id.
    pub cause: &'c str,
    /// The scope or folder, for a cause that is one for each.
    pub target: Option<&'c str>,
}

/// The hypotheses that are possible for a profile, and what they must explain.
pub(super) struct Space<'c> {
    catalogue: &'c Catalogue,
    control: Control,
    parts: Vec<Part<'c>>,
    pub(super) answered: Vec<Answered>,
}

impl<'c> Space<'c> {
    pub(super) fn new(catalogue: &'c Catalogue, findings: &'c Findings, control: &Control) -> Self {
        let mut answered: Vec<Answered> = findings
            .observations
            .iter()
            .filter(|observation| observation.key.probe != Probe::BadSecret)
            .filter_map(|observation| {
                let (mut seen, firm) = match observation.reading {
                    Reading::Known(id) => (SignatureSet::EMPTY.with(id), true),
                    Reading::Vague(candidates) => (candidates, false),
                    _ => return None,
                };
                if let Some(same) = catalogue.signature_id("same-as-control").filter(|_| control.equals(observation)) {
                    seen = seen.with(same);
                }
                Some(Answered { key: observation.key.clone(), seen, firm })
            })
            .collect();
        // The order in which replies came, or in which they were pasted, is no evidence.
        answered.sort_by(|one, other| one.key.cmp(&other.key));
        Self { catalogue, control: control.clone(), parts: parts(catalogue, findings), answered }
    }

    /// The same hypotheses, held against known replies alone.
    pub(super) fn firm(&self) -> Self {
        let answered = self.answered.iter().filter(|answered| answered.firm).cloned().collect();
        Self { catalogue: self.catalogue, control: self.control.clone(), parts: self.parts.clone(), answered }
    }

    pub(super) fn parts(&self) -> &[Part<'c>] {
        &self.parts
    }

    /// What the probe may be answered if exactly these causes are true.
    pub(super) fn predict(&self, hypothesis: &[Part<'c>], key: &ProbeKey) -> SignatureSet {
        let read = |replies: &Replies| self.control.calibrate(self.catalogue, replies);
        predict(self.catalogue, hypothesis, key, &read)
    }

    /// Whether the hypothesis allows what the probe was answered.
    pub(super) fn explains(&self, hypothesis: &[Part<'c>], answered: &Answered) -> bool {
        self.predict(hypothesis, &answered.key).meets(answered.seen)
    }

    /// Every diagnosis: the consistent hypotheses of which no proper part is consistent, smallest first.
    pub(super) fn diagnoses(&self) -> Vec<Vec<Part<'c>>> {
        let mut leaves = Vec::new();
        self.search(&mut Vec::new(), &mut BTreeSet::new(), &mut |hypothesis| {
            leaves.push(hypothesis.to_vec());
            false
        });
        leaves.sort_by_key(Vec::len);
        let mut minimal: Vec<(BTreeSet<Instance<'c>>, Vec<Part<'c>>)> = Vec::new();
        for leaf in leaves {
            let causes: BTreeSet<_> = leaf.iter().map(|index| instance(&self.parts[*index])).collect();
            if !minimal.iter().any(|(smaller, _)| smaller.is_subset(&causes)) {
                minimal.push((causes, leaf.iter().map(|index| self.parts[*index]).collect()));
            }
        }
        minimal.into_iter().map(|(_, parts)| parts).collect()
    }

    /// Whether some consistent hypothesis, of whatever size, holds that part.
    pub(super) fn allows(&self, part: usize) -> bool {
        let mut found = false;
        self.search(&mut vec![part], &mut BTreeSet::new(), &mut |_| {
            found = true;
            true
        });
        found
    }

    /// Grows a hypothesis until it explains everything; `visit` says whether to stop.
    fn search(
        &self,
        hypothesis: &mut Vec<usize>,
        seen: &mut BTreeSet<Vec<usize>>,
        visit: &mut dyn FnMut(&[usize]) -> bool,
    ) -> bool {
        let mut sorted = hypothesis.clone();
        sorted.sort_unstable();
        if !seen.insert(sorted) {
            return false;
        }
        let mut chosen: Vec<Part<'c>> = hypothesis.iter().map(|index| self.parts[*index]).collect();
        let Some(open) = self.answered.iter().find(|answered| !self.explains(&chosen, answered)) else {
            return visit(hypothesis);
        };
        for (index, part) in self.parts.iter().enumerate() {
            if chosen.iter().any(|other| part.excludes(other)) {
                continue;
            }
            chosen.push(*part);
            // A part that has the probe answered like another one may need a further part to explain it.
            let stands_in = matches!(part.touch(&open.key), Some(Touch::Like(_)));
            let helps = stands_in || self.explains(&chosen, open);
            chosen.pop();
            if helps {
                hypothesis.push(index);
                let stop = self.search(hypothesis, seen, visit);
                hypothesis.pop();
                if stop {
                    return true;
                }
            }
        }
        false
    }
}

/// The cause that a part is about.
pub(super) fn instance<'c>(part: &Part<'c>) -> Instance<'c> {
    Instance { order: part.cause.entry.order, cause: part.cause.id(), target: part.target }
}

/// Every part that is possible for the profile. Causes that shadow others ride along and take no part.
fn parts<'c>(catalogue: &'c Catalogue, findings: &'c Findings) -> Vec<Part<'c>> {
    let mut parts = Vec::new();
    for cause in catalogue.causes() {
        let possible = cause.entry.needs.iter().all(|probe| findings.configured.contains(probe));
        if !cause.entry.shadows.is_empty() || !possible {
            continue;
        }
        for target in targets(cause, findings) {
            parts.extend(cause.variants.iter().map(|variant| Part { cause, variant, target }));
        }
    }
    parts
}

/// The scopes or folders that a cause may be about: those that were probed, or none in particular.
pub(super) fn targets<'c>(cause: &crate::catalogue::Cause, findings: &'c Findings) -> Vec<Option<&'c str>> {
    let mut targets: Vec<Option<&str>> = findings
        .observations
        .iter()
        .filter(|observation| cause.entry.per_target && cause.touches(observation.key.probe))
        .map(|observation| observation.key.target.as_deref())
        .collect();
    targets.sort_unstable();
    targets.dedup();
    if targets.is_empty() {
        targets.push(None);
    }
    targets
}
