//! The settings by name: their flag and their variable.

/// A setting that has a flag and a variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
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
}
