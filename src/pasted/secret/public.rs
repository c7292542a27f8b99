//! The words that Box's replies are made of: public, wherever they stand.

use std::collections::BTreeSet;

use crate::catalogue::Catalogue;
use crate::pasted::known::CODES;

/// The fields by which a JSON object is known to be a reply.
const FIELDS: [&str; 5] = ["error", "access_token", "code", "id", "error_description"];

/// Public words, in lower case.
pub(in crate::pasted) struct PublicWords(BTreeSet<String>);

impl PublicWords {
    /// The words that the catalogue's replies are made of.
    pub(in crate::pasted) fn of(catalogue: &Catalogue) -> Self {
        let of_box = catalogue.signatures().iter().flat_map(|signature| {
            let texts =
                signature.codes.iter().chain(&signature.texts).chain(&signature.phrases).chain(&signature.simulated);
            texts.flat_map(|text| words(text))
        });
        Self(of_box.chain(CODES.into_iter().chain(FIELDS)).map(str::to_ascii_lowercase).collect())
    }

    /// Whether a text is made of nothing else.
    pub(super) fn make_up(&self, text: &str) -> bool {
        words(text).all(|word| self.0.contains(&word.to_ascii_lowercase()))
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|char: char| !(char.is_alphanumeric() || char == '_')).filter(|word| !word.is_empty())
}
