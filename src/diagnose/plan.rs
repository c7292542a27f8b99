//! What to ask next: the waves of probes worth sending, and the one step that tells most.
//!
//! One measure serves both: of the pairs of diagnoses that are left, how many would the answer tell apart?

use serde::{Deserialize, Serialize};

use super::hypothesis::Space;
use super::{Control, Diagnosis, Findings, Status, diagnose};
use crate::catalogue::{Actor, Catalogue, Part, Probe, ProbeKey};

/// What an examination may ask.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Agenda {
    /// Whether the control may be sent.
    pub control: bool,
    /// Whether an App User's ID is at hand.
    pub app_user: bool,
    /// Whether the lengths of the IDs speak against their being swapped.
    pub swap_unlikely: bool,
    /// The scopes and folders that are expected.
    pub targets: Vec<ProbeKey>,
}

/// The next wave of probes worth sending; empty when nothing more can be learned.
#[must_use]
pub fn next_wave(catalogue: &Catalogue, findings: &Findings, agenda: &Agenda) -> Vec<ProbeKey> {
    let unsent = |probe: &Probe| findings.of(*probe).is_none();
    let subjects: Vec<Probe> = findings.configured.iter().copied().filter(unsent).collect();
    if !subjects.is_empty() {
        let control = (agenda.control && unsent(&Probe::BadSecret)).then_some(Probe::BadSecret);
        return subjects.into_iter().chain(control).map(ProbeKey::from).collect();
    }
    let diagnosis = diagnose(catalogue, findings);
    if diagnosis.control == Control::Granted {
        return Vec::new();
    }
    let context = Context { catalogue, findings, agenda, diagnosis: &diagnosis };
    let mut wave: Vec<ProbeKey> =
        Probe::ALL.into_iter().filter(|probe| context.worth_sending(*probe)).map(ProbeKey::from).collect();
    if context.granted(Probe::Enterprise) || context.granted(Probe::User) {
        let unsent = |key: &&ProbeKey| !findings.observations.iter().any(|observation| observation.key == **key);
        wave.extend(agenda.targets.iter().filter(unsent).cloned());
    }
    wave
}

/// Whether a real request was answered that the credentials are wrong: then no further token is asked for.
#[must_use]
pub fn credentials_refused(findings: &Findings) -> bool {
    findings.observations.iter().any(|observation| {
        let code = observation.refusal.as_ref().map(|refusal| refusal.error.trim());
        observation.key.probe != Probe::BadSecret
            && code.is_some_and(|code| code.eq_ignore_ascii_case("invalid_client"))
    })
}

struct Context<'a> {
    catalogue: &'a Catalogue,
    findings: &'a Findings,
    agenda: &'a Agenda,
    diagnosis: &'a Diagnosis<'a>,
}

impl Context<'_> {
    fn granted(&self, probe: Probe) -> bool {
        self.findings.of(probe).is_some_and(|observation| observation.granted(self.catalogue))
    }

    fn refused(&self, probe: Probe) -> bool {
        self.findings
            .of(probe)
            .is_some_and(|observation| observation.reading.takes_part() && !observation.granted(self.catalogue))
    }

    fn credentials_cleared(&self) -> bool {
        self.diagnosis.of("client-credentials-mismatch").is_some_and(|judgement| judgement.status == Status::RuledOut)
    }

    fn credentials_refused(&self) -> bool {
        credentials_refused(self.findings)
    }

    fn worth_sending(&self, probe: Probe) -> bool {
        if self.findings.of(probe).is_some() || (probe.asks_for_token() && self.credentials_refused()) {
            return false;
        }
        match probe {
            Probe::NoSubject => self.no_subject_tells(),
            Probe::AppUser => self.agenda.app_user && self.refused(Probe::User) && self.differs(probe),
            Probe::WhoamiEnterprise => self.granted(Probe::Enterprise),
            Probe::WhoamiUser => self.granted(Probe::User),
            Probe::UserLookup => self.granted(Probe::Enterprise) && self.refused(Probe::User),
            Probe::UserAsEnterprise | Probe::EnterpriseAsUser => {
                self.credentials_cleared() && !self.agenda.swap_unlikely && self.differs(probe)
            }
            // Sent first, or with their targets.
            Probe::Enterprise | Probe::User | Probe::BadSecret | Probe::Scope | Probe::Folder => false,
        }
    }

    /// Whether a request without a subject can clear the credentials, or tell an OAuth 2.0 app from a JWT one.
    fn no_subject_tells(&self) -> bool {
        let granted = self.granted(Probe::Enterprise) || self.granted(Probe::User);
        let refused = self.refused(Probe::Enterprise) || self.refused(Probe::User);
        let method = self.findings.observations.iter().any(|observation| {
            observation.key.probe != Probe::BadSecret && observation.is(self.catalogue, "subject-type-unauthorized")
        });
        let uncleared = !granted && !self.credentials_cleared() && self.differs(Probe::NoSubject);
        refused && (uncleared || method)
    }

    /// Whether the diagnoses that are left do not all expect the same of the probe.
    fn differs(&self, probe: Probe) -> bool {
        let space = Space::new(self.catalogue, self.findings, &self.diagnosis.control);
        let key = ProbeKey::from(probe);
        let expected: Vec<_> = space.diagnoses().iter().map(|parts| space.predict(parts, &key)).collect();
        expected.windows(2).any(|pair| pair[0] != pair[1])
    }
}

/// How likely a set of causes is beside another: each further fault makes it ten times less so. It orders advice,
/// and decides no status.
fn weights(diagnoses: &[Vec<Part<'_>>]) -> Vec<u64> {
    let most = diagnoses.iter().map(Vec::len).max().unwrap_or(0);
    diagnoses.iter().map(|parts| 10u64.saturating_pow(u32::try_from(most - parts.len()).unwrap_or(0))).collect()
}

/// The weight of the pairs of diagnoses that a step tells apart, which is what it is worth.
fn worth<T>(diagnoses: &[T], weights: &[u64], apart: impl Fn(&T, &T) -> bool) -> u64 {
    let mut worth = 0u64;
    for (index, one) in diagnoses.iter().enumerate() {
        for (other, weight) in diagnoses.iter().zip(weights).skip(index + 1) {
            if apart(one, other) {
                worth = worth.saturating_add(weights[index].saturating_mul(*weight));
            }
        }
    }
    worth
}

/// What kind of step comes next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum StepKind {
    /// A probe that was not sent.
    Probe,
    /// A look that a person takes.
    Look,
}

/// The one step that tells most for what it costs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NextStep {
    /// A probe or a look.
    pub kind: StepKind,
    /// Who takes it.
    pub actor: Actor,
    /// What to ask or look at.
    pub step: String,
    /// Where.
    pub place: String,
    /// The causes that it tells apart, the one that it asks about first.
    pub splits: Vec<String>,
}

/// The step that separates the most pairs of the diagnoses that are left, for its cost.
#[must_use]
pub fn next_step(
    catalogue: &Catalogue,
    findings: &Findings,
    diagnosis: &Diagnosis<'_>,
    agenda: &Agenda,
) -> Option<NextStep> {
    let space = Space::new(catalogue, findings, &diagnosis.control);
    let diagnoses = space.diagnoses();
    let weights = weights(&diagnoses);
    let named: Vec<&str> = diagnosis.named().map(|judgement| judgement.cause.id()).collect();
    let mut steps: Vec<(u64, u32, NextStep)> = Vec::new();
    for unsent in unsent(catalogue, findings, agenda) {
        let expected: Vec<_> =
            diagnoses.iter().map(|parts| space.predict(parts, &ProbeKey::from(unsent.probe))).collect();
        let touched = |id: &&&str| catalogue.cause(id).is_some_and(|cause| cause.touches(unsent.probe));
        steps.push((
            worth(&expected, &weights, |one, other| !one.meets(*other)),
            catalogue.probe(unsent.probe).cost,
            NextStep {
                kind: StepKind::Probe,
                actor: Actor::Operator,
                step: unsent.step.to_owned(),
                place: unsent.place.to_owned(),
                splits: named.iter().filter(touched).map(|id| (*id).to_owned()).collect(),
            },
        ));
    }
    for judgement in diagnosis.named() {
        let (id, Some(look)) = (judgement.cause.id(), &judgement.cause.entry.look) else { continue };
        let holds: Vec<bool> = diagnoses.iter().map(|parts| parts.iter().any(|part| part.cause.id() == id)).collect();
        let others = named.iter().filter(|other| **other != id).map(|other| (*other).to_owned());
        steps.push((
            worth(&holds, &weights, |one, other| one != other),
            look.cost,
            NextStep {
                kind: StepKind::Look,
                actor: look.actor,
                step: look.question.clone(),
                place: look.place.clone(),
                splits: std::iter::once(id.to_owned()).chain(others).collect(),
            },
        ));
    }
    let mut best: Option<(u64, u32, NextStep)> = None;
    for (worth, cost, step) in steps.into_iter().filter(|(worth, ..)| *worth > 0) {
        // Compared crosswise, so that no fraction is rounded; the first of equals stays.
        let better = best.as_ref().is_none_or(|(most, price, _)| {
            u128::from(worth) * u128::from(*price) > u128::from(*most) * u128::from(cost)
        });
        if better {
            best = Some((worth, cost, step));
        }
    }
    best.map(|(_, _, step)| step)
}

/// A probe that could still be sent, and what has to be done for it.
struct Unsent {
    probe: Probe,
    step: &'static str,
    place: &'static str,
}

fn unsent(catalogue: &Catalogue, findings: &Findings, agenda: &Agenda) -> Vec<Unsent> {
    let context_granted = |probe| findings.of(probe).is_some_and(|observation| observation.granted(catalogue));
    let mut unsent = Vec::new();
    if findings.of(Probe::AppUser).is_none() && !agenda.app_user && findings.configured.contains(&Probe::User) {
        unsent.push(Unsent {
            probe: Probe::AppUser,
            step: "run the check again with the ID of an App User of this app: a granted token means that user tokens are on",
            place: "--app-user-id or BOX_APP_USER_ID",
        });
    }
    if findings.of(Probe::NoSubject).is_none() && !context_granted(Probe::Enterprise) && !context_granted(Probe::User) {
        unsent.push(Unsent {
            probe: Probe::NoSubject,
            step: "ask for a token without a subject: it tells whether the client ID and the secret belong together",
            place: "`ccg-doctor check` sends it by itself; to paste its reply, `ccg-doctor diagnose --reply no-subject=…`",
        });
    }
    unsent
}
