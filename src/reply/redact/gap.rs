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
    /// ESC, and what may stand before a sequence's last byte.
    Escape,
    /// A control sequence.
    Sequence,
    /// A string that only a terminal reads.
    String,
    /// The ESC that may end it.
    StringEnds,
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
        (Gap::None, b' ') | (Gap::Tag, b'>') => reach(Gap::None, true),
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
                Some(character) if is_unseen(character) || is_mark(character) => {
                    reach(Gap::None, false);
                }
                _ => {}
            }
        }
        (Gap::TagOpens, b'/' | b'!' | b'?' | b'a'..=b'z' | b'A'..=b'Z') => reach(Gap::Tag, true),
        (Gap::Tag, _) if byte != b'<' => reach(Gap::Tag, true),
        (Gap::Escape, 0x20..=0x2f) => reach(Gap::Escape, false),
        (Gap::String, 0x1b) => reach(Gap::StringEnds, false),
        (Gap::String, _) if !byte.is_ascii_control() => reach(Gap::String, false),
        _ => {}
    }
}
