//! What may stand within a value and not be noticed: what shows nothing, white space, markup and terminal sequences.
//!
//! It is read byte by byte, as the value is, and so in every encoding. Sequences are those of ECMA-48.

use crate::reply::printable::{is_mark, is_unseen};

/// What of a gap was read so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Gap {
    /// Nothing: the value may go on.
    None,
    /// A character of several bytes, of which so many are to come.
    Character(u32, u8),
    /// The `<` of a tag.
    TagOpens,
    /// A tag.
    Tag,
    /// A quoted value in a tag: the quote.
    Quoted(u8),
    /// The `<!`, and how much of a comment's or a section's beginning stands behind it.
    Declares(u8),
    /// The text of a comment, and how many dashes stand at its end.
    Comment(u8),
    /// How many brackets of a section's end stand there.
    SectionEnds(u8),
    /// ESC, and what may stand before a sequence's last byte.
    Escape,
    /// A control sequence.
    Sequence,
    /// A string that only a terminal reads.
    String,
    /// The ESC that may end it.
    StringEnds,
    /// The zero of a `0x` between two bytes in hexadecimal.
    Zero,
}

/// The pattern of Braille without a dot, which shows nothing and is neither white space nor ignorable.
const BLANK: char = '\u{2800}';

/// What stands behind the `<!` of a section of XML, whose content is text (XML 1.0 §2.7).
const SECTION: &[u8] = b"[CDATA[";

/// Reads one byte of what stands between bytes in hexadecimal: `4b:71`, `4b-71`, `0x4b, 0x71`.
pub(super) fn pass_between_hex(gap: Gap, byte: u8, mut reach: impl FnMut(Gap)) {
    match (gap, byte) {
        (Gap::None, b':' | b'-' | b',' | b'.') | (Gap::Zero, b'x' | b'X') => reach(Gap::None),
        (Gap::None, b'0') => reach(Gap::Zero),
        _ => {}
    }
}

/// Reads one byte of a gap, or the first of one, in every way; tells whether it may be white space or markup.
pub(super) fn pass(gap: Gap, byte: u8, mut reach: impl FnMut(Gap, bool)) {
    match (gap, byte) {
        (Gap::None, 0x1b) => {
            reach(Gap::None, false);
            reach(Gap::Escape, false);
        }
        (Gap::Escape, b'[') | (Gap::Sequence, 0x20..=0x3f) => reach(Gap::Sequence, false),
        (Gap::Escape, b']' | b'P' | b'X' | b'^' | b'_') => reach(Gap::String, false),
        // What of it ends here, and a single character that shows nothing.
        (Gap::None, b' ') | (Gap::Tag | Gap::Comment(2) | Gap::SectionEnds(2), b'>') => reach(Gap::None, true),
        (Gap::None, 0..0x20 | 0x7f)
        | (Gap::Escape, 0x30..=0x7e)
        | (Gap::Sequence, 0x40..=0x7e)
        | (Gap::String, 0x07)
        | (Gap::StringEnds, b'\\') => reach(Gap::None, false),
        (Gap::None, b'<') => reach(Gap::TagOpens, true),
        (Gap::None, 0xc2..=0xdf) => reach(Gap::Character(u32::from(byte & 0x1f), 1), false),
        (Gap::None, 0xe0..=0xef) => reach(Gap::Character(u32::from(byte & 0x0f), 2), false),
        (Gap::None, 0xf0..=0xf4) => reach(Gap::Character(u32::from(byte & 0x07), 3), false),
        (Gap::Character(code, left), 0x80..=0xbf) => {
            let code = code << 6 | u32::from(byte & 0x3f);
            match char::from_u32(code) {
                _ if left > 1 => reach(Gap::Character(code, left - 1), false),
                Some('\u{9b}') => reach(Gap::Sequence, false),
                Some(character) if character.is_whitespace() => reach(Gap::None, true),
                Some(character) if is_unseen(character) || is_mark(character) || character == BLANK => {
                    reach(Gap::None, false);
                }
                _ => {}
            }
        }
        (Gap::TagOpens, b'!') => {
            reach(Gap::Tag, true);
            reach(Gap::Declares(0), true);
        }
        (Gap::TagOpens, b'/' | b'?' | b'a'..=b'z' | b'A'..=b'Z') => reach(Gap::Tag, true),
        (Gap::Declares(0), b'-') => reach(Gap::Declares(1), true),
        (Gap::Declares(1), b'-') => reach(Gap::Comment(0), true),
        // What a section holds is text again.
        (Gap::Declares(at), _) if SECTION.get(usize::from(at)) == Some(&byte) => {
            let whole = usize::from(at) + 1 == SECTION.len();
            reach(if whole { Gap::None } else { Gap::Declares(at + 1) }, true);
        }
        (Gap::Comment(dashes), b'-') => reach(Gap::Comment((dashes + 1).min(2)), true),
        (Gap::Comment(_), _) => reach(Gap::Comment(0), true),
        (Gap::None, b']') => reach(Gap::SectionEnds(1), true),
        (Gap::SectionEnds(1), b']') => reach(Gap::SectionEnds(2), true),
        (Gap::Tag, b'"' | b'\'') => {
            reach(Gap::Tag, true);
            reach(Gap::Quoted(byte), true);
        }
        (Gap::Quoted(quote), _) => reach(if byte == quote { Gap::Tag } else { Gap::Quoted(quote) }, true),
        (Gap::Tag, _) if byte != b'<' => reach(Gap::Tag, true),
        (Gap::Escape, 0x20..=0x2f) => reach(Gap::Escape, false),
        (Gap::String, 0x1b) => reach(Gap::StringEnds, false),
        (Gap::String, _) if !byte.is_ascii_control() => reach(Gap::String, false),
        _ => {}
    }
}
