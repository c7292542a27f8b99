//! The parts of a text that may be replaced without changing what the text is: the strings and numbers of a JSON text, the words
//! of a header.
//!
//! What is public among them is never replaced (see [`Vocabulary`]), so that a reply means the same before and after.

use super::super::tokens;
use super::super::vocabulary::Vocabulary;
use super::Placeholder;
use super::windows::Mark;

/// A part of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Leaf {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) kind: Kind,
}

/// What a part is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Text, without its quotes.
    Text,
    /// A number of JSON's; what replaces it takes quotes.
    Number,
    /// A public word.
    Public,
    /// An ID: a cookie may hold one too, and two that were replaced would be alike.
    Id,
    /// A token's place, whatever stands there.
    Token(Placeholder),
    /// As [`Kind::Token`], for a number, which no token is.
    TokenNumber,
    /// What stands between the words of a header.
    Between,
}

impl Kind {
    /// Whether what replaces it takes quotes.
    pub(super) fn is_number(self) -> bool {
        matches!(self, Self::Number | Self::TokenNumber)
    }

    /// Whether a value is taken out of it.
    pub(super) fn may_hold(self, mark: Mark) -> bool {
        match self {
            Self::Public => false,
            Self::Id => mark.placeholder != Placeholder::Cookie,
            Self::Between => !mark.short,
            Self::Text | Self::Number | Self::Token(_) | Self::TokenNumber => true,
        }
    }
}

/// How a text may be changed.
#[derive(Debug)]
pub(super) struct Frame {
    /// The leaves, in order and apart.
    pub(super) leaves: Vec<Leaf>,
}

impl Frame {
    /// The frame of a text that is known to be JSON, a byte order mark before it aside.
    pub(super) fn of_json(text: &str, public: &Vocabulary) -> Self {
        let json = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut lexer = Lexer { text, at: text.len() - json.len(), public, leaves: Vec::new() };
        lexer.read();
        Self { leaves: lexer.leaves }
    }

    /// The frame of a header's value: words and quoted texts. Of an address, the part up to the path is a word.
    pub(super) fn of_header(text: &str, public: &Vocabulary) -> Self {
        let mut leaves = Vec::new();
        let mut at = origin(text, public);
        if at > 0 {
            leaves.push(Leaf { start: 0, end: at, kind: Kind::Public });
        }
        while at < text.len() {
            let start = at;
            at += text[at..].bytes().take_while(|byte| is_separator(*byte)).count();
            let quoted = text[start..at].ends_with('"');
            leaves.extend((start < at).then_some(Leaf { start, end: at, kind: Kind::Between }));
            let is_end = |byte: u8| if quoted { byte == b'"' } else { is_separator(byte) };
            let word = &text[at..at + text[at..].bytes().take_while(|byte| !is_end(*byte)).count()];
            let head = if public.has(word) { word.len() } else { public.head(word) };
            leaves.extend(split(at, at + head, at + word.len(), Kind::Text));
            at += word.len();
        }
        Self { leaves }
    }
}

fn is_separator(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b',' | b';' | b'=' | b'"')
}

/// A leaf and the public word that it begins with.
fn split(start: usize, middle: usize, end: usize, kind: Kind) -> impl Iterator<Item = Leaf> {
    let parts = [Leaf { start, end: middle, kind: Kind::Public }, Leaf { start: middle, end, kind }];
    parts.into_iter().filter(|leaf| leaf.start < leaf.end)
}

/// How much of an address is its scheme and a host that is public.
fn origin(text: &str, public: &Vocabulary) -> usize {
    let Some((_, rest)) = text.split_once("://") else { return 0 };
    let host = &rest[..rest.find(['/', '?', '#', ':', '@']).unwrap_or(rest.len())];
    let lower = host.to_ascii_lowercase();
    let is_public = lower.match_indices('.').any(|(dot, _)| public.has(&lower[dot + 1..])) || public.has(&lower);
    let is_host = is_public && !rest[host.len()..].starts_with('@');
    if is_host { text.len() - rest.len() + host.len() } else { 0 }
}

/// Reads what is known to be JSON.
struct Lexer<'t> {
    text: &'t str,
    at: usize,
    public: &'t Vocabulary,
    leaves: Vec<Leaf>,
}

/// What stands around a value: whether it is an object's, and in a token's place.
#[derive(Clone, Copy)]
struct Around {
    object: bool,
    token: bool,
}

impl Lexer<'_> {
    fn read(&mut self) {
        let mut around = vec![Around { object: false, token: false }];
        let (mut key, mut in_token, mut is_value) = (String::new(), false, true);
        while let Some(&byte) = self.text.as_bytes().get(self.at) {
            let outer = around.last().copied().unwrap_or(Around { object: false, token: false });
            match byte {
                b'{' | b'[' => {
                    around.push(Around { object: byte == b'{', token: in_token });
                    (is_value, key) = (byte == b'[', String::new());
                }
                b'}' | b']' => {
                    around.pop();
                    in_token = around.last().is_some_and(|around| around.token);
                }
                b',' => (is_value, in_token) = (!outer.object, outer.token),
                b':' => is_value = true,
                b'"' if is_value => {
                    let id = key == "id";
                    let _ = self.string(in_token, id);
                }
                b'"' => {
                    key = self.string(false, false);
                    in_token = outer.token || tokens::is_place(&key);
                }
                b'-' | b'0'..=b'9' => self.number(in_token),
                _ => {}
            }
            self.at += 1;
        }
    }

    /// Reads a string, up to its closing quote.
    fn string(&mut self, in_token: bool, is_id: bool) -> String {
        let start = self.at + 1;
        let mut end = start;
        while let Some(byte) = self.text.as_bytes().get(end).filter(|byte| **byte != b'"') {
            end += if *byte == b'\\' { 2 } else { 1 };
        }
        let written = &self.text[start..end];
        let read: String = serde_json::from_str(&self.text[self.at..=end]).unwrap_or_default();
        let digits = (1..=11).contains(&read.len()) && read.bytes().all(|byte| byte.is_ascii_digit());
        if in_token {
            let usable = tokens::is_usable(&read);
            let placeholder = if usable { Placeholder::Token } else { Placeholder::MalformedToken };
            self.leaves.extend(split(start, start, end, Kind::Token(placeholder)));
        } else if self.public.has(&read) {
            self.leaves.extend(split(start, end, end, Kind::Text));
        } else {
            let kind = if is_id && digits { Kind::Id } else { Kind::Text };
            self.leaves.extend(split(start, start + self.public.head(written), end, kind));
        }
        self.at = end;
        read
    }

    fn number(&mut self, in_token: bool) {
        let rest = &self.text[self.at..];
        let len = rest.find(|next: char| !(next.is_ascii_digit() || "+-.eE".contains(next))).unwrap_or(rest.len());
        let kind = if in_token {
            Kind::TokenNumber
        } else if self.public.has(&rest[..len]) {
            Kind::Public
        } else {
            Kind::Number
        };
        self.leaves.push(Leaf { start: self.at, end: self.at + len, kind });
        self.at += len - 1;
    }
}
