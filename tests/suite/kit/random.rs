//! Observations that nobody wrote down: an app's faults run forwards, then spoiled.

use ccg_doctor::catalogue::{
    Answers, Catalogue, Cause, Doubt, Part, Probe, ProbeKey, Reading, Refusal, Replies, Signature, SignatureId,
    SignatureSet, predict,
};
use ccg_doctor::observation::{Observation, Observations};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

/// How a probe's reply is chosen.
#[derive(Debug, Clone, Copy)]
enum Choice {
    /// What the faults have it answered.
    Predicted(Index),
    /// Any reply at all.
    Any(Index),
    /// The predicted code with a text that nobody has documented.
    Vague(Index),
    /// What the faults have it answered, in a shape that may not be Box's.
    Doubted(Index),
}

fn choice() -> impl Strategy<Value = Choice> {
    prop_oneof![
        8 => any::<Index>().prop_map(Choice::Predicted),
        1 => any::<Index>().prop_map(Choice::Any),
        1 => any::<Index>().prop_map(Choice::Vague),
        1 => any::<Index>().prop_map(Choice::Doubted),
    ]
}

fn probes() -> Vec<ProbeKey> {
    let aimed = |probe, target: &str| ProbeKey { probe, target: Some(target.to_owned()) };
    Probe::ALL
        .into_iter()
        .filter(|probe| !matches!(probe, Probe::BadSecret | Probe::Scope | Probe::Folder))
        .map(ProbeKey::from)
        .chain([aimed(Probe::Scope, "one"), aimed(Probe::Scope, "two"), aimed(Probe::Folder, "3")])
        .collect()
}

/// What a control may be answered; by name, the last as the first real request was.
const CONTROLS: [&str; 7] =
    ["", "credentials-invalid", "grant-credentials-invalid", "subject-type-unauthorized", "vague", "token", "the same"];

/// Observations of up to that many probes, no two of one kind, and perhaps a control.
pub(crate) fn findings(catalogue: &Catalogue, most: usize) -> impl Strategy<Value = Observations> + use<> {
    let catalogue = catalogue.clone();
    let subjects = select(vec![vec![Probe::Enterprise], vec![Probe::User], vec![Probe::Enterprise, Probe::User]]);
    let asked = vec((select(probes()), choice()), 0..=most);
    let faults = vec((any::<Index>(), any::<Index>()), 0..4);
    (subjects, asked, faults, select(CONTROLS.to_vec())).prop_map(move |(configured, mut asked, faults, control)| {
        asked.sort_by(|(one, _), (other, _)| one.cmp(other));
        asked.dedup_by(|(one, _), (other, _)| one == other);
        let mut parts: Vec<Part<'_, '_>> = Vec::new();
        for (cause, variant) in faults {
            let cause = cause.get(catalogue.causes());
            let part = Part { cause, variant: variant.get(&cause.variants), target: None };
            if !parts.iter().any(|other| other.excludes(&part)) {
                parts.push(part);
            }
        }
        let mut observations: Vec<Observation> =
            asked.into_iter().map(|(key, choice)| chosen(&catalogue, &parts, key, choice)).collect();
        let control = control_like(&catalogue, control, observations.first());
        observations.extend(control);
        Observations { all: observations, configured, ..Observations::default() }
    })
}

fn chosen(catalogue: &Catalogue, parts: &[Part<'_, '_>], key: ProbeKey, choice: Choice) -> Observation {
    let read = |_: Option<&Cause>, replies: &Replies| match catalogue.signature_id("same-as-control") {
        Some(same) => replies.all().without(same),
        None => replies.all(),
    };
    let predicted: Vec<SignatureId> = predict(catalogue, parts, &key, &read).iter().collect();
    // No reply is ever read as the control's equal: that is found by comparing the two.
    let readable = catalogue.signatures().iter().filter(|signature| signature.id != "same-as-control");
    let any: Vec<SignatureId> = readable.filter_map(|signature| catalogue.signature_id(&signature.id)).collect();
    match choice {
        Choice::Predicted(index) if !predicted.is_empty() => known(catalogue, key, *index.get(&predicted)),
        Choice::Vague(index) if !predicted.is_empty() => vague(catalogue, key, *index.get(&predicted)),
        Choice::Doubted(index) if !predicted.is_empty() => {
            let doubt = Some(Doubt::Shape);
            Observation { doubt, ..known(catalogue, key, *index.get(&predicted)) }
        }
        Choice::Predicted(index) | Choice::Any(index) | Choice::Vague(index) | Choice::Doubted(index) => {
            known(catalogue, key, *index.get(&any))
        }
    }
}

/// A probe that was answered that.
pub(crate) fn known(catalogue: &Catalogue, key: ProbeKey, id: SignatureId) -> Observation {
    let refusal = refusal(catalogue.signature(id), &key).map(|error| Refusal {
        error: error.to_owned(),
        description: catalogue.signature(id).texts.first().cloned().unwrap_or_default(),
    });
    Observation { key, reading: Reading::Known(id), refusal, doubt: None }
}

/// A probe that was answered with that code and an unknown text; known, where the code alone tells nothing.
fn vague(catalogue: &Catalogue, key: ProbeKey, id: SignatureId) -> Observation {
    let Some(error) = refusal(catalogue.signature(id), &key).filter(|error| *error != "invalid_request") else {
        return known(catalogue, key, id);
    };
    let candidates: SignatureSet = catalogue
        .signatures()
        .iter()
        .filter(|signature| signature.answers == Answers::Token && signature.codes.iter().any(|code| code == error))
        .filter_map(|signature| catalogue.signature_id(&signature.id))
        .collect();
    let refusal = Refusal { error: error.to_owned(), description: "nobody has heard of this".to_owned() };
    Observation { key, reading: Reading::Vague(candidates), refusal: Some(refusal), doubt: None }
}

fn refusal<'s>(signature: &'s Signature, key: &ProbeKey) -> Option<&'s str> {
    let code = signature.codes.first().filter(|_| signature.answers == Answers::Token)?;
    key.probe.asks_for_token().then_some(code.as_str())
}

fn control_like(catalogue: &Catalogue, word: &str, first: Option<&Observation>) -> Option<Observation> {
    let key = ProbeKey::from(Probe::BadSecret);
    match word {
        "" => None,
        "the same" => first.map(|observation| Observation { key, ..observation.clone() }),
        "vague" => Some(vague(catalogue, key, catalogue.signature_id("credentials-invalid")?)),
        signature => Some(known(catalogue, key, catalogue.signature_id(signature)?)),
    }
}
