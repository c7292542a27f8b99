//! Standard streams and report files: whole or absent, and a closed pipe is no error.

use std::fs::{self, File};
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::Path;
use std::time::SystemTime;

use super::streams::Stream;
use super::{INCONCLUSIVE, OK, Stopped};
use crate::cli::{Destination, Output, Reporting, Verbosity};
use crate::formats::{Format, Layout, Reader as ReadBy};
use crate::problem::Problem;
use crate::report::{End, ErrorReport, Report, Run, Shown};
use crate::typed;

/// The width where there is no terminal to ask.
const DEFAULT_WIDTH: usize = 80;
/// Lines longer than this are hard to read, however wide the terminal.
const READABLE_WIDTH: usize = 120;
/// Below this there is no room for a table.
const LEAST_WIDTH: usize = 40;

/// How a report is laid out for no terminal.
const PLAIN: Layout = Layout { width: DEFAULT_WIDTH, verbosity: 0 };

/// Writes a message to standard error, safe for a terminal; nobody can be told if that fails.
pub(super) fn write_stderr(message: &str) {
    let _ = writeln!(io::stderr().lock(), "{}", Shown::lines(message));
}

/// Writes a problem to standard error: what was seen, then each hint on a line of its own, its further lines indented. Quiet leaves
/// the hints out.
pub(super) fn write_problem(problem: &Problem, verbosity: Verbosity) {
    const HINT: &str = "hint: ";
    write_stderr(&format!("error: {}", problem.message));
    if verbosity > Verbosity::Quiet {
        let indented = format!("\n{}", " ".repeat(HINT.len()));
        for hint in &problem.hints {
            write_stderr(&format!("{HINT}{}", hint.replace('\n', &indented)));
        }
    }
}

/// The width to lay text out for.
pub(super) fn terminal_width() -> usize {
    if !io::stdout().is_terminal() {
        return DEFAULT_WIDTH;
    }
    terminal_size::terminal_size()
        .map_or(DEFAULT_WIDTH, |(width, _)| usize::from(width.0).clamp(LEAST_WIDTH, READABLE_WIDTH))
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
    let mut outputs: Vec<&Output> = reporting.outputs.iter().collect();
    outputs.sort_by_key(|output| (output.is_stdout(), output.format.reader == ReadBy::Program));
    for Output { format, destination } in outputs {
        let to = |width, out: &mut dyn Write| write(format, Layout { width, verbosity }, exit_code, out);
        let whole = match destination {
            Destination::Stdout => write_stdout(|out| to(terminal_width(), out)).is_ok(),
            Destination::File(path) => {
                // A file is no terminal, whatever standard output is.
                let coloured = colored::control::SHOULD_COLORIZE.should_colorize();
                colored::control::set_override(false);
                let written = write_file(format.called, path, Reader::MayCome, |out| to(DEFAULT_WIDTH, out));
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
    write_everywhere(reporting, report.end.exit_code, &|format, layout, exit_code, out| {
        let end = End { exit_code, ..report.end.clone() };
        format.print(&Report { end, ..report.clone() }, layout, out)
    })
}

/// Says why there is nothing to report, on standard error and, for programs, as a report without a profile.
pub(super) fn refuse(command: &str, reporting: &Reporting, started: SystemTime, stopped: &Stopped) -> u8 {
    for problem in &stopped.problems {
        write_problem(problem, reporting.verbosity);
    }
    if let Some(format) = reporting.stdout_format().filter(|format| format.reader == ReadBy::Program) {
        report_error(format, command, started, stopped);
    }
    // A file of an earlier run must not be taken for this one's.
    let report = empty_report(command, started, stopped.exit_code, &stopped.problems);
    for Output { format, destination } in &reporting.outputs {
        if let Destination::File(path) = destination {
            write_file(format.called, path, Reader::MustBeThere, |out| format.print(&report, PLAIN, out));
        }
    }
    stopped.exit_code
}

/// Whether a pipe that nobody reads yet is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reader {
    /// It is.
    MayCome,
    /// It is not: whoever was told to stop is not to wait.
    MustBeThere,
}

/// Writes a file, whole or not at all. Where that fails, `what` it was to be is told: the path may be anything.
pub(super) fn write_file(
    what: &str,
    path: &Path,
    reader: Reader,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> bool {
    let written =
        if is_stream(path) || fs::symlink_metadata(path).is_ok_and(|found| !found.is_file() && !found.is_symlink()) {
            // A pipe, a device or an open file is written to, never replaced.
            match Stream::of(path) {
                Some(stream) => write_stream(stream, write),
                None => open_in_place(path, reader).and_then(|mut file| write(&mut file)),
            }
        } else {
            replace(path, write)
        };
    if let Err(error) = &written {
        let message = format!("cannot write {what} to its file: {}", typed::said(error));
        write_problem(&Problem::new(message), Verbosity::Normal);
    }
    written.is_ok()
}

/// Writes to a standard stream that a path stands for, as it is open: opened anew, a file would begin where the other writer of
/// it does, and one of them be lost.
fn write_stream(stream: Stream, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    stream.is_open()?;
    let mut out: Box<dyn Write> = match stream {
        Stream::Output => Box::new(BufWriter::new(io::stdout().lock())),
        Stream::Error => Box::new(BufWriter::new(io::stderr().lock())),
    };
    write(&mut out)?;
    out.flush()
}

/// Opens what is written to as it is.
fn open_in_place(path: &Path, reader: Reader) -> io::Result<File> {
    let mut options = File::options();
    options.append(true);
    #[cfg(unix)]
    if reader == Reader::MustBeThere {
        use std::os::unix::fs::OpenOptionsExt;
        options.custom_flags(rustix::fs::OFlags::NONBLOCK.bits().cast_signed());
    }
    #[cfg(not(unix))]
    let _ = reader;
    options.open(path)
}

/// Whether the path names a file that is open already, as `/dev/stdout` does.
pub(super) fn is_stream(path: &Path) -> bool {
    ["/dev/stdout", "/dev/stderr", "/dev/fd", "/proc/self/fd"].iter().any(|open| path.starts_with(open))
}

/// Puts a new file in an earlier one's place, with its permissions. A link is replaced and not followed: in a folder that others
/// write to, it may lead to anything.
fn replace(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    // The library's errors name the path.
    fs::metadata(folder)?;
    let unnamed = |error: io::Error| io::Error::from(error.kind());
    let mut file = builder.prefix(".ccg-doctor-").tempfile_in(folder).map_err(unnamed)?;
    if let Ok(earlier) = fs::symlink_metadata(path)
        && earlier.is_file()
    {
        file.as_file().set_permissions(earlier.permissions())?;
    }
    let mut out = BufWriter::new(file.as_file_mut());
    write(&mut out)?;
    out.flush()?;
    drop(out);
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// A report without a profile: only why nothing could be run.
pub(super) fn report_error(format: &Format, command: &str, started: SystemTime, stopped: &Stopped) {
    let report = empty_report(command, started, stopped.exit_code, &stopped.problems);
    // Standard error has the message already.
    let _ = write_stdout(|out| format.print(&report, PLAIN, out));
}

/// A report that no profile has been put into yet.
pub(super) fn empty_report(command: &str, started: SystemTime, exit_code: u8, problems: &[Problem]) -> Report {
    let duration = SystemTime::now().duration_since(started).unwrap_or_default();
    Report {
        run: Run { command: command.into(), started_at: humantime::format_rfc3339_seconds(started).to_string().into() },
        profiles: Vec::new(),
        end: End {
            duration_ms: crate::report::millis(duration),
            exit_code,
            error: (!problems.is_empty()).then(|| error_report(problems)),
        },
    }
}

fn error_report(problems: &[Problem]) -> ErrorReport {
    let messages: Vec<&str> = problems.iter().map(|problem| problem.message.as_str()).collect();
    ErrorReport {
        message: Shown::lines(&messages.join("\n")),
        hints: problems.iter().flat_map(|problem| &problem.hints).map(Shown::from).collect(),
    }
}
