//! What a reader of one profile's report is shown, and in which order: decided here once, for every format.
//!
//! The verdict first, then what to do or to look at, then what was seen, last the verdict again. How that is laid out is each
//! format's own business.

mod action;
mod headline;
mod last;
mod seen;

use super::alternatives::told_together;
use super::{FindingKind, FindingReport, ProfileReport};
use crate::catalogue::{Actor, Probe, Severity};
use crate::diagnose::Status;

pub use action::{Action, Again, Answer, Detail, Fix, LookAt, Step, Way};
pub use headline::Headline;
pub use last::last_line;
pub use seen::Seen;

/// What of a profile is shown, in this order.
#[derive(Debug, Clone)]
pub struct Outline<'r> {
    /// The verdict, and what it means.
    pub headline: Headline<'r>,
    /// What to do or to look at.
    pub action: Action<'r>,
    /// The look that tells what else is wrong, where a fault is certain and others are left.
    pub beside: Option<LookAt<'r>>,
    /// What comes after that, as a sentence; nothing where all is well.
    pub again: Option<Again>,
    /// What was asked, and what came back.
    pub seen: Vec<Seen>,
    /// What to know beside that, a sentence or two each.
    pub remarks: Vec<String>,
    /// What a healthy app was not checked for.
    pub unchecked: Option<String>,
    /// What was sent, and what became of the tokens.
    pub footprint: Vec<String>,
    /// The last line: the verdict and the ids alone.
    pub last: String,
}

impl<'r> Outline<'r> {
    /// Settles what is shown of a profile.
    #[must_use]
    pub fn of(profile: &'r ProfileReport) -> Self {
        let named = Named::of(profile);
        let action = Action::of(profile, &named);
        Self {
            headline: Headline::of(profile, &named),
            beside: LookAt::beside(profile, &named),
            again: action.again(profile),
            action,
            seen: seen::rows(profile),
            remarks: remarks(profile, &named),
            unchecked: seen::unchecked(profile),
            footprint: seen::footprint(profile),
            last: last_line(profile),
        }
    }
}

/// What a reader has to hear of: faults, by what they are.
#[derive(Debug, Clone, Default)]
pub(super) struct Named<'r> {
    /// The causes that are certain.
    pub(super) confirmed: Vec<&'r FindingReport>,
    /// The causes that are left.
    pub(super) suspected: Vec<&'r FindingReport>,
    /// Faults of the network, of a proxy, of Box, of its replies.
    pub(super) environment: Vec<&'r FindingReport>,
    /// Expectations that are not met, where no cause tells why.
    pub(super) expectations: Vec<&'r FindingReport>,
    /// What is amiss, though it decides nothing.
    pub(super) warnings: Vec<&'r FindingReport>,
}

impl<'r> Named<'r> {
    /// Sorts a profile's findings.
    pub(super) fn of(profile: &'r ProfileReport) -> Self {
        let mut named = Self::default();
        for finding in profile.findings.iter().filter(|finding| is_news(finding, profile)) {
            let list = match (finding.kind, finding.status, finding.severity) {
                (FindingKind::Cause, Status::Confirmed, _) => &mut named.confirmed,
                (FindingKind::Cause, ..) => &mut named.suspected,
                (_, _, Severity::Warning) => &mut named.warnings,
                (FindingKind::Environment, ..) => &mut named.environment,
                (FindingKind::Expectation, ..) => &mut named.expectations,
            };
            list.push(finding);
        }
        named
    }

    /// What decides the verdict for certain: the causes, else the expectations, else the environment's faults.
    pub(super) fn certain(&self) -> &[&'r FindingReport] {
        [&self.confirmed, &self.expectations, &self.environment]
            .into_iter()
            .find(|list| !list.is_empty())
            .map_or(&[], Vec::as_slice)
    }

    /// Whether only suspects are left.
    pub(super) fn is_open(&self) -> bool {
        self.confirmed.is_empty() && !self.suspected.is_empty()
    }
}

/// Each id once, in order: a cause that there is for several folders or scopes is named once.
pub(super) fn ids<'r>(findings: impl IntoIterator<Item = &'r FindingReport>) -> Vec<&'r str> {
    let mut ids: Vec<&str> = Vec::new();
    for finding in findings {
        if !ids.contains(&finding.id.as_str()) {
            ids.push(&finding.id);
        }
    }
    ids
}

/// The diagnoses, without what is no fault, smallest first; none is there twice.
pub(super) fn sets<'r>(profile: &'r ProfileReport, named: &[&FindingReport]) -> Vec<Vec<&'r str>> {
    let is_named = |id: &&str| named.iter().any(|finding| *finding.id == **id);
    let mut sets: Vec<Vec<&str>> = Vec::new();
    for set in &profile.diagnoses {
        let set: Vec<&str> = set.iter().map(super::Shown::as_str).filter(is_named).collect();
        if !set.is_empty() && !sets.contains(&set) {
            sets.push(set);
        }
    }
    sets.sort_by_key(Vec::len);
    sets
}

/// The ids of a status.
pub(super) fn of_status(profile: &ProfileReport, status: Status) -> Vec<&str> {
    ids(profile.findings.iter().filter(|finding| finding.kind == FindingKind::Cause && finding.status == status))
}

/// Every finding, those of one status that stand for one and the same reason together.
#[must_use]
pub fn evidence(profile: &ProfileReport) -> Vec<Vec<&FindingReport>> {
    let all: Vec<&FindingReport> = profile.findings.iter().collect();
    all.chunk_by(|one, other| told_together(one, other)).map(<[_]>::to_vec).collect()
}

/// The steps that one actor takes, each with the finding that it remedies.
pub type StepsOf<'r> = (Actor, Vec<(&'r FindingReport, &'r super::RemediationReport)>);

/// The steps that remedy everything certain, or else each suspect, as one list for each who takes them, so that it can be handed
/// on. None is there twice; what an admin authorizes has to be set before, so an admin comes last.
#[must_use]
pub fn steps_by_actor(profile: &ProfileReport) -> Vec<StepsOf<'_>> {
    let named = Named::of(profile);
    let findings = if named.is_open() { &named.suspected[..] } else { named.certain() };
    let mut lists: Vec<StepsOf<'_>> = Vec::new();
    for &finding in findings {
        for step in &finding.remediation {
            if lists.iter().flat_map(|(_, steps)| steps).any(|(_, other)| *other == step) {
                continue;
            }
            match lists.iter_mut().find(|(actor, _)| *actor == step.actor) {
                Some((_, steps)) => steps.push((finding, step)),
                None => lists.push((step.actor, vec![(finding, step)])),
            }
        }
    }
    lists.sort_by_key(|(actor, _)| *actor == Actor::BoxAdmin);
    lists
}

/// What to know beside the replies.
fn remarks(profile: &ProfileReport, named: &Named<'_>) -> Vec<String> {
    let mut remarks: Vec<String> = profile.remarks.iter().map(ToString::to_string).collect();
    let expected = profile.findings.iter().filter(|it| it.status.is_named() && it.severity == Severity::Note);
    let expected = ids(expected);
    if !expected.is_empty() {
        remarks.push(format!("What may be behind the expected refusals, no fault: {}.", expected.join(", ")));
    }
    let possible = of_status(profile, Status::NotExcluded);
    let possible = (!possible.is_empty()).then(|| format!("ot documented, but possible: {}.", possible.join(", ")));
    let out = if named.is_open() { of_status(profile, Status::RuledOut) } else { Vec::new() };
    let causes = if out.len() == 1 { "1 cause is".to_owned() } else { format!("{} causes are", out.len()) };
    match (out.is_empty(), possible) {
        (true, None) => {}
        (true, Some(possible)) => remarks.push(format!("N{possible}")),
        (false, Some(possible)) => remarks.push(format!("{causes} ruled out (-v); n{possible}")),
        (false, None) => {
            let secret = out.len() > 1 && out.contains(&"client-credentials-mismatch");
            let secret = if secret { ", the ID and secret among them" } else { "" };
            remarks.push(format!("{causes} ruled out{secret} (-v)."));
        }
    }
    remarks
}

/// Whether to show a finding to a reader who asked for no more than is needed: faults, except `expectation-unmet` where its cause
/// is shown.
pub(super) fn is_news(finding: &FindingReport, profile: &ProfileReport) -> bool {
    let is_fault = |finding: &FindingReport| finding.status.is_named() && finding.severity != Severity::Note;
    // What is about one reply has the probe for its target, as an expectation of a subject has none.
    let of_reply = |other: &FindingReport| other.target.as_deref().is_some_and(|id| Probe::from_id(id).is_some());
    let about = |other: &FindingReport, finding: &FindingReport| {
        other.target == finding.target || (finding.target.is_none() && of_reply(other))
    };
    let explained = |finding: &FindingReport| {
        profile
            .findings
            .iter()
            .any(|other| other.kind == FindingKind::Cause && is_fault(other) && about(other, finding))
    };
    is_fault(finding) && !(&*finding.id == "expectation-unmet" && explained(finding))
}
