//! What each probe told: its reply, read by the catalogue.
//!
//! Between the wire and the inference: knows neither why a probe was sent nor what its reply proves.

use crate::catalogue::{
    Answers, Catalogue, Identity, Probe, ProbeKey, Reading, Refusal, SignatureId, json_id_of, refusal,
};
use crate::reply::Answer;

/// What one probe told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observation {
    /// The probe.
    pub key: ProbeKey,
    /// What its reply was read as.
    pub reading: Reading,
    /// What a refusal said of itself, for comparing it with the control and for the text.
    pub refusal: Option<Refusal>,
}

impl Observation {
    /// Whether a token was granted.
    #[must_use]
    pub fn granted(&self, catalogue: &Catalogue) -> bool {
        self.key.probe.asks_for_token() && self.is(catalogue, "token")
    }

    /// Whether the reply was read as that signature.
    #[must_use]
    pub fn is(&self, catalogue: &Catalogue, signature: &str) -> bool {
        self.known().is_some_and(|id| catalogue.signature(id).id == signature)
    }

    /// The signature, where the reply is a known one.
    #[must_use]
    pub const fn known(&self) -> Option<SignatureId> {
        match self.reading {
            Reading::Known(id) => Some(id),
            _ => None,
        }
    }

    /// How the probe ended, in one word.
    #[must_use]
    pub fn outcome(&self, catalogue: &Catalogue) -> Outcome {
        match &self.reading {
            Reading::Fault(..) => Outcome::Failed,
            Reading::Known(id) => {
                let signature = catalogue.signature(*id);
                match (signature.answers, signature.status) {
                    (_, 200) => Outcome::Granted,
                    (_, 300..=399) => Outcome::Failed,
                    (Answers::Token | Answers::Api | Answers::Fact, _) => Outcome::Denied,
                }
            }
            Reading::Vague(_) | Reading::Unknown | Reading::Silent { granted: false, .. } => Outcome::Denied,
            Reading::Silent { granted: true, .. } => Outcome::Granted,
        }
    }
}

/// How a probe ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It got what it asked for.
    Granted,
    /// A well-formed refusal.
    Denied,
    /// Transport, transient, unreadable, or not Box.
    Failed,
    /// Not sent.
    Skipped,
}

impl Outcome {
    /// The outcome as a word.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Granted => "granted",
            Self::Denied => "denied",
            Self::Failed => "failed",
            Self::Skipped => "skipped",
        }
    }
}

/// Everything that is known when a diagnosis is made.
#[derive(Debug, Clone, Default)]
pub struct Findings {
    /// One observation for each probe that was sent.
    pub observations: Vec<Observation>,
    /// The subjects that the profile configures (`enterprise`, `user`).
    pub configured: Vec<Probe>,
    /// Probes that were worth sending, but for which there was no time.
    pub unsent: Vec<ProbeKey>,
}

impl Findings {
    /// What that probe told.
    #[must_use]
    pub fn of(&self, probe: Probe) -> Option<&Observation> {
        self.observations.iter().find(|observation| observation.key.probe == probe)
    }
}

/// Reads every answer, against the profile and what the answers themselves tell of it.
#[must_use]
pub fn observe(
    catalogue: &Catalogue,
    identity: &Identity,
    configured: &[Probe],
    answers: &[(&ProbeKey, &Answer)],
) -> Findings {
    let mut identity = identity.clone();
    identity.service_account_id =
        answers.iter().find(|(key, _)| key.probe == Probe::WhoamiEnterprise).and_then(|(_, answer)| json_id_of(answer));
    let observations = answers
        .iter()
        .map(|(key, answer)| Observation {
            key: (*key).clone(),
            reading: catalogue.classify(key.probe, answer, &identity),
            refusal: refusal(answer).filter(|_| key.probe.asks_for_token()),
        })
        .collect();
    Findings { observations, configured: configured.to_vec(), unsent: Vec::new() }
}
