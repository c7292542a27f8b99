//! The control: a request whose secret is wrong on purpose calibrates the instrument.
//!
//! Wrong credentials answer as the control was answered. A reply unlike the control's therefore clears the
//! credentials, one equal to it clears nothing, and a control that is granted means that this is not Box.

use crate::catalogue::{Catalogue, Probe, SignatureSet, normalize_code};
use crate::observation::{Observation, Observations};

/// What the control told.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Control {
    /// It was not sent.
    NotSent,
    /// It was sent, but was not answered by a refusal of the credentials' kind.
    Uncalibrated,
    /// It was refused, and this is how wrong credentials are answered here.
    Calibrated {
        /// What it was answered.
        seen: Observation,
        /// Whether the request without a subject was answered as one with wrong credentials is: then they may be wrong though a
        /// reply is unlike the control's, if more than one back end answers here.
        mixed: bool,
    },
    /// It was granted a token: whatever answers does not check secrets.
    Granted,
}

impl Control {
    /// Reads the control's observation.
    pub(super) fn of(catalogue: &Catalogue, observations: &Observations) -> Self {
        let Some(observation) = observations.of(Probe::BadSecret) else { return Self::NotSent };
        if observation.granted(catalogue) {
            return Self::Granted;
        }
        match (&observation.refusal, observation.reading.takes_part()) {
            // `invalid_request` is about the request or the host, never about who sends it.
            (Some(refusal), true) if normalize_code(&refusal.error) != "invalid_request" => Self::Calibrated {
                seen: observation.clone(),
                mixed: observations.of(Probe::NoSubject).is_some_and(|it| it.may_mean_wrong_credentials(catalogue)),
            },
            _ => Self::Uncalibrated,
        }
    }

    /// Whether a reply equals the control's: the same known reply, or the same code where either text is unknown.
    #[must_use]
    pub fn equals(&self, observation: &Observation) -> bool {
        matches!(self, Self::Calibrated { seen, .. } if seen.says_the_same(observation))
    }

    /// A cause's replies under what the control told.
    ///
    /// Replies that may be the control's are exactly the control's once it has spoken, and those of
    /// `invalid_client`, which is a verdict on the credentials whatever the control was told. Where the request without
    /// a subject contradicts the control, they are what Box documents; that reply is then in doubt (`Doubt::UnlikeControl`).
    pub(super) fn calibrate(&self, catalogue: &Catalogue, all: SignatureSet) -> SignatureSet {
        let same = catalogue.signs().same_as_control;
        if !all.contains(same) {
            return all;
        }
        match self {
            Self::Calibrated { mixed: false, .. } => {}
            Self::Calibrated { mixed: true, .. } => return all,
            _ => return all.without(same),
        }
        let of_credentials = |code: &String| code == INVALID_CLIENT;
        all.iter().filter(|id| *id == same || catalogue.signature(*id).codes.iter().any(of_credentials)).collect()
    }
}

/// The code that is a verdict on the credentials.
const INVALID_CLIENT: &str = "invalid_client";
