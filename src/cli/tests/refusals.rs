//! What is said of a line that cannot be run, and what no line can make the room say.

use proptest::prelude::*;

use super::*;

const CANARY: &str = "s3cr3tCanary0123456789abcdefABCD";

#[test]
fn a_line_that_cannot_be_run_says_what_is_wrong_with_it() {
    let cases = [
        ("", "no command given"),
        ("chekc", "unknown command `chekc`"),
        ("X9", "unknown command (not shown: it may be a secret)"),
        ("check --bogus", "unknown flag `--bogus`"),
        ("check --bogus=value", "unknown flag `--bogus`"),
        ("checkwhateverthismaybeforall", "unknown command (not shown: it may be a secret)"),
        ("onlyletters", "unknown command (not shown: it may be a secret)"),
        ("check --onlyletters", "unexpected argument (not shown: it may be a secret)"),
        ("check --enterprize-id 5", "unknown flag `--enterprize-id`"),
        (
            "check extra",
            "unexpected argument (not shown: it may be a secret): `check` takes no argument beside its flags",
        ),
        ("check -s", "unexpected argument (not shown: it may be a secret)"),
        (
            "explain one two",
            "unexpected argument (not shown: it may be a secret): `explain` takes one ID or text; put a text with \
             blanks in quotes",
        ),
        ("diff", "`diff` takes two recordings, `BEFORE` and `AFTER`; not given: `BEFORE` and `AFTER`"),
        ("diff a", "`diff` takes two recordings, `BEFORE` and `AFTER`; not given: `AFTER`"),
        (
            "diff a b c",
            "unexpected argument (not shown: it may be a secret): `diff` takes two recordings, `BEFORE` and `AFTER`",
        ),
        ("check --client-id", "`--client-id` needs a value"),
        ("check --client-id --quiet", "`--client-id` needs a value"),
        ("check --client-secret-file=", "`--client-secret-file` needs a value"),
        ("check --quiet=yes", "`--quiet` takes no value"),
        ("check --user-id 1 --user-id 2", "`--user-id` is given more than once"),
        ("check --simulate x --dialect y", "`--dialect`: expected `current` or `guide`"),
        ("check --dialect guide", "`--dialect` goes with `--simulate` only"),
        ("check --simulate x --base-url y", "`--base-url` cannot be used with `--simulate`"),
        ("check --simulate x --client-secret-stdin", "`--client-secret-stdin` cannot be used with `--simulate`"),
        (
            "check --client-secret-file x --client-secret-stdin",
            "`--client-secret-file` cannot be used with `--client-secret-stdin`",
        ),
        ("check --quiet -v", "`--quiet` cannot be used with `--verbose`"),
        ("check --timeout 0s", "`--timeout`: expected more than zero"),
        ("check --timeout 61m", "`--timeout`: expected one hour at most"),
        ("check --timeout 30", "`--timeout`: expected a number with its unit, such as `500ms`, `3s` or `2m`"),
        (
            "check --format yaml",
            "`--format`: expected `text`, `json`, `jsonl`, `markdown`, `for-admin`, `html`, \
             `github`, `azure`, `sarif`, `junit`, `gitlab` or `prometheus`, and `=FILE` to write to a file",
        ),
        (
            "check --format prometheus=metrics.txt",
            "`--format`: expected a file name that ends in `.prom`: its reader takes no other",
        ),
        ("check --format json=", "`--format`: expected a file name after `=`"),
        (
            "check --format json --format text",
            "`--format` (number 1) and `--format` (number 2) both go to standard output",
        ),
        ("simulate --port 65536", "`--port`: expected a port from 0 to 65535; 0 picks a free one"),
        (
            "simulate --misbehave rude",
            "`--misbehave`: expected `rate-limited`, `unavailable`, `truncated`, `html` or `dropped`",
        ),
    ];
    for (typed, expected) in cases {
        assert_eq!(refusal(typed).message, expected, "{typed}");
    }
}

#[test]
fn a_slip_of_the_pen_gets_the_flag_that_was_meant() {
    let cases = [
        ("chekc", "did you mean `check`?"),
        ("check --enterprize-id 5", "did you mean `--enterprise-id`?"),
        ("check --color alwyas", "did you mean `always`?"),
        ("check --simulate x --dialect giude", "did you mean `guide`?"),
        ("simulate --misbehave htlm", "did you mean `html`?"),
        ("check --format jsno", "did you mean `json`?"),
        ("check --format text=a --format jsonll=b", "did you mean `jsonl` or `json`?"),
        ("check --expect usr=denied", "did you mean `user`?"),
        ("check --expect entreprise", "did you mean `enterprise`?"),
        ("check --expect user=denid", "did you mean `denied`?"),
        ("check --expect scope=manage_groups=grantd", "did you mean `granted`?"),
        ("check --color moon", "see `ccg-doctor check --help`"),
        ("check extra", "usage: `ccg-doctor check [OPTIONS]`; see `ccg-doctor check --help`"),
        ("diff a", "usage: `ccg-doctor diff [OPTIONS] <BEFORE> <AFTER>`; see `ccg-doctor diff --help`"),
        ("--client-id 5 check", "the command comes first, such as `ccg-doctor check`"),
    ];
    for (typed, expected) in cases {
        assert_eq!(refusal(typed).hints, [expected], "{typed}");
    }
}

#[test]
fn a_secret_on_the_line_is_refused_whatever_else_is_wrong() {
    let lines = [
        "check --client-secret @",
        "check --client-secret=@",
        "check --client-secret --@",
        "check --client-secret",
        "check --client-secret @ --bogus",
        "check --bogus --client-secret @",
        "check --client-secret=@ extra",
        "check --client-secrets @",
        "check --client-secret-stdin=@ --secret @",
        "check --client-secret-value=@",
        "check --client_secret=@",
        "check --CLIENT-SECRET=@",
        "check --secret @",
        "check -secret @",
        "check -- --client-secret @",
        "check --help --client-secret @",
        "explain @ --client-secret x",
        "simulate --client-secret @",
        "--client-secret @ check",
    ];
    for typed in lines {
        let error = refusal(&typed.replace('@', CANARY));
        assert!(error.message.starts_with("the secret is never taken"), "{typed}");
        assert!(error.hints[0].contains("`BOX_CLIENT_SECRET`"), "{typed}");
        assert!(!format!("{error:?}").contains(CANARY), "{typed}");
    }
}

#[test]
fn a_secret_in_the_wrong_place_is_not_repeated() {
    let lines = [
        "@",
        "check @",
        "check --@",
        "check -@",
        "check @=x",
        "check BOX_CLIENT_SECRET=@",
        "check --bogus=@",
        "check --client-secret-stdin=@",
        "check --client-secret-stdin @",
        "check --quiet=@",
        "check --timeout @",
        "check --timeout 1@",
        "check --format @",
        "check --color @",
        "check --simulate x --dialect @",
        "simulate --port @",
        "simulate @",
        "simulate --misbehave @",
        "explain x @",
        "help @",
        "--@",
    ];
    for typed in lines {
        let error = refusal(&typed.replace('@', CANARY));
        assert!(!format!("{error} {error:?}").contains(CANARY), "{typed}: {error}");
    }
}

#[cfg(unix)]
#[test]
fn an_argument_that_is_not_text_is_refused() {
    use std::os::unix::ffi::OsStringExt as _;
    let mut args = line("check --client-id");
    args.push(OsString::from_vec(vec![0xff]));
    let error = parse(&args).expect_err("not UTF-8");
    assert_eq!(error.message, "an argument is not valid UTF-8");
}

#[test]
fn of_several_of_a_name_the_one_at_fault_is_named() {
    let place = |flag: &str, which| Some(Origin::Flag { name: flag.to_owned(), which });
    for (typed, expected, at) in [
        ("check --format yaml", "`--format`: expected", place("--format", None)),
        ("check --format text=a --format yaml", "`--format` (number 2): expected", place("--format", Some(2))),
        (
            "check --expect user=granted --expect user=maybe --expect x",
            "`--expect` (number 2): expected",
            place("--expect", Some(2)),
        ),
        ("diagnose --reply x --reply user=granted", "`--reply` (number 1): expected", place("--reply", Some(1))),
        (
            "diagnose --reply user=- --reply app-user=granted --reply enterprise=-",
            "`--reply` (number 3) reads standard input once more",
            place("--reply", Some(3)),
        ),
        (
            "check --format json=a --format json --format text",
            "`--format` (number 2) and `--format` (number 3) both go to standard output",
            place("--format", Some(3)),
        ),
    ] {
        let problem = refusal(typed);
        assert!(problem.message.starts_with(expected), "{typed}: {}", problem.message);
        assert_eq!(problem.place, at, "{typed}");
        assert_eq!(problem.hints.len(), 1, "{typed}");
    }
}

proptest! {
    #[test]
    fn no_line_makes_an_error_repeat_a_value(
        words in proptest::collection::vec(
            prop::sample::select(vec![
                "check", "simulate", "explain", "help", "--", "--client-id", "--timeout", "--format",
                "--quiet", "-v", "--bogus", "--port", "--dialect", "--color", "--simulate", "json",
                "--client-secret", "--client-secret-stdin", "--client-secret-file",
                CANARY, "--s3cr3tCanary0123456789abcdefABCD", "-s3cr3tCanary0123456789abcdefABCD",
                "--quiet=s3cr3tCanary0123456789abcdefABCD", "--x=s3cr3tCanary0123456789abcdefABCD",
            ]),
            0..7,
        )
    ) {
        if let Err(error) = parse(&line(&words.join(" "))) {
            prop_assert!(!format!("{error} {error:?}").contains(CANARY), "{words:?}: {error}");
        }
    }
}
