//! `diagnose` and `diff`, as typed.

use std::path::PathBuf;

use clap::Args;

use super::pipeline::Pipeline;
use super::report::Report;
use crate::cli::args::{DiagnoseArgs, DiffArgs, Pasted, Told};
use crate::cli::numbered::{named, read_each};
use crate::cli::usage_error::refusal;
use crate::cli::{expect, pasted};
use crate::problem::Problem;

#[derive(Debug, Args)]
pub(in crate::cli) struct Diagnose {
    /// A recording, a file with a pasted error, `-`, or the error itself
    #[arg(value_name = "FILE|TEXT")]
    bare: Option<PathBuf>,
    #[arg(
        long,
        value_name = "PROBE=TEXT",
        help_heading = "Pasted replies",
        help = "What Box answered: `granted`, a body, `curl -i`\noutput, an exception's text; or `@FILE`, or `-`\nfor standard input; repeatable"
    )]
    reply: Vec<String>,
    /// The enterprise ID in that request
    #[arg(long, value_name = "ID", help_heading = "Pasted replies")]
    enterprise_id: Option<String>,
    /// The user ID in that request
    #[arg(long, value_name = "ID", help_heading = "Pasted replies")]
    user_id: Option<String>,
    #[arg(
        long,
        value_name = "WHAT=OUTCOME",
        help_heading = "Pasted replies",
        help = "What should hold: `user=refused`,\n`enterprise=granted`; repeatable"
    )]
    expect: Vec<String>,
    #[command(flatten)]
    report: Report,
    #[command(flatten)]
    pipeline: Pipeline,
}

impl Diagnose {
    pub(super) fn understand(self) -> Result<DiagnoseArgs, Problem> {
        let replies = read_each("--reply", &self.reply, pasted::parse)?;
        if let Some(again) = replies.iter().filter(|reply| reply.text == Pasted::Stdin).nth(1) {
            let message =
                format!("{} reads standard input once more, which can hold one reply only", named(&again.place));
            return Err(refusal(message, "put the others in files: `@FILE`").at(again.place.clone()));
        }
        let told = match self.bare {
            Some(_) if !replies.is_empty() => {
                return Err(refusal(
                    "a recording or a bare paste cannot be used with `--reply`",
                    "a recording holds every reply, and a bare paste is one: leave one of them out",
                ));
            }
            Some(bare) => Told::Bare(bare),
            None if !replies.is_empty() => Told::Replies(replies),
            None => {
                return Err(refusal(
                    "there is nothing to diagnose",
                    "name a recording, or paste what came back: `ccg-doctor diagnose -`",
                ));
            }
        };
        Ok(DiagnoseArgs {
            told,
            enterprise_id: self.enterprise_id,
            user_id: self.user_id,
            expectations: read_each("--expect", &self.expect, expect::parse)?,
            reporting: self.pipeline.add_to(self.report.understand()?),
        })
    }
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Diff {
    /// The earlier recording
    #[arg(value_name = "BEFORE")]
    before: PathBuf,
    /// The later recording
    #[arg(value_name = "AFTER")]
    after: PathBuf,
    #[command(flatten)]
    report: Report,
}

impl Diff {
    pub(super) fn understand(self) -> Result<DiffArgs, Problem> {
        Ok(DiffArgs { before: self.before, after: self.after, reporting: self.report.understand()? })
    }
}
