//! The words of the contract, each beside the one inside that it stands for.

use ::schemars::{self, JsonSchema};
use ::serde::Serialize;
use ::std::convert::{From, Into};

use crate::mirror::mirror;
use crate::{catalogue, diagnose, examination, observation, report};

mirror! {
    /// The one word for a profile.
    #[derive(Serialize, JsonSchema)]
    pub(crate) enum Verdict = diagnose::Verdict { Healthy, Misconfigured, Inconclusive }
}
mirror! {
    /// How a probe ended.
    #[derive(Serialize, JsonSchema)]
    pub(crate) enum Outcome = observation::Outcome { Granted, Denied, Failed, Skipped }
}
mirror! {
    /// What was expected of a probe.
    #[derive(Serialize, JsonSchema)]
    pub(crate) enum Expected = examination::Expected { Granted, Denied, Refused }
}
mirror! {
    /// What kind of thing a finding is.
    #[derive(Serialize, JsonSchema)]
    pub(crate) enum FindingKind = report::FindingKind { Cause, Environment, Expectation }
}
mirror! {
    /// What the replies say of a finding.
    #[derive(Serialize, JsonSchema)]
    pub(crate) enum Status = diagnose::Status { Confirmed, Suspected, NotExcluded, Masked, Untested, RuledOut }
}
mirror! {
    /// How much a finding matters.
    #[derive(Serialize, JsonSchema)]
    pub(crate) enum Severity = catalogue::Severity { Error, Warning, Note }
}
mirror! {
    /// Who takes a step.
    #[derive(Serialize, JsonSchema)]
    pub(crate) enum Actor = catalogue::Actor { Developer, BoxAdmin, NetworkAdmin, Operator }
}
mirror! {
    /// What kind of step comes next.
    #[derive(Serialize, JsonSchema)]
    pub(crate) enum StepKind = diagnose::StepKind { Probe, Look }
}
mirror! {
    /// What kind of thing changed.
    #[derive(Serialize, JsonSchema)]
    pub(crate) enum ChangeKind = report::ChangeKind {
        Profile, Identity, Setting, Expectation, Verdict, Probe, Finding
    }
}
