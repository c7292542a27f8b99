//! One JSON document for one run, whatever happens: for programs.

#[cfg(feature = "cli")]
mod explained;
pub(super) mod v1;

use std::io::{self, Write};

use serde::Serialize;

use super::{Contract, Format, Layout, Reader, Sink};
use crate::report::{DiffReport, End, ProfileReport, Run};

#[cfg(feature = "cli")]
pub(super) use explained::{EXPLAINER, EXPLANATION};
use v1::{Compared, Document, Examined, Head, Refused, Rules};

/// The table's row.
pub(super) const FORMAT: Format = Format {
    id: "json",
    called: "the JSON report",
    reader: Reader::Program,
    sink: |_| Box::<Json>::default(),
    diff: Some(write_diff),
    contract: Some(Contract { name: "report", schema: v1::schema_of::<Document> }),
    ending: None,
};

/// The whole document, which is written when the exit code is known.
#[derive(Default)]
struct Json {
    head: Option<Head>,
    profiles: Vec<v1::Profile>,
    rules: Rules,
}

impl Sink for Json {
    fn begin(&mut self, run: &Run, _: &mut dyn Write) -> io::Result<()> {
        self.head = Some(Head::of(run));
        Ok(())
    }

    fn profile(&mut self, profile: &ProfileReport, _: &mut dyn Write) -> io::Result<()> {
        self.rules.add(profile);
        self.profiles.push(profile.into());
        Ok(())
    }

    fn end(&mut self, end: &End, out: &mut dyn Write) -> io::Result<()> {
        let Some(head) = self.head.take() else { return Ok(()) };
        let profiles = std::mem::take(&mut self.profiles);
        let document = match &end.error {
            Some(error) => Document::Refused(Refused::new(head, end, error)),
            None => Document::Examined(Examined::new(head, end, profiles, std::mem::take(&mut self.rules))),
        };
        write_line(&document, out)
    }
}

fn write_diff(report: &DiffReport, _: Layout, out: &mut dyn Write) -> io::Result<()> {
    write_line(&Document::Compared(Compared::of(report)), out)
}

/// Writes a value in one line, which `jq` lays out for whoever wants to read it.
pub(super) fn write_line(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    out.write_all(b"\n")
}
