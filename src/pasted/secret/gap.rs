//! What stands between a name and its value: separators, blanks, a word that announces the value.

use super::quote::quote_at;

/// What may stand between a name and its value, beside quotes and white space.
const BETWEEN: [&str; 11] = ["=>", "=", ":", ">", ",", "%3D", "%3d", "%3A", "%3a", "\\u003d", "&gt;"];

/// Where the value begins behind a name that ends there; none where nothing says that there is one.
pub(super) fn gap(text: &str, from: usize, quoted: bool, is_flag: bool, is_told: bool) -> Option<usize> {
    let mut at = from;
    let mut says = false;
    let mut breaks = 0;
    loop {
        let rest = &text[at..];
        if let Some(mark) = BETWEEN.iter().find(|mark| rest.starts_with(**mark)) {
            // `token, which` says nothing; `"token", "…"` does.
            says |= *mark != "," || quoted;
            at += mark.len();
        } else if rest.starts_with([' ', '\t', '\r']) {
            says |= is_flag;
            at += 1;
        } else if rest.starts_with(']') && !says {
            // `["client_secret"] => …`
            at += 1;
        } else if rest.starts_with('\n') && (says || quoted) && breaks < 2 {
            // A part of a form, or a value that was folded.
            (breaks, at) = (breaks + 1, at + 1);
            says |= breaks == 2;
        } else if let Some(len) = announcement(rest, is_told && !says) {
            says = true;
            at += len;
        } else {
            break;
        }
    }
    (says && at < text.len()).then_some(at)
}

/// What else may stand before a value: `value="…"` of a form, `string(32)` of PHP, `is` of a sentence.
fn announcement(rest: &str, is_told: bool) -> Option<usize> {
    let quote = quote_at(rest).unwrap_or_default();
    let lower = rest[quote.len()..].get(..5).map(str::to_ascii_lowercase);
    if lower.as_deref() == Some("value") {
        let behind = &rest[quote.len() + 5..];
        let closing = if behind.starts_with(quote) { quote.len() } else { 0 };
        let is_next = behind[closing..].trim_start().starts_with([':', '=', ',']);
        return is_next.then_some(quote.len() + 5 + closing);
    }
    if let Some(count) = rest.strip_prefix("string(") {
        return count.find(')').filter(|len| *len < 6).map(|len| "string(".len() + len + 1);
    }
    let said = ["is ", "was "].into_iter().find(|verb| rest.starts_with(verb)).filter(|_| is_told)?;
    let next = rest[said.len()..].split_whitespace().next()?;
    let is_word = next.len() <= 12 && next.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'.');
    (!is_word).then_some(said.len())
}
