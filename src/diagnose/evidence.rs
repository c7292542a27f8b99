//! The evidence for and against a cause, as values: a report puts it into words.

use super::Control;
use crate::catalogue::{Catalogue, Cause, Probe, ProbeKey, Touch};
use crate::observation::{Observation, Observations};

/// What speaks for or against a cause.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Evidence {
    /// The cause explains what that probe told.
    Explains {
        /// The probe.
        key: ProbeKey,
        /// Whether the reply is the control's, whose secret is wrong on purpose.
        like_control: bool,
    },
    /// The cause cannot explain what that probe told.
    Refutes {
        /// The probe.
        key: ProbeKey,
        /// Whether it is the control that shows it, by having been answered otherwise; else it is what Box does under the cause.
        unlike_control: bool,
    },
    /// Of the cause's forms this one alone fits every reply.
    OnlyForm(String),
    /// What is wrong already hides the cause.
    Hidden,
    /// The cause cannot be true together with what the replies show, though no single reply speaks against it.
    Incompatible,
}

impl Evidence {
    /// The observation that it is about.
    #[must_use]
    pub fn observation(&self) -> Option<&ProbeKey> {
        match self {
            Self::Explains { key, .. } | Self::Refutes { key, .. } => Some(key),
            Self::OnlyForm(_) | Self::Hidden | Self::Incompatible => None,
        }
    }

    /// The probe whose reply it is about. What is read off the settings is no probe's reply.
    #[must_use]
    pub fn reply(&self) -> Option<&ProbeKey> {
        self.observation().filter(|key| !key.probe.is_of_settings())
    }
}

/// A reply that a cause would explain.
pub(super) fn supports(catalogue: &Catalogue, observation: &Observation, control: &Control, cause: &Cause) -> Evidence {
    let like_control = control.equals(observation) && answers_like_control(catalogue, cause, observation.key.probe);
    Evidence::Explains { key: observation.key.clone(), like_control }
}

/// A reply that a cause cannot explain.
pub(super) fn excludes(
    catalogue: &Catalogue,
    observations: &Observations,
    observation: &Observation,
    cause: &Cause,
) -> Evidence {
    let control = observations.of(Probe::BadSecret).filter(|control| control.refusal.is_some());
    let unlike_control = control.is_some()
        && answers_like_control(catalogue, cause, observation.key.probe)
        && !observation.granted(catalogue);
    Evidence::Refutes { key: observation.key.clone(), unlike_control }
}

fn answers_like_control(catalogue: &Catalogue, cause: &Cause, probe: Probe) -> bool {
    let same = catalogue.signs().same_as_control;
    let probes = probe.readings().iter().copied().chain([probe]);
    let mut touches = probes.flat_map(|probe| cause.variants.iter().filter_map(move |variant| variant.touch(probe)));
    touches.any(|touch| matches!(touch, Touch::Replies(replies) if replies.all().contains(same)))
}
