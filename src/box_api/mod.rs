//! The wire: requests to Box, raw replies, revocation, time limits, retries, TLS and proxy failures.
//!
//! The only room that names reqwest and the only one that exposes a secret. Every reply is redacted here, as it
//! enters. Knows nothing of causes: it tells what came back, not what that means.

mod again;
mod client;
mod clock;
mod control_secret;
mod failure;
mod ledger;
mod request;
mod way;

pub use client::{Client, Limits, Sent};
pub use ledger::TokenHandle;
pub use request::{Credential, Request, Subject};
pub use way::Error;
