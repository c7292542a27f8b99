//! The client secret: how it is read, and that it is never shown.
//!
//! White space around it is refused rather than removed. The app under examination reads the same variable or file and would
//! send it as it stands; to remove it here would call an app healthy that is not.

use std::fmt;
use std::io::{self, Read};
use std::path::Path;
use std::str::FromStr;

use secrecy::SecretString;
use secrecy::zeroize::Zeroizing;

use super::error::Error;
use super::flaw::Flaw;
use crate::origin::Origin;
use crate::{files, typed};

/// The most that is read of a file or of standard input, in bytes. Box's secrets have 32; what is longer is another file.
const LONGEST: usize = 4096;

/// A client secret. Neither `Display` nor `Debug` shows it, and its memory is wiped when it is dropped.
#[derive(Clone)]
pub struct ClientSecret(SecretString);

impl ClientSecret {
    /// The secret, still wrapped. Only the wire unwraps it.
    #[must_use]
    pub fn wrapped(&self) -> &SecretString {
        &self.0
    }

    /// Reads a file: all of it but one line break at its end.
    pub(super) fn from_file(path: &Path) -> Result<Self, Error> {
        let unreadable = |source| Error::SecretFile { path: typed::path(path), source };
        let mut bytes = Zeroizing::new(Vec::with_capacity(LONGEST + 1));
        files::read(path, LONGEST, &mut bytes).map_err(unreadable)?;
        without_line_break(&bytes).and_then(Self::from_bytes).map_err(|flaw| Error::UnusableSource {
            flag: "--client-secret-file",
            origin: Origin::file(path),
            flaw,
        })
    }

    /// Reads standard input like a file.
    pub(super) fn from_stdin(stdin: &mut dyn Read) -> Result<Self, Error> {
        let bytes = read(stdin).map_err(|source| Error::Stdin { source })?;
        without_line_break(&bytes).and_then(Self::from_bytes).map_err(|flaw| Error::UnusableSource {
            flag: "--client-secret-stdin",
            origin: Origin::Stdin,
            flaw,
        })
    }

    fn from_bytes(bytes: &[u8]) -> Result<Self, Flaw> {
        secret(bytes).map(|text| Self(SecretString::from(text)))
    }
}

impl FromStr for ClientSecret {
    type Err = Flaw;

    fn from_str(text: &str) -> Result<Self, Flaw> {
        Self::from_bytes(text.as_bytes())
    }
}

impl fmt::Debug for ClientSecret {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("[redacted]")
    }
}

fn read(source: impl Read) -> io::Result<Zeroizing<Vec<u8>>> {
    let limit = LONGEST + 1;
    let mut bytes = Zeroizing::new(Vec::with_capacity(2 * limit));
    source.take(limit as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// A file's content without the one line break that editors and `echo` end it with.
fn without_line_break(bytes: &[u8]) -> Result<&[u8], Flaw> {
    if bytes.len() > LONGEST {
        return Err(Flaw::TooLong);
    }
    let bytes = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    Ok(bytes.strip_suffix(b"\r").unwrap_or(bytes))
}

/// The text of a secret, unchanged, or why it cannot be one.
fn secret(bytes: &[u8]) -> Result<&str, Flaw> {
    const MARKS: [&[u8]; 3] = [b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"];
    if MARKS.iter().any(|mark| bytes.starts_with(mark)) {
        return Err(Flaw::ByteOrderMark);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| Flaw::NotUtf8)?;
    if text.trim().is_empty() {
        return Err(Flaw::Empty);
    }
    if text.trim() != text {
        return Err(Flaw::SurroundingSpace);
    }
    if text.chars().any(char::is_control) {
        return Err(Flaw::ControlCharacter);
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "s3cr3tCanary0123456789abcdefABCD";

    /// What a file with this content is taken for.
    fn taken(bytes: &[u8]) -> Result<&str, Flaw> {
        without_line_break(bytes).and_then(secret)
    }

    #[test]
    fn a_secret_is_the_whole_content_but_one_line_break() {
        let cases: [(&[u8], Result<&str, Flaw>); 17] = [
            (b"abc", Ok("abc")),
            (b"abc\n", Ok("abc")),
            (b"abc\r\n", Ok("abc")),
            (b"a b", Ok("a b")),
            ("pässwörd".as_bytes(), Ok("pässwörd")),
            (b"", Err(Flaw::Empty)),
            (b"\n", Err(Flaw::Empty)),
            (b" \r\n", Err(Flaw::Empty)),
            (b"abc\n\n", Err(Flaw::SurroundingSpace)),
            (b"abc \n", Err(Flaw::SurroundingSpace)),
            (b" abc", Err(Flaw::SurroundingSpace)),
            (b"abc\ndef", Err(Flaw::ControlCharacter)),
            (b"abc\0", Err(Flaw::ControlCharacter)),
            (b"ab\x1bc", Err(Flaw::ControlCharacter)),
            (b"abc\xff", Err(Flaw::NotUtf8)),
            (b"\xef\xbb\xbfabc", Err(Flaw::ByteOrderMark)),
            (b"\xff\xfea\0b\0", Err(Flaw::ByteOrderMark)),
        ];
        for (bytes, expected) in cases {
            assert_eq!(taken(bytes), expected, "{bytes:?}");
        }
    }

    #[test]
    fn what_is_longer_than_the_limit_is_no_secret() {
        assert!(taken(&[b'a'; LONGEST]).is_ok());
        assert_eq!(taken(&[b'a'; LONGEST + 1]), Err(Flaw::TooLong));
        let error = ClientSecret::from_stdin(&mut io::repeat(b'a')).expect_err("endless");
        assert!(error.to_string().contains("4 KiB"), "{error}");
    }

    #[test]
    fn only_files_end_in_a_line_break() {
        let flaw = "abc\n".parse::<ClientSecret>().expect_err("line break");
        assert_eq!(flaw, Flaw::SurroundingSpace);
    }

    #[test]
    fn a_secret_shows_nothing_of_itself() {
        let secret: ClientSecret = SECRET.parse().unwrap();
        assert_eq!(format!("{secret:?}"), "[redacted]");
    }

    #[test]
    fn a_file_that_cannot_be_read_is_named() {
        let missing = ClientSecret::from_file(Path::new("src/no-such-file")).expect_err("missing");
        assert!(missing.to_string().contains("file `src/…`"), "{missing}");
        let missing = ClientSecret::from_file(Path::new("no/such-file")).expect_err("missing");
        assert!(missing.to_string().contains("(not shown: it may be a secret)"), "{missing}");
        let directory = ClientSecret::from_file(Path::new("src")).expect_err("directory");
        assert!(directory.to_string().contains("directory"), "{directory}");
    }

    #[test]
    fn a_secret_given_in_the_files_place_is_not_named() {
        let error = ClientSecret::from_file(Path::new(SECRET)).expect_err("no file");
        assert!(!error.to_string().contains(SECRET), "{error}");
        assert!(!format!("{error:?}").contains(SECRET), "{error:?}");
    }
}
