//! The command line as a person meets it: each file of `tests/cmd` is a command line with all that it prints. To add a case,
//! add a file.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod wire;

use wire::Doctor;

#[test]
fn every_command_line_prints_what_its_file_says() {
    trycmd::TestCases::new().case("tests/cmd/*.toml");
}

#[test]
fn every_exit_code_has_its_case() {
    let mut codes: Vec<String> = std::fs::read_dir("tests/cmd")
        .unwrap()
        .map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap())
        .filter_map(|case| Some(case.lines().find_map(|line| line.strip_prefix("status.code = "))?.to_owned()))
        .collect();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes, ["0", "1", "2", "3"]);
}

#[test]
fn colour_is_where_it_is_wanted() {
    type Variables = &'static [(&'static str, &'static str)];
    // Standard output is a pipe here, so without a word there is none.
    let rows: [(&str, Variables, bool); 12] = [
        ("auto", &[], false),
        ("always", &[], true),
        ("never", &[], false),
        ("auto", &[("CLICOLOR_FORCE", "1")], true),
        ("auto", &[("CLICOLOR_FORCE", "0")], false),
        ("auto", &[("CLICOLOR", "1")], false),
        ("auto", &[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")], false),
        ("auto", &[("NO_COLOR", ""), ("CLICOLOR_FORCE", "1")], true),
        ("always", &[("NO_COLOR", "1")], true),
        ("always", &[("TERM", "dumb")], true),
        ("never", &[("CLICOLOR_FORCE", "1")], false),
        ("auto", &[("TERM", "xterm-256color")], false),
    ];
    let run = |color: &str, variables: Variables, format: &str| {
        let args = ["check", "--simulate", "user-tokens-disabled", "--format", format, "--color", color];
        let doctor = Doctor::new(args);
        let ended = variables.iter().fold(doctor, |doctor, (name, value)| doctor.env(name, value)).run();
        assert_eq!(ended.code(), 1);
        ended.stdout()
    };
    for (color, variables, coloured) in rows {
        let text = run(color, variables, "text");
        assert_eq!(text.contains('\u{1b}'), coloured, "{color} {variables:?}");
        // A status is a word, coloured or not.
        assert!(text.contains("misconfigured") && text.contains("suspected"), "{text}");
        assert!(!run(color, variables, "json").contains('\u{1b}'), "JSON has no colour: {color} {variables:?}");
    }
}

#[test]
fn no_line_is_wider_than_a_terminal() {
    let simulated = ["healthy", "app-not-authorized", "user-tokens-disabled", "not-a-ccg-app", "user-inactive"];
    for scenario in simulated {
        for dialect in ["current", "guide"] {
            let ended = Doctor::new(["check", "--simulate", scenario, "--dialect", dialect]).run();
            let text = ended.stdout();
            let wide: Vec<_> = text.lines().filter(|line| line.chars().count() > 80).collect();
            assert_eq!(wide, [""; 0], "{scenario}");
            assert!(text.lines().count() > 5, "{scenario}: {text}");
        }
    }
}

#[cfg(unix)]
#[test]
fn a_reader_that_goes_away_is_no_fault() {
    let command = format!("'{}' explain | head -1", env!("CARGO_BIN_EXE_ccg-doctor"));
    let ended = std::process::Command::new("bash").args(["-o", "pipefail", "-c", &command]).output().unwrap();
    let stderr = String::from_utf8(ended.stderr).unwrap();
    assert_eq!((ended.status.code(), stderr.as_str()), (Some(0), ""));
    assert_eq!(String::from_utf8(ended.stdout).unwrap().lines().count(), 1);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_no_green_light() {
    let command = format!("'{}' check --simulate healthy > /dev/full", env!("CARGO_BIN_EXE_ccg-doctor"));
    let ended = std::process::Command::new("sh").args(["-c", &command]).output().unwrap();
    assert_eq!(ended.status.code(), Some(3));
    assert!(String::from_utf8(ended.stderr).unwrap().contains("cannot write to standard output"));
}
