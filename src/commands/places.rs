//! Files that a command reads and writes: told apart by what they are, and not by how they are spelt, and tried before anything is
//! sent.

use std::ffi::OsString;
use std::fs;
use std::path::Path;

use super::target::{Target, is_stream, recording_to, try_file};
use super::{ground, summary};
use crate::cli::{self, Command, Destination, Output, Pasted, Reporting, Told};
use crate::origin::Origin;
use crate::problem::Problem;
use crate::settings::SecretSource;

/// A file that the command line names.
struct NamedFile<'a> {
    /// By which argument, as a message names it.
    by: String,
    path: &'a Path,
    /// Whether another file is put in its place.
    replaced: bool,
}

/// What tells one file, or one folder, from another.
#[cfg(unix)]
type FileIdentity = (u64, u64);
#[cfg(not(unix))]
type FileIdentity = std::path::PathBuf;

#[cfg(unix)]
fn identity(path: &Path) -> Option<FileIdentity> {
    use std::os::unix::fs::MetadataExt;
    fs::metadata(path).ok().map(|found| (found.dev(), found.ino()))
}

#[cfg(not(unix))]
fn identity(path: &Path) -> Option<FileIdentity> {
    fs::canonicalize(path).ok()
}

/// The file that a path leads to, if there is one.
fn file(path: &Path) -> Option<FileIdentity> {
    identity(path).filter(|_| path.is_file())
}

/// The folder that a path leads into, and the name there.
fn place(path: &Path) -> Option<(FileIdentity, OsString)> {
    let name = path.file_name()?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // Where file systems mostly take two cases of a name for one.
    let name = if cfg!(any(windows, target_os = "macos")) { name.to_ascii_lowercase() } else { name.to_owned() };
    Some((identity(folder)?, name))
}

fn same(one: &Path, other: &Path) -> bool {
    file(one).is_some_and(|one| Some(one) == file(other)) || place(one).is_some_and(|one| Some(one) == place(other))
}

/// Why a command does not begin, and which of its reports can still say so.
pub(super) struct Refused {
    /// At least one.
    pub(super) problems: Vec<Problem>,
    /// The reports that have a place.
    pub(super) outputs: Vec<Output>,
}

/// Tries each place that a command is to write to, before it does anything else: none is that of another file which it reads or
/// writes, and each can be written.
///
/// # Errors
///
/// Says which argument names a place that cannot be had.
pub(super) fn try_each(command: &Command) -> Result<(), Refused> {
    let outputs = command.reporting().map(|(_, reporting)| reporting.outputs.as_slice()).unwrap_or_default();
    if let Err(problem) = keep_apart(command) {
        // Nothing is put in the place of a file that is not to be lost.
        let outputs = outputs.iter().filter(|output| output.is_stdout()).cloned().collect();
        return Err(Refused { problems: vec![problem], outputs });
    }
    let mut problems = Vec::new();
    if let Command::Check(args) = command {
        let flag = Origin::flag("--record");
        let record = args.record.as_deref();
        problems.extend(record.and_then(|path| try_file(&recording_to(&flag, path)).err()));
    }
    if let Some((_, reporting)) = command.reporting() {
        problems.extend(ground::of(reporting).err());
        problems.extend(if reporting.summary { summary::try_file().err() } else { None });
    }
    let mut has_place = |output: &&Output| {
        let Destination::File(path) = &output.destination else { return true };
        let target = Target { by: &output.place, what: output.format.called, path };
        try_file(&target).map_err(|problem| problems.push(problem)).is_ok()
    };
    let outputs = outputs.iter().filter(|output| has_place(output)).cloned().collect();
    if problems.is_empty() { Ok(()) } else { Err(Refused { problems, outputs }) }
}

/// Refuses to put a file in the place of another that the same command reads or writes. The path is not repeated.
fn keep_apart(command: &Command) -> Result<(), Problem> {
    let files = named(command);
    for (at, one) in files.iter().enumerate() {
        let clash = |other: &&NamedFile<'_>| (one.replaced || other.replaced) && same(one.path, other.path);
        if let Some(other) = files[..at].iter().find(clash) {
            let message = format!("{} and {} name one file", other.by, one.by);
            return Err(Problem::new(message).hint("give each a file of its own"));
        }
    }
    Ok(())
}

fn named(command: &Command) -> Vec<NamedFile<'_>> {
    let mut files = Vec::new();
    match command {
        Command::Check(args) => {
            if let Some(SecretSource::File(path)) = &args.settings.client_secret {
                files.push(read("--client-secret-file", path));
            }
            files.extend(args.settings.ca_cert.as_deref().map(|path| read("--ca-cert", path)));
            files.extend(args.record.as_deref().map(|path| written(quoted("--record"), path)));
        }
        Command::Diagnose(args) => match &args.told {
            Told::Bare(path) => files.push(read("FILE", path)),
            Told::Replies(replies) => files.extend(replies.iter().filter_map(|reply| match &reply.text {
                Pasted::File(path) => Some(NamedFile { by: cli::named(&reply.place), path, replaced: false }),
                Pasted::Text(_) | Pasted::Stdin => None,
            })),
        },
        Command::Diff(args) => files.extend([read("BEFORE", &args.before), read("AFTER", &args.after)]),
        Command::Simulate(_) | Command::Explain(_) | Command::Print(_) => {}
    }
    if let Some((_, reporting)) = command.reporting() {
        files.extend(reports(reporting));
    }
    files
}

fn quoted(name: &str) -> String {
    format!("`{name}`")
}

fn read<'a>(by: &str, path: &'a Path) -> NamedFile<'a> {
    NamedFile { by: quoted(by), path, replaced: false }
}

fn written(by: String, path: &Path) -> NamedFile<'_> {
    // What is open already is written to as it is.
    NamedFile { by, path, replaced: !is_stream(path) }
}

fn reports(reporting: &Reporting) -> impl Iterator<Item = NamedFile<'_>> {
    let to_file = reporting.outputs.iter().map(|output| match &output.destination {
        Destination::File(path) => written(cli::named(&output.place), path),
        Destination::Stdout => written(quoted("standard output"), Path::new("/dev/stdout")),
    });
    to_file.chain([written(quoted("standard error"), Path::new("/dev/stderr"))])
}
