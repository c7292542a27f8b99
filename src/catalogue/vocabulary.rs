//! The closed vocabularies of the catalogue, beside the [probes](super::Probe): stages, dialects, actors, severities.
//!
//! The words are Box's, RFC 6749's and model-based diagnosis'. What a server may say is not closed
//! and lives elsewhere (`signature`); what *we* ask and how *we* grade is, and lives here.

use serde::{Deserialize, Serialize};

/// A step in the order in which Box checks a request, earliest first.
///
/// Reconstructed in the project's notes on evidence: host and `grant_type`, client ID and secret,
/// authentication method and presence of a subject, authorization and subject; then, with a token,
/// whether the app is enabled, its scopes, and what the account may see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
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
#[non_exhaustive]
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
#[non_exhaustive]
pub enum Actor {
    /// Whoever owns the app in the Developer Console.
    Developer,
    /// Whoever may open the Admin Console.
    BoxAdmin,
    /// Whoever runs the network, its proxies and certificates.
    NetworkAdmin,
    /// Whoever runs the integration.
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
#[non_exhaustive]
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
#[non_exhaustive]
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
