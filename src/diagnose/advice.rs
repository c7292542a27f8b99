//! The one step that tells most of what is left, for whoever can take it.

use super::plan::Planner;
use super::{Judgement, Status};
use crate::catalogue::{Actor, Cause, CauseId, Probe};

/// What kind of step comes next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum StepKind {
    /// A probe that was not sent.
    Probe,
    /// A look that a person takes.
    Look,
}

/// What to do next. The catalogue has the words for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Step {
    /// Have a probe sent that was not; for a subject that nobody told, tell it.
    Probe(Probe),
    /// Send a request that is known to be well-formed in place of the one that somebody told of.
    OwnRequest,
    /// Look whether that cause is true.
    Look(CauseId),
}

/// The one step that tells most for what it costs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NextStep<'c> {
    /// What to do.
    pub step: Step,
    /// Who takes it.
    pub actor: Actor,
    /// The causes that it tells apart, the one that it asks about first.
    pub splits: Vec<&'c str>,
    /// Whether it takes a value that nobody has given.
    pub needs_value: bool,
}

impl NextStep<'_> {
    /// Whether it is a probe or a look.
    #[must_use]
    pub const fn kind(&self) -> StepKind {
        match self.step {
            Step::Probe(_) | Step::OwnRequest => StepKind::Probe,
            Step::Look(_) => StepKind::Look,
        }
    }

    /// What the operator does.
    fn by_operator(step: Step, splits: Vec<&str>) -> NextStep<'_> {
        NextStep { step, actor: Actor::Operator, splits, needs_value: false }
    }
}

impl<'a> Planner<'a> {
    /// The step that separates the most pairs of the diagnoses that are left, for its cost.
    pub(super) fn next_step(&self) -> Option<NextStep<'a>> {
        if self.observations.of(Probe::UnknownSubject).is_some() {
            let step = self.which_subject();
            if !step.splits.is_empty() {
                return Some(step);
            }
        }
        if let Some(step) = self.well_formed_request() {
            return Some(step);
        }
        let mut steps = self.probes();
        steps.extend(self.looks());
        steps.retain(|(worth, ..)| *worth > 0);
        // What somebody can look up now comes before a request with a value that nobody has given.
        if steps.iter().any(|(.., step)| step.kind() == StepKind::Look) {
            steps.retain(|(.., step)| step.kind() == StepKind::Look || !step.needs_value);
        }
        let mut best: Option<(u64, u32, NextStep<'a>)> = None;
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

    /// The judgements of which something may come yet.
    fn open(&self) -> impl Iterator<Item = &'a Judgement<'a>> {
        let is_open = |it: &&Judgement<'_>| it.status.is_named() || it.status == Status::NotExcluded;
        self.diagnosis.judgements.iter().filter(is_open)
    }

    /// What it is worth to send each probe that could still be sent, and what that costs.
    fn probes(&self) -> Vec<(u64, u32, NextStep<'a>)> {
        let named = causes(self.open());
        let of = |(probe, needs_value): (Probe, bool)| {
            let touched = |cause: &&&Cause| cause.entry.settings.is_empty() && cause.touches(probe);
            let splits = named.iter().filter(touched).map(|cause| cause.id()).collect();
            let step = NextStep { needs_value, ..NextStep::by_operator(Step::Probe(probe), splits) };
            (self.prospects.of_probe(probe), self.catalogue.probe(probe).cost, step)
        };
        self.unsent().into_iter().map(of).collect()
    }

    /// What it is worth to look whether each open cause is true, and what that costs.
    fn looks(&self) -> Vec<(u64, u32, NextStep<'a>)> {
        let named = causes(self.open());
        let of = |judgement: &'a Judgement<'a>| {
            let cause = judgement.cause;
            let look = cause.entry.look.as_ref()?;
            let splits = self.prospects.told_apart(cause, &named);
            let step = NextStep { step: Step::Look(cause.place), actor: look.actor, splits, needs_value: false };
            Some((self.prospects.of_look(cause.place), look.cost, step))
        };
        self.open().filter_map(of).collect()
    }

    /// Whose token was asked for: the first thing to know of a pasted reply.
    fn which_subject(&self) -> NextStep<'a> {
        let of_one = |cause: &&Cause| cause.touches(Probe::Enterprise) != cause.touches(Probe::User);
        let splits = causes(self.diagnosis.named()).into_iter().filter(of_one).map(Cause::id).collect();
        NextStep::by_operator(Step::Probe(Probe::UnknownSubject), splits)
    }

    /// Where the request itself may be at fault, one that is known to be well-formed tells.
    fn well_formed_request(&self) -> Option<NextStep<'a>> {
        let named = causes(self.diagnosis.named());
        let of_request = |cause: &&Cause| cause.entry.pasted_only && cause.entry.per_reply;
        let several = named.len() > 1 && named.iter().any(of_request);
        several.then(|| NextStep::by_operator(Step::OwnRequest, named.into_iter().map(Cause::id).collect()))
    }

    /// The probes that could still be sent, each with whether it takes a value that nobody has given.
    fn unsent(&self) -> Vec<(Probe, bool)> {
        let unasked = |probe| self.observations.of(probe).is_none();
        let is_configured = |probe| self.observations.configured.contains(&probe);
        let mut unsent = Vec::new();
        if unasked(Probe::AppUser) && !self.agenda.app_user && is_configured(Probe::User) {
            unsent.push((Probe::AppUser, true));
        }
        if !is_configured(Probe::Enterprise) {
            unsent.push((Probe::UserLookup, true));
        }
        if unasked(Probe::NoSubject) && !self.granted(Probe::Enterprise) && !self.granted(Probe::User) {
            unsent.push((Probe::NoSubject, false));
        }
        unsent
    }
}

/// The causes, each once, though there may be one of a kind for each scope, folder or reply.
fn causes<'c: 'j, 'j>(judgements: impl Iterator<Item = &'j Judgement<'c>>) -> Vec<&'c Cause> {
    let mut causes: Vec<&Cause> = Vec::new();
    for judgement in judgements {
        if !causes.iter().any(|cause| cause.place == judgement.cause.place) {
            causes.push(judgement.cause);
        }
    }
    causes
}
