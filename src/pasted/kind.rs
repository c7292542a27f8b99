//! The two kinds of request that a pasted reply may answer.

use crate::catalogue::{Answers, Probe, Signature};

/// What a reply answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RequestKind {
    /// A token request.
    Token,
    /// A call with a token.
    Call,
}

impl RequestKind {
    /// The kind of request that a probe is.
    pub(super) const fn of_probe(probe: Probe) -> Self {
        if probe.asks_for_token() { Self::Token } else { Self::Call }
    }

    /// The kind of request that a signature answers.
    pub(super) fn of(signature: &Signature) -> Self {
        match signature.answers {
            Answers::Token => Self::Token,
            Answers::Api | Answers::Fact => Self::Call,
        }
    }
}
