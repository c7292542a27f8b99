//! The public words, all that replies are read by; and the names of what is clicked, which are none of them.

use serde::Deserialize;

use super::load::parse;
use super::{Catalogue, Error};
use crate::reply::Vocabulary;

/// The words that no signature has.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Words {
    fields: Vec<String>,
    values: Vec<String>,
    logins: Vec<String>,
    statuses: Vec<String>,
    hosts: Vec<String>,
    clicks: Vec<String>,
}

impl Words {
    pub(super) fn embedded() -> Result<Self, Error> {
        parse("words.toml", include_str!("words.toml"))
    }
}

impl Catalogue {
    /// Every word that replies are read by.
    #[must_use]
    pub fn vocabulary(&self) -> Vocabulary {
        let Words { fields, values, logins, statuses, hosts, clicks: _ } = &self.words;
        let mut vocabulary = Vocabulary::default();
        let of_signatures =
            self.signatures().iter().flat_map(|signature| signature.codes.iter().chain(&signature.texts));
        for word in [fields, values, logins, statuses, hosts].into_iter().flatten().chain(of_signatures) {
            vocabulary.add(word);
        }
        vocabulary
    }

    /// What is clicked or set in Box, by its exact name, the longest first: a report shows these in bold.
    #[must_use]
    pub fn clicks(&self) -> &[String] {
        &self.words.clicks
    }
}
