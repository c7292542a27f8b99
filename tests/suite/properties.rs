//! What holds of every reply and of every set of observations.

use std::collections::{BTreeMap, BTreeSet};

use crate::kit::{catalogue, granted, told};
use ccg_doctor::catalogue::{Catalogue, Doubt, Identity, Probe, ProbeKey, Reading, Sources};
use ccg_doctor::diagnose::{Assessment, Control, Diagnosis, Status, Verdict, diagnose};
use ccg_doctor::examination::{Agenda, Expectation, Expected};
use ccg_doctor::observation::{Observation, Observations, observe};
use ccg_doctor::reply::{Answer, Reply};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::{Config, TestRunner};

/// Runs a property on that many inputs.
fn holds<S: Strategy>(cases: u32, inputs: &S, property: impl Fn(S::Value) -> Result<(), TestCaseError>) {
    let config = Config { cases, max_global_rejects: 64 * cases, failure_persistence: None, ..Config::default() };
    TestRunner::new(config).run(inputs, property).unwrap_or_else(|error| panic!("{error}"));
}

fn reply(status: u16, headers: Vec<(String, String)>, body: Vec<u8>) -> Answer {
    Answer::Reply(Reply {
        status,
        headers,
        body: body.into(),
        truncated: false,
        withheld: None,
        inferred: Vec::new(),
        bore_token: false,
    })
}

/// Anything that a server may send; half of the bodies are JSON, or nearly.
fn any_reply() -> impl Strategy<Value = Answer> {
    let headers = vec((select(vec!["location", "retry-after", "www-authenticate", "content-type"]), ".*"), 0..3);
    let headers = headers.prop_map(|headers| headers.into_iter().map(|(name, text)| (name.to_owned(), text)).collect());
    let status = prop_oneof![select(vec![200, 302, 400, 401, 403, 404, 429, 503]), any::<u16>()];
    let field =
        select(vec!["error", "error_description", "access_token", "token_type", "id", "login", "enterprise", "code"]);
    let value = prop_oneof![
        Just(r#""invalid_grant""#.to_owned()),
        Just(r#""bearer""#.to_owned()),
        Just(r#"{"id":"1"}"#.to_owned()),
        "[\\PC]{0,12}",
        "\"[a-z_ ]{0,12}\"",
    ];
    let json = vec((field, value), 0..4).prop_map(|fields| {
        let fields: Vec<String> = fields.into_iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
        format!("{{{}}}", fields.join(",")).into_bytes()
    });
    let body = prop_oneof![vec(any::<u8>(), 0..200), json];
    (status, headers, body).prop_map(|(status, headers, body)| reply(status, headers, body))
}

/// What is not well-formed, or is nobody's verdict: Box's very words, spoiled, cut short, or with a status that counts for nothing.
fn garbage() -> impl Strategy<Value = Answer> {
    let words = select(vec![
        r#"{"error":"invalid_grant","error_description":"Grant credentials are invalid"}"#,
        r#"{"error":"invalid_client","error_description":"The client credentials are invalid"}"#,
        r#"{"access_token":"EnterpriseTokenFixture0000000001","token_type":"bearer"}"#,
        r#"{"status":401,"code":"unauthorized","message":"Cannot authorize with this service"}"#,
    ]);
    let status = select(vec![200, 400, 401, 403, 404]);
    (words, status, 0..7usize, any::<Index>()).prop_map(|(words, status, spoil, at)| {
        let at = 1 + at.index(words.len() - 1);
        let spoilt = match spoil {
            0 => words.as_bytes()[..at].to_vec(),
            1 => [&words.as_bytes()[..at], b"\xff", &words.as_bytes()[at..]].concat(),
            2 => format!("<!doctype html><p>{words}</p>").into_bytes(),
            3 => format!("[{words}]").into_bytes(),
            4 => format!("{words}{words}").into_bytes(),
            5 => return reply(429, Vec::new(), words.into()),
            _ => return reply(503, Vec::new(), words.into()),
        };
        reply(status, Vec::new(), spoilt)
    })
}

fn identity() -> Identity {
    Identity {
        enterprise_id: Some("1".to_owned()),
        user_id: Some("2".to_owned()),
        service_account: None,
        target: None,
        base_url: "https://api.box.com/oauth2/token".parse().ok(),
    }
}

/// The answers to probes, one each, as they would be observed.
fn observed(catalogue: &Catalogue, answers: BTreeMap<Probe, Answer>) -> Observations {
    let answers: Vec<(ProbeKey, Answer)> = answers.into_iter().map(|(probe, answer)| (probe.into(), answer)).collect();
    let answers: Vec<(&ProbeKey, &Answer)> = answers.iter().map(|(key, answer)| (key, answer)).collect();
    observe(catalogue, &identity(), &[Probe::Enterprise, Probe::User], &answers)
}

fn to_any_probe<S: Strategy<Value = Answer>>(answer: S) -> impl Strategy<Value = BTreeMap<Probe, Answer>> {
    vec((select(Probe::ALL.to_vec()), answer), 1..6).prop_map(|answers| answers.into_iter().collect())
}

fn statuses(diagnosis: &Diagnosis<'_>) -> BTreeMap<(String, Option<String>), Status> {
    let name = |cause: &str, target: Option<&str>| (cause.to_owned(), target.map(str::to_owned));
    diagnosis.judgements.iter().map(|it| (name(it.cause.id(), it.target.as_deref()), it.status)).collect()
}

#[test]
fn whatever_is_answered_to_whatever_probe_is_read_and_diagnosed() {
    let catalogue = catalogue();
    let agenda = Agenda { control: true, app_user: true, ..Agenda::default() };
    holds(512, &to_any_probe(any_reply()), |answers| {
        let findings = observed(&catalogue, answers);
        let assessment = Assessment::new(&catalogue, findings.clone(), &[]);
        let diagnosis = assessment.diagnosis();
        let judged: BTreeSet<&str> = diagnosis.judgements.iter().map(|judgement| judgement.cause.id()).collect();
        prop_assert_eq!(judged.len(), catalogue.causes().len(), "each cause is judged");
        let wave = assessment.next_wave(&agenda);
        let sent = |key: &ProbeKey| findings.all.iter().any(|observation| observation.key == *key);
        prop_assert!(!wave.iter().any(sent), "asked again: {:?}", wave);
        let split = assessment.next_step(&agenda).map(|step| step.splits);
        let unknown = split.into_iter().flatten().find(|id| catalogue.cause(id).is_none());
        prop_assert_eq!(unknown, None, "the next step splits what is no cause");
        Ok(())
    });
}

#[test]
fn garbage_names_nothing_and_rules_nothing_out() {
    let catalogue = catalogue();
    holds(512, &to_any_probe(garbage()), |answers| {
        let findings = observed(&catalogue, answers);
        let fault = |observation: &Observation| matches!(observation.reading, Reading::Fault(..));
        prop_assert!(findings.all.iter().all(fault), "read as more: {}", told(&catalogue, &findings));
        let assessment = Assessment::new(&catalogue, findings.clone(), &granted(&findings.configured));
        let diagnosis = assessment.diagnosis();
        let says = |judgement: &&ccg_doctor::diagnose::Judgement<'_>| judgement.status != Status::Untested;
        let said: Vec<_> = diagnosis.judgements.iter().filter(says).map(|judgement| judgement.cause.id()).collect();
        prop_assert!(said.is_empty(), "{:?} from {}", said, told(&catalogue, &findings));
        prop_assert_eq!(assessment.verdict(), Verdict::Inconclusive);
        Ok(())
    });
}

#[test]
fn garbage_beside_other_replies_changes_no_status() {
    let catalogue = catalogue();
    let inputs = (crate::kit::random::findings(&catalogue, 5), select(Probe::ALL.to_vec()), garbage());
    holds(256, &inputs, |(mut findings, probe, answer)| {
        let key = ProbeKey { probe, target: None };
        // One observation for each probe: this one was not sent yet, and is aimed at nothing in particular.
        let new = !matches!(probe, Probe::Scope | Probe::Folder) && findings.of(probe).is_none();
        prop_assume!(new);
        let before = statuses(&diagnose(&catalogue, &findings));
        let reading = catalogue.classify(probe, &answer, &identity());
        findings.all.push(Observation { key, reading, refusal: None, doubt: None });
        prop_assert_eq!(before, statuses(&diagnose(&catalogue, &findings)), "{}", told(&catalogue, &findings));
        Ok(())
    });
}

/// A further reply only leaves fewer sets of causes consistent, so what is ruled out stays so, with four exceptions that the rules make:
///
/// - a reply that leaves no set at all takes back every conclusion: all is untested (rule 12);
/// - the control is no further reply: it says what wrong credentials are answered, so it may widen what they explain (rule 5).
///   Without one, `unauthorized_client` clears the credentials; a control that is answered the same takes that back;
/// - a control that is granted says that this is not Box;
/// - so may a request without a subject that is refused as wrong credentials are: what cleared them may be another back end's reply
///   (rule 5), and they are suspects again.
///
/// So the control is there from the start here, or not at all, such a refusal beside it too, and the whole is still explained in the
/// end.
#[test]
fn a_further_reply_takes_back_no_exclusion_while_all_is_still_explained() {
    let catalogue = catalogue();
    holds(512, &(crate::kit::random::findings(&catalogue, 6), any::<Index>()), |(findings, index)| {
        let real: Vec<usize> =
            (0..findings.all.len()).filter(|index| findings.all[*index].key.probe != Probe::BadSecret).collect();
        prop_assume!(!real.is_empty());
        let after = diagnose(&catalogue, &findings);
        prop_assume!(after.explains_everything());
        let mut fewer = findings.clone();
        let added = fewer.all.remove(*index.get(&real));
        let contradicts = added.key.probe == Probe::NoSubject && added.may_mean_wrong_credentials(&catalogue);
        prop_assume!(!contradicts || fewer.of(Probe::BadSecret).is_none());
        let (before, after) = (statuses(&diagnose(&catalogue, &fewer)), statuses(&after));
        for (name, status) in before.iter().filter(|(_, status)| **status == Status::RuledOut) {
            let told = told(&catalogue, &findings);
            prop_assert_eq!(after.get(name), Some(status), "{:?}, once {} was added: {}", name, added.key, told);
        }
        Ok(())
    });
}

/// The exceptions of the property above are real: here is one of each.
#[test]
fn an_exclusion_is_taken_back_by_a_contradiction_and_by_the_control() {
    let catalogue = catalogue();
    let answered = |probe, signature: &str| {
        let id = catalogue.signature_id(signature).expect("a signature");
        crate::kit::random::known(&catalogue, ProbeKey::from(probe), id)
    };
    let refused = "subject-type-unauthorized";
    for (first, second, control) in [
        // A token with credentials that are wrong.
        (answered(Probe::Enterprise, "token"), answered(Probe::User, "credentials-invalid"), Control::NotSent),
        (answered(Probe::Enterprise, "token"), answered(Probe::BadSecret, "token"), Control::Granted),
    ] {
        let mut findings = Observations {
            all: vec![first],
            configured: vec![Probe::Enterprise, Probe::User],
            ..Observations::default()
        };
        assert_eq!(
            crate::kit::status_of(&diagnose(&catalogue, &findings), "client-credentials-mismatch"),
            Status::RuledOut
        );
        findings.all.push(second);
        let after = diagnose(&catalogue, &findings);
        assert_eq!(after.control, control);
        assert!(after.judgements.iter().all(|judgement| judgement.status == Status::Untested), "{after:?}");
    }
    let mut findings = Observations {
        all: vec![answered(Probe::Enterprise, refused)],
        configured: vec![Probe::Enterprise],
        ..Observations::default()
    };
    assert_eq!(
        crate::kit::status_of(&diagnose(&catalogue, &findings), "client-credentials-mismatch"),
        Status::RuledOut
    );
    findings.all.push(answered(Probe::BadSecret, refused));
    assert_eq!(
        crate::kit::status_of(&diagnose(&catalogue, &findings), "client-credentials-mismatch"),
        Status::Suspected
    );
    // A request without a subject that is refused as the control is, though another is not.
    let mut findings = Observations {
        all: vec![
            answered(Probe::BadSecret, "credentials-invalid"),
            answered(Probe::Enterprise, "grant-credentials-invalid"),
        ],
        configured: vec![Probe::Enterprise],
        ..Observations::default()
    };
    let mut status = |further: Option<Observation>| {
        findings.all.extend(further);
        crate::kit::status_of(&diagnose(&catalogue, &findings), "client-credentials-mismatch")
    };
    assert_eq!(status(None), Status::RuledOut);
    let doubtful =
        Observation { doubt: Some(Doubt::UnlikeControl), ..answered(Probe::NoSubject, "credentials-invalid") };
    assert_eq!(status(Some(doubtful)), Status::Suspected);
}

#[test]
fn the_order_of_the_observations_changes_nothing() {
    let catalogue = catalogue();
    let shuffled = crate::kit::random::findings(&catalogue, 6).prop_flat_map(|findings| {
        let order = Just(findings.all.clone()).prop_shuffle();
        (Just(findings), order)
    });
    holds(256, &shuffled, |(findings, order)| {
        let shuffled = Observations { all: order, configured: findings.configured.clone(), ..Observations::default() };
        let expected = granted(&findings.configured);
        let assess = |observations: &Observations| Assessment::new(&catalogue, observations.clone(), &expected);
        let (one, other) = (assess(&findings), assess(&shuffled));
        let words = |diagnosis: &Diagnosis<'_>| {
            let judgements = diagnosis.judgements.iter();
            let judgement = |it: &ccg_doctor::diagnose::Judgement<'_>| {
                format!("{} {:?} {:?}", it.cause.id(), it.target, (it.status, &it.evidence))
            };
            (
                format!("{:?} {:?}", diagnosis.control, diagnosis.diagnoses),
                judgements.map(judgement).collect::<Vec<_>>(),
            )
        };
        prop_assert_eq!(words(one.diagnosis()), words(other.diagnosis()), "{}", told(&catalogue, &findings));
        prop_assert_eq!(one.verdict(), other.verdict());
        let agenda = Agenda { control: true, app_user: true, ..Agenda::default() };
        prop_assert_eq!(one.next_wave(&agenda), other.next_wave(&agenda));
        prop_assert_eq!(one.next_step(&agenda), other.next_step(&agenda));
        Ok(())
    });
}

/// So many causes for either subject that their pairs are too many to try: no cause is judged, and nothing is called healthy.
#[test]
fn a_search_that_grows_too_large_is_given_up() {
    const COPIES: usize = 110;
    let mut sources = Sources::embedded();
    for id in ["authorized-elsewhere", "user-id-wrong"] {
        let text = sources.causes[id].to_string();
        for copy in 0..COPIES {
            let other = format!("{id}-{copy}");
            let text = text.replacen(&format!("id = \"{id}\""), &format!("id = \"{other}\""), 1);
            sources.causes.insert(other, text.into());
        }
    }
    let many = Catalogue::read(&sources).expect("a copy is as good as the first");
    let known = |probe: Probe, id: &str| {
        let id = many.signature_id(id).unwrap_or_else(|| panic!("no signature has the id `{id}`"));
        crate::kit::random::known(&many, probe.into(), id)
    };
    let observations = vec![
        known(Probe::Enterprise, "app-not-yet-authorized"),
        known(Probe::User, "grant-credentials-invalid"),
        known(Probe::BadSecret, "credentials-invalid"),
    ];
    let configured = vec![Probe::Enterprise, Probe::User];
    let findings = Observations { all: observations, configured, ..Observations::default() };
    let few = catalogue();
    assert!(!diagnose(&few, &findings).given_up);
    let diagnosis = diagnose(&many, &findings);
    assert!(diagnosis.given_up && !diagnosis.explains_everything());
    assert!(diagnosis.judgements.iter().all(|judgement| judgement.status == Status::Untested));
    let granted = |probe: Probe| Expectation { key: probe.into(), expected: Expected::Granted };
    let expected = [Probe::Enterprise, Probe::User].map(granted);
    assert_eq!(Assessment::new(&many, findings, &expected).verdict(), Verdict::Inconclusive);
}
