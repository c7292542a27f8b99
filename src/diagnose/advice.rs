//! The one step that tells most of what is left, for whoever can take it.

use serde::Serialize;

use super::plan::Agenda;
use super::prospects::Prospects;
use super::{Diagnosis, Findings, Judgement, Status};
use crate::catalogue::{Actor, Catalogue, Probe};

/// What kind of step comes next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
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
    /// Whether it takes a value that nobody has given.
    pub needs_value: bool,
}

/// The step that separates the most pairs of the diagnoses that are left, for its cost.
#[must_use]
pub fn next_step(
    catalogue: &Catalogue,
    findings: &Findings,
    diagnosis: &Diagnosis<'_>,
    agenda: &Agenda,
) -> Option<NextStep> {
    if findings.of(Probe::UnknownSubject).is_some() {
        let step = which_subject(catalogue, diagnosis);
        if !step.splits.is_empty() {
            return Some(step);
        }
    }
    if let Some(step) = well_formed_request(diagnosis) {
        return Some(step);
    }
    let prospects = Prospects::new(catalogue, findings, diagnosis);
    let open = diagnosis.judgements.iter().filter(|it| it.status.is_named() || it.status == Status::NotExcluded);
    let named = ids(open.clone());
    let mut steps: Vec<(u64, u32, NextStep)> = Vec::new();
    for unsent in unsent(catalogue, findings, agenda) {
        let touched = |id: &&&str| {
            catalogue.cause(id).is_some_and(|cause| cause.entry.settings.is_empty() && cause.touches(unsent.probe))
        };
        let step = NextStep {
            kind: StepKind::Probe,
            actor: Actor::Operator,
            step: unsent.step.to_owned(),
            place: unsent.place.to_owned(),
            splits: named.iter().filter(touched).map(|id| (*id).to_owned()).collect(),
            needs_value: unsent.needs_value,
        };
        steps.push((prospects.of_probe(unsent.probe), catalogue.probe(unsent.probe).cost, step));
    }
    for judgement in open {
        let (id, Some(look)) = (judgement.cause.id(), &judgement.cause.entry.look) else { continue };
        let step = NextStep {
            kind: StepKind::Look,
            actor: look.actor,
            step: look.question.clone(),
            place: look.place.clone(),
            splits: prospects.told_apart(id, &named),
            needs_value: false,
        };
        steps.push((prospects.of_look(id), look.cost, step));
    }
    steps.retain(|(worth, ..)| *worth > 0);
    // What somebody can look up now comes before a request with a value that nobody has given.
    if steps.iter().any(|(.., step)| step.kind == StepKind::Look) {
        steps.retain(|(.., step)| step.kind == StepKind::Look || !step.needs_value);
    }
    let mut best: Option<(u64, u32, NextStep)> = None;
    for (worth, cost, step) in steps {
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

/// The causes, each once, though there may be one of a kind for each scope, folder or reply.
fn ids<'c, 'j>(judgements: impl Iterator<Item = &'j Judgement<'c>>) -> Vec<&'c str>
where
    'c: 'j,
{
    let mut ids = Vec::new();
    for judgement in judgements {
        let id = judgement.cause.id();
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    ids
}

/// Whose token was asked for: the first thing to know of a pasted reply.
fn which_subject(catalogue: &Catalogue, diagnosis: &Diagnosis<'_>) -> NextStep {
    let of_one = |id: &&str| {
        let touches = |probe| catalogue.cause(id).is_some_and(|cause| cause.touches(probe));
        touches(Probe::Enterprise) != touches(Probe::User)
    };
    NextStep {
        kind: StepKind::Probe,
        actor: Actor::Operator,
        step: "tell whose token the request asked for: the Service Account's (box_subject_type=enterprise) or a user's"
            .to_owned(),
        place: "`ccg-doctor diagnose --reply enterprise=…` or `--reply user=…`, with the same text".to_owned(),
        splits: ids(diagnosis.named()).into_iter().filter(of_one).map(str::to_owned).collect(),
        needs_value: false,
    }
}

/// Where the request itself may be at fault, one that is known to be well-formed tells.
fn well_formed_request(diagnosis: &Diagnosis<'_>) -> Option<NextStep> {
    let named = ids(diagnosis.named());
    let of_request = |judgement: &Judgement<'_>| judgement.cause.entry.pasted_only && judgement.cause.entry.per_reply;
    let several = named.len() > 1 && diagnosis.named().any(of_request);
    several.then(|| NextStep {
        kind: StepKind::Probe,
        actor: Actor::Operator,
        step: "run `ccg-doctor check` with the same client ID, secret and subject: its request is known to be well-formed, so its reply tells whether yours is".to_owned(),
        place: "`ccg-doctor check`".to_owned(),
        splits: named.into_iter().map(str::to_owned).collect(),
        needs_value: false,
    })
}

/// A probe that could still be sent, and what has to be done for it.
struct Unsent {
    probe: Probe,
    /// Whether it takes a value that nobody has given.
    needs_value: bool,
    step: &'static str,
    place: &'static str,
}

fn unsent(catalogue: &Catalogue, findings: &Findings, agenda: &Agenda) -> Vec<Unsent> {
    let granted = |probe| findings.of(probe).is_some_and(|observation| observation.granted(catalogue));
    let mut unsent = Vec::new();
    if findings.of(Probe::AppUser).is_none() && !agenda.app_user && findings.configured.contains(&Probe::User) {
        unsent.push(Unsent {
            probe: Probe::AppUser,
            needs_value: true,
            step: "run the check again with the ID of an App User of this app: a granted token means that user tokens are on",
            place: "--app-user-id or BOX_APP_USER_ID",
        });
    }
    if !findings.configured.contains(&Probe::Enterprise) {
        unsent.push(Unsent {
            probe: Probe::UserLookup,
            needs_value: true,
            step: "run the check again with the enterprise ID as well: the Service Account's token can look the user up",
            place: "--enterprise-id or BOX_ENTERPRISE_ID",
        });
    }
    if findings.of(Probe::NoSubject).is_none() && !granted(Probe::Enterprise) && !granted(Probe::User) {
        unsent.push(Unsent {
            probe: Probe::NoSubject,
            needs_value: false,
            step: "ask for a token without a subject: it tells whether the client ID and the secret belong together",
            place: "`ccg-doctor check` sends it by itself; to paste its reply, `ccg-doctor diagnose --reply no-subject=…`",
        });
    }
    unsent
}
