//! Settings: from flags and environment to a [`Profile`], each value with its origin.
//!
//! This room opens no socket. It reads the environment, standard input and the terminal only through [`Surroundings`], so that
//! a test can stand in for each, and it opens no file but those that hold the secret and certificates. Strongest first: flag, environment,
//! default. Where the facts come from: the variables' names as used in the wild, and curl's for proxies.

mod base_url;
mod ca;
mod error;
mod fault;
mod identity;
mod profile;
mod prompt;
mod proxy;
mod resolve;
mod secret;
mod setting;
mod sources;
mod subject;
mod twice;

pub use crate::origin::{Origin, Sourced};
pub use base_url::BaseUrl;
pub use ca::CaCertificates;
pub use error::Error;
pub use fault::Fault;
pub use identity::{ClientId, EnterpriseId, UserId};
pub use profile::{Profile, SimulatedSettings};
pub use prompt::{Prompt, terminal_prompt};
pub use proxy::{ProxyLogin, ProxyUrl, system_proxy};
pub use resolve::resolve;
pub use secret::ClientSecret;
pub use setting::Setting;
pub use sources::Surroundings;

#[cfg(test)]
mod tests;
