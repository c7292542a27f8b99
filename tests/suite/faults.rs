//! The matrix of faults: whatever the way to Box does, the app is not blamed for it.
//!
//! Each row names the one environment finding that must be reported; every other finding of the way, and every cause that
//! is confirmed or suspected, must not be. What other probes told is kept. That the program ends is seen by its end.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use crate::wire::matrix::{HURRIED, UNHURRIED, each, is_the_way_alone};
use crate::wire::server::{healthy, listen, message};
use crate::wire::{Answer, Asked, Doctor, Ended, Seen, Server};

fn head(rest: &str) -> Vec<u8> {
    format!("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n{rest}").into_bytes()
}

#[test]
fn a_server_that_answers_everything_badly_is_no_evidence_against_the_app() {
    let whole = r#"{"access_token":"T0kenNeverWhole00000000000000000","token_type":"bearer"}"#;
    let cut = format!("Content-Length: {}\r\n\r\n{}", whole.len(), &whole[..20]);
    let many = "X-More: x\r\n".repeat(100_000);
    let rows: Vec<(_, (_, Answer, _))> = vec![
        ("closed at once", (UNHURRIED, Answer::ThenClose(Vec::new()), "connection-failed")),
        ("reset at once", (UNHURRIED, Answer::ThenReset(Vec::new()), "connection-failed")),
        ("closed in the head", (UNHURRIED, Answer::ThenClose(head("Content-Le")), "connection-failed")),
        ("reset in the head", (UNHURRIED, Answer::ThenReset(head("Content-Le")), "connection-failed")),
        ("closed in the body", (UNHURRIED, Answer::ThenClose(head(&cut)), "connection-failed")),
        ("reset in the body", (UNHURRIED, Answer::ThenReset(head(&cut)), "connection-failed")),
        (
            "closed in a chunk",
            (
                UNHURRIED,
                Answer::ThenClose(head("Transfer-Encoding: chunked\r\n\r\n50\r\n{\"access")),
                "connection-failed",
            ),
        ),
        ("silent", (HURRIED, Answer::ThenSilence(Vec::new()), "timed-out")),
        ("silent in the head", (HURRIED, Answer::ThenSilence(head("Content-Le")), "timed-out")),
        ("silent in the body", (HURRIED, Answer::ThenSilence(head(&cut)), "timed-out")),
        ("head byte by byte", (HURRIED, Answer::Drip(Vec::new(), head(&cut)), "timed-out")),
        (
            "body byte by byte",
            (HURRIED, Answer::Drip(head("Content-Length: 200\r\n\r\n"), vec![b' '; 200]), "timed-out"),
        ),
        (
            "informed for ever",
            (HURRIED, Answer::Endless(Vec::new(), b"HTTP/1.1 103 Early Hints\r\n\r\n".into()), "timed-out"),
        ),
        ("body without end", (UNHURRIED, Answer::Endless(head("\r\n"), vec![b' '; 4096]), "not-box")),
        (
            "chunks without end",
            (
                UNHURRIED,
                Answer::Endless(head("Transfer-Encoding: chunked\r\n\r\n"), b"1\r\n{\r\n".repeat(4096)),
                "not-box",
            ),
        ),
        ("a header without end", (UNHURRIED, Answer::Endless(head("X-Long: "), vec![b'x'; 4096]), "not-box")),
        ("headers without end", (UNHURRIED, Answer::Endless(head(""), b"X-More: x\r\n".repeat(100)), "not-box")),
        ("100,000 headers", (UNHURRIED, Answer::ThenClose(head(&format!("{many}\r\n"))), "not-box")),
        ("another protocol", (UNHURRIED, Answer::ThenClose(b"SSH-2.0-OpenSSH_9.9\r\n".into()), "not-box")),
        ("a version to come", (UNHURRIED, Answer::ThenClose(b"HTTP/9.9 200 OK\r\n\r\n".into()), "not-box")),
        ("an empty 200", (UNHURRIED, Answer::with(200, &[], ""), "not-box")),
        ("a 204", (UNHURRIED, Answer::Bytes(b"HTTP/1.1 204 No Content\r\n\r\n".into()), "not-box")),
        ("a portal", (UNHURRIED, Answer::with(200, &["Content-Type: text/html"], "<html>Sign in</html>"), "not-box")),
        (
            "a portal's 511",
            (UNHURRIED, Answer::with(511, &["Retry-After: 900"], "<html>Sign in</html>"), "box-unavailable"),
        ),
        (
            "a filter's 403",
            (UNHURRIED, Answer::with(403, &["Content-Type: text/html"], "<html>Blocked</html>"), "not-box"),
        ),
        (
            "a proxy's 407",
            (UNHURRIED, Answer::with(407, &["Proxy-Authenticate: Basic realm=\"x\""], "<html>"), "proxy-refused"),
        ),
        ("compressed, as declared", (UNHURRIED, compressed(&["Content-Encoding: gzip"]), "not-box")),
        ("compressed, undeclared", (UNHURRIED, compressed(&[]), "not-box")),
        ("a bomb", (UNHURRIED, Answer::Bytes(message(200, &["Content-Encoding: gzip"], &bomb())), "not-box")),
        ("redirected in a circle", (UNHURRIED, Answer::with(302, &["Location: /oauth2/token"], ""), "not-box")),
        (
            "redirected elsewhere",
            (UNHURRIED, Answer::with(307, &["Location: https://box.com.example/oauth2/token"], ""), "not-box"),
        ),
        (
            "redirected to plain HTTP",
            (UNHURRIED, Answer::with(308, &["Location: http://127.0.0.1:9/oauth2/token"], ""), "not-box"),
        ),
        ("redirected nowhere", (UNHURRIED, Answer::with(302, &[], ""), "not-box")),
        ("500", (UNHURRIED, Answer::json(500, r#"{"code":"internal_server_error"}"#), "box-unavailable")),
        ("500 that speaks OAuth", (UNHURRIED, Answer::json(500, r#"{"error":"invalid_client"}"#), "box-unavailable")),
        ("502", (UNHURRIED, Answer::with(502, &[], "<html>Bad gateway</html>"), "box-unavailable")),
        ("504", (UNHURRIED, Answer::with(504, &[], ""), "box-unavailable")),
        (
            "maintenance",
            (
                UNHURRIED,
                Answer::with(503, &["Content-Type: text/html", "Retry-After: 7200"], "<html>Box is down</html>"),
                "box-unavailable",
            ),
        ),
        (
            "503 until the end of time",
            (UNHURRIED, Answer::with(503, &["Retry-After: 18446744073709551615"], ""), "box-unavailable"),
        ),
        ("429 without a Retry-After", (UNHURRIED, Answer::json(429, "{}"), "rate-limited")),
        ("429 that speaks OAuth", (UNHURRIED, Answer::json(429, r#"{"error":"invalid_client"}"#), "rate-limited")),
    ];
    each(rows, |name, (timeout, answer, fault)| {
        let server = Server::start(move |_: &Seen| answer.clone());
        let ended = Doctor::json(&server).args(timeout).run();
        is_the_way_alone(name, &ended, fault);
        assert_eq!(server.asked(Asked::BadSecret).len(), 1, "{name}: the control is sent once");
        assert_eq!(ended.tokens(), (0, 0), "{name}");
    });
}

/// `{}` as gzip makes it.
fn compressed(headers: &[&str]) -> Answer {
    const GZIP: &[u8] = b"\x1f\x8b\x08\0\0\0\0\0\0\x03\xab\xae\x05\0\x43\xbf\xa6\xa3\x02\0\0\0";
    Answer::Bytes(message(200, headers, GZIP))
}

/// 4 MiB of zeros as gzip makes them, its end left out: a block whose one code, for 258 zeros more, takes a bit or two.
fn bomb() -> Vec<u8> {
    let mut bytes = b"\x1f\x8b\x08\0\0\0\0\0\x02\x03\xec\xc1\x01\x01\0\0\0\x80\x90\xfe\xaf\xee\x08\x0a".to_vec();
    bytes.resize(4096, 0);
    bytes
}

#[test]
fn a_redirect_is_not_followed() {
    let trap = Server::start(healthy);
    let location = format!("Location: {}/oauth2/token", trap.url());
    for status in [301, 302, 303, 307, 308] {
        let location = location.clone();
        let server = Server::start(move |_: &Seen| Answer::with(status, &[&location], ""));
        let ended = Doctor::json(&server).run();
        is_the_way_alone(&status.to_string(), &ended, "not-box");
    }
    assert_eq!(trap.kinds(), []);
}

#[test]
fn a_redirect_between_boxs_hosts_is_the_wrong_host() {
    let server = Server::start(|_: &Seen| Answer::with(302, &["Location: https://account.box.com/login"], ""));
    let ended = Doctor::json(&server).run();
    assert_eq!(ended.came_to(), (1, "misconfigured".to_owned()));
    assert_eq!(ended.named_causes(), ["wrong-token-host"]);
    assert_eq!(ended.ways(), [""; 0]);
}

#[test]
fn a_port_where_nobody_listens_is_a_failed_connection() {
    // Bound, so that nobody else gets it, but not listening.
    let socket = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None).unwrap();
    socket.bind(&std::net::SocketAddr::from(([127, 0, 0, 1], 0)).into()).unwrap();
    let port = socket.local_addr().unwrap().as_socket().unwrap().port();
    let ended = Doctor::check(&format!("http://127.0.0.1:{port}")).args(["--format", "json"]).run();
    is_the_way_alone("refused", &ended, "connection-failed");
    assert_eq!(ended.profile()["footprint"]["token_requests"], 0, "nothing was sent");
    assert_eq!(ended.profile()["footprint"]["wrong_secrets"], 0);
}

#[test]
fn a_connection_that_nobody_accepts_times_out() {
    let listener = listen();
    let port = listener.local_addr().unwrap().port();
    let url = format!("http://127.0.0.1:{port}");
    let ended = Doctor::check(&url).args(["--format", "json"]).args(HURRIED).run();
    is_the_way_alone("not accepted", &ended, "timed-out");
}

#[test]
fn a_host_that_answers_no_syn_times_out() {
    // With no room for a second connection in its queue, the kernel drops what comes, as a firewall does: the client's SYN
    // is never answered.
    let socket = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None).unwrap();
    socket.bind(&std::net::SocketAddr::from(([127, 0, 0, 1], 0)).into()).unwrap();
    socket.listen(0).unwrap();
    let address = socket.local_addr().unwrap().as_socket().unwrap();
    let _the_first = std::net::TcpStream::connect(address).unwrap();
    let ended = Doctor::check(&format!("http://{address}")).args(["--format", "json", "--timeout", "12s"]).run();
    is_the_way_alone("black hole", &ended, "timed-out");
    let probe = ended.probe("enterprise").unwrap();
    assert!(probe["reason"].to_string().contains("no connection in time"), "{probe}");
    assert_eq!(ended.profile()["footprint"]["unanswered"], 0, "nothing was sent, so nothing was minted");
}

#[test]
fn a_host_with_nothing_but_ipv6_will_do() {
    let listener = std::net::TcpListener::bind((std::net::Ipv6Addr::LOCALHOST, 0)).unwrap();
    let server = Server::on(listener, healthy, |stream| Ok(Box::new(stream)));
    assert!(server.url().starts_with("http://[::1]:"), "{}", server.url());
    let ended = Doctor::json(&server).run();
    assert_eq!(ended.came_to(), (0, "healthy".to_owned()), "{}", ended.stdout());
    assert_eq!(ended.environment(), [""; 0]);
}

#[test]
fn a_name_that_is_not_found_is_the_names_fault() {
    // RFC 6761: nobody ever has a name under `.invalid`. One short question, should there be a resolver at all.
    let ended = Doctor::check("https://api.box.invalid")
        .env("RES_OPTIONS", "timeout:1 attempts:1")
        .args(["--format", "json"])
        .run();
    is_the_way_alone("no such name", &ended, "dns-failure");
}

#[test]
fn an_old_protocol_will_do() {
    let server = Server::start(|seen: &Seen| match healthy(seen) {
        Answer::Bytes(bytes) => {
            let text = String::from_utf8(bytes).unwrap().replacen("HTTP/1.1", "HTTP/1.0", 1);
            Answer::ThenClose(text.into_bytes())
        }
        other => other,
    });
    let ended = Doctor::json(&server).run();
    assert_eq!(ended.came_to(), (0, "healthy".to_owned()), "{}", ended.stdout());
    assert_eq!(ended.environment(), [""; 0]);
}

#[test]
fn a_passing_failure_passes() {
    let again = |answer: Answer| {
        move |seen: &Seen, before: usize| match seen.asked {
            Asked::Enterprise if before == 0 => answer.clone(),
            _ => healthy(seen),
        }
    };
    let rows = vec![
        ("500", again(Answer::with(500, &[], "<html>"))),
        ("503 for no time", again(Answer::with(503, &["Retry-After: 0"], ""))),
        ("503 for an unreadable time", again(Answer::with(503, &["Retry-After: soon"], ""))),
        ("429 for no time", again(Answer::with(429, &["Retry-After: 0"], "{}"))),
        ("429 for a second", again(Answer::with(429, &["Retry-After: 1"], "{}"))),
        (
            "429 until a date that is now",
            again(Answer::with(
                429,
                &["Date: Mon, 23 Nov 2026 12:00:00 GMT", "Retry-After: Mon, 23 Nov 2026 12:00:00 GMT"],
                "{}",
            )),
        ),
        (
            "429 until a date that is over",
            again(Answer::with(
                429,
                &["Date: Mon, 23 Nov 2026 12:00:00 GMT", "Retry-After: Sun, 06 Nov 1994 08:49:37 GMT"],
                "{}",
            )),
        ),
        ("reset", again(Answer::ThenReset(Vec::new()))),
        ("closed", again(Answer::ThenClose(Vec::new()))),
        ("half a reply", again(Answer::ThenClose(head("Content-Length: 300\r\n\r\n{\"access_")))),
    ];
    each(rows, |name, behaviour| {
        let before = AtomicUsize::new(0);
        let server = Server::start(move |seen: &Seen| {
            let before = if seen.asked == Asked::Enterprise { before.fetch_add(1, Ordering::SeqCst) } else { 0 };
            behaviour(seen, before)
        });
        let ended = Doctor::json(&server).run();
        assert_eq!(ended.came_to(), (0, "healthy".to_owned()), "{name}: {}", ended.stdout());
        assert_eq!(ended.environment(), [""; 0], "{name}");
        assert_eq!(ended.named_causes(), [""; 0], "{name}");
        let attempts = |probe| ended.probe(probe).map(|probe| probe["attempts"].clone());
        assert_eq!(attempts("enterprise"), Some(2.into()), "{name}");
        assert_eq!(attempts("user"), Some(1.into()), "{name}");
        assert_eq!(attempts("bad-secret"), Some(1.into()), "{name}");
    });
}

/// Headers, and the wait that is read off them.
type Wait = (Vec<&'static str>, Option<serde_json::Value>);

#[test]
fn a_wait_that_does_not_fit_is_told_and_not_slept_through() {
    let hour = ["Date: Mon, 23 Nov 2026 12:00:00 GMT", "Retry-After: Mon, 23 Nov 2026 13:00:00 GMT"];
    let seconds = |seconds: u64| Some(serde_json::Value::from(seconds));
    let nothing = Some(serde_json::Value::Null);
    let rows: Vec<(_, Wait)> = vec![
        ("an hour", (vec!["Retry-After: 3600"], seconds(3600))),
        ("an hour, as a date", (hour.to_vec(), seconds(3600))),
        ("just too long", (vec!["Retry-After: 31"], seconds(31))),
        ("longer than any clock", (vec!["Retry-After: 18446744073709551615"], seconds(u64::MAX))),
        ("longer than any number", (vec!["Retry-After: 99999999999999999999999"], nothing.clone())),
        ("negative", (vec!["Retry-After: -1"], nothing.clone())),
        ("in words", (vec!["Retry-After: in a minute"], nothing.clone())),
        ("empty", (vec!["Retry-After: "], nothing.clone())),
        ("missing", (vec![], nothing)),
    ];
    each(rows, |name, (headers, wait)| {
        let server = Server::start(move |_: &Seen| Answer::with(429, &headers, r#"{"code":"rate_limit_exceeded"}"#));
        let ended = Doctor::json(&server).args(UNHURRIED).run();
        is_the_way_alone(name, &ended, "rate-limited");
        let probe = ended.probe("enterprise").unwrap();
        assert_eq!(probe["attempts"], 1, "{name}");
        assert_eq!(probe.get("retry_after_s").cloned(), wait, "{name}");
        assert_eq!(server.kinds(), [Asked::Enterprise, Asked::User, Asked::BadSecret], "{name}: asked again");
    });
}

/// What comes, the time for it, the finding.
type Way = (Answer, [&'static str; 2], &'static str);

/// Ways for one probe to fail.
fn failures() -> Vec<(&'static str, Way)> {
    vec![
        ("reset", (Answer::ThenReset(Vec::new()), UNHURRIED, "connection-failed")),
        ("silent", (Answer::ThenSilence(Vec::new()), ["--timeout", "3s"], "timed-out")),
        ("maintenance", (Answer::with(503, &["Retry-After: 7200"], "<html>"), UNHURRIED, "box-unavailable")),
        ("rate-limited", (Answer::with(429, &["Retry-After: 7200"], "{}"), UNHURRIED, "rate-limited")),
        ("a page", (Answer::with(200, &[], "<html>"), UNHURRIED, "not-box")),
    ]
}

/// Runs each of the failures, of this one probe alone.
fn of_one_alone(asked: Asked, check: impl Fn(&str, &Ended, &str) + Sync) {
    each(failures(), |name, (answer, timeout, fault)| {
        let server = Server::start(move |seen: &Seen| if seen.asked == asked { answer.clone() } else { healthy(seen) });
        let ended = Doctor::json(&server).args(timeout).run();
        assert!(!server.asked(asked).is_empty(), "{name}: {asked:?} was never asked");
        assert_eq!(ended.named_causes(), [""; 0], "{name}: {}", ended.stdout());
        check(name, &ended, fault);
    });
}

#[test]
fn a_control_that_fails_alone_changes_nothing() {
    of_one_alone(Asked::BadSecret, |name, ended, fault| {
        if name == "a page" {
            // Whoever answers a wrong secret by a success checks no secrets, whatever the success holds.
            assert_eq!(ended.came_to(), (3, "inconclusive".to_owned()), "{name}: {}", ended.stdout());
            return assert_eq!(ended.ways(), ["not-box"], "{name}");
        }
        assert_eq!(ended.came_to(), (0, "healthy".to_owned()), "{name}: {}", ended.stdout());
        assert_eq!(ended.ways(), [fault], "{name}");
        assert_eq!(ended.finding(fault)["severity"], "warning", "{name}");
        assert_eq!(ended.outcome("bad-secret"), "failed", "{name}");
        assert_eq!(ended.tokens(), (2, 2), "{name}");
    });
}

#[test]
fn a_who_am_i_that_fails_alone_leaves_open_whether_the_app_is_enabled() {
    of_one_alone(Asked::WhoamiUser, |name, ended, fault| {
        assert_eq!(ended.came_to(), (3, "inconclusive".to_owned()), "{name}: {}", ended.stdout());
        assert_eq!(ended.ways(), [fault], "{name}");
        assert_eq!(ended.outcome("whoami-user"), "failed", "{name}");
        for kept in ["enterprise", "user", "whoami-enterprise"] {
            assert_eq!(ended.outcome(kept), "granted", "{name}: {kept}");
        }
        assert_eq!(ended.tokens(), (2, 2), "{name}");
    });
}

#[test]
fn a_subject_that_fails_alone_takes_nothing_from_the_other() {
    of_one_alone(Asked::User, |name, ended, fault| {
        assert_eq!(ended.came_to(), (3, "inconclusive".to_owned()), "{name}: {}", ended.stdout());
        assert_eq!(ended.ways(), [fault], "{name}");
        assert_eq!(ended.outcome("user"), "failed", "{name}");
        assert_eq!(ended.outcome("enterprise"), "granted", "{name}");
        let ruled_out = ended.findings("cause", &["ruled-out"]);
        assert!(ruled_out.contains(&"client-credentials-mismatch".to_owned()), "{name}: the grant cleared it");
        assert!(!ruled_out.contains(&"user-tokens-disabled".to_owned()), "{name}: no reply cleared it");
        assert_eq!(ended.tokens(), (1, 1), "{name}");
    });
}

#[test]
fn a_refusal_is_kept_beside_a_failure() {
    each(failures(), |name, (answer, timeout, fault)| {
        let server = Server::start(move |seen: &Seen| match seen.asked {
            Asked::Enterprise => answer.clone(),
            Asked::User => Answer::grant_credentials_invalid(),
            _ => healthy(seen),
        });
        let ended = Doctor::json(&server).args(timeout).run();
        assert_eq!(ended.came_to(), (1, "misconfigured".to_owned()), "{name}: {}", ended.stdout());
        assert_eq!(ended.ways(), [fault], "{name}");
        assert_eq!((ended.outcome("enterprise"), ended.outcome("user")), ("failed".into(), "denied".into()), "{name}");
        let named = ended.named_causes();
        assert!(named.contains(&"user-tokens-disabled".to_owned()), "{name}: {named:?}");
        for innocent in ["client-credentials-mismatch", "enterprise-id-wrong", "wrong-token-host", "not-a-ccg-app"] {
            assert!(!named.contains(&innocent.to_owned()), "{name}: {innocent} is blamed");
        }
    });
}

#[test]
fn a_granted_control_is_no_box() {
    let server = Server::start(|seen: &Seen| match seen.asked {
        Asked::BadSecret => Answer::token("T0kenForAnybody00000000000000000"),
        _ => healthy(seen),
    });
    let ended = Doctor::json(&server).run();
    assert_eq!(ended.came_to(), (3, "inconclusive".to_owned()), "{}", ended.stdout());
    assert_eq!(ended.ways(), ["not-box"]);
    assert_eq!(ended.named_causes(), [""; 0]);
}

#[test]
fn what_a_server_said_before_it_went_away_is_kept() {
    // The first wave is answered; the second meets a server that is gone for good.
    let gone = Arc::new(AtomicBool::new(false));
    let server = Server::start(move |seen: &Seen| {
        let is_read = matches!(seen.asked, Asked::WhoamiEnterprise | Asked::WhoamiUser);
        if gone.fetch_or(is_read, Ordering::SeqCst) || is_read {
            return Answer::ThenReset(Vec::new());
        }
        healthy(seen)
    });
    let ended = Doctor::json(&server).run();
    assert_eq!(ended.came_to(), (3, "inconclusive".to_owned()), "{}", ended.stdout());
    assert_eq!(ended.environment(), ["connection-failed", "token-not-revoked"]);
    assert_eq!(ended.named_causes(), [""; 0]);
    assert_eq!((ended.outcome("enterprise"), ended.outcome("user")), ("granted".into(), "granted".into()));
    assert_eq!(ended.tokens(), (2, 0));
}
