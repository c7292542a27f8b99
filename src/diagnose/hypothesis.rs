//! Hypotheses: sets of causes, and the search for the consistent ones.
//!
//! The search is exact. If a hypothesis `H` leaves an observation unexplained and some consistent `T` holds `H`,
//! then `T` holds a part that answers that probe, at least as early as anything in `H`, with that reply: so it
//! suffices to branch over the parts that explain it (Reiter's hitting-set tree), and every minimal consistent
//! hypothesis is a leaf. The depth is bounded by the number of observations.
//!
//! Scopes and folders that were answered alike are searched as one (see `alike`), or their number would be an exponent.
//! What is left of it is bounded: a search that grows too large is given up, which is no diagnosis at all.

use std::collections::BTreeSet;

use super::alike::Alike;
use super::{Control, Observations};
use crate::catalogue::{
    Catalogue, Cause, Part, Probe, ProbeKey, Reading, Replies, SignatureId, SignatureSet, Touch, predict,
};
use crate::observation::{Observation, Provenance};

/// How many hypotheses one search may try; what is known of Box takes some hundred.
const MOST: usize = 10_000;

/// A probe that was answered by a reply that takes part.
#[derive(Debug, Clone)]
pub(super) struct Answered {
    pub(super) key: ProbeKey,
    /// What the reply may be: one signature, or all of a known code's where the text is unknown.
    pub(super) seen: SignatureSet,
    /// Whether the reply is a known one, and Box's own beyond doubt.
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

/// What counts as a reply that a cause gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Grade {
    /// What is documented or was seen, and what nobody has shown but nothing excludes.
    Plausible,
    /// What is documented or was seen alone, unless the cause is attested.
    Documented,
}

/// The hypotheses that are possible for a profile, and what they must explain.
#[derive(Clone)]
pub(super) struct Space<'c> {
    catalogue: &'c Catalogue,
    control: Control,
    parts: Vec<Part<'c>>,
    pub(super) answered: Vec<Answered>,
    grade: Grade,
    /// The causes of which some reply is a sign that nothing else gives: their `possible` replies count as documented ones.
    attested: BTreeSet<&'c str>,
    /// The scopes and folders that were answered alike, of which one is searched for all.
    pub(super) alike: Alike<'c>,
}

/// What a search came to.
enum Searched {
    /// Every branch was tried.
    Whole,
    /// The visitor had seen enough.
    Stopped,
    /// There were more hypotheses than may be tried.
    TooLarge,
}

impl<'c> Space<'c> {
    pub(super) fn new(catalogue: &'c Catalogue, observations: &'c Observations, control: &Control) -> Self {
        let each: Vec<(&'c Observation, Answered)> = observations
            .all
            .iter()
            .filter(|observation| observation.key.probe != Probe::BadSecret)
            .filter_map(|observation| {
                let (mut seen, firm) = match observation.reading {
                    Reading::Known(id) => (SignatureSet::EMPTY.with(id), observation.doubt.is_none()),
                    Reading::Vague(candidates) => (candidates, false),
                    _ => return None,
                };
                if let Some(same) = catalogue.signature_id("same-as-control").filter(|_| control.equals(observation)) {
                    seen = seen.with(same);
                }
                Some((observation, Answered { key: observation.key.clone(), seen, firm }))
            })
            .collect();
        let alike = Alike::new(catalogue, &each);
        let stands = |answered: &Answered| answered.key.target.as_deref().is_none_or(|target| alike.stands(target));
        let mut answered: Vec<Answered> = each.into_iter().map(|(_, answered)| answered).filter(stands).collect();
        // The order in which replies came, or in which they were pasted, is no evidence.
        answered.sort_by(|one, other| one.key.cmp(&other.key));
        let parts = parts(catalogue, observations, &alike);
        let attested = attested(catalogue, observations, &parts);
        Self { catalogue, control: control.clone(), parts, answered, grade: Grade::Plausible, attested, alike }
    }

    /// The same hypotheses, held against what is documented or was seen.
    pub(super) fn documented(&self) -> Self {
        Self { grade: Grade::Documented, ..self.clone() }
    }

    /// The same hypotheses, held against known replies alone; `None` where all are known.
    pub(super) fn firm(&self) -> Option<Self> {
        let answered: Vec<Answered> = self.answered.iter().filter(|answered| answered.firm).cloned().collect();
        (answered.len() < self.answered.len()).then(|| Self { answered, ..self.clone() })
    }

    pub(super) fn parts(&self) -> &[Part<'c>] {
        &self.parts
    }

    /// What the probe may be answered if exactly these causes are true.
    pub(super) fn predict(&self, hypothesis: &[Part<'c>], key: &ProbeKey) -> SignatureSet {
        let read = |cause: Option<&Cause>, replies: &Replies| {
            let attested = cause.is_some_and(|cause| self.attested.contains(cause.id()));
            let known = if self.grade == Grade::Plausible || attested { replies.all() } else { replies.documented() };
            self.control.calibrate(self.catalogue, known)
        };
        predict(self.catalogue, hypothesis, key, &read)
    }

    /// Whether the hypothesis allows what the probe was answered.
    pub(super) fn explains(&self, hypothesis: &[Part<'c>], answered: &Answered) -> bool {
        self.predict(hypothesis, &answered.key).meets(answered.seen)
    }

    /// How many replies the cause, in some form of its own, touches and explains.
    pub(super) fn explained_by(&self, cause: &str, target: Option<&str>) -> usize {
        let own = self.parts.iter().filter(|part| part.cause.id() == cause && part.target == target);
        let explained = |part: &Part<'c>| {
            let of = |answered: &&Answered| part.touches(&answered.key) && self.explains(&[*part], answered);
            let times =
                |answered: &Answered| answered.key.target.as_deref().map_or(1, |target| self.alike.count(target));
            self.answered.iter().filter(of).map(times).sum()
        };
        own.map(explained).max().unwrap_or(0)
    }

    /// Every diagnosis: the consistent hypotheses of which no proper part is consistent, smallest first; `None` where there are
    /// too many hypotheses to try.
    pub(super) fn diagnoses(&self) -> Option<Vec<Vec<Part<'c>>>> {
        let mut leaves = Vec::new();
        let searched = self.search(Vec::new(), &mut |hypothesis| {
            leaves.push(hypothesis.to_vec());
            false
        });
        if matches!(searched, Searched::TooLarge) {
            return None;
        }
        leaves.sort_by_key(Vec::len);
        let mut minimal: Vec<(BTreeSet<Instance<'c>>, Vec<Part<'c>>)> = Vec::new();
        for leaf in leaves {
            let causes: BTreeSet<_> = leaf.iter().map(|index| instance(&self.parts[*index])).collect();
            if !minimal.iter().any(|(smaller, _)| smaller.is_subset(&causes)) {
                minimal.push((causes, leaf.iter().map(|index| self.parts[*index]).collect()));
            }
        }
        Some(minimal.into_iter().map(|(_, parts)| parts).collect())
    }

    /// Whether some consistent hypothesis, of whatever size, holds that part. Where there are too many to try, it may.
    pub(super) fn allows(&self, part: usize) -> bool {
        !matches!(self.search(vec![part], &mut |_| true), Searched::Whole)
    }

    /// Grows a hypothesis until it explains everything; `visit` says whether to stop.
    fn search(&self, from: Vec<usize>, visit: &mut dyn FnMut(&[usize]) -> bool) -> Searched {
        let mut seen = BTreeSet::new();
        let mut grown = vec![from];
        while let Some(hypothesis) = grown.pop() {
            let mut sorted = hypothesis.clone();
            sorted.sort_unstable();
            if !seen.insert(sorted) {
                continue;
            }
            if seen.len() > MOST {
                return Searched::TooLarge;
            }
            let mut chosen: Vec<Part<'c>> = hypothesis.iter().map(|index| self.parts[*index]).collect();
            let Some(open) = self.answered.iter().find(|answered| !self.explains(&chosen, answered)) else {
                if visit(&hypothesis) {
                    return Searched::Stopped;
                }
                continue;
            };
            // The last is taken first.
            for (index, part) in self.parts.iter().enumerate().rev() {
                if chosen.iter().any(|other| part.excludes(other)) {
                    continue;
                }
                chosen.push(*part);
                // A part that has the probe answered like another one may need a further part to explain it.
                let stands_in = matches!(part.touch(&open.key), Some(Touch::Like(_)));
                let helps = stands_in || self.explains(&chosen, open);
                chosen.pop();
                if helps {
                    grown.push([hypothesis.as_slice(), &[index]].concat());
                }
            }
        }
        Searched::Whole
    }
}

/// The cause that a part is about.
pub(super) fn instance<'c>(part: &Part<'c>) -> Instance<'c> {
    Instance { order: part.cause.entry.order, cause: part.cause.id(), target: part.target }
}

/// Every part that is possible for the profile, of targets that were answered alike those of one.
fn parts<'c>(catalogue: &'c Catalogue, observations: &'c Observations, alike: &Alike<'c>) -> Vec<Part<'c>> {
    let mut parts = Vec::new();
    for cause in catalogue.causes().iter().filter(|cause| is_possible(cause, observations)) {
        let mut targets = targets(cause, observations);
        targets.retain(|target| target.is_none_or(|target| cause.entry.per_reply || alike.stands(target)));
        for target in targets {
            parts.extend(cause.variants.iter().map(|variant| Part { cause, variant, target }));
        }
    }
    parts
}

/// Whether the profile has the values that the cause is about, and the request may have been such. What somebody else sent is
/// unseen, so each value may have been in it.
fn is_possible(cause: &Cause, observations: &Observations) -> bool {
    let reported = observations.provenance == Provenance::Reported;
    let needs = &cause.entry.needs;
    let has = needs.iter().all(|probe| observations.configured.contains(probe)) || (reported && needs.len() == 1);
    has && (reported || !cause.entry.pasted_only)
}

/// The causes of which a known reply is the sign: neither health nor any other cause gives it to that probe.
fn attested<'c>(catalogue: &'c Catalogue, observations: &Observations, parts: &[Part<'c>]) -> BTreeSet<&'c str> {
    let mut attested = BTreeSet::new();
    for observation in &observations.all {
        let Some(id) = observation.known() else { continue };
        let keys = read_as(parts, &observation.key);
        if keys.iter().any(|key| catalogue.probe(key.probe).healthy.all().contains(id)) {
            continue;
        }
        let gives = |part: &&Part<'_>| keys.iter().any(|key| gives(part, key, id));
        let mut givers: BTreeSet<&str> = parts.iter().filter(gives).map(|part| part.cause.id()).collect();
        if let (Some(only), true) = (givers.pop_first(), givers.is_empty()) {
            attested.insert(only);
        }
    }
    attested
}

/// The probes as which a reply may have to be read: its own, either subject's where nobody told it, and one that it is
/// answered like.
fn read_as(parts: &[Part<'_>], key: &ProbeKey) -> Vec<ProbeKey> {
    let likes = parts.iter().filter_map(|part| match part.touch(key) {
        Some(Touch::Like(probe)) => Some(*probe),
        _ => None,
    });
    let others = key.probe.readings().iter().copied().chain(likes);
    let others = others.map(|probe| ProbeKey { probe, target: key.target.clone() });
    std::iter::once(key.clone()).chain(others).collect()
}

/// Whether the part may have the probe answered so, be it documented or not.
fn gives(part: &Part<'_>, key: &ProbeKey, id: SignatureId) -> bool {
    matches!(part.variant.touch(key.probe), Some(Touch::Replies(replies)) if replies.all().contains(id))
        && part.may_be_about(key)
}

/// The scopes, folders or replies that a cause may be about: those that were probed, or none in particular.
pub(super) fn targets<'c>(cause: &Cause, observations: &'c Observations) -> Vec<Option<&'c str>> {
    let touched = observations.all.iter().filter(|observation| cause.touches(observation.key.probe));
    let mut targets: Vec<Option<&str>> = if cause.entry.per_reply {
        // Ours are well-formed, and what is no reply is not of any request.
        let of_somebody = touched
            .filter(|seen| observations.provenance == Provenance::Reported && seen.reading.takes_part())
            .filter(|seen| seen.key.probe != Probe::BadSecret);
        of_somebody.map(|seen| Some(seen.key.probe.id())).collect()
    } else if cause.entry.per_target {
        touched.map(|observation| observation.key.target.as_deref()).collect()
    } else {
        Vec::new()
    };
    targets.retain(|target| target.is_none_or(|target| !cause.entry.never_targets.iter().any(|never| never == target)));
    targets.sort_unstable();
    targets.dedup();
    if targets.is_empty() {
        targets.push(None);
    }
    targets
}
