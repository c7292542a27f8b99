//! Reads off a pasted text what was asked: for [whose token](mod@owner), or with [which call](call), at which [address], to which
//! something was [missing].

mod address;
mod call;
mod missing;
mod owner;

use address::API;
use call::{answered_call, refused_call};
use owner::{Owner, owner};

use super::Error;
use super::kind::RequestKind;
use super::told::{ToldReply, is_refusal};
use crate::catalogue::{Catalogue, Probe, ProbeKey};

/// Where tokens are asked for.
const TOKENS: &str = "oauth2/token";

/// The kind of request that a text shows, where it shows one kind alone. The token endpoint gives its replies no ID.
pub(super) fn kind(text: &str) -> Option<RequestKind> {
    match (text.contains(API), text.contains(TOKENS)) {
        (true, false) => Some(RequestKind::Call),
        (false, true) => Some(RequestKind::Token),
        (true, true) => None,
        (false, false) => shows_request_id(text).then_some(RequestKind::Call),
    }
}

/// Whether an SDK's message names the request: `[404 | abc123]`, `; Request ID: abc123`.
fn shows_request_id(text: &str) -> bool {
    let behind = |mark: &str| {
        let rest = text.split(mark).nth(1)?.trim_start_matches([' ', '"', '\\']);
        rest.starts_with(|char: char| char.is_ascii_alphanumeric()).then_some(())
    };
    let bracketed =
        || text.split('[').skip(1).filter_map(|rest| rest.split_once(']')).any(|(inside, _)| inside.contains(" | "));
    behind("Request ID:").is_some() || bracketed()
}

/// The probe that a reply answers, by what the text shows of the request and by what the reply says.
pub(super) fn probe(catalogue: &Catalogue, text: &str, told: &ToldReply) -> Result<ProbeKey, Error> {
    let body = told.json();
    match told.kind.or_else(|| kind(text)).unwrap_or(RequestKind::Token) {
        RequestKind::Token => Ok(token_probe(text).into()),
        RequestKind::Call if body.as_object().is_some_and(is_refusal) || told.body.is_empty() => {
            Ok(refused_call(catalogue, text, told, &body))
        }
        RequestKind::Call => answered_call(text, &body),
    }
}

fn token_probe(text: &str) -> Probe {
    owner(text).map_or(Probe::UnknownSubject, |owner| match owner {
        Owner::Enterprise => Probe::Enterprise,
        Owner::User => Probe::User,
    })
}
