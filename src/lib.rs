//! A doctor for Box apps that use the Client Credentials Grant (CCG).
//!
//! Settings in, report out: a [`Catalogue`] of what is known of Box's replies, a [`Profile`] of layers of settings, and
//! [`examine`]. Here a simulated Box on loopback answers; for Box itself, `layers(&given, &|name| std::env::var_os(name), None)`
//! reads the same variables as the program.
//!
#![cfg_attr(feature = "simulate", doc = "```")]
#![cfg_attr(not(feature = "simulate"), doc = "```ignore")]
//! use ccg_doctor::catalogue::Dialect;
//! use ccg_doctor::diagnose::Verdict;
//! use ccg_doctor::settings::{Given, Surroundings, layers, resolve, system_proxy};
//! use ccg_doctor::simulate::{Misbehaviour, Scenario, SimulatedBox};
//! use ccg_doctor::{Catalogue, Options, examine};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
//! let catalogue = Catalogue::embedded()?;
//! let scenario = Scenario::parse(&catalogue, "user-tokens-disabled")?;
//! let simulated = SimulatedBox::start(&catalogue, &scenario, Dialect::Current, Misbehaviour::default(), 0).await?;
//!
//! let layers = layers(&Given::default(), &|_| None, Some(simulated.settings()));
//! let mut surroundings =
//!     Surroundings { stdin: &mut std::io::empty(), prompt: None, system_proxy: &system_proxy };
//! let profile = resolve(&layers, &mut surroundings)?;
//!
//! let report = examine(&catalogue, &profile, Options::default()).await?;
//! assert_eq!(report.verdict, Verdict::Misconfigured);
//! assert_eq!(report.findings[0].id.as_str(), "user-tokens-disabled");
//! # Ok(())
//! # })
//! # }
//! ```
//!
//! Features: `cli` (the default) is the program with its command line and its text report, `simulate` the simulated Box. Without
//! both, what is left knows neither clap nor axum.
//!
//! The rooms, in the order in which data flows; a room uses only those above it (`tests/suite/rooms.rs` holds it to that).
//!
//! - `wording`: how words make a sentence.
//! - [`origin`]: where a value comes from.
//! - [`problem`]: why something could not be done.
//! - `decoding`: base64 in its several alphabets.
//! - [`tally`]: how often the costly things are done, for the benchmarks.
//! - `mirror`: words of a file or document of our own, each beside the one inside that it stands for.
//! - [`reply`]: what came back, kept raw and redacted.
//! - `typed`: what was typed, as far as a message may repeat it.
//! - `files`: what was named, read without waiting for ever.
//! - [`settings`]: from a layer for each source to a profile, each value with its origin.
//! - [`catalogue`]: what is known of Box's replies, as data.
//! - [`observation`]: what each probe told: its reply, read by the catalogue.
//! - [`examination`]: everything that was asked and learned of one profile, without a secret.
//! - [`diagnose`]: from replies to a diagnosis, and to what to ask next.
//! - [`box_api`]: the wire: requests, raw replies, retries, revocation.
//! - [`pasted`]: what people paste, read as replies.
//! - [`probe`]: sends a wave of probes.
//! - [`check`]: the loop over the waves of one examination.
//! - `simulate` (feature): a simulated Box on loopback: the catalogue run forwards.
//! - [`recording`]: examinations in a file.
//! - [`report`]: an examination put into words, and what a reader is shown of it.
//! - [`formats`]: a row and a file for each format that a report is printed in.
//! - `cli` (feature): the command line, from what was typed to plain types and each room's options.
//! - `commands` (feature): one function for each command: ties the rooms to standard streams, signals and files.

#[cfg(feature = "cli")]
use std::ffi::OsString;
#[cfg(feature = "cli")]
use std::process::ExitCode;

pub mod box_api;
pub mod catalogue;
pub mod check;
#[cfg(feature = "cli")]
mod cli;
#[cfg(feature = "cli")]
mod commands;
mod decoding;
pub mod diagnose;
pub mod examination;
mod files;
pub mod formats;
mod mirror;
pub mod observation;
pub mod origin;
pub mod pasted;
pub mod probe;
pub mod problem;
pub mod recording;
pub mod reply;
pub mod report;
pub mod settings;
#[cfg(feature = "simulate")]
pub mod simulate;
pub mod tally;
mod typed;
mod wording;

pub use catalogue::Catalogue;
pub use check::Options;
pub use report::ProfileReport;
pub use settings::Profile;

/// Examines one app, and puts what was learned into words. Every token that it received is revoked before it returns, unless
/// `options` say otherwise; if the future is dropped before its end, tokens expire by themselves, in about an hour.
///
/// # Errors
///
/// If no HTTP client can be set up: its TLS, a certificate or the proxy's address cannot be used. Whatever Box, the network or a
/// proxy answers is no error but a finding.
pub async fn examine(
    catalogue: &Catalogue,
    profile: &Profile,
    options: Options,
) -> Result<ProfileReport, box_api::Error> {
    let check = check::Check::new(catalogue, profile, options)?;
    let (examination, assessment) = check.run(&|_| ()).await;
    Ok(report::assemble(catalogue, &examination, &assessment))
}

/// The program: runs the command line, the program's name included (as `std::env::args_os` gives it), and returns its exit code.
/// It writes to standard output and standard error, sets a panic hook that prints no message, and listens to signals while it runs.
#[cfg(feature = "cli")]
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let args: Vec<_> = args.into_iter().collect();
    ExitCode::from(commands::run(&args))
}

/// Reads a command line and does nothing else: for `tests/fuzz`, since the command line's own types are nobody else's business.
///
/// # Errors
///
/// If the command line cannot be run as typed.
#[cfg(feature = "cli")]
#[doc(hidden)]
pub fn read_command_line(args: &[OsString]) -> Result<(), problem::Problem> {
    let _ = (cli::format_for_a_program(args), cli::command_name(args));
    cli::parse(args).map(drop)
}
