//! Every flag, given wrongly in every way that there is: exit code 2, and the message names the flag. A flag without a row is told.

use crate::kit::{Doctor, run};

/// What may follow a flag that takes no value.
const NO_VALUE: &[&str] = &["--@=x"];
/// A value that is an ID.
const ID: &[&str] = &["--@", "--@=", "--@=\t", "--@=\u{7}1", "--@=..", "--@=1 --@=2"];
/// A file that is read.
const READ: &[&str] = &["--@", "--@=", "--@=/no/such/file", "--@=src", "--@=Cargo.toml --@=Cargo.toml"];

/// A flag, and lines in which its value is wrong; `@` is the flag's name, and a blank parts arguments.
type Row = (&'static str, &'static [&'static str]);

/// Each command with its flags, in the order of its help.
const ROWS: &[(&str, &[Row])] = &[
    (
        "check",
        &[
            ("client-id", ID),
            ("client-secret-file", READ),
            ("client-secret-stdin", &["--@=x", "--@ --@", "--@"]),
            ("enterprise-id", ID),
            ("user-id", ID),
            ("app-user-id", ID),
            ("base-url", &["--@", "--@=", "--@=moon", "--@=http://box.example", "--@=https://box.example/?a"]),
            ("proxy", &["--@", "--@=", "--@=moon://proxy.example", "--@=http://proxy.example --no-proxy"]),
            ("no-proxy", NO_VALUE),
            ("ca-cert", &["--@", "--@=", "--@=/no/such/file", "--@=src", "--@=Cargo.toml"]),
            ("simulate", &["--@", "--@=", "--@=moon", "--@=app-not-authorized:9", "--@=user-id-wrong+user-inactive"]),
            ("dialect", &["--@", "--@=", "--simulate healthy --@ moon", "--@ guide"]),
            ("no-control", NO_VALUE),
            ("no-user-list", NO_VALUE),
            ("no-revoke", NO_VALUE),
            ("timeout", &["--@", "--@=", "--@=1", "--@=0s", "--@=2h"]),
            ("wait", &["--@", "--@=", "--@=1", "--@=2h"]),
            (
                "expect",
                &["--@", "--@=", "--@=moon", "--@=user=moon", "--@=scope=moon", "--@=scope=", "--@=folder=moon"],
            ),
            ("record", &["--@", "--@=", "--@=/no/such/file", "--@=src", "--@=a --@=b", "--@=a --format=json=a"]),
            ("format", FORMAT),
            ("for-admin", &["--@=x", "--@ --format=json"]),
            ("verbose", &["--@=x", "--@ --quiet"]),
            ("quiet", NO_VALUE),
            ("ascii", NO_VALUE),
            ("color", COLOR),
            ("sarif-anchor", &["--@", "--@=", "--@=/etc/hosts", "--@=../ccg-doctor.toml", "--@=a --@=b"]),
            // Nothing sets `GITHUB_STEP_SUMMARY` here.
            ("summary", &["--@=x", "--@"]),
        ],
    ),
    (
        "diagnose",
        &[
            ("reply", &["--@", "--@=", "--@=moon", "--@=moon=granted", "--@=user="]),
            ("enterprise-id", &["--@", "--@=1 --@=2"]),
            ("user-id", &["--@", "--@=1 --@=2"]),
            ("expect", &["--@", "--reply user=granted --@=scope=moon", "--reply user=granted --@=enterprise=granted"]),
            ("format", FORMAT_OF_DIAGNOSE),
            ("for-admin", &["--@=x"]),
            ("verbose", &["--@=x"]),
            ("quiet", NO_VALUE),
            ("ascii", NO_VALUE),
            ("color", COLOR),
            ("sarif-anchor", &["--@", "--reply user=granted --@=", "--reply user=granted --@=/etc/hosts"]),
            ("summary", &["--@=x", "--reply user=granted --@"]),
        ],
    ),
    (
        "diff",
        &[
            ("format", &["a b --@", "a b --@=", "a b --@=moon", "a b --@=jsonl", "a b --@=json --@=text"]),
            ("verbose", &["a b --@=x"]),
            ("quiet", &["a b --@=x"]),
            ("ascii", &["a b --@=x"]),
            ("color", &["a b --@", "a b --@=moon"]),
        ],
    ),
    (
        "simulate",
        &[
            ("port", &["--@", "--@=", "--@=-1", "--@=65536", "--@=x"]),
            ("scenario", &["--@", "--@=moon", "--@=app-not-authorized:9"]),
            ("dialect", &["--@", "--@=", "--@=moon"]),
            ("latency", &["--@", "--@=", "--@=1", "--@=2h"]),
            ("misbehave", &["--@", "--@=", "--@=moon"]),
            ("color", COLOR),
        ],
    ),
    ("explain", &[("format", &["--@", "--@=", "--@=moon", "--@=jsonl"]), ("color", COLOR)]),
];

const FORMAT: &[&str] = &[
    "--@",
    "--@=",
    "--@=moon",
    "--@=json=",
    "--@=json=/no/such/file",
    "--@=json=src",
    "--@=json --@=text",
    "--@=prometheus=metrics.txt",
];
const FORMAT_OF_DIAGNOSE: &[&str] = &[
    "--@",
    "--reply user=granted --@=",
    "--reply user=granted --@=moon",
    "--reply user=granted --@=json=",
    "--reply user=granted --@=json=/no/such/file",
    "--reply user=granted --@=json=src",
    "--reply user=granted --@=json --@=text",
];
const COLOR: &[&str] = &["--@", "--@=", "--@=moon", "--@=auto --@=auto"];

/// A line that is wrong, with everything else set that it takes.
fn wrong(command: &str, line: &str) -> (i32, String) {
    let mut doctor = Doctor::new([command]).env("BOX_BASE_URL", "http://127.0.0.1:1");
    if !line.contains("client-secret") {
        doctor = doctor.env("BOX_CLIENT_SECRET", "not-a-secret");
    }
    for name in ["BOX_CLIENT_ID", "BOX_ENTERPRISE_ID"] {
        doctor = doctor.env(name, "1234567");
    }
    let ended = doctor.args(line.split(' ')).run();
    (ended.code, ended.stderr)
}

#[test]
fn every_wrong_value_is_told_with_its_flag() {
    let mut silent = Vec::new();
    for (command, flags) in ROWS {
        for (flag, lines) in *flags {
            for line in *lines {
                let line = line.replace('@', flag);
                let (code, told) = wrong(command, &line);
                if code != 2
                    || !told.lines().any(|said| said.starts_with("error: ") && said.contains(&format!("--{flag}`")))
                {
                    silent.push(format!("{command} {line}: {code}: {told}"));
                }
            }
        }
    }
    assert!(silent.is_empty(), "{}", silent.join("\n"));
}

#[test]
fn every_flag_has_its_wrong_values() {
    for (command, flags) in ROWS {
        let help = run(&[command, "--help"]).stdout;
        let lines = help.lines().filter_map(|line| {
            line.trim_start().trim_start_matches("-v, ").trim_start_matches("-q, ").strip_prefix("--")
        });
        let listed: Vec<&str> = lines.map(|line| line.split([' ', '.']).next().unwrap()).collect();
        let rows: Vec<&str> = flags.iter().map(|(flag, _)| *flag).collect();
        assert_eq!(rows, listed, "{command}");
    }
}

/// Of several of a name the message tells which.
#[test]
fn of_several_the_wrong_one_is_told() {
    for (command, line, says) in [
        ("check", "--expect user=granted --expect user=moon", "`--expect` (number 2)"),
        ("check", "--simulate healthy --expect folder=1 --expect scope=moon", "`--expect` (number 2)"),
        ("check", "--format json --format text=/no/such/file", "`--format` (number 2)"),
        (
            "check",
            "--format json=new --format text --format text=./new",
            "`--format` (number 1) and `--format` (number 3)",
        ),
        ("check", "--record new --format text --format json=./new", "`--record` and `--format` (number 2)"),
        ("diagnose", "--reply enterprise=granted --reply moon", "`--reply` (number 2)"),
        ("diagnose", "--reply enterprise=granted --reply moon=granted", "`--reply` (number 2)"),
        ("diagnose", "--reply enterprise=granted --reply user=moon", "`--reply` (number 2)"),
        ("diagnose", "--reply enterprise=granted --reply scope=moon=granted", "`--reply` (number 2)"),
        ("diagnose", "--reply enterprise=granted --reply enterprise=granted", "`--reply` (number 2)"),
        ("diff", "a b --format text --format jsonl=/dev/null", "`--format` (number 2)"),
        ("diagnose", "--reply enterprise=granted --reply user=@/no/such/file", "`--reply` (number 2)"),
        ("diff", "/no/such/file Cargo.toml", "`BEFORE`"),
        ("diff", "/no/such/file Cargo.toml", "`AFTER`"),
    ] {
        let (code, told) = wrong(command, line);
        assert!(code == 2 && told.contains(&format!("error: {says}")), "{command} {line}: {code}: {told}");
    }
}

/// A word that is nearly one of ours gets it offered, by whichever flag or argument.
#[test]
fn every_mistyped_word_gets_the_nearest_one() {
    for (command, line, meant) in [
        ("chekc", "", "check"),
        ("check", "--colour never", "--color"),
        ("check", "--color nevr", "never"),
        ("check", "--format jsn", "json"),
        ("check", "--expect usr=denied", "user"),
        ("check", "--expect enterprise=grantd", "granted"),
        ("check", "--expect scope=manage_group", "manage_groups"),
        ("check", "--simulate user-inactve", "user-inactive"),
        ("check", "--simulate healty", "healthy"),
        ("check", "--simulate healthy --dialect giude", "guide"),
        ("simulate", "--scenario user-inactve", "user-inactive"),
        ("simulate", "--scenario app-not-authorized:the-token-is-refusd", "the-token-is-refused"),
        ("simulate", "--misbehave droped", "dropped"),
        ("diagnose", "--reply entreprise=granted", "enterprise"),
        ("diagnose", "--reply scope=manage_group=granted", "manage_groups"),
        ("explain", "user-inactve", "user-inactive"),
        ("explain", "--format markdwn", "markdown"),
    ] {
        let args = std::iter::once(command).chain(line.split_whitespace());
        let ended =
            Doctor::new(args).env("BOX_CLIENT_ID", "1").env("BOX_CLIENT_SECRET", "s").env("BOX_USER_ID", "1").run();
        let hint = ended.stderr.lines().find_map(|line| line.strip_prefix("hint: did you mean ")).unwrap_or_default();
        assert!(ended.code == 2 && hint.starts_with(&format!("`{meant}`")), "{command} {line}: {}", ended.stderr);
    }
}
