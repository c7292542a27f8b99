//! `--summary`: what a pipeline's step has is kept, no more is written than GitHub takes, and nothing is sent for a summary that
//! nobody would read.

use std::fs;

use crate::kit::{Doctor, Ended, Server, healthy};

/// What a summary's file holds after a run, and how the run ended.
fn summarized(before: Option<&str>, args: &[&str]) -> (Ended, String) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("summary.md");
    before.map(|before| fs::write(&file, before)).transpose().unwrap();
    let ended = Doctor::new(["check"]).args(args).args(["--summary"]).env("GITHUB_STEP_SUMMARY", &file).run();
    (ended, fs::read_to_string(&file).unwrap_or_default())
}

#[test]
fn a_summary_is_appended_to_what_the_step_has() {
    let (ended, summary) = summarized(Some("# Before\n"), &["--simulate", "user-inactive", "--format", "github"]);
    assert_eq!((ended.code, ended.stderr.as_str()), (1, ""));
    assert!(summary.starts_with("# Before\n") && summary.contains("user-inactive"), "{summary}");
    assert!(summary.ends_with('\n') && ended.stdout.starts_with("::error "), "{}", ended.stdout);
    let (ended, summary) = summarized(Some(""), &["--simulate", "nonsense"]);
    assert!(ended.code == 2 && summary.contains("no scenario"), "{summary}");
}

#[test]
fn no_step_gets_a_longer_summary_than_github_takes() {
    const MIB: usize = 1024 * 1024;
    for (room, code) in [(0, 3), (10, 3), (300, 0), (100_000, 0)] {
        let (ended, summary) = summarized(Some(&"x".repeat(MIB - room)), &["--simulate", "healthy"]);
        assert_eq!(ended.code, code, "{room}: {}", ended.stderr);
        assert_eq!(ended.stderr.contains("error: `--summary`: cannot append"), code == 3, "{}", ended.stderr);
        assert_eq!((summary.len() <= MIB, summary.len() > MIB - room), (true, code == 0), "{room}");
        assert_eq!(summary.ends_with("(Cut off: GitHub takes 1 MiB for each step.)\n"), room == 300, "{room}");
    }
}

#[test]
fn a_summary_that_nobody_would_read_is_refused_before_anything_is_sent() {
    let server = Server::start(healthy);
    let folder = tempfile::tempdir().unwrap();
    for place in [None, Some(folder.path().to_owned()), Some(folder.path().join("none"))] {
        let doctor = Doctor::check(&server.url()).args(["--summary"]);
        let doctor = place.iter().fold(doctor, |doctor, place| doctor.env("GITHUB_STEP_SUMMARY", place));
        let ended = doctor.run();
        assert_eq!(ended.code, 2, "{}", ended.stderr);
        assert!(ended.stderr.starts_with("error: `--summary`: "), "{}", ended.stderr);
    }
    assert_eq!(server.kinds(), []);
}
