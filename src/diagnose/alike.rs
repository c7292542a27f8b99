//! Scopes and folders that were answered alike.
//!
//! What a read of one folder tells depends on the causes of the whole app and on that folder's own, never on another
//! folder's. So where two reads got the same reply, and each cause may be about either, every hypothesis that explains one
//! explains the other with the same causes put in its place: a search over one of them has found what there is to find of both,
//! and each has the status that the other has.

use std::collections::BTreeMap;

use super::hypothesis::Answered;
use crate::catalogue::{Catalogue, CauseId, Probe, SignatureSet};
use crate::observation::Observation;

/// What makes two targets alike: the kind of read, its reply, and the causes that can never be about them.
type Likeness = (Probe, SignatureSet, bool, Vec<CauseId>);

/// The targets of replies that take part, each with the one that is searched for it.
#[derive(Debug, Clone, Default)]
pub(super) struct Alike {
    /// By target: the one that stands for it.
    by_target: BTreeMap<String, String>,
    /// By the one that stands for them: all of them, itself included.
    groups: BTreeMap<String, Vec<String>>,
}

impl Alike {
    pub(super) fn new(catalogue: &Catalogue, answered: &[(&Observation, Answered)]) -> Self {
        let mut likenesses: BTreeMap<&str, Vec<Likeness>> = BTreeMap::new();
        for (observation, answered) in answered {
            let Some(target) = observation.key.target.as_deref() else { continue };
            let never =
                catalogue.causes().iter().filter(|it| it.entry.never_targets.iter().any(|never| never == target));
            let never = never.map(|cause| cause.place).collect();
            likenesses.entry(target).or_default().push((observation.key.probe, answered.seen, answered.firm, never));
        }
        let mut alike = Self::default();
        let mut found: Vec<(Vec<Likeness>, &str)> = Vec::new();
        for (target, likeness) in likenesses {
            let known = found.iter().find(|(known, _)| *known == likeness).map(|(_, first)| *first);
            let first = known.unwrap_or(target);
            if known.is_none() {
                found.push((likeness, target));
            }
            alike.by_target.insert(target.to_owned(), first.to_owned());
            alike.groups.entry(first.to_owned()).or_default().push(target.to_owned());
        }
        alike
    }

    /// Whether the target is searched itself.
    pub(super) fn stands(&self, target: &str) -> bool {
        self.by_target.get(target).is_some_and(|first| first == target)
    }

    /// The target that is searched for this one: itself, where no other stands for it.
    pub(super) fn first<'t>(&'t self, target: &'t str) -> &'t str {
        self.by_target.get(target).map_or(target, String::as_str)
    }

    /// All targets for which this one stands, itself included.
    pub(super) fn group(&self, target: &str) -> impl Iterator<Item = &str> {
        self.groups.get(target).into_iter().flatten().map(String::as_str)
    }

    /// For how many targets this one stands.
    pub(super) fn count(&self, target: &str) -> usize {
        self.groups.get(target).map_or(1, Vec::len)
    }
}
