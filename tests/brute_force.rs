//! The statuses computed a second time, by hand, straight from their definitions: every set of causes, of every size
//! and in every variant, is tried against every reply. Nothing of the search is used, only the catalogue's `predict`.
//!
//! No set is left out: causes that touch no answered probe change no prediction, and are told to be untested at once.

mod common;
#[path = "common/random.rs"]
mod random;

use std::collections::{BTreeMap, BTreeSet};

use ccg_doctor::catalogue::{
    Catalogue, Part, Probe, ProbeKey, Reading, Replies, SignatureId, SignatureSet, Touch, predict,
};
use ccg_doctor::diagnose::{Status, diagnose};
use ccg_doctor::observation::{Findings, Observation};
use common::{assert_none, cases, catalogue, told, worlds};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

/// Causes that cannot be true of the same value.
///
/// The last pair is the catalogue's own: an ID that is another enterprise's is no user's.
const EXCLUSIONS: [(&str, &str); 6] = [
    ("enterprise-id-wrong", "authorized-elsewhere"),
    ("enterprise-id-wrong", "subject-ids-swapped"),
    ("user-id-wrong", "user-inactive"),
    ("user-id-wrong", "app-access-only"),
    ("user-id-wrong", "subject-ids-swapped"),
    ("authorized-elsewhere", "subject-ids-swapped"),
];

/// A cause and the scope or folder it is about.
type Name = (String, Option<String>);
/// What a diagnosis comes to: the status of each cause, and the minimal sets of causes.
type Outcome = (BTreeMap<Name, Status>, BTreeSet<BTreeSet<Name>>);

/// A reply that takes part, and what wrong credentials may have it answered.
struct Fact {
    key: ProbeKey,
    seen: SignatureSet,
    known: bool,
    equals_control: bool,
}

/// A consistent set of causes: which they are, and which of them touch an answered probe in their variant.
#[derive(Clone, Copy)]
struct Consistent {
    causes: u32,
    shown: u32,
}

struct World<'c> {
    catalogue: &'c Catalogue,
    control_calibrates: bool,
    facts: Vec<Fact>,
    /// Each cause that touches what was answered, with its variants.
    choices: Vec<(Name, Vec<Part<'c>>)>,
}

fn signature(catalogue: &Catalogue, id: &str) -> SignatureId {
    catalogue.signature_id(id).unwrap_or_else(|| panic!("no signature has the id `{id}`"))
}

fn code(observation: &Observation) -> Option<String> {
    observation.refusal.as_ref().map(|refusal| refusal.error.trim().to_lowercase())
}

fn seen(reading: &Reading) -> Option<SignatureSet> {
    match reading {
        Reading::Known(id) => Some(SignatureSet::EMPTY.with(*id)),
        Reading::Vague(candidates) => Some(*candidates),
        _ => None,
    }
}

/// The same code, and the same text where both are known.
fn says_the_same(one: &Observation, other: &Observation) -> bool {
    let texts = match (&one.reading, &other.reading) {
        (Reading::Known(one), Reading::Known(other)) => one == other,
        _ => true,
    };
    code(one).is_some() && code(one) == code(other) && texts
}

impl<'c> World<'c> {
    fn new(catalogue: &'c Catalogue, findings: &'c Findings) -> Self {
        let (controls, real): (Vec<_>, Vec<_>) =
            findings.observations.iter().partition(|observation| observation.key.probe == Probe::BadSecret);
        let control = controls.into_iter().find(|control| {
            seen(&control.reading).is_some() && code(control).is_some_and(|code| code != "invalid_request")
        });
        let facts: Vec<Fact> = real
            .into_iter()
            .filter_map(|observation| {
                Some(Fact {
                    key: observation.key.clone(),
                    seen: seen(&observation.reading)?,
                    known: matches!(observation.reading, Reading::Known(_)),
                    equals_control: control.is_some_and(|control| says_the_same(observation, control)),
                })
            })
            .collect();
        let mut world = Self { catalogue, control_calibrates: control.is_some(), facts, choices: Vec::new() };
        world.choices = world.choices(findings);
        world
    }

    fn choices(&self, findings: &'c Findings) -> Vec<(Name, Vec<Part<'c>>)> {
        let mut choices = Vec::new();
        for cause in self.catalogue.causes() {
            let possible = cause.entry.needs.iter().all(|subject| findings.configured.contains(subject));
            if !cause.entry.shadows.is_empty() || !possible {
                continue;
            }
            let observed = findings.observations.iter().filter(|observation| cause.touches(observation.key.probe));
            let targets: BTreeSet<Option<&str>> = if cause.entry.per_target {
                observed.map(|observation| observation.key.target.as_deref()).collect()
            } else {
                [None].into()
            };
            for target in targets {
                let parts: Vec<_> = cause.variants.iter().map(|variant| Part { cause, variant, target }).collect();
                if parts.iter().any(|part| self.bears_on_a_reply(part)) {
                    choices.push(((cause.id().to_owned(), target.map(str::to_owned)), parts));
                }
            }
        }
        choices
    }

    /// Whether the part touches an answered probe, or the one that such a probe is answered like.
    fn bears_on_a_reply(&self, part: &Part<'_>) -> bool {
        let like = |key: &ProbeKey| {
            let touches = self.catalogue.causes().iter().flat_map(|cause| &cause.variants);
            touches
                .filter_map(move |variant| variant.touch(key.probe))
                .filter_map(|touch| match touch {
                    Touch::Like(probe) => Some(ProbeKey::from(*probe)),
                    Touch::Replies(_) => None,
                })
                .collect::<Vec<_>>()
        };
        self.facts
            .iter()
            .any(|fact| part.touch(&fact.key).is_some() || like(&fact.key).iter().any(|key| part.touch(key).is_some()))
    }

    fn touches_a_reply(&self, part: &Part<'_>) -> bool {
        self.facts.iter().any(|fact| part.touch(&fact.key).is_some())
    }

    /// Whether these causes, and no others, may have the probe answered as it was.
    ///
    /// Wrong credentials are answered `invalid_client`, or as the control was; without a control, as the sources tell.
    fn explains(&self, parts: &[Part<'_>], fact: &Fact) -> bool {
        let same = signature(self.catalogue, "same-as-control");
        let read = |replies: &Replies| {
            let all = replies.all();
            if !all.contains(same) {
                return all;
            }
            if !self.control_calibrates {
                return all.without(same);
            }
            let invalid = signature(self.catalogue, "credentials-invalid");
            let of_credentials = all.and(SignatureSet::EMPTY.with(invalid));
            if fact.equals_control { of_credentials.with(same) } else { of_credentials }
        };
        let seen = if fact.equals_control { fact.seen.with(same) } else { fact.seen };
        predict(self.catalogue, parts, &fact.key, &read).meets(seen)
    }

    /// Every consistent set of causes, in every variant, held against these replies.
    fn consistent(&self, facts: &[&Fact]) -> Vec<Consistent> {
        let mut found = Vec::new();
        self.grow(facts, 0, &mut Vec::new(), Consistent { causes: 0, shown: 0 }, &mut found);
        found
    }

    fn grow(
        &self,
        facts: &[&Fact],
        next: usize,
        parts: &mut Vec<Part<'c>>,
        so_far: Consistent,
        found: &mut Vec<Consistent>,
    ) {
        let Some((_, variants)) = self.choices.get(next) else {
            if facts.iter().all(|fact| self.explains(parts, fact)) {
                found.push(so_far);
            }
            return;
        };
        self.grow(facts, next + 1, parts, so_far, found);
        for variant in variants {
            let id = variant.cause.id();
            let excluded = |other: &Part<'_>| {
                let pair = |(one, two): &(&str, &str)| {
                    (*one, *two) == (id, other.cause.id()) || (*two, *one) == (id, other.cause.id())
                };
                EXCLUSIONS.iter().any(pair)
            };
            if parts.iter().any(excluded) {
                continue;
            }
            let shown = if self.touches_a_reply(variant) { 1 << next } else { 0 };
            parts.push(*variant);
            let with = Consistent { causes: so_far.causes | 1 << next, shown: so_far.shown | shown };
            self.grow(facts, next + 1, parts, with, found);
            parts.pop();
        }
    }

    fn status(&self, index: usize, all: &[Consistent], firm: &[u32]) -> Status {
        let holds = |causes: u32| causes & (1 << index) != 0;
        let diagnoses = minimal(all);
        let touched = self.choices[index].1.iter().any(|part| self.touches_a_reply(part));
        let healthy = diagnoses == [0];
        let shown = all.iter().any(|one| one.shown & (1 << index) != 0);
        // What rests on a text that nobody has documented is suspected, never confirmed.
        let firmly = !firm.is_empty() && firm.iter().all(|causes| holds(*causes));
        if diagnoses.is_empty() || !touched {
            Status::Untested
        } else if diagnoses.iter().all(|causes| holds(*causes)) && firmly {
            Status::Confirmed
        } else if diagnoses.iter().any(|causes| holds(*causes)) {
            Status::Suspected
        } else if shown && !healthy {
            Status::Masked
        } else if all.iter().any(|one| holds(one.causes)) {
            Status::Untested
        } else {
            Status::RuledOut
        }
    }
}

/// The sets of which no proper part is consistent.
fn minimal(all: &[Consistent]) -> Vec<u32> {
    let causes: BTreeSet<u32> = all.iter().map(|one| one.causes).collect();
    let has_part = |set: u32| causes.iter().any(|part| *part != set && part & set == *part);
    causes.iter().copied().filter(|set| !has_part(*set)).collect()
}

fn by_hand(catalogue: &Catalogue, findings: &Findings) -> Outcome {
    let world = World::new(catalogue, findings);
    let token = signature(catalogue, "token");
    let granted = |observation: &Observation| {
        observation.key.probe == Probe::BadSecret && observation.reading == Reading::Known(token)
    };
    let (all, firm) = if findings.observations.iter().any(granted) {
        (Vec::new(), Vec::new())
    } else {
        let known: Vec<&Fact> = world.facts.iter().filter(|fact| fact.known).collect();
        (world.consistent(&world.facts.iter().collect::<Vec<_>>()), minimal(&world.consistent(&known)))
    };
    let statuses =
        (0..world.choices.len()).map(|index| (world.choices[index].0.clone(), world.status(index, &all, &firm)));
    let mut statuses: BTreeMap<Name, Status> = statuses.collect();
    for cause in catalogue.causes().iter().filter(|cause| !cause.entry.shadows.is_empty()) {
        // The best of the statuses of what it rides on; suspected at most.
        let of = |id: &str| statuses.iter().filter(|((other, _), _)| other == id).map(|(_, status)| *status).min();
        let best = cause.entry.shadows.iter().map(|id| of(id).unwrap_or(Status::Untested)).min();
        let best = best.map_or(Status::Untested, |best| best.max(Status::Suspected));
        statuses.insert((cause.id().to_owned(), None), best);
    }
    let names = |set: u32| {
        let held = world.choices.iter().enumerate().filter(move |(index, _)| set & (1 << index) != 0);
        held.map(|(_, (name, _))| name.clone()).collect()
    };
    (statuses, minimal(&all).into_iter().map(names).collect())
}

fn by_search(catalogue: &Catalogue, findings: &Findings) -> Outcome {
    let diagnosis = diagnose(catalogue, findings);
    let name = |cause: &str, target: Option<&str>| (cause.to_owned(), target.map(str::to_owned));
    let statuses = diagnosis.judgements.iter().map(|it| (name(it.cause.id(), it.target), it.status)).collect();
    let sets = diagnosis.diagnoses.iter();
    (statuses, sets.map(|set| set.iter().map(|it| name(it.cause, it.target)).collect()).collect())
}

/// Everything in which the search differs from the definitions; a cause of which they say nothing is untested.
fn differences(catalogue: &Catalogue, findings: &Findings) -> Vec<String> {
    let ((by_hand, sets), (by_search, found)) = (by_hand(catalogue, findings), by_search(catalogue, findings));
    let mut differences = Vec::new();
    for name in by_hand.keys().chain(by_search.keys()).collect::<BTreeSet<_>>() {
        let expected = by_hand.get(name).copied().unwrap_or(Status::Untested);
        let seen = by_search.get(name).copied();
        if seen != Some(expected) {
            differences.push(format!("{name:?}: expected {expected:?}, seen {seen:?}"));
        }
    }
    if sets != found {
        differences.push(format!("the diagnoses: expected {sets:?}, seen {found:?}"));
    }
    let told = told(catalogue, findings);
    differences.into_iter().map(|difference| format!("{difference}\n    {told}")).collect()
}

#[test]
fn the_catalogue_excludes_what_the_rules_do() {
    let catalogue = catalogue();
    let named: BTreeSet<BTreeSet<&str>> = catalogue
        .causes()
        .iter()
        .flat_map(|cause| cause.entry.excludes.iter().map(|other| [cause.id(), other.as_str()].into()))
        .collect();
    assert_eq!(named, EXCLUSIONS.into_iter().map(|(one, other)| [one, other].into()).collect());
}

#[test]
fn the_search_finds_what_the_definitions_say_in_every_case_and_world() {
    let catalogue = catalogue();
    let mut seen = BTreeSet::new();
    let mut wrong = Vec::new();
    for scene in cases().into_iter().chain(worlds()) {
        for findings in [scene.all_at_once(&catalogue), scene.as_asked(&catalogue)] {
            // Many files tell of the same replies in other words.
            if seen.insert(format!("{findings:?}")) {
                let of_scene = differences(&catalogue, &findings);
                wrong.extend(of_scene.into_iter().map(|difference| format!("{}: {difference}", scene.name)));
            }
        }
    }
    assert_none(&wrong);
}

/// Any reply to any probe, with a control that is refused in today's wording, in the guide's, or not sent.
#[test]
fn the_search_finds_what_the_definitions_say_of_each_single_reply() {
    let catalogue = catalogue();
    let readable = catalogue.signatures().iter().filter(|signature| signature.id != "same-as-control");
    let replies: Vec<SignatureId> = readable.map(|it| signature(&catalogue, &it.id)).collect();
    let asked = Probe::ALL.into_iter().filter(|probe| *probe != Probe::BadSecret);
    let mut wrong = Vec::new();
    for (probe, reply) in asked.flat_map(|probe| replies.iter().map(move |reply| (probe, *reply))) {
        for control in [None, Some("credentials-invalid"), Some("grant-credentials-invalid")] {
            let control = control.map(|id| (Probe::BadSecret, signature(&catalogue, id)));
            let told = [(probe, reply)].into_iter().chain(control);
            let observations = told.map(|(probe, id)| random::known(&catalogue, probe.into(), id)).collect();
            let findings =
                Findings { observations, configured: vec![Probe::Enterprise, Probe::User], ..Findings::default() };
            wrong.extend(differences(&catalogue, &findings));
        }
    }
    assert_none(&wrong);
}

#[test]
fn the_search_finds_what_the_definitions_say_of_any_observations() {
    let catalogue = catalogue();
    let config = Config { cases: 256, failure_persistence: None, ..Config::default() };
    let property = |findings: Findings| {
        let wrong = differences(&catalogue, &findings);
        prop_assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        Ok(())
    };
    let run = TestRunner::new(config).run(&random::findings(&catalogue, 6), property);
    run.unwrap_or_else(|error| panic!("{error}"));
}
