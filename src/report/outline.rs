//! What a reader of one profile's report is shown, and in which order: decided here once, for every format.
//!
//! A finding is told in full, told together with others for one reason, named by its id, or only counted. How that is worded and
//! laid out is each format's own business; how the causes that are left relate is told by [`alternatives`].

use super::alternatives::{self, told_together};
use super::{FindingKind, FindingReport, ProfileReport, RemediationReport};
use crate::catalogue::{Actor, Probe, Severity};
use crate::diagnose::{Status, Verdict};

/// How many suspects are shown with their remedies unless all are asked for.
const SUSPECTS: usize = 3;
/// How many ids are named unless all findings are asked for.
const NAMED: usize = 4;

/// How much a reader asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Depth {
    /// What is needed to act.
    Needed,
    /// Every finding, those that are ruled out included.
    Everything,
}

/// What of a profile's findings is shown, in this order.
#[derive(Debug, Clone)]
pub struct Outline<'r> {
    /// How the diagnoses that are left relate, in words, where some take several causes at once.
    pub choice: Option<String>,
    /// The findings that are told in full. Those of one group are told together, for they stand for one and the same reason.
    pub told: Vec<Vec<&'r FindingReport>>,
    /// The causes that may be behind refusals that were expected: by id.
    pub behind_expected: Vec<&'r str>,
    /// The causes that cannot be tested until what was found is fixed: by id.
    pub masked: Few<'r>,
    /// The causes that are not excluded, though no reply of this kind is documented for them: by id.
    pub not_excluded: Vec<&'r str>,
    /// How many causes are ruled out without being told.
    pub ruled_out: usize,
    /// What is certain, with its remedies.
    pub certain: Vec<&'r FindingReport>,
    /// The suspects whose remedies are shown; none where a cause is certain.
    pub suspects: Vec<&'r FindingReport>,
    /// The suspects after those: by id.
    pub other_suspects: Vec<&'r str>,
}

/// The first of a list of ids, and how many more there are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Few<'r> {
    /// The first.
    pub named: Vec<&'r str>,
    /// How many more there are; never one, which is as short as its count.
    pub more: usize,
}

impl<'r> Few<'r> {
    fn of(mut ids: Vec<&'r str>) -> Self {
        let more = ids.len().saturating_sub(NAMED);
        if more < 2 {
            return Self { named: ids, more: 0 };
        }
        ids.truncate(NAMED);
        Self { named: ids, more }
    }
}

/// The steps that one actor takes, each with the finding that it remedies.
pub type StepsOf<'r> = (Actor, Vec<(&'r FindingReport, &'r RemediationReport)>);

impl<'r> Outline<'r> {
    /// Settles what is shown of a profile.
    #[must_use]
    pub fn of(profile: &'r ProfileReport, depth: Depth) -> Self {
        let brief = depth == Depth::Needed;
        let faulty = brief && profile.verdict != Verdict::Healthy;
        let findings = || profile.findings.iter();
        let of = |status: Status| findings().filter(move |finding| finding.status == status);
        let news: Vec<&FindingReport> = findings().filter(|finding| is_news(finding, profile)).collect();
        let told: Vec<&FindingReport> = if brief { news.clone() } else { findings().collect() };
        let expected = |it: &&FindingReport| brief && it.status.is_named() && it.severity == Severity::Note;
        let is_named = |id: &str| findings().any(|it| &*it.id == id && it.status.is_named());
        let untestable = |it: &&FindingReport| faulty && !is_named(&it.id);
        let certain: Vec<&FindingReport> =
            news.iter().copied().filter(|finding| finding.status == Status::Confirmed).collect();
        let is_certain = certain.iter().any(|finding| finding.kind == FindingKind::Cause);
        let (suspects, other_suspects) =
            if is_certain { (Vec::new(), Vec::new()) } else { suspects(profile, &news, depth) };
        Self {
            choice: alternatives::choice(&profile.diagnoses),
            told: told.chunk_by(|one, other| told_together(one, other)).map(<[_]>::to_vec).collect(),
            behind_expected: ids(findings().filter(expected)),
            masked: Few::of(ids(of(Status::Masked).filter(untestable))),
            not_excluded: of(Status::NotExcluded).filter(|_| brief).map(|it| it.id.as_str()).collect(),
            ruled_out: if faulty { of(Status::RuledOut).count() } else { 0 },
            certain,
            suspects,
            other_suspects,
        }
    }

    /// The steps that remedy everything certain, as one list for each who takes them, so that it can be handed on. None is there
    /// twice; what an admin authorizes has to be set before, so an admin comes last.
    #[must_use]
    pub fn steps_by_actor(&self) -> Vec<StepsOf<'r>> {
        let mut lists: Vec<StepsOf<'r>> = Vec::new();
        for &finding in &self.certain {
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
}

/// Each id once: a cause that there is for several folders or scopes is named once.
fn ids<'r>(findings: impl Iterator<Item = &'r FindingReport>) -> Vec<&'r str> {
    let mut ids: Vec<&str> = findings.map(|finding| finding.id.as_str()).collect();
    ids.dedup();
    ids
}

/// The suspects that are shown with their remedies, and the ids of the others.
fn suspects<'r>(
    profile: &ProfileReport,
    news: &[&'r FindingReport],
    depth: Depth,
) -> (Vec<&'r FindingReport>, Vec<&'r str>) {
    let everything = depth == Depth::Everything;
    let (mut leading, others): (Vec<&FindingReport>, Vec<&FindingReport>) = news
        .iter()
        .filter(|finding| finding.status == Status::Suspected)
        .partition(|finding| everything || alternatives::is_leading(&finding.id, &profile.diagnoses));
    let shown = if everything { leading.len() } else { leading.len().min(SUSPECTS) };
    let rest = leading.split_off(shown);
    let others = rest.iter().chain(&others).map(|finding| finding.id.as_str()).collect();
    (leading, others)
}

/// Whether to show a finding to a reader who asked for no more than is needed: faults, except `expectation-unmet` where its cause
/// is shown.
fn is_news(finding: &FindingReport, profile: &ProfileReport) -> bool {
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
