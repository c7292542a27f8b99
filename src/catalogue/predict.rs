//! The catalogue run forwards: what a probe may be answered if a set of causes is true.
//!
//! One function serves the simulated Box, which reads a single dialect, and the diagnosis, which reads
//! all of them: the reader is a parameter, the rules are not.

use super::Catalogue;
use super::cause::Cause;
use super::probe::{Probe, ProbeKey};
use super::signature::{Answers, SignatureId, SignatureSet};
use super::variant::{Replies, Touch, Variant};
use super::vocabulary::Stage;

/// One cause of a hypothesis, with the variant that is taken to be true.
#[derive(Debug, Clone, Copy)]
pub struct Part<'c, 't> {
    /// The cause.
    pub cause: &'c Cause,
    /// One of its variants.
    pub variant: &'c Variant,
    /// The scope or folder it is about, for a cause that is one for each.
    pub target: Option<&'t str>,
}

impl<'c> Part<'c, '_> {
    /// What the part does to the probe; `None` where it does not touch it.
    #[must_use]
    pub fn touch(&self, key: &ProbeKey) -> Option<&'c Touch> {
        if self.is_elsewhere(key) { None } else { self.variant.touch(key.probe) }
    }

    /// Whether the part touches the probe, or, where nobody told the subject, one that it may be.
    #[must_use]
    pub fn touches(&self, key: &ProbeKey) -> bool {
        !self.is_elsewhere(key) && self.variant.touches(key.probe)
    }

    /// Whether it can be about this scope or folder.
    #[must_use]
    pub fn may_be_about(&self, key: &ProbeKey) -> bool {
        self.cause.entry.per_reply || !self.is_elsewhere(key)
    }

    /// Whether it is about another scope, folder or reply than this, or cannot be about this one.
    fn is_elsewhere(&self, key: &ProbeKey) -> bool {
        let entry = &self.cause.entry;
        if key.target.as_ref().is_some_and(|target| entry.never_targets.contains(target)) {
            return true;
        }
        match self.target {
            Some(target) if entry.per_reply => target != key.probe.id(),
            Some(target) if entry.per_target => key.target.as_deref() != Some(target),
            _ => false,
        }
    }

    /// Whether both cannot be true together: one cause twice, or two that exclude one another.
    #[must_use]
    pub fn excludes(&self, other: &Part<'_, '_>) -> bool {
        let same = self.cause.id() == other.cause.id() && self.target == other.target;
        let forms =
            |one: &Part<'_, '_>, other: &Part<'_, '_>| one.variant.not_with.iter().any(|id| id == other.cause.id());
        same || names(self.cause, other.cause)
            || names(other.cause, self.cause)
            || (forms(self, other) && forms(other, self))
    }
}

fn names(one: &Cause, other: &Cause) -> bool {
    one.entry.excludes.iter().any(|id| id == other.id())
}

/// Turns the replies that a cause, or without one a healthy app, is known to give into a set: of one dialect, or of all.
pub type Read<'r> = dyn Fn(Option<&Cause>, &Replies) -> SignatureSet + 'r;

/// What the probe may be answered if exactly these causes are true.
///
/// Among the causes that touch the probe the earliest stage answers, and causes of one stage unite, but for a token, which each
/// must grant; where
/// none touches it, the healthy replies hold. A fact must be explained by one of them or by health, and be
/// allowed by all that touch the probe; a refusal hides the facts. What touches in part may not be felt. A reply to a
/// subject that nobody told is one of either subject's.
#[must_use]
pub fn predict(catalogue: &Catalogue, hypothesis: &[Part<'_, '_>], key: &ProbeKey, read: &Read<'_>) -> SignatureSet {
    if !key.probe.readings().is_empty() {
        let of = |probe: &Probe| union(catalogue, hypothesis, key, *probe, read);
        return key.probe.readings().iter().map(of).fold(SignatureSet::EMPTY, SignatureSet::or);
    }
    if let Some((index, probe)) = stand_in(hypothesis, key) {
        let mut others = hypothesis.to_vec();
        others.remove(index);
        return predict(catalogue, &others, &ProbeKey::from(probe), read);
    }
    let in_place = |part: &&Part<'_, '_>| {
        let moves = |other: &Part<'_, '_>| other.cause.entry.moves.iter().any(|id| id == part.cause.id());
        !hypothesis.iter().any(|other| moves(other) && other.touch(key).is_some())
    };
    let touches: Vec<(&Part<'_, '_>, &Replies)> = hypothesis
        .iter()
        .filter(in_place)
        .filter_map(|part| match part.touch(key) {
            Some(Touch::Replies(replies)) => Some((part, replies)),
            _ => None,
        })
        .collect();
    felt(catalogue, key, &touches, read)
}

impl Catalogue {
    /// Whether the reply is known of this very scope or folder: folder 0 is every account's own root, so nobody has documented
    /// that it is not there.
    #[must_use]
    pub fn may_give(&self, key: &ProbeKey, id: SignatureId) -> bool {
        let Some(target) = &key.target else { return true };
        let gives = |cause: &&Cause| {
            let touches = cause.variants.iter().filter_map(|variant| variant.touch(key.probe));
            touches.into_iter().any(|touch| matches!(touch, Touch::Replies(replies) if replies.all().contains(id)))
        };
        let mut givers = self.causes().iter().filter(gives).peekable();
        givers.peek().is_none() || givers.any(|cause| !cause.entry.never_targets.contains(target))
    }
}

/// One reading of a reply whose subject nobody told. A cause of its own for each reply is about the reply, not the reading.
fn union(
    catalogue: &Catalogue,
    hypothesis: &[Part<'_, '_>],
    key: &ProbeKey,
    probe: Probe,
    read: &Read<'_>,
) -> SignatureSet {
    let mut hypothesis = hypothesis.to_vec();
    for part in &mut hypothesis {
        if part.cause.entry.per_reply && part.target == Some(key.probe.id()) {
            part.target = Some(probe.id());
        }
    }
    predict(catalogue, &hypothesis, &ProbeKey { probe, target: key.target.clone() }, read)
}

/// What these touches come to, each that is felt in part both felt and not.
fn felt(catalogue: &Catalogue, key: &ProbeKey, touches: &[(&Part<'_, '_>, &Replies)], read: &Read<'_>) -> SignatureSet {
    let Some(index) = touches.iter().position(|(_, replies)| replies.partial) else {
        return answer(catalogue, key, touches, read);
    };
    let whole = Replies { partial: false, ..touches[index].1.clone() };
    let mut with = touches.to_vec();
    with[index].1 = &whole;
    let mut without = touches.to_vec();
    without.remove(index);
    felt(catalogue, key, &with, read).or(felt(catalogue, key, &without, read))
}

fn answer(
    catalogue: &Catalogue,
    key: &ProbeKey,
    touches: &[(&Part<'_, '_>, &Replies)],
    read: &Read<'_>,
) -> SignatureSet {
    let healthy = read(None, &catalogue.probe(key.probe).healthy);
    let mut refusal: Option<(Stage, SignatureSet)> = None;
    let mut facts: Option<Facts> = None;
    for (part, replies) in touches {
        let set = read(Some(part.cause), replies);
        if is_fact(catalogue, replies) {
            let allowed = replies.allows.iter().fold(set, |allowed, id| allowed.with(*id));
            let before = facts.unwrap_or(Facts { explained: healthy, allowed: SignatureSet::ALL });
            facts = Some(Facts { explained: before.explained.or(set), allowed: before.allowed.and(allowed) });
            continue;
        }
        let stage = replies.stage.unwrap_or(part.cause.entry.stage);
        refusal = Some(match refusal {
            Some((earlier, answer)) if earlier < stage => (earlier, answer),
            Some((same, answer)) if same == stage => (same, either(catalogue, answer, set)),
            _ => (stage, set),
        });
    }
    match (refusal, facts) {
        (Some((_, set)), _) => set,
        // A refusal that health may give hides the facts as any other does.
        (None, Some(facts)) => facts.explained.and(facts.allowed).or(refusals(catalogue, healthy)),
        (None, None) => healthy,
    }
}

/// Whether replies are facts: all of one probe's are, or none.
fn is_fact(catalogue: &Catalogue, replies: &Replies) -> bool {
    replies
        .current
        .iter()
        .chain(&replies.possible)
        .next()
        .is_some_and(|id| catalogue.signature(*id).answers == Answers::Fact)
}

/// What two causes of one stage come to: either's refusals, and a token only where both would grant it.
fn either(catalogue: &Catalogue, one: SignatureSet, other: SignatureSet) -> SignatureSet {
    let grants =
        |id: &SignatureId| catalogue.signature(*id).answers == Answers::Token && catalogue.signature(*id).status == 200;
    let refused_by_one = one.or(other).iter().filter(|id| grants(id) && !(one.contains(*id) && other.contains(*id)));
    refused_by_one.fold(one.or(other), SignatureSet::without)
}

/// Those that are no facts.
fn refusals(catalogue: &Catalogue, replies: SignatureSet) -> SignatureSet {
    replies.iter().filter(|id| catalogue.signature(*id).answers != Answers::Fact).collect()
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
fn stand_in(hypothesis: &[Part<'_, '_>], key: &ProbeKey) -> Option<(usize, Probe)> {
    hypothesis.iter().enumerate().find_map(|(index, part)| match part.touch(key) {
        Some(Touch::Like(probe)) => Some((index, *probe)),
        _ => None,
    })
}
