//! What was found, as findings: causes, then faults of the environment, then expectations.

use super::assemble::Desk;
use super::fill::{Values, fill, look, steps};
use super::{EvidenceReport, FindingKind, FindingReport, Shown};
use crate::catalogue::{Fault, FaultKind, Probe, Severity, Touch};
use crate::diagnose::{Control, Evidence, Judgement, Standing, Status};
use crate::examination::Expected;

/// What a cause is about where that is not what the probe was aimed at: the scope that a folder takes.
fn about<'j>(judgement: &'j Judgement<'_>) -> Option<&'j str> {
    let probes = judgement.evidence.iter().filter_map(Evidence::reply).map(|key| key.probe);
    let touches = |probe| judgement.cause.variants.iter().filter_map(move |variant| variant.touch(probe));
    probes.flat_map(touches).find_map(|touch| match touch {
        Touch::Replies(replies) => replies.about.as_deref(),
        Touch::Like(_) => None,
    })
}

impl Desk<'_> {
    pub(super) fn findings(&self) -> Vec<FindingReport> {
        let causes: Vec<FindingReport> = self
            .diagnosis
            .judgements
            .iter()
            .map(|judgement| {
                let entry = &judgement.cause.entry;
                let mut values = self.values.clone();
                if let Some(target) = about(judgement).or(judgement.target.as_deref()) {
                    values.insert("target", target.into());
                    let takes = self.catalogue.scope(target).and_then(|scope| scope.takes.clone());
                    values.extend(takes.map(|takes| ("scope_takes", takes.into())));
                }
                let as_expected = judgement.status.is_named() && !self.assessment.is_fault(judgement);
                FindingReport {
                    id: entry.id.as_str().into(),
                    kind: FindingKind::Cause,
                    status: judgement.status,
                    severity: if as_expected { Severity::Note } else { entry.severity },
                    title: fill(&entry.title, &values).into(),
                    clause: fill(&entry.clause, &values).into(),
                    look: entry.look.as_ref().map(|it| look(it, &values)),
                    message: Shown::lines(&fill(&entry.explanation, &values)),
                    evidence: judgement
                        .evidence
                        .iter()
                        .map(|evidence| EvidenceReport {
                            probe: evidence.reply().map(|key| key.probe.shown().into()),
                            says: self.as_pasted(&self.witnesses.says(judgement.cause, evidence)).into(),
                        })
                        .collect(),
                    remediation: steps(&entry.remediation, &values),
                    target: judgement.target.as_ref().map(Shown::from),
                    location: None,
                    sources: entry.source.iter().map(|source| source.url.as_str().into()).collect(),
                }
            })
            .collect();
        let (named, rest): (Vec<_>, Vec<_>) = causes.into_iter().partition(|finding| finding.status.is_named());
        named.into_iter().chain(self.environment()).chain(self.unmet()).chain(rest).collect()
    }

    /// A text about replies without the codes that nobody pasted.
    pub(super) fn as_pasted(&self, text: &str) -> String {
        self.unpasted.iter().fold(text.to_owned(), |text, code| text.replace(&format!(" with `{code}`"), ""))
    }

    fn unmet(&self) -> Vec<FindingReport> {
        let of_standing = |standing| match standing {
            Standing::Unmet => Some(self.catalogue.expectation_unmet()),
            Standing::Exceeded => Some(self.catalogue.broader_than_expected()),
            Standing::Met | Standing::Undecided => None,
        };
        self.assessment
            .standings()
            .filter_map(|(wanted, standing)| {
                let fault = of_standing(standing)?;
                let says = match (wanted.expected, standing) {
                    (Expected::Denied, Standing::Unmet) => format!(
                        "the {} probe was expected to be denied by the app's own configuration, and a fault is what refuses it",
                        wanted.key
                    ),
                    (Expected::Refused, Standing::Unmet) => {
                        format!("the {} probe was expected to be refused, and a fault is what refuses it", wanted.key)
                    }
                    (expected, _) => format!("the {} probe was expected to be {}", wanted.key, expected.id()),
                };
                let evidence = vec![EvidenceReport { probe: Some(wanted.key.probe.id().into()), says: says.into() }];
                let target = wanted.key.target.as_ref().map(Shown::from);
                Some(FindingReport { target, ..self.fault_finding(fault, evidence) })
            })
            .collect()
    }

    pub(super) fn fault_finding(&self, fault: &Fault, evidence: Vec<EvidenceReport>) -> FindingReport {
        self.fault_finding_of(fault, evidence, &self.values)
    }

    pub(super) fn fault_finding_of(
        &self,
        fault: &Fault,
        evidence: Vec<EvidenceReport>,
        values: &Values,
    ) -> FindingReport {
        let only_control = evidence.iter().all(|one| one.probe.as_deref() == Some(Probe::BadSecret.id()))
            && self.diagnosis.control != Control::Granted;
        FindingReport {
            id: fault.id.as_str().into(),
            kind: match fault.kind {
                FaultKind::Environment => FindingKind::Environment,
                FaultKind::Expectation => FindingKind::Expectation,
            },
            status: Status::Confirmed,
            severity: if only_control { Severity::Warning } else { fault.severity },
            title: fill(&fault.title, values).into(),
            clause: fill(&fault.clause, values).into(),
            look: None,
            message: Shown::lines(&fill(&fault.explanation, values)),
            evidence,
            remediation: steps(&fault.remediation, values),
            target: None,
            location: None,
            sources: fault.source.iter().map(|source| source.url.as_str().into()).collect(),
        }
    }
}
