//! The way in: a reply that a text told of goes through the same door as a live one.

use std::collections::BTreeSet;

use secrecy::SecretString;

use super::error::{SECRETS, Unreadable};
use super::secret::{self, PublicWords};
use super::text;
use super::told::ToldReply;
use crate::catalogue::Catalogue;
use crate::reply::door::{Door, Incoming};
use crate::reply::{Answer, BODY_LIMIT, Inferred};

/// The headers that are not changed here: what one holds looks like a token, and is asked for by Box's support; the door knows
/// what is in a cookie, and keeps none.
const PLAIN_HEADERS: [&str; 3] = ["box-request-id", "date", "set-cookie"];

/// Lets a reply in by the door, which keeps out whatever the pasted text shows to be a secret: an exception's text often holds
/// the request as well. What stands where secrets stand goes no further, whatever it looks like.
pub(super) fn enter(catalogue: &Catalogue, text: &str, told: &ToldReply) -> Result<Answer, Unreadable> {
    let public = PublicWords::of(catalogue);
    let values = text::readings(text).flat_map(|reading| secret::secrets_in(&reading, &public));
    let secrets: BTreeSet<String> = values.collect();
    if secrets.len() > SECRETS {
        return Err(Unreadable::Crowded);
    }
    let mut door = Door::new(catalogue.vocabulary());
    for secret in secrets {
        door.guard(&SecretString::from(secret));
    }
    let body = secret::without_long_runs(&secret::without_secrets(&told.body));
    let whole = body.as_bytes();
    let body = &whole[..whole.len().min(BODY_LIMIT)];
    let status = told.status.unwrap_or(told.likely_status);
    let mut headers = told.headers.clone();
    for (_, value) in headers.iter_mut().filter(|(name, _)| !PLAIN_HEADERS.contains(&name.as_str())) {
        *value = secret::without_long_runs(&secret::without_secrets(&String::from_utf8_lossy(value))).into_bytes();
    }
    let incoming = Incoming { status, headers: &headers, body, truncated: whole.len() > BODY_LIMIT, may_grant: false };
    let mut reply = door.enter(incoming).0;
    reply.inferred.extend(told.status.is_none().then_some(Inferred::Status));
    reply.inferred.extend(told.code_inferred.then_some(Inferred::Code));
    reply.inferred.extend((!told.is_http).then_some(Inferred::Headers));
    reply.inferred.extend((!told.is_raw).then_some(Inferred::Body));
    Ok(Answer::Reply(reply))
}
