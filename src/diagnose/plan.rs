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
    let prospects = Prospects::new(catalogue, findings, &diagnosis);
    let context = Context { catalogue, findings, agenda, diagnosis: &diagnosis, prospects };
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
    prospects: Prospects<'a>,
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

    fn worth_sending(&self, probe: Probe) -> bool {
        if self.findings.of(probe).is_some() || (probe.asks_for_token() && credentials_refused(self.findings)) {
            return false;
        }
        match probe {
            Probe::NoSubject => self.no_subject_tells(),
            Probe::AppUser => self.agenda.app_user && self.refused(Probe::User) && self.prospects.of_probe(probe) > 0,
            Probe::WhoamiEnterprise => self.granted(Probe::Enterprise),
            Probe::WhoamiUser => self.granted(Probe::User),
            Probe::UserLookup => self.granted(Probe::Enterprise) && self.refused(Probe::User),
            Probe::UserAsEnterprise | Probe::EnterpriseAsUser => {
                self.credentials_cleared() && !self.agenda.swap_unlikely && self.prospects.of_probe(probe) > 0
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
        let uncleared = !granted && !self.credentials_cleared() && self.prospects.of_probe(Probe::NoSubject) > 0;
        refused && (uncleared || method)
    }
}

/// What steps are worth: the pairs of the diagnoses that are left that a step may tell apart, each pair weighed by how likely
/// its diagnoses are. The planner that picks the next wave and the advice that is printed both go by it.
struct Prospects<'a> {
    space: Space<'a>,
    diagnoses: Vec<Vec<Part<'a>>>,
    /// Each further fault makes a diagnosis ten times less likely beside another. It orders advice, and decides no status.
    weights: Vec<u64>,
}

impl<'a> Prospects<'a> {
    fn new(catalogue: &'a Catalogue, findings: &'a Findings, diagnosis: &Diagnosis<'_>) -> Self {
        let space = Space::new(catalogue, findings, &diagnosis.control);
        let diagnoses = space.diagnoses();
        let most = diagnoses.iter().map(Vec::len).max().unwrap_or(0);
        let weight = |parts: &Vec<Part<'_>>| 10u64.saturating_pow(u32::try_from(most - parts.len()).unwrap_or(0));
        let weights = diagnoses.iter().map(weight).collect();
        Self { space, diagnoses, weights }
    }

    /// What it is worth to send a probe: diagnoses are told apart where they do not expect the same replies.
    fn of_probe(&self, probe: Probe) -> u64 {
        let key = ProbeKey::from(probe);
        self.apart(|parts| self.space.predict(parts, &key))
    }

    /// What it is worth to look whether a cause is true.
    fn of_look(&self, cause: &str) -> u64 {
        self.apart(|parts| parts.iter().any(|part| part.cause.id() == cause))
    }

    /// The causes that a look at one of them tells apart: itself, and those that are true on one side of it alone.
    fn told_apart(&self, cause: &str, named: &[&str]) -> Vec<String> {
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
    let prospects = Prospects::new(catalogue, findings, diagnosis);
    let named: Vec<&str> = diagnosis.named().map(|judgement| judgement.cause.id()).collect();
    let mut steps: Vec<(u64, u32, NextStep)> = Vec::new();
    for unsent in unsent(catalogue, findings, agenda) {
        let touched = |id: &&&str| {
            catalogue.cause(id).is_some_and(|cause| cause.entry.shadows.is_empty() && cause.touches(unsent.probe))
        };
        let step = NextStep {
            kind: StepKind::Probe,
            actor: Actor::Operator,
            step: unsent.step.to_owned(),
            place: unsent.place.to_owned(),
            splits: named.iter().filter(touched).map(|id| (*id).to_owned()).collect(),
        };
        steps.push((prospects.of_probe(unsent.probe), catalogue.probe(unsent.probe).cost, step));
    }
    for judgement in diagnosis.named() {
        let (id, Some(look)) = (judgement.cause.id(), &judgement.cause.entry.look) else { continue };
        let step = NextStep {
            kind: StepKind::Look,
            actor: look.actor,
            step: look.question.clone(),
            place: look.place.clone(),
            splits: prospects.told_apart(id, &named),
        };
        steps.push((prospects.of_look(id), look.cost, step));
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
    best.map(|(_, _, step)| step).or_else(|| setting_or_reauthorization(diagnosis))
}

/// Where nothing that is left can be told apart by a reply, a setting that is off and one that is on but not reauthorized
/// since are still two things: only a person can look which it is.
fn setting_or_reauthorization(diagnosis: &Diagnosis<'_>) -> Option<NextStep> {
    diagnosis.named().find_map(|judgement| {
        let entry = &judgement.cause.entry;
        let look = entry.look.as_ref().filter(|_| !entry.shadows.is_empty())?;
        let shadowed =
            diagnosis.named().map(|other| other.cause.id()).filter(|id| entry.shadows.iter().any(|it| it == id));
        Some(NextStep {
            kind: StepKind::Look,
            actor: look.actor,
            step: look.question.clone(),
            place: look.place.clone(),
            splits: std::iter::once(entry.id.as_str()).chain(shadowed).map(str::to_owned).collect(),
        })
    })
}

/// A probe that could still be sent, and what has to be done for it.
struct Unsent {
    probe: Probe,
    step: &'static str,
    place: &'static str,
}

fn unsent(catalogue: &Catalogue, findings: &Findings, agenda: &Agenda) -> Vec<Unsent> {
    let granted = |probe| findings.of(probe).is_some_and(|observation| observation.granted(catalogue));
    let mut unsent = Vec::new();
    if findings.of(Probe::AppUser).is_none() && !agenda.app_user && findings.configured.contains(&Probe::User) {
        unsent.push(Unsent {
            probe: Probe::AppUser,
            step: "run the check again with the ID of an App User of this app: a granted token means that user tokens are on",
            place: "--app-user-id or BOX_APP_USER_ID",
        });
    }
    if !findings.configured.contains(&Probe::Enterprise) {
        unsent.push(Unsent {
            probe: Probe::UserLookup,
            step: "run the check again with the enterprise ID as well: the Service Account's token can look the user up",
            place: "--enterprise-id or BOX_ENTERPRISE_ID",
        });
    }
    if findings.of(Probe::NoSubject).is_none() && !granted(Probe::Enterprise) && !granted(Probe::User) {
        unsent.push(Unsent {
            probe: Probe::NoSubject,
            step: "ask for a token without a subject: it tells whether the client ID and the secret belong together",
            place: "`ccg-doctor check` sends it by itself; to paste its reply, `ccg-doctor diagnose --reply no-subject=…`",
        });
    }
    unsent
}
