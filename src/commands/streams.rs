//! Which standard streams were closed when the program was started.
//!
//! Before `main`, Rust opens `/dev/null` in a closed stream's place, and from then on all that is written there seems to
//! arrive. What it opens is open for reading as well, which the `>/dev/null` of a shell is not, so that Linux tells the two
//! apart. Whoever hands down a null device of that kind, as Python and Node.js do, is told of it, and loses nothing by asking
//! for a report to `/dev/null` by name.

use std::io;
use std::path::Path;

/// What is said of a stream that was closed.
const CLOSED: &str =
    "it is closed, or a null device that looks the same from here (`--format text=/dev/null` asks for no report)";

/// A standard stream that is written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stream {
    /// Standard output.
    Output,
    /// Standard error.
    Error,
}

impl Stream {
    /// The stream that a path stands for, as `/dev/stdout` does.
    pub(super) fn of(path: &Path) -> Option<Self> {
        match path.to_str()? {
            "/dev/stdout" | "/dev/fd/1" | "/proc/self/fd/1" => Some(Self::Output),
            "/dev/stderr" | "/dev/fd/2" | "/proc/self/fd/2" => Some(Self::Error),
            _ => None,
        }
    }

    /// Refuses to write to a stream that was closed.
    pub(super) fn is_open(self) -> io::Result<()> {
        if self.was_closed() { Err(io::Error::other(CLOSED)) } else { Ok(()) }
    }

    #[cfg(target_os = "linux")]
    fn was_closed(self) -> bool {
        use rustix::fs::{OFlags, fcntl_getfl, fstat, stat};

        let stream = match self {
            Self::Output => rustix::stdio::stdout(),
            Self::Error => rustix::stdio::stderr(),
        };
        let as_rust_opens = fcntl_getfl(stream).is_ok_and(|flags| flags & OFlags::ACCMODE == OFlags::RDWR);
        as_rust_opens
            && matches!((fstat(stream), stat("/dev/null")), (Ok(is), Ok(null)) if is.st_rdev == null.st_rdev && is.st_mode == null.st_mode)
    }

    /// Elsewhere nothing tells.
    #[cfg(not(target_os = "linux"))]
    fn was_closed(self) -> bool {
        let _ = self;
        false
    }
}
