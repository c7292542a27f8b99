//! From replies to a diagnosis: which causes explain what was observed, which cannot be, and what would tell.
//!
//! Consistency-based diagnosis (Reiter 1987; de Kleer & Williams 1987): a hypothesis is a set of causes, it is
//! consistent if every observation is among what it predicts, and a *diagnosis* is a consistent hypothesis of
//! which no proper part is consistent. Pure and deterministic: no I/O, no clock.

mod advice;
mod alike;
mod control;
mod evidence;
mod hypothesis;
mod plan;
mod prospects;
mod status;
mod verdict;

pub use advice::{NextStep, StepKind, next_step};
pub use control::Control;
pub use evidence::{Evidence, observed};
pub use hypothesis::Instance;
pub use plan::{credentials_refused, next_wave};
pub use status::{Diagnosis, Judgement, Status, diagnose, undocumented};
pub use verdict::{Standing, Verdict, expected_refusals, is_fault, standing, subject_of, verdict};

use crate::observation::{Observation, Observations};
