//! What each line means.

use std::path::PathBuf;
use std::time::Duration;

use clap::CommandFactory as _;

use super::*;
use crate::catalogue::Dialect;
use crate::examination::Expected;
use crate::origin::Origin;
use crate::settings::{Given, ProxyChoice, SecretSource};
use crate::simulate::{Kind, Misbehaviour};

mod refusals;

fn line(line: &str) -> Vec<OsString> {
    std::iter::once("ccg-doctor").chain(line.split_whitespace()).map(OsString::from).collect()
}

fn check(typed: &str) -> CheckArgs {
    match parse(&line(&format!("check {typed}"))) {
        Ok(Command::Check(args)) => *args,
        other => panic!("`check {typed}` gave {other:?}"),
    }
}

fn refusal(typed: &str) -> Problem {
    match parse(&line(typed)) {
        Err(error) => error,
        Ok(command) => panic!("`{typed}` was accepted: {command:?}"),
    }
}

fn help(typed: &str) -> String {
    match parse(&line(typed)) {
        Ok(Command::Print(text)) => text,
        other => panic!("`{typed}` gave {other:?}"),
    }
}

#[test]
fn the_flags_are_well_formed() {
    flags::Cli::command().debug_assert();
}

#[test]
fn a_bare_check_has_the_documented_defaults() {
    assert_eq!(
        check(""),
        CheckArgs {
            settings: Given::default(),
            simulate: None,
            control: true,
            user_list: true,
            revoke: true,
            timeout: Duration::from_secs(30),
            wait: Duration::ZERO,
            expectations: Vec::new(),
            record: None,
            reporting: Reporting {
                outputs: vec![Output::usual()],
                anchor: None,
                summary: false,
                verbosity: Verbosity::Normal,
                color: ColorChoice::Auto,
                ascii: false,
            },
        }
    );
}

#[test]
fn every_flag_of_check_reaches_its_field() {
    let args = check(
        "--client-id c --client-secret-file f --enterprise-id e --user-id u --app-user-id a \
         --base-url b --proxy p --ca-cert ca.pem --no-control --no-revoke --timeout 2m --format json=r.json --format text \
         -vv --color never",
    );
    assert_eq!(
        args.settings,
        Given {
            client_id: Some("c".to_owned()),
            client_secret: Some(SecretSource::File(PathBuf::from("f"))),
            enterprise_id: Some("e".to_owned()),
            user_id: Some("u".to_owned()),
            app_user_id: Some("a".to_owned()),
            base_url: Some("b".to_owned()),
            proxy: Some(ProxyChoice::Through("p".to_owned())),
            ca_cert: Some(PathBuf::from("ca.pem")),
        }
    );
    assert!(!args.control && !args.revoke);
    assert_eq!(args.timeout, Duration::from_secs(120));
    assert_eq!(args.reporting.stdout_format(), Format::of("text"));
    assert_eq!(args.reporting.outputs[0].destination, Destination::File(PathBuf::from("r.json")));
    assert_eq!(args.reporting.verbosity, Verbosity::Wire);
    assert_eq!(args.reporting.color, ColorChoice::Never);
}

#[test]
fn text_is_not_added_to_formats_that_were_asked_for() {
    assert_eq!(check("--format json=r.json").reporting.stdout_format(), None);
    assert_eq!(check("--format=json").reporting.stdout_format(), Format::of("json"));
}

#[test]
fn verbosity_grows_with_each_v() {
    let cases = [
        ("--quiet", Verbosity::Quiet),
        ("", Verbosity::Normal),
        ("-v", Verbosity::Verbose),
        ("-v -v", Verbosity::Wire),
        ("-vvv", Verbosity::Wire),
    ];
    for (typed, expected) in cases {
        assert_eq!(check(typed).reporting.verbosity, expected, "{typed}");
    }
    assert!(Verbosity::Quiet < Verbosity::Normal && Verbosity::Verbose < Verbosity::Wire);
}

#[test]
fn a_simulation_carries_its_dialect() {
    let simulation = |typed| check(typed).simulate.map(|it| (it.scenario, it.dialect));
    assert_eq!(simulation("--simulate healthy"), Some(("healthy".to_owned(), Dialect::Current)));
    assert_eq!(simulation("--simulate a+b --dialect guide --user-id 7"), Some(("a+b".to_owned(), Dialect::Guide)));
}

#[test]
fn the_other_commands_are_understood() {
    assert_eq!(
        parse(&line("simulate --latency 200ms --misbehave html --scenario x")),
        Ok(Command::Simulate(SimulateArgs {
            port: 0,
            simulation: Simulation { scenario: "x".to_owned(), dialect: Dialect::Current },
            misbehaviour: Misbehaviour { latency: Duration::from_millis(200), kind: Some(Kind::Html) },
            color: ColorChoice::Auto,
        }))
    );
    assert_eq!(
        parse(&line("explain app-access-only --color always")),
        Ok(Command::Explain(args::ExplainArgs {
            id: Some("app-access-only".to_owned()),
            format: &crate::formats::Explainer::ALL[0],
            color: ColorChoice::Always,
        }))
    );
    assert!(matches!(parse(&line("explain")), Ok(Command::Explain(args::ExplainArgs { id: None, .. }))));
}

#[test]
fn json_on_standard_output_is_told_from_any_line() {
    let asked = [
        "check --format json",
        "check --format=json --bogus",
        "check --bogus --format text --format json",
        "--format json",
        "check --client-secret x --format json",
    ];
    let not_asked = [
        "check",
        "check --format text",
        "check --format json=f",
        "check --format",
        "check --formats json",
        "check -- --format json",
        "check --format=text json",
        "json",
    ];
    for typed in asked {
        assert_eq!(format_for_a_program(&line(typed)), Format::of("json"), "{typed}");
    }
    for typed in not_asked {
        assert_eq!(format_for_a_program(&line(typed)), None, "{typed}");
    }
    assert_eq!(format_for_a_program(&[]), None);
}

#[test]
fn help_fits_in_80_columns_and_carries_no_escape_codes() {
    for typed in ["--help", "check --help", "check -h", "simulate --help", "explain --help"] {
        let text = help(typed);
        for line in text.lines() {
            assert!(line.chars().count() <= 80, "{typed}: {line}");
        }
        assert!(!text.contains('\x1b'), "{typed}");
        assert!(text.contains("Examples:"), "{typed}");
    }
}

#[test]
fn help_of_check_tells_each_exit_code_and_offers_no_flag_for_a_secret() {
    let text = help("check --help");
    for code in ["\n  0 ", "\n  1 ", "\n  2 ", "\n  3 ", "\n  130 "] {
        assert!(text.contains(code), "{code}");
    }
    assert!(!text.contains("--client-secret ") && !text.contains("--secret"));
}

#[test]
fn the_version_is_the_crates_and_the_catalogues() {
    let catalogue = crate::catalogue::READ_UNTIL;
    assert_eq!(help("--version"), format!("ccg-doctor {} (catalogue {catalogue})\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn an_expectation_is_read_and_a_slip_is_not_repeated() {
    for (typed, of, outcome) in [
        ("enterprise=granted", ExpectedOf::Enterprise, Expected::Granted),
        ("user=denied", ExpectedOf::User, Expected::Denied),
        ("user=refused", ExpectedOf::User, Expected::Refused),
        ("scope=manage_groups", ExpectedOf::Scope("manage_groups".into()), Expected::Granted),
        ("folder=123=denied", ExpectedOf::Folder("123".into()), Expected::Denied),
        ("folder=123=refused", ExpectedOf::Folder("123".into()), Expected::Refused),
    ] {
        let place = Origin::flag("--expect");
        assert_eq!(check(&format!("--expect {typed}")).expectations, [Expect { of, outcome, place }], "{typed}");
    }
    for typed in [
        "user",
        "user=maybe",
        "s3cr3tV4lue=granted",
        "scope=",
        "scope=s3cr3tV4lue",
        "folder=",
        "folder=.",
        "folder=..",
        "folder=a/b",
        "folder=%2e",
        "folder=1%2f2=denied",
        "folder=d_1",
        "folder=-1",
        "folder=1?x",
        "folder=\u{661}",
        "folder= 1",
        "folder=123456789012345678901",
        "folder=s3cr3tV4lue=denied",
        "folder==denied",
    ] {
        let args = ["ccg-doctor", "check", "--expect", typed].map(OsString::from);
        let message = parse(&args).expect_err(typed).to_string();
        assert!(message.contains("`--expect`: expected") && !message.contains("s3cr3tV4lue"), "{typed}: {message}");
    }
}

#[test]
fn what_diagnose_is_to_go_by_is_a_recording_or_pasted_replies() {
    let told = |typed: &str| match parse(&line(typed)) {
        Ok(Command::Diagnose(args)) => args.told,
        other => panic!("`{typed}` gave {other:?}"),
    };
    for bare in ["r.json", "-", "invalid_grant"] {
        assert_eq!(told(&format!("diagnose {bare}")), Told::Bare(PathBuf::from(bare)));
    }
    let reply = |which: usize, probe: &str, target: Option<&str>, text| PastedReply {
        probe: probe.into(),
        target: target.map(str::to_owned),
        text,
        place: Origin::Flag { name: "--reply".into(), which: Some(which) },
    };
    assert_eq!(
        told("diagnose --reply user=granted --reply enterprise=@e.txt --reply bad-secret=-"),
        Told::Replies(vec![
            reply(1, "user", None, Pasted::Text("granted".into())),
            reply(2, "enterprise", None, Pasted::File(PathBuf::from("e.txt"))),
            reply(3, "bad-secret", None, Pasted::Stdin),
        ])
    );
    assert_eq!(
        told("diagnose --reply scope=manage_groups=@s.txt --reply folder=123=a=b --reply folder=0=granted"),
        Told::Replies(vec![
            reply(1, "scope", Some("manage_groups"), Pasted::File(PathBuf::from("s.txt"))),
            reply(2, "folder", Some("123"), Pasted::Text("a=b".into())),
            reply(3, "folder", Some("0"), Pasted::Text("granted".into())),
        ])
    );
    for typed in [
        "diagnose",
        "diagnose r.json --reply user=granted",
        "diagnose --reply granted",
        "diagnose --reply scope=granted",
        "diagnose --reply scope==granted",
        "diagnose --reply folder=abc=granted",
        "diagnose --reply folder=granted",
        "diagnose --reply user=- --reply enterprise=-",
        "diff r.json",
    ] {
        refusal(typed);
    }
}
