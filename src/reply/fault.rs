//! The faults of the environment: what keeps a reply from telling anything of the app.

/// A fault of the network, of a proxy or of Box, as told from types and statuses, never from texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum FaultId {
    /// The host's name was not found.
    DnsFailure,
    /// No connection, or it broke.
    ConnectionFailed,
    /// No trusted TLS connection.
    TlsUntrusted,
    /// A proxy refused.
    ProxyRefused,
    /// No complete reply in time.
    TimedOut,
    /// 429.
    RateLimited,
    /// 5xx.
    BoxUnavailable,
    /// Box does not accept the token.
    TokenRejected,
    /// Something other than Box answered.
    NotBox,
    /// Box, or something that answers like it, said what nobody has documented.
    UnknownReply,
    /// This program keeps nothing of what came, since a secret might be in it.
    ReplyWithheld,
}

impl FaultId {
    /// Every fault, in the order in which reports list them.
    pub const ALL: [Self; 11] = [
        Self::DnsFailure,
        Self::ConnectionFailed,
        Self::TlsUntrusted,
        Self::ProxyRefused,
        Self::TimedOut,
        Self::RateLimited,
        Self::BoxUnavailable,
        Self::TokenRejected,
        Self::NotBox,
        Self::UnknownReply,
        Self::ReplyWithheld,
    ];

    /// The fault's id, as findings spell it.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::DnsFailure => "dns-failure",
            Self::ConnectionFailed => "connection-failed",
            Self::TlsUntrusted => "tls-untrusted",
            Self::ProxyRefused => "proxy-refused",
            Self::TimedOut => "timed-out",
            Self::RateLimited => "rate-limited",
            Self::BoxUnavailable => "box-unavailable",
            Self::TokenRejected => "token-rejected",
            Self::NotBox => "not-box",
            Self::UnknownReply => "unknown-reply",
            Self::ReplyWithheld => "reply-withheld",
        }
    }
}
