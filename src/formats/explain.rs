//! What entries of the catalogue are printed in: one table, as that of the [formats](super::Format) of a report.

use std::fmt;
use std::io::{self, Write};

use super::{Contract, Layout, Reader, json, reference, text};
use crate::report::Explanation;

/// One way to print entries: a row of the table.
pub struct Explainer {
    /// What is typed for it after `--format`.
    pub id: &'static str,
    /// Who reads it.
    pub reader: Reader,
    pub(super) print: fn(&Explanation, Layout, &mut dyn Write) -> io::Result<()>,
}

impl Explainer {
    /// Each, in the order in which messages list them; the first is printed where nobody asked for one.
    pub const ALL: &'static [Self] = &[text::EXPLAINER, reference::EXPLAINER, json::EXPLAINER];

    /// What programs may rely on, where they read entries.
    pub const CONTRACT: Contract = json::EXPLANATION;

    /// Prints entries.
    ///
    /// # Errors
    ///
    /// If the writer fails.
    pub fn print(&self, explanation: &Explanation, layout: Layout, out: &mut dyn Write) -> io::Result<()> {
        (self.print)(explanation, layout, out)
    }
}

impl fmt::Debug for Explainer {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_tuple("Explainer").field(&self.id).finish()
    }
}

/// Two of one id are one.
impl PartialEq for Explainer {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for Explainer {}
