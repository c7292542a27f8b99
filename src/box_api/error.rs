//! Why there is no connection to send anything over.

use super::chain::innermost;
use crate::origin::Origin;
use crate::problem::Problem;

/// The largest store that is read, in bytes: a store has some two hundred certificates of two kilobytes each.
pub(super) const LARGEST_STORE: u64 = 8 * 1024 * 1024;

/// Why no request could be sent at all.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// TLS, a certificate or the proxy's address cannot be used.
    #[error("no HTTP client could be set up: {}", innermost(.0))]
    Client(#[from] reqwest::Error),
    /// A variable names a store of certificates that cannot be read to its end.
    #[error(
        "no HTTP client could be set up: variable `{variable}` names what is no file of certificates, or more than {} MiB of them",
        LARGEST_STORE / (1024 * 1024)
    )]
    Store {
        /// The variable.
        variable: &'static str,
    },
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        let problem = Self::new(error.to_string());
        match error {
            Error::Client(_) => problem,
            Error::Store { variable } => problem.at(Origin::variable(variable)),
        }
    }
}
