//! Box's application scopes, and the read-only call that shows each.

use serde::Deserialize;

/// What a 200 of a scope's read holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Holds {
    /// A list: objects under `entries`.
    List,
    /// The folder 0, which is each account's root.
    RootFolder,
}

/// An application scope.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scope {
    /// Its OAuth name.
    pub id: String,
    /// Other names in use.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Its name in the Developer Console.
    pub label: String,
    /// The read-only call that needs it: path and query.
    pub read: Option<String>,
    /// What a 200 of that call holds.
    pub holds: Option<Holds>,
    /// The `type` of a list's entries.
    pub entries: Option<String>,
    /// Why no read can show it.
    pub why: Option<String>,
    /// What else it takes than its tick, as a sentence.
    pub takes: Option<String>,
    /// Where it is documented.
    pub source: String,
}

impl Scope {
    /// Whether the scope goes by that name.
    #[must_use]
    pub fn is_called(&self, name: &str) -> bool {
        self.id == name || self.aliases.iter().any(|alias| alias == name)
    }
}
