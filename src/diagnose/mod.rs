//! From replies to a diagnosis: which causes explain what was observed, which cannot be, and what would tell.
//!
//! Consistency-based diagnosis (Reiter 1987; de Kleer & Williams 1987): a hypothesis is a set of causes, it is
//! consistent if every observation is among what it predicts, and a *diagnosis* is a consistent hypothesis of
//! which no proper part is consistent. Pure and deterministic: no I/O, no clock.

mod advice;
mod alike;
mod assessment;
mod control;
mod evidence;
mod hypothesis;
mod plan;
mod prospects;
mod status;
mod verdict;

pub use advice::{NextStep, Step, StepKind};
pub use assessment::Assessment;
pub use control::Control;
pub use evidence::Evidence;
pub use hypothesis::Instance;
pub use plan::{credentials_refused, first_wave};
pub use status::{Diagnosis, Judgement, Status, diagnose, undocumented};
pub use verdict::{Standing, Verdict, subject_of};
