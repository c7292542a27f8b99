//! The control: a request whose secret is wrong on purpose calibrates the instrument.
//!
//! Wrong credentials answer as the control was answered. A reply unlike the control's therefore clears the
//! credentials, one equal to it clears nothing, and a control that is granted means that this is not Box.

use super::{Findings, Observation};
use crate::catalogue::{Catalogue, Probe, Reading, Refusal, SignatureSet, normalize_code};

/// What the control told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Control {
    /// It was not sent.
    NotSent,
    /// It was sent, but was not answered by a refusal of the credentials' kind.
    Uncalibrated,
    /// It was refused, and this is how wrong credentials are answered here.
    Calibrated {
        /// How it was read.
        reading: Reading,
        /// What it said.
        refusal: Refusal,
    },
    /// It was granted a token: whatever answers does not check secrets.
    Granted,
}

impl Control {
    /// Reads the control's observation.
    pub(super) fn of(catalogue: &Catalogue, findings: &Findings) -> Self {
        let Some(observation) = findings.of(Probe::BadSecret) else { return Self::NotSent };
        if observation.granted(catalogue) {
            return Self::Granted;
        }
        match (&observation.refusal, observation.reading.takes_part()) {
            // `invalid_request` is about the request or the host, never about who sends it.
            (Some(refusal), true) if normalize_code(&refusal.error) != "invalid_request" => {
                Self::Calibrated { reading: observation.reading.clone(), refusal: refusal.clone() }
            }
            _ => Self::Uncalibrated,
        }
    }

    /// Whether a reply equals the control's: the same known reply, or the same code where either text is unknown.
    #[must_use]
    pub fn equals(&self, observation: &Observation) -> bool {
        let Self::Calibrated { reading, refusal } = self else { return false };
        let Some(other) = &observation.refusal else { return false };
        if normalize_code(&other.error) != normalize_code(&refusal.error) {
            return false;
        }
        match (reading, &observation.reading) {
            (Reading::Known(one), Reading::Known(two)) => one == two,
            _ => true,
        }
    }

    /// A cause's replies under what the control told.
    ///
    /// Replies that may be the control's are exactly the control's once it has spoken, and those of
    /// `invalid_client`, which is a verdict on the credentials whatever the control was told.
    pub(super) fn calibrate(&self, catalogue: &Catalogue, all: SignatureSet) -> SignatureSet {
        let Some(same) = catalogue.signature_id("same-as-control") else { return all };
        if !all.contains(same) {
            return all;
        }
        if !matches!(self, Self::Calibrated { .. }) {
            return all.without(same);
        }
        let of_credentials = |code: &String| code == "invalid_client";
        all.iter().filter(|id| *id == same || catalogue.signature(*id).codes.iter().any(of_credentials)).collect()
    }
}
