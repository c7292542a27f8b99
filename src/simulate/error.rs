//! Why there is no simulated Box, as values that turn into a [`Problem`].

use crate::problem::Problem;
use crate::settings::Flaw;

/// Why there is no simulated Box.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The scenario names what is no cause.
    #[error("no scenario is called `{seen}`")]
    UnknownScenario {
        /// What was asked for.
        seen: String,
        /// What there is.
        known: String,
        /// What was probably meant, as a hint.
        near: Option<String>,
    },
    /// The scenario names a form that its cause has not.
    #[error("`{cause}` has no form `{seen}`")]
    UnknownForm {
        /// The cause.
        cause: String,
        /// What was asked for.
        seen: String,
        /// What there is.
        known: String,
        /// What was probably meant, as a hint.
        near: Option<String>,
    },
    /// The scenario names a cause that only a pasted reply can show.
    #[error("`{cause}` cannot be simulated: no request that this program sends can have it")]
    PastedOnly {
        /// The cause.
        cause: String,
    },
    /// The scenario's causes cannot be true together.
    #[error("`{one}` and `{other}` cannot both be true of one app")]
    Contradiction {
        /// One cause.
        one: String,
        /// Another that excludes it.
        other: String,
    },
    /// The port cannot be had.
    #[error("cannot listen on port {port} of 127.0.0.1: {source}")]
    Listen {
        /// The port asked for.
        port: u16,
        /// Why not.
        source: std::io::Error,
    },
    /// An invented value is not one: a fault of this program.
    #[error("the simulated settings are unusable: {0}")]
    Settings(#[from] Flaw),
}

impl Error {
    /// What to do about it.
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::UnknownScenario { near: Some(near), .. } | Self::UnknownForm { near: Some(near), .. } => near.clone(),
            Self::UnknownScenario { known, .. } => format!(
                "a scenario is `healthy`, or causes joined by `+`; `:2` after one picks its second form: {known}"
            ),
            Self::UnknownForm { known, .. } => format!("its forms, by number or by name: {known}"),
            Self::PastedOnly { .. } => {
                "a reply to another program's request is read by `ccg-doctor diagnose`".to_owned()
            }
            Self::Contradiction { .. } => "simulate one of them".to_owned(),
            Self::Listen { .. } => "`--port 0` picks a free one".to_owned(),
            Self::Settings(_) => return None,
        })
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        let problem = Self::new(error.to_string());
        match error.hint() {
            Some(hint) => problem.hint(hint),
            None => problem,
        }
    }
}
