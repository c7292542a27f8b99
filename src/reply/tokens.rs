//! Finds what is, or may be, a token in what a server sent, wherever it stands there.
//!
//! A token is told by the name that stands before it: `access_token` in JSON, in a text of any notation, in an element or an
//! attribute, in a query, in a header; or by `Bearer`. A text may be in another: JSON in a JSON string, in base64, percent-encoded,
//! with character references. Outside JSON a word is a word, and no token.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::ops::Range;

use percent_encoding::percent_decode_str;

use super::body::parsed;
use super::node::Node;
use super::redact::EVIDENT;
use crate::decoding::base64;

/// How deep texts are sought in texts: a body in a reply of a gateway's, in a log's line, in another's is three.
const DEPTH: usize = 4;
/// How many bytes are read at most: of a body of the longest size every reading there may be, several times.
const BUDGET: usize = 1 << 19;
/// How many characters are looked at behind the names of one text, all together: a text that nobody made for this takes fewer
/// than it has.
const STEPS: usize = 1 << 20;
/// No token is longer; those of Box have 32 characters, and a JWT some thousand.
const LONGEST_TOKEN: usize = 8 * 1024;
/// How many tags stand between a name and its value at most.
const TAGS: usize = 8;
/// A shorter run of base64 holds no token and its name.
const SHORTEST_CODE: usize = 24;

/// What of a reply is, or may be, a token.
#[derive(Debug, Default)]
pub(super) struct Tokens {
    /// Those that can be used, and so revoked, in the order in which they stand.
    pub(super) usable: Vec<String>,
    /// Whatever else stands where a token would.
    pub(super) other: Vec<String>,
    /// Whether a value under eight characters stands in a text within the text, where it cannot be replaced.
    pub(super) is_hidden: bool,
    /// Whether there was more than could be read.
    pub(super) is_partial: bool,
}

/// What a name says of the value behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Name {
    /// An `access_token`, which can be revoked.
    Access,
    /// Another token (RFC 6749 §5.1, `OpenID` Connect).
    Other,
    /// A token of some kind, or not one.
    Some,
}

impl Name {
    /// Reads a name in any spelling: `access_token`, `accessToken`, `X-Access-Token`.
    fn read(name: &str) -> Option<Self> {
        let letters = name.chars().filter(char::is_ascii_alphanumeric);
        let plain: String = letters.map(|letter| letter.to_ascii_lowercase()).collect();
        match plain.as_str() {
            "idtoken" => Some(Self::Other),
            "token" => Some(Self::Some),
            _ if plain.ends_with("accesstoken") => Some(Self::Access),
            _ if plain.ends_with("refreshtoken") => Some(Self::Other),
            _ if ["authtoken", "bearertoken", "oauthtoken"].iter().any(|end| plain.ends_with(end)) => Some(Self::Some),
            _ => None,
        }
    }
}

/// Whether whatever stands under that name is, or may be, a token.
pub(super) fn is_place(name: &str) -> bool {
    matches!(Name::read(name), Some(Name::Access | Name::Other))
}

/// Finds the tokens in a body, one that breaks off or is no JSON at all included, and then in the headers.
///
/// `tree` is the body as JSON, where it is.
pub(super) fn find(body: &[u8], tree: Option<&Node>, is_cut: bool, headers: &[(String, Vec<u8>)]) -> Tokens {
    let mut search = Search { found: Tokens::default(), seen: BTreeSet::new(), read: BTreeSet::new(), left: BUDGET };
    search.body(&String::from_utf8_lossy(body), tree, is_cut);
    for (name, value) in headers {
        let value = String::from_utf8_lossy(value);
        search.text(&format!("{name}: {value}"), 0, false);
        if value.starts_with(['{', '[', '"']) {
            search.text(&value, 1, false);
        }
    }
    search.found
}

/// The places of the values under eight characters that stand in a text as it is, behind a token's name.
pub(super) fn short_places(text: &str) -> Vec<Range<usize>> {
    named(text, false).filter(|named| named.read.len() < EVIDENT && !named.is_word()).map(|named| named.place).collect()
}

struct Search {
    found: Tokens,
    seen: BTreeSet<String>,
    /// The texts that were read, by their hash: two ways to read one often lead to the same.
    read: BTreeSet<u64>,
    left: usize,
}

impl Search {
    /// Reads a body, as the tree that it is where it is one.
    fn body(&mut self, body: &str, tree: Option<&Node>, is_cut: bool) {
        if self.may_read(body, 0) {
            match tree.filter(|_| begins_as_json(body)) {
                Some(tree) => self.node(tree, None, 0),
                None => self.plain(body, 0, is_cut),
            }
        }
    }

    /// Reads a text, and the texts that it holds.
    fn text(&mut self, text: &str, depth: usize, is_cut: bool) {
        if !self.may_read(text, depth) {
            return;
        }
        if begins_as_json(text)
            && let Ok(node) = parsed::<Node>(without_mark(text))
        {
            return self.node(&node, None, depth);
        }
        self.plain(text, depth, is_cut);
    }

    /// Whether a text is worth reading, and there is time for it.
    fn may_read(&mut self, text: &str, depth: usize) -> bool {
        let mut hasher = DefaultHasher::new();
        text.hash(&mut hasher);
        if depth > DEPTH || text.len() < EVIDENT || !self.read.insert(hasher.finish()) {
            return false;
        }
        let left = self.left.checked_sub(text.len());
        self.found.is_partial |= left.is_none();
        self.left = left.unwrap_or(self.left);
        left.is_some()
    }

    /// Reads a text that is no JSON.
    fn plain(&mut self, text: &str, depth: usize, is_cut: bool) {
        let mut steps = STEPS;
        for named in named(text, is_cut) {
            self.named(&named, depth);
            let Some(left) = steps.checked_sub(named.place.end - named.place.start + 1) else {
                self.found.is_partial = true;
                return;
            };
            steps = left;
        }
        for token in bearers(text) {
            self.usable(token);
        }
        for inner in decoded(text) {
            self.text(&inner, depth + 1, is_cut);
        }
    }

    /// Reads a JSON value that stands under such a name, or within what does.
    fn node(&mut self, node: &Node, within: Option<Name>, depth: usize) {
        match (node, within) {
            (Node::Text(text), Some(Name::Access | Name::Other)) => self.other(text, depth),
            (Node::Number(number), Some(Name::Access | Name::Other)) => self.other(&number.to_string(), depth),
            (Node::Text(text), Some(Name::Some)) if is_shaped(text) => self.usable(text),
            (Node::Text(text), _) => self.text(text, depth + 1, false),
            (Node::Array(items), _) => items.iter().for_each(|item| self.node(item, within, depth)),
            (Node::Object(fields), _) => {
                for (key, node) in fields {
                    self.text(key, depth + 1, false);
                    let name = Name::read(key);
                    match node {
                        Node::Text(text) if name == Some(Name::Access) && is_usable(text) => {
                            self.note_hidden(text, depth);
                            self.usable(text);
                        }
                        _ => self.node(node, within.filter(|name| *name != Name::Some).or(name), depth),
                    }
                }
            }
            (Node::Number(_) | Node::Bool(_) | Node::Null, _) => {}
        }
    }

    fn named(&mut self, named: &Named, depth: usize) {
        if named.is_word() || named.read.is_empty() {
            return;
        }
        let usable = is_usable(&named.read) && named.is_whole;
        match named.name {
            Name::Access if usable && named.is_json => self.usable(&named.read),
            Name::Access | Name::Some if usable && is_shaped(&named.read) => self.usable(&named.read),
            Name::Access | Name::Other => return self.other(&named.read, depth),
            Name::Some => return,
        }
        self.note_hidden(&named.read, depth);
    }

    fn usable(&mut self, token: &str) {
        if self.seen.insert(token.to_owned()) {
            self.found.usable.push(token.to_owned());
        }
    }

    fn other(&mut self, value: &str, depth: usize) {
        self.note_hidden(value, depth);
        if !value.is_empty() && self.seen.insert(value.to_owned()) {
            self.found.other.push(value.to_owned());
        }
    }

    fn note_hidden(&mut self, value: &str, depth: usize) {
        self.found.is_hidden |= depth > 0 && !value.is_empty() && value.chars().count() < EVIDENT;
    }
}

/// A text without the byte order mark before it.
fn without_mark(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

/// Whether a text begins as JSON does that may hold a name.
fn begins_as_json(text: &str) -> bool {
    without_mark(text).trim_start().starts_with(['{', '[', '"'])
}

/// A value in a text, behind a token's name.
struct Named {
    name: Name,
    place: Range<usize>,
    /// The value, its escapes read where it is JSON's.
    read: String,
    /// Whether its end is there.
    is_whole: bool,
    is_quoted: bool,
    /// Whether it stands as JSON, or what looks like it, has it: both quoted.
    is_json: bool,
}

impl Named {
    /// Whether it is a word of a sentence rather than a token.
    fn is_word(&self) -> bool {
        !self.is_json && (is_word(&self.read) || !self.is_quoted && self.read.len() < EVIDENT && !self.is_whole)
    }
}

/// Every value that stands behind a token's name in a text.
fn named(text: &str, is_cut: bool) -> impl Iterator<Item = Named> {
    const LAST: &str = "token";
    let is_of_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    let lower = text.to_ascii_lowercase();
    let ends: Vec<usize> = lower.match_indices(LAST).map(|(at, _)| at + LAST.len()).collect();
    ends.into_iter().filter_map(move |end| {
        let bytes = text.as_bytes();
        if bytes.get(end).is_some_and(is_of_name) {
            return None;
        }
        let start = end - bytes[..end].iter().rev().take_while(|byte| is_of_name(byte)).count();
        let name = Name::read(&text[start..end])?;
        let in_tag = bytes[..start].last().is_some_and(|byte| matches!(byte, b'<' | b':'));
        let at = end + behind_name(&text[end..], in_tag)?;
        Some(value_at(text, at, name, text[end..].starts_with(['"', '\'', '\\']), is_cut))
    })
}

/// How much stands between a name and its value: quotes, a separator, tags.
fn behind_name(text: &str, in_tag: bool) -> Option<usize> {
    const CDATA: &str = "<![CDATA[";
    let mut rest = text.trim_start_matches(['"', '\'', '\\', ']', ' ', '\t', '\r', '\n']);
    let tag = |rest: &'_ str| within(rest, LONGEST_TOKEN).find('>').map(|end| end + 1);
    let mut is_apart = false;
    if in_tag
        && let Some(len) = tag(rest)
        && !rest[..len].contains('=')
    {
        (rest, is_apart) = (&rest[len..], true);
    } else if in_tag
        && !rest.starts_with(['=', ':'])
        && let Some(len) = tag(rest)
    {
        (rest, is_apart) = (&rest[len..], true);
    }
    for separator in ["=>", ":=", ":", "=", ">"] {
        if let Some(behind) = rest.strip_prefix(separator).filter(|_| !is_apart) {
            (rest, is_apart) = (behind, true);
        }
    }
    for attribute in ["value", "content"] {
        let behind = rest.strip_prefix(attribute).and_then(|behind| behind.trim_start().strip_prefix('='));
        if let Some(behind) = behind.filter(|_| !is_apart) {
            (rest, is_apart) = (behind, true);
        }
    }
    rest = rest.trim_start();
    for _ in 0..TAGS {
        if !rest.starts_with('<') {
            break;
        }
        rest = match rest.strip_prefix(CDATA) {
            Some(behind) => behind,
            None => &rest[tag(rest)?..],
        };
        (rest, is_apart) = (rest.trim_start(), true);
    }
    if let Some(scheme) = rest.get(.."bearer ".len()).filter(|scheme| scheme.eq_ignore_ascii_case("bearer ")) {
        rest = rest[scheme.len()..].trim_start();
    }
    is_apart.then(|| text.len() - rest.len())
}

/// The value at a place of a text.
fn value_at(text: &str, at: usize, name: Name, quoted_name: bool, is_cut: bool) -> Named {
    let rest = &text[at..];
    // The string may be whole though the text around it is not; then its escapes can be read.
    if rest.starts_with('"') {
        let mut strings = serde_json::Deserializer::from_str(rest).into_iter::<String>();
        if let Some(Ok(read)) = strings.next() {
            let place = at + 1..at + strings.byte_offset() - 1;
            // What stands behind may go on with it, as a `+` does.
            let behind = rest[strings.byte_offset()..].trim_start();
            let is_whole = !behind.starts_with(['+', '.', '"', '\'', '\\']);
            return Named { name, place, read, is_whole, is_quoted: true, is_json: quoted_name };
        }
    }
    let start = at + rest.len() - rest.trim_start_matches('\\').len();
    let rest = &text[start..];
    let quote = rest.chars().next().filter(|first| matches!(first, '"' | '\'' | '`'));
    let start = start + quote.map_or(0, char::len_utf8);
    let is_end = |next: char| match quote {
        Some(quote) => next == quote || matches!(next, '\\' | '\n'),
        None => next.is_whitespace() || "\"'`\\&,;<>{}()[]#|".contains(next),
    };
    let longest = within(&text[start..], LONGEST_TOKEN);
    let len = longest.find(is_end).unwrap_or(longest.len());
    let ends = start + len < text.len();
    Named {
        name,
        place: start..start + len,
        read: text[start..start + len].to_owned(),
        is_whole: ends || quote.is_none() && !is_cut,
        is_quoted: quote.is_some(),
        is_json: quoted_name && quote.is_some(),
    }
}

/// The first so many bytes of a text, or some fewer where a character stands across the end.
fn within(text: &str, most: usize) -> &str {
    let end = (0..=most.min(text.len())).rev().find(|end| text.is_char_boundary(*end)).unwrap_or_default();
    &text[..end]
}

/// What stands behind `Bearer` in a text, where it has a token's shape (RFC 6750 §2.1).
fn bearers(text: &str) -> impl Iterator<Item = &str> {
    const SCHEME: &str = "bearer";
    let lower = text.to_ascii_lowercase();
    let ends: Vec<usize> = lower.match_indices(SCHEME).map(|(at, _)| at + SCHEME.len()).collect();
    let mut read = 0;
    ends.into_iter().filter_map(move |end| {
        let window = within(&text[end..], LONGEST_TOKEN);
        let behind = window.trim_start_matches([' ', '\t', '\r', '\n', '+', ':', '"', '\'']);
        let apart = behind.len() < window.len();
        // What stands in a token that was read is no scheme.
        if !apart || end < read {
            return None;
        }
        let is_of_token = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~+/".contains(byte);
        let mut len = behind.bytes().take_while(is_of_token).count();
        len += behind[len..].bytes().take_while(|byte| *byte == b'=').count();
        let next = behind[len..].chars().next();
        let is_parameter =
            behind[..len].ends_with('=') && next.is_some_and(|next| next == '"' || next.is_alphanumeric());
        read = end + (window.len() - behind.len()) + len;
        Some(&behind[..len]).filter(|token| !is_parameter && is_shaped(token))
    })
}

/// Whether a text has a token's shape, and is no word.
fn is_shaped(text: &str) -> bool {
    let is_of_token = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~+/=".contains(&byte);
    text.len() >= EVIDENT && text.bytes().all(is_of_token) && !is_word(text)
}

/// A letter of one case alone makes no word of so many.
const LONGEST_WORD: usize = 20;

/// Whether a text is a word, or several joined: letters, of one case but for the first.
fn is_word(text: &str) -> bool {
    text.split(['-', '_', '.', '/', ' ', '=', '+', '~']).all(|word| {
        let rest = word.get(1..).unwrap_or_default();
        let one_case = |is: fn(&u8) -> bool| rest.as_bytes().iter().all(is);
        word.len() < LONGEST_WORD
            && word.bytes().all(|byte| byte.is_ascii_alphabetic())
            && (one_case(u8::is_ascii_lowercase) || one_case(u8::is_ascii_uppercase))
    })
}

/// The texts that a text holds, by one level of each encoding.
fn decoded(text: &str) -> Vec<String> {
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

/// Whether a token can be used: a non-empty string of visible ASCII (RFC 6749 appendix A.12).
pub(crate) fn is_usable(token: &str) -> bool {
    !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic())
}

#[cfg(test)]
mod tests;
