//! The matrix of faults, proxies: which one is used, what it hears, and that its faults are never the app's.
//!
//! The Box behind it shows a certificate for a name that no resolver knows, so a check that comes to a verdict went through
//! the proxy. A packaged proxy, with and without a password, is tried by `.ci/judges`.

use std::path::PathBuf;

use crate::kit::matrix::{HURRIED, UNHURRIED, each, is_the_way_alone};
use crate::kit::proxy::Proxy;
use crate::kit::tls::{Authority, Identity};
use crate::kit::{Answer, Doctor, Ended, Seen, Server};
use crate::kit::{healthy, listen};
use tempfile::TempDir;

const PASSWORD: &str = "pr0xyCanaryPassw0rd";
/// `someone:pr0xyCanaryPassw0rd`, as `Proxy-Authorization` has it (RFC 7617 §2).
const BASIC: &str = "c29tZW9uZTpwcjB4eUNhbmFyeVBhc3N3MHJk";
/// Valid on any machine's clock.
const NOW: (i32, i32) = (2020, 2120);

/// A Box under a name that no resolver knows.
struct Behind {
    folder: TempDir,
    server: Server,
}

impl Behind {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let authority = Authority::new("Ours");
        authority.write(&folder.path().join("trusted.pem"));
        let identity = authority.certificate("api.box.invalid", NOW);
        Self { server: Server::on(listen(), healthy, move |tcp| identity.accept(tcp)), folder }
    }

    fn trusted(&self) -> PathBuf {
        self.folder.path().join("trusted.pem")
    }

    fn proxy(&self) -> Proxy {
        Proxy::to(self.server.port())
    }

    /// A check of it, with no proxy named yet. One short question, should there be a resolver at all.
    fn check(&self) -> Doctor {
        Doctor::check("https://api.box.invalid")
            .env("RES_OPTIONS", "timeout:1 attempts:1")
            .env("SSL_CERT_FILE", self.trusted())
    }

    /// The same, with its report as JSON.
    fn json(&self) -> Doctor {
        self.check().args(["--format", "json"])
    }
}

/// What names a proxy to a check.
type With = fn(Doctor, String) -> Doctor;
/// What keeps a check from a proxy.
type Without = fn(Doctor) -> Doctor;

fn is_healthy(name: &str, ended: &Ended) {
    assert_eq!(ended.came_to(), (0, "healthy".to_owned()), "{name}: {}", ended.stdout);
    assert_eq!(ended.environment(), [""; 0], "{name}");
}

fn hides_the_password(name: &str, ended: &Ended) {
    for output in [&ended.stdout, &ended.stderr] {
        assert!(!output.contains("pr0xyCanary") && !output.contains(&BASIC[8..]), "{name}: {output}");
    }
}

#[test]
fn a_proxy_leads_to_box_and_is_told_nothing_but_where() {
    let behind = Behind::new();
    let rows: Vec<(_, With)> = vec![
        ("HTTPS_PROXY", |check, url| check.env("HTTPS_PROXY", url)),
        ("https_proxy", |check, url| check.env("https_proxy", url)),
        ("ALL_PROXY", |check, url| check.env("ALL_PROXY", url)),
        ("without a scheme", |check, url| check.env("HTTPS_PROXY", url.replace("http://", ""))),
        ("a flag", |check, url| check.args(["--proxy", &url])),
        ("a flag against a variable", |check, url| {
            check.env("HTTPS_PROXY", "http://127.0.0.1:9").args(["--proxy", &url])
        }),
        ("a flag against NO_PROXY", |check, url| check.env("NO_PROXY", "*").args(["--proxy", &url])),
        ("NO_PROXY for others", |check, url| check.env("HTTPS_PROXY", url).env("NO_PROXY", "example.com,10.0.0.0/8")),
    ];
    each(rows, |name, with| {
        let proxy = behind.proxy();
        let ended = with(behind.json(), proxy.url()).run();
        is_healthy(name, &ended);
        assert_eq!(ended.profile()["proxy"], proxy.url(), "{name}");
        assert!(ended.profile()["settings"].to_string().contains("proxy"), "{name}");
        let asked = proxy.asked();
        assert!(!asked.is_empty(), "{name}");
        for head in asked {
            assert!(head.starts_with("CONNECT api.box.invalid:443 HTTP/1.1\r\n"), "{name}: {head}");
            for ours in [crate::kit::SECRET, crate::kit::CLIENT_ID, "Proxy-Authorization", "proxy-authorization"] {
                assert!(!head.contains(ours), "{name}: {head}");
            }
        }
    });
}

#[test]
fn a_proxy_that_wants_a_password_gets_it_and_nobody_else_does() {
    let behind = Behind::new();
    let rows: Vec<(_, With)> = vec![
        ("a variable", |check, url| check.env("HTTPS_PROXY", url)),
        ("a flag", |check, url| check.args(["--proxy", &url])),
    ];
    each(rows, |name, with| {
        let proxy = Proxy::guarded(behind.server.port(), BASIC);
        let ended = with(behind.json(), proxy.url_for("someone", PASSWORD)).args(["-vv"]).run();
        is_healthy(name, &ended);
        hides_the_password(name, &ended);
        assert_eq!(ended.profile()["proxy"], proxy.url(), "{name}");
        let warned = ended.profile()["notes"].to_string().contains("every user of this machine");
        assert_eq!(warned, name == "a flag", "{name}");
    });
    assert!(behind.server.seen().iter().all(|seen| !seen.whole().contains(&BASIC[8..])));
}

#[test]
fn a_short_password_is_not_taken_for_every_word() {
    let behind = Behind::new();
    // `:f` and `e:r` stand in many a reply: `"is_platform_access_only":false`.
    for (user, password) in [("", "f"), ("e", "r"), ("", "")] {
        let ended = behind.json().env("HTTPS_PROXY", behind.proxy().url_for(user, password)).run();
        is_healthy(password, &ended);
    }
}

#[test]
fn a_wrong_password_or_none_is_the_proxys_fault() {
    let behind = Behind::new();
    each(vec![("none", None), ("wrong", Some("wr0ngPassw0rd"))], |name, password| {
        let proxy = Proxy::guarded(behind.server.port(), BASIC);
        let url = password.map_or_else(|| proxy.url(), |password| proxy.url_for("someone", password));
        let ended = behind.json().env("HTTPS_PROXY", url).run();
        is_the_way_alone(name, &ended, "proxy-refused");
        let reason = ended.probe("enterprise").unwrap()["reason"].to_string();
        assert!(reason.contains(&proxy.url()) && reason.contains("auth"), "{name}: {reason}");
    });
    assert_eq!(behind.server.kinds(), []);
}

#[test]
fn a_socks_proxy_leads_to_box_and_looks_its_name_up() {
    let behind = Behind::new();
    let proxy = Proxy::socks_to(behind.server.port());
    let ended = behind.json().env("ALL_PROXY", proxy.url().replace("http://", "socks5h://")).run();
    is_healthy("socks5h", &ended);
    let asked = proxy.asked();
    assert!(!asked.is_empty() && asked.iter().all(|name| name == "api.box.invalid"), "{asked:?}");
}

#[test]
fn a_proxy_that_is_not_to_be_used_is_not() {
    let behind = Behind::new();
    let rows: Vec<(_, (Without, _))> = vec![
        ("NO_PROXY", (|check| check.env("NO_PROXY", "box.invalid"), true)),
        ("no_proxy", (|check| check.env("no_proxy", "localhost, .box.invalid"), true)),
        ("NO_PROXY for all", (|check| check.env("NO_PROXY", "*"), true)),
        ("a flag", (|check| check.args(["--no-proxy"]), false)),
    ];
    each(rows, |name, (with, noted)| {
        let proxy = behind.proxy();
        let ended = with(behind.json().env("HTTPS_PROXY", proxy.url()).env("ALL_PROXY", proxy.url())).run();
        is_the_way_alone(name, &ended, "dns-failure");
        assert_eq!(ended.profile()["proxy"], serde_json::Value::Null, "{name}");
        let notes = ended.profile()["notes"].to_string();
        assert_eq!(notes.contains("names the host"), noted, "{name}: {notes}");
        assert_eq!(proxy.asked(), [""; 0], "{name}");
    });
}

#[test]
fn loopback_never_goes_through_a_proxy() {
    let rows: Vec<(_, With)> = vec![
        ("a variable", |check, url| check.env("HTTP_PROXY", &url).env("HTTPS_PROXY", &url).env("ALL_PROXY", url)),
        ("a flag", |check, url| check.args(["--proxy", &url])),
    ];
    each(rows, |name, with| {
        let (server, proxy) = (Server::start(healthy), Proxy::silent());
        let ended = with(Doctor::json(&server), proxy.url()).run();
        is_healthy(name, &ended);
        assert_eq!(proxy.asked(), [""; 0], "{name}");
        let noted = ended.profile()["notes"].to_string().contains("loopback never goes through a proxy");
        assert_eq!(noted, name == "a flag", "{name}");
    });
}

#[test]
fn a_proxy_that_cannot_be_meant_is_refused_before_anything_is_sent() {
    let behind = Behind::new();
    let rows: [(_, &[&str], _, _); 4] = [
        (
            "a flag",
            &["--proxy", "ftp://someone:pr0xyCanaryPassw0rd@p:1"],
            None,
            "flag `--proxy` is not a proxy's address",
        ),
        ("an empty flag", &["--proxy", ""], None, "flag `--proxy` is empty"),
        (
            "a variable",
            &[],
            Some(("HTTPS_PROXY", "http://someone:pr0xyCanaryPassw0rd/@p:1")),
            "variable `HTTPS_PROXY` is not a proxy's address",
        ),
        ("both flags", &["--proxy", "p:1", "--no-proxy"], None, "`--proxy` cannot be used with `--no-proxy`"),
    ];
    for (name, args, variable, says) in rows {
        let check = variable.iter().fold(behind.json(), |check, (name, value)| check.env(name, value));
        let ended = check.args(args).run();
        assert_eq!(ended.code, 2, "{name}: {}", ended.stdout);
        let message = ended.json()["error"]["message"].as_str().unwrap().to_owned();
        assert!(message.contains(says), "{name}: {message}");
        hides_the_password(name, &ended);
    }
    assert_eq!(behind.server.kinds(), []);
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
        ("another protocol", (refusing("SSH-2.0-OpenSSH_9.9\r\n"), UNHURRIED, "proxy-refused")),
        ("silent", (Proxy::silent(), HURRIED, "timed-out")),
    ];
    let behind = Behind::new();
    each(rows, |name, (proxy, timeout, fault)| {
        let url = proxy.url_for("someone", PASSWORD);
        let ended = behind.json().env("HTTPS_PROXY", url).args(timeout).args(["-vv"]).run();
        is_the_way_alone(name, &ended, fault);
        assert!(proxy.asked()[0].starts_with("CONNECT api.box.invalid:443 "), "{name}: {:?}", proxy.asked());
        assert!(proxy.asked()[0].contains(BASIC), "{name}: {:?}", proxy.asked());
        hides_the_password(name, &ended);
    });
    assert_eq!(behind.server.kinds(), []);
}

#[test]
fn a_proxy_that_is_not_there_is_named() {
    // Bound, so that nobody else gets it, but not listening.
    let socket = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None).unwrap();
    socket.bind(&std::net::SocketAddr::from(([127, 0, 0, 1], 0)).into()).unwrap();
    let deaf = format!("http://127.0.0.1:{}", socket.local_addr().unwrap().as_socket().unwrap().port());
    let rows = vec![
        ("nobody listens", (deaf, "connection-failed")),
        ("nobody knows its name", ("http://proxy.invalid:3128".to_owned(), "dns-failure")),
    ];
    let behind = Behind::new();
    each(rows, |name, (proxy, fault)| {
        let ended = behind.json().env("HTTPS_PROXY", &proxy).run();
        is_the_way_alone(name, &ended, fault);
        let reason = ended.probe("enterprise").unwrap()["reason"].to_string();
        assert!(reason.contains(&format!("the proxy `{proxy}`")), "{name}: {reason}");
    });
}

#[test]
fn a_proxy_that_opens_tls_is_not_trusted_unless_a_flag_says_so() {
    let behind = Behind::new();
    let theirs = Authority::new("A proxy's own");
    let root = behind.folder.path().join("proxy.pem");
    theirs.write(&root);
    let between = |identity: Identity, behaviour: fn(&Seen) -> Answer| {
        Server::on(listen(), behaviour, move |tcp| identity.accept(tcp))
    };

    let stranger = between(theirs.certificate("api.box.invalid", NOW), healthy);
    let ended = behind.json().env("HTTPS_PROXY", Proxy::to(stranger.port()).url()).run();
    is_the_way_alone("not trusted", &ended, "tls-untrusted");
    assert_eq!(stranger.kinds(), [], "the secret was sent to a stranger");

    let trusted = between(theirs.certificate("api.box.invalid", NOW), healthy);
    let proxy = Proxy::to(trusted.port()).url();
    let ended = behind.json().env("HTTPS_PROXY", proxy).args(["--ca-cert".as_ref(), root.as_os_str()]).run();
    is_healthy("trusted", &ended);

    // Whoever opens TLS has the proxy's password too, and may repeat it.
    let echo = between(theirs.certificate("api.box.invalid", NOW), |_| {
        Answer::refusal("invalid_grant", &format!("Grant credentials are invalid. {PASSWORD} Basic {BASIC}"))
    });
    let proxy = Proxy::to(echo.port()).url_for("someone", PASSWORD);
    let ended = behind.json().env("HTTPS_PROXY", proxy).args(["-vv", "--ca-cert"]).args([&root]).run();
    assert!(ended.stdout.contains("[redacted"), "the echo was not even shown: {}", ended.stdout);
    hides_the_password("echoed", &ended);
}

#[test]
fn what_the_text_shows_can_be_repeated_with_curl() {
    let behind = Behind::new();
    let proxy = behind.proxy();
    let ended = behind
        .check()
        .env("HTTPS_PROXY", proxy.url_for("someone", PASSWORD))
        .args(["-v", "--ca-cert"])
        .args([behind.trusted()])
        .run();
    let (flat, text) = (ended.flat(), ended.stdout);
    assert!(text.contains("app c0ff…ee00, requests to https://api.box.invalid"), "{text}");
    assert!(flat.contains("Asked https://api.box.invalid through the proxy"), "{text}");
    let options = format!("curl -sS -x {} -U \"$PROXY_LOGIN\" --cacert {}", proxy.url(), behind.trusted().display());
    assert!(text.contains(&options), "{text}");
    assert!(text.contains("proxy: from variable `HTTPS_PROXY`"), "{text}");
}
