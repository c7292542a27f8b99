//! Reads what people paste: a reply's body, `curl -i` or `curl -v` output, the text of an SDK's exception, a log line.
//!
//! For support staff who have no secret, only somebody's error. What cannot be read is said to be so; nothing is made up: the
//! reply holds the code and the words that stand in the text, what had to be inferred is marked, and it goes through the same
//! door as a live one.

mod body;
mod error;
mod http;
mod kind;
mod meaning;
mod notation;
mod position;
mod secret;
mod status;
mod subject;
mod text;
mod told;
mod words;

use std::collections::BTreeSet;

use secrecy::SecretString;
use serde_json::json;

pub use error::{Error, Unreadable};
pub use meaning::{Meaning, meaning};

use crate::catalogue::{Catalogue, Probe, ProbeKey};
use crate::reply::door::{Door, Incoming};
use crate::reply::{Answer, BODY_LIMIT, Inferred};
use kind::Kind;
use told::Told;

/// How many values of one text are kept out by the door; a request has two or three.
const SECRETS: usize = 256;

/// The headers that are not changed here: what one holds looks like a token, and is asked for by Box's support; the door knows
/// what is in a cookie, and keeps none.
const PLAIN_HEADERS: [&str; 3] = ["box-request-id", "date", "set-cookie"];

/// Reads a pasted text as the reply to a probe.
///
/// # Errors
///
/// If the text holds no status, no JSON object and no code to go by, or several that contradict one another.
pub fn read(catalogue: &Catalogue, key: &ProbeKey, text: &str) -> Result<Answer, Error> {
    let unreadable = |why| Error::Unreadable { key: key.clone(), why };
    let plain = text::straighten(text);
    if is_granted(&plain) {
        let body = match key.probe {
            Probe::Scope | Probe::Folder => json!({"told": "granted"}),
            probe if probe.asks_for_token() => json!({"access_token": "[redacted-token]", "token_type": "bearer"}),
            _ => return Err(unreadable(Unreadable::GrantedAlone)),
        };
        return enter(catalogue, &plain, &Told { body: body.to_string(), ..Told::default() }).map_err(unreadable);
    }
    let told = told::tell(catalogue, Some(Kind::of_probe(key.probe)), &plain);
    told.and_then(|told| enter(catalogue, &plain, &told)).map_err(unreadable)
}

/// Reads a text that was pasted without a probe's name: what was asked is read off the text as well.
///
/// # Errors
///
/// As [`read`], and if the text is a reply that tells nothing without knowing what was asked.
pub fn read_bare(catalogue: &Catalogue, text: &str) -> Result<(ProbeKey, Answer), Error> {
    let plain = text::straighten(text);
    if is_granted(&plain) {
        return Err(Error::Unasked { example: "`--reply enterprise=granted`" });
    }
    let told = tell_bare(catalogue, &plain).map_err(Error::Bare)?;
    let key = subject::probe(catalogue, &plain, &told)?;
    // Read again as that probe's: an exception's own names for things differ by what was asked.
    let answer = told::tell(catalogue, Some(Kind::of_probe(key.probe)), &plain).unwrap_or(told);
    let answer = enter(catalogue, &plain, &answer).map_err(Error::Bare)?;
    Ok((key, answer))
}

/// Reads a text as what it says of itself; where that fits both kinds of request, as what it shows of the request.
fn tell_bare(catalogue: &Catalogue, text: &str) -> Result<Told, Unreadable> {
    let told = told::tell(catalogue, None, text);
    let Some(hint) = subject::kind(text) else { return told };
    let hinted = told::tell(catalogue, Some(hint), text).ok().filter(|told| told.is_known(catalogue, hint));
    match (told, hinted) {
        (Ok(told), Some(hinted)) if told.kind != Some(hint) => Ok(Told { kind: Some(hint), ..hinted }),
        (Err(_), Some(hinted)) => Ok(hinted),
        (told, _) => told,
    }
}

/// Whether it is the one word that needs no body.
fn is_granted(text: &str) -> bool {
    matches!(text.trim().to_ascii_lowercase().as_str(), "granted" | "token")
}

/// Lets a reply in by the door, which keeps out whatever the pasted text shows to be a secret: an exception's text often holds
/// the request as well. What stands where secrets stand goes no further, whatever it looks like.
fn enter(catalogue: &Catalogue, text: &str, told: &Told) -> Result<Answer, Unreadable> {
    let vocabulary = secret::vocabulary(catalogue);
    let values = text::readings(text).flat_map(|reading| secret::secrets_in(&reading, &vocabulary));
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

#[cfg(test)]
mod tests;
