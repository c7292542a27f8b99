//! Everything in which a run differs from what is demanded, gathered so that one failure tells all of it.

/// The differences of one case.
pub(crate) struct Differences<'a> {
    name: &'a str,
    all: Vec<String>,
}

impl<'a> Differences<'a> {
    /// Of the case of that name, none yet.
    pub(crate) fn of(name: &'a str) -> Self {
        Self { name, all: Vec::new() }
    }

    /// Notes what was seen where something else was expected.
    pub(crate) fn differs(&mut self, about: &str, expected: impl Into<String>, seen: impl Into<String>) {
        let (expected, seen) = (expected.into(), seen.into());
        if expected != seen {
            self.all.push(format!("{}: {about}: expected {expected}, seen {seen}", self.name));
        }
    }

    /// All of them.
    pub(crate) fn all(self) -> Vec<String> {
        self.all
    }
}

/// A list in the order that reports have it in, by name.
pub(crate) fn sorted(list: &[&str]) -> String {
    let mut list: Vec<String> = list.iter().map(|id| (*id).to_owned()).collect();
    list.sort();
    format!("{list:?}")
}

/// Fails with everything that differs.
pub(crate) fn assert_none(differences: &[String]) {
    assert!(differences.is_empty(), "{} differ:\n{}", differences.len(), differences.join("\n"));
}
