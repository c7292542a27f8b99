//! The statuses computed a second time, by hand, straight from their definitions: every set of causes, of every size
//! and in every variant, is tried against every reply. Nothing of the search is used, only the catalogue's `predict`.
//!
//! No set is left out: causes that touch no answered probe change no prediction, and are told to be untested at once. What
//! grows with every set of them is tried on catalogues of some causes each, chosen anew for each world: the search knows
//! nothing of which causes there are.

use std::collections::{BTreeMap, BTreeSet};

use crate::kit::{assert_none, cases, catalogue, told, worlds};
use ccg_doctor::catalogue::{
    Catalogue, Cause, Part, Probe, ProbeKey, Reading, Replies, SignatureId, SignatureSet, Touch, predict,
};
use ccg_doctor::diagnose::{Instance, Status, diagnose};
use ccg_doctor::observation::{Observation, Observations, Provenance};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

/// Causes that cannot be true of the same value.
///
/// The last pair is the catalogue's own: Terms of Service are put to the enterprise's managed users.
const EXCLUSIONS: [(&str, &str); 6] = [
    ("enterprise-id-wrong", "authorized-elsewhere"),
    ("enterprise-id-wrong", "subject-ids-swapped"),
    ("user-id-wrong", "user-inactive"),
    ("user-id-wrong", "app-access-only"),
    ("user-id-wrong", "subject-ids-swapped"),
    ("user-id-wrong", "terms-not-accepted"),
];

/// The cause under which a probe is answered like another.
const SWAPPED: &str = "subject-ids-swapped";

/// A cause and the scope or folder it is about.
type Name = (String, Option<String>);
/// What a diagnosis comes to: the status of each cause, and the minimal sets of causes of either grade.
type Outcome = (BTreeMap<Name, Status>, [BTreeSet<BTreeSet<Name>>; 2]);

/// A reply that takes part, and what wrong credentials may have it answered.
struct Fact {
    key: ProbeKey,
    seen: SignatureSet,
    known: bool,
    /// Whether it is known, and Box's own beyond doubt.
    firm: bool,
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
    /// Whether the request without a subject was answered as wrong credentials are: then the sources tell how they are answered.
    mixed: bool,
    facts: Vec<Fact>,
    /// The causes whose replies count as documented, though nobody has shown them: some reply is theirs alone.
    attested: BTreeSet<String>,
    /// Each cause that touches what was answered, with its variants.
    choices: Vec<(Name, Vec<Part<'c, 'c>>)>,
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
    fn new(catalogue: &'c Catalogue, findings: &'c Observations) -> Self {
        let (controls, real): (Vec<_>, Vec<_>) =
            findings.all.iter().partition(|observation| observation.key.probe == Probe::BadSecret);
        let control = controls.into_iter().find(|control| {
            seen(&control.reading).is_some() && code(control).is_some_and(|code| code != "invalid_request")
        });
        let mixed = real.iter().any(|observation| {
            let without_a_subject = ["credentials-invalid", "grant-credentials-invalid"]
                .map(|id| SignatureSet::EMPTY.with(signature(catalogue, id)))
                .into_iter()
                .any(|wrong| seen(&observation.reading).is_some_and(|seen| seen.meets(wrong)));
            observation.key.probe == Probe::NoSubject && without_a_subject
        });
        let facts: Vec<Fact> = real
            .into_iter()
            .filter_map(|observation| {
                Some(Fact {
                    key: observation.key.clone(),
                    seen: seen(&observation.reading)?,
                    known: matches!(observation.reading, Reading::Known(_)),
                    firm: matches!(observation.reading, Reading::Known(_)) && observation.doubt.is_none(),
                    equals_control: control.is_some_and(|control| says_the_same(observation, control)),
                })
            })
            .collect();
        let (attested, choices) = (BTreeSet::new(), Vec::new());
        let mut world = Self { catalogue, control_calibrates: control.is_some(), mixed, facts, attested, choices };
        world.attested = world.attested(findings);
        world.choices = world.choices(findings);
        world
    }

    /// The causes that can be: each with every value that it needs, and those of the request only where it is not ours.
    fn possible(&self, findings: &Observations) -> impl Iterator<Item = &'c Cause> {
        let (configured, reported) = (findings.configured.clone(), findings.provenance == Provenance::Reported);
        self.catalogue.causes().iter().filter(move |cause| {
            let needs = &cause.entry.needs;
            let has = needs.iter().all(|subject| configured.contains(subject)) || (reported && needs.len() == 1);
            has && (reported || !cause.entry.pasted_only)
        })
    }

    /// Where exactly one cause, and not health, may have a probe answered as it was, that cause is attested.
    fn attested(&self, findings: &Observations) -> BTreeSet<String> {
        let mut attested = BTreeSet::new();
        for fact in self.facts.iter().filter(|fact| fact.known) {
            let likes =
                self.like(&fact.key).into_iter().filter(|_| self.possible(findings).any(|it| it.id() == SWAPPED));
            let mut probes: Vec<Probe> = likes.map(|key| key.probe).chain([fact.key.probe]).collect();
            if fact.key.probe == Probe::UnknownSubject {
                probes.extend([Probe::Enterprise, Probe::User]);
            }
            let spared =
                |cause: &Cause| fact.key.target.as_ref().is_some_and(|it| cause.entry.never_targets.contains(it));
            let gives = |cause: &&Cause| {
                let of = |probe: &Probe| {
                    cause
                        .variants
                        .iter()
                        .filter_map(|variant| variant.touch(*probe))
                        .any(|touch| matches!(touch, Touch::Replies(replies) if replies.all().meets(fact.seen)))
                };
                !spared(cause) && probes.iter().any(of)
            };
            let healthy = probes.iter().any(|probe| self.catalogue.probe(*probe).healthy.all().meets(fact.seen));
            let givers: Vec<&str> = self.possible(findings).filter(gives).map(Cause::id).collect();
            if let ([only], false) = (givers.as_slice(), healthy) {
                attested.insert((*only).to_owned());
            }
        }
        attested
    }

    fn choices(&self, findings: &'c Observations) -> Vec<(Name, Vec<Part<'c, 'c>>)> {
        let mut choices = Vec::new();
        for cause in self.possible(findings) {
            let observed = findings.all.iter().filter(|observation| cause.touches(observation.key.probe));
            let never =
                |target: Option<&str>| target.is_some_and(|it| cause.entry.never_targets.iter().any(|id| id == it));
            let targets: BTreeSet<Option<&str>> = if cause.entry.per_reply {
                observed
                    .map(|observation| observation.key.probe)
                    .filter(|it| *it != Probe::BadSecret && findings.provenance == Provenance::Reported)
                    .map(|it| Some(it.id()))
                    .collect()
            } else if cause.entry.per_target {
                observed.map(|observation| observation.key.target.as_deref()).filter(|target| !never(*target)).collect()
            } else {
                [None].into()
            };
            for target in targets {
                let parts: Vec<_> = cause.variants.iter().map(|variant| Part { cause, variant, target }).collect();
                if parts.iter().any(|part| self.bears_on_a_reply(part)) {
                    choices.push(((cause.id().to_owned(), target.map(str::to_owned)), self.distinct(parts)));
                }
            }
        }
        choices
    }

    /// Of variants that do the same to every probe that bears on a reply, one: the others would be found in the same sets.
    fn distinct(&self, parts: Vec<Part<'c, 'c>>) -> Vec<Part<'c, 'c>> {
        let mut seen = Vec::new();
        let bearing: Vec<ProbeKey> =
            self.facts.iter().flat_map(|fact| [vec![fact.key.clone()], self.like(&fact.key)].concat()).collect();
        let does = |part: &Part<'c, 'c>| -> Vec<_> {
            bearing
                .iter()
                .flat_map(|key| {
                    [key.probe, Probe::Enterprise, Probe::User].map(|probe| part.variant.touch(probe).cloned())
                })
                .collect()
        };
        parts
            .into_iter()
            .filter(|part| {
                let own = does(part);
                let new = !seen.contains(&own);
                if new {
                    seen.push(own);
                }
                new
            })
            .collect()
    }

    /// The probes as which a probe may be answered.
    fn like(&self, key: &ProbeKey) -> Vec<ProbeKey> {
        let touches = self.catalogue.causes().iter().flat_map(|cause| &cause.variants);
        touches
            .filter_map(|variant| match variant.touch(key.probe)? {
                Touch::Like(probe) => Some(ProbeKey::from(*probe)),
                _ => None,
            })
            .collect()
    }

    /// Whether the part touches an answered probe, or the one that such a probe is answered like.
    fn bears_on_a_reply(&self, part: &Part<'_, '_>) -> bool {
        self.facts
            .iter()
            .any(|fact| part.touches(&fact.key) || self.like(&fact.key).iter().any(|key| part.touches(key)))
    }

    fn touches_a_reply(&self, part: &Part<'_, '_>) -> bool {
        self.facts.iter().any(|fact| part.touches(&fact.key))
    }

    /// Whether these causes, and no others, may have the probe answered as it was.
    ///
    /// Wrong credentials are answered `invalid_client`, or as the control was; without a control, or where the
    /// request without a subject tells that they are wrong, as the sources tell.
    fn explains(&self, parts: &[Part<'_, '_>], fact: &Fact, plausible: bool) -> bool {
        let same = signature(self.catalogue, "same-as-control");
        let read = |cause: Option<&Cause>, replies: &Replies| {
            let attested = cause.is_some_and(|cause| self.attested.contains(cause.id()));
            let all = if plausible || attested { replies.all() } else { replies.documented() };
            if !all.contains(same) {
                return all;
            }
            if !self.control_calibrates {
                return all.without(same);
            }
            if self.mixed {
                return all;
            }
            let invalid = signature(self.catalogue, "credentials-invalid");
            let of_credentials = all.and(SignatureSet::EMPTY.with(invalid));
            if fact.equals_control { of_credentials.with(same) } else { of_credentials }
        };
        let seen = if fact.equals_control { fact.seen.with(same) } else { fact.seen };
        predict(self.catalogue, parts, &fact.key, &read).meets(seen)
    }

    /// Every consistent set of causes, in every variant, held against these replies; by what nobody has shown too, or not.
    fn consistent(&self, facts: &[&Fact], plausible: bool) -> Vec<Consistent> {
        let mut found = Vec::new();
        self.grow((facts, plausible), 0, &mut Vec::new(), Consistent { causes: 0, shown: 0 }, &mut found);
        found
    }

    fn grow(
        &self,
        (facts, plausible): (&[&Fact], bool),
        next: usize,
        parts: &mut Vec<Part<'c, 'c>>,
        so_far: Consistent,
        found: &mut Vec<Consistent>,
    ) {
        let Some((_, variants)) = self.choices.get(next) else {
            if facts.iter().all(|fact| self.explains(parts, fact, plausible)) {
                found.push(so_far);
            }
            return;
        };
        self.grow((facts, plausible), next + 1, parts, so_far, found);
        for variant in variants {
            let id = variant.cause.id();
            let excluded = |other: &Part<'_, '_>| {
                let pair = |(one, two): &(&str, &str)| {
                    (*one, *two) == (id, other.cause.id()) || (*two, *one) == (id, other.cause.id())
                };
                EXCLUSIONS.iter().any(pair)
            };
            // An account's ID as the enterprise and an enterprise's as the user are the two IDs swapped.
            let is_swap = |other: &Part<'_, '_>| {
                let form = |part: &Part<'_, '_>, cause: &str, name: &str| {
                    part.cause.id() == cause && part.variant.name.as_deref() == Some(name)
                };
                let both = |one: &Part<'_, '_>, two: &Part<'_, '_>| {
                    form(one, "enterprise-id-wrong", "a person's Account ID")
                        && form(two, "user-id-wrong", "an enterprise's ID")
                };
                both(other, variant) || both(variant, other)
            };
            if parts.iter().any(|other| excluded(other) || is_swap(other)) {
                continue;
            }
            let shown = if self.touches_a_reply(variant) { 1 << next } else { 0 };
            parts.push(*variant);
            let with = Consistent { causes: so_far.causes | 1 << next, shown: so_far.shown | shown };
            self.grow((facts, plausible), next + 1, parts, with, found);
            parts.pop();
        }
    }

    fn status(&self, index: usize, sets: &Minimal, all: &[Consistent]) -> Status {
        let holds = |causes: &u32| causes & (1 << index) != 0;
        let in_each = |sets: &[u32]| !sets.is_empty() && sets.iter().all(holds);
        let touched = self.choices[index].1.iter().any(|part| self.touches_a_reply(part));
        let healthy = sets.plausible == [0];
        let shown = all.iter().any(|one| holds(&one.shown));
        if sets.plausible.is_empty() || !touched {
            Status::Untested
        // What rests on a text that nobody has documented, or on what may not be Box's, is suspected, never confirmed.
        } else if [&sets.plausible, &sets.documented, &sets.firm[0], &sets.firm[1]]
            .into_iter()
            .all(|sets| in_each(sets))
        {
            Status::Confirmed
        } else if sets.documented.iter().any(holds) || in_each(&sets.plausible) && in_each(&sets.documented) {
            Status::Suspected
        } else if sets.plausible.iter().any(holds) {
            Status::NotExcluded
        } else if shown && !healthy {
            Status::Masked
        } else if all.iter().any(|one| holds(&one.causes)) {
            Status::Untested
        } else {
            Status::RuledOut
        }
    }
}

/// The minimal sets: by what nobody has shown too, by what is documented, and both by the known replies alone.
#[derive(Default)]
struct Minimal {
    plausible: Vec<u32>,
    documented: Vec<u32>,
    firm: [Vec<u32>; 2],
}

/// The sets of which no proper part is consistent.
fn minimal(all: &[Consistent]) -> Vec<u32> {
    let causes: BTreeSet<u32> = all.iter().map(|one| one.causes).collect();
    let has_part = |set: u32| causes.iter().any(|part| *part != set && part & set == *part);
    causes.iter().copied().filter(|set| !has_part(*set)).collect()
}

fn by_hand(catalogue: &Catalogue, findings: &Observations) -> Outcome {
    let world = World::new(catalogue, findings);
    let token = signature(catalogue, "token");
    let granted = |observation: &Observation| {
        observation.key.probe == Probe::BadSecret && observation.reading == Reading::Known(token)
    };
    let (mut all, mut sets) = (Vec::new(), Minimal::default());
    if !findings.all.iter().any(granted) {
        let facts: Vec<&Fact> = world.facts.iter().collect();
        let firm: Vec<&Fact> = world.facts.iter().filter(|fact| fact.firm).collect();
        all = world.consistent(&facts, true);
        sets.plausible = minimal(&all);
        sets.documented = minimal(&world.consistent(&facts, false));
        sets.firm = if firm.len() == facts.len() {
            [sets.plausible.clone(), sets.documented.clone()]
        } else {
            [true, false].map(|plausible| minimal(&world.consistent(&firm, plausible)))
        };
    }
    let status = |index: usize| (world.choices[index].0.clone(), world.status(index, &sets, &all));
    let statuses: BTreeMap<Name, Status> = (0..world.choices.len()).map(status).collect();
    let names = |set: u32| {
        let held = world.choices.iter().enumerate().filter(move |(index, _)| set & (1 << index) != 0);
        held.map(|(_, (name, _))| name.clone()).collect()
    };
    (statuses, [&sets.plausible, &sets.documented].map(|sets| sets.iter().copied().map(names).collect()))
}

fn by_search(catalogue: &Catalogue, findings: &Observations) -> Outcome {
    let diagnosis = diagnose(catalogue, findings);
    let name = |cause: &str, target: Option<&str>| (cause.to_owned(), target.map(str::to_owned));
    let statuses =
        diagnosis.judgements.iter().map(|it| (name(it.cause.id(), it.target.as_deref()), it.status)).collect();
    let names = |set: &Vec<Instance<'_>>| set.iter().map(|it| name(it.cause, it.target.as_deref())).collect();
    (statuses, [&diagnosis.diagnoses, &diagnosis.documented].map(|sets| sets.iter().map(names).collect()))
}

/// The minimal sets without the scopes and folders that are told by another: the first of those that were answered alike.
fn of_first(
    catalogue: &Catalogue,
    sets: &BTreeSet<BTreeSet<Name>>,
    findings: &Observations,
) -> BTreeSet<BTreeSet<Name>> {
    let aimed: Vec<&Observation> = findings.all.iter().filter(|seen| seen.key.target.is_some()).collect();
    let told_by_another = |target: &String| {
        let own = aimed.iter().filter(|seen| seen.key.target.as_ref() == Some(target)).collect::<Vec<_>>();
        // A cause may never be about one of them: folder 0 is every account's own root.
        let spared = |one: &Observation| {
            let by = catalogue
                .causes()
                .iter()
                .filter(|it| one.key.target.as_ref().is_some_and(|id| it.entry.never_targets.contains(id)));
            by.map(Cause::id).collect::<Vec<_>>()
        };
        let alike = |one: &Observation, other: &Observation| {
            one.key.probe == other.key.probe && one.reading == other.reading && spared(one) == spared(other)
        };
        own.len() == 1 && aimed.iter().any(|one| one.key.target < own[0].key.target && alike(one, own[0]))
    };
    let firsts: BTreeSet<BTreeSet<Name>> = sets
        .iter()
        .map(|set| set.iter().filter(|(_, target)| !target.as_ref().is_some_and(told_by_another)).cloned().collect())
        .collect();
    let has_part = |set: &BTreeSet<Name>| firsts.iter().any(|part| part != set && part.is_subset(set));
    firsts.iter().filter(|set| !has_part(set)).cloned().collect()
}

/// Everything in which the search differs from the definitions; a cause of which they say nothing is untested.
fn differences(catalogue: &Catalogue, findings: &Observations) -> Vec<String> {
    let ((by_hand, sets), (by_search, found)) = (by_hand(catalogue, findings), by_search(catalogue, findings));
    let mut differences = Vec::new();
    for name in by_hand.keys().chain(by_search.keys()).collect::<BTreeSet<_>>() {
        let expected = by_hand.get(name).copied().unwrap_or(Status::Untested);
        let seen = by_search.get(name).copied();
        if seen != Some(expected) {
            differences.push(format!("{name:?}: expected {expected:?}, seen {seen:?}"));
        }
    }
    let sets = sets.map(|sets| of_first(catalogue, &sets, findings));
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

/// How many causes a catalogue has of which every set is tried, a missing reauthorization and what it may be of aside.
const SOME: usize = 7;

/// How many such catalogues each world is held against.
const CATALOGUES: usize = 4;

/// The catalogue with some of its causes. Every fourth has the settings and their missing reauthorization among them.
fn some_causes(catalogue: &Catalogue, seed: usize) -> Catalogue {
    let settings = ["reauthorization-needed", "user-tokens-disabled", "app-access-only", "scope-missing"];
    let mut ids: Vec<&str> = catalogue.causes().iter().map(Cause::id).filter(|id| *id != settings[0]).collect();
    // Steps that share no divisor with their number, so that no cause is taken twice.
    let steps: Vec<usize> = [3, 7, 11, 13, 17].into_iter().filter(|step| !ids.len().is_multiple_of(*step)).collect();
    let step = steps[seed % steps.len()];
    ids = (0..SOME).map(|index| ids[(seed + index * step) % ids.len()]).collect();
    if seed.is_multiple_of(4) {
        ids.truncate(SOME - 4);
        ids.extend(settings);
    }
    catalogue.only(&ids)
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
                for seed in 0..CATALOGUES {
                    let of_scene = differences(&some_causes(&catalogue, 5 * seen.len() + seed), &findings);
                    wrong.extend(of_scene.into_iter().map(|difference| format!("{}: {difference}", scene.name)));
                }
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
            let observations =
                told.map(|(probe, id)| crate::kit::random::known(&catalogue, probe.into(), id)).collect();
            let findings = Observations {
                all: observations,
                configured: vec![Probe::Enterprise, Probe::User],
                ..Observations::default()
            };
            for seed in 0..CATALOGUES {
                wrong
                    .extend(differences(&some_causes(&catalogue, probe.index() + 3 * reply.index() + seed), &findings));
            }
        }
    }
    assert_none(&wrong);
}

#[test]
fn the_search_finds_what_the_definitions_say_of_any_observations() {
    let catalogue = catalogue();
    let config = Config { cases: 256, failure_persistence: None, ..Config::default() };
    let property = |(findings, seed): (Observations, usize)| {
        let wrong = differences(&some_causes(&catalogue, seed), &findings);
        prop_assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        Ok(())
    };
    let run = TestRunner::new(config).run(&(crate::kit::random::findings(&catalogue, 6), 0..1000_usize), property);
    run.unwrap_or_else(|error| panic!("{error}"));
}

/// Three scopes or folders, two of them answered alike, in every pair of replies that a read may be given: what is found of one
/// for all must be what the definitions say of each.
#[test]
fn the_search_finds_what_the_definitions_say_of_targets_answered_alike() {
    let catalogue = catalogue();
    let causes = |of_one: bool| {
        let of_targets = |cause: &&Cause| [Probe::Scope, Probe::Folder].iter().any(|probe| cause.touches(*probe));
        let settings = |cause: &&Cause| cause.entry.settings.is_empty() && !cause.entry.per_reply;
        let wanted = move |cause: &&Cause| cause.entry.per_target == of_one;
        catalogue.causes().iter().filter(of_targets).filter(settings).filter(wanted).map(Cause::id).collect::<Vec<_>>()
    };
    let (of_one, of_all) = (causes(true), causes(false));
    let whoami = |id: &str| (ProbeKey::from(Probe::WhoamiUser), id.to_owned());
    let beside = [None, Some(whoami("whoami-here")), Some(whoami("forbidden")), Some(whoami("not-enabled"))];
    let (mut wrong, mut seed, mut alike) = (Vec::new(), 0, 0);
    for (probe, others) in [(Probe::Folder, ["3", "4", "0"]), (Probe::Scope, ["one", "two", "three"])] {
        let given = catalogue.signatures().iter().filter_map(|signature| catalogue.signature_id(&signature.id));
        let of_probe = |id: &SignatureId| {
            let replies = catalogue.causes().iter().flat_map(|it| &it.variants).filter_map(|it| it.touch(probe));
            let mut replies = replies.filter_map(|touch| match touch {
                Touch::Replies(replies) => Some(replies),
                _ => None,
            });
            replies.any(|replies| replies.all().contains(*id)) || catalogue.probe(probe).healthy.all().contains(*id)
        };
        let given: Vec<SignatureId> = given.filter(of_probe).collect();
        for (twice, once) in given.iter().flat_map(|twice| given.iter().map(move |once| (*twice, *once))) {
            for beside in &beside {
                let aimed = others.iter().zip([twice, twice, once]);
                let aimed = aimed.map(|(id, reply)| (ProbeKey { probe, target: Some((*id).to_owned()) }, reply));
                let besides = beside.iter().map(|(key, id)| (key.clone(), signature(&catalogue, id)));
                let observations =
                    aimed.chain(besides).map(|(key, id)| crate::kit::random::known(&catalogue, key, id)).collect();
                let configured = vec![Probe::Enterprise, Probe::User];
                let findings = Observations { all: observations, configured, ..Observations::default() };
                seed += 1;
                let few = [
                    of_one[seed % of_one.len()],
                    of_one[(seed / of_one.len() + seed + 1) % of_one.len()],
                    of_all[seed % of_all.len()],
                    of_all[(3 * seed + 1) % of_all.len()],
                    "reauthorization-needed",
                ];
                alike += usize::from(twice != once);
                wrong.extend(differences(&catalogue.only(&few), &findings));
            }
        }
    }
    assert!(alike > 100, "{alike} pairs");
    wrong.truncate(5);
    assert_none(&wrong);
}
