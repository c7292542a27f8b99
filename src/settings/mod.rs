//! Settings: from flags and environment to a [`Profile`], each value with its origin.
//!
//! This room opens no socket. It reads the environment, standard input and the terminal only through [`Surroundings`], so that
//! a test can stand in for each, and it opens no file but the one that holds the secret. Strongest first: flag, environment,
//! default. Where the facts come from: the variables' names as used in the wild.

mod base_url;
mod error;
mod fault;
mod identity;
mod origin;
mod profile;
mod prompt;
mod resolve;
mod secret;
mod setting;
mod subject;

pub use base_url::BaseUrl;
pub use error::Error;
pub use fault::Fault;
pub use identity::{ClientId, EnterpriseId, UserId};
pub use origin::{Origin, Sourced};
pub use profile::{Profile, SimulatedSettings};
pub use prompt::{Prompt, terminal_prompt};
pub use resolve::{Surroundings, resolve};
pub use secret::ClientSecret;
pub use setting::Setting;

#[cfg(test)]
mod tests;
