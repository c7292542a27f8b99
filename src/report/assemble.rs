//! Puts an examination into words: one report value, from which every format is printed.

use super::fill::{Values, fill, values};
use super::{ExchangeReport, NextStepReport, ProbeReport, ProfileReport, SettingReport, TokensReport, millis};
use crate::catalogue::{Catalogue, Probe, ProbeKey, Reading, Remark};
use crate::diagnose::{Diagnosis, Expectation, Expected, Standing, Verdict, diagnose, next_step, standing, verdict};
use crate::examination::Examination;
use crate::observation::{Findings, Observation, Outcome};
use crate::probe::Exchange;
use crate::reply::printable::printable;
use crate::reply::{Answer, FaultId};
use crate::settings::ClientId;

/// Puts what an examination found into words.
#[must_use]
pub fn assemble(catalogue: &Catalogue, examination: &Examination) -> ProfileReport {
    let subject = &examination.subject;
    let found = examination.findings(catalogue);
    let diagnosis = diagnose(catalogue, &found);
    let desk = Desk { catalogue, examination, found: &found, diagnosis: &diagnosis, values: values(examination) };
    let verdict = verdict(catalogue, &found, &diagnosis, &examination.expectations);
    let findings = desk.findings();
    let clean = |text: &str| printable(text).into_owned();
    ProfileReport {
        profile: clean(&subject.profile),
        base_url: clean(&subject.base_url),
        proxy: subject.proxy.as_deref().map(clean),
        simulated: subject.simulated.as_deref().map(clean),
        client_id: subject.client_id.parse::<ClientId>().map_or_else(|_| "…".to_owned(), |id| id.masked()),
        settings: subject
            .origins
            .iter()
            .map(|(name, origin)| SettingReport { name: clean(name), origin: clean(origin) })
            .collect(),
        notes: subject.notes.iter().map(|note| clean(note)).collect(),
        verdict,
        summary: desk.summary(verdict, &findings),
        probes: desk.probes(),
        findings,
        diagnoses: diagnosis.diagnoses.iter().map(|set| set.iter().map(|one| one.cause.to_owned()).collect()).collect(),
        remarks: desk.remarks(),
        next_step: next_step(catalogue, &found, &diagnosis, &examination.agenda)
            .filter(|_| verdict != Verdict::Healthy)
            .map(|step| NextStepReport {
                kind: step.kind,
                actor: step.actor,
                step: desk.fill(&step.step),
                place: desk.fill(&step.place),
                splits: step.splits,
            }),
        revoke: examination.revoke,
        footprint: examination.footprint,
        rounds: examination.rounds,
        as_reported: examination.as_reported,
        tokens: TokensReport { received: examination.tokens.received, revoked: examination.tokens.revoked },
        error: None,
    }
}

/// What the report of one examination is written from.
pub(super) struct Desk<'a> {
    pub(super) catalogue: &'a Catalogue,
    pub(super) examination: &'a Examination,
    pub(super) found: &'a Findings,
    pub(super) diagnosis: &'a Diagnosis<'a>,
    pub(super) values: Values,
}

impl Desk<'_> {
    pub(super) fn fill(&self, text: &str) -> String {
        fill(text, &self.values)
    }

    pub(super) fn observation(&self, key: &ProbeKey) -> Option<&Observation> {
        self.found.observations.iter().find(|observation| observation.key == *key)
    }

    pub(super) fn standing(&self, wanted: &Expectation) -> Standing {
        standing(self.catalogue, self.found, self.diagnosis, wanted)
    }

    fn expected(&self, key: &ProbeKey) -> Option<Expected> {
        self.examination.expectations.iter().find(|wanted| wanted.key == *key).map(|wanted| wanted.expected)
    }

    fn probes(&self) -> Vec<ProbeReport> {
        let mut probes: Vec<ProbeReport> =
            self.examination.exchanges.iter().map(|exchange| self.probe(exchange)).collect();
        probes.extend(self.examination.out_of_time.iter().map(|key| self.skipped(key, "the time was up")));
        probes.sort_by_key(|probe| Probe::from_id(&probe.probe));
        probes
    }

    /// What the catalogue has to say beside replies that are often misread.
    fn remarks(&self) -> Vec<String> {
        let bears = |remark: &&Remark| {
            self.observation(&remark.probe.into()).is_some_and(|seen| seen.is(self.catalogue, &remark.signature))
        };
        let remarks = self.catalogue.causes().iter().filter_map(|cause| cause.entry.remark.as_ref());
        remarks.filter(bears).map(|remark| remark.says.clone()).collect()
    }

    fn skipped(&self, key: &ProbeKey, reason: &str) -> ProbeReport {
        ProbeReport {
            probe: key.probe.id().to_owned(),
            target: key.target.as_deref().map(|target| printable(target).into_owned()),
            outcome: Outcome::Skipped,
            expected: self.expected(key),
            http_status: None,
            error: None,
            error_description: None,
            signature: None,
            retry_after_s: None,
            request_id: None,
            attempts: 0,
            duration_ms: 0,
            reason: Some(reason.to_owned()),
            asks: self.catalogue.probe(key.probe).asks.clone(),
            says: reason.to_owned(),
            exchange: None,
        }
    }

    fn probe(&self, exchange: &Exchange) -> ProbeReport {
        let mut probe = self.skipped(&exchange.key, "");
        let Some(observation) = self.observation(&exchange.key) else { return probe };
        probe.outcome = observation.outcome(self.catalogue);
        probe.reason = match &observation.reading {
            Reading::Silent { why, .. } => Some(why.clone()),
            Reading::Fault(_, detail) => Some(detail.clone()),
            Reading::Known(id) if probe.outcome == Outcome::Failed => Some(self.catalogue.signature(*id).says.clone()),
            Reading::Known(_) | Reading::Vague(_) | Reading::Unknown => None,
        };
        probe.says = match (&observation.reading, &probe.reason) {
            (Reading::Known(id), _) => self.catalogue.signature(*id).says.clone(),
            (_, Some(reason)) => reason.clone(),
            _ => "a reply that nobody has documented".to_owned(),
        };
        probe.signature = match &observation.reading {
            Reading::Known(id) => Some(self.catalogue.signature(*id).id.clone()),
            Reading::Vague(_) | Reading::Unknown => Some(FaultId::UnknownReply.id().to_owned()),
            Reading::Fault(fault, _) => Some(fault.id().to_owned()),
            Reading::Silent { .. } => None,
        };
        if let Some(refusal) = &observation.refusal {
            probe.error = Some(printable(&refusal.error).into_owned());
            probe.error_description =
                (!refusal.description.is_empty()).then(|| printable(&refusal.description).into_owned());
        }
        probe.retry_after_s = exchange.retry_after.map(|wait| wait.as_secs());
        probe.attempts = exchange.attempts;
        probe.duration_ms = millis(exchange.duration);
        let mut shown =
            ExchangeReport { curl: printable(&exchange.curl).into_owned(), head: Vec::new(), body: String::new() };
        match &exchange.answer {
            Answer::Reply(reply) => {
                probe.http_status = Some(reply.status);
                probe.request_id = reply.request_id().map(|id| printable(id).into_owned());
                shown.head.push(format!("HTTP status {}", reply.status));
                let header = |(name, value): &(String, String)| format!("{}: {}", printable(name), printable(value));
                shown.head.extend(reply.headers.iter().map(header));
                shown.body = match reply.withheld {
                    Some(withheld) => format!("[withheld: {}]", withheld.words()),
                    None => printable(&reply.text()).into_owned(),
                };
            }
            Answer::Failed(failure) => shown.head.push(format!("no reply: {}", printable(&failure.detail))),
        }
        probe.exchange = Some(shown);
        probe
    }
}
