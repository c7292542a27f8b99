//! `simulate`, as typed.

use std::time::Duration;

use clap::Args;

use super::report::Color;
use crate::catalogue::Dialect;
use crate::cli::args::{SimulateArgs, Simulation};
use crate::cli::{duration, simulation};
use crate::simulate::{Kind, Misbehaviour};

#[derive(Debug, Args)]
pub(in crate::cli) struct Simulate {
    #[arg(
        long,
        value_name = "N",
        default_value = "0",
        hide_default_value = true,
        value_parser = simulation::port,
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
        value_parser = simulation::dialect,
        help = "Which wording to use where sources differ:\n`current` or `guide` [default: current]"
    )]
    dialect: Dialect,
    /// Delay each reply by this long, such as `200ms`
    #[arg(long, value_name = "DURATION", value_parser = duration::duration, help_heading = "Misbehaviour")]
    latency: Option<Duration>,
    #[arg(
        long,
        value_name = "KIND",
        value_parser = simulation::misbehaviour,
        help_heading = "Misbehaviour",
        help = "Spoil each reply: `rate-limited`, `unavailable`,\n`truncated`, `html` or `dropped`"
    )]
    misbehave: Option<Kind>,
    #[command(flatten)]
    color: Color,
}

impl Simulate {
    pub(super) fn understand(self) -> SimulateArgs {
        SimulateArgs {
            port: self.port,
            simulation: Simulation { scenario: self.scenario, dialect: self.dialect },
            misbehaviour: Misbehaviour { latency: self.latency.unwrap_or_default(), kind: self.misbehave },
            color: self.color.color,
        }
    }
}
