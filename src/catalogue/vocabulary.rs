//! The closed vocabularies of the catalogue: probes, stages, dialects, actors, severities.
//!
//! The words are Box's, RFC 6749's and model-based diagnosis'. What a server may say is not closed
//! and lives elsewhere (`signature`); what *we* ask and how *we* grade is, and lives here.

use std::fmt;

use serde::{Deserialize, Serialize};

/// One kind of request with a purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Probe {
    /// The Service Account's token (`box_subject_type=enterprise`).
    Enterprise,
    /// The configured user's token (`box_subject_type=user`).
    User,
    /// The control: the same request with a random secret.
    BadSecret,
    /// A request with no `box_subject_*` at all.
    NoSubject,
    /// An App User's token.
    AppUser,
    /// The configured user ID sent as the enterprise.
    UserAsEnterprise,
    /// The configured enterprise ID sent as the user.
    EnterpriseAsUser,
    /// `users/me` with the enterprise token.
    WhoamiEnterprise,
    /// `users/me` with the user token.
    WhoamiUser,
    /// `users/{id}` with the enterprise token.
    UserLookup,
    /// A read-only call that needs one scope.
    Scope,
    /// A look at one folder.
    Folder,
}

impl Probe {
    /// Every probe, in the order in which reports list them.
    pub const ALL: [Self; 12] = [
        Self::Enterprise,
        Self::User,
        Self::BadSecret,
        Self::NoSubject,
        Self::AppUser,
        Self::UserAsEnterprise,
        Self::EnterpriseAsUser,
        Self::WhoamiEnterprise,
        Self::WhoamiUser,
        Self::UserLookup,
        Self::Scope,
        Self::Folder,
    ];

    /// The probe's id, as flags, recordings and JSON spell it.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Enterprise => "enterprise",
            Self::User => "user",
            Self::BadSecret => "bad-secret",
            Self::NoSubject => "no-subject",
            Self::AppUser => "app-user",
            Self::UserAsEnterprise => "user-as-enterprise",
            Self::EnterpriseAsUser => "enterprise-as-user",
            Self::WhoamiEnterprise => "whoami-enterprise",
            Self::WhoamiUser => "whoami-user",
            Self::UserLookup => "user-lookup",
            Self::Scope => "scope",
            Self::Folder => "folder",
        }
    }

    /// The probe of that id.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|probe| probe.id() == id)
    }

    /// Whether the probe asks for a token; the others use one.
    #[must_use]
    pub const fn asks_for_token(self) -> bool {
        matches!(
            self,
            Self::Enterprise
                | Self::User
                | Self::BadSecret
                | Self::NoSubject
                | Self::AppUser
                | Self::UserAsEnterprise
                | Self::EnterpriseAsUser
        )
    }

    /// The probe's place in [`Probe::ALL`].
    #[must_use]
    pub const fn index(self) -> usize {
        self as usize
    }
}

impl fmt::Display for Probe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

/// A probe and, where several of a kind are sent, what it is aimed at (a scope, a folder).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ProbeKey {
    /// The probe.
    pub probe: Probe,
    /// The scope or folder; `None` for probes of which there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
}

impl From<Probe> for ProbeKey {
    fn from(probe: Probe) -> Self {
        Self { probe, target: None }
    }
}

impl fmt::Display for ProbeKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.target {
            Some(target) => write!(f, "{} {target}", self.probe),
            None => write!(f, "{}", self.probe),
        }
    }
}

/// A step in the order in which Box checks a request, earliest first.
///
/// Reconstructed in the project's notes on evidence: host and `grant_type`, client ID and secret,
/// authentication method and presence of a subject, authorization and subject; then, with a token,
/// whether the app is enabled, its scopes, and what the account may see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Host and `grant_type`.
    Host,
    /// Client ID and secret.
    Credentials,
    /// The app's authentication method.
    Method,
    /// The app's authorization, and the subject.
    Authorization,
    /// Whether the authorized app is enabled.
    Enablement,
    /// The scopes of a token.
    Scope,
    /// What the account may see.
    Resource,
}

/// Which wording of Box's a reply belongs to, where sources differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
pub enum Dialect {
    /// What Box is seen to answer in 2026.
    #[default]
    Current,
    /// What Box's guide says: every documented cause answers `Grant credentials are invalid`.
    Guide,
}

impl Dialect {
    /// The dialect's id.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Current => "current",
            Self::Guide => "guide",
        }
    }
}

/// Who takes a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Actor {
    /// Whoever owns the app in the Developer Console.
    Developer,
    /// Whoever may open the Admin Console.
    BoxAdmin,
    /// Whoever runs the network, its proxies and certificates.
    NetworkAdmin,
    /// Whoever runs the command.
    Operator,
}

impl Actor {
    /// The actor in words, as a heading addresses them.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Developer => "developer",
            Self::BoxAdmin => "Box admin",
            Self::NetworkAdmin => "network admin",
            Self::Operator => "operator",
        }
    }
}

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// The app cannot work until it is mended.
    Error,
    /// The app may work, but something is amiss.
    Warning,
    /// Worth knowing.
    Note,
}

/// How well a fact is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// Official Box text or Box staff.
    Doc,
    /// A third party shows the exact reply.
    Live,
    /// A user's report whose fix was confirmed.
    Fixed,
    /// A user's report, its cause unconfirmed.
    Report,
    /// A standard (RFC) or the network itself, not Box.
    Standard,
}
