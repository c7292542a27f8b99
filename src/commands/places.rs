//! Files that a command reads and writes, told apart by what they are, and not by how they are spelt.

use std::ffi::OsString;
use std::fs;
use std::path::Path;

use super::output::is_stream;
use crate::cli::{self, Command, Destination, Pasted, Reporting, Told};
use crate::problem::Problem;
use crate::settings::SecretSource;

/// A file that the command line names.
struct Named<'a> {
    /// By which argument, as a message names it.
    by: String,
    path: &'a Path,
    /// Whether another file is put in its place.
    replaced: bool,
}

/// What tells one file, or one folder, from another.
#[cfg(unix)]
type Identity = (u64, u64);
#[cfg(not(unix))]
type Identity = std::path::PathBuf;

#[cfg(unix)]
fn identity(path: &Path) -> Option<Identity> {
    use std::os::unix::fs::MetadataExt;
    fs::metadata(path).ok().map(|found| (found.dev(), found.ino()))
}

#[cfg(not(unix))]
fn identity(path: &Path) -> Option<Identity> {
    fs::canonicalize(path).ok()
}

/// The file that a path leads to, if there is one.
fn file(path: &Path) -> Option<Identity> {
    identity(path).filter(|_| path.is_file())
}

/// The folder that a path leads into, and the name there.
fn place(path: &Path) -> Option<(Identity, OsString)> {
    let name = path.file_name()?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // Where file systems mostly take two cases of a name for one.
    let name = if cfg!(any(windows, target_os = "macos")) { name.to_ascii_lowercase() } else { name.to_owned() };
    Some((identity(folder)?, name))
}

fn same(one: &Path, other: &Path) -> bool {
    file(one).is_some_and(|one| Some(one) == file(other)) || place(one).is_some_and(|one| Some(one) == place(other))
}

/// Refuses to put a file in the place of another that the same command reads or writes.
///
/// # Errors
///
/// Says which two arguments name one file; the path is not repeated.
pub(super) fn keep_apart(command: &Command) -> Result<(), Problem> {
    let files = named(command);
    for (at, one) in files.iter().enumerate() {
        let clash = |other: &&Named<'_>| (one.replaced || other.replaced) && same(one.path, other.path);
        if let Some(other) = files[..at].iter().find(clash) {
            let message = format!("{} and {} name one file", other.by, one.by);
            return Err(Problem::new(message).hint("give each a file of its own"));
        }
    }
    Ok(())
}

fn named(command: &Command) -> Vec<Named<'_>> {
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
                Pasted::File(path) => Some(Named { by: cli::named(&reply.place), path, replaced: false }),
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

fn read<'a>(by: &str, path: &'a Path) -> Named<'a> {
    Named { by: quoted(by), path, replaced: false }
}

fn written(by: String, path: &Path) -> Named<'_> {
    // What is open already is written to as it is.
    Named { by, path, replaced: !is_stream(path) }
}

fn reports(reporting: &Reporting) -> impl Iterator<Item = Named<'_>> {
    let many = reporting.outputs.len();
    let place = move |at| cli::named(&cli::place("--format", at, many));
    let to_file = reporting.outputs.iter().enumerate().map(move |(at, output)| match &output.destination {
        Destination::File(path) => written(place(at), path),
        Destination::Stdout => written(quoted("standard output"), Path::new("/dev/stdout")),
    });
    to_file.chain([written(quoted("standard error"), Path::new("/dev/stderr"))])
}
