//! What every cause comes to: confirmed, suspected, not excluded, masked, untested or ruled out.

use std::cell::RefCell;
use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::alike::Alike;
use super::control::Control;
use super::evidence::{self, Evidence};
use super::hypothesis::{Answered, Instance, Space, instance, targets};
use super::{Findings, Observation};
use crate::catalogue::{Catalogue, Cause, Part, ProbeKey, Reading};

/// What the replies say of a cause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Status {
    /// In every diagnosis.
    Confirmed,
    /// In some diagnosis.
    Suspected,
    /// In some diagnosis, but only by replies that nobody has shown.
    NotExcluded,
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
            Self::NotExcluded => "not-excluded",
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
    /// The minimal sets of causes that explain every reply, be it by replies that nobody has shown, smallest first; one
    /// empty set for a healthy app, none if no set does. Of scopes and folders that were answered alike, one is told for all.
    pub diagnoses: Vec<Vec<Instance<'c>>>,
    /// The same by replies that are documented or were seen.
    pub documented: Vec<Vec<Instance<'c>>>,
    /// Every cause of the catalogue, ranked.
    pub judgements: Vec<Judgement<'c>>,
    /// Whether there were more sets of causes than can be tried: then none is told, and no cause is judged.
    pub given_up: bool,
    alike: Alike<'c>,
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

    /// How many faults a set of causes is: one for each scope or folder that it stands for.
    #[must_use]
    pub fn faults(&self, set: &[Instance<'_>]) -> usize {
        set.iter().map(|one| self.count(one)).sum()
    }

    /// For how many scopes or folders the cause is told in the sets.
    #[must_use]
    pub fn count(&self, instance: &Instance<'_>) -> usize {
        instance.target.map_or(1, |target| self.alike.count(target))
    }

    /// What the sets say of a scope, folder or reply, they say of the one that this names.
    #[must_use]
    pub fn told_as<'t>(&self, target: &'t str) -> &'t str
    where
        'c: 't,
    {
        self.alike.first(target)
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
    let documented = space.documented();
    // Whatever grants a token to a wrong secret is not Box: nothing it says is about the app.
    let is_box = control != Control::Granted;
    let mut given_up = false;
    let mut sets = |space: &Space<'c>| {
        if !is_box || given_up {
            return Sets::new();
        }
        let diagnoses = space.diagnoses();
        given_up = diagnoses.is_none();
        diagnoses.into_iter().flatten().map(|parts| instances(&parts)).collect()
    };
    let firm = space.firm();
    let mut court = Court {
        catalogue,
        findings,
        control: &control,
        diagnoses: sets(&space),
        known: sets(&documented),
        firm: firm.map(|firm| [sets(&firm), sets(&firm.documented())]),
        space: &space,
        documented: &documented,
        by_key: findings.observations.iter().map(|observation| (&observation.key, observation)).collect(),
        statuses: RefCell::default(),
    };
    if given_up {
        (court.diagnoses, court.known, court.firm) = (Sets::new(), Sets::new(), None);
    }
    let mut judged: Vec<_> = catalogue
        .causes()
        .iter()
        .flat_map(|cause| targets(cause, findings).into_iter().map(move |target| (cause, target)))
        .map(|(cause, target)| court.judge(cause, target))
        .collect();
    let (diagnoses, known) = (court.diagnoses, court.known);
    let (alike, judgements) = (space.alike.clone(), Vec::new());
    let mut diagnosis = Diagnosis { control, diagnoses, documented: known, judgements, given_up, alike };
    judged.sort_by_cached_key(|judgement| rank(judgement, &diagnosis, &documented));
    diagnosis.judgements = judged;
    diagnosis
}

/// Sets of causes.
type Sets<'c> = Vec<Vec<Instance<'c>>>;

fn instances<'c>(parts: &[Part<'c>]) -> Vec<Instance<'c>> {
    parts.iter().map(instance).collect()
}

/// Where a judgement stands in the list.
type Rank<'j> = (Status, (usize, bool, Reverse<usize>, bool, Reverse<u32>), u32, Option<&'j str>);

/// Where a judgement stands: by its status; of what is named, what takes the fewest causes first, then what is fixed without
/// giving anything more power, then what by itself explains more of the replies, then a setting before its reauthorization, then
/// what public cases name more often.
fn rank<'j>(judgement: &Judgement<'j>, diagnosis: &Diagnosis<'_>, documented: &Space<'_>) -> Rank<'j> {
    let entry = &judgement.cause.entry;
    let named = judgement.status.is_named() || judgement.status == Status::NotExcluded;
    let sets = if diagnosis.documented.is_empty() { &diagnosis.diagnoses } else { &diagnosis.documented };
    let target = judgement.target.map(|target| diagnosis.told_as(target));
    let holds =
        |set: &&Vec<Instance<'_>>| set.iter().any(|one| one.cause == judgement.cause.id() && one.target == target);
    let place = if named {
        let smallest = sets.iter().filter(holds).map(|set| diagnosis.faults(set)).min().unwrap_or(usize::MAX);
        let explained = Reverse(documented.explained_by(judgement.cause.id(), target));
        (smallest, widens(judgement.cause), explained, !entry.settings.is_empty(), Reverse(entry.public_cases))
    } else {
        (0, false, Reverse(0), false, Reverse(0))
    };
    (judgement.status, place, entry.order, judgement.target)
}

/// Whether some step of the fix gives the app or an account more power.
fn widens(cause: &Cause) -> bool {
    cause.entry.remediation.iter().any(|step| step.widens.is_some())
}

/// What is needed to judge one cause.
struct Court<'c, 's> {
    catalogue: &'c Catalogue,
    findings: &'c Findings,
    control: &'s Control,
    space: &'s Space<'c>,
    documented: &'s Space<'c>,
    diagnoses: Sets<'c>,
    /// The diagnoses by what is documented or was seen.
    known: Sets<'c>,
    /// Both kinds by the known replies alone, where there are others: what is vague suspects, never confirms.
    firm: Option<[Sets<'c>; 2]>,
    /// What was found of a cause, about the scope or folder that stands for those that were answered alike.
    statuses: RefCell<BTreeMap<(&'c str, Option<&'c str>), Status>>,
    by_key: BTreeMap<&'c ProbeKey, &'c Observation>,
}

/// What one judgement is about.
struct Case<'c, 's> {
    cause: &'c Cause,
    /// The scope, folder or reply.
    own: Option<&'c str>,
    /// The one that is searched for it.
    target: Option<&'c str>,
    /// The cause's forms, with their places among all parts.
    parts: Vec<(usize, Part<'c>)>,
    /// The replies that some form touches.
    touched: Vec<&'s Answered>,
}

impl<'c> Court<'c, '_> {
    fn judge(&self, cause: &'c Cause, own: Option<&'c str>) -> Judgement<'c> {
        let target = own.map(|own| self.space.alike.first(own));
        let parts: Vec<(usize, Part<'c>)> = self
            .space
            .parts()
            .iter()
            .enumerate()
            .filter(|(_, part)| part.cause.id() == cause.id() && part.target == target)
            .map(|(index, part)| (index, *part))
            .collect();
        let touched = self
            .space
            .answered
            .iter()
            .filter(|answered| parts.iter().any(|(_, part)| part.touches(&answered.key)))
            .collect();
        let case = Case { cause, own, target, parts, touched };
        let mut statuses = self.statuses.borrow_mut();
        let status = *statuses.entry((cause.id(), target)).or_insert_with(|| self.status(&case));
        let evidence = match status {
            Status::Confirmed => {
                let mut evidence = self.supporting(&case);
                evidence.extend(self.only_variant(&case));
                evidence
            }
            Status::Suspected | Status::NotExcluded => self.supporting(&case),
            Status::RuledOut => self.excluding(&case),
            Status::Masked => vec![Evidence::at_large("what is wrong already hides it: check again after the fix")],
            Status::Untested => Vec::new(),
        };
        Judgement { cause, target: own, status, evidence }
    }

    fn status(&self, case: &Case<'c, '_>) -> Status {
        let Case { cause, target, parts, touched, .. } = case;
        let holds = |set: &Vec<Instance<'_>>| set.iter().any(|one| one.cause == cause.id() && one.target == *target);
        let in_each = |sets: &Sets<'_>| !sets.is_empty() && sets.iter().all(holds);
        if self.diagnoses.is_empty() || touched.is_empty() {
            return Status::Untested;
        }
        if in_each(&self.diagnoses) && in_each(&self.known) {
            let firmly = self.firm.as_ref().is_none_or(|firm| firm.iter().all(in_each));
            return if firmly { Status::Confirmed } else { Status::Suspected };
        }
        if self.known.iter().any(holds) {
            return Status::Suspected;
        }
        if self.diagnoses.iter().any(holds) {
            return Status::NotExcluded;
        }
        let touches = |part: &Part<'_>| touched.iter().any(|answered| part.touches(&answered.key));
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
    fn supporting(&self, case: &Case<'c, '_>) -> Vec<Evidence> {
        let Case { cause, own, parts, touched, .. } = case;
        let speaks = |answered: &&&Answered| {
            !self.documented.explains(&[], answered)
                && parts.iter().any(|(_, part)| part.touches(&answered.key) && self.space.explains(&[*part], answered))
        };
        let mut evidence: Vec<Evidence> = touched
            .iter()
            .filter(speaks)
            .flat_map(|answered| self.observations(answered, *own))
            .map(|observation| evidence::supports(self.catalogue, observation, self.control, cause))
            .collect();
        if evidence.is_empty() {
            // By itself it explains none of them; together with others it does.
            let odd = touched.iter().filter(|answered| !self.documented.explains(&[], answered));
            let seen = odd.flat_map(|answered| self.observations(answered, *own));
            evidence.extend(seen.map(|one| evidence::supports(self.catalogue, one, self.control, cause)));
        }
        evidence
    }

    /// Which variant it is, where the replies leave one of several.
    fn only_variant(&self, Case { parts, touched, .. }: &Case<'c, '_>) -> Option<Evidence> {
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
    fn excluding(&self, case: &Case<'c, '_>) -> Vec<Evidence> {
        let Case { cause, own, parts, touched, .. } = case;
        let refuses = |part: &Part<'c>, answered: &Answered| {
            part.touches(&answered.key) && !self.space.explains(&[*part], answered)
        };
        // Where a form does not touch the probe, it allows what health does.
        let by_all = |answered: &&&Answered| parts.iter().all(|(_, part)| !self.space.explains(&[*part], answered));
        let by_any = |answered: &&&Answered| parts.iter().any(|(_, part)| refuses(part, answered));
        let mut against: Vec<&&Answered> = touched.iter().filter(by_all).collect();
        if against.is_empty() {
            against = touched.iter().filter(by_any).collect();
        }
        let mut evidence: Vec<Evidence> = against
            .into_iter()
            .flat_map(|answered| self.observations(answered, *own))
            .map(|observation| evidence::excludes(self.catalogue, self.findings, observation, cause))
            .collect();
        if evidence.is_empty() {
            evidence.push(Evidence::at_large("it cannot be true together with what the replies show"));
        }
        evidence
    }

    /// What was observed where that was answered: at the judged scope or folder, or else at all that were answered alike.
    fn observations(&self, answered: &Answered, own: Option<&str>) -> Vec<&'c Observation> {
        let of = |target: Option<&str>| {
            let key = ProbeKey { probe: answered.key.probe, target: target.map(str::to_owned) };
            self.by_key.get(&key).copied()
        };
        match (answered.key.target.as_deref(), own) {
            (None, _) => of(None).into_iter().collect(),
            (Some(first), Some(own)) if self.space.alike.first(own) == first => of(Some(own)).into_iter().collect(),
            (Some(first), _) => self.space.alike.group(first).filter_map(|target| of(Some(target))).collect(),
        }
    }
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
