//! Puts an examination into words: probes, findings, summary, next step.

use std::collections::BTreeMap;

use super::{
    EvidenceReport, ExchangeReport, FindingKind, FindingReport, NextStepReport, ProbeReport, ProfileReport,
    RemediationReport, SettingReport, TokensReport, millis,
};
use crate::catalogue::{Catalogue, Fault, FaultKind, Probe, ProbeKey, Reading, Remediation, Severity, enterprise_of};
use crate::diagnose::{
    Control, Diagnosis, Expectation, Expected, Standing, Status, Verdict, diagnose, is_fault, met_denials, next_step,
    standing, undocumented, verdict,
};
use crate::examination::Examination;
use crate::observation::{Findings, Observation, Outcome};
use crate::probe::Exchange;
use crate::reply::printable::printable;
use crate::reply::{Answer, FaultId, json_object};
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
        simulated: subject.simulated.as_deref().map(clean),
        client_id: subject.client_id.parse::<ClientId>().map(|id| id.masked()).unwrap_or_default(),
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
        next_step: next_step(catalogue, &found, &diagnosis, &examination.agenda)
            .filter(|_| verdict != Verdict::Healthy)
            .map(|step| NextStepReport {
                kind: step.kind,
                actor: step.actor,
                step: desk.fill(&step.step),
                place: desk.fill(&step.place),
                splits: step.splits,
            }),
        footprint: examination.footprint,
        rounds: examination.rounds,
        as_reported: examination.as_reported,
        tokens: TokensReport { received: examination.tokens.received, revoked: examination.tokens.revoked },
        error: None,
    }
}

/// The values that the catalogue's texts may name.
fn values(examination: &Examination) -> BTreeMap<&'static str, String> {
    let subject = &examination.subject;
    let mut values = BTreeMap::new();
    let client_id = Some(&subject.client_id).filter(|id| !id.is_empty());
    for (name, value) in [
        ("client_id", client_id),
        ("enterprise_id", subject.enterprise_id.as_ref()),
        ("user_id", subject.user_id.as_ref()),
    ] {
        values.extend(value.map(|value| (name, printable(value).into_owned())));
    }
    let told = |probe: Probe| {
        let exchange = examination.exchanges.iter().find(|exchange| exchange.key.probe == probe)?;
        match &exchange.answer {
            Answer::Reply(reply) if reply.status == 200 => json_object(reply).ok(),
            _ => None,
        }
    };
    if let Some(id) =
        [Probe::WhoamiUser, Probe::WhoamiEnterprise].into_iter().find_map(|probe| enterprise_of(&told(probe)?))
    {
        values.insert("true_enterprise_id", printable(&id).into_owned());
    }
    if let Some(login) = told(Probe::WhoamiEnterprise).and_then(|user| Some(user.get("login")?.as_str()?.to_owned())) {
        values.insert("service_account", printable(&login).into_owned());
    }
    values
}

/// Fills `{name}` in a catalogue's text; a value that is not known is named instead, and what stands in `[[…]]` is left out
/// where its value is not known.
#[must_use]
pub(super) fn fill(text: &str, values: &BTreeMap<&'static str, String>) -> String {
    const NAMES: [(&str, &str); 6] = [
        ("client_id", "the client ID"),
        ("enterprise_id", "the enterprise ID"),
        ("user_id", "the user ID"),
        ("true_enterprise_id", "the true enterprise ID"),
        ("service_account", "the Service Account's login"),
        ("target", "the target"),
    ];
    let mut filled = optional(text, values);
    for (name, words) in NAMES {
        let value = values.get(name).cloned().unwrap_or_else(|| format!("<{words}>"));
        filled = filled.replace(&format!("{{{name}}}"), &value);
    }
    filled
}

/// The text with each `[[…]]` either freed of its brackets or left out.
fn optional(text: &str, values: &BTreeMap<&'static str, String>) -> String {
    let mut kept = String::new();
    let mut rest = text;
    while let Some((before, (inside, after))) =
        rest.split_once("[[").and_then(|(before, tail)| Some((before, tail.split_once("]]")?)))
    {
        kept.push_str(before);
        let named = inside.split('{').skip(1).filter_map(|part| part.split('}').next());
        if named.into_iter().all(|name| values.contains_key(name)) {
            kept.push_str(inside);
        }
        rest = after;
    }
    kept.push_str(rest);
    kept
}

struct Desk<'a> {
    catalogue: &'a Catalogue,
    examination: &'a Examination,
    found: &'a Findings,
    diagnosis: &'a Diagnosis<'a>,
    values: BTreeMap<&'static str, String>,
}

impl Desk<'_> {
    fn fill(&self, text: &str) -> String {
        fill(text, &self.values)
    }

    fn observation(&self, key: &ProbeKey) -> Option<&Observation> {
        self.found.observations.iter().find(|observation| observation.key == *key)
    }

    fn standing(&self, wanted: &Expectation) -> Standing {
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

    fn skipped(&self, key: &ProbeKey, reason: &str) -> ProbeReport {
        ProbeReport {
            probe: key.probe.id().to_owned(),
            target: key.target.clone(),
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
                let header = |(name, value): &(String, String)| format!("{name}: {}", printable(value));
                shown.head.extend(reply.headers.iter().map(header));
                shown.body = printable(&reply.text()).into_owned();
            }
            Answer::Failed(failure) => shown.head.push(format!("no reply: {}", failure.detail)),
        }
        probe.exchange = Some(shown);
        probe
    }

    fn findings(&self) -> Vec<FindingReport> {
        let denials = met_denials(self.catalogue, self.found, self.diagnosis, &self.examination.expectations);
        let causes: Vec<FindingReport> = self
            .diagnosis
            .judgements
            .iter()
            .map(|judgement| {
                let entry = &judgement.cause.entry;
                let mut values = self.values.clone();
                if let Some(target) = judgement.target {
                    values.insert("target", target.to_owned());
                }
                let as_expected = judgement.status.is_named() && !is_fault(judgement, &denials);
                FindingReport {
                    id: entry.id.clone(),
                    kind: FindingKind::Cause,
                    status: judgement.status,
                    severity: if as_expected { Severity::Note } else { entry.severity },
                    title: fill(&entry.title, &values),
                    message: fill(&entry.explanation, &values),
                    evidence: judgement
                        .evidence
                        .iter()
                        .map(|evidence| EvidenceReport {
                            probe: evidence.probe.map(|probe| probe.id().to_owned()),
                            says: printable(&evidence.says).into_owned(),
                        })
                        .collect(),
                    remediation: steps(&entry.remediation, &values),
                    target: judgement.target.map(str::to_owned),
                    location: None,
                    sources: entry.source.iter().map(|source| source.url.clone()).collect(),
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
            faults.entry(fault).or_default().push(EvidenceReport { probe: Some(probe.probe.id().to_owned()), says });
        };
        let found = self.found;
        let observations = &found.observations;
        for observation in observations {
            if let Reading::Fault(fault, detail) = &observation.reading {
                add(*fault, &observation.key, format!("the {} probe got no usable reply: {detail}", observation.key));
            }
        }
        if self.diagnosis.control == Control::Granted {
            let says = "the control was granted a token although its secret is wrong on purpose";
            add(FaultId::NotBox, &Probe::BadSecret.into(), says.to_owned());
        } else {
            let unexplained = |observation: &&Observation| {
                !self.diagnosis.explains_everything()
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
            .filter_map(|(fault, evidence)| Some(self.fault_finding(self.catalogue.fault(fault.id())?, evidence)))
            .collect();
        let left = self.examination.tokens.received - self.examination.tokens.revoked;
        if self.examination.revoke && left > 0 {
            let says = format!("{left} of {} received tokens could not be revoked", self.examination.tokens.received);
            let evidence = vec![EvidenceReport { probe: None, says }];
            findings.extend(self.catalogue.fault("token-not-revoked").map(|fault| self.fault_finding(fault, evidence)));
        }
        findings
    }

    fn heard(&self, observation: &Observation) -> String {
        let status = self.examination.exchanges.iter().find(|exchange| exchange.key == observation.key);
        let status = match status.map(|exchange| &exchange.answer) {
            Some(Answer::Reply(reply)) => format!("status {}", reply.status),
            _ => "no status".to_owned(),
        };
        let words = match &observation.refusal {
            Some(refusal) => format!("`{}`: `{}`", refusal.error, refusal.description),
            None => "no code of RFC 6749".to_owned(),
        };
        format!("the {} probe was answered with {status}, {}", observation.key, printable(&words))
    }

    fn unmet(&self) -> Vec<FindingReport> {
        let of_standing = |standing| match standing {
            Standing::Unmet => Some("expectation-unmet"),
            Standing::Exceeded => Some("token-broader-than-expected"),
            Standing::Met | Standing::Undecided => None,
        };
        self.examination
            .expectations
            .iter()
            .filter_map(|wanted| {
                let standing = self.standing(wanted);
                let fault = self.catalogue.fault(of_standing(standing)?)?;
                let word = if wanted.expected == Expected::Granted { "granted" } else { "denied" };
                let says = format!("the {} probe was expected to be {word}", wanted.key);
                let evidence = vec![EvidenceReport { probe: Some(wanted.key.probe.id().to_owned()), says }];
                Some(FindingReport { target: wanted.key.target.clone(), ..self.fault_finding(fault, evidence) })
            })
            .collect()
    }

    fn fault_finding(&self, fault: &Fault, evidence: Vec<EvidenceReport>) -> FindingReport {
        let only_control =
            evidence.iter().all(|one| one.probe.as_deref() == Some(Probe::BadSecret.id())) && fault.id != "not-box";
        FindingReport {
            id: fault.id.clone(),
            kind: match fault.kind {
                FaultKind::Environment => FindingKind::Environment,
                FaultKind::Expectation => FindingKind::Expectation,
            },
            status: Status::Confirmed,
            severity: if only_control { Severity::Warning } else { fault.severity },
            title: self.fill(&fault.title),
            message: self.fill(&fault.explanation),
            evidence,
            remediation: steps(&fault.remediation, &self.values),
            target: None,
            location: None,
            sources: fault.source.iter().map(|source| source.url.clone()).collect(),
        }
    }

    /// What stands where, then what is left and what is ruled out.
    fn summary(&self, verdict: Verdict, findings: &[FindingReport]) -> String {
        let mut sentences = vec![self.subjects()];
        let count = |status: Status| {
            findings.iter().filter(|finding| finding.kind == FindingKind::Cause && finding.status == status).count()
        };
        let faults = findings.iter().any(|finding| {
            finding.kind == FindingKind::Cause && finding.status.is_named() && finding.severity != Severity::Note
        });
        let (confirmed, suspected, ruled_out) =
            (count(Status::Confirmed), count(Status::Suspected), count(Status::RuledOut));
        let ids = |status: Status| {
            let of = |finding: &&FindingReport| finding.kind == FindingKind::Cause && finding.status == status;
            findings.iter().filter(of).map(|finding| finding.id.as_str()).collect::<Vec<_>>().join(" and ")
        };
        if self.diagnosis.control == Control::Granted {
            sentences.push("Even a wrong secret was granted a token, so this is not Box: no verdict.".to_owned());
        } else if !self.diagnosis.explains_everything() {
            sentences.push("No documented cause explains the replies.".to_owned());
        } else if confirmed + suspected > 0 && !faults {
            sentences.push("Every refusal was expected.".to_owned());
        } else if confirmed + suspected > 0 {
            let left = match (confirmed, suspected) {
                (0, 1) => format!("One cause is left: {}.", ids(Status::Suspected)),
                (0, many) => format!("{many} causes are left"),
                (_, 0) => format!("The cause is {}.", ids(Status::Confirmed)),
                (_, 1) => format!("The cause is {}; {} is possible.", ids(Status::Confirmed), ids(Status::Suspected)),
                (_, many) => format!("The cause is {}; {many} more are possible.", ids(Status::Confirmed)),
            };
            sentences.push(match (ruled_out, left.strip_suffix('.')) {
                (0, Some(_)) => left,
                (0, None) => format!("{left}."),
                (1, _) => format!("{}, 1 is ruled out.", left.trim_end_matches('.')),
                (many, _) => format!("{}, {many} are ruled out.", left.trim_end_matches('.')),
            });
        } else if verdict == Verdict::Inconclusive {
            sentences.push("The replies do not allow a verdict.".to_owned());
        }
        sentences.join(" ")
    }

    fn subjects(&self) -> String {
        let says = |probe: Probe, who: String| {
            let observation = self.observation(&probe.into())?;
            Some(match observation.outcome(self.catalogue) {
                Outcome::Granted if observation.granted(self.catalogue) => format!("{who} is granted a token"),
                Outcome::Denied => format!("{who} is refused a token"),
                Outcome::Granted | Outcome::Failed | Outcome::Skipped => format!("about {who} nothing was learned"),
            })
        };
        let subject = &self.examination.subject;
        let named = |who: &str, id: &Option<String>, of: &str| match id {
            Some(id) => format!("{who}{of} {id}"),
            None => who.to_owned(),
        };
        let enterprise = named("the Service Account", &subject.enterprise_id, " of enterprise");
        let user = named(if subject.user_id.is_some() { "user" } else { "the user" }, &subject.user_id, "");
        let clauses: Vec<String> =
            [says(Probe::Enterprise, enterprise), says(Probe::User, user)].into_iter().flatten().collect();
        let mut sentence = clauses.join("; ");
        if self.examination.as_reported {
            sentence.insert_str(0, "as reported, ");
        }
        if let Some(first) = sentence.get(..1) {
            let capital = first.to_uppercase();
            sentence.replace_range(..1, &capital);
        }
        sentence.push('.');
        printable(&sentence).into_owned()
    }
}

fn steps(remediation: &[Remediation], values: &BTreeMap<&'static str, String>) -> Vec<RemediationReport> {
    remediation
        .iter()
        .map(|step| RemediationReport {
            actor: step.actor,
            step: fill(&step.step, values),
            place: fill(&step.place, values),
            then_reauthorize: step.then_reauthorize,
            widens: step.widens.as_ref().map(|text| fill(text, values)),
            verify: fill(&step.verify, values),
        })
        .collect()
}
