//! No token is left behind: every one received is revoked once, on every way out.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use crate::kit::matrix::each;
use crate::kit::{
    Answer, Asked, CLIENT_ID, Doctor, ENTERPRISE_TOKEN, Ended, NOBODYS_TOKEN, SECRET, Seen, Server, USER_TOKEN,
};
use crate::kit::{healthy, message, oauth_app};

const BOTH: [&str; 2] = [ENTERPRISE_TOKEN, USER_TOKEN];

/// Exactly these tokens were to be revoked, each once and with the app's own credentials.
#[track_caller]
fn were_revoked(name: &str, server: &Server, tokens: &[&str]) {
    let mut tokens = tokens.to_vec();
    tokens.sort_unstable();
    assert_eq!(server.revoked(), tokens, "{name}");
    for request in server.asked(Asked::Revoke) {
        assert!(request.head.starts_with("POST /oauth2/revoke HTTP/1.1"), "{name}: {}", request.head);
        assert_eq!(request.field("client_id").as_deref(), Some(CLIENT_ID), "{name}");
        assert_eq!(request.field("client_secret").as_deref(), Some(SECRET), "{name}");
    }
}

type Behaviour = fn(&Seen) -> Answer;

#[test]
#[expect(clippy::too_many_lines, reason = "a table")]
fn every_token_received_is_revoked_once() {
    let rows: [(&str, Behaviour, &[&str], i32); 15] = [
        ("healthy", healthy, &BOTH, 0),
        (
            "the user refused",
            |seen| match seen.asked {
                Asked::User => Answer::grant_credentials_invalid(),
                _ => healthy(seen),
            },
            &[ENTERPRISE_TOKEN],
            1,
        ),
        (
            "the enterprise ID of another one",
            |seen| match seen.asked {
                Asked::Enterprise => Answer::grant_credentials_invalid(),
                Asked::WhoamiUser => Answer::json(200, r#"{"id":"8506151483","enterprise":{"id":"7654321"}}"#),
                _ => healthy(seen),
            },
            &[USER_TOKEN],
            1,
        ),
        ("a token without a subject", oauth_app, &[NOBODYS_TOKEN], 1),
        (
            "nothing granted",
            |seen| match seen.asked {
                Asked::Enterprise | Asked::User => {
                    Answer::refusal("invalid_client", "The client credentials are invalid")
                }
                _ => healthy(seen),
            },
            &[],
            1,
        ),
        (
            "the app not enabled",
            |seen| match seen.asked {
                Asked::WhoamiEnterprise | Asked::WhoamiUser => Answer::json(
                    401,
                    r#"{"type":"error","status":401,"code":"unauthorized","message":"Unauthorized - Cannot authorize with this service"}"#,
                ),
                _ => healthy(seen),
            },
            &BOTH,
            1,
        ),
        (
            "a refusal that nobody knows",
            |seen| match seen.asked {
                Asked::User => Answer::refusal("invalid_moon_phase", "Try again at full moon"),
                _ => healthy(seen),
            },
            &[ENTERPRISE_TOKEN],
            3,
        ),
        (
            "a token in a refusal",
            |seen| match seen.asked {
                Asked::User => {
                    Answer::json(400, &format!(r#"{{"error":"invalid_grant","access_token":"{USER_TOKEN}"}}"#))
                }
                _ => healthy(seen),
            },
            &BOTH,
            1,
        ),
        (
            "a token of no known type",
            |seen| match seen.asked {
                Asked::User => Answer::json(200, &format!(r#"{{"access_token":"{USER_TOKEN}","token_type":"mac"}}"#)),
                _ => healthy(seen),
            },
            &BOTH,
            3,
        ),
        (
            "a token in what is no JSON",
            |seen| match seen.asked {
                Asked::User => Answer::json(200, &format!(r#"{{"access_token":"{USER_TOKEN}","expires_in":39"#)),
                _ => healthy(seen),
            },
            &BOTH,
            3,
        ),
        (
            "one token for both",
            |seen| match seen.asked {
                Asked::User => Answer::token(ENTERPRISE_TOKEN),
                _ => healthy(seen),
            },
            &[ENTERPRISE_TOKEN],
            3,
        ),
        (
            "a token told again",
            |seen| match seen.asked {
                Asked::WhoamiUser => Answer::json(
                    200,
                    &format!(
                        r#"{{"type":"user","id":"8506151483","enterprise":{{"id":"1234567"}},"access_token":"{USER_TOKEN}"}}"#
                    ),
                ),
                _ => healthy(seen),
            },
            &BOTH,
            0,
        ),
        (
            "two tokens in one reply",
            |seen| match seen.asked {
                Asked::User => {
                    Answer::json(200, &format!(r#"{{"access_token":"{NOBODYS_TOKEN}","access_token":"{USER_TOKEN}"}}"#))
                }
                _ => healthy(seen),
            },
            &[ENTERPRISE_TOKEN, NOBODYS_TOKEN, USER_TOKEN],
            3,
        ),
        (
            "an escaped token before garbage",
            |seen| match seen.asked {
                Asked::User => {
                    let escaped = format!("\\u{:04x}{}", u32::from(USER_TOKEN.as_bytes()[0]), &USER_TOKEN[1..]);
                    Answer::json(200, &format!(r#"{{"access_token":"{escaped}"}} garbage"#))
                }
                _ => healthy(seen),
            },
            &BOTH,
            3,
        ),
        (
            "even a wrong secret granted a token",
            |seen| match seen.asked {
                Asked::BadSecret => Answer::token(NOBODYS_TOKEN),
                _ => healthy(seen),
            },
            &[ENTERPRISE_TOKEN, NOBODYS_TOKEN, USER_TOKEN],
            3,
        ),
    ];
    for (name, behaviour, tokens, code) in rows {
        let server = Server::start(behaviour);
        let ended = Doctor::json(&server).run();
        assert_eq!(ended.code, code, "{name}: {}", ended.stdout);
        were_revoked(name, &server, tokens);
        let count = tokens.len() as u64;
        assert_eq!(ended.tokens(), (count, count), "{name}");
        assert!(!ended.environment().contains(&"token-not-revoked".to_owned()), "{name}");
    }
}

#[test]
fn a_token_whose_reply_breaks_off_behind_it_is_revoked() {
    let whole = format!(r#"{{"access_token":"{USER_TOKEN}","expires_in":3992,"token_type":"bearer"}}"#);
    let head = format!("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n", whole.len());
    let all_but_the_end = format!("{head}{}", &whole[..whole.len() - 5]).into_bytes();
    let rows = [
        ("closed", Answer::ThenClose(all_but_the_end.clone()), "connection-failed"),
        ("silent", Answer::ThenSilence(all_but_the_end), "timed-out"),
        (
            "endless",
            Answer::Endless(format!("HTTP/1.1 200 OK\r\n\r\n{whole}").into_bytes(), vec![b' '; 4096]),
            "not-box",
        ),
    ];
    for (name, answer, fault) in rows {
        let server =
            Server::start(move |seen: &Seen| if seen.asked == Asked::User { answer.clone() } else { healthy(seen) });
        let ended = Doctor::json(&server).args(["--timeout", "3s"]).run();
        assert_eq!(ended.code, 3, "{name}: {}", ended.stdout);
        assert_eq!(ended.ways(), [fault], "{name}");
        let mut revoked = server.revoked();
        revoked.dedup();
        assert_eq!(revoked, BOTH, "{name}");
        let (received, revoked) = ended.tokens();
        assert_eq!(received, revoked, "{name}");
        assert_eq!(ended.profile()["footprint"]["unanswered"], 0, "{name}: it was read");
        assert!(!ended.stdout.contains(USER_TOKEN), "{name}");
    }
}

#[test]
fn no_revoke_leaves_them_and_says_how_many() {
    let server = Server::start(healthy);
    let ended = Doctor::json(&server).args(["--no-revoke"]).run();
    assert_eq!(ended.came_to(), (0, "healthy".to_owned()));
    were_revoked("--no-revoke", &server, &[]);
    assert_eq!(ended.tokens(), (2, 0));
    // It was asked for, so it is no finding.
    assert_eq!(ended.environment(), [""; 0]);
}

/// Refuses the revocation of the user's token, and of no other.
fn spoiled(answer: Answer) -> impl Fn(&Seen) -> Answer {
    move |seen| {
        let is_users = seen.field("token").as_deref() == Some(USER_TOKEN);
        if seen.asked == Asked::Revoke && is_users { answer.clone() } else { healthy(seen) }
    }
}

/// The head of a reply, and what is to come behind it, cut off.
fn cut(head: &str) -> Answer {
    Answer::ThenClose(format!("HTTP/1.1 200 OK\r\n{head}").into_bytes())
}

/// Box answers a revocation with 200 and nothing else; whatever is not that tells of no revocation.
fn not_revoked() -> Vec<(&'static str, (Answer, usize))> {
    let json = |status, body: &str| Answer::json(status, body);
    vec![
        ("refused", (Answer::refusal("invalid_client", "The client credentials are invalid"), 1)),
        ("unauthorized", (Answer::with(401, &["WWW-Authenticate: Basic realm=\"x\""], ""), 1)),
        ("forbidden", (Answer::with(403, &[], "<html>"), 1)),
        ("not found", (json(404, r#"{"error":"not_found"}"#), 1)),
        ("redirected", (Answer::with(302, &["Location: /elsewhere"], ""), 1)),
        ("rate-limited for long", (Answer::with(429, &["Retry-After: 3600"], ""), 1)),
        ("rate-limited beyond any clock", (Answer::with(429, &["Retry-After: 18446744073709551615"], ""), 1)),
        ("unavailable for long", (Answer::with(503, &["Retry-After: 3600"], ""), 1)),
        ("rate-limited", (Answer::with(429, &["Retry-After: 0"], "{}"), 3)),
        ("rate-limited, not told how long", (Answer::with(429, &[], ""), 3)),
        ("unavailable", (Answer::with(503, &[], ""), 3)),
        ("a gateway's time-out", (Answer::with(504, &[], "<html>"), 3)),
        ("reset", (Answer::ThenReset(Vec::new()), 3)),
        ("closed", (Answer::ThenClose(Vec::new()), 3)),
        ("hanging", (Answer::ThenSilence(Vec::new()), 1)),
        ("200 with an error", (json(200, r#"{"error":"invalid_client"}"#), 3)),
        ("200 with a status of its own", (json(200, r#"{"statusCode":403,"body":"{}"}"#), 3)),
        ("200 with a message", (json(200, r#"{"message":"ok"}"#), 3)),
        ("200 with an empty object", (json(200, "{}"), 3)),
        ("a page", (Answer::with(200, &["Content-Type: text/html"], "<html>Sign in</html>"), 3)),
        ("a word", (Answer::with(200, &[], "ok"), 3)),
        ("compressed", (Answer::Bytes(message(200, &["Content-Encoding: gzip"], b"\x1f\x8b\x08\0")), 3)),
        ("created", (Answer::with(201, &[], ""), 3)),
        ("accepted", (Answer::with(202, &[], ""), 3)),
        ("told at second hand", (Answer::with(203, &[], ""), 3)),
        ("no content", (Answer::Bytes(b"HTTP/1.1 204 No Content\r\n\r\n".to_vec()), 3)),
        ("in part", (Answer::with(206, &["Content-Range: bytes 0-0/1"], ""), 3)),
        ("cut off", (cut("Content-Length: 5\r\n\r\n"), 3)),
        ("cut off in white space", (cut("Content-Length: 5\r\n\r\n  "), 3)),
        ("cut off in a chunk", (cut("Transfer-Encoding: chunked\r\n\r\n1\r\n \r\n"), 3)),
        ("white space without end", (Answer::Endless(b"HTTP/1.1 200 OK\r\n\r\n".to_vec(), vec![b' '; 4096]), 1)),
    ]
}

#[test]
fn a_revocation_that_box_does_not_confirm_is_a_warning_and_changes_no_verdict() {
    each(not_revoked(), |name, (answer, at_least)| {
        let server = Server::start(spoiled(answer));
        let ended = Doctor::json(&server).args(["--timeout", "5s"]).run();
        assert_eq!(ended.came_to(), (0, "healthy".to_owned()), "{name}: {}", ended.stdout);
        assert_eq!(ended.environment(), ["token-not-revoked"], "{name}");
        let finding = ended.finding("token-not-revoked");
        assert_eq!(finding["severity"], "warning", "{name}");
        assert_eq!(finding["evidence"][0]["says"], "1 of 2 received tokens could not be revoked", "{name}");
        assert_eq!(ended.tokens(), (2, 1), "{name}");
        let tries = server.revoked().iter().filter(|token| *token == USER_TOKEN).count();
        assert!((at_least..=3).contains(&tries), "{name}: {tries} tries");
        if at_least == 1 && !["hanging", "white space without end"].contains(&name) {
            assert_eq!(tries, 1, "{name}: a refusal stays one");
        }
        assert_eq!(server.revoked().iter().filter(|token| *token == ENTERPRISE_TOKEN).count(), 1, "{name}");
    });
}

#[test]
fn a_revocation_that_box_confirms_is_one_in_each_of_its_forms() {
    let bytes = |text: &str| Answer::Bytes(text.as_bytes().to_vec());
    let rows = vec![
        ("nothing", Answer::with(200, &[], "")),
        ("nothing, as JSON", Answer::json(200, "")),
        ("white space", Answer::with(200, &[], " \r\n")),
        ("no chunk", bytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")),
        ("a blank chunk", bytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n\n\r\n0\r\n\r\n")),
        ("up to the end", cut("\r\n")),
        ("behind early hints", bytes("HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")),
    ];
    each(rows, |name, answer| {
        let server = Server::start(spoiled(answer));
        let ended = Doctor::json(&server).run();
        assert_eq!(ended.tokens(), (2, 2), "{name}");
        assert_eq!(ended.environment(), [""; 0], "{name}");
        were_revoked(name, &server, &BOTH);
    });
}

#[test]
fn a_revocation_that_fails_changes_no_other_verdict_either() {
    let server = Server::start(|seen: &Seen| match seen.asked {
        Asked::User => Answer::grant_credentials_invalid(),
        Asked::Revoke => Answer::with(403, &[], "<html>"),
        _ => healthy(seen),
    });
    let ended = Doctor::json(&server).run();
    assert_eq!(ended.came_to(), (1, "misconfigured".to_owned()), "{}", ended.stdout);
    assert_eq!(ended.environment(), ["token-not-revoked"]);
    assert_eq!(ended.tokens(), (1, 0));
}

#[test]
fn a_revocation_that_fails_for_a_moment_is_tried_again() {
    let rows = vec![
        ("503", Answer::with(503, &[], "")),
        ("503 for no time", Answer::with(503, &["Retry-After: 0"], "")),
        ("500", Answer::with(500, &[], "<html>")),
        ("429 for no time", Answer::with(429, &["Retry-After: 0"], "{}")),
        ("429 for a second", Answer::with(429, &["Retry-After: 1"], "{}")),
        ("429, not told how long", Answer::with(429, &[], "{}")),
        ("reset", Answer::ThenReset(Vec::new())),
        ("closed", Answer::ThenClose(Vec::new())),
        ("cut off", cut("Content-Length: 5\r\n\r\n")),
        ("a page", Answer::with(200, &[], "<html>Sign in</html>")),
        ("202", Answer::with(202, &[], "")),
    ];
    each(rows, |name, answer| {
        let asked = AtomicUsize::new(0);
        let server = Server::start(move |seen: &Seen| match seen.asked {
            Asked::Revoke if asked.fetch_add(1, Ordering::SeqCst) < 2 => answer.clone(),
            _ => healthy(seen),
        });
        let ended = Doctor::json(&server).run();
        assert_eq!(ended.came_to(), (0, "healthy".to_owned()), "{name}");
        assert_eq!(ended.tokens(), (2, 2), "{name}");
        assert_eq!(ended.environment(), [""; 0], "{name}");
        assert_eq!(server.asked(Asked::Revoke).len(), 4, "{name}");
    });
}

#[test]
fn what_a_success_without_a_token_may_have_minted_is_counted() {
    let rows = vec![
        ("nothing", Answer::with(200, &[], "")),
        ("no content", Answer::Bytes(b"HTTP/1.1 204 No Content\r\n\r\n".to_vec())),
        ("accepted", Answer::with(202, &[], "")),
        ("created", Answer::json(201, "{}")),
        ("an empty object", Answer::json(200, "{}")),
        ("a message", Answer::json(200, r#"{"message":"ok"}"#)),
        ("an error", Answer::json(200, r#"{"error":"invalid_grant"}"#)),
        ("a page", Answer::with(200, &[], "<html>Sign in</html>")),
        ("a list", Answer::json(200, "[]")),
        ("no text", Answer::Bytes(message(200, &[], b"\xff\xfe"))),
        ("an empty token", Answer::json(200, r#"{"access_token":"","token_type":"bearer"}"#)),
        ("a number for a token", Answer::json(200, r#"{"access_token":1234567890123}"#)),
        ("cut off", cut("Content-Length: 300\r\n\r\n{\"expires_in\":3992")),
        (
            "headers that are too many",
            Answer::ThenClose(format!("HTTP/1.1 200 OK\r\n{}\r\n", "X-More: x\r\n".repeat(1000)).into_bytes()),
        ),
    ];
    each(rows, |name, answer| {
        for (asked, alone) in [(Asked::User, 1), (Asked::BadSecret, 1)] {
            let answer = answer.clone();
            let tries = AtomicUsize::new(0);
            let server = Server::start(move |seen: &Seen| {
                if seen.asked == asked && tries.fetch_add(1, Ordering::SeqCst) == 0 {
                    answer.clone()
                } else {
                    healthy(seen)
                }
            });
            let ended = Doctor::json(&server).run();
            let counted = &ended.profile()["footprint"]["unanswered"];
            // A wrong secret mints nothing at Box; a success says that what answered is not Box, or minted after all.
            let lost_control = asked == Asked::BadSecret && ["cut off", "headers that are too many"].contains(&name);
            assert_eq!(counted, if lost_control { 0 } else { alone }, "{name} {asked:?}: {}", ended.stdout);
        }
    });
}

#[test]
fn what_a_refusal_minted_is_nothing() {
    let rows = vec![
        ("refused", Answer::grant_credentials_invalid()),
        ("forbidden", Answer::with(403, &[], "<html>")),
        ("redirected", Answer::with(302, &["Location: /elsewhere"], "")),
        ("rate-limited", Answer::with(429, &["Retry-After: 3600"], "{}")),
        ("unavailable", Answer::with(503, &["Retry-After: 3600"], "")),
    ];
    each(rows, |name, answer| {
        let server =
            Server::start(move |seen: &Seen| if seen.asked == Asked::User { answer.clone() } else { healthy(seen) });
        let ended = Doctor::json(&server).run();
        assert_eq!(ended.profile()["footprint"]["unanswered"], 0, "{name}");
    });
}

#[test]
fn the_text_counts_them_too() {
    let cases: [(&[&str], Behaviour, &str); 3] = [
        (&[], healthy, "2 tokens, both revoked."),
        (&["--no-revoke"], healthy, "2 tokens, left to expire in about an hour."),
        (
            &[],
            |seen| if seen.asked == Asked::Revoke { Answer::with(403, &[], "") } else { healthy(seen) },
            "2 tokens, 0 revoked.",
        ),
    ];
    for (flags, behaviour, line) in cases {
        let server = Server::start(behaviour);
        let ended = Doctor::check(&server.url()).args(flags).run();
        assert_eq!(ended.code, 0);
        assert!(ended.flat().contains(line), "{}", ended.stdout);
    }
}

/// Runs until everything in `before` was asked, sends the signal, and waits for the end.
fn interrupted(server: &Server, signal: &str, before: &[Asked]) -> Ended {
    let running = Doctor::json(server).start();
    server.wait_for(before);
    running.signal(signal);
    running.end()
}

/// The signals that end a program which says nothing else (POSIX, signal(7)), and can be handled.
#[cfg(unix)]
const ENDING: [(&str, i32); 13] = [
    ("HUP", 129),
    ("INT", 130),
    ("QUIT", 131),
    ("TRAP", 133),
    ("ABRT", 134),
    ("USR1", 138),
    ("USR2", 140),
    ("ALRM", 142),
    ("TERM", 143),
    ("XCPU", 152),
    ("VTALRM", 154),
    ("PROF", 155),
    ("SYS", 159),
];

#[cfg(unix)]
#[test]
fn a_signal_ends_the_program_after_the_tokens_are_revoked() {
    // Real-time signals end a program too; Linux numbers them from 34 on.
    let real_time: &[(&str, i32)] = if cfg!(target_os = "linux") { &[("34", 162), ("64", 192)] } else { &[] };
    for (signal, code) in ENDING.iter().chain(real_time).copied() {
        // The tokens are granted, and used; the who-am-I of the user never answers.
        let server = Server::start(|seen: &Seen| match seen.asked {
            Asked::WhoamiUser => Answer::ThenSilence(Vec::new()),
            _ => healthy(seen),
        });
        let ended = interrupted(&server, signal, &[Asked::WhoamiUser]);
        assert_eq!(ended.code, code, "{signal}: {}", ended.stderr);
        were_revoked(signal, &server, &BOTH);
        let report = ended.json();
        assert_eq!(report["exit_code"], code, "{signal}");
        assert_eq!(report["profiles"], serde_json::json!([]), "{signal}");
        assert_eq!(report["error"]["message"], "interrupted; tokens: 2 received, 2 revoked", "{signal}");
        assert!(ended.stderr.contains("interrupted; tokens: 2 received, 2 revoked"), "{signal}: {}", ended.stderr);
    }
}

#[cfg(unix)]
#[test]
fn a_signal_in_the_first_wave_revokes_what_was_granted_so_far() {
    let server = Server::start(|seen: &Seen| match seen.asked {
        Asked::User => Answer::ThenSilence(Vec::new()),
        _ => healthy(seen),
    });
    // The user's request times out after a third of the time and is sent again: by then the grant was read.
    let running = Doctor::json(&server).args(["--timeout", "3s"]).start();
    server.wait_for_count(Asked::User, 2);
    running.signal("INT");
    let ended = running.end();
    assert_eq!(ended.code, 130, "{}", ended.stderr);
    were_revoked("INT", &server, &[ENTERPRISE_TOKEN]);
    let lost =
        "token requests without a reply that could be read: 2, and what they may have minted expires in about an hour";
    assert_eq!(ended.json()["error"]["message"], format!("interrupted; tokens: 1 received, 1 revoked; {lost}"));
}

#[cfg(unix)]
#[test]
fn a_signal_is_obeyed_though_revocations_hang() {
    for (name, answer) in [
        ("hanging", Answer::ThenSilence(Vec::new())),
        ("unavailable", Answer::with(503, &[], "")),
        ("reset", Answer::ThenReset(Vec::new())),
    ] {
        let server = Server::start(move |seen: &Seen| match seen.asked {
            Asked::WhoamiUser => Answer::ThenSilence(Vec::new()),
            Asked::Revoke => answer.clone(),
            _ => healthy(seen),
        });
        // An hour for everything: only the interrupt's own bound can end it.
        let running = Doctor::json(&server).args(["--timeout", "1h"]).start();
        server.wait_for(&[Asked::WhoamiUser]);
        running.signal("TERM");
        let ended = running.end();
        assert_eq!(ended.code, 143, "{name}: {}", ended.stderr);
        assert_eq!(ended.json()["error"]["message"], "interrupted; tokens: 2 received, 0 revoked", "{name}");
        let mut tried = server.revoked();
        tried.dedup();
        assert_eq!(tried, BOTH, "{name}: both were tried");
    }
}

#[cfg(unix)]
#[test]
fn a_signal_before_anything_was_granted_revokes_nothing() {
    let server = Server::start(|_: &Seen| Answer::ThenSilence(Vec::new()));
    let ended = interrupted(&server, "INT", &[Asked::Enterprise, Asked::User, Asked::BadSecret]);
    assert_eq!(ended.code, 130);
    assert_eq!(server.revoked(), [""; 0]);
    let lost =
        "token requests without a reply that could be read: 2, and what they may have minted expires in about an hour";
    assert_eq!(ended.json()["error"]["message"], format!("interrupted; tokens: 0 received, 0 revoked; {lost}"));
}

#[cfg(unix)]
#[test]
fn a_signal_with_no_revoke_leaves_them() {
    let server = Server::start(|seen: &Seen| match seen.asked {
        Asked::WhoamiUser => Answer::ThenSilence(Vec::new()),
        _ => healthy(seen),
    });
    let running = Doctor::json(&server).args(["--no-revoke"]).start();
    server.wait_for(&[Asked::WhoamiUser]);
    running.signal("INT");
    let ended = running.end();
    assert_eq!(ended.code, 130);
    assert_eq!(server.revoked(), [""; 0]);
    assert_eq!(ended.json()["error"]["message"], "interrupted; tokens: 2 received, 0 revoked");
}

#[cfg(unix)]
#[test]
fn a_signal_that_ends_nothing_ends_nothing() {
    for signal in ["PIPE", "XFSZ", "CHLD", "URG", "WINCH", "CONT"] {
        let gate = Gate::new(4);
        let server = Server::start({
            let gate = Arc::clone(&gate);
            move |seen: &Seen| {
                gate.pass();
                healthy(seen)
            }
        });
        let running = Doctor::json(&server).start();
        gate.is_reached();
        running.signal(signal);
        gate.open();
        let ended = running.end();
        assert_eq!(ended.came_to(), (0, "healthy".to_owned()), "{signal}: {}", ended.stderr);
        were_revoked(signal, &server, &BOTH);
    }
}

/// Holds every reply from one request on, until it is opened.
struct Gate {
    at: usize,
    state: Mutex<(usize, bool)>,
    changed: Condvar,
}

impl Gate {
    /// A gate that holds the `at`th request and those behind it.
    fn new(at: usize) -> Arc<Self> {
        Arc::new(Self { at, state: Mutex::default(), changed: Condvar::new() })
    }

    /// Counts a request, and holds it.
    fn pass(&self) {
        let mut state = self.state.lock().unwrap();
        state.0 += 1;
        self.changed.notify_all();
        if state.0 >= self.at {
            let _open = self.changed.wait_while(state, |state| !state.1).unwrap();
        }
    }

    /// Waits until a request is held.
    fn is_reached(&self) {
        self.is_reached_by(self.at);
    }

    /// Waits until so many requests came.
    fn is_reached_by(&self, count: usize) {
        let state = self.state.lock().unwrap();
        let patience = Duration::from_secs(60);
        let (state, waited) = self.changed.wait_timeout_while(state, patience, |state| state.0 < count).unwrap();
        assert!(!waited.timed_out(), "{} of {count} requests came", state.0);
    }

    fn open(&self) {
        self.state.lock().unwrap().1 = true;
        self.changed.notify_all();
    }
}

/// A server that mints another token for each grant, behind a gate.
fn minting(world: Behaviour, gate: &Arc<Gate>) -> (Server, Arc<Mutex<Vec<String>>>) {
    let minted = Arc::new(Mutex::new(Vec::new()));
    let (gate, book) = (Arc::clone(gate), Arc::clone(&minted));
    let server = Server::start(move |seen: &Seen| {
        gate.pass();
        let Answer::Bytes(bytes) = world(seen) else { panic!("a whole reply") };
        let text = String::from_utf8(bytes).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        let Some((before, rest)) = body.split_once("\"access_token\":\"") else {
            return Answer::Bytes(text.into_bytes());
        };
        let (token, after) = rest.split_once('"').unwrap();
        let mut book = book.lock().unwrap();
        let token = format!("{token}{}", book.len());
        let body = format!("{before}\"access_token\":\"{token}\"{after}");
        book.push(token);
        Answer::json(status, &body)
    });
    (server, minted)
}

#[cfg(unix)]
#[test]
fn at_whatever_point_a_signal_comes_what_was_minted_is_revoked() {
    let worlds: [(&str, Behaviour); 5] = [
        ("healthy", healthy),
        ("a user refused", |seen| match seen.asked {
            Asked::User => Answer::grant_credentials_invalid(),
            _ => healthy(seen),
        }),
        ("an OAuth 2.0 app", oauth_app),
        ("a wrong secret granted", |seen| match seen.asked {
            Asked::BadSecret => Answer::token(NOBODYS_TOKEN),
            _ => healthy(seen),
        }),
        ("a token in a refusal", |seen| match seen.asked {
            Asked::User => Answer::json(400, &format!(r#"{{"error":"invalid_grant","access_token":"{USER_TOKEN}"}}"#)),
            _ => healthy(seen),
        }),
    ];
    let mut points = Vec::new();
    for (name, world) in worlds {
        let (server, _) = minting(world, &Gate::new(usize::MAX));
        let ended = Doctor::json(&server).run();
        let (received, revoked) = ended.tokens();
        assert_eq!(received, revoked, "{name}");
        points.extend((1..=server.seen().len()).map(|at| (name, (world, at))));
    }
    assert!(points.len() >= 20, "only {} points", points.len());
    each(points, |name, (world, at)| {
        let gate = Gate::new(at);
        let (server, minted) = minting(world, &gate);
        let running = Doctor::json(&server).start();
        gate.is_reached();
        running.signal("INT");
        gate.open();
        let ended = running.end();
        assert_eq!(ended.code, 130, "{name}, at {at}: {}", ended.stderr);
        let mut minted = minted.lock().unwrap().clone();
        minted.sort_unstable();
        assert_eq!(server.revoked(), minted, "{name}, at {at}: {}", ended.stderr);
        let many = minted.len();
        let told = format!("interrupted; tokens: {many} received, {many} revoked");
        assert_eq!(ended.json()["error"]["message"], told, "{name}, at {at}");
    });
}

#[cfg(unix)]
#[test]
fn nothing_new_is_asked_after_a_signal() {
    // The first three are held; once the signal is there, they are put off, granted, and refused.
    let gate = Gate::new(1);
    let server = Server::start({
        let gate = Arc::clone(&gate);
        move |seen: &Seen| {
            gate.pass();
            match seen.asked {
                Asked::Enterprise => Answer::with(503, &["Retry-After: 0"], ""),
                _ => healthy(seen),
            }
        }
    });
    let running = Doctor::json(&server).start();
    gate.is_reached_by(3);
    running.signal("TERM");
    gate.open();
    let ended = running.end();
    assert_eq!(ended.code, 143, "{}", ended.stderr);
    assert_eq!(server.kinds(), [Asked::Enterprise, Asked::User, Asked::BadSecret, Asked::Revoke]);
    were_revoked("nothing new", &server, &[USER_TOKEN]);
}

#[cfg(unix)]
#[test]
fn further_signals_change_nothing() {
    // As `timeout` and the like send them: to the program, and again to its group.
    let gate = Gate::new(3);
    let (server, minted) = minting(healthy, &gate);
    let running = Doctor::json(&server).start();
    gate.is_reached();
    for signal in ["INT", "INT", "TERM", "HUP", "QUIT"] {
        running.signal(signal);
    }
    gate.open();
    let ended = running.end();
    assert!([129, 130, 131, 143].contains(&ended.code), "{}", ended.stderr);
    let minted: BTreeSet<String> = minted.lock().unwrap().iter().cloned().collect();
    assert_eq!(server.revoked().into_iter().collect::<BTreeSet<_>>(), minted);
    assert_eq!(minted.len(), 2);
}
