//! What can be typed: the flags, their help, and how they go together.
//!
//! Help lines are broken by hand and fit in 80 columns, so that they read the same everywhere.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand};

use super::args::{
    CheckArgs, ColorChoice, Command, DiagnoseArgs, Dialect, DiffArgs, Evidence, Expect, ExplainArgs, Misbehaviour,
    Pasted, PastedReply, Reporting, SecretSource, SettingsArgs, SimulateArgs, Simulation, Verbosity,
};
use super::network::Network;
use super::output::{self, Output};
use super::usage_error::UsageError;
use super::{duration, expect, help, pasted};

/// Finds out why a Box app that uses the Client Credentials Grant gets no token
#[derive(Debug, Parser)]
#[command(name = "ccg-doctor", bin_name = "ccg-doctor", version, after_help = help::COMMANDS)]
pub(super) struct Cli {
    #[command(subcommand)]
    pub(super) command: Typed,
}

/// A command as typed.
#[derive(Debug, Subcommand)]
pub(super) enum Typed {
    /// Ask Box for tokens; say what is wrong and how to fix it
    #[command(after_help = help::CHECK)]
    Check(Check),
    /// Run a simulated Box on this machine, for your own tests
    #[command(after_help = help::SIMULATE)]
    Simulate(Simulate),
    /// Diagnose a recording or a pasted error; sends nothing
    #[command(after_help = help::DIAGNOSE)]
    Diagnose(Diagnose),
    /// Show what changed between two recordings
    #[command(after_help = help::DIFF)]
    Diff(Diff),
    /// Explain a cause, finding or reply in full, or list them all
    #[command(after_help = help::EXPLAIN)]
    Explain(Explain),
}

impl Typed {
    /// Turns what was typed into what it means.
    pub(super) fn understand(self) -> Result<Command, UsageError> {
        match self {
            Self::Check(check) => check.understand().map(|args| Command::Check(Box::new(args))),
            Self::Diagnose(diagnose) => diagnose.understand().map(Command::Diagnose),
            Self::Diff(diff) => diff.understand().map(Command::Diff),
            Self::Simulate(simulate) => Ok(Command::Simulate(simulate.understand())),
            Self::Explain(explain) => Ok(Command::Explain(ExplainArgs { id: explain.id, color: explain.color.color })),
        }
    }
}

#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
#[derive(Debug, Args)]
pub(super) struct Check {
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
        hide_possible_values = true,
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
        value_parser = expect::parse,
        help_heading = "Examination",
        help = "What should hold: `user=denied` (by the app's\nown settings), `user=refused`, `scope=NAME`,\n`enterprise=granted`, `folder=ID`; repeatable"
    )]
    expect: Vec<Expect>,
    #[arg(
        long,
        value_name = "FILE",
        help_heading = "Output",
        help = "Save what was observed, without secrets, for\n`diagnose` and `diff`"
    )]
    record: Option<PathBuf>,
    #[command(flatten)]
    report: Report,
}

/// Which reports go where, as typed.
#[derive(Debug, Args)]
pub(super) struct Report {
    #[arg(
        long,
        value_name = "FORMAT[=FILE]",
        value_parser = output::parse,
        help_heading = "Output",
        help = "`text` or `json`, to standard output or a\nfile; repeatable [default: text]"
    )]
    format: Vec<Output>,
    #[arg(
        short,
        long,
        action = clap::ArgAction::Count,
        help_heading = "Output",
        help = "Show what is ruled out, and each request and\nreply, redacted; -vv adds the headers"
    )]
    verbose: u8,
    /// Print neither progress nor hints
    #[arg(long, help_heading = "Output")]
    quiet: bool,
    #[command(flatten)]
    color: Color,
}

impl Report {
    fn understand(self) -> Result<Reporting, UsageError> {
        if self.quiet && self.verbose > 0 {
            return Err(UsageError::new("`--quiet` cannot be used with `--verbose`", "leave one of them out"));
        }
        let verbosity = match (self.quiet, self.verbose) {
            (true, _) => Verbosity::Quiet,
            (false, 0) => Verbosity::Normal,
            (false, 1) => Verbosity::Verbose,
            (false, _) => Verbosity::Wire,
        };
        Ok(Reporting { outputs: output::settle(self.format)?, verbosity, color: self.color.color })
    }
}

#[derive(Debug, Args)]
pub(super) struct Diagnose {
    /// A recording, a file with a pasted error, `-`, or the error itself
    #[arg(value_name = "FILE|TEXT")]
    bare: Option<PathBuf>,
    #[arg(
        long,
        value_name = "PROBE=TEXT",
        value_parser = pasted::parse,
        help_heading = "Pasted replies",
        help = "What Box answered: `granted`, a body, `curl -i`\noutput, an exception's text; or `@FILE`, or `-`\nfor standard input; repeatable"
    )]
    reply: Vec<PastedReply>,
    /// The enterprise ID in that request
    #[arg(long, value_name = "ID", help_heading = "Pasted replies")]
    enterprise_id: Option<String>,
    /// The user ID in that request
    #[arg(long, value_name = "ID", help_heading = "Pasted replies")]
    user_id: Option<String>,
    #[arg(
        long,
        value_name = "WHAT=OUTCOME",
        value_parser = expect::parse,
        help_heading = "Pasted replies",
        help = "What should hold: `user=refused`,\n`enterprise=granted`; repeatable"
    )]
    expect: Vec<Expect>,
    #[command(flatten)]
    report: Report,
}

impl Diagnose {
    fn understand(self) -> Result<DiagnoseArgs, UsageError> {
        let pasted = !self.reply.is_empty();
        let evidence = match self.bare {
            Some(_) if pasted => {
                return Err(UsageError::new(
                    "a recording or a bare paste cannot be used with `--reply`",
                    "a recording holds every reply, and a bare paste is one: leave one of them out",
                ));
            }
            Some(bare) => Evidence::Bare(bare),
            None if pasted => Evidence::Replies(self.reply),
            None => {
                return Err(UsageError::new(
                    "there is nothing to diagnose",
                    "name a recording, or paste what came back: `ccg-doctor diagnose -`",
                ));
            }
        };
        let from_stdin = |evidence: &Evidence| match evidence {
            Evidence::Replies(replies) => replies.iter().filter(|reply| reply.text == Pasted::Stdin).count(),
            Evidence::Bare(_) => 0,
        };
        if from_stdin(&evidence) > 1 {
            return Err(UsageError::new("standard input can hold one reply only", "put the others in files: `@FILE`"));
        }
        let (enterprise_id, user_id, expectations) = (self.enterprise_id, self.user_id, self.expect);
        Ok(DiagnoseArgs { evidence, enterprise_id, user_id, expectations, reporting: self.report.understand()? })
    }
}

#[derive(Debug, Args)]
pub(super) struct Diff {
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
    fn understand(self) -> Result<DiffArgs, UsageError> {
        Ok(DiffArgs { before: self.before, after: self.after, reporting: self.report.understand()? })
    }
}

#[derive(Debug, Args)]
pub(super) struct Simulate {
    #[arg(
        long,
        value_name = "N",
        default_value = "0",
        hide_default_value = true,
        value_parser = port,
        help = "The port on loopback; 0 picks a free one\n[default: 0]"
    )]
    port: u16,
    #[arg(
        long,
        value_name = "SCENARIO",
        default_value = "healthy",
        hide_default_value = true,
        help = "`healthy`, a cause's ID, or several joined by\n`+`; `:2` after an ID picks its second form,\n`:NAME` the form of that name\n[default: healthy]"
    )]
    scenario: String,
    #[arg(
        long,
        value_name = "DIALECT",
        default_value = "current",
        hide_default_value = true,
        hide_possible_values = true,
        help = "Which wording to use where sources differ:\n`current` or `guide` [default: current]"
    )]
    dialect: Dialect,
    /// Delay each reply by this long, such as `200ms`
    #[arg(long, value_name = "DURATION", value_parser = duration::duration, help_heading = "Misbehaviour")]
    latency: Option<Duration>,
    #[arg(
        long,
        value_name = "KIND",
        hide_possible_values = true,
        help_heading = "Misbehaviour",
        help = "Spoil each reply: `rate-limited`, `unavailable`,\n`truncated`, `html` or `dropped`"
    )]
    misbehave: Option<Misbehaviour>,
    #[command(flatten)]
    color: Color,
}

#[derive(Debug, Args)]
pub(super) struct Explain {
    /// An ID, or a code or sentence of Box's; leave it out for the list
    #[arg(value_name = "ID|TEXT")]
    id: Option<String>,
    #[command(flatten)]
    color: Color,
}

#[derive(Debug, Args)]
pub(super) struct Color {
    /// `auto`, `always` or `never` [default: auto]
    #[arg(
        long,
        value_name = "WHEN",
        default_value = "auto",
        hide_default_value = true,
        hide_possible_values = true,
        help_heading = "Output"
    )]
    color: ColorChoice,
}

impl Check {
    fn understand(self) -> Result<CheckArgs, UsageError> {
        self.refuse_contradictions()?;
        let client_secret = match self.client_secret_file {
            Some(path) => Some(SecretSource::File(path)),
            None => self.client_secret_stdin.then_some(SecretSource::Stdin),
        };
        let (proxy, ca_cert) = self.network.understand()?;
        let reporting = self.report.understand()?;
        output::keep_apart(&reporting.outputs, self.record.as_deref())?;
        Ok(CheckArgs {
            settings: SettingsArgs {
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
            expectations: self.expect,
            record: self.record,
            reporting,
        })
    }

    /// Refuses flags that do not go together.
    fn refuse_contradictions(&self) -> Result<(), UsageError> {
        let secret_flag = match (&self.client_secret_file, self.client_secret_stdin) {
            (Some(_), true) => {
                return Err(UsageError::new(
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
                return Err(UsageError::new(
                    "`--base-url` cannot be used with `--simulate`",
                    "the simulated Box has an address of its own; to use one that runs \
                     already, leave `--simulate` out",
                ));
            }
            if let Some(flag) = secret_flag {
                return Err(UsageError::new(
                    format!("`{flag}` cannot be used with `--simulate`"),
                    "the simulated Box has a secret of its own; to see a wrong one, use \
                     `--simulate client-credentials-mismatch`",
                ));
            }
        } else if self.dialect.is_some() {
            return Err(UsageError::new(
                "`--dialect` goes with `--simulate` only",
                "add `--simulate SCENARIO`, or leave `--dialect` out",
            ));
        }
        Ok(())
    }
}

impl Simulate {
    fn understand(self) -> SimulateArgs {
        SimulateArgs {
            port: self.port,
            simulation: Simulation { scenario: self.scenario, dialect: self.dialect },
            latency: self.latency.unwrap_or_default(),
            misbehave: self.misbehave,
            color: self.color.color,
        }
    }
}

/// Reads a port. The error is fixed text, so that it cannot repeat what was typed.
fn port(text: &str) -> Result<u16, &'static str> {
    text.parse().map_err(|_| "expected a port from 0 to 65535; 0 picks a free one")
}
