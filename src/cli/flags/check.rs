//! `check`, as typed.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use super::pipeline::Pipeline;
use super::report::Report;
use crate::catalogue::Dialect;
use crate::cli::args::{CheckArgs, Simulation};
use crate::cli::network::Network;
use crate::cli::numbered::read_each;
use crate::cli::usage_error::refusal;
use crate::cli::{duration, expect, simulation};
use crate::problem::Problem;
use crate::settings::{Given, SecretSource};

#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
#[derive(Debug, Args)]
pub(in crate::cli) struct Check {
    /// The app's client ID
    #[arg(long, value_name = "ID", help_heading = "Settings")]
    client_id: Option<String>,
    /// Read the client secret from this file
    #[arg(long, value_name = "PATH", help_heading = "Settings")]
    client_secret_file: Option<PathBuf>,
    /// Read the client secret from standard input
    #[arg(long, help_heading = "Settings")]
    client_secret_stdin: bool,
    #[arg(
        long,
        value_name = "ID",
        help_heading = "Settings",
        help = "Ask for the Service Account's token in this\nenterprise"
    )]
    enterprise_id: Option<String>,
    /// Ask for this user's token
    #[arg(long, value_name = "ID", help_heading = "Settings")]
    user_id: Option<String>,
    #[arg(
        long,
        value_name = "ID",
        help_heading = "Settings",
        help = "If the user is refused, compare with this\nApp User"
    )]
    app_user_id: Option<String>,
    #[arg(
        long,
        value_name = "URL",
        help_heading = "Settings",
        help = "Box's address: https, or http on loopback\n[default: https://api.box.com]"
    )]
    base_url: Option<String>,

    #[command(flatten)]
    network: Network,

    #[arg(
        long,
        value_name = "SCENARIO",
        help_heading = "Simulated Box",
        help = "Check a simulated app: `healthy`, a cause's\nID, or several IDs joined by `+`; `:2` after\nan ID picks its second form"
    )]
    simulate: Option<String>,
    #[arg(
        long,
        value_name = "DIALECT",
        value_parser = simulation::dialect,
        help_heading = "Simulated Box",
        help = "Which wording to use where sources differ:\n`current` or `guide` [default: current]"
    )]
    dialect: Option<Dialect>,

    #[arg(
        long,
        help_heading = "Examination",
        help = "Skip the control, a request with a wrong\nsecret (the diagnosis is less precise)"
    )]
    no_control: bool,
    #[arg(
        long,
        help_heading = "Examination",
        help = "Do not ask for lists of users, App Users or\nTerms of Service; more causes may stay open"
    )]
    no_user_list: bool,
    #[arg(
        long,
        help_heading = "Examination",
        help = "Do not revoke the tokens received; they\nexpire by themselves, in about an hour"
    )]
    no_revoke: bool,
    #[arg(
        long,
        value_name = "DURATION",
        default_value = "30s",
        hide_default_value = true,
        value_parser = duration::timeout,
        help_heading = "Examination",
        help = "Time limit for the whole check, such as `2m`\n[default: 30s]"
    )]
    timeout: Duration,

    #[arg(
        long,
        value_name = "DURATION",
        value_parser = duration::duration,
        help_heading = "Examination",
        help = "Repeat what failed until it is healthy, for at\nmost this long; use it while a change is made"
    )]
    wait: Option<Duration>,
    #[arg(
        long,
        value_name = "WHAT=OUTCOME",
        help_heading = "Examination",
        help = "What should hold: `user=denied` (by the app's\nown settings), `user=refused`, `scope=NAME`,\n`enterprise=granted`, `folder=ID`; repeatable"
    )]
    expect: Vec<String>,
    #[arg(
        long,
        value_name = "FILE",
        help_heading = "Output",
        help = "Save what was observed, without secrets, for\n`diagnose` and `diff`"
    )]
    record: Option<PathBuf>,
    #[command(flatten)]
    report: Report,
    #[command(flatten)]
    pipeline: Pipeline,
}

impl Check {
    pub(super) fn understand(self) -> Result<CheckArgs, Problem> {
        self.refuse_contradictions()?;
        let client_secret = match self.client_secret_file {
            Some(path) => Some(SecretSource::File(path)),
            None => self.client_secret_stdin.then_some(SecretSource::Stdin),
        };
        let (proxy, ca_cert) = self.network.understand()?;
        let reporting = self.pipeline.add_to(self.report.understand()?);
        Ok(CheckArgs {
            settings: Given {
                client_id: self.client_id,
                client_secret,
                enterprise_id: self.enterprise_id,
                user_id: self.user_id,
                app_user_id: self.app_user_id,
                base_url: self.base_url,
                proxy,
                ca_cert,
            },
            simulate: self.simulate.map(|scenario| Simulation { scenario, dialect: self.dialect.unwrap_or_default() }),
            control: !self.no_control,
            user_list: !self.no_user_list,
            revoke: !self.no_revoke,
            timeout: self.timeout,
            wait: self.wait.unwrap_or_default(),
            expectations: read_each("--expect", &self.expect, expect::parse)?,
            record: self.record,
            reporting,
        })
    }

    /// Refuses flags that do not go together.
    fn refuse_contradictions(&self) -> Result<(), Problem> {
        let secret_flag = match (&self.client_secret_file, self.client_secret_stdin) {
            (Some(_), true) => {
                return Err(refusal(
                    "`--client-secret-file` cannot be used with `--client-secret-stdin`",
                    "there is one secret: leave one of them out",
                ));
            }
            (Some(_), false) => Some("--client-secret-file"),
            (None, true) => Some("--client-secret-stdin"),
            (None, false) => None,
        };
        if self.simulate.is_some() {
            if self.base_url.is_some() {
                return Err(refusal(
                    "`--base-url` cannot be used with `--simulate`",
                    "the simulated Box has an address of its own; to use one that runs \
                     already, leave `--simulate` out",
                ));
            }
            if let Some(flag) = secret_flag {
                return Err(refusal(
                    format!("`{flag}` cannot be used with `--simulate`"),
                    "the simulated Box has a secret of its own; to see a wrong one, use \
                     `--simulate client-credentials-mismatch`",
                ));
            }
        } else if self.dialect.is_some() {
            return Err(refusal(
                "`--dialect` goes with `--simulate` only",
                "add `--simulate SCENARIO`, or leave `--dialect` out",
            ));
        }
        Ok(())
    }
}
