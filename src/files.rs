//! Reads files that somebody named, whatever they turn out to be: nothing is waited for without end, nothing is read without a
//! bound.
//!
//! Besides plain files, pipes are read: `<(…)` of a shell is one, and tools that hand secrets out use them. A pipe at which
//! nobody writes, or in which nothing comes, is given up after a while. A device, a socket and a folder are refused, but for
//! what is open already, as `/dev/stdin` is.

#[cfg(not(unix))]
use std::fs::File;
use std::fs::{self, Metadata};
use std::io;
#[cfg(not(unix))]
use std::io::Read as _;
use std::path::Path;

use secrecy::zeroize::Zeroizing;

/// The paths of what this process has open already.
const OPEN: [&str; 4] = ["/dev/stdin", "/dev/fd", "/proc/self/fd", "/proc/thread-self/fd"];

/// Reads a file to its end, or to one byte more than `limit`, so that the caller sees that it is too long. A buffer with room for that
/// is never moved, so that no copy of it is left behind.
///
/// # Errors
///
/// As the operating system has it; and if the file is of a kind that is not read, or a pipe in which nothing comes.
pub(crate) fn read(path: &Path, limit: usize, into: &mut Vec<u8>) -> io::Result<()> {
    refuse_odd(path, &fs::metadata(path)?)?;
    let mut file = open(path)?;
    let mut piece = Zeroizing::new([0; 4096]);
    while into.len() <= limit {
        let room = piece.len().min(limit + 1 - into.len());
        match next(&mut file, &mut piece[..room], into.is_empty())? {
            0 => break,
            many => into.extend_from_slice(&piece[..many]),
        }
    }
    Ok(())
}

fn refuse_odd(path: &Path, found: &Metadata) -> io::Result<()> {
    if found.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt as _;
        let kind = found.file_type();
        let is_open = OPEN.iter().any(|open| path.starts_with(open));
        if kind.is_socket() || (kind.is_block_device() || kind.is_char_device()) && !is_open {
            return Err(io::Error::other("it is a device or a socket, expected a file"));
        }
    }
    Ok(())
}

#[cfg(not(unix))]
fn open(path: &Path) -> io::Result<File> {
    File::open(path)
}

#[cfg(not(unix))]
fn next(file: &mut File, piece: &mut [u8], _: bool) -> io::Result<usize> {
    file.read(piece)
}

#[cfg(unix)]
use pipes::{next, open};

/// Pipes, which others write to while they are read.
#[cfg(unix)]
mod pipes {
    use std::fs::File;
    use std::io::{self, Read as _};
    use std::os::unix::fs::OpenOptionsExt as _;
    use std::path::Path;

    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    use rustix::fs::OFlags;
    use rustix::io::retry_on_intr;

    /// How long nobody may be at a pipe's other end, in seconds: whoever writes waits there already, or comes at once.
    const NOBODY: i64 = 2;
    /// How long whoever is there may write nothing, in seconds: a vault that is asked over a network takes a few.
    const NOTHING: i64 = 60;

    /// Opens a file, and waits for nobody at the other end of a pipe.
    pub(super) fn open(path: &Path) -> io::Result<File> {
        let flags = i32::try_from(OFlags::NONBLOCK.bits()).unwrap_or_default();
        File::options().read(true).custom_flags(flags).open(path)
    }

    /// Reads the next piece; nothing at the end.
    pub(super) fn next(file: &mut File, piece: &mut [u8], is_first: bool) -> io::Result<usize> {
        let mut may_be_early = is_first && !file.metadata()?.is_file();
        loop {
            match file.read(piece) {
                // Nobody is there yet, or whoever was there wrote nothing.
                Ok(0) if may_be_early => wait(file, NOBODY)?,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => wait(file, NOTHING)?,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                other => return other,
            }
            may_be_early = false;
        }
    }

    fn wait(file: &File, seconds: i64) -> io::Result<()> {
        let limit = Timespec { tv_sec: seconds, tv_nsec: 0 };
        match retry_on_intr(|| poll(&mut [PollFd::new(file, PollFlags::IN)], Some(&limit)))? {
            0 => Err(io::Error::new(io::ErrorKind::TimedOut, "it is a pipe, and nothing comes out of it")),
            _ => Ok(()),
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::io::Write as _;
    use std::os::fd::AsRawFd as _;
    use std::path::PathBuf;
    use std::thread;

    use super::*;

    fn read_of(path: &Path) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        read(path, 8, &mut bytes)?;
        Ok(bytes)
    }

    fn named_pipe() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("pipe");
        let made = std::process::Command::new("mkfifo").arg(&path).status().expect("mkfifo");
        assert!(made.success());
        (folder, path)
    }

    #[test]
    fn what_is_no_file_is_refused_and_what_is_endless_is_bounded() {
        let folder = tempfile::tempdir().expect("a folder");
        let socket = folder.path().join("socket");
        let _listener = std::os::unix::net::UnixListener::bind(&socket).expect("bound");
        let long = folder.path().join("long");
        fs::write(&long, [b'a'; 100]).expect("written");
        for (path, says) in [
            (Path::new("src"), "directory"),
            (Path::new("/dev/null"), "device"),
            (Path::new("/dev/zero"), "device"),
            (Path::new("/dev/tty"), "device"),
            (&socket, "socket"),
            (&folder.path().join("none"), "No such file"),
        ] {
            let said = read_of(path).expect_err("refused").to_string();
            assert!(said.contains(says), "{}: {said}", path.display());
        }
        assert_eq!(read_of(&long).expect("read"), [b'a'; 9]);
    }

    #[test]
    fn a_pipe_is_read_whoever_comes_first() {
        let (_folder, path) = named_pipe();
        thread::scope(|scope| {
            // Opening it for writing waits for whoever reads, and the other way round nobody does.
            scope.spawn(|| fs::write(&path, b"ab").expect("written"));
            assert_eq!(read_of(&path).expect("read"), b"ab");
        });
        thread::scope(|scope| {
            scope.spawn(|| fs::write(&path, [b'a'; 8192]));
            assert_eq!(read_of(&path).expect("read"), [b'a'; 9]);
        });
    }

    #[test]
    fn a_pipe_that_a_shell_opened_is_read() {
        let (reader, mut writer) = io::pipe().expect("a pipe");
        writer.write_all(b"ab").expect("written");
        drop(writer);
        let path = format!("/dev/fd/{}", reader.as_raw_fd());
        assert_eq!(read_of(Path::new(&path)).expect("read"), b"ab");
    }

    #[test]
    fn a_pipe_at_which_nobody_writes_is_given_up() {
        let (_folder, path) = named_pipe();
        assert!(read_of(&path).expect_err("given up").to_string().contains("nothing comes"));
    }
}
