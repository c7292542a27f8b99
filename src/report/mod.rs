//! An examination put into words: one report value, and the outline of what a reader is shown of it.
//!
//! How a report looks is its format's business ([`formats`](crate::formats)), and so is the JSON contract.

mod alternatives;
mod assemble;
mod diff;
mod environment;
mod evidence;
#[cfg(feature = "cli")]
mod explained;
mod fill;
mod findings;
mod ground;
mod outline;
mod remarks;
mod shown;
mod summary;
mod value;

use std::time::Duration;

use crate::catalogue::Probe;
use crate::diagnose::Verdict;
use crate::settings::DEFAULT_PROFILE;

pub use assemble::assemble;
#[cfg(feature = "cli")]
pub use explained::{EntryKind, Explained, ExplainedLook, ExplainedSource, ExplainedStep, Explanation, FormOf};
pub use outline::{
    Action, Again, Answer, Detail, Fix, Headline, LookAt, Outline, Seen, Step, StepsOf, Way, evidence, last_line,
    steps_by_actor,
};
pub use shown::Shown;
pub use value::{
    Change, ChangeKind, DiffReport, End, ErrorReport, EvidenceReport, ExchangeReport, FindingKind, FindingReport,
    Ground, LocationReport, LookReport, Mark, Menu, NextStepReport, ProbeReport, ProfileReport, RemediationReport,
    Report, Run, SettingReport, TokensReport,
};

impl ProfileReport {
    /// Its name, where it has one of its own.
    #[must_use]
    pub fn own_name(&self) -> Option<&Shown> {
        Some(&self.profile).filter(|name| ***name != *DEFAULT_PROFILE)
    }
}

impl ProbeReport {
    /// Whether it is of that probe.
    #[must_use]
    pub fn is(&self, probe: Probe) -> bool {
        *self.probe == *probe.shown()
    }
}

impl Mark {
    /// What a verdict says of the app.
    #[must_use]
    pub const fn of(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Healthy => Self::Good,
            Verdict::Misconfigured => Self::Bad,
            Verdict::Inconclusive => Self::Open,
        }
    }

    /// The mark as one character.
    #[must_use]
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Good => "✓",
            Self::Bad => "✗",
            Self::Open => "?",
            Self::Nothing => "–",
        }
    }
}

impl Menu {
    /// Today's names, then the older ones.
    #[must_use]
    pub fn whole(&self) -> Shown {
        match &self.before {
            Some(before) => format!("{}; before: {before}", self.now).into(),
            None => self.now.clone(),
        }
    }
}

/// A duration in whole milliseconds.
pub(crate) fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
