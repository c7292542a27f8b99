//! `explain`: entries of the catalogue, or what a code, a sentence or a whole reply of Box's means.

use std::time::SystemTime;

use super::output::{report_error, write_problem, write_stdout};
use super::{INCONCLUSIVE, OK, Stopped, USAGE, terminal};
use crate::catalogue::{Catalogue, Cause};
use crate::cli::{ExplainArgs, Verbosity};
use crate::formats::{Format, Layout, Reader};
use crate::problem::Problem;
use crate::report::Explanation;
use crate::typed::near;

pub(super) fn run(catalogue: &Catalogue, args: &ExplainArgs) -> u8 {
    let explanation = match args.id.as_deref() {
        None => Explanation::all(catalogue),
        Some(text) => match Explanation::of(catalogue, text) {
            Some(explanation) => explanation,
            None => return refuse(catalogue, text, args),
        },
    };
    let layout = Layout { width: terminal::width(), ..Layout::default() };
    write_stdout(|out| args.format.print(&explanation, layout, out)).map_or(INCONCLUSIVE, |()| OK)
}

/// Says that there is no such entry; to a program that reads JSON, as JSON.
fn refuse(catalogue: &Catalogue, text: &str, args: &ExplainArgs) -> u8 {
    let ids = catalogue.causes().iter().map(Cause::id);
    let ids = ids.chain(catalogue.faults().iter().map(|fault| fault.id.as_str()));
    let ids = ids.chain(catalogue.signatures().iter().map(|signature| signature.id.as_str()));
    let ids = ids.chain(catalogue.signatures().iter().flat_map(|signature| &signature.codes).map(String::as_str));
    let hint = near(text, &ids.collect::<Vec<_>>()).unwrap_or_else(|| "`ccg-doctor explain` lists them".to_owned());
    let problem = Problem::new("no entry has that ID, code or sentence").hint(hint);
    write_problem(&problem, Verbosity::Normal);
    if let Some(format) = Format::of(args.format.id).filter(|format| format.reader == Reader::Program) {
        report_error(format, Some("explain"), SystemTime::now(), &Stopped::usage(problem));
    }
    USAGE
}
