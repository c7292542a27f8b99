//! For every entry of the catalogue: it is complete, it has fixtures, it is simulated, and it is found.

mod few_words;

use std::collections::BTreeSet;

use crate::kit::{assert_none, cases, catalogue, reply_fixtures, status_of, told, untruths, worlds};
use ccg_doctor::catalogue::{
    Actor, Answers, Catalogue, Cause, Dialect, Part, Probe, ProbeKey, Remediation, Replies, Source, Sources, Text,
    predict,
};
use ccg_doctor::check::{Check, Options};
use ccg_doctor::diagnose::{Assessment, Verdict, diagnose};
use ccg_doctor::examination::{Agenda, Examination};
use ccg_doctor::observation::{Observations, Provenance};
use ccg_doctor::reply::{Answer, json_object};
use ccg_doctor::settings::{Given, Surroundings, layers, resolve};
use ccg_doctor::simulate::{Misbehaviour, Scenario, SimulatedBox};

const DIALECTS: [Dialect; 2] = [Dialect::Current, Dialect::Guide];

/// Whether a request of ours can have the cause.
fn can_be_ours(cause: &Cause) -> bool {
    !cause.entry.pasted_only
}

/// Whether the cause shows in more than the scopes and folders that a profile expects.
pub(crate) fn shows_unasked(cause: &Cause) -> bool {
    Probe::ALL.into_iter().any(|probe| !matches!(probe, Probe::Scope | Probe::Folder) && cause.touches(probe))
}

/// What an entry lacks, whatever kind it is.
fn lacks(explanation: &str, remediation: &[Remediation], sources: &[Source]) -> Vec<&'static str> {
    let date = |text: &str| {
        let bytes = text.as_bytes();
        let digits = bytes.iter().enumerate().all(|(at, byte)| match at {
            4 | 7 => *byte == b'-',
            _ => byte.is_ascii_digit(),
        });
        bytes.len() == 10 && digits
    };
    let mut lacks = Vec::new();
    let mut demand = |holds: bool, what| {
        if !holds {
            lacks.push(what);
        }
    };
    demand(explanation.split_whitespace().count() >= 20, "an explanation");
    demand(!sources.is_empty(), "a source");
    for source in sources {
        demand(source.url.starts_with("https://") || source.url.starts_with("RFC "), "an address in a source");
        demand(!source.says.trim().is_empty(), "what a source says");
        demand(date(&source.read), "the day on which a source was read");
    }
    demand(!remediation.is_empty(), "a remedy");
    for step in remediation {
        demand(!step.step.trim().is_empty(), "a step");
        demand(!step.place.trim().is_empty(), "where to take a step");
        demand(!step.verify.trim().is_empty(), "how to verify a step");
    }
    lacks
}

#[test]
fn every_entry_is_explained_sourced_and_mendable() {
    let catalogue = catalogue();
    let causes = catalogue.causes().iter().map(|cause| {
        (
            &cause.entry.id,
            &cause.entry.title,
            lacks(&cause.entry.explanation, &cause.entry.remediation, &cause.entry.source),
        )
    });
    let faults = catalogue
        .faults()
        .iter()
        .map(|fault| (&fault.id, &fault.title, lacks(&fault.explanation, &fault.remediation, &fault.source)));
    let mut ids = BTreeSet::new();
    let mut wrong = Vec::new();
    for (id, title, lacks) in causes.chain(faults) {
        let kebab = id.split('-').all(|word| {
            !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        });
        if !kebab || title.trim().is_empty() || !ids.insert(id) {
            wrong.push(format!("{id}: an id in kebab-case of its own, and a title"));
        }
        wrong.extend(lacks.into_iter().map(|what| format!("{id} lacks {what}")));
    }
    assert_none(&wrong);
}

#[test]
fn every_cause_that_no_probe_separates_from_another_has_a_look() {
    let catalogue = catalogue();
    let read = |cause: &Cause| -> Vec<_> {
        let reads = |variant| {
            let part = Part { cause, variant, target: None };
            let of = |probe| predict(&catalogue, &[part], &ProbeKey::from(probe), &|_, replies| replies.all());
            Probe::ALL.map(of)
        };
        cause.variants.iter().map(reads).collect()
    };
    let apart = |one: &Cause, other: &Cause| {
        let (one, other) = (read(one), read(other));
        one.iter().all(|one| other.iter().all(|other| one.iter().zip(other).any(|(one, other)| !one.meets(*other))))
    };
    let mut wrong = Vec::new();
    for cause in catalogue.causes() {
        let rival = catalogue.causes().iter().find(|other| other.id() != cause.id() && !apart(cause, other));
        let look = cause.entry.look.as_ref();
        let usable = look.is_some_and(|look| look.question.ends_with('?') && (1..=3).contains(&look.cost));
        if let Some(rival) = rival.filter(|_| !usable) {
            wrong.push(format!("{}: nothing separates it from {}, and it has no look", cause.id(), rival.id()));
        }
    }
    assert_none(&wrong);
}

/// Steps are alternatives, the narrowest first; a reauthorization alone continues the step before it.
#[test]
fn no_fix_that_widens_comes_before_a_narrower_one() {
    let catalogue = catalogue();
    let causes = catalogue.causes().iter().map(|cause| (cause.id(), &cause.entry.remediation));
    let faults = catalogue.faults().iter().map(|fault| (fault.id.as_str(), &fault.remediation));
    let mut wrong = Vec::new();
    for (id, steps) in causes.chain(faults) {
        let reauthorizes = |step: &&Remediation| step.step.starts_with("Reauthorize");
        let alternatives = steps.iter().filter(|step| !reauthorizes(step));
        let widens: Vec<bool> = alternatives.map(|step| step.widens.is_some()).collect();
        if widens.first() == Some(&true) || !widens.is_sorted() {
            wrong.push(format!("{id}: a step that widens comes before one that does not"));
        }
        let owed = steps.iter().position(|step| step.then_reauthorize);
        if owed.is_some_and(|owed| !steps[owed + 1..].iter().any(|step| reauthorizes(&step))) {
            wrong.push(format!("{id}: a step must be followed by a reauthorization, and none is"));
        }
    }
    assert_none(&wrong);
}

/// Whoever reads an entry meets the word once before it is used again.
#[test]
fn the_operator_is_explained_where_it_first_appears() {
    const EXPLAINED: &str = " (The operator is whoever runs the integration.)";
    let catalogue = catalogue();
    let causes = catalogue.causes().iter().map(|cause| (cause.id(), &cause.entry.remediation));
    let faults = catalogue.faults().iter().map(|fault| (fault.id.as_str(), &fault.remediation));
    let mut wrong = Vec::new();
    for (id, steps) in causes.chain(faults) {
        let explained: Vec<bool> = steps
            .iter()
            .filter(|step| step.actor == Actor::Operator)
            .map(|step| step.step.ends_with(EXPLAINED))
            .collect();
        if explained.iter().enumerate().any(|(at, explained)| *explained != (at == 0)) {
            wrong.push(format!("{id}: its first step for the operator says who that is, and no other does"));
        }
    }
    assert_none(&wrong);
}

/// What is not known of an examination is left out of a text: each value stands in `[[…]]`.
#[test]
fn no_text_names_a_value_that_may_not_be_known() {
    let catalogue = catalogue();
    let of = |steps: &[Remediation]| -> Vec<String> {
        let texts = |step: &Remediation| {
            [step.step.clone(), step.place.clone(), step.verify.clone(), step.widens.clone().unwrap_or_default()]
        };
        steps.iter().flat_map(texts).collect()
    };
    let causes = catalogue.causes().iter().map(|cause| {
        let look = cause.entry.look.iter().flat_map(|look| [look.question.clone(), look.place.clone()]);
        let texts = [cause.entry.title.clone(), cause.entry.explanation.clone()].into_iter().chain(look);
        (cause.id().to_owned(), texts.chain(of(&cause.entry.remediation)).collect::<Vec<_>>())
    });
    let faults = catalogue.faults().iter().map(|fault| {
        let texts = [fault.title.clone(), fault.explanation.clone()].into_iter();
        (fault.id.clone(), texts.chain(of(&fault.remediation)).collect::<Vec<_>>())
    });
    let mut wrong = Vec::new();
    for (id, text) in causes.chain(faults).flat_map(|(id, texts)| texts.into_iter().map(move |text| (id.clone(), text)))
    {
        let mut rest = text.as_str();
        let mut bare = String::new();
        while let Some((before, inside)) = rest.split_once("[[") {
            bare.push_str(before);
            rest = inside.split_once("]]").unwrap_or_else(|| panic!("{id}: `[[` without `]]`")).1;
        }
        bare.push_str(rest);
        if bare.contains('{') {
            wrong.push(format!("{id}: {text}"));
        }
    }
    assert_none(&wrong);
}

/// A reply that is read as the signature, and one that has its code, or its status where it has none, and is not.
#[test]
fn every_signature_with_a_code_has_a_matching_and_a_near_miss_fixture() {
    let catalogue = catalogue();
    let fixtures = reply_fixtures();
    let codes = |answer: &Answer| -> Vec<String> {
        let Answer::Reply(reply) = answer else { return Vec::new() };
        let object = json_object(reply).cloned().unwrap_or_default();
        let fields = ["error", "code"].iter().filter_map(|field| object.get(*field)?.as_str());
        fields.map(str::to_lowercase).collect()
    };
    let mut wrong = Vec::new();
    for signature in catalogue.signatures().iter().filter(|signature| !signature.codes.is_empty()) {
        let id = &signature.id;
        if !fixtures.iter().any(|fixture| fixture.expect.signature == *id) {
            wrong.push(format!("no file of fixtures/replies expects {id}"));
        }
        let near = fixtures.iter().any(|fixture| {
            fixture.expect.signature != *id
                && fixture.probe.asks_for_token() == (signature.answers == Answers::Token)
                && codes(&fixture.reply.answer()).iter().any(|code| signature.codes.contains(code))
        });
        if !near {
            wrong.push(format!("no file of fixtures/replies has the code of {id} and expects something else"));
        }
    }
    assert_none(&wrong);
}

#[test]
fn every_cause_is_named_in_some_case_or_world_and_left_out_of_another() {
    let catalogue = catalogue();
    let mut named = BTreeSet::new();
    let mut spared = BTreeSet::new();
    for scene in cases().into_iter().chain(worlds()) {
        let findings = scene.all_at_once(&catalogue);
        for judgement in diagnose(&catalogue, &findings).judgements {
            let set = if judgement.status.is_named() { &mut named } else { &mut spared };
            set.insert(judgement.cause.id().to_owned());
        }
    }
    let all: BTreeSet<String> = catalogue.causes().iter().map(|cause| cause.id().to_owned()).collect();
    assert_eq!((&named, &spared), (&all, &all));
}

/// The catalogue run forwards and, at once, backwards: the first reply of each probe that the planner asks for.
fn run_forwards(catalogue: &Catalogue, cause: &Cause, dialect: Dialect) -> Observations {
    let target = |probe, target: &str| ProbeKey { probe, target: Some(target.to_owned()) };
    let agenda = Agenda {
        control: true,
        app_user: true,
        user_list: true,
        swap_unlikely: false,
        targets: vec![target(Probe::Scope, "manage_users"), target(Probe::Folder, "7")],
    };
    let provenance = if can_be_ours(cause) { Provenance::Live } else { Provenance::Reported };
    let mut findings =
        Observations { provenance, configured: vec![Probe::Enterprise, Probe::User], ..Observations::default() };
    let part = Part { cause, variant: &cause.variants[0], target: None };
    loop {
        let wave = Assessment::new(catalogue, findings.clone(), &[]).next_wave(&agenda);
        if wave.is_empty() {
            return findings;
        }
        for key in wave {
            let read = |_: Option<&Cause>, replies: &Replies| replies.in_dialect(dialect);
            let control = match dialect {
                Dialect::Guide => "grant-credentials-invalid",
                _ => "credentials-invalid",
            };
            let id = match key.probe {
                Probe::BadSecret => catalogue.signature_id(control),
                _ => predict(catalogue, &[part], &key, &read).iter().next(),
            };
            let observation = crate::kit::random::known(catalogue, key, id.expect("a reply"));
            findings.all.push(observation);
        }
    }
}

#[test]
fn every_cause_run_forwards_is_named_when_run_backwards() {
    let catalogue = catalogue();
    let mut wrong = Vec::new();
    for (cause, dialect) in catalogue.causes().iter().flat_map(|cause| DIALECTS.map(|dialect| (cause, dialect))) {
        let findings = run_forwards(&catalogue, cause, dialect);
        let diagnosis = diagnose(&catalogue, &findings);
        let named = diagnosis.named().any(|judgement| judgement.cause.id() == cause.id());
        let truth = [cause.id().to_owned()];
        let untruths = untruths(&truth, &diagnosis);
        if !named || !untruths.is_empty() {
            let told = told(&catalogue, &findings);
            wrong.push(format!("{} ({}): named {named}, {untruths:?}\n    {told}", cause.id(), dialect.id()));
        }
    }
    assert_none(&wrong);
}

/// Checks a simulated Box over real HTTP.
async fn examine(catalogue: &Catalogue, scenario: &str, dialect: Dialect) -> Examination {
    let scenario = Scenario::parse(catalogue, scenario).unwrap_or_else(|error| panic!("{error}"));
    let simulated = SimulatedBox::start(catalogue, &scenario, dialect, Misbehaviour::default(), 0).await;
    let simulated = simulated.unwrap_or_else(|error| panic!("{error}"));
    let mut nothing: &[u8] = &[];
    let mut surroundings = Surroundings { stdin: &mut nothing, prompt: None, system_proxy: &|_| None };
    let layers = layers(&Given::default(), &|_| None, Some(simulated.settings()));
    let profile = resolve(&layers, &mut surroundings);
    let profile = profile.unwrap_or_else(|error| panic!("{error}"));
    let check = Check::new(catalogue, &profile, Options::default()).unwrap_or_else(|error| panic!("{error}"));
    check.run(&|_| ()).await.0
}

/// Examines each scenario in turn, and says what is wrong with it.
pub(crate) fn each_simulated(
    catalogue: &Catalogue,
    scenarios: &[String],
    dialect: Dialect,
    wrong_with: impl Fn(&Examination, &[String]) -> Vec<String>,
) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let mut wrong = Vec::new();
    for scenario in scenarios {
        let examination = runtime.block_on(examine(catalogue, scenario, dialect));
        let truth: Vec<String> = scenario.split('+').map(str::to_owned).collect();
        let told = told(catalogue, &examination.observations(catalogue));
        let found = wrong_with(&examination, &truth);
        wrong.extend(found.into_iter().map(|what| format!("{scenario} ({}): {what}\n    {told}", dialect.id())));
    }
    assert_none(&wrong);
}

#[test]
fn a_healthy_simulated_box_is_healthy_and_blamed_for_nothing() {
    let catalogue = catalogue();
    for dialect in DIALECTS {
        each_simulated(&catalogue, &["healthy".to_owned()], dialect, |examination, _| {
            let assessment = Assessment::of(&catalogue, examination);
            let (diagnosis, verdict) = (assessment.diagnosis(), assessment.verdict());
            let mut wrong: Vec<String> =
                diagnosis.named().map(|judgement| format!("{} is named", judgement.cause.id())).collect();
            if verdict != Verdict::Healthy {
                wrong.push(format!("expected healthy, seen {}", verdict.id()));
            }
            let tokens = examination.tokens;
            if tokens.received == 0 || tokens.received != tokens.revoked {
                wrong.push(format!("tokens: {} received, {} revoked", tokens.received, tokens.revoked));
            }
            wrong
        });
    }
}

#[test]
fn every_cause_that_is_simulated_is_named() {
    let catalogue = catalogue();
    let shown = catalogue.causes().iter().filter(|cause| can_be_ours(cause) && shows_unasked(cause));
    let told_unasked: Vec<String> = shown.map(|cause| cause.id().to_owned()).collect();
    for dialect in DIALECTS {
        each_simulated(&catalogue, &told_unasked, dialect, |examination, truth| {
            let assessment = Assessment::of(&catalogue, examination);
            let (diagnosis, verdict) = (assessment.diagnosis(), assessment.verdict());
            let mut wrong: Vec<String> = untruths(truth, diagnosis)
                .into_iter()
                .map(|(cause, expected)| format!("{cause}: expected {expected}"))
                .collect();
            let seen = status_of(diagnosis, &truth[0]);
            if !seen.is_named() || verdict != Verdict::Misconfigured {
                wrong.push(format!("expected named and misconfigured, seen {} and {}", seen.id(), verdict.id()));
            }
            wrong
        });
    }
}

pub(crate) fn pairs(catalogue: &Catalogue) -> Vec<String> {
    let causes: Vec<&Cause> = catalogue.causes().iter().filter(|cause| can_be_ours(cause)).collect();
    let pairs =
        causes.iter().enumerate().flat_map(|(index, one)| causes[index + 1..].iter().map(move |two| (one, two)));
    let compatible = pairs.filter(|(one, two)| {
        let part = |cause| Part { cause, variant: &cause.variants[0], target: None };
        !part(*one).excludes(&part(*two))
    });
    compatible.map(|(one, two)| format!("{}+{}", one.id(), two.id())).collect()
}

fn no_pair_is_misjudged(dialect: Dialect) {
    let catalogue = catalogue();
    each_simulated(&catalogue, &pairs(&catalogue), dialect, |examination, truth| {
        let assessment = Assessment::of(&catalogue, examination);
        let (diagnosis, verdict) = (assessment.diagnosis(), assessment.verdict());
        let mut wrong: Vec<String> = untruths(truth, diagnosis)
            .into_iter()
            .map(|(cause, expected)| format!("{cause}: expected {expected}"))
            .collect();
        let shows = truth.iter().any(|cause| shows_unasked(catalogue.cause(cause).expect("a cause")));
        if shows && verdict == Verdict::Healthy {
            wrong.push("expected anything but healthy".to_owned());
        }
        let named = diagnosis.judgements.iter().filter(|judgement| judgement.status.is_named());
        if shows && !named.into_iter().any(|judgement| truth.iter().any(|cause| cause == judgement.cause.id())) {
            wrong.push("expected one of the two to be named".to_owned());
        }
        wrong
    });
}

#[test]
fn no_pair_of_causes_is_misjudged_in_todays_wording() {
    no_pair_is_misjudged(Dialect::Current);
}

#[test]
fn no_pair_of_causes_is_misjudged_in_the_guides_wording() {
    no_pair_is_misjudged(Dialect::Guide);
}

#[test]
fn every_pair_of_causes_is_simulated_unless_they_exclude_one_another() {
    let catalogue = catalogue();
    let causes: Vec<&Cause> = catalogue.causes().iter().filter(|cause| can_be_ours(cause)).collect();
    for one in &causes {
        for two in causes.iter().filter(|two| two.id() != one.id()) {
            let excluded =
                one.entry.excludes.iter().chain(&two.entry.excludes).any(|id| id == one.id() || id == two.id());
            let parsed = Scenario::parse(&catalogue, &format!("{}+{}", one.id(), two.id()));
            assert_eq!(parsed.is_err(), excluded, "{}+{}: {parsed:?}", one.id(), two.id());
        }
    }
}

/// A way to spoil a catalogue.
type Spoil = fn(&mut Sources);

#[test]
fn a_faulty_file_is_named_with_what_is_wrong() {
    fn change(text: &mut Text, from: &str, to: &str) {
        assert!(text.contains(from), "`{from}` is not there to be changed");
        *text = text.replacen(from, to, 1).into();
    }
    fn cause<'s>(sources: &'s mut Sources, id: &str) -> &'s mut Text {
        sources.causes.get_mut(id).expect("a cause")
    }
    let rows: Vec<(Spoil, &str, &str)> = vec![
        (|it| it.probes = "[[probe]".into(), "probes.toml", "line 1"),
        (|it| change(&mut it.probes, "[[probe]]", "[[prob]]"), "probes.toml", "prob"),
        (|it| change(&mut it.signatures, "id = ", "idd = "), "signatures.toml", "idd"),
        (|it| change(&mut it.scopes, "read = ", "why = \"x\"\nread = "), "scopes.toml", "either"),
        (
            |it| change(cause(it, "user-inactive"), "severity = \"error\"", "severity = \"dire\""),
            "causes/user-inactive.toml",
            "dire",
        ),
        (
            |it| change(cause(it, "user-inactive"), "id = \"user-inactive\"", "id = \"inactive\""),
            "causes/user-inactive.toml",
            "expected `user-inactive`",
        ),
        (
            |it| change(cause(it, "user-inactive"), "[\"user-inactive\"]", "[\"user-asleep\"]"),
            "causes/user-inactive.toml",
            "`user-asleep`",
        ),
        (
            |it| change(cause(it, "reauthorization-needed"), "\"app-access-only\"", "\"nobody\""),
            "causes/reauthorization-needed.toml",
            "`nobody`",
        ),
        (|it| drop(it.faults.remove("not-box")), "faults/not-box.toml", "no such file"),
    ];
    for (spoil, file, says) in rows {
        let mut sources = Sources::embedded();
        spoil(&mut sources);
        let error = Catalogue::read(&sources).expect_err(says).to_string();
        assert!(error.starts_with(&format!("{file}: ")) && error.contains(says), "{file} {says}: {error}");
    }
}
