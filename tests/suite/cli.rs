//! The command line as a person meets it: each file of `tests/cmd` is a command line with all that it prints. To add a case,
//! add a file.

use crate::kit::Doctor;

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
        assert_eq!(ended.code, 1);
        ended.stdout
    };
    for (color, variables, coloured) in rows {
        let text = run(color, variables, "text");
        assert_eq!(text.contains('\u{1b}'), coloured, "{color} {variables:?}");
        // A status is a word, coloured or not.
        assert!(text.contains("misconfigured") && text.contains("Look"), "{text}");
        assert!(!run(color, variables, "json").contains('\u{1b}'), "JSON has no colour: {color} {variables:?}");
    }
}

#[test]
fn no_line_is_wider_than_a_terminal() {
    let simulated = ["healthy", "app-not-authorized", "user-tokens-disabled", "not-a-ccg-app", "user-inactive"];
    for scenario in simulated {
        for dialect in ["current", "guide"] {
            let ended = Doctor::new(["check", "--simulate", scenario, "--dialect", dialect]).run();
            let text = ended.stdout;
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

/// What may be a secret, in the forms that people choose, and the part of it that no message may hold eight characters of.
const CANARIES: [(&str, &str); 8] = [
    ("s3cr3tCanary7Qx9ZfWbK2mLpT4vRnYh", "s3cr3tCanary7Qx9ZfWbK2mLpT4vRnYh"),
    ("onlylettersinthiscanary", "onlylettersinthiscanary"),
    ("canary-with_punct.uation~19", "canary-with_punct.uation~19"),
    ("canary/with+slashes=", "canary/with+slashes="),
    ("/canarypath/canaryname", "canarypath/canaryname"),
    (
        "https://user:canaryentrance@canaryhost/canarypath?canaryquery",
        "user:canaryentrance@canaryhost/canarypath?canaryquery",
    ),
    ("CANARYCANARY.json", "CANARYCANARY.json"),
    ("canarycanary\\canarycanary.txt", "canarycanary\\canarycanary.txt"),
];

fn assert_not_repeated(place: &str, canary: &str, told: &str) {
    let told = told.to_lowercase();
    let part = canary.to_lowercase();
    let run = part.as_bytes().windows(8).map(|run| std::str::from_utf8(run).unwrap()).find(|run| told.contains(run));
    assert_eq!(run, None, "{place} with {canary}: {told}");
}

#[test]
fn no_error_repeats_what_may_be_a_secret() {
    const LINES: [&str; 44] = [
        "@",
        "--@",
        "check @",
        "check -x@",
        "check --@",
        "check --@=x",
        "check --bogus @",
        "check --bogus=@",
        "check --client-secret @",
        "check --client-secret-file @",
        "check --client-secret-file=@",
        "check --client-secret-file ./@",
        "check --ca-cert @",
        "check --client-id @",
        "check --base-url @",
        "check --base-url https://@:@@example",
        "check --base-url https://example/?@",
        "check --base-url http://@.example",
        "check --proxy @",
        "check --proxy http://proxy.example/@",
        "check --no-proxy --proxy @",
        "check --timeout @",
        "check --wait @",
        "check --format @",
        "check --color @",
        "check --expect @",
        "check --expect user=@",
        "check --expect scope=@",
        "check --expect folder=@",
        "check --expect @=granted",
        "check --simulate @",
        "check --simulate user-inactive:@",
        "check --simulate healthy --dialect @",
        "check --simulate healthy --record /no/such/@",
        "check --simulate healthy --format json=/no/such/@",
        "simulate --scenario @",
        "simulate --port @",
        "diagnose @",
        "diagnose --reply @",
        "diagnose --reply user=@@",
        "diagnose --reply user=@ --reply @=granted",
        "diagnose --reply scope=@=granted",
        "diff @ ./@",
        "explain @",
    ];
    for (at, (canary, part)) in CANARIES.into_iter().enumerate() {
        for line in LINES {
            for format in [None, Some("--format=json")] {
                let reports = ["check", "diagnose", "diff"].iter().any(|command| line.starts_with(command));
                if format.is_some() && (at > 0 || !reports || line.contains("--format")) {
                    continue;
                }
                // `@@` is the sign for a file, and then the canary.
                let args = line
                    .split(' ')
                    .map(|arg| arg.replacen("=@@", "=\u{0}@", 1).replace('@', canary).replace('\0', "@"));
                let ended = Doctor::new(args.chain(format.map(str::to_owned))).run();
                assert_eq!(ended.code, 2, "{line} with {canary}: {}", ended.stderr);
                assert_not_repeated(line, part, &format!("{}{}", ended.stdout, ended.stderr));
            }
        }
    }
}

#[test]
fn no_error_repeats_what_a_variable_holds() {
    const NAMES: [&str; 10] = [
        "BOX_CLIENT_ID",
        "BOX_CLIENT_SECRET",
        "BOX_ENTERPRISE_ID",
        "BOX_USER_ID",
        "BOX_APP_USER_ID",
        "BOX_BASE_URL",
        "BOX_SUBJECT_TYPE",
        "BOX_SUBJECT_ID",
        "HTTPS_PROXY",
        "ALL_PROXY",
    ];
    for (canary, part) in CANARIES {
        for name in NAMES {
            // Nothing is whole here, so that each ends in an error.
            let ended = Doctor::new(["check", "-vv", "--format", "json"]).env(name, canary).run();
            assert_eq!(ended.code, 2, "{name}");
            assert_not_repeated(name, part, &format!("{}{}", ended.stdout, ended.stderr));
        }
    }
}

#[test]
fn the_secret_set_a_second_time_is_refused_in_every_format() {
    let secret = CANARIES[0].0;
    let pair = format!("{}:{secret}", crate::kit::CLIENT_ID);
    let places = [
        ("BOX_CLIENT_ID", secret),
        ("BOX_CLIENT_ID", &pair),
        ("BOX_ENTERPRISE_ID", secret),
        ("BOX_USER_ID", secret),
        ("BOX_APP_USER_ID", secret),
        ("BOX_BASE_URL", "https://gateway.invalid/s3cr3tCanary7Qx9ZfWbK2mLpT4vRnYh"),
        ("HTTPS_PROXY", "http://s3cr3tCanary7Qx9ZfWbK2mLpT4vRnYh@proxy.invalid"),
    ];
    for (name, value) in places {
        for format in ["text", "json"] {
            let whole = Doctor::check("https://gateway.invalid").env("BOX_CLIENT_SECRET", secret);
            let ended = whole.args(["-vv", "--format", format]).env(name, value).run();
            let told = format!("{}{}", ended.stdout, ended.stderr);
            assert_eq!(ended.code, 2, "{name}: {told}");
            assert!(told.contains(&format!("variable `{name}` holds the client secret")), "{told}");
            assert_not_repeated(name, secret, &told);
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn what_is_named_is_never_waited_for_without_end() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let pipe = pipe.to_str().unwrap();
    let at = format!("user=@{pipe}");
    for (args, says) in [
        (&["check", "--client-secret-file", pipe][..], "nothing comes out of it"),
        (&["check", "--ca-cert", pipe], "nothing comes out of it"),
        (&["diagnose", pipe], "nothing comes out of it"),
        (&["diagnose", "--reply", &at], "nothing comes out of it"),
        (&["diff", pipe, "/dev/zero"], "nothing comes out of it"),
        (&["check", "--client-secret-file", "/dev/zero"], "it is a device"),
        (&["check", "--ca-cert", "/dev/zero"], "it is a device"),
        (&["diagnose", "/dev/zero"], "it is a device"),
        (&["diagnose", "--reply", "user=@/dev/zero"], "it is a device"),
    ] {
        let ended = Doctor::new(args).env("BOX_CLIENT_ID", "c").env("BOX_ENTERPRISE_ID", "1").run();
        assert_eq!(ended.code, 2, "{args:?}");
        assert!(ended.stderr.contains(says), "{args:?}: {}", ended.stderr);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn what_a_shell_substitutes_is_read() {
    let body = r#"{"error":"invalid_grant","error_description":"Grant credentials are invalid"}"#;
    for (script, code) in [
        (r#""$0" diagnose <(printf %s "$1")"#, 1),
        (r#""$0" diagnose --reply user=@<(printf %s "$1") --reply enterprise=granted"#, 1),
        (
            r#""$0" check --client-id c --user-id 1 --base-url http://127.0.0.1:1 --client-secret-file <(echo secret) >&2"#,
            3,
        ),
    ] {
        let mut bash = std::process::Command::new("bash");
        let ended = bash.args(["-c", script, env!("CARGO_BIN_EXE_ccg-doctor"), body]).output().unwrap();
        let told = String::from_utf8_lossy(&ended.stderr);
        assert_eq!(ended.status.code(), Some(code), "{script}: {told}");
    }
}
