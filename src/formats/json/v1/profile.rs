//! What was learned of one profile: what was asked, what came back, what to do next.

use ::schemars::{self, JsonSchema};
use ::serde::Serialize;
use ::std::convert::Into;
use ::std::option::Option;
use ::std::string::ToString as _;
use ::std::vec::Vec;

use super::finding::Finding;
use super::words::{Actor, Expected, Outcome, StepKind, Verdict};
use super::{Error, ID};
use crate::report::Shown;

/// What was learned of one profile.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Profile {
    #[serde(rename = "profile")]
    #[schemars(length(min = 1))]
    pub(super) name: Shown,
    /// Where requests went; null where none was sent.
    #[schemars(regex(pattern = "^https?://"))]
    pub(super) base_url: Option<Shown>,
    #[schemars(regex(pattern = "^[a-z0-9]+://[^@]+$"))]
    pub(super) proxy: Option<Shown>,
    /// The scenario, where a simulated Box answered.
    pub(super) simulated: Option<Shown>,
    /// The client ID, masked.
    #[schemars(regex(pattern = "…"))]
    pub(super) client_id: Shown,
    pub(super) settings: Vec<Setting>,
    pub(super) notes: Vec<Shown>,
    pub(super) verdict: Verdict,
    #[schemars(length(min = 1))]
    pub(super) summary: Shown,
    pub(super) probes: Vec<Probe>,
    /// Every cause of the catalogue with its status, and what else was found; ranked.
    pub(super) findings: Vec<Finding>,
    /// The sets of causes that explain every reply, smallest first.
    pub(super) diagnoses: Vec<Vec<Shown>>,
    pub(super) remarks: Vec<Shown>,
    pub(super) next_step: Option<NextStep>,
    pub(super) footprint: Footprint,
    /// How often what failed was asked, the first time included.
    pub(super) rounds: u32,
    /// Whether somebody told of the replies, instead of their being had here.
    pub(super) as_reported: bool,
    pub(super) tokens: Tokens,
    pub(super) error: Option<Error>,
}

/// Where a setting came from.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Setting {
    pub(super) name: Shown,
    pub(super) origin: Shown,
}

/// One probe.
#[derive(Serialize, JsonSchema)]
#[schemars(extend("allOf" = [
    {
        "if": {"properties": {"outcome": {"enum": ["failed", "skipped"]}}},
        "then": {"properties": {"reason": {"type": "string", "minLength": 1}}},
    },
    {
        "if": {"properties": {"outcome": {"enum": ["granted", "denied"]}}},
        "then": {"properties": {"attempts": {"minimum": 1}}},
    },
]))]
pub(crate) struct Probe {
    #[serde(rename = "probe")]
    #[schemars(regex(pattern = ID))]
    pub(super) id: Shown,
    /// The scope or folder it was aimed at.
    pub(super) target: Option<Shown>,
    pub(super) outcome: Outcome,
    pub(super) expected: Option<Expected>,
    #[schemars(range(min = 100, max = 999))]
    pub(super) http_status: Option<u16>,
    /// The reply's `error` (RFC 6749 §5.2).
    pub(super) error: Option<Shown>,
    pub(super) error_description: Option<Shown>,
    /// What the reply was read as.
    #[schemars(regex(pattern = ID))]
    pub(super) signature: Option<Shown>,
    pub(super) retry_after_s: Option<u64>,
    /// Box's ID of the request.
    pub(super) request_id: Option<Shown>,
    pub(super) attempts: u32,
    pub(super) duration_ms: u64,
    /// Why it was skipped, failed, or tells nothing.
    pub(super) reason: Option<Shown>,
}

/// What to do next, to tell apart what is left.
#[derive(Serialize, JsonSchema)]
pub(crate) struct NextStep {
    pub(super) kind: StepKind,
    pub(super) actor: Actor,
    #[schemars(length(min = 1))]
    pub(super) step: Shown,
    #[serde(rename = "where")]
    pub(super) place: Shown,
    /// The causes that it tells apart.
    #[schemars(length(min = 1))]
    pub(super) splits: Vec<Shown>,
}

/// The requests that were sent.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Footprint {
    pub(super) token_requests: u32,
    /// Of those, the ones that may have minted a token which was not read.
    pub(super) unanswered: u32,
    /// Of those, the ones with a wrong secret.
    pub(super) wrong_secrets: u32,
    pub(super) reads: u32,
    pub(super) revocations: u32,
}

/// The tokens of one examination.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Tokens {
    pub(super) received: usize,
    /// Those that Box confirmed to be revoked.
    pub(super) revoked: usize,
}
