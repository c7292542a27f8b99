//! A file is read as a recording without a panic, whatever it holds; what was read is written and read again the same; and the
//! report made of it shows nothing that a terminal would obey.

#![no_main]

use ccg_doctor::diagnose::Assessment;
use ccg_doctor::recording::Recording;
use ccg_doctor::report::{DiffReport, assemble};
use ccg_doctor_fuzz::{CATALOGUE, print_profile};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let recording = match Recording::parse("a file", data) {
        Ok(recording) => recording,
        Err(error) => {
            assert!(error.to_string().chars().all(|char| char == '\n' || !char.is_control()));
            return;
        }
    };
    let mut written = Vec::new();
    recording.write(&mut written).expect("a vector takes everything");
    let again = Recording::parse("a file", &written).expect("what was written can be read");
    assert_eq!(again, recording);
    let diff = DiffReport::between(&CATALOGUE, &recording.examinations, &again.examinations);
    assert!(diff.changes.is_empty(), "nothing changed between a recording and itself");
    for examination in &recording.examinations {
        print_profile(assemble(&CATALOGUE, examination, &Assessment::of(&CATALOGUE, examination)));
    }
});
