//! `check`: settle the settings, examine, report.

use std::io;
use std::panic::AssertUnwindSafe;
use std::path::Path;
use std::time::SystemTime;

use futures_util::FutureExt;

use super::expectations::expectations;
use super::heartbeat::Heartbeat;
use super::output::{deliver, empty_report, refuse};
use super::signals::Listening;
use super::target::{PipeReader, recording_to, write_file};
use super::terminal::is_ascii;
use super::{INCONCLUSIVE, OK, Stopped, USAGE, exit_code, of_flag};
use crate::catalogue::Catalogue;
use crate::check::{Check, Options};
use crate::cli::{CheckArgs, Simulation, Verbosity};
use crate::diagnose::Assessment;
use crate::examination::{Examination, Expectation, Expected, Revocations, configured};
use crate::origin::Origin;
use crate::problem::Problem;
use crate::recording::Recording;
use crate::report::assemble;
use crate::settings::{self, Profile, Surroundings};
use crate::simulate::{Misbehaviour, Scenario, Showing, SimulatedBox};

/// A program that a signal ended exits with this and the signal's number.
const BY_SIGNAL: u8 = 128;

pub(super) fn run(catalogue: &Catalogue, args: &CheckArgs) -> u8 {
    let started = SystemTime::now();
    keep_memory_private();
    if let Err(problem) = enough_files() {
        return refuse("check", &args.reporting, started, &Stopped::new(INCONCLUSIVE, problem));
    }
    let outcome = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => {
            let outcome = runtime.block_on(examine(catalogue, args));
            // A name that is still being looked up is not waited for.
            runtime.shutdown_background();
            outcome
        }
        Err(error) => Err(Stopped::new(INCONCLUSIVE, Problem::new(format!("cannot start the runtime: {error}")))),
    };
    let (examination, assessment) = match outcome {
        Ok(examination) => examination,
        Err(stopped) => return refuse("check", &args.reporting, started, &stopped),
    };
    let mut report = empty_report(Some("check"), started, OK, &[]);
    report.profiles.push(assemble(catalogue, &examination, &assessment));
    report.end.exit_code = exit_code(&report.profiles);
    let recorded = args.record.as_deref().is_none_or(|path| record(path, &report.run.started_at, examination));
    if !recorded && report.end.exit_code == OK {
        report.end.exit_code = INCONCLUSIVE;
    }
    deliver(&args.reporting, &report)
}

/// Lets no crash write the process's memory, and with it the secret, to a file.
fn keep_memory_private() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        // Where it is refused, the limit is what it was: nothing is worse for it.
        let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
    }
}

/// The open files that an examination takes at most at one time: the standard streams, the runtime's own, a connection for each
/// request of a wave, the simulated Box's end of it, the store of certificates, and a report being written.
#[cfg(unix)]
const FILES: u64 = 24;

/// Refuses to begin what cannot be brought to its end, with its tokens revoked.
fn enough_files() -> Result<(), Problem> {
    #[cfg(unix)]
    if let Some(limit) = rustix::process::getrlimit(rustix::process::Resource::Nofile).current
        && limit < FILES
    {
        let message = format!("this process may have {limit} files open, and needs up to {FILES}");
        return Err(Problem::new(message).hint("raise the limit, as with `ulimit -n 256`"));
    }
    Ok(())
}

fn record(path: &Path, recorded_at: &str, examination: Examination) -> bool {
    let recording = Recording::new(recorded_at.to_owned(), vec![examination]);
    let flag = Origin::flag("--record");
    write_file(&recording_to(&flag, path), PipeReader::MayCome, |out| recording.write(out))
}

async fn examine<'c>(catalogue: &'c Catalogue, args: &CheckArgs) -> Result<(Examination, Assessment<'c>), Stopped> {
    let simulated = match &args.simulate {
        Some(simulation) => Some(start(catalogue, simulation).await?),
        None => None,
    };
    let mut profile = settle(args, simulated.as_ref())?;
    let mut expectations =
        expectations(catalogue, &configured(&profile), &args.expectations).map_err(Stopped::usage)?;
    if let Some(simulated) = &simulated {
        profile.notes.extend(expect_by_itself(simulated.showings(), &mut expectations));
    }
    let options = Options {
        control: args.control,
        user_list: args.user_list,
        revoke: args.revoke,
        timeout: args.timeout,
        wait: args.wait,
        expectations,
    };
    let heartbeat = Heartbeat::new(args.reporting.verbosity > Verbosity::Quiet, is_ascii(args.reporting.ascii));
    let progress = |progress| heartbeat.tell(progress);
    let check = Check::new(catalogue, &profile, options).map_err(|error| Stopped::new(INCONCLUSIVE, error))?;
    // Before anything is sent.
    let mut signals = Listening::begin();
    let mut run = Box::pin(AssertUnwindSafe(check.run(&progress)).catch_unwind());
    let ended = tokio::select! {
        biased;
        signal = signals.ended() => Err(signal),
        learned = &mut run => Ok(learned),
    };
    heartbeat.stop();
    match ended {
        Ok(Ok(learned)) => match signals.stop().await {
            None => Ok(learned),
            Some(signal) => {
                let problem = broken_off("interrupted", learned.0.tokens, check.unanswered());
                Err(Stopped::new(BY_SIGNAL + signal, problem))
            }
        },
        Ok(Err(_)) => {
            drop(run);
            let tokens = check.break_off(std::future::ready(())).await;
            Err(Stopped::new(INCONCLUSIVE, broken_off("the examination broke off", tokens, check.unanswered())))
        }
        Err(signal) => {
            let tokens = check.break_off(run).await;
            Err(Stopped::new(BY_SIGNAL + signal, broken_off("interrupted", tokens, check.unanswered())))
        }
    }
}

/// What became of the tokens of an examination that did not come to its end.
fn broken_off(why: &str, tokens: Revocations, unanswered: u32) -> Problem {
    let lost = match unanswered {
        0 => String::new(),
        many => format!(
            "; token requests without a reply that could be read: {many}, and what they may have minted expires in about an hour"
        ),
    };
    Problem::new(format!("{why}; tokens: {} received, {} revoked{lost}", tokens.received, tokens.revoked))
}

async fn start(catalogue: &Catalogue, simulation: &Simulation) -> Result<SimulatedBox, Stopped> {
    let refused = |error| Stopped::usage(of_flag(&Origin::flag("--simulate"), error));
    let scenario = Scenario::parse(catalogue, &simulation.scenario).map_err(refused)?;
    let how = Misbehaviour::default();
    SimulatedBox::start(catalogue, &scenario, simulation.dialect, how, 0).await.map_err(refused)
}

/// Adds what a scenario's faults take to show at all, unless what was asked for shows them; tells what was added.
fn expect_by_itself(showings: &[Showing], expectations: &mut Vec<Expectation>) -> Option<String> {
    let mut added: Vec<String> = Vec::new();
    for Showing { key, touched } in showings {
        if !expectations.iter().any(|wanted| touched.contains(&wanted.key.probe)) {
            expectations.push(Expectation { key: key.clone(), expected: Expected::Granted });
            added.push(key.to_string());
        }
    }
    (!added.is_empty())
        .then(|| format!("expected by the scenario itself, since its fault shows nowhere else: {}", added.join(", ")))
}

fn settle(args: &CheckArgs, simulated: Option<&SimulatedBox>) -> Result<Profile, Stopped> {
    let simulated = simulated.map(SimulatedBox::settings);
    let layers = settings::layers(&args.settings, &|name| std::env::var_os(name), simulated);
    let mut surroundings = Surroundings {
        stdin: &mut io::stdin(),
        prompt: settings::terminal_prompt(),
        system_proxy: &settings::system_proxy,
    };
    settings::resolve(&layers, &mut surroundings)
        .map_err(|error| Stopped { problems: error.problems(), exit_code: USAGE })
}
