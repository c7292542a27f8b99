//! What was found: whole or light, and what holds of it in every profile.

use ::schemars::{self, JsonSchema};
use ::serde::Serialize;
use ::std::clone::Clone;
use ::std::collections::BTreeMap;
use ::std::convert::{From, Into};
use ::std::default::Default;
use ::std::iter::Iterator;
use ::std::option::Option;
use ::std::string::ToString as _;
use ::std::vec::Vec;

use super::ID;
use super::words::{Actor, FindingKind, Severity, Status};
use crate::diagnose;
use crate::report::{ProfileReport, Shown};

/// One finding: whole where something is to be done about it or may be, light where not.
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
pub(crate) enum Finding {
    /// Confirmed, suspected or not excluded.
    Whole(WholeFinding),
    /// Ruled out, masked or untested.
    Light(LightFinding),
}

/// A finding that is confirmed, suspected or not excluded. What holds of it in every profile stands in `rules`, under its id.
#[derive(Serialize, JsonSchema)]
pub(crate) struct WholeFinding {
    #[schemars(regex(pattern = ID))]
    pub(super) id: Shown,
    pub(super) kind: FindingKind,
    #[schemars(extend("enum" = ["confirmed", "suspected", "not-excluded"]))]
    pub(super) status: Status,
    pub(super) severity: Severity,
    #[schemars(length(min = 1))]
    pub(super) title: Shown,
    #[schemars(length(min = 1))]
    pub(super) evidence: Vec<Evidence>,
    #[schemars(length(min = 1))]
    pub(super) remediation: Vec<Remediation>,
    /// The scope or folder it is about.
    pub(super) target: Option<Shown>,
    pub(super) location: Option<Location>,
}

/// A cause that is ruled out, masked or untested.
#[derive(Serialize, JsonSchema)]
pub(crate) struct LightFinding {
    #[schemars(regex(pattern = ID))]
    pub(super) id: Shown,
    pub(super) kind: FindingKind,
    #[schemars(extend("enum" = ["masked", "untested", "ruled-out"]))]
    pub(super) status: Status,
    pub(super) severity: Severity,
    /// The replies that speak of it, by the probe; none where it is masked or untested, or where no reply excludes it alone.
    pub(super) evidence: Vec<Bearing>,
    /// The scope or folder it is about, where it is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) target: Option<Shown>,
}

/// One reply's bearing on a finding.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Evidence {
    /// The probe whose reply it is; null for what is known without one.
    pub(super) probe: Option<Shown>,
    #[schemars(length(min = 1))]
    pub(super) says: Shown,
}

/// One reply's bearing on a finding, without its words.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Bearing {
    /// The probe whose reply it is.
    pub(super) probe: Shown,
}

/// One step of a remedy.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Remediation {
    pub(super) actor: Actor,
    #[schemars(length(min = 1))]
    pub(super) step: Shown,
    #[serde(rename = "where")]
    #[schemars(length(min = 1))]
    pub(super) place: Shown,
    /// Whether an admin must reauthorize the app afterwards.
    pub(super) then_reauthorize: bool,
    /// What else the step opens or breaks.
    pub(super) widens: Option<Shown>,
    /// How to see that it worked.
    pub(super) verify: Shown,
}

/// Where a finding stands that is read off the settings.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Location {
    pub(super) file: Option<Shown>,
    /// From 1.
    pub(super) line: Option<u32>,
    /// In characters, from 1.
    pub(super) column: Option<u32>,
    pub(super) key: Option<Shown>,
}

/// What holds of the whole findings in every profile, by id.
#[derive(Default, Serialize, JsonSchema)]
#[serde(transparent)]
#[schemars(inline)]
pub(crate) struct Rules(BTreeMap<Shown, Rule>);

/// What holds of a finding in every profile.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Rule {
    #[schemars(length(min = 1))]
    pub(super) title: Shown,
    #[schemars(length(min = 1))]
    pub(super) explanation: Shown,
    #[schemars(length(min = 1))]
    pub(super) sources: Vec<Shown>,
}

/// Whether a finding of that status carries its words and steps.
pub(super) const fn is_whole(status: diagnose::Status) -> bool {
    use diagnose::Status::{Confirmed, Masked, NotExcluded, RuledOut, Suspected, Untested};
    match status {
        Confirmed | Suspected | NotExcluded => true,
        Masked | Untested | RuledOut => false,
    }
}

impl Rules {
    /// Adds what holds of the profile's findings, of those that are whole.
    pub(crate) fn add(&mut self, profile: &ProfileReport) {
        for finding in profile.findings.iter().filter(|finding| is_whole(finding.status)) {
            self.0.entry(finding.id.clone()).or_insert_with(|| finding.into());
        }
    }
}
