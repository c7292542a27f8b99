//! A profile: one app to examine.

use super::base_url::BaseUrl;
use super::ca::CaCertificates;
use super::identity::{ClientId, EnterpriseId, UserId};
use super::proxy::ProxyUrl;
use super::secret::ClientSecret;
use crate::origin::{Origin, Sourced};

/// The name of a profile that has none of its own.
pub(crate) const DEFAULT_PROFILE: &str = "default";

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
    /// The scenario, where a simulated Box answers.
    pub simulated: Option<String>,
    /// What the reader of a report should know of the settings: variables left out, white space removed. One line each, in a
    /// fixed order; for standard error and `-v`.
    pub notes: Vec<String>,
}

impl Profile {
    /// Where each setting that is set comes from, by the setting's name.
    #[must_use]
    pub fn origins(&self) -> Vec<(&'static str, &Origin)> {
        fn of<'a, T>(name: &'static str, setting: Option<&'a Sourced<T>>) -> Option<(&'static str, &'a Origin)> {
            setting.map(|sourced| (name, &sourced.origin))
        }
        let each = [
            of("client_id", Some(&self.client_id)),
            of("client_secret", Some(&self.client_secret)),
            of("enterprise_id", self.enterprise_id.as_ref()),
            of("user_id", self.user_id.as_ref()),
            of("app_user_id", self.app_user_id.as_ref()),
            of("base_url", Some(&self.base_url)),
            of("proxy", self.proxy.as_ref()),
            of("ca_certificates", self.ca_certificates.as_ref()),
        ];
        each.into_iter().flatten().collect()
    }

    /// Whether the lengths of the IDs speak against their standing in each other's place: an enterprise ID too short for a
    /// user's, or a user ID too long for an enterprise's.
    #[must_use]
    pub fn is_swap_unlikely(&self) -> bool {
        self.enterprise_id.as_ref().is_some_and(|id| id.value.is_unlike_user())
            || self.user_id.as_ref().is_some_and(|id| id.value.is_unlike_enterprise())
    }
}

/// The settings that a simulated Box supplies, so that none need be given.
#[derive(Debug, Clone)]
pub struct SimulatedSettings {
    /// What is wrong with the simulated app: `healthy`, or causes joined by `+`.
    pub scenario: String,
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
