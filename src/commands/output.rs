//! Standard streams, and reports wherever they were asked for; a closed pipe is no error.

use std::io::{self, BufWriter, Write};
use std::time::SystemTime;

use super::streams::Stream;
use super::target::{PipeReader, Target, write_file};
use super::{INCONCLUSIVE, OK, Stopped, ground, summary, terminal};
use crate::cli::{Destination, Output, Reporting, Verbosity};
use crate::formats::{Format, Layout, Reader};
use crate::problem::Problem;
use crate::report::{End, ErrorReport, Ground, Report, Run, Shown};

/// How a report is laid out for no terminal.
pub(super) const PLAIN: Layout = Layout { width: 80, verbosity: 0, quiet: false, ascii: false, links: false };

/// Writes a message to standard error, safe for a terminal; nobody can be told if that fails.
pub(super) fn write_stderr(message: &str) {
    let _ = writeln!(io::stderr().lock(), "{}", Shown::lines(message));
}

/// Writes a problem to standard error: what was seen, then each hint. Quiet leaves the hints out.
pub(super) fn write_problem(problem: &Problem, verbosity: Verbosity) {
    let width = terminal::width_of(io::stderr());
    write_stderr(&format!("error: {}", problem.message));
    if verbosity > Verbosity::Quiet {
        problem.hints.iter().for_each(|hint| write_stderr(&laid_out(hint, width)));
    }
}

/// A hint in one line; in several, the further ones indented, where a terminal is narrower. Elsewhere a line is what a reader
/// searches for.
fn laid_out(hint: &str, width: Option<usize>) -> String {
    const HINT: &str = "hint: ";
    let Some(width) = width else { return format!("{HINT}{hint}") };
    let indent = " ".repeat(HINT.len());
    let options = textwrap::Options::new(width).initial_indent(HINT).subsequent_indent(&indent).break_words(false);
    textwrap::fill(hint, options)
}

/// Writes to standard output. A reader that went away has read what it wanted.
pub(super) fn write_stdout(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let mut out = BufWriter::new(io::stdout().lock());
    let written = Stream::Output.is_open().and_then(|()| write(&mut out)).and_then(|()| out.flush());
    match written {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        Err(error) => {
            write_problem(&Problem::new(format!("cannot write to standard output: {error}")), Verbosity::Normal);
            Err(error)
        }
        Ok(()) => Ok(()),
    }
}

/// Writes a result in a format, laid out so, telling that exit code.
type Writer<'w> = dyn Fn(&Format, Layout, u8, &mut dyn Write) -> io::Result<()> + 'w;

/// Writes a result everywhere it was asked for, and tells the exit code. What was not delivered is no green light; and since
/// the code may become another, what tells it comes last: files for people, files for programs, standard output.
pub(super) fn write_everywhere(reporting: &Reporting, mut exit_code: u8, write: &Writer<'_>) -> u8 {
    let verbosity = match reporting.verbosity {
        Verbosity::Quiet | Verbosity::Normal => 0,
        Verbosity::Verbose => 1,
        Verbosity::Wire => 2,
    };
    let ascii = terminal::is_ascii(reporting.ascii);
    let mut outputs: Vec<&Output> = reporting.outputs.iter().collect();
    outputs.sort_by_key(|output| (output.is_stdout(), output.format.reader == Reader::Program));
    for Output { format, destination, place } in outputs {
        let quiet = reporting.verbosity == Verbosity::Quiet;
        let to = |layout, out: &mut dyn Write| write(format, Layout { verbosity, quiet, ..layout }, exit_code, out);
        let whole = match destination {
            Destination::Stdout => write_stdout(|out| to(terminal::layout(ascii), out)).is_ok(),
            Destination::File(path) => {
                // A file is no terminal, whatever standard output is.
                let coloured = colored::control::SHOULD_COLORIZE.should_colorize();
                colored::control::set_override(false);
                let written =
                    write_file(&Target { by: place, what: format.called, path }, PipeReader::MayCome, |out| {
                        to(Layout { ascii, ..Layout::default() }, out)
                    });
                colored::control::set_override(coloured);
                written
            }
        };
        if !whole && exit_code == OK {
            exit_code = INCONCLUSIVE;
        }
    }
    exit_code
}

/// Writes a report everywhere it was asked for, and tells the exit code.
pub(super) fn deliver(reporting: &Reporting, report: &Report) -> u8 {
    let report = &on_ground(reporting, report.clone());
    let mut exit_code = report.end.exit_code;
    if !summarize(reporting, report) && exit_code == OK {
        exit_code = INCONCLUSIVE;
    }
    write_everywhere(reporting, exit_code, &|format, layout, exit_code, out| {
        let end = End { exit_code, ..report.end.clone() };
        format.print(&Report { end, ..report.clone() }, layout, out)
    })
}

/// The same report, knowing the source tree that it is about.
fn on_ground(reporting: &Reporting, mut report: Report) -> Report {
    report.run.ground = ground::of(reporting).unwrap_or_default();
    report
}

/// Appends a report to the step's summary if that was asked for, and tells whether all was written that was to be.
fn summarize(reporting: &Reporting, report: &Report) -> bool {
    let appended = if reporting.summary { summary::append(report) } else { Ok(()) };
    appended.map_err(|problem| write_problem(&problem, reporting.verbosity)).is_ok()
}

/// Says why there is nothing to report, on standard error and, for programs, as a report without a profile.
pub(super) fn refuse(command: &str, reporting: &Reporting, started: SystemTime, stopped: &Stopped) -> u8 {
    for problem in &stopped.problems {
        write_problem(problem, reporting.verbosity);
    }
    let report = on_ground(reporting, empty_report(Some(command), started, stopped.exit_code, &stopped.problems));
    if let Some(format) = reporting.stdout_format().filter(|format| format.reader == Reader::Program) {
        // Standard error has the message already.
        let _ = write_stdout(|out| format.print(&report, PLAIN, out));
    }
    // What cannot be appended to is told as one of the problems already.
    if reporting.summary && summary::try_file().is_ok() {
        summarize(reporting, &report);
    }
    // A file of an earlier run must not be taken for this one's.
    for Output { format, destination, place } in &reporting.outputs {
        if let Destination::File(path) = destination {
            let target = Target { by: place, what: format.called, path };
            write_file(&target, PipeReader::MustBeThere, |out| format.print(&report, PLAIN, out));
        }
    }
    stopped.exit_code
}

/// A report without a profile: only why nothing could be run.
pub(super) fn report_error(format: &Format, command: Option<&str>, started: SystemTime, stopped: &Stopped) {
    let report = empty_report(command, started, stopped.exit_code, &stopped.problems);
    // Standard error has the message already.
    let _ = write_stdout(|out| format.print(&report, PLAIN, out));
}

/// A report that no profile has been put into yet.
pub(super) fn empty_report(command: Option<&str>, started: SystemTime, exit_code: u8, problems: &[Problem]) -> Report {
    let duration = SystemTime::now().duration_since(started).unwrap_or_default();
    Report {
        run: Run {
            command: command.map(Into::into),
            started_at: humantime::format_rfc3339_seconds(started).to_string().into(),
            ground: Ground::default(),
        },
        profiles: Vec::new(),
        end: End {
            duration_ms: crate::report::millis(duration),
            exit_code,
            error: (!problems.is_empty()).then(|| error_report(problems)),
        },
    }
}

/// One problem as it is. Of several the message tells the first and how many more there are, in one line, and each is a hint with
/// what to do about it.
fn error_report(problems: &[Problem]) -> ErrorReport {
    match problems {
        [only] => {
            ErrorReport { message: Shown::from(&only.message), hints: only.hints.iter().map(Shown::from).collect() }
        }
        several => {
            let first = several.first().map(|problem| problem.message.as_str()).unwrap_or_default();
            let more = match several.len().saturating_sub(1) {
                1 => "1 more error".to_owned(),
                many => format!("{many} more errors"),
            };
            ErrorReport {
                message: Shown::from(format!("{first} (and {more}: see the hints)")),
                hints: several.iter().flat_map(each_with_remedy).map(Shown::from).collect(),
            }
        }
    }
}

/// A problem as hints: what was seen, and what to do about it; in one, where there is one thing to do.
fn each_with_remedy(problem: &Problem) -> Vec<String> {
    match problem.hints.as_slice() {
        [only] => vec![format!("{}: {only}", problem.message)],
        several => std::iter::once(&problem.message).chain(several).cloned().collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hint_is_broken_for_a_terminal_alone() {
        let hint = "client ID: `BOX_CLIENT_ID` or `--client-id`; found in Developer Console";
        assert_eq!(laid_out(hint, None), format!("hint: {hint}"));
        assert_eq!(
            laid_out(hint, Some(50)),
            "hint: client ID: `BOX_CLIENT_ID` or `--client-id`;\n      found in Developer Console"
        );
    }
}
