//! The tokens that were received, so that none is left behind.

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use super::request::{Credential, Request};

/// One received token; its value never leaves the room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TokenHandle(pub(super) usize);

/// How the revocations went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Revocations {
    /// Tokens received.
    pub received: usize,
    /// Tokens that Box confirmed to be revoked.
    pub revoked: usize,
}

/// How many requests were sent, those that are known not to have arrived left out: what an examination leaves in the
/// enterprise's logs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Footprint {
    /// Token requests, repeats included.
    pub token_requests: u32,
    /// Of those, the ones that were sent and got no whole reply in time, or one that cannot be read: a token may have been
    /// minted all the same.
    #[serde(default)]
    pub unanswered: u32,
    /// Of those, the ones with a wrong secret.
    pub wrong_secrets: u32,
    /// Reads with a token, repeats included.
    pub reads: u32,
    /// Revocations, repeats included.
    pub revocations: u32,
}

impl Footprint {
    /// Counts a request by its kind, one up or one down.
    pub(super) fn tally(&mut self, request: &Request, by: impl Fn(&mut u32)) {
        match request {
            Request::Token { credential, .. } => {
                by(&mut self.token_requests);
                by(match credential {
                    Credential::Configured => &mut self.unanswered,
                    Credential::Random => &mut self.wrong_secrets,
                });
            }
            Request::Read { .. } => by(&mut self.reads),
        }
    }
}

/// Every token received, and whether it was revoked.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    tokens: Vec<(SecretString, bool)>,
}

impl Ledger {
    /// Keeps a token; one that is known already is the same token, however often it is told.
    pub(super) fn add(&mut self, token: SecretString) -> TokenHandle {
        let same = |(known, _): &(SecretString, bool)| known.expose_secret() == token.expose_secret();
        if let Some(index) = self.tokens.iter().position(same) {
            return TokenHandle(index);
        }
        self.tokens.push((token, false));
        TokenHandle(self.tokens.len() - 1)
    }

    pub(super) fn token(&self, handle: TokenHandle) -> &SecretString {
        &self.tokens[handle.0].0
    }

    pub(super) fn unrevoked(&self) -> Vec<TokenHandle> {
        (0..self.tokens.len()).filter(|index| !self.tokens[*index].1).map(TokenHandle).collect()
    }

    pub(super) fn mark_revoked(&mut self, handle: TokenHandle) {
        self.tokens[handle.0].1 = true;
    }

    pub(super) fn counts(&self) -> Revocations {
        Revocations { received: self.tokens.len(), revoked: self.tokens.iter().filter(|(_, revoked)| *revoked).count() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_told_twice_is_one() {
        let mut ledger = Ledger::default();
        let first = ledger.add(SecretString::from("T0ken"));
        assert_eq!(ledger.add(SecretString::from("T0ken")), first);
        assert_eq!(ledger.counts().received, 1);
    }
}
