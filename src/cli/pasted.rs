//! `--reply PROBE=TEXT`: a reply that somebody pasted.

use std::path::PathBuf;

use super::args::{Pasted, PastedReply};
use super::expect::{is_folder, is_scope};
use crate::origin::Origin;

/// Reads `PROBE=TEXT`, `PROBE=@FILE` or `PROBE=-`; the probe may be `scope=NAME` or `folder=ID`. The error is fixed text, so that
/// it cannot repeat what was typed.
pub(super) fn parse(text: &str, place: Origin) -> Result<PastedReply, &'static str> {
    let (probe, rest) = text
        .split_once('=')
        .filter(|(probe, _)| probe.chars().all(|char| char.is_ascii_lowercase() || char == '-'))
        .ok_or("expected a probe and what it was answered, such as `user=granted` or `enterprise=@FILE`")?;
    let (target, text) = match probe {
        "scope" => {
            aimed(rest, is_scope, "expected the scope and what was answered, such as `scope=manage_groups=@FILE`")?
        }
        "folder" => {
            aimed(rest, is_folder, "expected the folder's ID, digits, and what was answered: `folder=ID=@FILE`")?
        }
        _ => (None, rest),
    };
    let text = match text.strip_prefix('@') {
        Some("") => return Err("expected a file name after `@`"),
        Some(file) => Pasted::File(PathBuf::from(file)),
        None if text == "-" => Pasted::Stdin,
        None => Pasted::Text(text.to_owned()),
    };
    Ok(PastedReply { probe: probe.to_owned(), target, text, place })
}

/// Splits what a probe was aimed at from what it was answered, which may hold a `=` itself.
fn aimed<'t>(
    rest: &'t str,
    is_target: impl Fn(&str) -> bool,
    expected: &'static str,
) -> Result<(Option<String>, &'t str), &'static str> {
    let (target, text) = rest.split_once('=').ok_or(expected)?;
    if !is_target(target) {
        return Err(expected);
    }
    Ok((Some(target.to_owned()), text))
}
