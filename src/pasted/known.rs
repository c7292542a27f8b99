//! The codes and sentences of refusals that are known: the catalogue's, and the codes of the standards.

use serde_json::Value;

use super::kind::RequestKind;
use crate::catalogue::{Catalogue, Signature};

/// The error codes of RFC 6749 §5.2 and RFC 6750 §3.1, beside those that Box is known to send.
pub(super) const CODES: [&str; 8] = [
    "invalid_request",
    "invalid_client",
    "invalid_grant",
    "unauthorized_client",
    "unsupported_grant_type",
    "invalid_scope",
    "invalid_token",
    "insufficient_scope",
];

/// What is known of the refusals of one kind of request, or of any.
#[derive(Clone, Copy)]
pub(super) struct Known<'c> {
    catalogue: &'c Catalogue,
    /// The kind; none where it is not known which is meant.
    pub(super) kind: Option<RequestKind>,
}

/// A sentence that the catalogue knows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sentence<'c> {
    pub(super) signature: &'c Signature,
    pub(super) text: &'c str,
}

impl<'c> Known<'c> {
    /// What is known of refusals of any kind.
    pub(super) fn any(catalogue: &'c Catalogue) -> Self {
        Self { catalogue, kind: None }
    }

    /// What is known of refusals of that kind.
    pub(super) fn of(catalogue: &'c Catalogue, kind: RequestKind) -> Self {
        Self { catalogue, kind: Some(kind) }
    }

    /// The same, of another kind.
    pub(super) fn with(self, kind: Option<RequestKind>) -> Self {
        Self { kind, ..self }
    }

    /// The replies of that kind.
    fn signatures(self) -> impl Iterator<Item = &'c Signature> {
        let of_kind = move |signature: &&Signature| self.kind.is_none_or(|kind| RequestKind::of(signature) == kind);
        self.catalogue.signatures().iter().filter(of_kind)
    }

    /// The replies with that code.
    pub(super) fn with_code(self, code: &str) -> impl Iterator<Item = &'c Signature> {
        self.signatures().filter(move |signature| has_code(signature, code))
    }

    /// Whether a word is a code that such replies are known to have, or that the standards give.
    pub(super) fn is_code(self, word: &str) -> bool {
        CODES.contains(&word) || self.with_code(word).next().is_some()
    }

    /// The kind of request that a code answers, where the text does not say: a token request, if such a code is known there.
    pub(super) fn kind_of_code(self, code: &str) -> RequestKind {
        let is_of_tokens = (CODES.contains(&code) && code != "invalid_token")
            || self.with(Some(RequestKind::Token)).with_code(code).next().is_some();
        self.kind.unwrap_or(if !is_of_tokens || code == "insufficient_scope" {
            RequestKind::Call
        } else {
            RequestKind::Token
        })
    }

    /// Every sentence of such a refusal.
    pub(super) fn sentences(self) -> impl Iterator<Item = Sentence<'c>> {
        self.signatures().filter(|signature| !signature.codes.is_empty()).flat_map(|signature| {
            let texts = signature.texts.iter().map(String::as_str);
            texts.chain(simulated_message(signature)).map(move |text| Sentence { signature, text })
        })
    }
}

/// Whether a reply has that code.
pub(super) fn has_code(signature: &Signature, code: &str) -> bool {
    signature.codes.iter().any(|own| own == code)
}

/// The sentence in the body that the simulated Box sends.
fn simulated_message(signature: &Signature) -> Option<&str> {
    let body = signature.simulated.as_deref()?;
    let message: Value = serde_json::from_str(body).ok()?;
    let message = message.get("message")?.as_str()?;
    // A reply's own text is told by its place in the body, escapes and all.
    body.find(message).map(|at| &body[at..at + message.len()])
}

/// Lower case, without blanks, quotes and backslashes, so that a sentence is found however it was wrapped or quoted.
pub(super) fn squeeze(text: &str) -> String {
    text.chars()
        .filter(|char| !char.is_whitespace() && !matches!(char, '"' | '\'' | '`' | '\\'))
        .flat_map(char::to_lowercase)
        .collect()
}

/// Whether two sentences are one but for their case, blanks, quotes and last period.
pub(super) fn is_same(one: &str, other: &str) -> bool {
    squeeze(one).trim_end_matches('.') == squeeze(other).trim_end_matches('.')
}
