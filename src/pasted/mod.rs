//! Reads what people paste: a reply's body, `curl -i` or `curl -v` output, the text of an SDK's exception, a log line.
//!
//! For support staff who have no secret, only somebody's error. What cannot be read is said to be so; nothing is made up: the
//! reply holds the code and the words that stand in the text, what had to be inferred is marked, and it goes through the same
//! door as a live one.
//!
//! The way of a text:
//! - `text` undoes what pasting did to it, and gives the ways in which it may be read;
//! - `notation` finds the objects in it, in whichever notation a program printed them;
//! - `told` says what it tells of a reply, by the codes and sentences that are `known`; `asked` to which request, where
//!   nobody says so;
//! - `entrance` makes it a reply, without what `secret` finds in the text.

mod asked;
mod entrance;
mod error;
mod escape;
mod kind;
mod known;
#[cfg(feature = "cli")]
mod meaning;
mod notation;
mod secret;
mod text;
mod told;

use serde_json::json;

pub use error::{Error, Unreadable};
#[cfg(feature = "cli")]
pub(crate) use meaning::{Meaning, meaning};

use crate::catalogue::{Catalogue, Probe, ProbeKey};
use crate::reply::Answer;
use entrance::enter;
use kind::RequestKind;
use known::Known;
use told::{ToldReply, tell};

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
        return enter(catalogue, &plain, &ToldReply { body: body.to_string(), ..ToldReply::default() })
            .map_err(unreadable);
    }
    let told = tell(Known::of(catalogue, RequestKind::of_probe(key.probe)), &plain);
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
    let told = tell_bare(Known::any(catalogue), &plain).map_err(Error::Bare)?;
    let key = asked::probe(catalogue, &plain, &told)?;
    // Read again as that probe's: an exception's own names for things differ by what was asked.
    let answer = tell(Known::of(catalogue, RequestKind::of_probe(key.probe)), &plain).unwrap_or(told);
    let answer = enter(catalogue, &plain, &answer).map_err(Error::Bare)?;
    Ok((key, answer))
}

/// Reads a text as what it says of itself; where that fits both kinds of request, as what it shows of the request.
fn tell_bare(known: Known<'_>, text: &str) -> Result<ToldReply, Unreadable> {
    let told = tell(known, text);
    let Some(hint) = asked::kind(text) else { return told };
    let hinted = tell(known.with(Some(hint)), text).ok().filter(|told| told.is_known(known, hint));
    match (told, hinted) {
        (Ok(told), Some(hinted)) if told.kind != Some(hint) => Ok(ToldReply { kind: Some(hint), ..hinted }),
        (Err(_), Some(hinted)) => Ok(hinted),
        (told, _) => told,
    }
}

/// Whether it is the one word that needs no body.
fn is_granted(text: &str) -> bool {
    matches!(text.trim().to_ascii_lowercase().as_str(), "granted" | "token")
}

#[cfg(test)]
mod tests;
