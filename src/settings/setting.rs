//! The settings by name: their flag, their variable, and where a person finds the value.

use crate::cli::SettingsArgs;

/// A setting that has a flag and a variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Setting {
    /// The app's client ID.
    ClientId,
    /// The app's client secret.
    ClientSecret,
    /// The enterprise's ID.
    EnterpriseId,
    /// The user's ID.
    UserId,
    /// The App User's ID.
    AppUserId,
    /// Where Box is.
    BaseUrl,
}

impl Setting {
    /// The flag that gives it, or, for the secret, that says where it is.
    #[must_use]
    pub fn flag(self) -> &'static str {
        match self {
            Self::ClientId => "--client-id",
            Self::ClientSecret => "--client-secret-file",
            Self::EnterpriseId => "--enterprise-id",
            Self::UserId => "--user-id",
            Self::AppUserId => "--app-user-id",
            Self::BaseUrl => "--base-url",
        }
    }

    /// The environment variable that gives it.
    #[must_use]
    pub fn variable(self) -> &'static str {
        match self {
            Self::ClientId => "BOX_CLIENT_ID",
            Self::ClientSecret => "BOX_CLIENT_SECRET",
            Self::EnterpriseId => "BOX_ENTERPRISE_ID",
            Self::UserId => "BOX_USER_ID",
            Self::AppUserId => "BOX_APP_USER_ID",
            Self::BaseUrl => "BOX_BASE_URL",
        }
    }

    /// What was typed after its flag; never for the secret, which no flag carries.
    pub(super) fn typed(self, args: &SettingsArgs) -> Option<&str> {
        match self {
            Self::ClientId => args.client_id.as_deref(),
            Self::ClientSecret => None,
            Self::EnterpriseId => args.enterprise_id.as_deref(),
            Self::UserId => args.user_id.as_deref(),
            Self::AppUserId => args.app_user_id.as_deref(),
            Self::BaseUrl => args.base_url.as_deref(),
        }
    }
}
