//! Files that a command writes: whole or absent.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use tempfile::NamedTempFile;

use super::of_flag;
use super::output::write_problem;
use super::streams::Stream;
use crate::cli::Verbosity;
use crate::origin::Origin;
use crate::problem::Problem;
use crate::typed;

/// Whether a pipe that nobody reads yet is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PipeReader {
    /// It is.
    MayCome,
    /// It is not: whoever was told to stop is not to wait.
    MustBeThere,
}

/// How a file comes to hold what is written.
enum Way {
    /// By a standard stream, as it is open.
    Stream(Stream),
    /// In place: a pipe, a device or an open file is written to, never replaced.
    InPlace,
    /// By a new file in an earlier one's place.
    Replace,
}

impl Way {
    fn of(path: &Path) -> Self {
        let is_special = || fs::symlink_metadata(path).is_ok_and(|found| !found.is_file() && !found.is_symlink());
        match Stream::of(path) {
            Some(stream) => Self::Stream(stream),
            None if is_stream(path) || is_special() => Self::InPlace,
            None => Self::Replace,
        }
    }
}

/// A file to write.
pub(super) struct Target<'a> {
    /// The flag that names it.
    pub(super) by: &'a Origin,
    /// What it is to hold, as a message calls it.
    pub(super) what: &'a str,
    /// Where it is to be.
    pub(super) path: &'a Path,
}

impl Target<'_> {
    /// Why it cannot be written: the flag, and the path as far as it may be repeated.
    fn unwritable(&self, error: &io::Error) -> Problem {
        of_flag(self.by, format!("cannot write {} to {}: {error}", self.what, typed::path(self.path)))
    }
}

/// The file of a recording.
pub(super) fn recording_to<'a>(by: &'a Origin, path: &'a Path) -> Target<'a> {
    Target { by, what: "the recording", path }
}

/// Writes a file, whole or not at all, and tells where that fails.
pub(super) fn write_file(
    target: &Target<'_>,
    reader: PipeReader,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> bool {
    let path = target.path;
    let written = match Way::of(path) {
        Way::Stream(stream) => write_stream(stream, write),
        Way::InPlace => open_in_place(path, reader).and_then(|mut file| write(&mut file)),
        Way::Replace => replace(path, write),
    };
    if let Err(error) = &written {
        write_problem(&target.unwritable(error), Verbosity::Normal);
    }
    written.is_ok()
}

/// Finds out whether a file can be written, and leaves everything as it was. What can be known of it later only, such as that a
/// disk is full, is not found out.
///
/// # Errors
///
/// Names the flag, and the path as far as it may be repeated.
pub(super) fn try_file(target: &Target<'_>) -> Result<(), Problem> {
    let path = target.path;
    let tried = match Way::of(path) {
        Way::Stream(stream) => stream.is_open(),
        Way::InPlace => try_in_place(path),
        Way::Replace => successor(path).map(drop),
    };
    tried.map_err(|error| target.unwritable(&error).hint("name a file in a folder that you can write to"))
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
fn open_in_place(path: &Path, reader: PipeReader) -> io::Result<File> {
    let mut options = File::options();
    options.append(true);
    #[cfg(unix)]
    if reader == PipeReader::MustBeThere {
        use std::os::unix::fs::OpenOptionsExt;
        options.custom_flags(rustix::fs::OFlags::NONBLOCK.bits().cast_signed());
    }
    #[cfg(not(unix))]
    let _ = reader;
    options.open(path)
}

/// Finds out whether what is written to as it is may be, without opening it: a pipe would wait for its reader.
fn try_in_place(path: &Path) -> io::Result<()> {
    let found = fs::metadata(path)?;
    if found.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt as _;
        if found.file_type().is_socket() {
            return Err(io::Error::other("it is a socket"));
        }
        rustix::fs::access(path, rustix::fs::Access::WRITE_OK)?;
    }
    Ok(())
}

/// Whether the path names a file that is open already, as `/dev/stdout` does.
pub(super) fn is_stream(path: &Path) -> bool {
    ["/dev/stdout", "/dev/stderr", "/dev/fd", "/proc/self/fd"].iter().any(|open| path.starts_with(open))
}

/// Puts a new file in an earlier one's place, with its permissions. A link is replaced and not followed: in a folder that others
/// write to, it may lead to anything.
fn replace(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let mut file = successor(path)?;
    let mut out = BufWriter::new(file.as_file_mut());
    write(&mut out)?;
    out.flush()?;
    drop(out);
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// A new file beside the place that it is to take; it is gone when it is dropped.
fn successor(path: &Path) -> io::Result<NamedTempFile> {
    if path.as_os_str().as_encoded_bytes().ends_with(b"/") {
        return Err(io::ErrorKind::IsADirectory.into());
    }
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
    let file = builder.prefix(".ccg-doctor-").tempfile_in(folder).map_err(unnamed)?;
    if let Ok(earlier) = fs::symlink_metadata(path)
        && earlier.is_file()
    {
        file.as_file().set_permissions(earlier.permissions())?;
    }
    Ok(file)
}
