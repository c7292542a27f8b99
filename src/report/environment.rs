//! The faults of the environment: what kept replies from coming, or from telling anything.

use std::collections::BTreeMap;

use super::assemble::{Desk, told};
use super::evidence::observed;
use super::{EvidenceReport, FindingReport};
use crate::catalogue::{Probe, ProbeKey, Reading};
use crate::diagnose::{Control, undocumented};
use crate::observation::Observation;
use crate::reply::{Answer, FaultId, Reply};

/// A fault that a probe met, in words.
struct Met {
    fault: FaultId,
    evidence: EvidenceReport,
}

impl Met {
    fn new(fault: FaultId, probe: &ProbeKey, says: String) -> Self {
        Self { fault, evidence: EvidenceReport { probe: Some(probe.probe.shown().into()), says: says.into() } }
    }
}

impl Desk<'_> {
    /// The faults of the environment, one for each kind, with every probe that met it.
    pub(super) fn environment(&self) -> Vec<FindingReport> {
        let mut faults: BTreeMap<FaultId, Vec<EvidenceReport>> = BTreeMap::new();
        for Met { fault, evidence } in self.unusable().chain(self.unsent()).chain(self.not_understood()) {
            faults.entry(fault).or_default().push(evidence);
        }
        let finding = |(id, evidence)| {
            let mut values = self.values.clone();
            values.extend(self.failed_at(id).map(|host| ("host", host.into())));
            self.fault_finding_of(self.catalogue.fault_of(id), evidence, &values)
        };
        faults.into_iter().map(finding).chain(self.not_revoked()).collect()
    }

    /// The probes that got no usable reply.
    fn unusable(&self) -> impl Iterator<Item = Met> {
        self.found.all.iter().filter_map(|observation| {
            let Reading::Fault(fault, detail) = &observation.reading else { return None };
            let key = &observation.key;
            let exchange = self.examination.exchanges.iter().find(|exchange| exchange.key == *key);
            let detail = exchange.map_or(detail.as_str(), |exchange| told(detail, &exchange.answer));
            Some(Met::new(*fault, key, format!("the {key} probe got no usable reply: {detail}")))
        })
    }

    /// The probes for which there was no time.
    fn unsent(&self) -> impl Iterator<Item = Met> {
        let says = |key: &ProbeKey| format!("the {key} probe was not sent: the time was up");
        self.examination.out_of_time.iter().map(move |key| Met::new(FaultId::TimedOut, key, says(key)))
    }

    /// The replies that Box would not give, or that nobody has documented.
    fn not_understood(&self) -> Vec<Met> {
        if self.diagnosis.control == Control::Granted {
            let says = "the control was granted a token although its secret is wrong on purpose";
            return vec![Met::new(FaultId::NotBox, &Probe::BadSecret.into(), says.to_owned())];
        }
        let unknown = undocumented(self.found);
        let odd = self.found.all.iter().filter(|seen| self.is_unexplained(seen) && !unknown.contains(seen));
        let met = |seen: &Observation, why: &str| {
            Met::new(FaultId::UnknownReply, &seen.key, format!("{}: {why}", self.heard(seen)))
        };
        let unknown = unknown.iter().map(|seen| met(seen, "no documented reply says that"));
        unknown.chain(odd.map(|seen| met(seen, "no documented causes explain all replies together"))).collect()
    }

    /// Whether it is a refusal among replies that no documented causes explain together.
    fn is_unexplained(&self, observation: &Observation) -> bool {
        !self.diagnosis.explains_everything()
            && !self.diagnosis.given_up
            && observation.reading.takes_part()
            && observation.key.probe != Probe::BadSecret
            && !observation.granted(self.catalogue)
    }

    /// The tokens that were to be revoked, and were not.
    fn not_revoked(&self) -> Option<FindingReport> {
        let left = self.examination.tokens.received - self.examination.tokens.revoked;
        if !self.examination.revoke || left == 0 {
            return None;
        }
        let says = format!("{left} of {} received tokens could not be revoked", self.examination.tokens.received);
        let evidence = vec![EvidenceReport { probe: None, says: says.into() }];
        Some(self.fault_finding(self.catalogue.token_not_revoked(), evidence))
    }

    /// What came back, in words, whether it is known or not.
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

    /// The host at which requests failed so, where it is not the one that was asked.
    fn failed_at(&self, fault: FaultId) -> Option<String> {
        let mut hosts = self.examination.exchanges.iter().filter_map(|exchange| match &exchange.answer {
            Answer::Failed(failure) if failure.fault == fault => failure.at.as_ref(),
            _ => None,
        });
        hosts.next().cloned()
    }
}
