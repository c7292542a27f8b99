//! What shows a secret beside a field's name: a flag of curl's, a scheme of `Authorization`, the `//` of an address, the form of
//! a key or a token.

use std::ops::Range;

use super::extent::{cookies, extent, start_of, word};
use super::names::words;
use super::quote::quote_at;

/// curl's flags whose value is a name and a password.
const LOGINS: [&str; 4] = ["-u", "--user", "-U", "--proxy-user"];
/// The flags whose value is a cookie or a token.
const OTHERS: [&str; 2] = ["-b", "--oauth2-bearer"];
/// The schemes of `Authorization` (RFC 7235 §2.1), in lower case.
const SCHEMES: [&str; 3] = ["bearer", "basic", "box"];

/// The values of curl's flags, in one word with the flag or behind it.
pub(super) fn behind_flags(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for (flag, is_login) in LOGINS.map(|flag| (flag, true)).into_iter().chain(OTHERS.map(|flag| (flag, false))) {
        let mut end = 0;
        for (at, _) in text.match_indices(flag) {
            if at < end {
                continue;
            }
            let before = text[..at].chars().next_back();
            let rest = &text[at + flag.len()..];
            let is_apart = rest.starts_with([' ', '=', '\t', '"', '\'', '\\', ',']);
            let is_joined = flag.len() == 2 && rest.starts_with(|char: char| char.is_ascii_alphanumeric());
            if before.is_some_and(|char| char.is_alphanumeric() || matches!(char, '-' | '_'))
                || !(is_apart || is_joined)
            {
                continue;
            }
            // `-u id:pw`, `["-u", "id:pw"]`
            let skipped = rest.len() - rest.trim_start_matches([' ', '\t', '=', ',', '\\', '\n', '\r']).len();
            let closed = quote_at(&rest[skipped..]).filter(|quote| rest[quote.len()..].trim_start().starts_with(','));
            let from = match closed {
                Some(quote) => {
                    let behind = &rest[skipped + quote.len()..];
                    skipped + quote.len() + behind.len() - behind.trim_start_matches([' ', ',', '\n', '\r']).len()
                }
                None => skipped,
            };
            let range = extent(text, at + flag.len() + from, false, None, false);
            end = range.end;
            let value = &text[range.clone()];
            match (is_login, value.split_once(':'), value.split_once('=')) {
                (true, Some((user, _)), _) => found.push(range.start + user.len() + 1..range.end),
                (false, _, Some(_)) if flag == "-b" => found.extend(cookies(text, range)),
                (false, ..) if flag != "-b" => found.push(range),
                _ => {}
            }
        }
    }
    found
}

/// What stands behind `Bearer`, `Basic` and `Box`, unless it is a parameter or a word of a sentence.
pub(super) fn behind_schemes(text: &str) -> Vec<Range<usize>> {
    words(text)
        .filter(|word| SCHEMES.contains(&text[word.clone()].to_ascii_lowercase().as_str()))
        .filter_map(|scheme| {
            let rest = &text[scheme.end..];
            let behind = rest.trim_start_matches([' ', ':', '+']);
            let skipped = rest.len() - behind.len();
            let behind = behind.strip_prefix("%20").unwrap_or(behind);
            let start = text.len() - behind.len();
            let range = start..start + word(behind, true, None);
            let value = text[range.clone()].trim_end_matches(['.', ':']);
            let is_parameter = value.trim_end_matches('=').contains('=')
                || value.ends_with('=') && text[range.end..].starts_with(['"', '\\']);
            let is_word = value.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
            let likely = value.len() >= 8 && !is_parameter && !(is_word && value.len() < 16);
            (skipped + usize::from(behind.len() < rest.len()) > 0 && likely).then_some(range)
        })
        .collect()
}

/// The user and the password in addresses: `https://id:secret@…`.
pub(super) fn in_addresses(text: &str) -> Vec<Range<usize>> {
    each(text, "://", |rest| {
        let end = rest.find(|char: char| char.is_whitespace() || matches!(char, '/' | '?' | '#' | '"' | '<' | '>'));
        let authority = &rest[..end.unwrap_or(rest.len())];
        if let Some(login) = authority.rfind('@') {
            return Some(0..login);
        }
        // A `/` in a password ends the authority for every reader but the one who wrote it.
        let (_, port) = authority.split_once(':')?;
        let word = || &rest[..word(start_of(rest), false, None)];
        let login = (!port.starts_with(|char: char| char.is_ascii_digit())).then(word)?;
        Some(login.rfind('@').map_or(login.len()..login.len(), |at| 0..at))
    })
}

/// Keys (RFC 7468) and tokens (RFC 7519) that show what they are.
pub(super) fn by_form(text: &str) -> Vec<Range<usize>> {
    let mut found = each(text, "-----BEGIN ", |rest| {
        let (label, body) = rest.split_once("-----")?;
        let start = rest.len() - body.len();
        (label.len() < 64 && label.ends_with("PRIVATE KEY"))
            .then(|| start..start + body.find("-----END").unwrap_or(body.len()))
    });
    found.extend(each(text, "eyJ", |rest| {
        let is_of_token = |char: char| char.is_ascii_alphanumeric() || matches!(char, '-' | '_' | '.' | '=');
        let len = rest.find(|char| !is_of_token(char)).unwrap_or(rest.len());
        Some(if rest[..len].contains('.') { 0..len } else { len..len })
    }));
    found
}

/// What is found behind each mark, apart from one another; the mark itself stays.
fn each(text: &str, mark: &str, find: impl Fn(&str) -> Option<Range<usize>>) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(next) = text[at..].find(mark) {
        at += next + mark.len();
        if let Some(range) = find(&text[at..]) {
            found.push(at + range.start..at + range.end);
            at += range.end;
        }
    }
    found
}
