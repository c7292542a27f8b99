//! A place in a text that is read character by character.

/// A place in a text, and how deep in it what is read there lies.
pub(super) struct Cursor<'t> {
    text: &'t str,
    /// The place, in bytes.
    pub(super) at: usize,
    /// How many objects and arrays are open there.
    pub(super) depth: usize,
}

impl<'t> Cursor<'t> {
    /// A place in a text, outside of everything.
    pub(super) fn at(text: &'t str, at: usize) -> Self {
        Self { text, at, depth: 0 }
    }

    /// What is left of the text.
    pub(super) fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    /// The next character.
    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// Passes over such characters.
    pub(super) fn skip(&mut self, wanted: impl Fn(char) -> bool) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start_matches(wanted).len();
    }

    /// Passes over the character, if it is the next; tells whether it was.
    pub(super) fn eat(&mut self, wanted: char) -> bool {
        let eaten = self.peek() == Some(wanted);
        self.at += if eaten { wanted.len_utf8() } else { 0 };
        eaten
    }

    /// Reads as many such characters as there are.
    pub(super) fn word(&mut self, wanted: impl Fn(char) -> bool) -> String {
        let start = self.at;
        self.skip(wanted);
        self.text[start..self.at].to_owned()
    }
}
