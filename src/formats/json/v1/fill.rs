//! The report value, put into the contract field by field.

use ::std::clone::Clone;
use ::std::convert::{From, Into};
use ::std::iter::Iterator;
use ::std::option::Option::Some;
use ::std::vec::Vec;

use super::finding::{Bearing, Evidence, Finding, LightFinding, Location, Remediation, Rule, WholeFinding, is_whole};
use super::profile::{Footprint, NextStep, Probe, Profile, Setting, Tokens};
use super::{Change, Error};
use crate::report::{self, ErrorReport, FindingReport, ProbeReport, ProfileReport, SettingReport};

impl From<&FindingReport> for Rule {
    fn from(it: &FindingReport) -> Self {
        Self { title: it.title.clone(), explanation: it.message.clone(), sources: it.sources.clone() }
    }
}

impl From<&ErrorReport> for Error {
    fn from(it: &ErrorReport) -> Self {
        Self { message: it.message.clone(), hints: it.hints.clone() }
    }
}

impl From<&ProfileReport> for Profile {
    fn from(it: &ProfileReport) -> Self {
        Self {
            name: it.profile.clone(),
            base_url: Some(it.base_url.clone()).filter(|url| !url.is_empty()),
            proxy: it.proxy.clone(),
            simulated: it.simulated.clone(),
            client_id: it.client_id.clone(),
            settings: it.settings.iter().map(Into::into).collect(),
            notes: it.notes.clone(),
            verdict: it.verdict.into(),
            summary: it.summary.clone(),
            probes: it.probes.iter().map(Into::into).collect(),
            findings: it.findings.iter().map(Into::into).collect(),
            diagnoses: it.diagnoses.clone(),
            remarks: it.remarks.iter().chain(&it.acts_as).cloned().collect(),
            next_step: it.next_step.as_ref().map(Into::into),
            footprint: it.footprint.into(),
            rounds: it.rounds,
            as_reported: it.as_reported,
            tokens: Tokens { received: it.tokens.received, revoked: it.tokens.revoked },
            error: it.error.as_ref().map(Into::into),
        }
    }
}

impl From<&SettingReport> for Setting {
    fn from(it: &SettingReport) -> Self {
        Self { name: it.name.clone(), origin: it.origin.clone() }
    }
}

impl From<&ProbeReport> for Probe {
    fn from(it: &ProbeReport) -> Self {
        Self {
            id: it.probe.clone(),
            target: it.target.clone(),
            outcome: it.outcome.into(),
            expected: it.expected.map(Into::into),
            http_status: it.http_status,
            error: it.error.clone(),
            error_description: it.error_description.clone(),
            signature: it.signature.clone(),
            retry_after_s: it.retry_after_s,
            request_id: it.request_id.clone(),
            attempts: it.attempts,
            duration_ms: it.duration_ms,
            reason: it.reason.clone(),
        }
    }
}

impl From<&FindingReport> for Finding {
    fn from(it: &FindingReport) -> Self {
        if is_whole(it.status) { Self::Whole(it.into()) } else { Self::Light(it.into()) }
    }
}

impl From<&FindingReport> for WholeFinding {
    fn from(it: &FindingReport) -> Self {
        Self {
            id: it.id.clone(),
            kind: it.kind.into(),
            status: it.status.into(),
            severity: it.severity.into(),
            title: it.title.clone(),
            evidence: it.evidence.iter().map(Into::into).collect(),
            remediation: it.remediation.iter().map(Into::into).collect(),
            target: it.target.clone(),
            location: it.location.as_ref().map(Into::into),
        }
    }
}

impl From<&FindingReport> for LightFinding {
    fn from(it: &FindingReport) -> Self {
        let bearing = |one: &report::EvidenceReport| one.probe.clone().map(|probe| Bearing { probe });
        let mut evidence: Vec<Bearing> = it.evidence.iter().filter_map(bearing).collect();
        evidence.dedup_by(|one, other| one.probe == other.probe);
        Self {
            id: it.id.clone(),
            kind: it.kind.into(),
            status: it.status.into(),
            severity: it.severity.into(),
            evidence,
            target: it.target.clone(),
        }
    }
}

impl From<&report::EvidenceReport> for Evidence {
    fn from(it: &report::EvidenceReport) -> Self {
        Self { probe: it.probe.clone(), says: it.says.clone() }
    }
}

impl From<&report::RemediationReport> for Remediation {
    fn from(it: &report::RemediationReport) -> Self {
        Self {
            actor: it.actor.into(),
            step: it.step.clone(),
            place: it.place.whole(),
            then_reauthorize: it.then_reauthorize,
            widens: it.widens.clone(),
            verify: it.verify.clone(),
        }
    }
}

impl From<&report::LocationReport> for Location {
    fn from(it: &report::LocationReport) -> Self {
        Self { file: it.file.clone(), line: it.line, column: it.column, key: it.key.clone() }
    }
}

impl From<&report::NextStepReport> for NextStep {
    fn from(it: &report::NextStepReport) -> Self {
        Self {
            kind: it.kind.into(),
            actor: it.actor.into(),
            step: it.step.clone(),
            place: it.place.whole(),
            splits: it.splits.clone(),
        }
    }
}

impl From<crate::examination::Footprint> for Footprint {
    fn from(it: crate::examination::Footprint) -> Self {
        Self {
            token_requests: it.token_requests,
            unanswered: it.unanswered,
            wrong_secrets: it.wrong_secrets,
            reads: it.reads,
            revocations: it.revocations,
        }
    }
}

impl From<&report::Change> for Change {
    fn from(it: &report::Change) -> Self {
        Self {
            profile: it.profile.clone(),
            kind: it.kind.into(),
            id: it.id.clone(),
            target: it.target.clone(),
            before: it.before.clone(),
            after: it.after.clone(),
        }
    }
}
