//! `simulate`: a simulated Box for other clients, until it is told to stop.

use super::output::{write_problem, write_stdout};
use super::signals::Listening;
use super::{INCONCLUSIVE, USAGE, of_flag};
use crate::catalogue::Catalogue;
use crate::cli::{SimulateArgs, Verbosity};
use crate::origin::Origin;
use crate::problem::Problem;
use crate::simulate::{Error, Scenario, SimulatedBox};

pub(super) fn run(catalogue: &Catalogue, args: &SimulateArgs) -> u8 {
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            write_problem(&Problem::new(format!("cannot start the runtime: {error}")), Verbosity::Normal);
            return INCONCLUSIVE;
        }
    };
    runtime.block_on(serve(catalogue, args)).unwrap_or_else(|error| {
        let flag = if matches!(error, Error::Listen { .. }) { "--port" } else { "--scenario" };
        write_problem(&of_flag(&Origin::flag(flag), error), Verbosity::Normal);
        USAGE
    })
}

async fn serve(catalogue: &Catalogue, args: &SimulateArgs) -> Result<u8, Error> {
    let mut signals = Listening::begin();
    let scenario = Scenario::parse(catalogue, &args.simulation.scenario)?;
    let simulated =
        SimulatedBox::start(catalogue, &scenario, args.simulation.dialect, args.misbehaviour, args.port).await?;
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
