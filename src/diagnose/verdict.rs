//! What it all comes to: whether each expectation is met, and one verdict.

use serde::{Deserialize, Serialize};

use super::{Control, Diagnosis, Findings, Judgement, Observation, Status};
use crate::catalogue::{Catalogue, Probe, ProbeKey, Reading, Stage};
use crate::observation::{Outcome, Provenance};

/// What the profile expects of a probe.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Expected {
    /// That it is granted.
    Granted,
    /// That it is refused, because the app has no right to it.
    Denied,
}

/// One expectation.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expectation {
    /// The probe.
    pub key: ProbeKey,
    /// What is expected of it.
    pub expected: Expected,
}

/// Whether an expectation is met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It is.
    Met,
    /// What was expected to be granted was refused.
    Unmet,
    /// What was expected to be refused was granted.
    Exceeded,
    /// The replies do not tell.
    Undecided,
}

/// The one word for a profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Every expectation is met, and no fault was found.
    Healthy,
    /// A fault, or an expectation that a reply decided against.
    Misconfigured,
    /// The replies do not allow a verdict.
    Inconclusive,
}

impl Verdict {
    /// The verdict as a word.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Healthy => "healthy",
            Self::Misconfigured => "misconfigured",
            Self::Inconclusive => "inconclusive",
        }
    }
}

/// Whether the expectation is met.
#[must_use]
pub fn standing(
    catalogue: &Catalogue,
    findings: &Findings,
    diagnosis: &Diagnosis<'_>,
    wanted: &Expectation,
) -> Standing {
    let Some(observation) = findings.observations.iter().find(|observation| observation.key == wanted.key) else {
        return Standing::Undecided;
    };
    let understood = diagnosis.explains_everything() && observation.reading.takes_part();
    let granted = if observation.key.probe.asks_for_token() {
        observation.granted(catalogue)
    } else {
        observation.is(catalogue, "readable")
    };
    match wanted.expected {
        _ if !understood => Standing::Undecided,
        Expected::Granted if granted => used(catalogue, findings, observation),
        Expected::Granted => Standing::Unmet,
        Expected::Denied if granted => Standing::Exceeded,
        Expected::Denied if is_refusal_of_right(catalogue, diagnosis, observation) => Standing::Met,
        Expected::Denied => Standing::Undecided,
    }
}

/// A granted token counts once it was used.
fn used(catalogue: &Catalogue, findings: &Findings, granted: &Observation) -> Standing {
    let whoami = match granted.key.probe {
        Probe::Enterprise => Probe::WhoamiEnterprise,
        Probe::User => Probe::WhoamiUser,
        _ => return Standing::Met,
    };
    match findings.of(whoami).map(|observation| &observation.reading) {
        // There was no time to use it.
        None if findings.unsent.iter().any(|key| key.probe == whoami) => Standing::Undecided,
        None | Some(Reading::Silent { granted: true, .. }) => Standing::Met,
        Some(Reading::Known(id)) if catalogue.signature(*id).status == 200 => Standing::Met,
        // A healthy token may be forbidden to read its own account, but it was not seen to work.
        Some(Reading::Known(id)) if catalogue.probe(whoami).healthy.all().contains(*id) => Standing::Undecided,
        Some(Reading::Known(_)) => Standing::Unmet,
        Some(Reading::Silent { granted: false, .. } | Reading::Vague(_) | Reading::Unknown | Reading::Fault(..)) => {
            Standing::Undecided
        }
    }
}

/// Whether Box refused for want of a right: a token at the stage of authorization and subject, with the credentials cleared; a
/// read at that of scopes or of what the account may see. A code that names another reason is none.
fn is_refusal_of_right(catalogue: &Catalogue, diagnosis: &Diagnosis<'_>, observation: &Observation) -> bool {
    let Some(signature) = observation.known().map(|id| catalogue.signature(id)).filter(|it| !it.by_code) else {
        return false;
    };
    if !observation.key.probe.asks_for_token() {
        return matches!(signature.stage, Some(Stage::Scope | Stage::Resource));
    }
    let cleared = |id| diagnosis.of(id).is_some_and(|judgement| judgement.status == Status::RuledOut);
    signature.stage == Some(Stage::Authorization) && cleared("client-credentials-mismatch")
}

/// Whether a named cause is a fault: one that explains nothing but expected refusals is none.
#[must_use]
pub fn is_fault(judgement: &Judgement<'_>, expected_denials: &[ProbeKey]) -> bool {
    let replies: Vec<(Probe, &Option<String>)> =
        judgement.evidence.iter().filter_map(|evidence| Some((evidence.probe?, &evidence.target))).collect();
    let expected = |(probe, target): &(Probe, &Option<String>)| {
        expected_denials.iter().any(|key| key.probe == subject_of(*probe) && key.target == **target)
    };
    judgement.status.is_named() && (replies.is_empty() || !replies.iter().all(expected))
}

/// The probe whose subject a follow-up is about.
#[must_use]
pub fn subject_of(probe: Probe) -> Probe {
    match probe {
        Probe::UserLookup
        | Probe::UserList
        | Probe::AppUserList
        | Probe::Terms
        | Probe::AppUser
        | Probe::FoundAppUser
        | Probe::UserId
        | Probe::WhoamiUser
        | Probe::EnterpriseAsUser
        | Probe::WhoamiEnterpriseAsUser => Probe::User,
        Probe::WhoamiEnterprise | Probe::EnterpriseId | Probe::UserAsEnterprise | Probe::WhoamiUserAsEnterprise => {
            Probe::Enterprise
        }
        other => other,
    }
}

/// The refusals that are as expected: those that prove what was expected, and those of a call that is forbidden, which may.
#[must_use]
pub fn expected_denials(
    catalogue: &Catalogue,
    findings: &Findings,
    diagnosis: &Diagnosis<'_>,
    expectations: &[Expectation],
) -> Vec<ProbeKey> {
    let forbidden = |key: &ProbeKey| {
        let seen = findings.observations.iter().find(|observation| observation.key == *key);
        seen.is_some_and(|seen| seen.is(catalogue, "forbidden"))
    };
    let denied = expectations.iter().filter(|wanted| wanted.expected == Expected::Denied);
    let as_expected = denied
        .filter(|wanted| standing(catalogue, findings, diagnosis, wanted) == Standing::Met || forbidden(&wanted.key));
    as_expected.map(|wanted| wanted.key.clone()).collect()
}

/// Whether somebody told of a reply that is refused, or cannot be read, and that no health explains: whoever pastes one has
/// a reason, be it expected or not.
fn is_complaint(catalogue: &Catalogue, findings: &Findings) -> bool {
    let complains = |observation: &Observation| match observation.key.probe {
        Probe::BadSecret => false,
        // Their refusal is what a healthy app is answered.
        Probe::NoSubject | Probe::UserAsEnterprise | Probe::EnterpriseAsUser => !observation.reading.takes_part(),
        _ => observation.outcome(catalogue) != Outcome::Granted,
    };
    let expected = |key: &ProbeKey| matches!(key.probe, Probe::Enterprise | Probe::User);
    findings.provenance == Provenance::Reported
        && findings.observations.iter().any(|seen| !expected(&seen.key) && complains(seen))
}

/// The verdict: a fault or an expectation decided against comes first, then what is undecided.
#[must_use]
pub fn verdict(
    catalogue: &Catalogue,
    findings: &Findings,
    diagnosis: &Diagnosis<'_>,
    expectations: &[Expectation],
) -> Verdict {
    if diagnosis.control == Control::Granted {
        return Verdict::Inconclusive;
    }
    let denials = expected_denials(catalogue, findings, diagnosis, expectations);
    let standings: Vec<Standing> =
        expectations.iter().map(|wanted| standing(catalogue, findings, diagnosis, wanted)).collect();
    let decided_against = standings.iter().any(|standing| matches!(standing, Standing::Unmet | Standing::Exceeded));
    if decided_against || diagnosis.judgements.iter().any(|judgement| is_fault(judgement, &denials)) {
        Verdict::Misconfigured
    } else if standings.is_empty()
        || standings.contains(&Standing::Undecided)
        || diagnosis.documented.is_empty()
        || is_complaint(catalogue, findings)
    {
        Verdict::Inconclusive
    } else {
        Verdict::Healthy
    }
}
