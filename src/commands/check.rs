//! `check`: settle the settings, examine, report.

use std::io;
use std::time::SystemTime;

use super::output::{empty_report, report_error, write_everywhere, write_stderr};
use super::{INCONCLUSIVE, OK, USAGE, dialect, signals};
use crate::catalogue::Catalogue;
use crate::check::{Check, Options};
use crate::cli::{CheckArgs, Format, Simulation};
use crate::diagnose::Verdict;
use crate::examination::Examination;
use crate::report::{ProfileReport, assemble};
use crate::settings::{self, Profile, Surroundings};
use crate::simulate::{Misbehaviour, Scenario, SimulatedBox};

/// Some profile is misconfigured.
const MISCONFIGURED: u8 = 1;
/// A program that a signal ended exits with this and the signal's number.
const BY_SIGNAL: u8 = 128;

/// Why there is no examination to report.
struct Refusal {
    messages: Vec<String>,
    exit_code: u8,
}

impl Refusal {
    fn new(exit_code: u8, message: &impl ToString) -> Self {
        Self { messages: vec![message.to_string()], exit_code }
    }
}

pub(super) fn run(catalogue: &Catalogue, args: &CheckArgs) -> u8 {
    let started = SystemTime::now();
    let outcome = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => {
            let outcome = runtime.block_on(examine(catalogue, args));
            // A name that is still being looked up is not waited for.
            runtime.shutdown_background();
            outcome
        }
        Err(error) => Err(Refusal::new(INCONCLUSIVE, &format!("no runtime could be set up: {error}"))),
    };
    match outcome {
        Ok(profile) => {
            let exit_code = exit_code(profile.verdict);
            let mut report = empty_report("check", started, exit_code, None);
            report.profiles.push(profile);
            match (write_everywhere(&report, args), exit_code) {
                // What was not delivered is no green light.
                (false, OK) => INCONCLUSIVE,
                _ => exit_code,
            }
        }
        Err(refusal) => refuse(&refusal, args),
    }
}

fn exit_code(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Healthy => OK,
        Verdict::Misconfigured => MISCONFIGURED,
        Verdict::Inconclusive => INCONCLUSIVE,
    }
}

fn refuse(refusal: &Refusal, args: &CheckArgs) -> u8 {
    for message in &refusal.messages {
        write_stderr(&format!("error: {message}"));
    }
    if args.stdout_format() == Some(Format::Json) {
        report_error("check", &refusal.messages.join("\n"), refusal.exit_code);
    }
    refusal.exit_code
}

async fn examine(catalogue: &Catalogue, args: &CheckArgs) -> Result<ProfileReport, Refusal> {
    let simulated = match &args.simulate {
        Some(simulation) => Some(start(catalogue, simulation).await?),
        None => None,
    };
    let profile = settle(args, simulated.as_ref())?;
    let scenario = args.simulate.as_ref().map(|simulation| simulation.scenario.as_str());
    let options =
        Options { control: args.control, revoke: args.revoke, timeout: args.timeout, expectations: Vec::new() };
    let check =
        Check::new(catalogue, &profile, scenario, options).map_err(|error| Refusal::new(INCONCLUSIVE, &error))?;
    let examination: Examination = tokio::select! {
        examination = check.run() => examination,
        signal = signals::ended() => {
            let tokens = check.break_off().await;
            let message = format!("interrupted; tokens: {} received, {} revoked", tokens.received, tokens.revoked);
            return Err(Refusal::new(BY_SIGNAL + signal, &message));
        }
    };
    Ok(assemble(catalogue, &examination))
}

async fn start(catalogue: &Catalogue, simulation: &Simulation) -> Result<SimulatedBox, Refusal> {
    let usage = |error| Refusal::new(USAGE, &error);
    let scenario = Scenario::parse(catalogue, &simulation.scenario).map_err(usage)?;
    let dialect = dialect(simulation.dialect);
    SimulatedBox::start(catalogue, &scenario, dialect, Misbehaviour::default(), 0).await.map_err(usage)
}

fn settle(args: &CheckArgs, simulated: Option<&SimulatedBox>) -> Result<Profile, Refusal> {
    let mut stdin = io::stdin();
    let mut surroundings = Surroundings {
        environment: &|name| std::env::var_os(name),
        stdin: &mut stdin,
        prompt: settings::terminal_prompt(),
    };
    settings::resolve(&args.settings, simulated.map(SimulatedBox::settings), &mut surroundings)
        .map_err(|error| Refusal { messages: error.each().iter().map(ToString::to_string).collect(), exit_code: USAGE })
}
