//! `--summary`: the report at the end of what GitHub shows of a step.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::PathBuf;

use super::of_flag;
use super::output::PLAIN;
use crate::formats::Format;
use crate::origin::Origin;
use crate::problem::Problem;
use crate::report::Report;

/// The variable in which GitHub Actions names the file.
const VARIABLE: &str = "GITHUB_STEP_SUMMARY";
/// What GitHub takes of one step, in bytes (<https://docs.github.com/actions>, job summaries).
const LIMIT: usize = 1024 * 1024;
/// What stands at the end of a summary that is longer.
const CUT: &str = "\n\n(Cut off: GitHub takes 1 MiB for each step.)\n";

/// Finds out whether a summary can be appended.
///
/// # Errors
///
/// Names the flag, and the variable that is missing or names no file.
pub(super) fn try_file() -> Result<(), Problem> {
    open()
        .map(drop)
        .map_err(|error| unwritable(&error).hint("leave `--summary` out where GitHub Actions does not run it"))
}

/// Appends the report.
///
/// # Errors
///
/// Names the flag and the variable.
pub(super) fn append(report: &Report) -> Result<(), Problem> {
    let append = || {
        let mut file = open()?;
        let held = usize::try_from(file.metadata()?.len()).unwrap_or(usize::MAX);
        let text = cut(&text(report)?, LIMIT.saturating_sub(held));
        if text.is_empty() {
            return Err(io::Error::other("it holds 1 MiB already, which is all that GitHub takes"));
        }
        file.write_all(text.as_bytes())
    };
    append().map_err(|error| unwritable(&error))
}

fn unwritable(error: &io::Error) -> Problem {
    let message = format!("cannot append to the file that the variable `{VARIABLE}` names: {error}");
    of_flag(&Origin::flag("--summary"), message)
}

/// Opens the file, which GitHub has made: a pipe would wait for its reader, and a new file be read by nobody.
fn open() -> io::Result<File> {
    let unset = || io::Error::other("it is not set");
    let path =
        std::env::var_os(VARIABLE).filter(|path: &OsString| !path.is_empty()).map(PathBuf::from).ok_or_else(unset)?;
    if !fs::metadata(&path)?.is_file() {
        return Err(io::Error::other("it is no file"));
    }
    File::options().append(true).open(path)
}

/// The report as Markdown; where there is no such format, the report for people as it is.
fn text(report: &Report) -> io::Result<String> {
    let markdown = Format::of("markdown");
    let mut printed = Vec::new();
    let coloured = colored::control::SHOULD_COLORIZE.should_colorize();
    colored::control::set_override(false);
    let written = markdown.unwrap_or(Format::usual()).print(report, PLAIN, &mut printed);
    colored::control::set_override(coloured);
    written?;
    let printed = String::from_utf8_lossy(&printed).into_owned();
    Ok(if markdown.is_some() { printed } else { fenced(&printed) })
}

/// The text as a block of code, in which nothing is markup.
fn fenced(text: &str) -> String {
    let longest = text.split(|char| char != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}text\n{}\n{fence}\n", text.trim_end())
}

/// As many of the text's lines as there is room for, with a word about the rest; nothing where there is no room for that.
fn cut(text: &str, room: usize) -> String {
    if text.len() <= room {
        return text.to_owned();
    }
    let Some(mut end) = room.checked_sub(CUT.len()) else { return String::new() };
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let whole = text[..end].rfind('\n').unwrap_or_default();
    format!("{}{CUT}", &text[..whole])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_there_is_no_room_for_is_cut_off_between_lines() {
        let text = "one\ntwö\nthree\n".repeat(10);
        for room in 0..=text.len() + 1 {
            let cut = cut(&text, room);
            assert!(cut.len() <= room, "{room}: {cut}");
            let kept = cut.strip_suffix(CUT).unwrap_or(&cut);
            assert!(
                text.starts_with(kept) && (kept.is_empty() || text[kept.len()..].starts_with('\n') || kept == text)
            );
            assert_eq!(cut.is_empty(), room < CUT.len(), "{room}");
        }
    }

    #[test]
    fn no_text_ends_the_block_that_it_stands_in() {
        for (text, fence) in [("", "```"), ("a `b` ``` c\n", "````"), ("`````", "``````")] {
            let fenced = fenced(text);
            assert!(
                fenced.starts_with(&format!("{fence}text\n")) && fenced.ends_with(&format!("\n{fence}\n")),
                "{fenced}"
            );
        }
    }
}
