//! Parses the command line, settles colour, runs the command, returns its exit code.

use std::env;
use std::process::ExitCode;

use ccg_doctor::{cli, commands};

fn main() -> ExitCode {
    commands::hush_panics();
    commands::outlive_full_files();
    let args: Vec<_> = env::args_os().collect();
    let code = match cli::parse(&args) {
        Ok(command) => {
            commands::settle_colour(command.color());
            commands::run(&command)
        }
        Err(usage) => commands::refuse(&usage, &args),
    };
    ExitCode::from(code)
}
