//! What a pasted text tells of a reply: its status, its headers, its body, as far as they are there.
//!
//! The ways to read one, strongest first: as [HTTP](http), by an [object] that is a reply's [body] or holds its headers, by a
//! [challenge], as a page, by its [words] (of which an SDK's [statement] is the plainest), and last by its [status] alone.

mod body;
mod challenge;
mod http;
mod object;
mod reply;
mod statement;
mod status;
mod words;

pub(super) use challenge::challenge_in;
use challenge::of_challenge;
use http::of_http;
use object::of_object;
pub(super) use reply::{ToldReply, code_of, is_refusal};
use status::{named_status, status_in};
use words::of_words;

use super::Unreadable;
use super::known::Known;

/// Reads a text: as HTTP, by an object in it, by a challenge, as a page, by its words, and last by its status alone.
pub(in crate::pasted) fn tell(known: Known<'_>, text: &str) -> Result<ToldReply, Unreadable> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Unreadable::Empty);
    }
    if let Some(told) = of_http(known, text)? {
        return Ok(told);
    }
    let (object, folded) = of_object(known, text)?;
    if let Some(told) = object {
        return Ok(told);
    }
    let status = status_in(text).or_else(|| named_status(text));
    if let Some(told) = of_challenge(text, status) {
        return Ok(told);
    }
    if text.starts_with('<') {
        return Ok(ToldReply { status, body: text.to_owned(), ..ToldReply::default() });
    }
    if let Some(told) = of_words(known, status, text)? {
        return Ok(told);
    }
    match status {
        // What these say, they say by their status alone.
        Some(407 | 429 | 500..=599) => Ok(ToldReply { status, body: text.to_owned(), ..ToldReply::default() }),
        _ if folded => Err(Unreadable::Folded),
        Some(status @ 400..) => Err(Unreadable::StatusAlone(status)),
        _ => Err(Unreadable::NoReply),
    }
}
