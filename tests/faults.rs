//! The matrix of faults: whatever the way to Box does, the app is not blamed for it.
//!
//! Each row names the one environment finding that must be reported; every other finding of the way, and every cause that
//! is confirmed or suspected, must not be. What other probes told is kept. That the program ends is seen by its end.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod wire;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

use wire::proxy::Proxy;
use wire::server::{Stream, healthy, listen, message};
use wire::tls::{Authority, Identity, self_signed};
use wire::{Answer, Asked, Doctor, Ended, Seen, Server};

/// Long enough for three attempts on a busy machine, where replies come at once.
const UNHURRIED: [&str; 2] = ["--timeout", "30s"];
/// Where nothing ever comes, three attempts of a third of a second are enough.
const HURRIED: [&str; 2] = ["--timeout", "1s"];

/// Runs every row beside the others, since most wait for a time-out, and names the row that fails.
fn each<R: Send>(rows: Vec<(&'static str, R)>, check: impl Fn(&str, R) + Sync) {
    thread::scope(|scope| {
        let check = &check;
        let running: Vec<_> =
            rows.into_iter().map(|(name, row)| (name, scope.spawn(move || check(name, row)))).collect();
        let failed: Vec<_> =
            running.into_iter().filter_map(|(name, row)| row.join().is_err().then_some(name)).collect();
        assert!(failed.is_empty(), "rows that failed, see above: {failed:?}");
    });
}

/// No verdict, for this one reason, and nobody to blame.
#[track_caller]
fn is_the_way_alone(name: &str, ended: &Ended, fault: &str) {
    assert_eq!(ended.came_to(), (3, "inconclusive".to_owned()), "{name}: {}", ended.stdout());
    assert_eq!(ended.ways(), [fault], "{name}: {}", ended.stdout());
    assert_eq!(ended.named_causes(), [""; 0], "{name}: a cause is blamed");
    assert_eq!(ended.findings("cause", &["ruled-out", "masked"]), [""; 0], "{name}: a cause is cleared by no reply");
    for probe in ["enterprise", "user"] {
        assert_eq!(ended.outcome(probe), "failed", "{name}: {probe}");
    }
}

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
fn a_certificate_that_is_not_trusted_stops_the_secret() {
    let ours = Arc::new(Authority::new("Ours"));
    let strangers = Authority::new("Strangers");
    let now = (2020, 2120);
    let rows: Vec<(_, (Identity, _))> = vec![
        ("self-signed", (self_signed("localhost", now), "issuer")),
        ("of an unknown authority", (strangers.certificate("localhost", now), "issuer")),
        ("expired", (ours.certificate("localhost", (2000, 2001)), "expired")),
        ("not valid yet", (ours.certificate("localhost", (2110, 2120)), "not valid yet")),
        ("for another name", (ours.certificate("box.example", now), "another host")),
    ];
    each(rows, |name, (identity, says)| {
        let folder = tempfile::tempdir().unwrap();
        let (ended, server) = over_tls(&folder, &ours, identity);
        is_the_way_alone(name, &ended, "tls-untrusted");
        let reason = ended.probe("enterprise").unwrap()["reason"].to_string();
        assert!(reason.contains(says), "{name}: {reason}");
        assert_eq!(server.kinds(), [], "{name}: something was sent");
    });
}

#[test]
fn a_certificate_that_ssl_cert_file_trusts_is_fine() {
    let ours = Authority::new("Ours");
    let folder = tempfile::tempdir().unwrap();
    let (ended, server) = over_tls(&folder, &ours, ours.certificate("localhost", (2020, 2120)));
    assert_eq!(ended.came_to(), (0, "healthy".to_owned()), "{}", ended.stdout());
    assert_eq!(ended.environment(), [""; 0]);
    assert_eq!(server.asked(Asked::Revoke).len(), 2);
}

/// Checks a server at `https://localhost` that shows this identity, where only this authority is trusted.
fn over_tls(folder: &tempfile::TempDir, trusted: &Authority, identity: Identity) -> (Ended, Server) {
    let store = folder.path().join("trusted.pem");
    trusted.write(&store);
    let server = Server::on(listen(), healthy, move |tcp| identity.accept(tcp));
    let ended = Doctor::check(&format!("https://localhost:{}", server.port()))
        .env("SSL_CERT_FILE", &store)
        .args(["--format", "json"])
        .run();
    (ended, server)
}

#[test]
fn what_does_not_speak_tls_is_not_trusted() {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("trusted.pem");
    Authority::new("Ours").write(&store);
    let plain = |bytes: &'static [u8]| {
        move |mut tcp: std::net::TcpStream| -> std::io::Result<Box<dyn Stream>> {
            use std::io::{Read, Write};
            let _ = tcp.read(&mut [0; 4096])?;
            tcp.write_all(bytes)?;
            Err(std::io::ErrorKind::ConnectionAborted.into())
        }
    };
    let rows = vec![
        ("plain HTTP", (plain(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"), "tls-untrusted")),
        ("closed in the handshake", (plain(b""), "connection-failed")),
        ("an alert", (plain(b"\x15\x03\x03\0\x02\x02\x28"), "tls-untrusted")),
    ];
    each(rows, |name, (accept, fault)| {
        let server = Server::on(listen(), healthy, accept);
        let ended = Doctor::check(&format!("https://localhost:{}", server.port()))
            .env("SSL_CERT_FILE", &store)
            .args(["--format", "json"])
            .run();
        is_the_way_alone(name, &ended, fault);
    });
}

#[test]
fn a_machine_without_trusted_certificates_is_told_so() {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("empty.pem");
    std::fs::write(&store, "").unwrap();
    let ended = Doctor::check("https://localhost:1")
        .env("SSL_CERT_FILE", &store)
        .env("SSL_CERT_DIR", folder.path())
        .args(["--format", "json"])
        .run();
    assert_eq!(ended.code(), 3, "{}{}", ended.stdout(), ended.stderr());
    assert_eq!(ended.json()["exit_code"], 3);
    assert!(ended.stdout().contains("certificate"), "{}", ended.stdout());
}

/// A Box behind a proxy, under a name that no resolver knows.
struct Behind {
    folder: tempfile::TempDir,
    server: Server,
}

impl Behind {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let authority = Authority::new("Ours");
        authority.write(&folder.path().join("trusted.pem"));
        let identity = authority.certificate("api.box.invalid", (2020, 2120));
        Self { server: Server::on(listen(), healthy, move |tcp| identity.accept(tcp)), folder }
    }

    fn check(&self, proxy: &str) -> Doctor {
        Doctor::check("https://api.box.invalid")
            .env("RES_OPTIONS", "timeout:1 attempts:1")
            .env("SSL_CERT_FILE", self.folder.path().join("trusted.pem"))
            .env("HTTPS_PROXY", proxy)
            .args(["--format", "json"])
    }
}

#[test]
fn a_proxy_leads_to_box() {
    let behind = Behind::new();
    let proxy = Proxy::to(behind.server.port());
    let ended = behind.check(&proxy.url_for("someone", "pr0xyCanaryPassw0rd")).run();
    assert_eq!(ended.came_to(), (0, "healthy".to_owned()), "{}", ended.stdout());
    let asked = proxy.asked();
    assert!(
        !asked.is_empty() && asked.iter().all(|head| head.starts_with("CONNECT api.box.invalid:443 ")),
        "{asked:?}"
    );
    let basic = "Basic c29tZW9uZTpwcjB4eUNhbmFyeVBhc3N3MHJk";
    assert!(asked.iter().all(|head| head.contains(basic)), "{asked:?}");
    for head in asked {
        assert!(!head.contains(wire::SECRET) && !head.contains(wire::CLIENT_ID), "{head}");
    }
}

#[test]
fn no_proxy_is_heeded() {
    let behind = Behind::new();
    let proxy = Proxy::to(behind.server.port());
    let ended = behind.check(&proxy.url()).env("NO_PROXY", "box.invalid").run();
    is_the_way_alone("around the proxy", &ended, "dns-failure");
    assert_eq!(proxy.asked(), [""; 0]);
}

#[test]
fn a_proxy_that_opens_no_way_is_the_proxys_fault() {
    let refusing = |bytes| Proxy::answering(bytes);
    let rows = vec![
        ("403", (refusing("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"), UNHURRIED, "proxy-refused")),
        (
            "407",
            (
                refusing(
                    "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n",
                ),
                UNHURRIED,
                "proxy-refused",
            ),
        ),
        ("502", (refusing("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 6\r\n\r\n<html>"), UNHURRIED, "proxy-refused")),
        ("closed", (refusing(""), UNHURRIED, "proxy-refused")),
        ("silent", (Proxy::silent(), HURRIED, "timed-out")),
    ];
    let behind = Behind::new();
    each(rows, |name, (proxy, timeout, fault)| {
        let ended = behind.check(&proxy.url_for("someone", "pr0xyCanaryPassw0rd")).args(timeout).args(["-vv"]).run();
        is_the_way_alone(name, &ended, fault);
        assert!(proxy.asked()[0].starts_with("CONNECT api.box.invalid:443 "), "{name}: {:?}", proxy.asked());
        for output in [ended.stdout(), ended.stderr()] {
            assert!(!output.contains("pr0xyCanary") && !output.contains("c29tZW9uZTpwcjB4"), "{name}: {output}");
        }
    });
    assert_eq!(behind.server.kinds(), []);
}

#[test]
fn a_proxy_that_cannot_be_reached_is_a_failed_connection() {
    let socket = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None).unwrap();
    socket.bind(&std::net::SocketAddr::from(([127, 0, 0, 1], 0)).into()).unwrap();
    let port = socket.local_addr().unwrap().as_socket().unwrap().port();
    let ended = Behind::new().check(&format!("http://127.0.0.1:{port}")).run();
    is_the_way_alone("unreachable", &ended, "connection-failed");
}

#[test]
fn a_proxy_that_opens_tls_is_not_trusted() {
    let behind = Behind::new();
    let stranger = Authority::new("Strangers").certificate("api.box.invalid", (2020, 2120));
    let between = Server::on(listen(), healthy, move |tcp| stranger.accept(tcp));
    let ended = behind.check(&Proxy::to(between.port()).url()).run();
    is_the_way_alone("intercepted", &ended, "tls-untrusted");
    assert_eq!(between.kinds(), [], "the secret was sent to a stranger");
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
