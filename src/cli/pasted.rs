//! `--reply PROBE=TEXT`: a reply that somebody pasted.

use std::path::PathBuf;

use super::args::Pasted;

/// Reads `PROBE=TEXT`, `PROBE=@FILE` or `PROBE=-`. The error is fixed text, so that it cannot repeat what was typed.
pub(super) fn parse(text: &str) -> Result<(String, Pasted), &'static str> {
    let (probe, text) = text
        .split_once('=')
        .filter(|(probe, _)| probe.chars().all(|char| char.is_ascii_lowercase() || char == '-'))
        .ok_or("expected a probe and what it was answered, such as `user=granted` or `enterprise=@FILE`")?;
    let pasted = match text.strip_prefix('@') {
        Some("") => return Err("expected a file name after `@`"),
        Some(file) => Pasted::File(PathBuf::from(file)),
        None if text == "-" => Pasted::Stdin,
        None => Pasted::Text(text.to_owned()),
    };
    Ok((probe.to_owned(), pasted))
}
