//! What an examination left behind: the tokens that it received, and the requests that it sent.

/// How the revocations went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Revocations {
    /// Tokens received.
    pub received: usize,
    /// Tokens that Box confirmed to be revoked.
    pub revoked: usize,
}

/// How many requests were sent, those that are known not to have arrived left out: what an examination leaves in the
/// enterprise's logs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Footprint {
    /// Token requests, repeats included.
    pub token_requests: u32,
    /// Of those, the ones that may have minted a token which was not read: sent, and answered by no whole reply in time, or by
    /// a success without a token.
    pub unanswered: u32,
    /// Of those, the ones with a wrong secret.
    pub wrong_secrets: u32,
    /// Reads with a token, repeats included.
    pub reads: u32,
    /// Revocations, repeats included.
    pub revocations: u32,
}
