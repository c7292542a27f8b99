//! From replies to a diagnosis: which causes explain what was observed, which cannot be, and what would tell.
//!
//! Consistency-based diagnosis (Reiter 1987; de Kleer & Williams 1987): a hypothesis is a set of causes, it is
//! consistent if every observation is among what it predicts, and a *diagnosis* is a consistent hypothesis of
//! which no proper part is consistent. Pure and deterministic: no I/O, no clock.

mod control;
mod evidence;
mod hypothesis;
mod plan;
mod status;
mod verdict;

pub use control::Control;
pub use evidence::Evidence;
pub use plan::{Agenda, NextStep, StepKind, next_step, next_wave};
pub use status::{Diagnosis, Judgement, Status, diagnose, undocumented};
pub use verdict::{Expectation, Expected, Standing, Verdict, is_fault, met_denials, standing, verdict};

use crate::catalogue::{Answers, Catalogue, Probe, ProbeKey, Reading, Refusal, SignatureId};

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
            Reading::Vague(_) | Reading::Unknown => Outcome::Denied,
            Reading::Silent(_) => Outcome::Granted,
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

/// Everything that is known when a diagnosis is made.
#[derive(Debug, Clone, Default)]
pub struct Findings {
    /// One observation for each probe that was sent.
    pub observations: Vec<Observation>,
    /// The subjects that the profile configures (`enterprise`, `user`).
    pub configured: Vec<Probe>,
}

impl Findings {
    /// What that probe told.
    #[must_use]
    pub fn of(&self, probe: Probe) -> Option<&Observation> {
        self.observations.iter().find(|observation| observation.key.probe == probe)
    }
}
