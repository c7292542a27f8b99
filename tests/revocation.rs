//! No token is left behind: every one received is revoked once, on every way out.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod wire;

use wire::server::{healthy, oauth_app};
use wire::{
    Answer, Asked, CLIENT_ID, Doctor, ENTERPRISE_TOKEN, Ended, NOBODYS_TOKEN, SECRET, Seen, Server, USER_TOKEN,
};

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
                Asked::WhoamiUser => Answer::json(200, r#"{"id":"85061514830","enterprise":{"id":"7654321"}}"#),
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
            0,
        ),
        (
            "a token told again",
            |seen| match seen.asked {
                Asked::WhoamiUser => Answer::json(
                    200,
                    &format!(r#"{{"id":"85061514830","enterprise":{{"id":"1234567"}},"access_token":"{USER_TOKEN}"}}"#),
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
        assert_eq!(ended.code(), code, "{name}: {}", ended.stdout());
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
        assert_eq!(ended.code(), 3, "{name}: {}", ended.stdout());
        assert_eq!(ended.ways(), [fault], "{name}");
        let mut revoked = server.revoked();
        revoked.dedup();
        assert_eq!(revoked, BOTH, "{name}");
        let (received, revoked) = ended.tokens();
        assert_eq!(received, revoked, "{name}");
        assert!(!ended.stdout().contains(USER_TOKEN), "{name}");
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

#[test]
fn a_revocation_that_fails_is_a_warning_and_changes_no_verdict() {
    let rows = [
        ("refused", Answer::refusal("invalid_client", "The client credentials are invalid"), 1),
        ("forbidden", Answer::with(403, &[], "<html>"), 1),
        ("redirected", Answer::with(302, &["Location: /elsewhere"], ""), 1),
        ("rate-limited", Answer::with(429, &["Retry-After: 3600"], ""), 1),
        ("unavailable", Answer::with(503, &[], ""), 3),
        ("reset", Answer::ThenReset(Vec::new()), 3),
        ("hanging", Answer::ThenSilence(Vec::new()), 1),
    ];
    for (name, answer, at_least) in rows {
        let server = Server::start(spoiled(answer));
        let ended = Doctor::json(&server).args(["--timeout", "3s"]).run();
        assert_eq!(ended.came_to(), (0, "healthy".to_owned()), "{name}: {}", ended.stdout());
        assert_eq!(ended.environment(), ["token-not-revoked"], "{name}");
        let finding = ended.finding("token-not-revoked");
        assert_eq!(finding["severity"], "warning", "{name}");
        assert_eq!(finding["evidence"][0]["says"], "1 of 2 received tokens could not be revoked", "{name}");
        assert_eq!(ended.tokens(), (2, 1), "{name}");
        let tries = server.revoked().iter().filter(|token| *token == USER_TOKEN).count();
        assert!((at_least..=3).contains(&tries), "{name}: {tries} tries");
        assert_eq!(server.revoked().iter().filter(|token| *token == ENTERPRISE_TOKEN).count(), 1, "{name}");
    }
}

#[test]
fn a_revocation_that_fails_changes_no_other_verdict_either() {
    let server = Server::start(|seen: &Seen| match seen.asked {
        Asked::User => Answer::grant_credentials_invalid(),
        Asked::Revoke => Answer::with(403, &[], "<html>"),
        _ => healthy(seen),
    });
    let ended = Doctor::json(&server).run();
    assert_eq!(ended.came_to(), (1, "misconfigured".to_owned()), "{}", ended.stdout());
    assert_eq!(ended.environment(), ["token-not-revoked"]);
    assert_eq!(ended.tokens(), (1, 0));
}

#[test]
fn a_revocation_that_fails_for_a_moment_is_tried_again() {
    let server = Server::start({
        let failed = std::sync::atomic::AtomicBool::new(false);
        move |seen: &Seen| {
            if seen.asked == Asked::Revoke && !failed.swap(true, std::sync::atomic::Ordering::SeqCst) {
                return Answer::with(503, &[], "");
            }
            healthy(seen)
        }
    });
    let ended = Doctor::json(&server).run();
    assert_eq!(ended.came_to(), (0, "healthy".to_owned()));
    assert_eq!(ended.tokens(), (2, 2));
    assert_eq!(ended.environment(), [""; 0]);
}

#[test]
fn the_text_counts_them_too() {
    let cases: [(&[&str], Behaviour, &str); 3] = [
        (&[], healthy, "Tokens: 2 received, 2 revoked."),
        (&["--no-revoke"], healthy, "Tokens: 2 received, 0 revoked; left to expire, in about an hour."),
        (
            &[],
            |seen| if seen.asked == Asked::Revoke { Answer::with(403, &[], "") } else { healthy(seen) },
            "Tokens: 2 received, 0 revoked.",
        ),
    ];
    for (flags, behaviour, line) in cases {
        let server = Server::start(behaviour);
        let ended = Doctor::check(&server.url()).args(flags).run();
        assert_eq!(ended.code(), 0);
        assert!(ended.stdout().lines().any(|one| one == line), "{}", ended.stdout());
    }
}

/// Runs until everything in `before` was asked, sends the signal, and waits for the end.
fn interrupted(server: &Server, signal: &str, before: &[Asked]) -> Ended {
    let running = Doctor::json(server).start();
    server.wait_for(before);
    running.signal(signal);
    running.end()
}

#[cfg(unix)]
#[test]
fn a_signal_ends_the_program_after_the_tokens_are_revoked() {
    for (signal, code) in [("HUP", 129), ("INT", 130), ("TERM", 143)] {
        // The tokens are granted, and used; the who-am-I of the user never answers.
        let server = Server::start(|seen: &Seen| match seen.asked {
            Asked::WhoamiUser => Answer::ThenSilence(Vec::new()),
            _ => healthy(seen),
        });
        let ended = interrupted(&server, signal, &[Asked::WhoamiUser]);
        assert_eq!(ended.code(), code, "{signal}: {}", ended.stderr());
        were_revoked(signal, &server, &BOTH);
        let report = ended.json();
        assert_eq!(report["exit_code"], code, "{signal}");
        assert_eq!(report["profiles"], serde_json::json!([]), "{signal}");
        assert_eq!(report["error"]["message"], "interrupted; tokens: 2 received, 2 revoked", "{signal}");
        assert!(ended.stderr().contains("interrupted; tokens: 2 received, 2 revoked"), "{signal}: {}", ended.stderr());
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
    assert_eq!(ended.code(), 130, "{}", ended.stderr());
    were_revoked("INT", &server, &[ENTERPRISE_TOKEN]);
    let lost = "token requests without a reply: 2, and what they may have minted expires in about an hour";
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
        assert_eq!(ended.code(), 143, "{name}: {}", ended.stderr());
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
    assert_eq!(ended.code(), 130);
    assert_eq!(server.revoked(), [""; 0]);
    let lost = "token requests without a reply: 2, and what they may have minted expires in about an hour";
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
    assert_eq!(ended.code(), 130);
    assert_eq!(server.revoked(), [""; 0]);
    assert_eq!(ended.json()["error"]["message"], "interrupted; tokens: 2 received, 0 revoked");
}
