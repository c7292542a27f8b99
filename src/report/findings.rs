//! What was found, as findings: causes, faults of the environment, expectations.

use std::collections::BTreeMap;

use super::assemble::{Desk, told};
use super::evidence::observed;
use super::fill::{Values, brief, fill, look, steps};
use super::{EvidenceReport, FindingKind, FindingReport, Shown};
use crate::catalogue::{Fault, FaultKind, Probe, ProbeKey, Reading, Severity, Touch};
use crate::diagnose::{Control, Evidence, Judgement, Standing, Status, undocumented};
use crate::examination::Expected;
use crate::observation::Observation;
use crate::reply::{Answer, FaultId, Reply};

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
                    clause: fill(brief(&entry.clause, &entry.title), &values).into(),
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

    /// The faults of the environment, one for each kind, with every probe that met it.
    fn environment(&self) -> Vec<FindingReport> {
        let mut faults: BTreeMap<FaultId, Vec<EvidenceReport>> = BTreeMap::new();
        let mut add = |fault, probe: &ProbeKey, says: String| {
            faults
                .entry(fault)
                .or_default()
                .push(EvidenceReport { probe: Some(probe.probe.shown().into()), says: says.into() });
        };
        let found = self.found;
        let observations = &found.all;
        for observation in observations {
            if let Reading::Fault(fault, detail) = &observation.reading {
                let exchange = self.examination.exchanges.iter().find(|exchange| exchange.key == observation.key);
                let detail = exchange.map_or(detail.as_str(), |exchange| told(detail, &exchange.answer));
                add(*fault, &observation.key, format!("the {} probe got no usable reply: {detail}", observation.key));
            }
        }
        for key in &self.examination.out_of_time {
            add(FaultId::TimedOut, key, format!("the {key} probe was not sent: the time was up"));
        }
        if self.diagnosis.control == Control::Granted {
            let says = "the control was granted a token although its secret is wrong on purpose";
            add(FaultId::NotBox, &Probe::BadSecret.into(), says.to_owned());
        } else {
            let unexplained = |observation: &&Observation| {
                !self.diagnosis.explains_everything()
                    && !self.diagnosis.given_up
                    && observation.reading.takes_part()
                    && observation.key.probe != Probe::BadSecret
                    && !observation.granted(self.catalogue)
            };
            let unknown = undocumented(self.found);
            let odd = observations.iter().filter(unexplained).filter(|observation| !unknown.contains(observation));
            for observation in unknown.iter().copied() {
                let what = self.heard(observation);
                add(FaultId::UnknownReply, &observation.key, format!("{what}: no documented reply says that"));
            }
            for observation in odd {
                let what = self.heard(observation);
                add(
                    FaultId::UnknownReply,
                    &observation.key,
                    format!("{what}: no documented causes explain all replies together"),
                );
            }
        }
        let mut findings: Vec<FindingReport> = faults
            .into_iter()
            .map(|(id, evidence)| {
                let fault = self.catalogue.fault_of(id);
                let mut values = self.values.clone();
                values.extend(self.failed_at(id).map(|host| ("host", host.into())));
                self.fault_finding_of(fault, evidence, &values)
            })
            .collect();
        let left = self.examination.tokens.received - self.examination.tokens.revoked;
        if self.examination.revoke && left > 0 {
            let says = format!("{left} of {} received tokens could not be revoked", self.examination.tokens.received);
            let evidence = vec![EvidenceReport { probe: None, says: says.into() }];
            findings.push(self.fault_finding(self.catalogue.token_not_revoked(), evidence));
        }
        findings
    }

    /// A text about replies without the codes that nobody pasted.
    fn as_pasted(&self, text: &str) -> String {
        self.unpasted.iter().fold(text.to_owned(), |text, code| text.replace(&format!(" with `{code}`"), ""))
    }

    fn heard(&self, observation: &Observation) -> String {
        if observation.known().is_some() {
            return self.as_pasted(&observed(self.catalogue, observation));
        }
        let exchange = self.examination.exchanges.iter().find(|exchange| exchange.key == observation.key);
        let reply = match exchange.map(|exchange| &exchange.answer) {
            Some(Answer::Reply(reply)) => Some(reply),
            _ => None,
        };
        let status = reply.and_then(Reply::told_status).map(|status| format!("status {status}, ")).unwrap_or_default();
        let words = match &observation.refusal {
            Some(refusal) if refusal.description.trim().is_empty() => {
                format!("`{}` and no further text", refusal.error)
            }
            Some(refusal) if reply.is_some_and(Reply::tells_code) => {
                format!("`{}`: `{}`", refusal.error, refusal.description)
            }
            Some(refusal) => format!("`{}`", refusal.description),
            None => "words that are not documented for it".to_owned(),
        };
        format!("the {} probe was answered with {status}{}", observation.key, words)
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

    /// The host at which requests failed so, where it is not the one that was asked.
    fn failed_at(&self, fault: FaultId) -> Option<String> {
        let mut hosts = self.examination.exchanges.iter().filter_map(|exchange| match &exchange.answer {
            Answer::Failed(failure) if failure.fault == fault => failure.at.as_ref(),
            _ => None,
        });
        hosts.next().cloned()
    }

    fn fault_finding(&self, fault: &Fault, evidence: Vec<EvidenceReport>) -> FindingReport {
        self.fault_finding_of(fault, evidence, &self.values)
    }

    fn fault_finding_of(&self, fault: &Fault, evidence: Vec<EvidenceReport>, values: &Values) -> FindingReport {
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
            clause: fill(brief(&fault.clause, &fault.title), values).into(),
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
