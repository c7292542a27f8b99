//! What every cause comes to: confirmed, suspected, masked, untested or ruled out.

use serde::{Deserialize, Serialize};

use super::control::Control;
use super::evidence::{self, Evidence};
use super::hypothesis::{Answered, Instance, Space, instance, targets};
use super::{Findings, Observation};
use crate::catalogue::{Catalogue, Cause, Part, Reading};

/// What the replies say of a cause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// In every diagnosis.
    Confirmed,
    /// In some diagnosis.
    Suspected,
    /// In no diagnosis, but hidden by what is there: worth a look after the fix.
    Masked,
    /// No probe that was answered could have shown it.
    Untested,
    /// In no consistent hypothesis of any size.
    RuledOut,
}

impl Status {
    /// The status as a word.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::Suspected => "suspected",
            Self::Masked => "masked",
            Self::Untested => "untested",
            Self::RuledOut => "ruled-out",
        }
    }

    /// Whether a cause of this status is named as what is, or may be, wrong.
    #[must_use]
    pub const fn is_named(self) -> bool {
        matches!(self, Self::Confirmed | Self::Suspected)
    }
}

/// One cause's status, with the replies that speak for or against it.
#[derive(Debug, Clone)]
pub struct Judgement<'c> {
    /// The cause.
    pub cause: &'c Cause,
    /// The scope or folder it is about, for a cause that is one for each.
    pub target: Option<&'c str>,
    /// What the replies say of it.
    pub status: Status,
    /// Why.
    pub evidence: Vec<Evidence>,
}

/// What was learned.
#[derive(Debug, Clone)]
pub struct Diagnosis<'c> {
    /// What the control told.
    pub control: Control,
    /// The minimal sets of causes that explain every reply, smallest first; one empty set for a healthy app, none
    /// if no set does.
    pub diagnoses: Vec<Vec<Instance<'c>>>,
    /// Every cause of the catalogue, ranked.
    pub judgements: Vec<Judgement<'c>>,
}

impl<'c> Diagnosis<'c> {
    /// The causes that are confirmed or suspected, ranked.
    pub fn named(&self) -> impl Iterator<Item = &Judgement<'c>> {
        self.judgements.iter().filter(|judgement| judgement.status.is_named())
    }

    /// The judgement of that cause; the first where it is one for each target.
    #[must_use]
    pub fn of(&self, cause: &str) -> Option<&Judgement<'c>> {
        self.judgements.iter().find(|judgement| judgement.cause.id() == cause)
    }

    /// Whether some set of causes, or none at all, explains every reply.
    #[must_use]
    pub fn explains_everything(&self) -> bool {
        !self.diagnoses.is_empty()
    }
}

/// Diagnoses what was observed.
#[must_use]
pub fn diagnose<'c>(catalogue: &'c Catalogue, findings: &'c Findings) -> Diagnosis<'c> {
    let control = Control::of(catalogue, findings);
    let space = Space::new(catalogue, findings, &control);
    // Whatever grants a token to a wrong secret is not Box: nothing it says is about the app.
    let hypotheses = if control == Control::Granted { Vec::new() } else { space.diagnoses() };
    let court = Court {
        catalogue,
        findings,
        control: &control,
        diagnoses: hypotheses.iter().map(|parts| parts.iter().map(instance).collect()).collect(),
        firm: if space.answered.iter().all(|answered| answered.firm) {
            None
        } else {
            Some(space.firm().diagnoses().iter().map(|parts| parts.iter().map(instance).collect()).collect())
        },
        space: &space,
    };
    let mut judgements: Vec<_> = catalogue
        .causes()
        .iter()
        .filter(|cause| cause.entry.shadows.is_empty())
        .flat_map(|cause| targets(cause, findings).into_iter().map(move |target| (cause, target)))
        .map(|(cause, target)| court.judge(cause, target))
        .collect();
    let shadows: Vec<_> = catalogue
        .causes()
        .iter()
        .filter(|cause| !cause.entry.shadows.is_empty())
        .map(|cause| ride_along(cause, &judgements))
        .collect();
    judgements.extend(shadows);
    let diagnoses = court.diagnoses;
    let smallest = |judgement: &Judgement<'_>| {
        let holds = |set: &&Vec<Instance<'_>>| {
            set.iter().any(|one| {
                judgement.target == one.target
                    && (one.cause == judgement.cause.id()
                        || judgement.cause.entry.shadows.iter().any(|shadowed| shadowed == one.cause))
            })
        };
        diagnoses.iter().filter(holds).map(Vec::len).min().unwrap_or(usize::MAX)
    };
    judgements.sort_by_key(|judgement| {
        let cases = u32::MAX - judgement.cause.entry.public_cases;
        let rides = !judgement.cause.entry.shadows.is_empty();
        let rank = if judgement.status.is_named() { (smallest(judgement), rides, cases) } else { (0, false, 0) };
        (judgement.status, rank, judgement.cause.entry.order, judgement.target)
    });
    Diagnosis { control, diagnoses, judgements }
}

/// What is needed to judge one cause.
struct Court<'c, 's> {
    catalogue: &'c Catalogue,
    findings: &'c Findings,
    control: &'s Control,
    space: &'s Space<'c>,
    diagnoses: Vec<Vec<Instance<'c>>>,
    /// The diagnoses of the known replies alone, where there are others: what is vague suspects, never confirms.
    firm: Option<Vec<Vec<Instance<'c>>>>,
}

impl<'c> Court<'c, '_> {
    fn judge(&self, cause: &'c Cause, target: Option<&'c str>) -> Judgement<'c> {
        let parts: Vec<(usize, Part<'c>)> = self
            .space
            .parts()
            .iter()
            .enumerate()
            .filter(|(_, part)| part.cause.id() == cause.id() && part.target == target)
            .map(|(index, part)| (index, *part))
            .collect();
        let touched: Vec<&Answered> = self
            .space
            .answered
            .iter()
            .filter(|answered| parts.iter().any(|(_, part)| part.touch(&answered.key).is_some()))
            .collect();
        let status = self.status(cause, target, &parts, &touched);
        let evidence = match status {
            Status::Confirmed | Status::Suspected => self.supporting(cause, &parts, &touched),
            Status::RuledOut => self.excluding(cause, &parts, &touched),
            Status::Masked => vec![Evidence::at_large("what is wrong already hides it: check again after the fix")],
            Status::Untested => Vec::new(),
        };
        Judgement { cause, target, status, evidence }
    }

    fn status(
        &self,
        cause: &Cause,
        target: Option<&str>,
        parts: &[(usize, Part<'c>)],
        touched: &[&Answered],
    ) -> Status {
        let holds = |set: &Vec<Instance<'_>>| set.iter().any(|one| one.cause == cause.id() && one.target == target);
        if self.diagnoses.is_empty() || touched.is_empty() {
            return Status::Untested;
        }
        if self.diagnoses.iter().all(holds) {
            let firmly = self.firm.as_ref().is_none_or(|firm| !firm.is_empty() && firm.iter().all(holds));
            return if firmly { Status::Confirmed } else { Status::Suspected };
        }
        if self.diagnoses.iter().any(holds) {
            return Status::Suspected;
        }
        let touches = |part: &Part<'_>| touched.iter().any(|answered| part.touch(&answered.key).is_some());
        let (shown, unseen): (Vec<_>, Vec<_>) = parts.iter().partition(|(_, part)| touches(part));
        let healthy = self.diagnoses.iter().any(Vec::is_empty);
        match (shown.iter().any(|(index, _)| self.space.allows(*index)), healthy) {
            (true, false) => Status::Masked,
            // Nothing is wrong that could hide it, so the replies simply do not tell.
            (true, true) => Status::Untested,
            (false, _) if unseen.iter().any(|(index, _)| self.space.allows(*index)) => Status::Untested,
            (false, _) => Status::RuledOut,
        }
    }

    /// The replies outside the healthy prediction that the cause alone would explain.
    fn supporting(&self, cause: &'c Cause, parts: &[(usize, Part<'c>)], touched: &[&Answered]) -> Vec<Evidence> {
        let speaks = |answered: &&&Answered| {
            !self.space.explains(&[], answered)
                && parts
                    .iter()
                    .any(|(_, part)| part.touch(&answered.key).is_some() && self.space.explains(&[*part], answered))
        };
        let mut evidence: Vec<Evidence> = touched
            .iter()
            .filter(speaks)
            .filter_map(|answered| self.observation(answered))
            .map(|observation| evidence::supports(self.catalogue, observation, self.control, cause))
            .collect();
        if evidence.is_empty() {
            // By itself it explains none of them; together with others it does.
            let odd = touched.iter().filter(|answered| !self.space.explains(&[], answered));
            let seen = odd.filter_map(|answered| self.observation(answered));
            evidence.extend(seen.map(|one| evidence::supports(self.catalogue, one, self.control, cause)));
        }
        evidence.extend(self.only_variant(parts, touched));
        evidence
    }

    /// Which variant it is, where the replies leave one of several.
    fn only_variant(&self, parts: &[(usize, Part<'c>)], touched: &[&Answered]) -> Option<Evidence> {
        let fits = |part: &Part<'c>| touched.iter().all(|answered| self.space.explains(&[*part], answered));
        let mut fitting = parts.iter().filter(|(_, part)| fits(part));
        match (fitting.next(), fitting.next()) {
            (Some((_, part)), None) if parts.len() > 1 => {
                let name = part.variant.name.as_ref()?;
                Some(Evidence::at_large(format!("of its forms, only this one fits every reply: {name}")))
            }
            _ => None,
        }
    }

    /// The replies that no variant of the cause alone allows; where each allows some, those that any refuses.
    fn excluding(&self, cause: &'c Cause, parts: &[(usize, Part<'c>)], touched: &[&Answered]) -> Vec<Evidence> {
        let refuses = |part: &Part<'c>, answered: &Answered| {
            part.touch(&answered.key).is_some() && !self.space.explains(&[*part], answered)
        };
        let by_all = |answered: &&&Answered| {
            parts.iter().all(|(_, part)| refuses(part, answered) || part.touch(&answered.key).is_none())
        };
        let by_any = |answered: &&&Answered| parts.iter().any(|(_, part)| refuses(part, answered));
        let mut against: Vec<&&Answered> = touched.iter().filter(by_all).collect();
        if against.is_empty() {
            against = touched.iter().filter(by_any).collect();
        }
        let mut evidence: Vec<Evidence> = against
            .into_iter()
            .filter_map(|answered| self.observation(answered))
            .map(|observation| evidence::excludes(self.catalogue, self.findings, observation, cause))
            .collect();
        if evidence.is_empty() {
            evidence.push(Evidence::at_large("it cannot be true together with what the replies show"));
        }
        evidence
    }

    fn observation(&self, answered: &Answered) -> Option<&'c Observation> {
        self.findings.observations.iter().find(|observation| observation.key == answered.key)
    }
}

/// A cause that looks exactly like others has the best of their statuses, and is never more than suspected.
fn ride_along<'c>(cause: &'c Cause, judgements: &[Judgement<'c>]) -> Judgement<'c> {
    let shadowed: Vec<&Judgement<'c>> =
        judgements.iter().filter(|judgement| cause.entry.shadows.iter().any(|id| id == judgement.cause.id())).collect();
    let any = |status: Status| shadowed.iter().any(|judgement| judgement.status == status);
    let status = if any(Status::Confirmed) || any(Status::Suspected) {
        Status::Suspected
    } else if any(Status::Masked) {
        Status::Masked
    } else if any(Status::Untested) {
        Status::Untested
    } else {
        Status::RuledOut
    };
    let mut evidence: Vec<Evidence> = Vec::new();
    for judgement in shadowed {
        let bears = match status {
            Status::Suspected => judgement.status.is_named(),
            other => judgement.status == other,
        };
        for one in judgement.evidence.iter().filter(|_| bears) {
            if !evidence.contains(one) {
                evidence.push(one.clone());
            }
        }
    }
    Judgement { cause, target: None, status, evidence }
}

/// The replies that take part in no diagnosis because nobody has documented them.
#[must_use]
pub fn undocumented(findings: &Findings) -> Vec<&Observation> {
    findings
        .observations
        .iter()
        .filter(|observation| matches!(observation.reading, Reading::Vague(_) | Reading::Unknown))
        .collect()
}
