//! The pieces of a JSON text and where each stands, for whoever changes some of them and leaves the rest as it was written.

use std::ops::Range;

/// A piece of a JSON text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Piece {
    /// The beginning of an object.
    Object,
    /// The beginning of an array.
    Array,
    /// The end of either.
    Close,
    /// What stands between two values.
    Comma,
    /// The name of a field, its quotes included.
    Name,
    /// A string, its quotes included.
    Text,
    /// A number.
    Number,
    /// A character of something else: a blank, a colon, a literal.
    Other,
}

/// The pieces of a text that is known to be JSON, from its first character to its last.
pub(crate) fn pieces(text: &str) -> impl Iterator<Item = (Piece, Range<usize>)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let (piece, len) = next(&text[at..])?;
        let place = at..at + len;
        at = place.end;
        Some((piece, place))
    })
}

fn next(rest: &str) -> Option<(Piece, usize)> {
    Some(match rest.as_bytes().first()? {
        b'{' => (Piece::Object, 1),
        b'[' => (Piece::Array, 1),
        b'}' | b']' => (Piece::Close, 1),
        b',' => (Piece::Comma, 1),
        b'"' => {
            let len = string(rest);
            let is_name = rest[len..].trim_start().starts_with(':');
            (if is_name { Piece::Name } else { Piece::Text }, len)
        }
        b'-' | b'0'..=b'9' => {
            let is_of_number = |next: char| next.is_ascii_digit() || "+-.eE".contains(next);
            (Piece::Number, rest.find(|next| !is_of_number(next)).unwrap_or(rest.len()))
        }
        _ => (Piece::Other, rest.chars().next().map_or(1, char::len_utf8)),
    })
}

/// The length of the string that a text begins with, its quotes included.
fn string(text: &str) -> usize {
    let mut escaped = false;
    let end = text.bytes().enumerate().skip(1).find(|(_, byte)| {
        let ends = *byte == b'"' && !escaped;
        escaped = *byte == b'\\' && !escaped;
        ends
    });
    end.map_or(text.len(), |(at, _)| at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_is_in_one_piece() {
        let text = r#" {"a\"b" : [-1.5e3, "c:", true], "é":{}}"#;
        let read: Vec<(Piece, &str)> = pieces(text).map(|(piece, place)| (piece, &text[place])).collect();
        assert_eq!(read.iter().map(|(_, part)| *part).collect::<String>(), text);
        let told: Vec<(Piece, &str)> = read.into_iter().filter(|(piece, _)| *piece != Piece::Other).collect();
        let expected = [
            (Piece::Object, "{"),
            (Piece::Name, r#""a\"b""#),
            (Piece::Array, "["),
            (Piece::Number, "-1.5e3"),
            (Piece::Comma, ","),
            (Piece::Text, r#""c:""#),
            (Piece::Comma, ","),
            (Piece::Close, "]"),
            (Piece::Comma, ","),
            (Piece::Name, "\"é\""),
            (Piece::Object, "{"),
            (Piece::Close, "}"),
            (Piece::Close, "}"),
        ];
        assert_eq!(told, expected);
    }
}
