//! What the terminal shows: colours, characters beyond ASCII, links, and how wide it is.
//!
//! All of it is settled once, from what was typed, then the environment, then the terminal itself.

use std::io::{self, IsTerminal};
use std::os::fd::AsFd;

use crate::cli::ColorChoice;
use crate::formats::Layout;

/// Lines longer than this are hard to read, however wide the terminal.
const READABLE_WIDTH: usize = 120;
/// Below this there is no room for two columns.
const LEAST_WIDTH: usize = 40;

/// Settles whether anything is coloured: `--color`, then `NO_COLOR`, `FORCE_COLOR` and `CLICOLOR_FORCE`, `TERM=dumb`, then the
/// terminal.
pub(super) fn settle_colour(choice: ColorChoice) {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty() && value != "0");
    let no_colour = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let coloured = match choice {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        ColorChoice::Auto if no_colour => false,
        ColorChoice::Auto if set("FORCE_COLOR") || set("CLICOLOR_FORCE") => true,
        ColorChoice::Auto => !is_dumb() && io::stdout().is_terminal(),
    };
    colored::control::set_override(coloured);
}

fn is_dumb() -> bool {
    std::env::var_os("TERM").is_some_and(|value| value == "dumb")
}

/// Whether only ASCII can be shown: `--ascii`, `TERM=dumb`, or the locale that has nothing else. The first of the variables that is
/// set counts (POSIX, 8.2).
pub(super) fn is_ascii(asked: bool) -> bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
        .iter()
        .filter_map(std::env::var_os)
        .find(|value| !value.is_empty())
        .is_some_and(|value| value == "C" || value == "POSIX");
    asked || is_dumb() || locale
}

/// How a report is laid out on standard output.
pub(super) fn layout(ascii: bool) -> Layout {
    let links = !ascii && supports_hyperlinks::on(supports_hyperlinks::Stream::Stdout);
    Layout { width: width(), links, ascii, ..Layout::default() }
}

/// The width to lay text out for, on standard output.
pub(super) fn width() -> usize {
    width_of(io::stdout()).unwrap_or(Layout::default().width)
}

/// The width of a stream that is a terminal, as far as it can be read.
pub(super) fn width_of(stream: impl IsTerminal + AsFd) -> Option<usize> {
    let size = if stream.is_terminal() { terminal_size::terminal_size_of(stream) } else { None };
    size.map(|(width, _)| usize::from(width.0).clamp(LEAST_WIDTH, READABLE_WIDTH))
}
