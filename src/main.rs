//! The program: everything it does, the library does.

use std::env;
use std::process::ExitCode;

fn main() -> ExitCode {
    ccg_doctor::run(env::args_os())
}
