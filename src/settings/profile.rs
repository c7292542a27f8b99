//! A profile: one app to examine.

use super::base_url::BaseUrl;
use super::ca::CaCertificates;
use super::identity::{ClientId, EnterpriseId, UserId};
use super::proxy::ProxyUrl;
use super::secret::ClientSecret;
use crate::origin::Sourced;

/// One app to examine. At least one of `enterprise_id` and `user_id` is set.
#[derive(Debug, Clone)]
pub struct Profile {
    /// The profile's name; `default` for the one of flags and environment.
    pub name: String,
    /// The app's client ID.
    pub client_id: Sourced<ClientId>,
    /// The app's client secret.
    pub client_secret: Sourced<ClientSecret>,
    /// The enterprise whose Service Account's token is asked for.
    pub enterprise_id: Option<Sourced<EnterpriseId>>,
    /// The user whose token is asked for.
    pub user_id: Option<Sourced<UserId>>,
    /// An App User to compare a refused user with.
    pub app_user_id: Option<Sourced<UserId>>,
    /// Where Box is.
    pub base_url: Sourced<BaseUrl>,
    /// The proxy that leads there; never for loopback.
    pub proxy: Option<Sourced<ProxyUrl>>,
    /// Authorities to trust besides the machine's own.
    pub ca_certificates: Option<Sourced<CaCertificates>>,
    /// What the reader of a report should know of the settings: variables left out, white space removed. One line each, in a
    /// fixed order; for standard error and `-v`.
    pub notes: Vec<String>,
}

/// The settings that a simulated Box supplies, so that none need be given.
#[derive(Debug, Clone)]
pub struct SimulatedSettings {
    /// The simulated Box's address.
    pub base_url: BaseUrl,
    /// The simulated app's client ID.
    pub client_id: ClientId,
    /// The simulated app's secret.
    pub client_secret: ClientSecret,
    /// The simulated enterprise.
    pub enterprise_id: EnterpriseId,
    /// A managed user in it.
    pub user_id: UserId,
    /// An App User of the simulated app.
    pub app_user_id: UserId,
}
