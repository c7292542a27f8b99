//! What changed between two recordings, for a person.

use std::io::{self, Write};

use super::Layout;
use super::layout::Page;
use crate::report::{ChangeKind, DiffReport, Shown};

/// Writes what changed, a line for each, under the profile's name.
pub(super) fn write(report: &DiffReport, layout: Layout, out: &mut dyn Write) -> io::Result<()> {
    let mut page = Page::new(out, layout.width, layout.ascii);
    if report.changes.is_empty() {
        return page.paragraph("", "nothing changed");
    }
    for changes in report.changes.chunk_by(|one, other| one.profile == other.profile) {
        page.heading(&format!("Profile {}", changes[0].profile))?;
        for change in changes {
            let id = &change.id;
            let what = match change.kind {
                ChangeKind::Profile => "profile".to_owned(),
                ChangeKind::Identity | ChangeKind::Finding => id.to_string(),
                ChangeKind::Setting => format!("origin of {id}"),
                ChangeKind::Expectation => format!("expected of {id}"),
                ChangeKind::Verdict => "verdict".to_owned(),
                ChangeKind::Probe => format!("probe {id}"),
            };
            let target = change.target.as_ref().map(|target| format!(" {target}")).unwrap_or_default();
            let how = |how: &Option<Shown>| how.as_deref().unwrap_or("not there").to_owned();
            page.paragraph("  ", &format!("{what}{target}: {} → {}", how(&change.before), how(&change.after)))?;
        }
    }
    Ok(())
}
