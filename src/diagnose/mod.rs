//! From replies to a diagnosis: which causes explain what was observed, which cannot be, and what would tell.
//!
//! Consistency-based diagnosis (Reiter 1987; de Kleer & Williams 1987): a hypothesis is a set of causes, it is
//! consistent if every observation is among what it predicts, and a *diagnosis* is a consistent hypothesis of
//! which no proper part is consistent. Pure and deterministic: no I/O, no clock.

mod control;
mod evidence;
mod hypothesis;
mod plan;
mod status;
mod verdict;

pub use control::Control;
pub use evidence::{Evidence, observed};
pub use plan::{Agenda, NextStep, StepKind, credentials_refused, next_step, next_wave};
pub use status::{Diagnosis, Judgement, Status, diagnose, undocumented};
pub use verdict::{Expectation, Expected, Standing, Verdict, is_fault, met_denials, standing, subject_of, verdict};

use crate::observation::{Findings, Observation};
