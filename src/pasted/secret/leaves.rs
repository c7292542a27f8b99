//! A JSON text without the secrets in it: JSON stays JSON, with the fields that it had.

use super::names::is_secret;
use super::places::without;
use crate::reply::pieces::{Piece, pieces};
use crate::reply::redact::Placeholder;

/// The fields that the door looks after: what stands in them tells whether a token was granted.
const OF_THE_DOOR: [&str; 2] = ["access_token", "refresh_token"];

/// Reads a JSON text, and writes it again with nothing changed but the strings and numbers in which secrets stand.
#[derive(Default)]
pub(super) struct Leaves {
    whole: String,
    depth: usize,
    /// Whether the last key was a secret's.
    pending: bool,
    /// The depth below which everything is a secret's.
    under: Option<usize>,
    /// The last key.
    key: String,
    /// The depth of an object that names a secret's field as a value: `{"name": "client_secret", "value": …}`.
    named: Option<usize>,
}

impl Leaves {
    /// The text as it is written again.
    pub(super) fn read(mut self, text: &str) -> String {
        for (piece, place) in pieces(text) {
            let part = &text[place];
            match piece {
                Piece::Name => self.key(part),
                Piece::Text => self.leaf(part),
                Piece::Number if self.pending || self.under.is_some() => self.replace(),
                Piece::Object | Piece::Array => self.open(part),
                Piece::Close => self.close(part),
                Piece::Comma => {
                    self.pending = false;
                    self.whole.push_str(part);
                }
                Piece::Number | Piece::Other => self.whole.push_str(part),
            }
        }
        self.whole
    }

    fn key(&mut self, part: &str) {
        self.key = serde_json::from_str(part).unwrap_or_default();
        let is_named = self.key == "value" && self.named == Some(self.depth);
        self.pending = is_named || is_secret(&self.key) && !OF_THE_DOOR.contains(&self.key.as_str());
        self.whole.push_str(part);
    }

    fn leaf(&mut self, part: &str) {
        let text: String = serde_json::from_str(part).unwrap_or_default();
        if (self.pending || self.under.is_some()) && !text.is_empty() {
            return self.replace();
        }
        if matches!(self.key.as_str(), "name" | "key") && is_secret(&text) {
            self.named = Some(self.depth);
        }
        match without(&text) {
            Some(safe) => self.whole.push_str(&serde_json::Value::String(safe).to_string()),
            None => self.whole.push_str(part),
        }
    }

    fn open(&mut self, part: &str) {
        self.depth += 1;
        if std::mem::take(&mut self.pending) {
            self.under.get_or_insert(self.depth);
        }
        self.whole.push_str(part);
    }

    fn close(&mut self, part: &str) {
        self.under = self.under.filter(|depth| *depth < self.depth);
        self.named = self.named.filter(|depth| *depth < self.depth);
        self.depth = self.depth.saturating_sub(1);
        self.pending = false;
        self.whole.push_str(part);
    }

    fn replace(&mut self) {
        self.whole.push('"');
        self.whole.push_str(Placeholder::Secret.as_str());
        self.whole.push('"');
    }
}
