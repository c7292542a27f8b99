//! Memory stays under 32 MiB whatever a server sends, or a file holds.
//!
//! The limit is the kernel's (`RLIMIT_DATA`): a program that asks for more is aborted, and an aborted program fails the test.

#![cfg(target_os = "linux")]
use std::fs;

use crate::kit::matrix::each;
use crate::kit::{Answer, Asked, Doctor, ENTERPRISE_TOKEN, Seen, Server, USER_TOKEN};
use crate::kit::{healthy, message};

/// Runs the program with 32 MiB for its data.
const BOUNDED: &str = r#"ulimit -d 32768 && exec "$0" "$@""#;
/// The longest body that is read.
const LONGEST: usize = 64 * 1024;

fn head(rest: &str) -> Vec<u8> {
    format!("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n{rest}").into_bytes()
}

/// A body of exactly the longest size, made of this over and over between a beginning and an end.
fn filled(before: &str, part: &str, after: &str) -> Answer {
    let mut body = before.to_owned();
    while body.len() + part.len() + after.len() <= LONGEST {
        body.push_str(part);
    }
    body.push_str(after);
    Answer::json(400, &body)
}

/// What a server may send that does not end, or takes much.
fn endless() -> Vec<(&'static str, Answer)> {
    let many = "X-More: x\r\n".repeat(100_000);
    let challenge = format!("WWW-Authenticate: Bearer {}", "x".repeat(300_000));
    vec![
        ("a body without end", Answer::Endless(head("\r\n"), vec![b' '; 65536])),
        ("chunks without end", Answer::Endless(head("Transfer-Encoding: chunked\r\n\r\n"), b"1\r\n{\r\n".repeat(4096))),
        (
            "a chunk without end",
            Answer::Endless(head("Transfer-Encoding: chunked\r\n\r\nffffffff\r\n"), vec![b'['; 65536]),
        ),
        ("headers without end", Answer::Endless(head(""), b"X-More: x\r\n".repeat(4096))),
        ("a header without end", Answer::Endless(head("X-Long: "), vec![b'x'; 65536])),
        ("a status without end", Answer::Endless(b"HTTP/1.1 200 ".to_vec(), vec![b'x'; 65536])),
        ("a hundred thousand headers", Answer::ThenClose(head(&format!("{many}\r\n")))),
        ("informed for ever", Answer::Endless(Vec::new(), b"HTTP/1.1 103 Early Hints\r\nX: y\r\n\r\n".repeat(512))),
        ("a huge challenge", Answer::with(401, &[&challenge], "{}")),
        ("a length that is a lie", Answer::ThenClose(head("Content-Length: 9223372036854775807\r\n\r\n{"))),
        (
            "a bomb",
            Answer::Bytes(message(
                200,
                &["Content-Encoding: gzip"],
                &[b"\x1f\x8b\x08\0".as_slice(), &[0; LONGEST]].concat(),
            )),
        ),
    ]
}

/// What a server may send that costs much to read: nested, or the redactor's worst.
fn costly() -> Vec<(&'static str, Answer)> {
    let refusal = r#"{"error":"invalid_grant","error_description":""#;
    let tokens: Vec<_> = (0..1600).map(|count| format!(r#""access_token":"T0ken{count:08}""#)).collect();
    vec![
        ("arrays in arrays", filled("", "[", "")),
        ("objects in objects", filled("", r#"{"a":"#, "")),
        ("a text of backslashes", filled(refusal, r"\\", r#""}"#)),
        ("backslashes alone", filled("", r"\", "")),
        ("percent signs", filled(refusal, "%25", r#""}"#)),
        ("entities", filled(refusal, "&amp;", r#""}"#)),
        ("escapes", filled(refusal, r"\u005c", r#""}"#)),
        ("hexadecimal", filled(refusal, "5c", r#""}"#)),
        ("base64", filled(refusal, "QUFB", r#""}"#)),
        ("the secret over and over", filled(refusal, crate::kit::SECRET, r#""}"#)),
        ("the secret but its end", filled(refusal, &crate::kit::SECRET[..31], r#""}"#)),
        ("fields", filled("{", r#""a":0,"#, r#""b":0}"#)),
        ("logins", filled("{", r#""login":"a","#, r#""b":0}"#)),
        ("tokens", Answer::json(200, &format!("{{{}}}", tokens.join(",")))),
        ("wide characters", filled(refusal, "\u{1f4e6}", r#""}"#)),
        ("escape sequences", filled(refusal, r"\u001b[2J", r#""}"#)),
    ]
}

/// A grant of that token.
type Granting = fn(&str) -> Answer;

/// A grant with cookies beside it: what comes in is guarded, and takes memory by that.
fn guarded() -> Vec<(&'static str, Granting)> {
    fn grant(token: &str, cookies: impl Iterator<Item = String>, more: &str) -> Answer {
        let headers: Vec<String> = cookies.map(|cookie| format!("Set-Cookie: {cookie}")).collect();
        let headers: Vec<&str> = headers.iter().map(String::as_str).collect();
        Answer::with(200, &headers, &format!(r#"{{"access_token":"{token}","token_type":"bearer"{more}}}"#))
    }
    /// Text that repeats nothing.
    fn noise(seed: usize, len: usize) -> String {
        let digits = (0..len).map(|at| (seed + 1) * (at * at + at / 7 + 31) % 36);
        digits.filter_map(|digit| char::from_digit(u32::try_from(digit).unwrap(), 36)).collect()
    }
    vec![
        ("32 cookies of 12,000 characters", |token| {
            grant(token, (0..32).map(|count| format!("c{count}={}", noise(count, 12_000))), "")
        }),
        ("as many cookies as there may be headers", |token| {
            grant(token, (0..90).map(|count| format!("c{count}={}", noise(count, 40))), "")
        }),
        ("two thousand tokens", |token| {
            let others = (0..2000).map(|count| format!(r#"{{"access_token":"T0ken{count:08}"}}"#));
            grant(token, std::iter::empty(), &format!(r#","more":[{}]"#, others.collect::<Vec<_>>().join(",")))
        }),
        ("a token of 30,000 characters", |token| {
            grant(token, std::iter::empty(), &format!(r#","refresh_token":"{}""#, noise(3, 30_000)))
        }),
        ("a nest of percent signs", |token| {
            grant(
                token,
                (0..2).map(|count| format!("c{count}={}", noise(count, 12_000))),
                &format!(r#","x":"%{}""#, "25".repeat(30_000)),
            )
        }),
        ("a nest of references", |token| {
            grant(
                token,
                (0..2).map(|count| format!("c{count}={}", noise(count, 12_000))),
                &format!(r#","x":"&{}""#, "#x26;".repeat(12_000)),
            )
        }),
        ("a tangle", |token| {
            let cookies = (0..1024_u32)
                .map(|count| (0..10).map(|bit| if count >> bit & 1 == 1 { '+' } else { '%' }).collect::<String>());
            let joined = cookies.collect::<Vec<_>>().join(", c=");
            grant(token, std::iter::once(format!("c={joined}")), &format!(r#","x":"{}""#, "+%25".repeat(15_000)))
        }),
    ]
}

#[test]
fn what_is_guarded_takes_no_more_and_every_token_is_revoked() {
    each(guarded(), |name, answer| {
        let server = Server::start(move |seen: &Seen| match seen.asked {
            Asked::Enterprise => answer(ENTERPRISE_TOKEN),
            Asked::User => answer(USER_TOKEN),
            _ => healthy(seen),
        });
        let ended = Doctor::json(&server).args(["-vv"]).within(BOUNDED).run();
        assert!([0, 3].contains(&ended.code), "{name}: {} {}", ended.code, ended.stderr);
        assert_eq!(ended.named_causes(), [""; 0], "{name}");
        for token in [ENTERPRISE_TOKEN, USER_TOKEN] {
            assert!(server.revoked().contains(&token.to_owned()), "{name}");
            assert!(!ended.stdout.contains(&token[..8]), "{name}");
        }
    });
}

#[test]
fn the_limit_binds() {
    // What this test rests on: a program that takes more does not live. `tail` keeps what it cannot count in lines.
    let script = "ulimit -d 32768 && head -c 67108864 /dev/zero | tail -n 1 | head -c 0";
    let output = std::process::Command::new("sh").args(["-c", script]).output().unwrap();
    assert!(!output.stderr.is_empty(), "64 MiB fit into 32");
}

#[test]
fn nothing_that_a_server_sends_takes_more() {
    each(endless().into_iter().chain(costly()).collect(), |name, answer| {
        let server = Server::start(move |_: &Seen| answer.clone());
        let ended = Doctor::json(&server).args(["-vv", "--timeout", "5s"]).within(BOUNDED).run();
        assert!([1, 3].contains(&ended.code), "{name}: {}", ended.stderr);
    });
}

#[test]
fn nothing_that_is_sent_for_a_call_takes_more() {
    for call in [Asked::WhoamiUser, Asked::Revoke, Asked::BadSecret] {
        each(endless(), |name, answer| {
            let server =
                Server::start(move |seen: &Seen| if seen.asked == call { answer.clone() } else { healthy(seen) });
            let ended = Doctor::json(&server).args(["-vv", "--timeout", "5s"]).within(BOUNDED).run();
            assert!([0, 3].contains(&ended.code), "{name} {call:?}: {}", ended.stderr);
            assert_eq!(ended.named_causes(), [""; 0], "{name} {call:?}");
            assert!(server.revoked().contains(&ENTERPRISE_TOKEN.to_owned()), "{name} {call:?}");
        });
    }
}

#[test]
fn no_file_takes_more() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name).display().to_string();
    let whole = file("whole.json");
    assert_eq!(Doctor::new(["check", "--simulate", "healthy", "--record", &whole]).run().code, 0);
    let recording = fs::read_to_string(&whole).unwrap();
    fs::write(file("long.json"), format!("{}{}", recording.trim_end(), " ".repeat(8 << 20))).unwrap();
    fs::write(file("deep.json"), "[".repeat(3 << 20)).unwrap();
    fs::write(file("wide.json"), format!("{{\"recording_version\":1,\"x\":[{}0]}}", "0,".repeat(1 << 20))).unwrap();
    fs::write(file("reply.txt"), "HTTP/1.1 400 x\r\n".repeat(1 << 18)).unwrap();
    let at = |path: &str| format!("user=@{path}");
    let rows: Vec<(_, Vec<String>)> = vec![
        ("a recording without end", vec!["diagnose".into(), "/dev/zero".into()]),
        ("a long recording", vec!["diagnose".into(), file("long.json")]),
        ("a deep recording", vec!["diagnose".into(), file("deep.json")]),
        ("a wide recording", vec!["diagnose".into(), file("wide.json")]),
        ("two recordings without end", vec!["diff".into(), "/dev/zero".into(), "/dev/zero".into()]),
        ("a reply without end", vec!["diagnose".into(), "--reply".into(), at("/dev/zero")]),
        ("a long reply", vec!["diagnose".into(), "--reply".into(), at(&file("reply.txt"))]),
        ("a secret without end", vec!["check".into(), "--client-secret-file".into(), "/dev/zero".into()]),
        ("certificates without end", vec!["check".into(), "--ca-cert".into(), "/dev/zero".into()]),
    ];
    each(rows, |name, args| {
        let ended = Doctor::new(args).args(["--format", "json"]).within(BOUNDED).run();
        assert!([2, 3].contains(&ended.code), "{name}: {} {}", ended.code, ended.stderr);
        assert_eq!(ended.json()["exit_code"], ended.code, "{name}");
    });
    let ended =
        Doctor::new(["diagnose", "--reply", "user=-"]).within(&format!("</dev/zero; {BOUNDED} </dev/zero")).run();
    assert_eq!(ended.code, 2, "{}", ended.stderr);
}
