//! Finds what is, or may be, a token in what a server sent, wherever it stands there.
//!
//! A token is told by the name that stands before it: `access_token` in JSON, in a text of any notation, in an element or an
//! attribute, in a query, in a header; or by `Bearer`. A text may be in another: JSON in a JSON string, in base64, percent-encoded,
//! with character references. Outside JSON a word is a word, and no token.

mod decoded;
mod named;

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::ops::Range;

use super::body::parsed;
use super::node::Node;
use super::redact::EVIDENT;
use decoded::decoded;
use named::{NamedValue, named};

/// How deep texts are sought in texts: a body in a reply of a gateway's, in a log's line, in another's is three.
const DEPTH: usize = 4;
/// How many bytes are read at most: of a body of the longest size every reading there may be, several times.
const BUDGET: usize = 1 << 19;
/// How many characters are looked at behind the names of one text, all together: a text that nobody made for this takes fewer
/// than it has.
const STEPS: usize = 1 << 20;
/// No token is longer; those of Box have 32 characters, and a JWT some thousand.
const LONGEST_TOKEN: usize = 8 * 1024;

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

    fn named(&mut self, named: &NamedValue, depth: usize) {
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

/// Whether a token can be used: a non-empty string of visible ASCII (RFC 6749 appendix A.12).
pub(crate) fn is_usable(token: &str) -> bool {
    !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic())
}

#[cfg(test)]
mod tests;
