//! Hypotheses: sets of causes, and the search for the consistent ones.
//!
//! The search is exact. If a hypothesis `H` leaves an observation unexplained and some consistent `T` holds `H`,
//! then `T` holds a part that answers that probe, at least as early as anything in `H`, with that reply: so it
//! suffices to branch over the parts that explain it (Reiter's hitting-set tree), and every minimal consistent
//! hypothesis is a leaf. The depth is bounded by the number of observations.
//!
//! One enumeration finds the diagnoses by every measure (see [`Goal`]). Whatever explains more replies, or explains them by what
//! is documented alone, explains fewer, or by what is possible as well: striking replies never adds one to a prediction (the
//! catalogue holds the one exception, the control's reply, to be documented wherever it is given). So each hypothesis `T` that
//! reaches a stricter goal reaches the laxer one too, and by the above holds a leaf of the laxer search that was grown by parts
//! of `T` alone. Grown on from that leaf, again by parts of `T` alone, the stricter search comes to a leaf that `T` holds, and
//! that is `T` itself where `T` is minimal. So the stricter search starts from the leaves of the laxer one, minimal or not, and
//! misses nothing.
//!
//! Scopes and folders that were answered alike are searched as one (see `alike`), or their number would be an exponent.
//! What is left of it is bounded: a search that grows too large is given up, which is no diagnosis at all.

use std::collections::BTreeSet;

use super::Control;
use super::alike::Alike;
use crate::catalogue::{
    Catalogue, Cause, CauseId, Part, Probe, ProbeKey, Reading, Replies, SignatureId, SignatureSet, Touch, predict,
};
use crate::observation::{Observation, Observations, Provenance};
use crate::tally::{self, Work};

/// How many hypotheses the search for one goal may try; what is known of Box takes some hundred.
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
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instance<'c> {
    pub(super) place: CauseId,
    /// The cause's id.
    pub cause: &'c str,
    /// The scope or folder, for a cause that is one for each.
    pub target: Option<String>,
}

impl<'c> Instance<'c> {
    /// The cause that a part is about.
    pub(super) fn of(part: &Part<'c, '_>) -> Self {
        Self { place: part.cause.place, cause: part.cause.id(), target: part.target.map(str::to_owned) }
    }

    /// Whether it is that cause, about that target.
    pub(super) fn is(&self, cause: &Cause, target: Option<&str>) -> bool {
        self.place == cause.place && self.target.as_deref() == target
    }
}

/// What counts as a reply that a cause gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Grade {
    /// What is documented or was seen, and what nobody has shown but nothing excludes.
    Plausible,
    /// What is documented or was seen alone, unless the cause is attested.
    Documented,
}

/// What a hypothesis has to explain, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Goal {
    grade: Grade,
    /// Whether the known replies alone count.
    firm: bool,
}

/// Sets of causes, each in one form.
pub(super) type Sets<'c, 't> = Vec<Vec<Part<'c, 't>>>;

/// The diagnoses of one set of replies, smallest first: the consistent hypotheses of which no proper part is consistent.
pub(super) struct Graded<S> {
    /// By replies that nobody has shown as well.
    pub(super) plausible: S,
    /// By what is documented or was seen.
    pub(super) documented: S,
}

impl<S> Graded<S> {
    pub(super) fn map<T>(&self, change: impl Fn(&S) -> T) -> Graded<T> {
        Graded { plausible: change(&self.plausible), documented: change(&self.documented) }
    }
}

/// Every diagnosis by every measure.
pub(super) struct Enumerated<S> {
    /// Those that explain all replies.
    pub(super) all: Graded<S>,
    /// Those that explain the known replies, where there are others.
    pub(super) firm: Option<Graded<S>>,
}

/// What hypotheses predict, given what the control told.
#[derive(Debug, Clone)]
pub(super) struct Predictor<'c> {
    catalogue: &'c Catalogue,
    control: Control,
    /// The causes of which some reply is a sign that nothing else gives: their `possible` replies count as documented ones.
    attested: BTreeSet<CauseId>,
}

impl Predictor<'_> {
    /// What the probe may be answered if exactly these causes are true.
    pub(super) fn predict(&self, grade: Grade, hypothesis: &[Part<'_, '_>], key: &ProbeKey) -> SignatureSet {
        let read = |cause: Option<&Cause>, replies: &Replies| {
            let attested = cause.is_some_and(|cause| self.attested.contains(&cause.place));
            let known = if grade == Grade::Plausible || attested { replies.all() } else { replies.documented() };
            self.control.calibrate(self.catalogue, known)
        };
        predict(self.catalogue, hypothesis, key, &read)
    }
}

/// The hypotheses that are possible for a profile, and what they must explain.
pub(super) struct Space<'c, 't> {
    pub(super) predictor: Predictor<'c>,
    parts: Vec<Part<'c, 't>>,
    pub(super) answered: Vec<Answered>,
    /// The scopes and folders that were answered alike, of which one is searched for all.
    pub(super) alike: Alike,
}

impl<'c, 't> Space<'c, 't> {
    pub(super) fn new(catalogue: &'c Catalogue, observations: &'t Observations, control: &Control) -> Self {
        let each: Vec<(&Observation, Answered)> = observations
            .all
            .iter()
            .filter(|observation| observation.key.probe != Probe::BadSecret)
            .filter_map(|observation| {
                let (mut seen, firm) = match observation.reading {
                    Reading::Known(id) => (SignatureSet::EMPTY.with(id), observation.doubt.is_none()),
                    Reading::Vague(candidates) => (candidates, false),
                    _ => return None,
                };
                if control.equals(observation) {
                    seen = seen.with(catalogue.signs().same_as_control);
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
        let predictor = Predictor { catalogue, control: control.clone(), attested };
        Self { predictor, parts, answered, alike }
    }

    pub(super) fn parts(&self) -> &[Part<'c, 't>] {
        &self.parts
    }

    /// Whether the hypothesis allows what the probe was answered.
    pub(super) fn explains(&self, grade: Grade, hypothesis: &[Part<'_, '_>], answered: &Answered) -> bool {
        self.predictor.predict(grade, hypothesis, &answered.key).meets(answered.seen)
    }

    /// How many replies the cause, in some form of its own, touches and explains by what is documented.
    pub(super) fn explained_by(&self, cause: &Cause, target: Option<&str>) -> usize {
        let own = self.parts.iter().filter(|part| part.cause.place == cause.place && part.target == target);
        let explained = |part: &Part<'_, '_>| {
            let of = |answered: &&Answered| {
                part.touches(&answered.key) && self.explains(Grade::Documented, &[*part], answered)
            };
            let times =
                |answered: &Answered| answered.key.target.as_deref().map_or(1, |target| self.alike.count(target));
            self.answered.iter().filter(of).map(times).sum()
        };
        own.map(explained).max().unwrap_or(0)
    }

    /// Every diagnosis by every measure, from one search; `None` where there are too many hypotheses to try.
    pub(super) fn enumerate(&self) -> Option<Enumerated<Sets<'c, 't>>> {
        tally::note(Work::Enumeration);
        let grow = |grade, firm, from: Vec<Vec<usize>>| self.leaves(Goal { grade, firm }, from);
        let root = || vec![Vec::new()];
        let has_doubtful = self.answered.iter().any(|answered| !answered.firm);
        let (from, firm) = if has_doubtful {
            let plausible = grow(Grade::Plausible, true, root())?;
            let documented = grow(Grade::Documented, true, plausible.clone())?;
            let firm = Graded { plausible: self.minimal(&plausible), documented: self.minimal(&documented) };
            (plausible, Some(firm))
        } else {
            (root(), None)
        };
        let plausible = grow(Grade::Plausible, false, from)?;
        let documented = grow(Grade::Documented, false, plausible.clone())?;
        Some(Enumerated { all: Graded { plausible, documented }.map(|leaves| self.minimal(leaves)), firm })
    }

    /// Of hypotheses those of which no other is a part, smallest first.
    fn minimal(&self, leaves: &[Vec<usize>]) -> Sets<'c, 't> {
        let mut leaves: Vec<&Vec<usize>> = leaves.iter().collect();
        leaves.sort_by_key(|leaf| leaf.len());
        let mut minimal: Sets<'c, 't> = Vec::new();
        let mut found: Vec<BTreeSet<(CauseId, Option<&str>)>> = Vec::new();
        for leaf in leaves {
            let parts = leaf.iter().map(|index| self.parts[*index]);
            let causes: BTreeSet<_> = parts.clone().map(|part| (part.cause.place, part.target)).collect();
            if !found.iter().any(|smaller| smaller.is_subset(&causes)) {
                minimal.push(parts.collect());
                found.push(causes);
            }
        }
        minimal
    }

    /// Whether some consistent hypothesis, of whatever size, holds that part. Where there are too many to try, it may.
    pub(super) fn allows(&self, part: usize) -> bool {
        let goal = Goal { grade: Grade::Plausible, firm: false };
        !matches!(self.search(goal, vec![vec![part]], &mut |_| true), Searched::Whole)
    }

    /// Every hypothesis that reaches the goal, grown from those.
    fn leaves(&self, goal: Goal, from: Vec<Vec<usize>>) -> Option<Vec<Vec<usize>>> {
        let mut leaves = Vec::new();
        let searched = self.search(goal, from, &mut |hypothesis| {
            leaves.push(hypothesis.to_vec());
            false
        });
        (!matches!(searched, Searched::TooLarge)).then_some(leaves)
    }

    /// Grows each hypothesis until it reaches the goal; `visit` says whether to stop.
    fn search(&self, goal: Goal, mut from: Vec<Vec<usize>>, visit: &mut dyn FnMut(&[usize]) -> bool) -> Searched {
        let mut seen = BTreeSet::new();
        let to_explain: Vec<&Answered> = self.answered.iter().filter(|answered| answered.firm || !goal.firm).collect();
        // The last is taken first.
        from.reverse();
        let mut grown = from;
        while let Some(hypothesis) = grown.pop() {
            let mut sorted = hypothesis.clone();
            sorted.sort_unstable();
            if !seen.insert(sorted) {
                continue;
            }
            if seen.len() > MOST {
                return Searched::TooLarge;
            }
            let mut chosen: Vec<Part<'c, 't>> = hypothesis.iter().map(|index| self.parts[*index]).collect();
            let Some(open) = to_explain.iter().find(|answered| !self.explains(goal.grade, &chosen, answered)) else {
                if visit(&hypothesis) {
                    return Searched::Stopped;
                }
                continue;
            };
            for (index, part) in self.parts.iter().enumerate().rev() {
                if chosen.iter().any(|other| part.excludes(other)) {
                    continue;
                }
                chosen.push(*part);
                // A part that has the probe answered like another one may need a further part to explain it.
                let stands_in = matches!(part.touch(&open.key), Some(Touch::Like(_)));
                let helps = stands_in || self.explains(goal.grade, &chosen, open);
                chosen.pop();
                if helps {
                    grown.push([hypothesis.as_slice(), &[index]].concat());
                }
            }
        }
        Searched::Whole
    }
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

/// Every part that is possible for the profile, of targets that were answered alike those of one.
fn parts<'c, 't>(catalogue: &'c Catalogue, observations: &'t Observations, alike: &Alike) -> Vec<Part<'c, 't>> {
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
fn attested(catalogue: &Catalogue, observations: &Observations, parts: &[Part<'_, '_>]) -> BTreeSet<CauseId> {
    let mut attested = BTreeSet::new();
    for observation in &observations.all {
        let Some(id) = observation.known() else { continue };
        let keys = read_as(parts, &observation.key);
        if keys.iter().any(|key| catalogue.probe(key.probe).healthy.all().contains(id)) {
            continue;
        }
        let gives = |part: &&Part<'_, '_>| keys.iter().any(|key| gives(part, key, id));
        let mut givers: BTreeSet<CauseId> = parts.iter().filter(gives).map(|part| part.cause.place).collect();
        if let (Some(only), true) = (givers.pop_first(), givers.is_empty()) {
            attested.insert(only);
        }
    }
    attested
}

/// The probes as which a reply may have to be read: its own, either subject's where nobody told it, and one that it is
/// answered like.
fn read_as(parts: &[Part<'_, '_>], key: &ProbeKey) -> Vec<ProbeKey> {
    let likes = parts.iter().filter_map(|part| match part.touch(key) {
        Some(Touch::Like(probe)) => Some(*probe),
        _ => None,
    });
    let others = key.probe.readings().iter().copied().chain(likes);
    let others = others.map(|probe| ProbeKey { probe, target: key.target.clone() });
    std::iter::once(key.clone()).chain(others).collect()
}

/// Whether the part may have the probe answered so, be it documented or not.
fn gives(part: &Part<'_, '_>, key: &ProbeKey, id: SignatureId) -> bool {
    matches!(part.variant.touch(key.probe), Some(Touch::Replies(replies)) if replies.all().contains(id))
        && part.may_be_about(key)
}

/// The scopes, folders or replies that a cause may be about: those that were probed, or none in particular.
pub(super) fn targets<'t>(cause: &Cause, observations: &'t Observations) -> Vec<Option<&'t str>> {
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
