//! Reads a refusal out of an exception's words: the code, and the sentence, by which the catalogue knows it.

use serde_json::json;

use super::reply::{ToldReply, likely_status};
use super::statement::{behind, statement};
use crate::catalogue::OWN_WORDS;
use crate::pasted::Unreadable;
use crate::pasted::kind::RequestKind;
use crate::pasted::known::{Known, Sentence, has_code, squeeze};
use crate::pasted::text::readings;

/// A sentence of fewer words stands in many a text that is not Box's.
const LEAST_WORDS: usize = 3;

/// Reads the words of an exception or a log line.
pub(super) fn of_words(known: Known<'_>, status: Option<u16>, text: &str) -> Result<Option<ToldReply>, Unreadable> {
    // The text as it stands goes first, since joined lines join words.
    let mut said = None;
    for reading in readings(text) {
        if let Some(words) = read(known, status, &reading)? {
            let complete = words.code.is_some() && !words.sentence.is_empty();
            said.get_or_insert(words);
            if complete {
                break;
            }
        }
    }
    let Some(Words { code, sentence, kind }) = said else { return Ok(None) };
    let known = known.with(Some(kind));
    let code_inferred = code.is_none();
    let code = code.or_else(|| {
        let said = known.sentences().find(|said| said.text == sentence);
        said.and_then(|said| said.signature.codes.first().cloned())
    });
    let status = status.filter(|status| *status >= 400);
    let likely_status = likely_status(known, code.as_deref(), true);
    let body = match kind {
        RequestKind::Token => json!({"error": code, "error_description": sentence}),
        RequestKind::Call => json!({"code": code, "message": sentence}),
    };
    Ok(Some(ToldReply {
        status,
        likely_status,
        body: body.to_string(),
        code_inferred,
        kind: Some(kind),
        ..ToldReply::default()
    }))
}

/// What an exception's words say.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Words {
    /// The code; none where only the sentence was there.
    code: Option<String>,
    /// The sentence; empty where only the code was there.
    sentence: String,
    /// Which kind of request it answers.
    kind: RequestKind,
}

/// Finds the code and the sentence of one refusal; several codes or sentences are an error.
fn read(known: Known<'_>, status: Option<u16>, text: &str) -> Result<Option<Words>, Unreadable> {
    let told = |code: Option<&str>| -> Result<Option<(String, RequestKind)>, Unreadable> {
        let said = sentences(known, status, code, text)?;
        Ok(said.map(|said| (said.text.to_owned(), RequestKind::of(said.signature))))
    };
    if let Some((code, sentence)) = statement(text).filter(|(code, _)| known.is_code(code)) {
        // Its own line may have been wrapped; the text as a whole holds the sentence all the same.
        let (sentence, kind) = match told(Some(&code))? {
            Some(told) => told,
            None => (sentence, known.kind_of_code(&code)),
        };
        return Ok(Some(Words { code: Some(code), sentence, kind }));
    }
    let told = told(None)?;
    let mut codes: Vec<&str> = text
        .split(|char: char| !(char.is_ascii_alphanumeric() || char == '_'))
        .filter(|word| word.contains('_') && known.is_code(&word.to_ascii_lowercase()))
        .collect();
    codes.sort_unstable();
    codes.dedup();
    Ok(match (codes.as_slice(), told) {
        ([], None) => None,
        ([], Some((sentence, kind))) => Some(Words { code: None, sentence, kind }),
        ([code], Some((sentence, kind))) => Some(Words { code: Some((*code).to_owned()), sentence, kind }),
        ([code], None) => {
            Some(Words { code: Some((*code).to_owned()), sentence: behind(text, code), kind: known.kind_of_code(code) })
        }
        (several, _) => return Err(Unreadable::SeveralCodes(several.iter().map(|code| (*code).to_owned()).collect())),
    })
}

/// The one sentence that stands in a text, of those that go with a code where it is known. Of two where one holds the other,
/// the longer was meant.
fn sentences<'c>(
    known: Known<'c>,
    status: Option<u16>,
    code: Option<&str>,
    text: &str,
) -> Result<Option<Sentence<'c>>, Unreadable> {
    let plain = squeeze(text).replace(&squeeze(OWN_WORDS), "");
    let of_code = |sentence: &Sentence<'_>| code.is_none_or(|code| has_code(sentence.signature, code));
    let mut said: Vec<Sentence<'c>> = known
        .sentences()
        .filter(of_code)
        .filter(|sentence| {
            let words = squeeze(sentence.text);
            let words = words.trim_end_matches('.');
            if sentence.text.split_whitespace().count() >= LEAST_WORDS {
                return plain.contains(words);
            }
            // `404 Not Found; Request ID: …`, as the generated SDKs have it. Behind a status alone it is HTTP's own phrase.
            let own = sentence.signature.status;
            status == Some(own) && plain.contains(&format!("{own}{words};requestid:"))
        })
        .collect();
    said.sort_by_key(|sentence| std::cmp::Reverse(squeeze(sentence.text).len()));
    let Some((first, rest)) = said.split_first() else { return Ok(None) };
    let within = |text: &str| squeeze(first.text).contains(squeeze(text).trim_end_matches('.'));
    if rest.iter().any(|other| other.signature.id != first.signature.id && !within(other.text)) {
        return Err(Unreadable::SeveralTexts(said.iter().map(|sentence| sentence.text.to_owned()).collect()));
    }
    Ok(Some(*first))
}
