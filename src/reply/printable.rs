//! Makes a server's text safe to show on a terminal and in the log of a pipeline.
//!
//! A reply may carry escape sequences that move the cursor or set the clipboard, Unicode controls that reorder or hide
//! text ("Trojan Source", CVE-2021-42574), and commands that a runner obeys when it reads them in a log: GitHub Actions obeys
//! `::add-mask::` at the start of a line and `##[group]` anywhere, Azure Pipelines `##vso[task.setvariable]`. This module takes
//! them out of *text*; it knows nothing of secrets. Sequences are those of ECMA-48.

use std::borrow::Cow;

use icu_properties::props::{DefaultIgnorableCodePoint, GeneralCategory};
use icu_properties::{CodePointMapData, CodePointMapDataBorrowed, CodePointSetData, CodePointSetDataBorrowed};

const ESC: u8 = 0x1b;
const BEL: u8 = 0x07;

/// Returns the text with nothing left in it that a terminal would obey or not show.
///
/// A newline, carriage return or tab becomes a space; an ANSI escape sequence as a whole, and every other control
/// character, bidirectional control, zero-width character or line separator becomes one U+FFFD. Nothing is removed without
/// a mark: removing would join the parts of a value that a server had split to get it past the redactor. A blank breaks what the
/// runner of a pipeline would obey, wherever a line might be broken.
#[must_use]
pub fn printable(text: &str) -> Cow<'_, str> {
    match shown(text) {
        Cow::Borrowed(text) => inert(text),
        Cow::Owned(text) => match inert(&text) {
            Cow::Owned(text) => Cow::Owned(text),
            Cow::Borrowed(_) => Cow::Owned(text),
        },
    }
}

/// The text without what a runner obeys. A text may be broken at each blank, so each may come before the start of a line, and so
/// may what stands where a separator of lines stood.
fn inert(text: &str) -> Cow<'_, str> {
    let mut safe = String::new();
    let mut kept = 0;
    let mut before = None;
    for (at, character) in text.char_indices() {
        let starts = before.is_none_or(|it: char| it.is_whitespace() || it == char::REPLACEMENT_CHARACTER);
        if let Some(head) = command(&text[at..], starts) {
            safe.push_str(&text[kept..at + head]);
            safe.push(' ');
            kept = at + head;
        }
        before = Some(character);
    }
    if kept == 0 {
        return Cow::Borrowed(text);
    }
    safe.push_str(&text[kept..]);
    Cow::Owned(safe)
}

/// Behind how many bytes a blank breaks the command that the text begins with; `starts` says whether a line may begin with it.
fn command(text: &str, starts: bool) -> Option<usize> {
    let begins = |with: &str| text.get(..with.len()).is_some_and(|head| head.eq_ignore_ascii_case(with));
    if begins("##[") || begins("##vso[") {
        return Some("##".len());
    }
    let named = text.strip_prefix("::").and_then(|rest| rest.chars().next());
    (starts && named.is_some_and(|first| first.is_alphabetic() || matches!(first, '_' | '-'))).then_some(":".len())
}

fn shown(text: &str) -> Cow<'_, str> {
    let mut safe = String::new();
    let mut kept = 0;
    let mut at = 0;
    while at < text.len() {
        let Some(len) = unprintable(&text.as_bytes()[at..]) else {
            at += 1;
            continue;
        };
        safe.push_str(&text[kept..at]);
        safe.push(match text.as_bytes()[at] {
            b'\n' | b'\r' | b'\t' => ' ',
            _ => char::REPLACEMENT_CHARACTER,
        });
        at += len;
        kept = at;
    }
    if kept == 0 {
        return Cow::Borrowed(text);
    }
    safe.push_str(&text[kept..]);
    Cow::Owned(safe)
}

/// The length of what stands at the head of the bytes, if a terminal would obey it or not show it.
fn unprintable(bytes: &[u8]) -> Option<usize> {
    let first = *bytes.first()?;
    if first == ESC {
        return Some(escape_sequence(bytes));
    }
    if first.is_ascii() {
        return first.is_ascii_control().then_some(1);
    }
    let head = &bytes[..bytes.len().min(4)];
    let character = head.utf8_chunks().next()?.valid().chars().next()?;
    is_unseen(character).then(|| character.len_utf8())
}

/// What a display shows nothing for (Unicode, `Default_Ignorable_Code_Point`).
const IGNORABLE: CodePointSetDataBorrowed<'static> = CodePointSetData::new::<DefaultIgnorableCodePoint>();
const CATEGORY: CodePointMapDataBorrowed<'static, GeneralCategory> = CodePointMapData::new();

/// Whether a character is a control (C0, DEL, C1), a separator of lines, or one that shows nothing of its own.
pub(super) fn is_unseen(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{2028}' | '\u{2029}' | '\u{fff9}'..='\u{fffb}' | '\u{fdd0}'..='\u{fdef}')
        // The last two of each plane are characters of nobody's.
        || u32::from(character) & 0xfffe == 0xfffe
        || IGNORABLE.contains(character)
}

/// Whether a character stands on the one before it: an accent, a ring around it.
pub(super) fn is_mark(character: char) -> bool {
    use GeneralCategory::{EnclosingMark, NonspacingMark, SpacingMark};
    matches!(CATEGORY.get(character), EnclosingMark | NonspacingMark | SpacingMark)
}

/// The length of the escape sequence at the head, 1 if ESC begins none.
fn escape_sequence(bytes: &[u8]) -> usize {
    let run = |from: usize, wanted: fn(u8) -> bool| {
        let rest = bytes.get(from..).unwrap_or_default();
        from + rest.iter().take_while(|&&byte| wanted(byte)).count()
    };
    let whole = match bytes.get(1) {
        Some(b'[') => {
            let last = run(2, |byte| matches!(byte, 0x20..=0x3f));
            matches!(bytes.get(last), Some(0x40..=0x7e)).then_some(last + 1)
        }
        // Strings (OSC, DCS, SOS, PM, APC) run to BEL or to ESC `\`; an unfinished one must not swallow the text.
        Some(b']' | b'P' | b'X' | b'^' | b'_') => {
            let last = run(2, |byte| !byte.is_ascii_control());
            match bytes.get(last..) {
                Some([BEL, ..]) => Some(last + 1),
                Some([ESC, b'\\', ..]) => Some(last + 2),
                _ => None,
            }
        }
        Some(0x20..=0x7e) => {
            let last = run(1, |byte| matches!(byte, 0x20..=0x2f));
            matches!(bytes.get(last), Some(0x30..=0x7e)).then_some(last + 1)
        }
        _ => None,
    };
    whole.unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_a_terminal_would_obey_or_hide_is_replaced() {
        let cases = [
            ("Grant credentials are invalid", "Grant credentials are invalid"),
            ("déjà vu, 你好, 👍", "déjà vu, 你好, 👍"),
            ("", ""),
            ("a\r\nb\tc", "a  b c"),
            ("\u{1b}[31mred\u{1b}[0m", "\u{fffd}red\u{fffd}"),
            ("\u{1b}[2K\u{1b}[1;1Hx", "\u{fffd}\u{fffd}x"),
            ("\u{1b}]0;title\u{7}x", "\u{fffd}x"),
            ("\u{1b}]52;c;cGF3bmVk\u{1b}\\x", "\u{fffd}x"),
            ("\u{1b}Pq#0\u{1b}\\x", "\u{fffd}x"),
            ("\u{1b}(0x", "\u{fffd}x"),
            ("\u{1b}cx", "\u{fffd}x"),
            ("\u{1b}", "\u{fffd}"),
            ("\u{1b}[31", "\u{fffd}[31"),
            ("\u{1b}]0;never ends", "\u{fffd}]0;never ends"),
            ("\u{1b}\u{1b}[0mx", "\u{fffd}\u{fffd}x"),
            ("\u{1b}é", "\u{fffd}é"),
            ("\u{9b}31mx", "\u{fffd}31mx"),
            ("nul\0del\u{7f}", "nul\u{fffd}del\u{fffd}"),
            ("a\u{202e}b\u{2066}c\u{200f}", "a\u{fffd}b\u{fffd}c\u{fffd}"),
            ("a\u{fffe}b\u{1ffff}c\u{fdd0}", "a\u{fffd}b\u{fffd}c\u{fffd}"),
            ("a\u{200b}b\u{feff}c\u{2028}d\u{2029}", "a\u{fffd}b\u{fffd}c\u{fffd}d\u{fffd}"),
        ];
        for (text, expected) in cases {
            assert_eq!(printable(text), expected, "{text:?}");
        }
    }

    #[test]
    fn what_a_runner_would_obey_is_broken() {
        let cases = [
            ("::add-mask::x", ": :add-mask::x"),
            ("  ::error file=a::b", "  : :error file=a::b"),
            ("no\n::stop-commands::t", "no : :stop-commands::t"),
            ("no\u{2028}::warning::x", "no\u{fffd}: :warning::x"),
            ("no\u{85}::warning::x", "no\u{fffd}: :warning::x"),
            ("no\u{3000}::warning::x", "no\u{3000}: :warning::x"),
            ("a ::debug::b ::debug::c", "a : :debug::b : :debug::c"),
            ("x##[error]y", "x## [error]y"),
            ("###[error]y", "### [error]y"),
            ("##vso[task.complete]##VSO[x]", "## vso[task.complete]## VSO[x]"),
            ("std::fmt, ::1, a::b", "std::fmt, ::1, a::b"),
            ("## heading, #[test]", "## heading, #[test]"),
        ];
        for (text, expected) in cases {
            assert_eq!(printable(text), expected, "{text:?}");
        }
    }

    #[test]
    fn clean_text_is_not_copied() {
        assert!(matches!(printable("clean"), Cow::Borrowed(_)));
    }

    #[test]
    fn what_split_a_value_still_splits_it() {
        assert_eq!(printable("SEC\u{1b}[0mRET"), "SEC\u{fffd}RET");
    }

    proptest! {
        #[test]
        fn nothing_unprintable_is_left(text in "(?s)([\\x00-\\x7f]|\u{1b}[\\[\\]P]|::a|##(vso)?\\[|.){0,60}") {
            let safe = printable(&text);
            prop_assert!(!safe.chars().any(is_unseen), "{:?}", safe);
            prop_assert!(!safe.contains("##[") && !safe.to_ascii_lowercase().contains("##vso["), "{:?}", safe);
            let starts = |word: &str| word.strip_prefix("::").is_some_and(|rest| rest.starts_with(char::is_alphabetic));
            prop_assert!(!safe.split_whitespace().any(starts), "{:?}", safe);
            prop_assert_eq!(printable(&safe), safe.as_ref());
        }
    }
}
