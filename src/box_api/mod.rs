//! The wire: requests to Box, raw replies, revocation, time limits, retries, TLS and proxy failures.
//!
//! The only room that names reqwest and the only one that exposes a secret. Every reply is redacted here, as it
//! enters. Knows nothing of causes: it tells what came back, not what that means.
//!
//! - `client` is the room's face: it sends a `request` until its reply is final, as `retry` has it, and has `revoke` give
//!   the tokens back;
//! - both ask over the `connection`, which sends a request once: it goes the `way` that this machine leaves open, its certificates
//!   from `stores` that can be read, is timed by the `clock`, and its `failure` is told from the `chain` of errors;
//! - what was sent stands in the `books`, which tokens came in the `ledger`.

mod books;
mod chain;
mod client;
mod clock;
mod connection;
mod control_secret;
mod curl;
mod error;
mod failure;
mod ledger;
mod request;
mod retry;
mod revoke;
mod stores;
mod way;

pub use client::{Client, Limits, Sent};
pub use error::Error;
pub use ledger::TokenHandle;
pub use request::{Credential, Request, Subject};
