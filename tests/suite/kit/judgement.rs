//! What a diagnosis says, in the words of tests.

use ccg_doctor::catalogue::{Catalogue, Probe, ProbeKey, Reading};
use ccg_doctor::diagnose::{Diagnosis, Status};
use ccg_doctor::examination::{Expectation, Expected};
use ccg_doctor::observation::{Observation, Observations};
use ccg_doctor::reply::FaultId;

/// The catalogue that is embedded in the binary.
pub(crate) fn catalogue() -> Catalogue {
    Catalogue::embedded().expect("the embedded catalogue is readable")
}

/// What a diagnosis says against the truth: a true cause is ruled out, or a false one is confirmed.
pub(crate) fn untruths<'c>(truth: &[String], diagnosis: &Diagnosis<'c>) -> Vec<(&'c str, &'static str)> {
    let untruth = |judgement: &ccg_doctor::diagnose::Judgement<'c>| {
        let id = judgement.cause.id();
        match judgement.status {
            Status::RuledOut if truth.iter().any(|cause| cause == id) => Some((id, "not ruled out, for it is true")),
            Status::Confirmed if !truth.iter().any(|cause| cause == id) => Some((id, "not confirmed, for it is false")),
            _ => None,
        }
    };
    diagnosis.judgements.iter().filter_map(untruth).collect()
}

/// Without any expectation, each configured subject is expected to be granted a token.
pub(crate) fn granted(configured: &[Probe]) -> Vec<Expectation> {
    let granted = |probe: &Probe| Expectation { key: ProbeKey::from(*probe), expected: Expected::Granted };
    configured.iter().map(granted).collect()
}

/// The status of a cause that the catalogue must know.
pub(crate) fn status_of(diagnosis: &Diagnosis<'_>, cause: &str) -> Status {
    judged(diagnosis, cause).unwrap_or_else(|| panic!("no cause has the id `{cause}`"))
}

/// The status of a cause, where the catalogue knows one of that id.
pub(crate) fn judged(diagnosis: &Diagnosis<'_>, cause: &str) -> Option<Status> {
    diagnosis.judgements.iter().find(|judgement| judgement.cause.id() == cause).map(|judgement| judgement.status)
}

/// What a reply was read as, in one word.
pub(crate) fn reading_word(catalogue: &Catalogue, reading: &Reading) -> String {
    match reading {
        Reading::Known(id) => catalogue.signature(*id).id.clone(),
        Reading::Vague(_) | Reading::Unknown => FaultId::UnknownReply.id().to_owned(),
        Reading::Silent { .. } => "silent".to_owned(),
        Reading::Fault(fault, _) => fault.id().to_owned(),
    }
}

/// What each probe told, in one line.
pub(crate) fn told(catalogue: &Catalogue, findings: &Observations) -> String {
    let word =
        |observation: &Observation| format!("{} = {}", observation.key, reading_word(catalogue, &observation.reading));
    findings.all.iter().map(word).collect::<Vec<_>>().join(", ")
}
