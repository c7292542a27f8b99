//! What must go no further of a pasted text: it often holds the request as well, and with it the secret.
//!
//! A secret is known by its place, whatever it looks like, and then wherever else it stands:
//! - [`names`] finds what stands behind a field's name (over the [`gap`] between them, as far as its [`extent`] goes, [`quote`]s
//!   read as they are written), [`marks`] what a flag, a scheme, an address or its form shows; [`places`](mod@places) brings
//!   them together;
//! - [`secrets_in`] takes the values from there for the door to guard, but for the [`public`] words of Box's own: elsewhere they
//!   may be the reply;
//! - [`without_secrets`] takes them out in their places, of JSON [leaf by leaf](leaves); [`without_long_runs`] what is left and
//!   looks like a secret.

mod extent;
mod gap;
mod leaves;
mod marks;
mod names;
mod places;
mod public;
mod quote;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::percent_decode_str;
use serde::de::IgnoredAny;

use leaves::Leaves;
use names::is_secret;
pub(super) use places::places;
pub(super) use public::PublicWords;

/// What is shorter would be found in words, and is taken out in its place alone.
const SHORT: usize = 8;

/// The values that stand in a text where only secrets stand, but for those made of public words.
pub(super) fn secrets_in(text: &str, public: &PublicWords) -> Vec<String> {
    let mut values = Vec::new();
    for range in places(text) {
        // Of an object, what it holds: its marks are no secret, and stand in the reply as well.
        let whole = &text[range];
        let is_object = whole.starts_with(['{', '[', '(']);
        let is_mark = |char: char| char.is_whitespace() || is_object && "{}[]()\"'`,:=\\".contains(char);
        for value in whole.split(is_mark).map(|value| value.trim_matches(['"', '\'', ',', ';'])) {
            let plain = percent_decode_str(value).decode_utf8_lossy().into_owned();
            // `Basic` holds a name and a password (RFC 7617 §2).
            let pair = STANDARD.decode(value).ok().and_then(|bytes| String::from_utf8(bytes).ok());
            let password = |pair: &str| pair.split_once(':').map(|(_, password)| password.to_owned());
            values.extend([password(value), pair.as_deref().and_then(password)].into_iter().flatten());
            values.extend([value.to_owned(), plain]);
        }
    }
    // Where lines were joined, the next line's name stands in the value of this one.
    let is_name = |value: &str| is_secret(value.trim_end_matches(':'));
    values.retain(|value| value.len() >= SHORT && !is_name(value) && !public.make_up(value));
    values
}

/// The text without what stands where secrets stand. JSON stays JSON, with the fields that it had.
pub(super) fn without_secrets(text: &str) -> String {
    let is_json = text.trim_start().starts_with(['{', '[']) && serde_json::from_str::<IgnoredAny>(text).is_ok();
    if is_json { Leaves::default().read(text) } else { places::without(text).unwrap_or_else(|| text.to_owned()) }
}

/// The text with everything withheld that may be a secret by its form, whatever stands before it: Box's secrets and tokens are
/// long runs of letters and digits, and nothing else in a reply is.
pub(super) fn without_long_runs(text: &str) -> String {
    const LONG: usize = 20;
    let mut safe = String::new();
    for run in text.split_inclusive(|char: char| !char.is_ascii_alphanumeric()) {
        let word = run.trim_end_matches(|char: char| !char.is_ascii_alphanumeric());
        let mixed =
            word.bytes().any(|byte| byte.is_ascii_digit()) && word.bytes().any(|byte| byte.is_ascii_alphabetic());
        if word.len() >= LONG && mixed {
            safe.push_str("[withheld]");
            safe.push_str(&run[word.len()..]);
        } else {
            safe.push_str(run);
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::Catalogue;

    #[test]
    fn json_stays_as_it_was_but_for_secrets() {
        for (text, expected) in [
            (r#"{"error":"invalid_grant", "error":1}"#, r#"{"error":"invalid_grant", "error":1}"#),
            (r#"{"client_secret":"a,b","x":1}"#, r#"{"client_secret":"[redacted-secret]","x":1}"#),
            (r#"{"pin_token" : 12, "x":1}"#, r#"{"pin_token" : "[redacted-secret]", "x":1}"#),
            (
                r#"{"token":{"a":["b",2,null]},"x":"y"}"#,
                r#"{"token":{"a":["[redacted-secret]","[redacted-secret]",null]},"x":"y"}"#,
            ),
            (r#"{"password":null,"x":3,"secret":""}"#, r#"{"password":null,"x":3,"secret":""}"#),
            (r#"{"access_token":"t","token_type":"bearer"}"#, r#"{"access_token":"t","token_type":"bearer"}"#),
            (r#"{"sent":"client_secret=a\"b&x=1"}"#, r#"{"sent":"client_secret=[redacted-secret]\"b&x=1"}"#),
            (
                r#"[{"name":"client_secret","value":"a"},{"name":"x","value":"b"}]"#,
                r#"[{"name":"client_secret","value":"[redacted-secret]"},{"name":"x","value":"b"}]"#,
            ),
        ] {
            assert_eq!(without_secrets(text), expected, "{text}");
        }
    }

    #[test]
    fn what_box_says_is_never_a_secret() {
        let catalogue = Catalogue::embedded().unwrap();
        for signature in catalogue.signatures() {
            for text in signature.texts.iter().chain(&signature.codes).chain(&signature.simulated) {
                assert_eq!(without_secrets(text), *text, "{}", signature.id);
                let told = secrets_in(text, &PublicWords::of(&catalogue));
                assert_eq!(told, [""; 0], "{}", signature.id);
            }
        }
    }
}
