//! `--expect WHAT=OUTCOME`: what a pipeline proves.

use super::args::{Expect, ExpectedOf};
use crate::examination::Expected;
use crate::origin::Origin;

/// The digits of the largest number of 64 bits; Box's longest IDs of folders have twelve.
const LONGEST_ID: usize = 20;

/// Reads `enterprise=granted`, `user=denied`, `scope=NAME` or `folder=ID`; the last two may end in an outcome as well. The error
/// is fixed text, so that it cannot repeat what was typed.
pub(super) fn parse(text: &str, place: Origin) -> Result<Expect, &'static str> {
    const HELP: &str = "expected `enterprise=granted`, `user=denied`, `user=refused`, `scope=NAME` or `folder=ID`; \
                        the last two may end in `=denied` or `=refused`";
    const FOLDER: &str = "expected the folder's ID, the digits behind `/folder/` in its address in Box's web app";
    let outcome = |word: &str| match word {
        "granted" => Ok(Expected::Granted),
        "denied" => Ok(Expected::Denied),
        "refused" => Ok(Expected::Refused),
        _ => Err(HELP),
    };
    let (what, rest) = text.split_once('=').ok_or(HELP)?;
    let named = |rest: &str, is_name: fn(&str) -> bool, help| {
        let (name, word) = rest.rsplit_once('=').unwrap_or((rest, "granted"));
        if is_name(name) { Ok((name.to_owned(), outcome(word)?)) } else { Err(help) }
    };
    let (of, outcome) = match what {
        "enterprise" => (ExpectedOf::Enterprise, outcome(rest)?),
        "user" => (ExpectedOf::User, outcome(rest)?),
        "scope" => named(rest, is_scope, HELP).map(|(name, outcome)| (ExpectedOf::Scope(name), outcome))?,
        "folder" => named(rest, is_folder, FOLDER).map(|(id, outcome)| (ExpectedOf::Folder(id), outcome))?,
        _ => return Err(HELP),
    };
    Ok(Expect { of, outcome, place })
}

/// Whether a text may be a scope's name.
pub(super) fn is_scope(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || matches!(byte, b'_' | b'.' | b'-'))
}

/// Whether a text may be a folder's ID: digits, since what else a path may hold leads to another resource.
pub(super) fn is_folder(id: &str) -> bool {
    (1..=LONGEST_ID).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_digit())
}
