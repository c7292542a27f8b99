//! The parts of a text that may be replaced without changing what the text is: the strings and numbers of a JSON text, the words
//! of a header.
//!
//! What is public among them is never replaced (see [`Vocabulary`]), so that a reply means the same before and after.

use std::ops::Range;

use super::super::is_short_id;
use super::super::pieces::{Piece, pieces};
use super::super::tokens;
use super::super::vocabulary::Vocabulary;
use super::Placeholder;
use super::windows::Mark;

/// A part of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Leaf {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) kind: LeafKind,
}

/// What a part is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LeafKind {
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
    /// As [`LeafKind::Token`], for a number, which no token is.
    TokenNumber,
    /// What stands between the words of a header.
    Between,
}

impl LeafKind {
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
        let mut lexer = Lexer { text, public, leaves: Vec::new() };
        lexer.read(text.len() - json.len());
        Self { leaves: lexer.leaves }
    }

    /// The frame of a header's value: words and quoted texts. Of an address, the part up to the path is a word.
    pub(super) fn of_header(text: &str, public: &Vocabulary) -> Self {
        let mut leaves = Vec::new();
        let mut at = origin(text, public);
        if at > 0 {
            leaves.push(Leaf { start: 0, end: at, kind: LeafKind::Public });
        }
        while at < text.len() {
            let start = at;
            at += text[at..].bytes().take_while(|byte| is_separator(*byte)).count();
            let quoted = text[start..at].ends_with('"');
            leaves.extend((start < at).then_some(Leaf { start, end: at, kind: LeafKind::Between }));
            let is_end = |byte: u8| if quoted { byte == b'"' } else { is_separator(byte) };
            let word = &text[at..at + text[at..].bytes().take_while(|byte| !is_end(*byte)).count()];
            let head = if public.has(word) { word.len() } else { public.head(word) };
            leaves.extend(split(at, at + head, at + word.len(), LeafKind::Text));
            at += word.len();
        }
        Self { leaves }
    }
}

fn is_separator(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b',' | b';' | b'=' | b'"')
}

/// A leaf and the public word that it begins with.
fn split(start: usize, middle: usize, end: usize, kind: LeafKind) -> impl Iterator<Item = Leaf> {
    let parts = [Leaf { start, end: middle, kind: LeafKind::Public }, Leaf { start: middle, end, kind }];
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
    public: &'t Vocabulary,
    leaves: Vec<Leaf>,
}

impl Lexer<'_> {
    /// Reads the text from a place on.
    fn read(&mut self, from: usize) {
        // Whether each object and array that is open is in a token's place.
        let mut around = vec![false];
        let (mut key, mut in_token) = (String::new(), false);
        for (piece, place) in pieces(&self.text[from..]) {
            let place = from + place.start..from + place.end;
            let outer = around.last().copied().unwrap_or_default();
            match piece {
                Piece::Object | Piece::Array => {
                    around.push(in_token);
                    key.clear();
                }
                Piece::Close => {
                    around.pop();
                    in_token = around.last().copied().unwrap_or_default();
                }
                Piece::Comma => in_token = outer,
                Piece::Text => {
                    let _ = self.string(place, in_token, key == "id");
                }
                Piece::Name => {
                    key = self.string(place, false, false);
                    in_token = outer || tokens::is_place(&key);
                }
                Piece::Number => self.number(place, in_token),
                Piece::Other => {}
            }
        }
    }

    /// Reads a string with its quotes.
    fn string(&mut self, place: Range<usize>, in_token: bool, is_id: bool) -> String {
        let (start, end) = (place.start + 1, place.end - 1);
        let written = &self.text[start..end];
        let read: String = serde_json::from_str(&self.text[place]).unwrap_or_default();
        if in_token {
            let usable = tokens::is_usable(&read);
            let placeholder = if usable { Placeholder::Token } else { Placeholder::MalformedToken };
            self.leaves.extend(split(start, start, end, LeafKind::Token(placeholder)));
        } else if self.public.has(&read) {
            self.leaves.extend(split(start, end, end, LeafKind::Text));
        } else {
            let kind = if is_id && is_short_id(&read) { LeafKind::Id } else { LeafKind::Text };
            self.leaves.extend(split(start, start + self.public.head(written), end, kind));
        }
        read
    }

    fn number(&mut self, place: Range<usize>, in_token: bool) {
        let kind = if in_token {
            LeafKind::TokenNumber
        } else if self.public.has(&self.text[place.clone()]) {
            LeafKind::Public
        } else {
            LeafKind::Number
        };
        self.leaves.push(Leaf { start: place.start, end: place.end, kind });
    }
}
