//! Why a pasted text cannot be read, as values that turn into a [`Problem`].

use super::SECRETS;
use crate::catalogue::ProbeKey;
use crate::problem::Problem;

/// Why a pasted text cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// There is nothing to go by in the reply to a probe.
    #[error("the reply to the {key} probe cannot be read: {why}")]
    Unreadable {
        /// The probe.
        key: ProbeKey,
        /// What is missing, or there twice.
        why: Unreadable,
    },
    /// There is nothing to go by in a text that was pasted without a probe's name.
    #[error("the pasted text cannot be read: {0}")]
    Bare(Unreadable),
    /// The text is a reply, and nothing in it tells to what.
    #[error("the pasted text does not tell what was asked")]
    Unasked {
        /// How to name the probe, such as `--reply enterprise=granted`.
        example: &'static str,
    },
}

/// What is missing in a text, or there twice.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Unreadable {
    /// Nothing was pasted.
    #[error("the text is empty")]
    Empty,
    /// Neither a reply nor what an exception says of one.
    #[error("it holds neither a JSON body nor a code of RFC 6749")]
    NoReply,
    /// A status that says nothing by itself.
    #[error("it says {0}, but neither a code nor words that are known: paste its body and headers")]
    StatusAlone(u16),
    /// Node printed the body as `[Object]`.
    #[error("its body is folded away (`[Object]`): print it whole, by `JSON.stringify(error)`")]
    Folded,
    /// `granted`, of a probe whose reply tells more than that.
    #[error("what it tells is in its fields, so `granted` says too little: paste the body")]
    GrantedAlone,
    /// Bodies that say different things.
    #[error("it holds several replies; paste one reply at a time")]
    SeveralReplies,
    /// Codes of more than one refusal.
    #[error("it holds several codes ({}); paste one reply at a time", .0.join(", "))]
    SeveralCodes(Vec<String>),
    /// Sentences of more than one refusal.
    #[error("it holds several known texts ({}); paste one reply at a time", quoted(.0))]
    SeveralTexts(Vec<String>),
    /// More secrets than can be kept out of a reply in bounded time.
    #[error("it holds more than {SECRETS} values that may be secrets; paste the part about the error")]
    Crowded,
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        let hint = match &error {
            Error::Unreadable { .. } => {
                "paste `granted`, the JSON body, the output of `curl -i`, or the whole text of the exception".to_owned()
            }
            Error::Bare(_) => {
                "paste the JSON body, the output of `curl -i`, or the whole text of the exception".to_owned()
            }
            Error::Unasked { example } => format!("name the probe, such as {example}"),
        };
        Self::new(error.to_string()).hint(hint)
    }
}

fn quoted(texts: &[String]) -> String {
    texts.iter().map(|text| format!("`{text}`")).collect::<Vec<_>>().join(", ")
}
