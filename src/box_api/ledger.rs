//! The tokens that were received, so that none is left behind.

use secrecy::{ExposeSecret, SecretString};

use crate::examination::Revocations;

/// One received token; its value never leaves the room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TokenHandle(pub(super) usize);

/// How far the revocation of a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// It was not asked for.
    Held,
    /// It is under way.
    Asked,
    /// Box confirmed it.
    Revoked,
    /// It was asked for in vain.
    GivenUp,
}

/// Every token received, and how far its revocation is.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    tokens: Vec<(SecretString, State)>,
}

impl Ledger {
    /// Keeps a token; one that is known already is the same token, however often it is told.
    pub(super) fn add(&mut self, token: SecretString) -> TokenHandle {
        let same = |(known, _): &(SecretString, State)| known.expose_secret() == token.expose_secret();
        if let Some(index) = self.tokens.iter().position(same) {
            return TokenHandle(index);
        }
        self.tokens.push((token, State::Held));
        TokenHandle(self.tokens.len() - 1)
    }

    /// The token itself.
    pub(super) fn token(&self, handle: TokenHandle) -> &SecretString {
        &self.tokens[handle.0].0
    }

    /// Takes the tokens whose revocation nobody has under way.
    pub(super) fn take_held(&mut self) -> Vec<TokenHandle> {
        let held: Vec<usize> = (0..self.tokens.len()).filter(|index| self.tokens[*index].1 == State::Held).collect();
        for index in &held {
            self.tokens[*index].1 = State::Asked;
        }
        held.into_iter().map(TokenHandle).collect()
    }

    /// Notes that a revocation was broken off, unless it came to something before.
    pub(super) fn let_go(&mut self, handle: TokenHandle) {
        let state = &mut self.tokens[handle.0].1;
        if *state == State::Asked {
            *state = State::Held;
        }
    }

    /// Notes that Box confirmed a revocation.
    pub(super) fn mark_revoked(&mut self, handle: TokenHandle) {
        self.tokens[handle.0].1 = State::Revoked;
    }

    /// Notes that a revocation was asked for in vain.
    pub(super) fn give_up(&mut self, handle: TokenHandle) {
        self.tokens[handle.0].1 = State::GivenUp;
    }

    /// How many tokens came, and how many are revoked.
    pub(super) fn counts(&self) -> Revocations {
        let revoked = self.tokens.iter().filter(|(_, state)| *state == State::Revoked).count();
        Revocations { received: self.tokens.len(), revoked }
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

    #[test]
    fn a_revocation_is_asked_for_once_and_again_only_if_it_was_broken_off() {
        let mut ledger = Ledger::default();
        let tokens = ["one", "two", "three"].map(|token| ledger.add(SecretString::from(token)));
        assert_eq!(ledger.take_held(), tokens);
        assert_eq!(ledger.take_held(), []);
        ledger.mark_revoked(tokens[0]);
        ledger.give_up(tokens[1]);
        for token in tokens {
            ledger.let_go(token);
        }
        assert_eq!(ledger.take_held(), tokens[2..]);
        assert_eq!(ledger.counts(), Revocations { received: 3, revoked: 1 });
    }
}
