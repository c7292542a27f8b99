//! What every cause comes to: confirmed, suspected, not excluded, masked, untested or ruled out.

use std::cell::RefCell;
use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::alike::Alike;
use super::control::Control;
use super::evidence::{self, Evidence};
use super::hypothesis::{Answered, Grade, Graded, Instance, Space, targets};
use super::prospects::Prospects;
use crate::catalogue::{Catalogue, Cause, CauseId, Part, ProbeKey, Reading};
use crate::observation::{Observation, Observations};
use crate::tally::{self, Work};

/// What the replies say of a cause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
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
    pub target: Option<String>,
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
    alike: Alike,
}

impl<'c> Diagnosis<'c> {
    /// The causes that are confirmed or suspected, ranked.
    pub fn named(&self) -> impl Iterator<Item = &Judgement<'c>> {
        self.judgements.iter().filter(|judgement| judgement.status.is_named())
    }

    /// The judgement of that cause; the first where it is one for each target.
    #[must_use]
    pub fn of(&self, cause: CauseId) -> Option<&Judgement<'c>> {
        self.judgements.iter().find(|judgement| judgement.cause.place == cause)
    }

    /// How many faults a set of causes is: one for each scope or folder that it stands for.
    #[must_use]
    pub fn faults(&self, set: &[Instance<'_>]) -> usize {
        set.iter().map(|one| self.count(one)).sum()
    }

    /// For how many scopes or folders the cause is told in the sets.
    #[must_use]
    pub fn count(&self, instance: &Instance<'_>) -> usize {
        instance.target.as_deref().map_or(1, |target| self.alike.count(target))
    }

    /// What the sets say of a scope, folder or reply, they say of the one that this names.
    #[must_use]
    pub fn told_as<'t>(&'t self, target: &'t str) -> &'t str {
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
pub fn diagnose<'c>(catalogue: &'c Catalogue, observations: &Observations) -> Diagnosis<'c> {
    diagnose_with_prospects(catalogue, observations).0
}

/// Diagnoses what was observed, and keeps what further steps are worth: both are read off one enumeration.
pub(super) fn diagnose_with_prospects<'c>(
    catalogue: &'c Catalogue,
    observations: &Observations,
) -> (Diagnosis<'c>, Prospects<'c>) {
    tally::note(Work::Diagnosis);
    let control = Control::of(catalogue, observations);
    let space = Space::new(catalogue, observations, &control);
    // Whatever grants a token to a wrong secret is not Box: nothing it says is about the app.
    let is_box = control != Control::Granted;
    let found = if is_box { space.enumerate() } else { None };
    let prospects = Prospects::new(&space, found.as_ref());
    let given_up = is_box && found.is_none();
    let none = || Graded { plausible: Sets::new(), documented: Sets::new() };
    let (all, firm) = found.map_or((none(), None), |found| (found.all.map(|sets| instances(sets)), found.firm));
    let court = Court {
        catalogue,
        observations,
        control: &control,
        diagnoses: all,
        firm: firm.map(|firm| firm.map(|sets| instances(sets))),
        space: &space,
        by_key: observations.all.iter().map(|observation| (&observation.key, observation)).collect(),
        statuses: RefCell::default(),
    };
    let judged: Vec<_> = catalogue
        .causes()
        .iter()
        .flat_map(|cause| targets(cause, observations).into_iter().map(move |target| (cause, target)))
        .map(|(cause, target)| court.judge(cause, target))
        .collect();
    let Graded { plausible: diagnoses, documented } = court.diagnoses;
    let alike = space.alike.clone();
    let mut diagnosis = Diagnosis { control, diagnoses, documented, judgements: Vec::new(), given_up, alike };
    diagnosis.judgements = ranked(judged, &diagnosis, &space);
    (diagnosis, prospects)
}

/// Sets of causes.
type Sets<'c> = Vec<Vec<Instance<'c>>>;

fn instances<'c>(sets: &[Vec<Part<'c, '_>>]) -> Sets<'c> {
    sets.iter().map(|parts| parts.iter().map(Instance::of).collect()).collect()
}

/// The judgements in the order of the list.
fn ranked<'c>(judged: Vec<Judgement<'c>>, diagnosis: &Diagnosis<'c>, space: &Space<'_, '_>) -> Vec<Judgement<'c>> {
    let mut ranked: Vec<(Rank, Judgement<'c>)> =
        judged.into_iter().map(|judgement| (rank(&judgement, diagnosis, space), judgement)).collect();
    ranked.sort_by(|(one, _), (other, _)| one.cmp(other));
    ranked.into_iter().map(|(_, judgement)| judgement).collect()
}

/// Where a judgement stands in the list.
type Rank = (Status, (usize, bool, Reverse<usize>, bool, Reverse<u32>), u32, Option<String>);

/// Where a judgement stands: by its status; of what is named, what takes the fewest causes first, then what is fixed without
/// giving anything more power, then what by itself explains more of the replies, then a setting before its reauthorization, then
/// what public cases name more often.
fn rank(judgement: &Judgement<'_>, diagnosis: &Diagnosis<'_>, space: &Space<'_, '_>) -> Rank {
    let entry = &judgement.cause.entry;
    let named = judgement.status.is_named() || judgement.status == Status::NotExcluded;
    let sets = if diagnosis.documented.is_empty() { &diagnosis.diagnoses } else { &diagnosis.documented };
    let target = judgement.target.as_deref().map(|target| diagnosis.told_as(target));
    let holds = |set: &&Vec<Instance<'_>>| set.iter().any(|one| one.is(judgement.cause, target));
    let place = if named {
        let smallest = sets.iter().filter(holds).map(|set| diagnosis.faults(set)).min().unwrap_or(usize::MAX);
        let explained = Reverse(space.explained_by(judgement.cause, target));
        (smallest, widens(judgement.cause), explained, !entry.settings.is_empty(), Reverse(entry.public_cases))
    } else {
        (0, false, Reverse(0), false, Reverse(0))
    };
    (judgement.status, place, entry.order, judgement.target.clone())
}

/// Whether some step of the fix gives the app or an account more power.
fn widens(cause: &Cause) -> bool {
    cause.entry.remediation.iter().any(|step| step.widens.is_some())
}

/// What is needed to judge one cause.
struct Court<'c, 't, 's> {
    catalogue: &'c Catalogue,
    observations: &'t Observations,
    control: &'s Control,
    space: &'s Space<'c, 't>,
    diagnoses: Graded<Sets<'c>>,
    /// The diagnoses by the known replies alone, where there are others: what is vague suspects, never confirms.
    firm: Option<Graded<Sets<'c>>>,
    /// What was found of a cause, about the scope or folder that stands for those that were answered alike.
    statuses: RefCell<BTreeMap<(CauseId, Option<&'s str>), Status>>,
    by_key: BTreeMap<&'t ProbeKey, &'t Observation>,
}

/// What one judgement is about.
struct Case<'c, 't, 's> {
    cause: &'c Cause,
    /// The scope, folder or reply.
    own: Option<&'t str>,
    /// The one that is searched for it.
    target: Option<&'s str>,
    /// The cause's forms, with their places among all parts.
    parts: Vec<(usize, Part<'c, 't>)>,
    /// The replies that some form touches.
    touched: Vec<&'s Answered>,
}

impl<'c, 't: 's, 's> Court<'c, 't, 's> {
    fn judge(&self, cause: &'c Cause, own: Option<&'t str>) -> Judgement<'c> {
        let target = own.map(|own| self.space.alike.first(own));
        let parts: Vec<(usize, Part<'c, 't>)> = self
            .space
            .parts()
            .iter()
            .enumerate()
            .filter(|(_, part)| part.cause.place == cause.place && part.target == target)
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
        let status = *statuses.entry((cause.place, target)).or_insert_with(|| self.status(&case));
        let evidence = match status {
            Status::Confirmed => {
                let mut evidence = self.supporting(&case);
                evidence.extend(self.only_variant(&case));
                evidence
            }
            Status::Suspected | Status::NotExcluded => self.supporting(&case),
            Status::RuledOut => self.excluding(&case),
            Status::Masked => vec![Evidence::Hidden],
            Status::Untested => Vec::new(),
        };
        Judgement { cause, target: own.map(str::to_owned), status, evidence }
    }

    fn status(&self, case: &Case<'c, 't, '_>) -> Status {
        let Case { cause, target, parts, touched, .. } = case;
        let Graded { plausible, documented } = &self.diagnoses;
        let holds = |set: &Vec<Instance<'_>>| set.iter().any(|one| one.is(cause, *target));
        let in_each = |sets: &Sets<'_>| !sets.is_empty() && sets.iter().all(holds);
        let in_all = |sets: &Graded<Sets<'_>>| in_each(&sets.plausible) && in_each(&sets.documented);
        if plausible.is_empty() || touched.is_empty() {
            return Status::Untested;
        }
        if in_all(&self.diagnoses) {
            let firmly = self.firm.as_ref().is_none_or(in_all);
            return if firmly { Status::Confirmed } else { Status::Suspected };
        }
        if documented.iter().any(holds) {
            return Status::Suspected;
        }
        if plausible.iter().any(holds) {
            return Status::NotExcluded;
        }
        let touches = |part: &Part<'_, '_>| touched.iter().any(|answered| part.touches(&answered.key));
        let (shown, unseen): (Vec<_>, Vec<_>) = parts.iter().partition(|(_, part)| touches(part));
        let healthy = plausible.iter().any(Vec::is_empty);
        match (shown.iter().any(|(index, _)| self.space.allows(*index)), healthy) {
            (true, false) => Status::Masked,
            // Nothing is wrong that could hide it, so the replies simply do not tell.
            (true, true) => Status::Untested,
            (false, _) if unseen.iter().any(|(index, _)| self.space.allows(*index)) => Status::Untested,
            (false, _) => Status::RuledOut,
        }
    }

    /// The replies outside the healthy prediction that the cause alone would explain.
    fn supporting(&self, case: &Case<'c, 't, '_>) -> Vec<Evidence> {
        let Case { cause, own, parts, touched, .. } = case;
        let speaks = |answered: &&&Answered| {
            !self.space.explains(Grade::Documented, &[], answered)
                && parts.iter().any(|(_, part)| {
                    part.touches(&answered.key) && self.space.explains(Grade::Plausible, &[*part], answered)
                })
        };
        let mut evidence: Vec<Evidence> = touched
            .iter()
            .filter(speaks)
            .flat_map(|answered| self.observations(answered, *own))
            .map(|observation| evidence::supports(self.catalogue, observation, self.control, cause))
            .collect();
        if evidence.is_empty() {
            // By itself it explains none of them; together with others it does.
            let odd = touched.iter().filter(|answered| !self.space.explains(Grade::Documented, &[], answered));
            let seen = odd.flat_map(|answered| self.observations(answered, *own));
            evidence.extend(seen.map(|one| evidence::supports(self.catalogue, one, self.control, cause)));
        }
        evidence
    }

    /// Which variant it is, where the replies leave one of several.
    fn only_variant(&self, Case { parts, touched, .. }: &Case<'c, 't, '_>) -> Option<Evidence> {
        let fits = |part: &Part<'_, '_>| {
            touched.iter().all(|answered| self.space.explains(Grade::Plausible, &[*part], answered))
        };
        let mut fitting = parts.iter().filter(|(_, part)| fits(part));
        match (fitting.next(), fitting.next()) {
            (Some((_, part)), None) if parts.len() > 1 => {
                let name = part.variant.name.as_ref()?;
                Some(Evidence::OnlyForm(name.clone()))
            }
            _ => None,
        }
    }

    /// The replies that no variant of the cause alone allows; where each allows some, those that any refuses.
    fn excluding(&self, case: &Case<'c, 't, '_>) -> Vec<Evidence> {
        let Case { cause, own, parts, touched, .. } = case;
        let refuses = |part: &Part<'_, '_>, answered: &Answered| {
            part.touches(&answered.key) && !self.space.explains(Grade::Plausible, &[*part], answered)
        };
        // Where a form does not touch the probe, it allows what health does.
        let by_all = |answered: &&&Answered| {
            parts.iter().all(|(_, part)| !self.space.explains(Grade::Plausible, &[*part], answered))
        };
        let by_any = |answered: &&&Answered| parts.iter().any(|(_, part)| refuses(part, answered));
        let mut against: Vec<&&Answered> = touched.iter().filter(by_all).collect();
        if against.is_empty() {
            against = touched.iter().filter(by_any).collect();
        }
        let mut evidence: Vec<Evidence> = against
            .into_iter()
            .flat_map(|answered| self.observations(answered, *own))
            .map(|observation| evidence::excludes(self.catalogue, self.observations, observation, cause))
            .collect();
        if evidence.is_empty() {
            evidence.push(Evidence::Incompatible);
        }
        evidence
    }

    /// What was observed where that was answered: at the judged scope or folder, or else at all that were answered alike.
    fn observations(&self, answered: &Answered, own: Option<&str>) -> Vec<&'t Observation> {
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
pub(crate) fn undocumented(observations: &Observations) -> Vec<&Observation> {
    observations
        .all
        .iter()
        .filter(|observation| matches!(observation.reading, Reading::Vague(_) | Reading::Unknown))
        .collect()
}
