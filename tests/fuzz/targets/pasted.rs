//! What people paste is read without a panic, and the report made of it shows nothing that a terminal would obey.
//!
//! The first byte chooses the probe; the rest is the text.

#![no_main]

use ccg_doctor::pasted;
use ccg_doctor_fuzz::{CATALOGUE, PROBES, examination, print};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let [probe, rest @ ..] = data else { return };
    let probe = PROBES[usize::from(*probe) % PROBES.len()];
    match pasted::read(&CATALOGUE, &probe.into(), &String::from_utf8_lossy(rest)) {
        Ok(answer) => {
            print(&examination(probe, answer));
        }
        Err(error) => assert!(error.to_string().chars().all(|char| char == '\n' || !char.is_control())),
    }
});
