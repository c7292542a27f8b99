//! Puts an examination into words: one report value, from which every format is printed.

use std::collections::BTreeSet;

use super::evidence::{Witnesses, says};
use super::fill::{Values, fill, menu, values};
use super::{
    ExchangeReport, Mark, NextStepReport, ProbeReport, ProfileReport, SettingReport, Shown, TokensReport, millis,
};
use crate::catalogue::{Catalogue, Probe, ProbeKey, Reading};
use crate::diagnose::{Assessment, Control, Diagnosis, NextStep, Step, Verdict};
use crate::examination::{Examination, Exchange, Expected};
use crate::observation::{Observation, Observations, Outcome};
use crate::reply::{Answer, FaultId, Reply, json_object};
use crate::settings::ClientId;

/// Puts what an examination found into words.
#[must_use]
pub fn assemble(catalogue: &Catalogue, examination: &Examination, assessment: &Assessment<'_>) -> ProfileReport {
    let subject = &examination.subject;
    let found = assessment.observations();
    let diagnosis = assessment.diagnosis();
    let desk = Desk {
        catalogue,
        examination,
        assessment,
        found,
        diagnosis,
        witnesses: Witnesses::new(catalogue, found),
        values: values(examination),
        unpasted: unpasted(catalogue, examination, found),
    };
    let verdict = assessment.verdict();
    let findings = desk.findings();
    ProfileReport {
        profile: subject.profile.as_str().into(),
        base_url: subject.base_url.as_deref().unwrap_or_default().into(),
        proxy: subject.proxy.as_ref().map(Shown::from),
        simulated: subject.simulated.as_ref().map(Shown::from),
        client_id: masked(&subject.client_id).into(),
        app: Some(&subject.client_id).filter(|id| !id.is_empty()).map(Shown::from),
        settings: subject
            .origins
            .iter()
            .map(|(name, origin)| SettingReport { name: name.into(), origin: origin.to_string().into() })
            .collect(),
        notes: subject.notes.iter().map(Shown::from).collect(),
        verdict,
        summary: desk.summary(verdict, &findings).into(),
        probes: desk.probes(),
        findings,
        diagnoses: diagnosis
            .documented
            .iter()
            .map(|set| {
                let each = |one| std::iter::repeat_n(one, diagnosis.count(one));
                set.iter().flat_map(each).map(|one| one.cause.into()).collect()
            })
            .collect(),
        remarks: desk.remarks().into_iter().map(Shown::from).collect(),
        clicks: catalogue.clicks().iter().map(Shown::from).collect(),
        acts_as: desk.whose_content().filter(|_| verdict == Verdict::Healthy).map(Shown::from),
        doubt: desk.doubt().map(Shown::from),
        next_step: assessment
            .next_step(&examination.agenda)
            // A step that tells nothing apart is none.
            .filter(|step| verdict != Verdict::Healthy && !step.splits.is_empty())
            .map(|step| desk.next_step(&step)),
        revoke: examination.revoke,
        footprint: examination.footprint,
        rounds: examination.rounds,
        as_reported: examination.is_reported(),
        tokens: TokensReport { received: examination.tokens.received, revoked: examination.tokens.revoked },
        error: None,
    }
}

/// How to have a request sent that is known to be well-formed: what to do, and where.
const OWN_REQUEST: (&str, &str, Option<&str>) = (
    "run `ccg-doctor check` with the same client ID, secret and subject: its request is known to be well-formed, so its reply \
     tells whether yours is",
    "`ccg-doctor check`",
    None,
);

/// A client ID as a report shows it.
pub(super) fn masked(client_id: &str) -> String {
    client_id.parse::<ClientId>().map_or_else(|_| "…".to_owned(), |id| id.masked())
}

/// What the report of one examination is written from.
pub(super) struct Desk<'a> {
    pub(super) catalogue: &'a Catalogue,
    pub(super) examination: &'a Examination,
    pub(super) assessment: &'a Assessment<'a>,
    pub(super) found: &'a Observations,
    pub(super) diagnosis: &'a Diagnosis<'a>,
    pub(super) witnesses: Witnesses<'a>,
    pub(super) values: Values,
    /// The codes of replies of which no code was pasted.
    pub(super) unpasted: BTreeSet<&'a str>,
}

/// The codes that known replies have, and that the pasted texts of them had not.
fn unpasted<'a>(catalogue: &'a Catalogue, examination: &Examination, found: &Observations) -> BTreeSet<&'a str> {
    let without_code = |exchange: &&Exchange| matches!(&exchange.answer, Answer::Reply(reply) if !reply.tells_code());
    let of = |exchange: &Exchange| found.all.iter().find(|seen| seen.key == exchange.key)?.known();
    let known = examination.exchanges.iter().filter(without_code).filter_map(of);
    known.flat_map(|id| &catalogue.signature(id).codes).map(String::as_str).collect()
}

impl Desk<'_> {
    pub(super) fn fill(&self, text: &str) -> String {
        fill(text, &self.values)
    }

    pub(super) fn observation(&self, key: &ProbeKey) -> Option<&Observation> {
        self.found.all.iter().find(|observation| observation.key == *key)
    }

    /// What comes next, in the catalogue's words, or where it is no entry's, in ours.
    fn next_step(&self, next: &NextStep<'_>) -> NextStepReport {
        let about = match next.step {
            Step::Look(cause) => self.catalogue.cause_at(cause),
            _ => None,
        };
        let of_catalogue = match next.step {
            Step::Probe(probe) => self.catalogue.probe(probe).advice.as_ref().map(|it| (&*it.step, &*it.place, None)),
            Step::Look(_) => {
                let look = about.and_then(|cause| cause.entry.look.as_ref());
                look.map(|look| (&*look.question, &*look.place, look.before.as_deref()))
            }
            Step::OwnRequest => None,
        };
        let (step, place, before) = of_catalogue.unwrap_or(OWN_REQUEST);
        NextStepReport {
            kind: next.kind(),
            actor: next.actor,
            step: self.fill(step).into(),
            place: menu(place, before, &self.values),
            about: about.map(|cause| cause.id().into()),
            splits: next.splits.iter().map(|id| Shown::from(*id)).collect(),
        }
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

    /// What the report calls a probe, with the value that it is about.
    fn label(&self, key: &ProbeKey) -> Shown {
        let entry = self.catalogue.probe(key.probe);
        let mut values = self.values.clone();
        values.extend(key.target.as_ref().map(|target| ("target", target.into())));
        fill(&entry.label, &values).into()
    }

    fn skipped(&self, key: &ProbeKey, reason: &str) -> ProbeReport {
        ProbeReport {
            probe: key.probe.shown().into(),
            target: key.target.as_ref().map(Shown::from),
            outcome: Outcome::Skipped,
            mark: Mark::Nothing,
            expected: self.expected(key),
            http_status: None,
            error: None,
            error_description: None,
            signature: None,
            retry_after_s: None,
            request_id: None,
            attempts: 0,
            duration_ms: 0,
            reason: Some(reason.into()),
            label: self.label(key),
            asks: self.catalogue.probe(key.probe).asks.as_str().into(),
            says: reason.into(),
            exchange: None,
        }
    }

    /// What a reply says of the app.
    fn mark(&self, observation: &Observation, expected: Option<Expected>) -> Mark {
        let probe = observation.key.probe;
        let refusal_expected = expected.is_some_and(|expected| expected != Expected::Granted);
        match (&observation.reading, observation.outcome(self.catalogue)) {
            (Reading::Fault(..), _) | (_, Outcome::Skipped) => Mark::Nothing,
            // Whoever grants a wrong secret a token shows nothing by granting one.
            (_, Outcome::Granted) if probe != Probe::BadSecret && self.diagnosis.control == Control::Granted => {
                Mark::Open
            }
            (Reading::Known(_), Outcome::Denied) if probe == Probe::BadSecret && observation.doubt.is_none() => {
                Mark::Good
            }
            (_, Outcome::Granted) if probe == Probe::BadSecret => Mark::Bad,
            (Reading::Known(_), Outcome::Denied) if refusal_expected => Mark::Good,
            (_, Outcome::Granted) if refusal_expected => Mark::Bad,
            (Reading::Known(id), outcome) => {
                let healthy = &self.catalogue.probe(probe).healthy;
                match healthy.documented().contains(*id) {
                    // A given App User may be another app's.
                    true if probe == Probe::AppUser && outcome == Outcome::Denied => Mark::Open,
                    true => Mark::Good,
                    false => Mark::Bad,
                }
            }
            _ => Mark::Open,
        }
    }

    fn probe(&self, exchange: &Exchange) -> ProbeReport {
        let mut probe = self.skipped(&exchange.key, "");
        let Some(observation) = self.observation(&exchange.key) else { return probe };
        probe.outcome = observation.outcome(self.catalogue);
        probe.mark = self.mark(observation, probe.expected);
        probe.reason = match &observation.reading {
            Reading::Silent { why, .. } => Some(why.into()),
            Reading::Fault(_, detail) => Some(told(detail, &exchange.answer).into()),
            Reading::Known(id) if probe.outcome == Outcome::Failed => {
                Some(self.catalogue.signature(*id).says.as_str().into())
            }
            Reading::Known(_) | Reading::Vague(_) | Reading::Unknown => None,
        };
        probe.says = match (&observation.reading, &probe.reason) {
            (Reading::Known(id), _) => says(self.catalogue.signature(*id), observation.refusal.as_ref()).into(),
            (_, Some(reason)) => reason.clone(),
            _ => "a reply that nobody has documented".into(),
        };
        probe.signature = match &observation.reading {
            Reading::Known(id) => Some(self.catalogue.signature(*id).id.as_str().into()),
            Reading::Vague(_) | Reading::Unknown => Some(FaultId::UnknownReply.id().into()),
            Reading::Fault(fault, _) => Some(fault.id().into()),
            Reading::Silent { .. } => None,
        };
        if let Some(refusal) = &observation.refusal {
            let told = !matches!(&exchange.answer, Answer::Reply(reply) if !reply.tells_code());
            probe.error = told.then(|| refusal.error.as_str().into());
            probe.error_description = Some(&refusal.description).filter(|text| !text.is_empty()).map(Shown::from);
        }
        probe.retry_after_s = exchange.retry_after.map(|wait| wait.as_secs());
        probe.attempts = exchange.attempts;
        probe.duration_ms = millis(exchange.duration);
        let mut shown =
            ExchangeReport { curl: exchange.curl.as_str().into(), head: Vec::new(), body: Shown::default() };
        match &exchange.answer {
            Answer::Reply(reply) => {
                probe.http_status = reply.told_status();
                probe.request_id = reply.request_id().map(Shown::from);
                shown.head.extend(reply.told_status().map(|status| format!("HTTP status {status}").into()));
                let header = |(name, value): &(String, String)| Shown::from(format!("{name}: {value}"));
                shown.head.extend(reply.headers.iter().map(header));
                shown.body = match reply.withheld {
                    Some(withheld) => format!("[withheld: {}]", withheld.words()).into(),
                    // The words are all that was pasted.
                    None if !reply.tells_code() => sentence(reply).into(),
                    None => reply.text().into(),
                };
            }
            Answer::Failed(failure) => shown.head.push(format!("no reply: {}", failure.detail).into()),
        }
        probe.exchange = Some(shown);
        probe
    }
}

/// The sentence of a reply of which no more was pasted.
fn sentence(reply: &Reply) -> String {
    let fields = json_object(reply).ok();
    let sentence = ["error_description", "message"].iter().find_map(|field| fields?.get(*field)?.as_str());
    sentence.unwrap_or_default().to_owned()
}

/// What was seen of a reply, without a status that was not pasted.
pub(super) fn told<'d>(detail: &'d str, answer: &Answer) -> &'d str {
    match answer {
        Answer::Reply(reply) if reply.told_status().is_none() => {
            detail.strip_prefix(&format!("status {}: ", reply.status)).unwrap_or(detail)
        }
        _ => detail,
    }
}
