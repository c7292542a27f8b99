//! Where secrets stand in a text that is no JSON, told by what stands before them: a field's name, a flag, a scheme, the `//` of
//! an address. What a secret looks like does not matter, but for keys and tokens that show what they are (PEM, JWT).
//!
//! It would rather take too much than too little: nothing that is read of a reply is read from what it leaves.

use std::ops::Range;

use super::words::CODES;

/// How the names of fields end that hold secrets, in lower case and without `-` and `_`.
const NAMES: [&str; 18] = [
    "secret",
    "password",
    "passwd",
    "pwd",
    "passphrase",
    "pass",
    "token",
    "assertion",
    "key",
    "cookie",
    "authorization",
    "jwt",
    "signature",
    "sessionid",
    "credential",
    "credentials",
    "bearer",
    "setcookie2",
];
/// Those whose value is the rest of the line.
const LINES: [&str; 4] = ["cookie", "setcookie", "setcookie2", "authorization"];
/// Those of which words may say something: `client_secret is …`.
const TOLD: [&str; 3] = ["secret", "password", "passwd"];
/// curl's flags whose value is a name and a password.
const LOGINS: [&str; 4] = ["-u", "--user", "-U", "--proxy-user"];
/// The flags whose value is a cookie or a token.
const OTHERS: [&str; 2] = ["-b", "--oauth2-bearer"];
/// The schemes of `Authorization` (RFC 7235 §2.1), in lower case.
const SCHEMES: [&str; 3] = ["bearer", "basic", "box"];
/// What is no value.
const NOTHING: [&str; 7] = ["null", "none", "undefined", "true", "false", "nil", "[object]"];
/// A quote, as it may be written: in HTML, in a URL, escaped in JSON.
const QUOTES: [&str; 10] = ["\"", "'", "`", "&quot;", "&#34;", "&#39;", "%22", "%27", "\\u0022", "\\u0027"];
/// What may stand between a name and its value, beside quotes and white space.
const BETWEEN: [&str; 11] = ["=>", "=", ":", ">", ",", "%3D", "%3d", "%3A", "%3a", "\\u003d", "&gt;"];
/// Longer is no value of any kind, in bytes.
const LONGEST: usize = 16 * 1024;
/// How many brackets and the like are looked at behind a value.
const CLOSING: usize = 8;

/// Where the secrets stand: apart from one another, in order.
pub(super) fn secrets(text: &str) -> Vec<Range<usize>> {
    let mut found = named(text);
    found.extend(behind_flags(text));
    found.extend(behind_schemes(text));
    found.extend(in_addresses(text));
    found.extend(by_form(text));
    found.retain(|range| !range.is_empty());
    found.sort_unstable_by_key(|range| (range.start, range.end));
    let mut apart: Vec<Range<usize>> = Vec::new();
    for range in found {
        match apart.last_mut() {
            Some(last) if range.start < last.end => last.end = last.end.max(range.end),
            _ => apart.push(range),
        }
    }
    apart
}

/// Whether a field of that name holds a secret.
pub(super) fn is_secret(name: &str) -> bool {
    let plain = plain(name);
    !CODES.contains(&name.to_ascii_lowercase().as_str())
        && (plain == "auth" || NAMES.iter().any(|ending| plain.ends_with(ending)))
}

fn plain(name: &str) -> String {
    name.chars().filter(|char| !matches!(char, '-' | '_')).collect::<String>().to_ascii_lowercase()
}

fn named(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut end = 0;
    for name in words(text) {
        if name.start < end || !is_secret(&text[name.clone()]) {
            continue;
        }
        let values = value(text, &name);
        end = values.last().map_or(name.end, |range| range.end);
        found.extend(values);
    }
    found
}

/// The words of a text that may be names.
fn words(text: &str) -> impl Iterator<Item = Range<usize>> {
    let is_of_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + bytes[at..].iter().position(|byte| is_of_name(*byte))?;
        let len = bytes[start..].iter().position(|byte| !is_of_name(*byte)).unwrap_or(bytes.len() - start);
        at = start + len;
        Some(start..at)
    })
}

/// What a name is followed by, where that is a value: one range, or one for each of several cookies.
fn value(text: &str, name: &Range<usize>) -> Vec<Range<usize>> {
    let word = &text[name.clone()];
    let opened = quote_before(text, name.start);
    let mut at = name.end;
    let quoted = opened.filter(|quote| text[at..].starts_with(quote));
    at += quoted.map_or(0, str::len);
    let is_flag = word.starts_with("--");
    let Some(start) = gap(text, at, quoted.is_some(), is_flag, is_told(word)) else { return Vec::new() };
    let is_line = LINES.iter().any(|ending| plain(word).ends_with(ending));
    let enclosing = opened.filter(|_| quoted.is_none());
    let range = extent(text, start, quoted.is_some(), enclosing, is_line);
    let value = text[range.clone()].trim();
    // `auth` is a word of many a sentence, and a secret as `auth: 'id:secret'`.
    let is_pair = plain(word) != "auth" || value.contains(':');
    if NOTHING.contains(&value.to_ascii_lowercase().as_str()) || !is_pair {
        return Vec::new();
    }
    if plain(word).ends_with("cookie") || plain(word).ends_with("cookie2") { cookies(text, range) } else { vec![range] }
}

fn is_told(word: &str) -> bool {
    TOLD.iter().any(|ending| plain(word).ends_with(ending))
}

/// The quote that stands directly before a place, its backslashes included.
fn quote_before(text: &str, at: usize) -> Option<&str> {
    let before = &text[..at];
    let quote = QUOTES.iter().find(|quote| before.ends_with(**quote))?;
    let rest = &before[..before.len() - quote.len()];
    let slashes = rest.len() - rest.trim_end_matches('\\').len();
    Some(&before[before.len() - quote.len() - slashes..])
}

/// The quote that a text begins with, its backslashes included.
fn quote_at(text: &str) -> Option<&str> {
    let slashes = text.len() - text.trim_start_matches('\\').len();
    let quote = QUOTES.iter().find(|quote| text[slashes..].starts_with(**quote));
    let written = QUOTES.iter().find(|quote| text.starts_with(**quote));
    written.map(|quote| &text[..quote.len()]).or_else(|| quote.map(|quote| &text[..slashes + quote.len()]))
}

/// Where the value begins behind a name that ends there; none where nothing says that there is one.
fn gap(text: &str, from: usize, quoted: bool, is_flag: bool, is_told: bool) -> Option<usize> {
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

/// How far a value goes that begins there.
fn extent(text: &str, start: usize, in_object: bool, enclosing: Option<&str>, is_line: bool) -> Range<usize> {
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
fn start_of(text: &str) -> &str {
    let end = (0..=LONGEST.min(text.len())).rev().find(|at| text.is_char_boundary(*at));
    &text[..end.unwrap_or_default()]
}

/// Up to the same quote, where no more backslashes stand before it than the quote itself has.
fn closing(text: &str, quote: &str) -> usize {
    let own = quote.len() - quote.trim_start_matches('\\').len();
    let is_closing = |at: &usize| {
        let before = &text[..*at];
        own > 0 || (before.len() - before.trim_end_matches('\\').len()).is_multiple_of(2)
    };
    text.match_indices(quote).map(|(at, _)| at).find(is_closing).unwrap_or(text.len())
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
fn word(text: &str, in_object: bool, enclosing: Option<&str>) -> usize {
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
fn cookies(text: &str, line: Range<usize>) -> Vec<Range<usize>> {
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

/// The values of curl's flags, in one word with the flag or behind it.
fn behind_flags(text: &str) -> Vec<Range<usize>> {
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
fn behind_schemes(text: &str) -> Vec<Range<usize>> {
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
fn in_addresses(text: &str) -> Vec<Range<usize>> {
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
fn by_form(text: &str) -> Vec<Range<usize>> {
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
