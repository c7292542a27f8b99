//! The forms in which a value may stand in a text once every escape is read, and the search for all of them at once.
//!
//! Forms are kept in a trie, so that the search carries one state for each *length* of text that may still become a form,
//! however many values there are. Long forms are cut into overlapping pieces, which bounds that number: a server that
//! chooses its own cookies and tokens cannot make the search slow.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use secrecy::zeroize::{Zeroize as _, Zeroizing};
use url::form_urlencoded;

use super::readings::Readings;

/// Fewer characters are no evidence of a value: the rest of a value cut off by the end of the text must have as many.
pub(super) const EVIDENT: usize = 8;

/// An encoded form of fewer characters would be found by chance in any text.
const SHORTEST_CODE: usize = 4;

/// The length of a piece; pieces overlap by [`EVIDENT`], so that a value cut off anywhere ends in a piece cut off evidently.
const PIECE: usize = 64;

/// How a text's bytes are compared with a form's.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Alphabet {
    /// Letters of either case: the value as it is, and in hexadecimal.
    AnyCase,
    /// Base64, standard (RFC 4648 §4), URL-safe (§5), or with its `+` read as a space by a form decoder.
    Base64,
}

impl Alphabet {
    fn canonical(self, byte: u8) -> u8 {
        match (self, byte) {
            (Self::AnyCase, _) => byte.to_ascii_lowercase(),
            (Self::Base64, b'-' | b' ') => b'+',
            (Self::Base64, b'_') => b'/',
            (Self::Base64, _) => byte,
        }
    }

    fn forms(self, value: &str) -> Vec<Zeroizing<Vec<u8>>> {
        let telling = |code: &Zeroizing<Vec<u8>>| code.len() >= SHORTEST_CODE;
        match self {
            Self::AnyCase => {
                let plain = Zeroizing::new(value.as_bytes().to_ascii_lowercase());
                [plain].into_iter().chain(Some(hex(value.as_bytes())).filter(telling)).collect()
            }
            Self::Base64 => {
                let cores = |value: &str| [0, 1, 2].map(|before| base64_core(value.as_bytes(), before));
                let mut forms = Vec::from(cores(value));
                // A client may form-encode its credentials before base64 (RFC 6749 §2.3.1).
                let mut encoded = Zeroizing::new(String::with_capacity(3 * value.len()));
                encoded.extend(form_urlencoded::byte_serialize(value.as_bytes()));
                if *encoded != value {
                    forms.extend(cores(&encoded));
                }
                forms.retain(telling);
                forms
            }
        }
    }
}

fn hex(bytes: &[u8]) -> Zeroizing<Vec<u8>> {
    let digit = |nibble: u8| b"0123456789abcdef"[usize::from(nibble)];
    Zeroizing::new(bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect())
}

/// The characters of a base64 text that depend on the value alone, where `before` bytes (modulo 3) stand before it.
fn base64_core(value: &[u8], before: usize) -> Zeroizing<Vec<u8>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(before + value.len()));
    bytes.resize(before, 0);
    bytes.extend_from_slice(value);
    let mut code = Zeroizing::new(String::with_capacity(2 * bytes.len() + 4));
    STANDARD_NO_PAD.encode_string(&*bytes, &mut code);
    let own = (8 * before).div_ceil(6)..8 * bytes.len() / 6;
    Zeroizing::new(code.as_bytes().get(own).unwrap_or_default().to_vec())
}

fn pieces(form: &[u8]) -> impl Iterator<Item = &[u8]> {
    let last = form.len().saturating_sub(PIECE);
    (0..last).step_by(PIECE - EVIDENT).chain([last]).map(|from| &form[from..form.len().min(from + PIECE)])
}

/// A place in the text where a form was found, and the number of its value.
#[derive(Clone, Copy)]
pub(super) struct Match {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) value: usize,
}

/// All forms of all values in one alphabet, as a trie.
pub(super) struct Forms {
    alphabet: Alphabet,
    /// By byte: the number of the node that it leads to from the root, 0 for none.
    roots: Vec<u32>,
    /// Node 0 is the root, and stands for "none" where a node is named.
    nodes: Vec<Node>,
}

#[derive(Clone, Copy)]
struct Node {
    byte: u8,
    depth: u8,
    is_end: bool,
    child: u32,
    sibling: u32,
    /// The value that this node was made for.
    value: usize,
}

/// A beginning of a form, read up to some position.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct State {
    node: u32,
    start: usize,
}

impl Forms {
    /// Builds the trie of the values' forms.
    pub(super) fn new<'v>(alphabet: Alphabet, values: impl Iterator<Item = &'v str>) -> Self {
        let forms: Vec<_> = values.map(|value| alphabet.forms(value)).collect();
        let size = forms.iter().flatten().flat_map(|form| pieces(form)).map(<[u8]>::len).sum::<usize>();
        let root = Node { byte: 0, depth: 0, is_end: false, child: 0, sibling: 0, value: 0 };
        // At full size from the start: a vector that grows would leave copies behind that nothing wipes.
        let mut nodes = Vec::with_capacity(1 + size);
        nodes.push(root);
        let mut trie = Self { alphabet, roots: vec![0; 256], nodes };
        for (value, forms) in forms.iter().enumerate() {
            for piece in forms.iter().flat_map(|form| pieces(form)) {
                trie.insert(piece, value);
            }
        }
        trie
    }

    /// How these forms compare with a text.
    pub(super) fn alphabet(&self) -> Alphabet {
        self.alphabet
    }

    fn insert(&mut self, piece: &[u8], value: usize) {
        let mut node = 0;
        for &byte in piece {
            node = self.child(node, byte).unwrap_or_else(|| self.push(node, byte, value));
        }
        self.nodes[node as usize].is_end = true;
    }

    fn push(&mut self, parent: u32, byte: u8, value: usize) -> u32 {
        let number = u32::try_from(self.nodes.len()).unwrap_or_default();
        let Node { child: sibling, depth, .. } = self.nodes[parent as usize];
        self.nodes.push(Node { byte, depth: depth + 1, is_end: false, child: 0, sibling, value });
        self.nodes[parent as usize].child = number;
        if parent == 0 {
            self.roots[usize::from(byte)] = number;
        }
        number
    }

    fn child(&self, parent: u32, byte: u8) -> Option<u32> {
        if parent == 0 {
            return Some(self.roots[usize::from(byte)]).filter(|&node| node != 0);
        }
        let mut node = self.nodes[parent as usize].child;
        while node != 0 && self.nodes[node as usize].byte != byte {
            node = self.nodes[node as usize].sibling;
        }
        Some(node).filter(|&node| node != 0)
    }

    fn step(&self, node: u32, bytes: &[u8]) -> Option<u32> {
        bytes.iter().try_fold(node, |node, &byte| self.child(node, self.alphabet.canonical(byte)))
    }

    /// Finds every form in every reading of a text, and the evident beginnings that the end of the text cuts off.
    pub(super) fn find(&self, text: &Readings<'_>) -> Vec<Match> {
        let mut matches = Vec::new();
        let mut here: Vec<State> = Vec::new();
        let mut next = Vec::new();
        let mut later: BTreeMap<usize, Vec<State>> = BTreeMap::new();
        for at in 0..text.len() {
            if text.may_be_cut_off(at) {
                matches.extend(self.cut_off(&here, text.len()));
            }
            for reading in text.at(at) {
                let reached = if reading.end == at + 1 { &mut next } else { later.entry(reading.end).or_default() };
                if reading.unseen {
                    reached.extend_from_slice(&here);
                }
                if reading.bytes().is_empty() {
                    continue;
                }
                for state in here.iter().copied().chain([State { node: 0, start: at }]) {
                    let Some(node) = self.step(state.node, reading.bytes()) else { continue };
                    reached.push(State { node, ..state });
                    let Node { is_end: true, value, .. } = self.nodes[node as usize] else { continue };
                    matches.push(Match { start: state.start, end: reading.end, value });
                }
            }
            std::mem::swap(&mut here, &mut next);
            next.clear();
            here.extend(later.remove(&(at + 1)).unwrap_or_default());
            // Of the ways to read the same beginning, the one that starts first covers the others.
            here.sort_unstable();
            here.dedup_by_key(|state| state.node);
        }
        matches.extend(self.cut_off(&here, text.len()));
        matches
    }

    /// The states far enough into a form to be evident, where the text ends before the form does.
    fn cut_off(&self, states: &[State], end: usize) -> impl Iterator<Item = Match> {
        let nodes = states.iter().map(|state| (state.start, self.nodes[state.node as usize]));
        nodes.filter(|(_, node)| usize::from(node.depth) >= EVIDENT).map(move |(start, node)| Match {
            start,
            end,
            value: node.value,
        })
    }
}

impl Drop for Forms {
    fn drop(&mut self) {
        for node in &mut self.nodes {
            node.byte.zeroize();
        }
        self.roots.zeroize();
    }
}
