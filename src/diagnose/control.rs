//! The control: a request whose secret is wrong on purpose calibrates the instrument.
//!
//! Wrong credentials answer as the control was answered. A reply unlike the control's therefore clears the
//! credentials, one equal to it clears nothing, and a control that is granted means that this is not Box.

use crate::catalogue::{Catalogue, Probe, Reading, Refusal, SignatureSet, Touch, normalize_code};
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
        /// How it was read.
        reading: Reading,
        /// What it said.
        refusal: Refusal,
        /// Whether the request without a subject was answered as one with wrong credentials is: then they are wrong, and where
        /// other replies are unlike the control's, more than one back end answers here.
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
                reading: observation.reading.clone(),
                refusal: refusal.clone(),
                mixed: observations.all.iter().any(|seen| tells_of_wrong_credentials(catalogue, seen)),
            },
            _ => Self::Uncalibrated,
        }
    }

    /// Whether a reply equals the control's: the same known reply, or the same code where either text is unknown.
    #[must_use]
    pub fn equals(&self, observation: &Observation) -> bool {
        let Self::Calibrated { reading, refusal, .. } = self else { return false };
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
    /// `invalid_client`, which is a verdict on the credentials whatever the control was told. Where the request without
    /// a subject shows that the credentials are wrong, they are what Box documents.
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

/// Whether the request without a subject was answered as one with wrong credentials is: there is no subject to be wrong.
fn tells_of_wrong_credentials(catalogue: &Catalogue, seen: &Observation) -> bool {
    seen.key.probe == Probe::NoSubject && may_mean_wrong_credentials(catalogue, seen)
}

/// Whether wrong credentials may be answered so, as Box documents them, whatever the control was told.
pub(super) fn may_mean_wrong_credentials(catalogue: &Catalogue, seen: &Observation) -> bool {
    let may_be = match seen.reading {
        Reading::Known(id) => SignatureSet::EMPTY.with(id),
        Reading::Vague(candidates) => candidates,
        _ => return false,
    };
    let cause = catalogue.cause_at(catalogue.wrong_credentials());
    let touches = cause.into_iter().flat_map(|cause| cause.variants.iter().filter_map(|it| it.touch(seen.key.probe)));
    touches.into_iter().any(|touch| matches!(touch, Touch::Replies(replies) if replies.all().meets(may_be)))
}

/// The code that is a verdict on the credentials.
const INVALID_CLIENT: &str = "invalid_client";
