//! What a pipeline wants beside its reports, as typed.

use clap::Args;

use crate::cli::args::Reporting;

/// What a pipeline wants beside its reports, as typed.
#[derive(Debug, Args)]
pub(super) struct Pipeline {
    #[arg(
        long,
        value_name = "FILE",
        help_heading = "Output",
        help = "Show what has no file and line of its own at\nthis file (`sarif`, `gitlab`, `github`, `azure`)"
    )]
    sarif_anchor: Option<String>,
    /// Append the report to `$GITHUB_STEP_SUMMARY`
    #[arg(long, help_heading = "Output")]
    summary: bool,
}

impl Pipeline {
    /// Adds it to the reports.
    pub(super) fn add_to(self, reporting: Reporting) -> Reporting {
        Reporting { anchor: self.sarif_anchor, summary: self.summary, ..reporting }
    }
}
