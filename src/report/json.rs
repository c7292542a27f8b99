//! A report as one JSON document.

use std::io::{self, Write};

use serde::Serialize;

use super::Report;

/// Writes the report as one JSON document and a line end.
///
/// # Errors
///
/// If the writer fails.
pub fn write_json(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    write(report, out)
}

pub(super) fn write(report: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, report)?;
    out.write_all(b"\n")
}
