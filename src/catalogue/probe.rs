//! What is asked of Box: the kinds of request, each with a purpose.

use std::fmt;

use serde::{Deserialize, Serialize};

/// One kind of request with a purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Probe {
    /// The Service Account's token (`box_subject_type=enterprise`).
    Enterprise,
    /// The configured user's token (`box_subject_type=user`).
    User,
    /// A pasted reply to a token request whose subject nobody told: either of the two above.
    UnknownSubject,
    /// The control: the same request with a random secret.
    BadSecret,
    /// A request with no `box_subject_*` at all.
    NoSubject,
    /// An App User's token, by an ID that somebody gave.
    AppUser,
    /// An App User's token, by the ID of this app's own that [`Probe::AppUserList`] found.
    FoundAppUser,
    /// The configured user ID sent as the enterprise.
    UserAsEnterprise,
    /// The configured enterprise ID sent as the user.
    EnterpriseAsUser,
    /// What the configured enterprise ID is, read off the settings; nothing is sent.
    EnterpriseId,
    /// What the configured user ID is, read off the settings and `whoami-enterprise`; nothing is sent.
    UserId,
    /// `users/me` with the enterprise token.
    WhoamiEnterprise,
    /// `users/me` with the user token.
    WhoamiUser,
    /// `users/me` with the token that [`Probe::UserAsEnterprise`] was granted.
    WhoamiUserAsEnterprise,
    /// `users/me` with the token that [`Probe::EnterpriseAsUser`] was granted.
    WhoamiEnterpriseAsUser,
    /// `users/{id}` with the enterprise token.
    UserLookup,
    /// Whether a managed user is among the enterprise's users, with the enterprise token.
    UserList,
    /// The App Users of this app, with the enterprise token.
    AppUserList,
    /// Whether custom Terms of Service are on and accepted, with the enterprise token.
    Terms,
    /// A read-only call that needs one scope.
    Scope,
    /// A look at one folder.
    Folder,
}

impl Probe {
    /// Every probe, in the order in which reports list them.
    pub const ALL: [Self; 21] = [
        Self::Enterprise,
        Self::User,
        Self::UnknownSubject,
        Self::BadSecret,
        Self::NoSubject,
        Self::AppUser,
        Self::FoundAppUser,
        Self::UserAsEnterprise,
        Self::EnterpriseAsUser,
        Self::EnterpriseId,
        Self::UserId,
        Self::WhoamiEnterprise,
        Self::WhoamiUser,
        Self::WhoamiUserAsEnterprise,
        Self::WhoamiEnterpriseAsUser,
        Self::UserLookup,
        Self::UserList,
        Self::AppUserList,
        Self::Terms,
        Self::Scope,
        Self::Folder,
    ];

    /// The probe's id, as flags, recordings and JSON spell it.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Enterprise => "enterprise",
            Self::User => "user",
            Self::UnknownSubject => "unknown-subject",
            Self::BadSecret => "bad-secret",
            Self::NoSubject => "no-subject",
            Self::AppUser => "app-user",
            Self::FoundAppUser => "found-app-user",
            Self::UserAsEnterprise => "user-as-enterprise",
            Self::EnterpriseAsUser => "enterprise-as-user",
            Self::EnterpriseId => "enterprise-id",
            Self::UserId => "user-id",
            Self::WhoamiEnterprise => "whoami-enterprise",
            Self::WhoamiUser => "whoami-user",
            Self::WhoamiUserAsEnterprise => "whoami-user-as-enterprise",
            Self::WhoamiEnterpriseAsUser => "whoami-enterprise-as-user",
            Self::UserLookup => "user-lookup",
            Self::UserList => "user-list",
            Self::AppUserList => "app-user-list",
            Self::Terms => "terms",
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
                | Self::UnknownSubject
                | Self::BadSecret
                | Self::NoSubject
                | Self::AppUser
                | Self::FoundAppUser
                | Self::UserAsEnterprise
                | Self::EnterpriseAsUser
        )
    }

    /// The probes that it may be, where nobody told which.
    #[must_use]
    pub const fn readings(self) -> &'static [Self] {
        match self {
            Self::UnknownSubject => &[Self::Enterprise, Self::User],
            _ => &[],
        }
    }

    /// The id that a report shows: an App User is one, whoever found it.
    #[must_use]
    pub const fn shown(self) -> &'static str {
        match self {
            Self::FoundAppUser => Self::AppUser.id(),
            other => other.id(),
        }
    }

    /// Whether the probe is read off the settings and what is known of them; nothing is sent for it.
    #[must_use]
    pub const fn is_of_settings(self) -> bool {
        matches!(self, Self::EnterpriseId | Self::UserId)
    }

    /// How much of the probe's replies is kept: people stand in some.
    #[must_use]
    pub const fn keeps(self) -> Keeps {
        match self {
            Self::UserList | Self::AppUserList | Self::Terms => Keeps::Entries,
            Self::Scope | Self::Folder => Keeps::Shape,
            _ => Keeps::Whole,
        }
    }

    /// The probe's place in [`Probe::ALL`].
    #[must_use]
    pub const fn index(self) -> usize {
        self as usize
    }
}

impl fmt::Display for Probe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.shown())
    }
}

/// How much of a reply is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Keeps {
    /// All of it, as it came in by the door.
    Whole,
    /// It is a list in which people stand: of each entry what the diagnosis reads, and of a refusal its code.
    Entries,
    /// It is something in which people may stand, and all that counts is whether it could be read: that it is a thing or a list,
    /// and what a refusal says of itself.
    Shape,
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
