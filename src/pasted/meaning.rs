//! What a code, a sentence or a whole reply of Box's means.

use super::known::{Known, has_code, squeeze};
use super::text::straighten;
use super::told::{challenge_in, tell};
use crate::catalogue::{Catalogue, Signature};

/// What a text of Box's means.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub(crate) enum Meaning<'c> {
    /// These replies.
    Replies(Vec<&'c Signature>),
    /// A fault of the environment, by its id.
    Fault(&'static str),
}

/// The codes that tell of the environment, and the fault of each.
const FAULTS: [(&str, &str); 5] = [
    ("invalid_token", "token-rejected"),
    ("rate_limit_exceeded", "rate-limited"),
    ("internal_server_error", "box-unavailable"),
    ("unavailable", "box-unavailable"),
    ("bad_gateway", "box-unavailable"),
];

/// What a code, a sentence or a whole reply means; none where nothing is known of it.
pub(crate) fn meaning<'c>(catalogue: &'c Catalogue, text: &str) -> Option<Meaning<'c>> {
    let text = straighten(text);
    let word = text.trim().trim_matches(['"', '\'', '`']).to_ascii_lowercase();
    if let Some(meaning) = of_code(catalogue, &word) {
        return Some(meaning);
    }
    let told = tell(Known::any(catalogue), &text).ok()?;
    let body = told.json();
    let field = |names: [&str; 2]| names.iter().find_map(|name| body.get(*name)?.as_str());
    let code = field(["error", "code"]).map(str::to_ascii_lowercase);
    if let Some(sentence) = field(["error_description", "message"]).filter(|sentence| !sentence.is_empty()) {
        let said = squeeze(sentence);
        let same = |signature: &&Signature| code.as_ref().is_none_or(|code| has_code(signature, code));
        let mut replies: Vec<&Signature> = Known::any(catalogue)
            .sentences()
            .filter(|known| said.starts_with(squeeze(known.text).trim_end_matches('.')))
            .map(|known| known.signature)
            .filter(same)
            .collect();
        replies.dedup_by_key(|signature| &signature.id);
        if !replies.is_empty() {
            return Some(Meaning::Replies(replies));
        }
    }
    match (code, told.status) {
        (Some(code), _) => of_code(catalogue, &code),
        (None, Some(429)) => Some(Meaning::Fault("rate-limited")),
        (None, Some(407)) => Some(Meaning::Fault("proxy-refused")),
        (None, Some(500..=599)) => Some(Meaning::Fault("box-unavailable")),
        (None, _) if told.body.starts_with('<') => Some(Meaning::Fault("not-box")),
        (None, _) => challenge(catalogue, &told.headers),
    }
}

fn of_code<'c>(catalogue: &'c Catalogue, code: &str) -> Option<Meaning<'c>> {
    let replies: Vec<&Signature> = Known::any(catalogue).with_code(code).collect();
    if !replies.is_empty() {
        return Some(Meaning::Replies(replies));
    }
    let fault = FAULTS.iter().find(|(own, _)| *own == code).map(|(_, fault)| *fault)?;
    catalogue.fault(fault).map(|_| Meaning::Fault(fault))
}

/// `WWW-Authenticate: Bearer …, error="…"`, of an empty reply.
fn challenge<'c>(catalogue: &'c Catalogue, headers: &[(String, Vec<u8>)]) -> Option<Meaning<'c>> {
    of_code(catalogue, challenge_in(headers)?.error()?)
}
