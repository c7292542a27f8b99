//! Who is examined: a profile, its secret left out.

use url::Url;

use super::{Expectation, Expected};
use crate::catalogue::{Identity, Probe};
use crate::origin::Origin;
use crate::settings::Profile;

/// Who was examined.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Examinee {
    /// The profile's name.
    pub profile: String,
    /// Where requests went; `None` where none was sent.
    pub base_url: Option<String>,
    /// The proxy that they went through, without its user and password.
    pub proxy: Option<String>,
    /// The scenario, where a simulated Box answered.
    pub simulated: Option<String>,
    /// The client ID; empty where it is not known, or may be the secret in the wrong place.
    pub client_id: String,
    /// The configured enterprise ID.
    pub enterprise_id: Option<String>,
    /// The configured user ID.
    pub user_id: Option<String>,
    /// The subjects that a token is asked for: `enterprise`, `user`.
    pub configured: Vec<Probe>,
    /// Each setting's name and origin.
    pub origins: Vec<(String, Origin)>,
    /// What the reader should know of the settings.
    pub notes: Vec<String>,
}

impl Examinee {
    /// Who a profile is, its secret left out.
    #[must_use]
    pub fn of(profile: &Profile) -> Self {
        let origin = |(name, origin): (&str, &Origin)| (name.to_owned(), origin.clone());
        Self {
            profile: profile.name.clone(),
            base_url: Some(profile.base_url.value.to_string()),
            proxy: profile.proxy.as_ref().map(|proxy| proxy.value.to_string()),
            simulated: profile.simulated.clone(),
            client_id: profile.client_id.value.shown().unwrap_or_default().to_owned(),
            enterprise_id: profile.enterprise_id.as_ref().map(|id| id.value.as_str().to_owned()),
            user_id: profile.user_id.as_ref().map(|id| id.value.as_str().to_owned()),
            configured: configured(profile),
            origins: profile.origins().into_iter().map(origin).collect(),
            notes: profile.notes.clone(),
        }
    }

    /// What replies are read against.
    #[must_use]
    pub fn identity(&self) -> Identity {
        Identity {
            enterprise_id: self.enterprise_id.clone(),
            user_id: self.user_id.clone(),
            service_account: None,
            target: None,
            // A simulated Box answers in Box's place, wherever it listens.
            base_url: self.address().filter(|_| self.simulated.is_none()),
        }
    }

    /// The address that requests went to, where one is known.
    #[must_use]
    pub fn address(&self) -> Option<Url> {
        Url::parse(self.base_url.as_deref()?).ok()
    }

    /// What is expected: what was asked for, and of each configured subject that nothing was said of, a token.
    #[must_use]
    pub fn expectations(&self, asked_for: &[Expectation]) -> Vec<Expectation> {
        let unsaid = |probe: &Probe| !asked_for.iter().any(|wanted| wanted.key.probe == *probe);
        let granted = |probe: Probe| Expectation { key: probe.into(), expected: Expected::Granted };
        self.configured.iter().copied().filter(unsaid).map(granted).chain(asked_for.iter().cloned()).collect()
    }
}

/// The subjects of a profile that a token is asked for.
#[must_use]
pub fn configured(profile: &Profile) -> Vec<Probe> {
    let enterprise = profile.enterprise_id.is_some().then_some(Probe::Enterprise);
    let user = profile.user_id.is_some().then_some(Probe::User);
    enterprise.into_iter().chain(user).collect()
}
