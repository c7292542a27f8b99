//! What steps are worth: how many of the diagnoses that are left a step may tell apart.

use super::alike::Alike;
use super::hypothesis::{Enumerated, Grade, Predictor, Sets, Space};
use crate::catalogue::{Cause, CauseId, Part, Probe, ProbeKey, Variant};

/// How much less likely a diagnosis is that rests on replies that nobody has shown.
const UNSHOWN: u64 = 5;

/// By how many faults fewer a diagnosis is likelier at most: enough to come first, and few enough to count pairs.
const FEWER: u32 = 8;

/// What steps are worth: the pairs of the diagnoses that are left that a step may tell apart, each pair weighed by how likely
/// its diagnoses are. The planner that picks the next wave and the advice that is printed both go by it.
#[derive(Debug, Clone)]
pub(super) struct Prospects<'c> {
    predictor: Predictor<'c>,
    /// The plausible diagnoses, and those by what is documented that are not among them.
    diagnoses: Vec<Vec<Held<'c>>>,
    /// Each further fault makes a diagnosis ten times less likely beside another. It orders advice, and decides no status.
    weights: Vec<u64>,
}

/// A part that outlives the observations from which its target is.
#[derive(Debug, Clone)]
struct Held<'c> {
    cause: &'c Cause,
    variant: &'c Variant,
    target: Option<String>,
}

impl<'c> Held<'c> {
    fn of(part: &Part<'c, '_>) -> Self {
        Self { cause: part.cause, variant: part.variant, target: part.target.map(str::to_owned) }
    }

    fn part(&self) -> Part<'c, '_> {
        Part { cause: self.cause, variant: self.variant, target: self.target.as_deref() }
    }
}

impl<'c> Prospects<'c> {
    /// The prospects of what one enumeration found; none where nothing was.
    pub(super) fn new(space: &Space<'c, '_>, found: Option<&Enumerated<Sets<'c, '_>>>) -> Self {
        let documented = found.map(|found| found.all.documented.as_slice()).unwrap_or_default();
        let mut diagnoses: Vec<&Vec<Part<'c, '_>>> = found.iter().flat_map(|found| &found.all.plausible).collect();
        let plausible = diagnoses.len();
        // What takes a cause by what is documented, and none by what nobody has shown, is told apart as well.
        diagnoses.extend(documented.iter().filter(|set| !found.is_some_and(|it| holds(&it.all.plausible, set))));
        let is_documented = |index: usize, set: &[Part<'_, '_>]| index >= plausible || holds(documented, set);
        let most = diagnoses.iter().map(|set| faults(&space.alike, set)).max().unwrap_or(0);
        let weight = |(index, set): (usize, &&Vec<Part<'_, '_>>)| {
            let fewer = u32::try_from(most - faults(&space.alike, set)).unwrap_or(u32::MAX);
            let size = 10u64.saturating_pow(fewer.min(FEWER));
            if is_documented(index, set) { size.saturating_mul(UNSHOWN) } else { size }
        };
        Self {
            predictor: space.predictor.clone(),
            weights: diagnoses.iter().enumerate().map(weight).collect(),
            diagnoses: diagnoses.into_iter().map(|set| set.iter().map(Held::of).collect()).collect(),
        }
    }

    /// What it is worth to send a probe: diagnoses are told apart where they do not expect the same replies.
    pub(super) fn of_probe(&self, probe: Probe) -> u64 {
        let key = ProbeKey::from(probe);
        self.apart(|held| {
            let parts: Vec<Part<'_, '_>> = held.iter().map(Held::part).collect();
            self.predictor.predict(Grade::Plausible, &parts, &key)
        })
    }

    /// What it is worth to look whether a cause is true.
    pub(super) fn of_look(&self, cause: CauseId) -> u64 {
        self.apart(|held| has(held, cause))
    }

    /// The causes that a look at one of them tells apart: itself, and those that are true on one side of it alone.
    pub(super) fn told_apart(&self, cause: &'c Cause, named: &[&'c Cause]) -> Vec<&'c str> {
        let on_one_side = |other: &&&'c Cause| {
            let both = |held: &Vec<Held<'_>>| has(held, cause.place) && has(held, other.place);
            let alone = |held: &Vec<Held<'_>>| !has(held, cause.place) && has(held, other.place);
            other.place != cause.place && self.diagnoses.iter().any(both) != self.diagnoses.iter().any(alone)
        };
        std::iter::once(cause.id()).chain(named.iter().filter(on_one_side).map(|other| other.id())).collect()
    }

    fn apart<T: PartialEq>(&self, answer: impl Fn(&[Held<'c>]) -> T) -> u64 {
        let answers: Vec<(T, u64)> =
            self.diagnoses.iter().zip(&self.weights).map(|(held, weight)| (answer(held), *weight)).collect();
        let mut worth = 0u64;
        for (index, (one, weight)) in answers.iter().enumerate() {
            for (_, other_weight) in answers[index + 1..].iter().filter(|(other, _)| other != one) {
                worth = worth.saturating_add(weight.saturating_mul(*other_weight));
            }
        }
        worth
    }
}

fn has(held: &[Held<'_>], cause: CauseId) -> bool {
    held.iter().any(|one| one.cause.place == cause)
}

/// How many faults a set of causes is: one for each scope or folder that it stands for.
fn faults(alike: &Alike, set: &[Part<'_, '_>]) -> usize {
    set.iter().map(|part| part.target.map_or(1, |target| alike.count(target))).sum()
}

/// Whether one of the sets is of the same causes, in whatever forms.
fn holds(sets: &[Vec<Part<'_, '_>>], set: &[Part<'_, '_>]) -> bool {
    let same =
        |one: &Part<'_, '_>, other: &Part<'_, '_>| one.cause.place == other.cause.place && one.target == other.target;
    let is_it = |other: &Vec<Part<'_, '_>>| {
        other.len() == set.len() && set.iter().all(|one| other.iter().any(|two| same(one, two)))
    };
    sets.iter().any(is_it)
}
