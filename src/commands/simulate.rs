//! `simulate`: a simulated Box for other clients, until it is told to stop.

use super::output::{joined, write_stderr, write_stdout};
use super::signals::Listening;
use super::{INCONCLUSIVE, USAGE, dialect};
use crate::catalogue::Catalogue;
use crate::cli::{self, SimulateArgs};
use crate::simulate::{Error, Kind, Misbehaviour, Scenario, SimulatedBox};

pub(super) fn run(catalogue: &Catalogue, args: &SimulateArgs) -> u8 {
    let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() else {
        write_stderr("error: no runtime could be set up");
        return INCONCLUSIVE;
    };
    match runtime.block_on(serve(catalogue, args)) {
        Ok(code) => code,
        Err(error) => {
            write_stderr(&format!("error: {}", joined(error)));
            USAGE
        }
    }
}

async fn serve(catalogue: &Catalogue, args: &SimulateArgs) -> Result<u8, Error> {
    let mut signals = Listening::begin();
    let scenario = Scenario::parse(catalogue, &args.simulation.scenario)?;
    let misbehaviour = Misbehaviour { latency: args.latency, kind: args.misbehave.map(kind) };
    let simulated =
        SimulatedBox::start(catalogue, &scenario, dialect(args.simulation.dialect), misbehaviour, args.port).await?;
    let printed = write_stdout(|out| {
        for (name, value) in simulated.env() {
            writeln!(out, "{name}={value}")?;
        }
        Ok(())
    });
    if printed.is_err() {
        return Ok(INCONCLUSIVE);
    }
    Ok(128 + signals.ended().await)
}

fn kind(typed: cli::Misbehaviour) -> Kind {
    match typed {
        cli::Misbehaviour::RateLimited => Kind::RateLimited,
        cli::Misbehaviour::Unavailable => Kind::Unavailable,
        cli::Misbehaviour::Truncated => Kind::Truncated,
        cli::Misbehaviour::Html => Kind::Html,
        cli::Misbehaviour::Dropped => Kind::Dropped,
    }
}
