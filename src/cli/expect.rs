//! `--expect WHAT=OUTCOME`: what a pipeline proves.

use super::args::{Expect, ExpectedOf};
use super::misread::{Misread, word};
use crate::examination::Expected;
use crate::origin::Origin;
use crate::reply::is_id;

/// The digits of the largest number of 64 bits; Box's longest IDs of folders have twelve.
const MOST_DIGITS: usize = 20;

/// What `--expect` takes.
const FORMS: &str = "expected `enterprise=granted`, `user=denied`, `user=refused`, `scope=NAME` or `folder=ID`; \
                     the last two may end in `=denied` or `=refused`";
/// What `--expect folder=` takes.
const FOLDER: &str = "expected the folder's ID, the digits behind `/folder/` in its address in Box's web app";
/// What can be expected of something.
const OUTCOMES: [(&str, Expected); 3] =
    [("granted", Expected::Granted), ("denied", Expected::Denied), ("refused", Expected::Refused)];
/// Of what something can be expected.
const SUBJECTS: [&str; 4] = ["enterprise", "user", "scope", "folder"];

/// Reads `enterprise=granted`, `user=denied`, `scope=NAME` or `folder=ID`; the last two may end in an outcome as well. What was
/// typed is not repeated.
pub(super) fn parse(text: &str, place: Origin) -> Result<Expect, Misread> {
    let (what, rest) = text.split_once('=').ok_or_else(|| Misread::from(FORMS).near(text, &SUBJECTS))?;
    let (of, outcome) = match what {
        "enterprise" => (ExpectedOf::Enterprise, outcome(rest)?),
        "user" => (ExpectedOf::User, outcome(rest)?),
        "scope" => named(rest, is_scope, FORMS).map(|(name, outcome)| (ExpectedOf::Scope(name), outcome))?,
        "folder" => named(rest, is_folder, FOLDER).map(|(id, outcome)| (ExpectedOf::Folder(id), outcome))?,
        _ => return Err(Misread::from(FORMS).near(what, &SUBJECTS)),
    };
    Ok(Expect { of, outcome, place })
}

fn outcome(typed: &str) -> Result<Expected, Misread> {
    word(typed, &OUTCOMES)
}

/// Reads a name, and the outcome behind it where there is one.
fn named(rest: &str, is_name: fn(&str) -> bool, expected: &'static str) -> Result<(String, Expected), Misread> {
    let (name, typed) = rest.rsplit_once('=').unwrap_or((rest, "granted"));
    if is_name(name) { Ok((name.to_owned(), outcome(typed)?)) } else { Err(expected.into()) }
}

/// Whether a text may be a scope's name.
pub(super) fn is_scope(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || matches!(byte, b'_' | b'.' | b'-'))
}

/// Whether a text may be a folder's ID: digits, since what else a path may hold leads to another resource.
pub(super) fn is_folder(id: &str) -> bool {
    is_id(id) && id.len() <= MOST_DIGITS
}
