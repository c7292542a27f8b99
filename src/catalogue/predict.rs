//! The catalogue run forwards: what a probe may be answered if a set of causes is true.
//!
//! One function serves the simulated Box, which reads a single dialect, and the diagnosis, which reads
//! all of them: the reader is a parameter, the rules are not.

use super::Catalogue;
use super::cause::{Cause, Replies, Touch, Variant};
use super::signature::{Answers, SignatureSet};
use super::vocabulary::{Probe, ProbeKey, Stage};

/// One cause of a hypothesis, with the variant that is taken to be true.
#[derive(Debug, Clone, Copy)]
pub struct Part<'c> {
    /// The cause.
    pub cause: &'c Cause,
    /// One of its variants.
    pub variant: &'c Variant,
    /// The scope or folder it is about, for a cause that is one for each.
    pub target: Option<&'c str>,
}

impl<'c> Part<'c> {
    /// What the part does to the probe; `None` where it does not touch it.
    #[must_use]
    pub fn touch(&self, key: &ProbeKey) -> Option<&'c Touch> {
        if self.cause.entry.per_target && self.target.is_some() && self.target != key.target.as_deref() {
            return None;
        }
        self.variant.touch(key.probe)
    }

    /// Whether both cannot be true together: one cause twice, or two that exclude one another.
    #[must_use]
    pub fn excludes(&self, other: &Self) -> bool {
        let same = self.cause.id() == other.cause.id() && self.target == other.target;
        same || names(self.cause, other.cause) || names(other.cause, self.cause)
    }
}

fn names(one: &Cause, other: &Cause) -> bool {
    one.entry.excludes.iter().any(|id| id == other.id())
}

/// What the probe may be answered if exactly these causes are true.
///
/// Among the causes that touch the probe the earliest stage answers, and causes of one stage unite; where
/// none touches it, the healthy replies hold. A fact must be explained by one of them or by health, and be
/// allowed by all that touch the probe; a refusal hides the facts. `read` turns the replies of one cause into a set: of one dialect, or of all.
#[must_use]
pub fn predict(
    catalogue: &Catalogue,
    hypothesis: &[Part<'_>],
    key: &ProbeKey,
    read: &dyn Fn(&Replies) -> SignatureSet,
) -> SignatureSet {
    if let Some((index, probe)) = stand_in(hypothesis, key) {
        let mut others = hypothesis.to_vec();
        others.remove(index);
        return predict(catalogue, &others, &ProbeKey::from(probe), read);
    }
    let healthy = read(&catalogue.probe(key.probe).healthy);
    let mut refusal: Option<(Stage, SignatureSet)> = None;
    let mut facts: Option<Facts> = None;
    for part in hypothesis {
        let Some(Touch::Replies(replies)) = part.touch(key) else { continue };
        let set = read(replies);
        if replies.current.first().is_some_and(|id| catalogue.signature(*id).answers == Answers::Fact) {
            let allowed = replies.allows.iter().fold(set, |allowed, id| allowed.with(*id));
            let before = facts.unwrap_or(Facts { explained: healthy, allowed: SignatureSet::ALL });
            facts = Some(Facts { explained: before.explained.or(set), allowed: before.allowed.and(allowed) });
            continue;
        }
        let stage = part.cause.entry.stage;
        refusal = Some(match refusal {
            Some((earlier, answer)) if earlier < stage => (earlier, answer),
            Some((same, answer)) if same == stage => (same, answer.or(set)),
            _ => (stage, set),
        });
    }
    match (refusal, facts) {
        (Some((_, set)), _) => set,
        (None, Some(facts)) => facts.explained.and(facts.allowed),
        (None, None) => healthy,
    }
}

/// A fact holds if something explains it, be it health, and every cause that touches the probe allows it.
#[derive(Clone, Copy)]
struct Facts {
    explained: SignatureSet,
    allowed: SignatureSet,
}

/// The part that has the probe answered as another one, and that other one.
///
/// An earlier stage answers before it comes to that, which the other probe's prediction tells as well.
fn stand_in(hypothesis: &[Part<'_>], key: &ProbeKey) -> Option<(usize, Probe)> {
    hypothesis.iter().enumerate().find_map(|(index, part)| match part.touch(key) {
        Some(Touch::Like(probe)) => Some((index, *probe)),
        _ => None,
    })
}
