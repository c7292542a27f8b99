//! The words that Box's replies are read by: they are public, and so no secret, whatever a cookie or a secret says.

use std::collections::BTreeSet;

/// Public words. They are spared where they stand by themselves: as a whole string of JSON, or a parameter of a header.
#[derive(Debug, Clone, Default)]
pub struct Vocabulary {
    words: BTreeSet<String>,
    /// Sentences, and what certain logins begin with, as JSON writes them: more may stand behind them.
    heads: Vec<String>,
}

impl Vocabulary {
    /// Adds a word, or a sentence.
    pub fn add(&mut self, word: &str) {
        let word = bare(word);
        if !word.is_empty() && self.words.insert(word.to_owned()) && (word.contains(' ') || word.ends_with('_')) {
            let json = serde_json::Value::from(word).to_string();
            self.heads.push(json.trim_matches('"').to_owned());
        }
    }

    /// Whether a text is a public word.
    pub(super) fn has(&self, text: &str) -> bool {
        self.words.contains(bare(text))
    }

    /// How much of a JSON string, as it is written, is a public sentence that it begins with.
    pub(super) fn head(&self, written: &str) -> usize {
        let ends = |rest: &str| !rest.starts_with(|next: char| next.is_alphanumeric());
        let heads = self
            .heads
            .iter()
            .filter(|head| written.strip_prefix(head.as_str()).is_some_and(|rest| head.ends_with('_') || ends(rest)));
        heads.map(String::len).max().unwrap_or(0)
    }
}

/// A word without the space around it, and a sentence without its period.
fn bare(text: &str) -> &str {
    let text = text.trim();
    text.strip_suffix('.').unwrap_or(text)
}
