//! Settings: from a [`Layer`] for each source to a [`Profile`], each value with its origin.
//!
//! This room opens no socket. It is handed the environment, and reads standard input and asks a person only through
//! [`Surroundings`], so that a test can stand in for each; it opens no file but those that hold the secret and certificates. The
//! order of strength stands in [`layers`] alone. Where the facts come from: the variables' names as used in the wild, and curl's
//! for proxies.

mod base_url;
mod ca;
mod environment;
mod error;
mod flaw;
mod given;
mod identity;
mod layer;
mod profile;
mod prompt;
mod proxy;
mod resolve;
mod secret;
mod setting;
mod twice;

pub use crate::origin::{Origin, Sourced};
pub use base_url::BaseUrl;
pub use ca::CaCertificates;
pub use error::{Error, SubjectFlaw};
pub use flaw::Flaw;
pub use given::{Given, ProxyChoice, SecretSource};
pub use identity::{ClientId, EnterpriseId, UserId};
pub use layer::{Layer, layers};
pub(crate) use profile::DEFAULT_PROFILE;
pub use profile::{Profile, SimulatedSettings};
pub use prompt::Prompt;
#[cfg(feature = "cli")]
pub(crate) use prompt::terminal_prompt;
pub use proxy::{ProxyLogin, ProxyUrl, system_proxy};
pub use resolve::{Surroundings, resolve};
pub use secret::ClientSecret;
pub use setting::Setting;

#[cfg(test)]
mod tests;
