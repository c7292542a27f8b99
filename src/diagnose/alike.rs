//! Scopes and folders that were answered alike.
//!
//! What a read of one folder tells depends on the causes of the whole app and on that folder's own, never on another
//! folder's. So where two reads got the same reply, and each cause may be about either, every hypothesis that explains one
//! explains the other with the same causes put in its place: a search over one of them has found what there is to find of both,
//! and each has the status that the other has.

use std::collections::BTreeMap;

use super::hypothesis::Answered;
use crate::catalogue::{Catalogue, Probe, SignatureSet};
use crate::observation::Observation;

/// What makes two targets alike: the kind of read, its reply, and the causes that can never be about them.
type Likeness = (Probe, SignatureSet, bool, Vec<u32>);

/// The targets of replies that take part, each with the one that is searched for it.
#[derive(Debug, Clone, Default)]
pub(super) struct Alike<'c> {
    /// By target: the one that stands for it.
    by_target: BTreeMap<&'c str, &'c str>,
    /// By the one that stands for them: all of them, itself included.
    groups: BTreeMap<&'c str, Vec<&'c str>>,
}

impl<'c> Alike<'c> {
    pub(super) fn new(catalogue: &Catalogue, answered: &[(&'c Observation, Answered)]) -> Self {
        let mut likenesses: BTreeMap<&'c str, Vec<Likeness>> = BTreeMap::new();
        for (observation, answered) in answered {
            let Some(target) = observation.key.target.as_deref() else { continue };
            let never =
                catalogue.causes().iter().filter(|it| it.entry.never_targets.iter().any(|never| never == target));
            let never = never.map(|cause| cause.entry.order).collect();
            likenesses.entry(target).or_default().push((observation.key.probe, answered.seen, answered.firm, never));
        }
        let mut alike = Self::default();
        let mut found: Vec<(Vec<Likeness>, &'c str)> = Vec::new();
        for (target, likeness) in likenesses {
            let known = found.iter().find(|(known, _)| *known == likeness).map(|(_, first)| *first);
            let first = known.unwrap_or(target);
            if known.is_none() {
                found.push((likeness, target));
            }
            alike.by_target.insert(target, first);
            alike.groups.entry(first).or_default().push(target);
        }
        alike
    }

    /// Whether the target is searched itself.
    pub(super) fn stands(&self, target: &str) -> bool {
        self.by_target.get(target).is_some_and(|first| *first == target)
    }

    /// The target that is searched for this one: itself, where no other stands for it.
    pub(super) fn first<'t>(&self, target: &'t str) -> &'t str
    where
        'c: 't,
    {
        self.by_target.get(target).copied().unwrap_or(target)
    }

    /// All targets for which this one stands, itself included.
    pub(super) fn group(&self, target: &str) -> impl Iterator<Item = &'c str> {
        self.groups.get(target).into_iter().flatten().copied()
    }

    /// For how many targets this one stands.
    pub(super) fn count(&self, target: &str) -> usize {
        self.groups.get(target).map_or(1, Vec::len)
    }
}
