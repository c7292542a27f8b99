//! A value of a flag that is not understood, and words of which a flag knows a few only. What was typed is not repeated.

use std::borrow::Cow;
use std::fmt;

use crate::typed;
use crate::wording::list;

/// Why a value is not understood. `Display` continues a sentence that begins with the flag: "`--color`: expected …".
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Misread {
    /// What was expected.
    expected: Cow<'static, str>,
    /// What was probably meant.
    pub(super) hint: Option<String>,
}

impl Misread {
    /// The same, with the nearest of these words, where one is near to what was typed.
    pub(super) fn near(self, typed: &str, words: &[&str]) -> Self {
        Self { hint: typed::near(typed, words), ..self }
    }
}

impl<T: Into<Cow<'static, str>>> From<T> for Misread {
    fn from(expected: T) -> Self {
        Self { expected: expected.into(), hint: None }
    }
}

impl fmt::Display for Misread {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.expected)
    }
}

impl std::error::Error for Misread {}

/// Reads one of a few words.
pub(super) fn word<T: Copy>(typed: &str, words: &[(&'static str, T)]) -> Result<T, Misread> {
    if let Some((_, meant)) = words.iter().find(|(word, _)| *word == typed) {
        return Ok(*meant);
    }
    let words: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
    Err(Misread::from(format!("expected {}", listed(&words))).near(typed, &words))
}

/// Words as a sentence lists them: "`a`, `b` or `c`".
pub(super) fn listed(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    list(&quoted, "or")
}
