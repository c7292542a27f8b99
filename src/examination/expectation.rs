//! What is expected.

use crate::catalogue::ProbeKey;

/// What the profile expects of a probe.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Expected {
    /// That it is granted.
    Granted,
    /// That it is refused by the app's own configuration: its access level, its user tokens, its scopes.
    Denied,
    /// That it is refused, whoever or whatever is the reason.
    Refused,
}

impl Expected {
    /// What is expected, as a word.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Granted => "granted",
            Self::Denied => "denied",
            Self::Refused => "refused",
        }
    }
}

/// One expectation.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Expectation {
    /// The probe.
    pub key: ProbeKey,
    /// What is expected of it.
    pub expected: Expected,
}
