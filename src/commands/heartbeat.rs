//! What whoever waits is told meanwhile, on standard error: a spinner on a terminal, a line now and then anywhere else.

use std::io::{self, IsTerminal};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use super::output::write_stderr;
use crate::check::Progress;

/// How often the spinner turns.
const TURN: Duration = Duration::from_millis(120);
/// How often a log is told, after the first time.
const LOGGED: u64 = 10;

/// Tells of an examination while it lasts.
pub(super) enum Heartbeat {
    /// To nobody.
    Silent,
    /// On a terminal.
    Spinner(ProgressBar),
    /// To a log.
    Lines,
}

impl Heartbeat {
    /// Begins to tell, if that is wanted.
    pub(super) fn new(wanted: bool, ascii: bool) -> Self {
        match (wanted, io::stderr().is_terminal()) {
            (false, _) => Self::Silent,
            (true, false) => Self::Lines,
            (true, true) => {
                let turns = if ascii { "-\\|/ " } else { "⠁⠂⠄⡀⢀⠠⠐⠈ " };
                let style = ProgressStyle::default_spinner().tick_chars(turns);
                let spinner = ProgressBar::new_spinner().with_style(style).with_message("asking Box");
                spinner.enable_steady_tick(TURN);
                Self::Spinner(spinner)
            }
        }
    }

    /// Tells how it goes.
    pub(super) fn tell(&self, progress: Progress) {
        let says = match progress {
            Progress::Waiting { waited } => format!("waiting for replies for {}", humantime::format_duration(waited)),
            Progress::Pausing { pause } => {
                format!("not healthy yet; asking again in {}", humantime::format_duration(pause))
            }
        };
        match (self, progress) {
            (Self::Silent, _) => {}
            (Self::Spinner(spinner), _) => spinner.set_message(says),
            (Self::Lines, Progress::Waiting { waited }) if waited.as_secs() > 2 && waited.as_secs() % LOGGED != 0 => {}
            (Self::Lines, _) => write_stderr(&says),
        }
    }

    /// Leaves nothing behind on a terminal.
    pub(super) fn stop(&self) {
        if let Self::Spinner(spinner) = self {
            spinner.finish_and_clear();
        }
    }
}
