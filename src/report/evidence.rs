//! The evidence for and against a cause, and what was observed, in words that a person understands.

use std::collections::BTreeMap;

use crate::catalogue::{Catalogue, Cause, Doubt, Probe, ProbeKey, Reading, Refusal, Signature};
use crate::diagnose::Evidence;
use crate::observation::{Observation, Observations};

/// What the probe's reply said, as a clause: "the enterprise probe was granted a token".
pub(super) fn observed(catalogue: &Catalogue, observation: &Observation) -> String {
    let key = &observation.key;
    let whose = match key.probe {
        Probe::UnknownSubject => "a token request of somebody's".to_owned(),
        _ => format!("the {key} probe"),
    };
    match (&observation.reading, &observation.refusal) {
        (Reading::Known(id), _) if key.probe == Probe::EnterpriseId => {
            format!("the configured enterprise ID {}", catalogue.signature(*id).says)
        }
        (Reading::Known(id), _) if key.probe == Probe::UserId => {
            format!("the configured user ID {}", catalogue.signature(*id).says)
        }
        (Reading::Known(id), refusal) => format!("{whose} {}", says(catalogue.signature(*id), refusal.as_ref())),
        (_, Some(refusal)) if refusal.description.trim().is_empty() => {
            format!("{whose} was refused with `{}` and no further text", refusal.error)
        }
        (_, Some(refusal)) => {
            format!("{whose} was refused with `{}`: {}", refusal.error, refusal.description)
        }
        _ => format!("{whose} was refused"),
    }
}

/// What a known reply says, in the words that came where Box has several for it.
pub(super) fn says(signature: &Signature, refusal: Option<&Refusal>) -> String {
    let came = refusal.map(|refusal| refusal.description.trim().trim_end_matches('.')).unwrap_or_default();
    let mut texts = signature.texts.iter();
    match (texts.next(), texts.find(|text| text.eq_ignore_ascii_case(came))) {
        (Some(usual), Some(other)) => signature.says.replace(usual, other),
        _ => signature.says.clone(),
    }
}

/// The observations that evidence is about, by their keys.
pub(super) struct Witnesses<'a> {
    catalogue: &'a Catalogue,
    by_key: BTreeMap<&'a ProbeKey, &'a Observation>,
}

impl<'a> Witnesses<'a> {
    pub(super) fn new(catalogue: &'a Catalogue, observations: &'a Observations) -> Self {
        Self { catalogue, by_key: observations.all.iter().map(|seen| (&seen.key, seen)).collect() }
    }

    /// The evidence in words.
    pub(super) fn says(&self, cause: &Cause, evidence: &Evidence) -> String {
        match evidence {
            Evidence::Explains { key, like_control } => {
                let alike =
                    if *like_control { ", exactly as the control was, whose secret is wrong on purpose" } else { "" };
                let doubt = self.by_key.get(key).and_then(|seen| seen.doubt);
                let doubt = doubt.map(|doubt| format!("; {}", why_doubted(doubt))).unwrap_or_default();
                format!("{}{alike}{doubt}", self.observed(key))
            }
            Evidence::Refutes { key, unlike_control: true } => {
                let control = self.observed(&Probe::BadSecret.into());
                format!("{}; with a wrong secret, {control}", self.observed(key))
            }
            Evidence::Refutes { key, .. } => format!("{}; {}", self.observed(key), cause.entry.would),
            Evidence::OnlyForm(name) => format!("of its forms, only this one fits every reply: {name}"),
            Evidence::Hidden => "what is wrong already hides it: check again after the fix".to_owned(),
            Evidence::Incompatible => "it cannot be true together with what the replies show".to_owned(),
        }
    }

    fn observed(&self, key: &ProbeKey) -> String {
        self.by_key.get(key).map(|seen| observed(self.catalogue, seen)).unwrap_or_default()
    }
}

/// Why a reply, known as it is, may not be Box's own, or not mean this app.
fn why_doubted(doubt: Doubt) -> &'static str {
    match doubt {
        Doubt::OtherHost => "the reply may not be Box's, since the host that was asked is none of Box's",
        Doubt::WhoseServiceAccount => "which app's Service Account it is was not told",
        Doubt::Shape => "the reply may not be Box's, since it does not have the shape of Box's errors",
        Doubt::Realm => "the reply may not be Box's, since its challenge does not name the realm that Box's do",
        Doubt::WrongSecretAccepted => "the reply may not be Box's, since a wrong secret was answered by a success",
        Doubt::OtherStatus => "the reply may not be Box's, since Box gives that code with another status",
        Doubt::UnlikeControl => {
            "this is not beyond doubt, since a real request was refused otherwise than the one with a wrong secret"
        }
        Doubt::Bare => "the reply may not be Box's, since it does not say more than its code",
        Doubt::NoRequestId => "the reply may not be Box's, since it carries no request ID as Box's errors do",
    }
}
