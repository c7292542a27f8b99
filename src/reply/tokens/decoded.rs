//! The texts within a text: percent-encoded, escaped, with character references, in base64.

use percent_encoding::percent_decode_str;

use crate::decoding::base64;

/// A shorter run of base64 holds no token and its name.
const SHORTEST_CODE: usize = 24;

/// The texts that a text holds, by one level of each encoding.
pub(super) fn decoded(text: &str) -> Vec<String> {
    let mut texts = Vec::new();
    if text.contains('%') {
        texts.push(percent_decode_str(text).decode_utf8_lossy().into_owned());
    }
    if text.contains('\\') {
        texts.push(without_escapes(text));
    }
    if text.contains('&') {
        texts.push(without_references(text));
    }
    let is_code = |byte: u8| byte.is_ascii_alphanumeric() || b"+/-_=".contains(&byte);
    let runs = text.split(|next: char| u8::try_from(next).map_or(true, |byte| !is_code(byte)));
    let codes = runs.filter(|run| run.len() >= SHORTEST_CODE);
    texts.extend(codes.filter_map(|run| String::from_utf8(base64(run)?).ok()));
    texts.retain(|inner| inner != text);
    texts
}

/// A text with the escapes of JSON and JavaScript read.
fn without_escapes(text: &str) -> String {
    replaced(text, '\\', |rest| {
        let (len, digits) = match rest.as_bytes().first()? {
            b'u' => (5, rest.get(1..5)?),
            b'x' => (3, rest.get(1..3)?),
            b'n' | b'r' | b't' => return Some((' ', 1)),
            byte if byte.is_ascii_punctuation() => return Some((char::from(*byte), 1)),
            _ => return None,
        };
        Some((char::from_u32(u32::from_str_radix(digits, 16).ok()?)?, len))
    })
}

/// A text with character references read.
fn without_references(text: &str) -> String {
    const NAMED: [(&str, char); 5] = [("amp", '&'), ("lt", '<'), ("gt", '>'), ("quot", '"'), ("apos", '\'')];
    replaced(text, '&', |rest| {
        let name = &rest[..rest.bytes().take(10).position(|byte| byte == b';')?];
        let code = match name.strip_prefix('#') {
            Some(number) => match number.strip_prefix(['x', 'X']) {
                Some(digits) => char::from_u32(u32::from_str_radix(digits, 16).ok()?)?,
                None => char::from_u32(number.parse().ok()?)?,
            },
            None => NAMED.iter().find(|(own, _)| *own == name)?.1,
        };
        Some((code, name.len() + 1))
    })
}

/// A text in which each such mark, and what belongs to it, is read as one character where it can be.
fn replaced(text: &str, mark: char, read: impl Fn(&str) -> Option<(char, usize)>) -> String {
    let mut whole = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(mark) {
        let behind = &rest[at + mark.len_utf8()..];
        whole.push_str(&rest[..at]);
        let (character, len) = read(behind).unwrap_or((mark, 0));
        whole.push(character);
        rest = &behind[len..];
    }
    whole.push_str(rest);
    whole
}
