//! What a command line means: one plain type for each command.

use std::path::PathBuf;
use std::time::Duration;

use super::output::Output;
use crate::formats::Format;

/// What the command line asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Examine a profile.
    Check(Box<CheckArgs>),
    /// Run a simulated Box until interrupted.
    Simulate(SimulateArgs),
    /// Diagnose a recording or pasted replies, without a network.
    Diagnose(DiagnoseArgs),
    /// Tell what changed between two recordings.
    Diff(DiffArgs),
    /// Print catalogue entries.
    Explain(ExplainArgs),
    /// Print this text, help or version, on standard output and succeed.
    Print(String),
}

impl Command {
    /// When to colour.
    #[must_use]
    pub fn color(&self) -> ColorChoice {
        match self {
            Self::Simulate(args) => args.color,
            Self::Explain(args) => args.color,
            _ => self.reporting().map_or(ColorChoice::Auto, |(_, reporting)| reporting.color),
        }
    }

    /// The name of a command that reports, and which reports go where.
    #[must_use]
    pub fn reporting(&self) -> Option<(&'static str, &Reporting)> {
        match self {
            Self::Check(args) => Some(("check", &args.reporting)),
            Self::Diagnose(args) => Some(("diagnose", &args.reporting)),
            Self::Diff(args) => Some(("diff", &args.reporting)),
            Self::Simulate(_) | Self::Explain(_) | Self::Print(_) => None,
        }
    }
}

/// What `check` was asked to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckArgs {
    /// The settings given as flags.
    pub settings: SettingsArgs,
    /// The simulated Box to examine in place of a real one.
    pub simulate: Option<Simulation>,
    /// Whether to send the control, a request with a wrong secret.
    pub control: bool,
    /// Whether the enterprise's users and its Terms of Service may be asked for, where that tells.
    pub user_list: bool,
    /// Whether to revoke the tokens received.
    pub revoke: bool,
    /// How long the examination of one profile may take; never zero, an hour at most.
    pub timeout: Duration,
    /// For how long to repeat what failed; zero for not at all.
    pub wait: Duration,
    /// What is expected beyond a token for each configured subject.
    pub expectations: Vec<Expect>,
    /// Where to record what is observed.
    pub record: Option<PathBuf>,
    /// Which reports go where.
    pub reporting: Reporting,
}

/// Which reports go where, and how much they tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reporting {
    /// The reports to write; never empty, one at most to standard output, no file twice.
    pub outputs: Vec<Output>,
    /// How much to tell.
    pub verbosity: Verbosity,
    /// When to colour.
    pub color: ColorChoice,
}

impl Reporting {
    /// The format asked for on standard output, if any.
    #[must_use]
    pub fn stdout_format(&self) -> Option<&'static Format> {
        self.outputs.iter().find(|output| output.is_stdout()).map(|output| output.format)
    }
}

/// One expectation, as typed; names are not validated here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expect {
    /// What it is about.
    pub of: ExpectedOf,
    /// What it is to come to.
    pub outcome: ExpectedOutcome,
}

/// What an expectation is to come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExpectedOutcome {
    /// It is granted.
    Granted,
    /// The app's own configuration denies it.
    Denied,
    /// It is refused, whatever the reason.
    Refused,
}

/// What an expectation is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExpectedOf {
    /// The Service Account's token.
    Enterprise,
    /// The configured user's token.
    User,
    /// An application scope, by name.
    Scope(String),
    /// A folder, by ID.
    Folder(String),
}

/// What `diagnose` was asked to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DiagnoseArgs {
    /// What there is to go by.
    pub evidence: Evidence,
    /// The enterprise ID that was asked with, where it is known.
    pub enterprise_id: Option<String>,
    /// The user ID that was asked with, where it is known.
    pub user_id: Option<String>,
    /// What was expected.
    pub expectations: Vec<Expect>,
    /// Which reports go where.
    pub reporting: Reporting,
}

/// What there is to go by without a network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Evidence {
    /// One argument: a file's name, `-`, or the text itself; which of them is not settled here.
    Bare(PathBuf),
    /// Pasted replies, each with the name of its probe; the names are not validated here.
    Replies(Vec<PastedReply>),
}

/// A pasted reply, as typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastedReply {
    /// The probe's name.
    pub probe: String,
    /// The scope or folder that it was aimed at.
    pub target: Option<String>,
    /// Where the text is.
    pub text: Pasted,
}

/// Where a pasted text is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pasted {
    /// On the command line.
    Text(String),
    /// In this file.
    File(PathBuf),
    /// On standard input.
    Stdin,
}

/// What `diff` was asked to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DiffArgs {
    /// The earlier recording.
    pub before: PathBuf,
    /// The later one.
    pub after: PathBuf,
    /// Which reports go where.
    pub reporting: Reporting,
}

/// The settings given as flags, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SettingsArgs {
    /// `--client-id`
    pub client_id: Option<String>,
    /// `--client-secret-file` or `--client-secret-stdin`
    pub client_secret: Option<SecretSource>,
    /// `--enterprise-id`
    pub enterprise_id: Option<String>,
    /// `--user-id`
    pub user_id: Option<String>,
    /// `--app-user-id`
    pub app_user_id: Option<String>,
    /// `--base-url`
    pub base_url: Option<String>,
    /// `--proxy` or `--no-proxy`
    pub proxy: Option<ProxyChoice>,
    /// `--ca-cert`
    pub ca_cert: Option<PathBuf>,
}

/// What flags say of a proxy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProxyChoice {
    /// Go by way of this one, whatever the environment says; not validated here.
    Through(String),
    /// Go by way of none, whatever the environment says.
    Direct,
}

/// Where a flag says that the client secret is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SecretSource {
    /// In this file.
    File(PathBuf),
    /// On standard input.
    Stdin,
}

/// A simulated Box: what is wrong with the app, and in which words Box says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Simulation {
    /// `healthy`, the ID of a cause, or several joined by `+`; not validated here.
    pub scenario: String,
    /// The wording where the sources differ.
    pub dialect: Dialect,
}

/// The wording of Box's replies where the sources differ.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Dialect {
    /// As recorded in 2026.
    #[default]
    Current,
    /// As Box's guide has it: one sentence for every documented cause.
    Guide,
}

/// What `simulate` was asked to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SimulateArgs {
    /// The port on loopback; 0 picks a free one.
    pub port: u16,
    /// The Box to simulate.
    pub simulation: Simulation,
    /// How long each reply is held back.
    pub latency: Duration,
    /// How each reply is spoilt.
    pub misbehave: Option<Misbehaviour>,
    /// When to colour.
    pub color: ColorChoice,
}

/// A way for the simulated Box to answer as Box should not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Misbehaviour {
    /// 429 with `Retry-After`.
    RateLimited,
    /// 503.
    Unavailable,
    /// A body that ends too early.
    Truncated,
    /// A page in place of JSON, as a captive portal sends it.
    Html,
    /// A connection closed without a reply.
    Dropped,
}

/// What `explain` was asked to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExplainArgs {
    /// The catalogue entry; none lists them all. Not validated here.
    pub id: Option<String>,
    /// When to colour.
    pub color: ColorChoice,
}

/// How much to tell, from least to most.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verbosity {
    /// `--quiet`: results and errors, neither progress nor hints.
    Quiet,
    /// Results, progress and hints.
    #[default]
    Normal,
    /// `-v`: what was ruled out, and each probe as a command to repeat it.
    Verbose,
    /// `-vv`: requests and replies as well, redacted.
    Wire,
}

/// When to colour.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum ColorChoice {
    /// On a terminal, unless the environment says otherwise.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}
