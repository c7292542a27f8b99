//! What steps are worth: how many of the diagnoses that are left a step may tell apart.

use super::hypothesis::{Instance, Space, instance};
use super::{Diagnosis, Observations};
use crate::catalogue::{Catalogue, Part, Probe, ProbeKey};

/// How much less likely a diagnosis is that rests on replies that nobody has shown.
const UNSHOWN: u64 = 5;

/// By how many faults fewer a diagnosis is likelier at most: enough to come first, and few enough to count pairs.
const FEWER: u32 = 8;

/// What steps are worth: the pairs of the diagnoses that are left that a step may tell apart, each pair weighed by how likely
/// its diagnoses are. The planner that picks the next wave and the advice that is printed both go by it.
pub(super) struct Prospects<'a> {
    space: Space<'a>,
    diagnoses: Vec<Vec<Part<'a>>>,
    /// Each further fault makes a diagnosis ten times less likely beside another. It orders advice, and decides no status.
    weights: Vec<u64>,
}

impl<'a> Prospects<'a> {
    pub(super) fn new(catalogue: &'a Catalogue, observations: &'a Observations, diagnosis: &Diagnosis<'_>) -> Self {
        let space = Space::new(catalogue, observations, &diagnosis.control);
        let is_documented = |parts: &[Part<'_>]| diagnosis.documented.iter().any(|set| are(parts, set));
        let mut diagnoses = space.diagnoses().unwrap_or_default();
        // What takes a cause by what is documented, and none by what nobody has shown, is told apart as well.
        let plausible = |parts: &Vec<Part<'_>>| diagnosis.diagnoses.iter().any(|set| are(parts, set));
        let documented = space.documented().diagnoses().unwrap_or_default();
        diagnoses.extend(documented.into_iter().filter(|parts| !plausible(parts)));
        let faults = |parts: &Vec<Part<'_>>| {
            let count = |part: &Part<'_>| part.target.map_or(1, |target| space.alike.count(target));
            parts.iter().map(count).sum::<usize>()
        };
        let most = diagnoses.iter().map(&faults).max().unwrap_or(0);
        let weight = |parts: &Vec<Part<'_>>| {
            let fewer = u32::try_from(most - faults(parts)).unwrap_or(u32::MAX);
            let size = 10u64.saturating_pow(fewer.min(FEWER));
            if is_documented(parts) { size.saturating_mul(UNSHOWN) } else { size }
        };
        let weights = diagnoses.iter().map(weight).collect();
        Self { space, diagnoses, weights }
    }

    /// What it is worth to send a probe: diagnoses are told apart where they do not expect the same replies.
    pub(super) fn of_probe(&self, probe: Probe) -> u64 {
        let key = ProbeKey::from(probe);
        self.apart(|parts| self.space.predict(parts, &key))
    }

    /// What it is worth to look whether a cause is true.
    pub(super) fn of_look(&self, cause: &str) -> u64 {
        self.apart(|parts| parts.iter().any(|part| part.cause.id() == cause))
    }

    /// The causes that a look at one of them tells apart: itself, and those that are true on one side of it alone.
    pub(super) fn told_apart(&self, cause: &str, named: &[&str]) -> Vec<String> {
        let holds = |parts: &&Vec<Part<'_>>, id: &str| parts.iter().any(|part| part.cause.id() == id);
        let on_one_side = |other: &&&str| {
            let with = self.diagnoses.iter().any(|parts| holds(&parts, cause) && holds(&parts, other));
            let without = self.diagnoses.iter().any(|parts| !holds(&parts, cause) && holds(&parts, other));
            **other != cause && with != without
        };
        std::iter::once(cause).chain(named.iter().filter(on_one_side).copied()).map(str::to_owned).collect()
    }

    fn apart<T: PartialEq>(&self, answer: impl Fn(&[Part<'a>]) -> T) -> u64 {
        let answers: Vec<(T, u64)> =
            self.diagnoses.iter().zip(&self.weights).map(|(parts, weight)| (answer(parts), *weight)).collect();
        let mut worth = 0u64;
        for (index, (one, weight)) in answers.iter().enumerate() {
            for (_, other_weight) in answers[index + 1..].iter().filter(|(other, _)| other != one) {
                worth = worth.saturating_add(weight.saturating_mul(*other_weight));
            }
        }
        worth
    }
}

/// Whether the parts are of these causes, and no others.
fn are(parts: &[Part<'_>], set: &[Instance<'_>]) -> bool {
    parts.len() == set.len() && parts.iter().all(|part| set.contains(&instance(part)))
}
