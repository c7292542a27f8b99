//! How far a value goes: to its quote, its bracket, its line's end, or what no value holds.

use std::ops::Range;

use super::quote::{closing, quote_at};

/// Longer is no value of any kind, in bytes.
const LONGEST: usize = 16 * 1024;
/// How many brackets and the like are looked at behind a value.
const CLOSING: usize = 8;

/// How far a value goes that begins there.
pub(super) fn extent(
    text: &str,
    start: usize,
    in_object: bool,
    enclosing: Option<&str>,
    is_line: bool,
) -> Range<usize> {
    let rest = &text[start..];
    let rest = start_of(rest);
    // `b'…'` and `@"…"`, as Python and C# have them.
    let prefix = usize::from(rest.starts_with(['b', 'u', 'r', '@']) && quote_at(&rest[1..]).is_some());
    if let Some(quote) = quote_at(&rest[prefix..]) {
        let from = prefix + quote.len();
        return start + from..start + from + closing(&rest[from..], quote);
    }
    if rest.starts_with(['{', '[', '(']) {
        return start..start + bracketed(rest);
    }
    let from = usize::from(rest.starts_with('<'));
    let len = if is_line { line(&rest[from..], enclosing) } else { word(&rest[from..], in_object, enclosing) };
    start + from..start + from + len
}

/// As much of a text as a value may be long.
pub(super) fn start_of(text: &str) -> &str {
    let end = (0..=LONGEST.min(text.len())).rev().find(|at| text.is_char_boundary(*at));
    &text[..end.unwrap_or_default()]
}

/// Up to the bracket that closes the first.
fn bracketed(text: &str) -> usize {
    let mut depth = 0_usize;
    for (at, char) in text.char_indices() {
        match char {
            '{' | '[' | '(' => depth += 1,
            '}' | ']' | ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return at + char.len_utf8();
        }
    }
    text.len()
}

/// Up to the line's end, as it stands or is escaped, or to the quote that encloses the line.
fn line(text: &str, enclosing: Option<&str>) -> usize {
    let ends = |at: &usize| {
        let rest = &text[*at..];
        ["\n", "\r", "\\n", "\\r"].into_iter().chain(enclosing).any(|end| rest.starts_with(end))
    };
    text.char_indices().map(|(at, _)| at).find(ends).unwrap_or(text.len())
}

/// Up to what no value holds that stands without quotes. In an object a `,` or a bracket ends it; elsewhere these end it only
/// where nothing follows.
pub(super) fn word(text: &str, in_object: bool, enclosing: Option<&str>) -> usize {
    let ends = |(at, char): &(usize, char)| {
        let rest = &text[*at..];
        let closes = closes_object(*char);
        // A few brackets are looked at, not a text of nothing else.
        let mut behind = rest.chars().skip(1).take(CLOSING);
        let mut is_last = || {
            let next = behind.find(|char| !closes_object(*char));
            next.is_none_or(|char| char.is_whitespace() || matches!(char, '"' | '\'' | '`' | '&' | '<'))
        };
        char.is_whitespace()
            || matches!(char, '&' | '"' | '`' | '<' | '>' | '\\')
            || (*char == '\'' && enclosing.is_none_or(|quote| quote.ends_with('\'')))
            || (closes && (in_object || is_last()))
            || rest.starts_with("%26")
            || enclosing.is_some_and(|quote| rest.starts_with(quote))
    };
    text.char_indices().find(ends).map_or(text.len(), |(at, _)| at)
}

fn closes_object(char: char) -> bool {
    matches!(char, ',' | ';' | ')' | ']' | '}')
}

/// The values of a line of cookies (RFC 6265 §4), attributes and all; a cookie without `=` is a value itself.
pub(super) fn cookies(text: &str, line: Range<usize>) -> Vec<Range<usize>> {
    let mut at = line.start;
    let mut values = Vec::new();
    for pair in text[line].split_inclusive(';') {
        let whole = pair.trim_end_matches(';');
        let from = whole.find('=').map_or(0, |equals| equals + 1);
        values.push(at + from..at + whole.len());
        at += pair.len();
    }
    values
}
