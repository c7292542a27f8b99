//! The evidence for and against a cause, in words that a person understands.

use super::{Control, Observation, Observations};
use crate::catalogue::{Catalogue, Cause, Probe, Reading, Touch};

/// One reply's bearing on a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// The probe whose reply it is; `None` for what is known without one.
    pub probe: Option<Probe>,
    /// The scope or folder that the probe was aimed at.
    pub target: Option<String>,
    /// What it says.
    pub says: String,
}

impl Evidence {
    /// What is known without any one reply.
    pub(super) fn at_large(says: impl Into<String>) -> Self {
        Self { probe: None, target: None, says: says.into() }
    }

    /// What is read off the settings is no probe's reply.
    fn of(observation: &Observation, says: String) -> Self {
        let probe = Some(observation.key.probe).filter(|probe| !probe.is_of_settings());
        Self { probe, target: observation.key.target.clone(), says }
    }
}

/// What the probe's reply said, as a clause: "the enterprise probe was granted a token".
#[must_use]
pub fn observed(catalogue: &Catalogue, observation: &Observation) -> String {
    let key = &observation.key;
    if key.probe == Probe::UnknownSubject {
        return observed_of("a token request of somebody's", catalogue, observation);
    }
    observed_of(&format!("the {key} probe"), catalogue, observation)
}

fn observed_of(whose: &str, catalogue: &Catalogue, observation: &Observation) -> String {
    let key = &observation.key;
    match (&observation.reading, &observation.refusal) {
        (Reading::Known(id), _) if key.probe == Probe::EnterpriseId => {
            format!("the configured enterprise ID {}", catalogue.signature(*id).says)
        }
        (Reading::Known(id), _) if key.probe == Probe::UserId => {
            format!("the configured user ID {}", catalogue.signature(*id).says)
        }
        (Reading::Known(id), _) => format!("{whose} {}", catalogue.signature(*id).says),
        (_, Some(refusal)) if refusal.description.trim().is_empty() => {
            format!("{whose} was refused with `{}` and no further text", refusal.error)
        }
        (_, Some(refusal)) => {
            format!("{whose} was refused with `{}`: {}", refusal.error, refusal.description)
        }
        _ => format!("{whose} was refused"),
    }
}

/// A reply that a cause would explain.
pub(super) fn supports(catalogue: &Catalogue, observation: &Observation, control: &Control, cause: &Cause) -> Evidence {
    let mut says = observed(catalogue, observation);
    if control.equals(observation) && answers_like_control(catalogue, cause, observation.key.probe) {
        says.push_str(", exactly as the control was, whose secret is wrong on purpose");
    }
    if let Some(doubt) = observation.doubt {
        says.push_str("; ");
        says.push_str(doubt);
    }
    Evidence::of(observation, says)
}

/// A reply that a cause cannot explain.
pub(super) fn excludes(
    catalogue: &Catalogue,
    observations: &Observations,
    observation: &Observation,
    cause: &Cause,
) -> Evidence {
    let mut says = observed(catalogue, observation);
    let control = observations.of(Probe::BadSecret).filter(|control| control.refusal.is_some());
    match control.filter(|_| answers_like_control(catalogue, cause, observation.key.probe)) {
        Some(control) if !observation.granted(catalogue) => {
            says.push_str("; with a wrong secret, ");
            says.push_str(&observed(catalogue, control));
        }
        _ => {
            says.push_str("; ");
            says.push_str(&cause.entry.would);
        }
    }
    Evidence::of(observation, says)
}

fn answers_like_control(catalogue: &Catalogue, cause: &Cause, probe: Probe) -> bool {
    let same = catalogue.signature_id("same-as-control");
    let probes = probe.readings().iter().copied().chain([probe]);
    let mut touches = probes.flat_map(|probe| cause.variants.iter().filter_map(move |variant| variant.touch(probe)));
    touches.any(|touch| match (touch, same) {
        (Touch::Replies(replies), Some(same)) => replies.all().contains(same),
        _ => false,
    })
}
