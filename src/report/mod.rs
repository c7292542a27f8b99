//! One report value, and a file for each format that prints it.
//!
//! [`Report`] is the JSON contract (`schema_version` 1: fields are only ever added) with the diagnosis put into
//! words; every format prints the same value, so that no two of them can disagree.

mod assemble;
mod diff;
#[cfg(feature = "cli")]
mod explain;
mod fill;
mod findings;
mod json;
#[cfg(feature = "cli")]
mod layout;
#[cfg(feature = "cli")]
mod remedies;
mod shown;
mod summary;
#[cfg(feature = "cli")]
mod text;
mod value;

use std::time::Duration;

pub use assemble::assemble;
pub use diff::write_diff_json;
#[cfg(feature = "cli")]
pub use diff::write_diff_text;
#[cfg(feature = "cli")]
pub use explain::{write_explanation, write_list, write_meaning};
pub use json::write_json;
pub use shown::Shown;
#[cfg(feature = "cli")]
pub use text::{TextStyle, write_text};
pub use value::{
    Change, ChangeKind, DiffReport, ErrorReport, EvidenceReport, ExchangeReport, FindingKind, FindingReport,
    LocationReport, NextStepReport, ProbeReport, ProfileReport, RemediationReport, Report, SCHEMA_VERSION,
    SettingReport, TokensReport, Tool,
};

/// A duration in whole milliseconds.
#[must_use]
pub fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
