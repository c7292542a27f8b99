//! What it all comes to: whether each expectation is met, and one verdict.

use super::{Control, Diagnosis, Evidence, Instance, Judgement, Status};
use crate::catalogue::{Catalogue, Denies, Probe, ProbeKey, Reading, Stage};
use crate::examination::{Expectation, Expected};
use crate::observation::{Observation, Observations, Outcome, Provenance};

/// Whether an expectation is met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Standing {
    /// It is.
    Met,
    /// What was expected to be granted was refused, or to be refused is, but for a fault.
    Unmet,
    /// What was expected to be refused was granted.
    Exceeded,
    /// The replies do not tell.
    Undecided,
}

/// The one word for a profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
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
pub(super) fn standing(
    catalogue: &Catalogue,
    observations: &Observations,
    diagnosis: &Diagnosis<'_>,
    wanted: &Expectation,
) -> Standing {
    let Some(observation) = observations.all.iter().find(|observation| observation.key == wanted.key) else {
        return Standing::Undecided;
    };
    let understood = diagnosis.explains_everything() && observation.reading.takes_part();
    let granted = if observation.key.probe.asks_for_token() {
        observation.granted(catalogue)
    } else {
        observation.is(catalogue.signs().readable)
    };
    match wanted.expected {
        _ if !understood => Standing::Undecided,
        Expected::Granted if granted => used(catalogue, observations, observation),
        Expected::Granted => Standing::Unmet,
        Expected::Denied | Expected::Refused if granted => Standing::Exceeded,
        Expected::Denied | Expected::Refused if is_refused_by_fault(diagnosis, &wanted.key) => Standing::Unmet,
        Expected::Denied if !is_denied_by_configuration(catalogue, diagnosis, &wanted.key) => Standing::Undecided,
        Expected::Denied | Expected::Refused if is_refusal_of_right(catalogue, diagnosis, observation) => Standing::Met,
        Expected::Denied | Expected::Refused => Standing::Undecided,
    }
}

/// A granted token counts once it was used.
fn used(catalogue: &Catalogue, observations: &Observations, granted: &Observation) -> Standing {
    let whoami = match granted.key.probe {
        Probe::Enterprise => Probe::WhoamiEnterprise,
        Probe::User => Probe::WhoamiUser,
        _ => return Standing::Met,
    };
    match observations.of(whoami).map(|observation| &observation.reading) {
        // There was no time to use it.
        None if observations.unsent.iter().any(|key| key.probe == whoami) => Standing::Undecided,
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

/// Whether Box may have refused for want of a right: a read at the stage of scopes or of what the account may see; a token at
/// that of authorization and subject, with the credentials cleared, and by no code that names another reason.
fn is_refusal_of_right(catalogue: &Catalogue, diagnosis: &Diagnosis<'_>, observation: &Observation) -> bool {
    let known = observation.known().filter(|_| observation.doubt.is_none());
    let Some(signature) = known.map(|id| catalogue.signature(id)) else { return false };
    if !observation.key.probe.asks_for_token() {
        return matches!(signature.stage, Some(Stage::Scope | Stage::Resource));
    }
    if signature.by_code {
        return false;
    }
    let cleared = |id| diagnosis.of(id).is_some_and(|judgement| judgement.status == Status::RuledOut);
    signature.stage == Some(Stage::Authorization) && cleared(catalogue.wrong_credentials())
}

/// Whether every set of causes that is left explains the refusal by what the app's own configuration denies, and by nothing else.
fn is_denied_by_configuration(catalogue: &Catalogue, diagnosis: &Diagnosis<'_>, key: &ProbeKey) -> bool {
    let target = key.target.as_deref().map(|target| diagnosis.told_as(target));
    let explained = |set: &Vec<Instance<'_>>| {
        let about = set.iter().filter(|one| one.target.is_none() || one.target.as_deref() == target);
        let causes = about.filter_map(|one| catalogue.cause_at(one.place)).filter(|cause| cause.touches(key.probe));
        let mut denies = causes.map(|cause| cause.denies() == Some(Denies::App)).peekable();
        denies.peek().is_some() && denies.all(|denies| denies)
    };
    !diagnosis.diagnoses.is_empty() && diagnosis.diagnoses.iter().all(explained)
}

/// Whether a confirmed cause that nobody can mean has that refused.
fn is_refused_by_fault(diagnosis: &Diagnosis<'_>, key: &ProbeKey) -> bool {
    let speaks = |judgement: &&Judgement<'_>| {
        let of = |evidence: &Evidence| evidence.reply() == Some(key);
        judgement.status == Status::Confirmed && judgement.cause.denies().is_none() && judgement.evidence.iter().any(of)
    };
    diagnosis.judgements.iter().any(|judgement| speaks(&judgement))
}

/// Whether a named cause is a fault. One that explains nothing but refusals that were expected is none, unless it is certain,
/// and nobody can mean it.
pub(super) fn is_fault(judgement: &Judgement<'_>, expected_refusals: &[ProbeKey]) -> bool {
    let replies: Vec<&ProbeKey> = judgement.evidence.iter().filter_map(Evidence::reply).collect();
    let expected = |reply: &&ProbeKey| {
        expected_refusals.iter().any(|key| key.probe == subject_of(reply.probe) && key.target == reply.target)
    };
    let is_expected = !replies.is_empty() && replies.iter().all(expected);
    let may_be = judgement.cause.denies().is_some() || judgement.status == Status::Suspected;
    judgement.status.is_named() && !(is_expected && may_be)
}

/// The probe whose subject a follow-up is about.
pub(crate) fn subject_of(probe: Probe) -> Probe {
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

/// The understood refusals of what was expected to be refused.
pub(super) fn expected_refusals(
    catalogue: &Catalogue,
    observations: &Observations,
    expectations: &[Expectation],
) -> Vec<ProbeKey> {
    let refused = |wanted: &&Expectation| {
        let seen = observations.all.iter().find(|observation| observation.key == wanted.key);
        wanted.expected != Expected::Granted && seen.is_some_and(|seen| seen.is_refused(catalogue))
    };
    expectations.iter().filter(refused).map(|wanted| wanted.key.clone()).collect()
}

/// Whether somebody told of a reply that is refused, or cannot be read, and that no health explains: whoever pastes one has
/// a reason, be it expected or not.
fn is_complaint(catalogue: &Catalogue, observations: &Observations) -> bool {
    let complains = |observation: &Observation| match observation.key.probe {
        Probe::BadSecret => false,
        // Their refusal is what a healthy app is answered.
        Probe::NoSubject | Probe::UserAsEnterprise | Probe::EnterpriseAsUser => !observation.reading.takes_part(),
        _ => observation.outcome(catalogue) != Outcome::Granted,
    };
    let expected = |key: &ProbeKey| matches!(key.probe, Probe::Enterprise | Probe::User);
    observations.provenance == Provenance::Reported
        && observations.all.iter().any(|seen| !expected(&seen.key) && complains(seen))
}

/// Whether the control was answered by a success, whatever it held: nothing shows that secrets are checked where it was sent.
pub(crate) fn is_wrong_secret_accepted(observations: &Observations) -> bool {
    observations.of(Probe::BadSecret).is_some_and(|control| control.doubt.is_some())
}

/// The verdict: a fault or an expectation decided against comes first, then what is undecided.
pub(super) fn verdict(
    catalogue: &Catalogue,
    observations: &Observations,
    diagnosis: &Diagnosis<'_>,
    standings: &[Standing],
    refusals: &[ProbeKey],
) -> Verdict {
    if diagnosis.control == Control::Granted {
        return Verdict::Inconclusive;
    }
    let decided_against = standings.iter().any(|standing| matches!(standing, Standing::Unmet | Standing::Exceeded));
    if decided_against || diagnosis.judgements.iter().any(|judgement| is_fault(judgement, refusals)) {
        Verdict::Misconfigured
    } else if standings.is_empty()
        || standings.contains(&Standing::Undecided)
        || diagnosis.documented.is_empty()
        || is_complaint(catalogue, observations)
        || is_wrong_secret_accepted(observations)
    {
        Verdict::Inconclusive
    } else {
        Verdict::Healthy
    }
}
