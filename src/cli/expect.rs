//! `--expect WHAT=OUTCOME`: what a pipeline proves.

use super::args::{Expect, ExpectedOf};

/// Reads `enterprise=granted`, `user=denied`, `scope=NAME` or `folder=ID`; the last two take `=denied` as well. The error is
/// fixed text, so that it cannot repeat what was typed.
pub(super) fn parse(text: &str) -> Result<Expect, &'static str> {
    const HELP: &str = "expected `enterprise=granted`, `user=denied`, `scope=NAME` or `folder=ID`; \
                        the last two may end in `=denied`";
    let outcome = |word: &str| match word {
        "granted" => Ok(true),
        "denied" => Ok(false),
        _ => Err(HELP),
    };
    let (what, rest) = text.split_once('=').ok_or(HELP)?;
    let named = |rest: &str| {
        let (name, word) = rest.rsplit_once('=').unwrap_or((rest, "granted"));
        if name.is_empty() { Err(HELP) } else { Ok((name.to_owned(), outcome(word)?)) }
    };
    let (of, granted) = match what {
        "enterprise" => (ExpectedOf::Enterprise, outcome(rest)?),
        "user" => (ExpectedOf::User, outcome(rest)?),
        "scope" => named(rest).map(|(name, granted)| (ExpectedOf::Scope(name), granted))?,
        "folder" => named(rest).map(|(id, granted)| (ExpectedOf::Folder(id), granted))?,
        _ => return Err(HELP),
    };
    Ok(Expect { of, granted })
}
