//! The matrix of faults, TLS: who is not trusted gets no secret, and the app is not blamed for it.
//!
//! Certificates are rcgen's; the servers speak TLS by rustls, or send bytes that a test wrote. What is trusted is what
//! `SSL_CERT_FILE` and `--ca-cert` name: the machine's own store is never part of a test.

use std::fs;
use std::path::PathBuf;

use crate::kit::http2::{Http2, Turn};
use crate::kit::matrix::{each, is_the_way_alone};
use crate::kit::tls::{Authority, Identity, self_signed};
use crate::kit::{Answer, Asked, Doctor, Ended, Seen, Server};
use crate::kit::{Stream, healthy, listen};
use tempfile::TempDir;

/// From one year's start to another's: valid on any machine's clock.
const NOW: (i32, i32) = (2020, 2120);

/// A folder with the certificate of an authority in it.
struct Trust {
    folder: TempDir,
    ours: Authority,
}

impl Trust {
    fn new() -> Self {
        let (folder, ours) = (tempfile::tempdir().unwrap(), Authority::new("Ours"));
        ours.write(&folder.path().join("ours.pem"));
        fs::write(folder.path().join("empty.pem"), "").unwrap();
        Self { folder, ours }
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A check of `https://localhost` that trusts what this file names.
    fn check(&self, port: u16, store: &str) -> Doctor {
        Doctor::check(&format!("https://localhost:{port}"))
            .env("SSL_CERT_FILE", self.file(store))
            .args(["--format", "json"])
    }
}

/// A healthy Box that shows this identity.
fn serve(identity: Identity) -> Server {
    Server::on(listen(), healthy, move |tcp| identity.accept(tcp))
}

fn is_healthy(ended: &Ended) {
    assert_eq!(ended.came_to(), (0, "healthy".to_owned()), "{}", ended.stdout);
    assert_eq!(ended.environment(), [""; 0]);
    assert_eq!(ended.tokens(), (2, 2));
}

fn reason(ended: &Ended) -> String {
    ended.probe("enterprise").unwrap()["reason"].to_string()
}

#[test]
fn a_certificate_that_is_not_trusted_stops_the_secret() {
    let trust = Trust::new();
    let strangers = Authority::new("Strangers");
    let rows: Vec<(_, (Identity, _))> = vec![
        ("self-signed", (self_signed("localhost", NOW), "issuer")),
        ("of an unknown authority", (strangers.certificate("localhost", NOW), "issuer")),
        ("expired", (trust.ours.certificate("localhost", (2000, 2001)), "expired")),
        ("not valid yet", (trust.ours.certificate("localhost", (2110, 2120)), "not valid yet")),
        ("for another name", (trust.ours.certificate("box.example", NOW), "another host")),
    ];
    each(rows, |name, (identity, says)| {
        let server = serve(identity);
        let ended = trust.check(server.port(), "ours.pem").run();
        is_the_way_alone(name, &ended, "tls-untrusted");
        assert!(reason(&ended).contains(says), "{name}: {}", reason(&ended));
        assert_eq!(server.kinds(), [], "{name}: something was sent");
    });
}

#[test]
fn an_authority_is_trusted_where_the_store_or_a_flag_names_it() {
    let trust = Trust::new();
    let none = || vec![];
    let flag = || vec!["--ca-cert".into(), trust.file("ours.pem").into_os_string()];
    Authority::new("Others").write(&trust.file("others.pem"));
    let rows = vec![
        ("the store", ("ours.pem", none())),
        ("the flag, beside another store", ("others.pem", flag())),
        ("the flag, where there is no store", ("empty.pem", flag())),
        ("both", ("ours.pem", flag())),
    ];
    each(rows, |name, (store, args)| {
        let server = serve(trust.ours.certificate("localhost", NOW));
        let ended = trust.check(server.port(), store).env("SSL_CERT_DIR", "").args(&args).run();
        is_healthy(&ended);
        assert_eq!(server.asked(Asked::Revoke).len(), 2, "{name}");
        let origins = ended.profile()["settings"].to_string();
        assert_eq!(origins.contains("ca_certificates"), !args.is_empty(), "{name}: {origins}");
    });
}

#[test]
fn an_authority_of_the_flag_vouches_for_its_own_alone() {
    let trust = Trust::new();
    Authority::new("Others").write(&trust.file("others.pem"));
    let server = serve(trust.ours.certificate("localhost", NOW));
    let others = trust.file("others.pem");
    let ended = trust.check(server.port(), "empty.pem").args(["--ca-cert".as_ref(), others.as_os_str()]).run();
    is_the_way_alone("another authority", &ended, "tls-untrusted");
    assert_eq!(server.kinds(), []);
}

#[test]
fn a_file_that_holds_no_certificate_is_refused_before_anything_is_sent() {
    let trust = Trust::new();
    let server = serve(trust.ours.certificate("localhost", NOW));
    let whole = fs::read_to_string(trust.file("ours.pem")).unwrap();
    fs::write(trust.file("cut.pem"), &whole[..whole.len() / 2]).unwrap();
    fs::write(trust.file("der.pem"), b"\x30\x82\x01\x0a\x02\x82").unwrap();
    let rows = [
        ("empty.pem", "holds no certificate"),
        ("der.pem", "openssl x509 -inform der"),
        ("cut.pem", "holds a certificate that cannot be read"),
        ("missing.pem", "cannot read the certificates' file"),
        ("", "cannot read the certificates' file"),
    ];
    for (file, says) in rows {
        let path = trust.file(file);
        let ended = trust.check(server.port(), "ours.pem").args(["--ca-cert".as_ref(), path.as_os_str()]).run();
        assert_eq!(ended.code, 2, "{file}: {}", ended.stdout);
        let message = ended.json()["error"].to_string();
        // Of a path no more is repeated than exists.
        let named = file != "missing.pem";
        assert!(message.contains(says) && message.contains(file) == named, "{file}: {message}");
    }
    assert_eq!(server.kinds(), []);
}

#[test]
fn a_machine_that_trusts_nobody_is_told_so() {
    let trust = Trust::new();
    let rows = vec![("empty", "empty.pem"), ("missing", "missing.pem")];
    each(rows, |name, store| {
        let server = serve(trust.ours.certificate("localhost", NOW));
        let ended = trust.check(server.port(), store).env("SSL_CERT_DIR", "").run();
        is_the_way_alone(name, &ended, "tls-untrusted");
        for word in ["trusts no certificate", "SSL_CERT_FILE", "--ca-cert"] {
            assert!(reason(&ended).contains(word), "{name}: {}", reason(&ended));
        }
        assert_eq!(server.kinds(), [], "{name}");
    });
}

#[cfg(unix)]
#[test]
fn a_store_that_is_no_file_is_refused_before_anything_is_sent() {
    let rows = vec![("a device", "/dev/zero"), ("a pipe", "pipe"), ("a folder with a pipe", "")];
    each(rows, |name, store| {
        let trust = Trust::new();
        let pipe = trust.file("pipe");
        rustix::fs::mkfifoat(rustix::fs::CWD, &pipe, rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR).unwrap();
        let server = serve(trust.ours.certificate("localhost", NOW));
        let ended = match store {
            "" => trust.check(server.port(), "ours.pem").env("SSL_CERT_DIR", pipe.parent().unwrap()).run(),
            "pipe" => trust.check(server.port(), "pipe").run(),
            device => trust.check(server.port(), "ours.pem").env("SSL_CERT_FILE", device).run(),
        };
        assert_eq!(ended.code, 3, "{name}: {}", ended.stdout);
        assert!(ended.stderr.contains("no file of certificates"), "{name}: {}", ended.stderr);
        assert_eq!(server.kinds(), [], "{name}");
    });
}

/// Reads the client's first message and answers it with these bytes.
fn bytes(answer: &'static [u8]) -> impl Fn(std::net::TcpStream) -> std::io::Result<Box<dyn Stream>> + Send + Sync {
    move |mut tcp| {
        use std::io::{Read, Write};
        let _ = tcp.read(&mut [0; 4096])?;
        tcp.write_all(answer)?;
        Err(std::io::ErrorKind::ConnectionAborted.into())
    }
}

#[test]
fn what_does_not_speak_tls_as_box_does_is_not_trusted() {
    // A ServerHello (RFC 4346 §7.4.1.3) of TLS 1.1, with 32 zeros for randomness and TLS_RSA_WITH_AES_128_CBC_SHA.
    const HELLO_1_1: &[u8] =
        b"\x16\x03\x02\0\x2a\x02\0\0\x26\x03\x02\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x2f\0";
    let trust = Trust::new();
    let rows: Vec<(_, (&[u8], _, _))> = vec![
        ("plain HTTP", (b"HTTP/1.1 400 Bad Request\r\n\r\n", "tls-untrusted", "does not speak TLS")),
        ("closed in the handshake", (b"", "connection-failed", "closed before")),
        ("an alert", (b"\x15\x03\x03\0\x02\x02\x28", "tls-untrusted", "broke off the TLS handshake")),
        ("an answer in TLS 1.1", (HELLO_1_1, "tls-untrusted", "no TLS of version 1.2 or 1.3")),
        // protocol_version, as OpenSSL sends it where it is held to TLS 1.1.
        ("a refusal of TLS 1.2", (b"\x15\x03\x02\0\x02\x02\x46", "tls-untrusted", "no TLS of version 1.2 or 1.3")),
    ];
    each(rows, |name, (answer, fault, says)| {
        let server = Server::on(listen(), healthy, bytes(answer));
        let ended = trust.check(server.port(), "ours.pem").run();
        is_the_way_alone(name, &ended, fault);
        assert!(reason(&ended).contains(says), "{name}: {}", reason(&ended));
    });
}

#[test]
fn http_2_is_spoken_where_the_server_wants_it() {
    let trust = Trust::new();
    let identity = trust.ours.certificate("localhost", NOW);
    let server = Http2::start(&identity, |seen: &Seen| {
        assert!(seen.head.contains("HTTP/2"), "{}", seen.head);
        Turn::Answer(healthy(seen))
    });
    is_healthy(&trust.check(server.port(), "ours.pem").run());
    let (connections, requests) = server.counts();
    assert_eq!(requests, 7, "three tokens, two reads, two revocations");
    assert!(connections <= 3, "as many as the first wave opens at once, and no more: {connections}");
}

#[test]
fn a_refusal_over_http_2_is_read_like_any_other() {
    let trust = Trust::new();
    let identity = trust.ours.certificate("localhost", NOW);
    let server = Http2::start(&identity, |seen: &Seen| match seen.asked {
        Asked::User => Turn::Answer(Answer::grant_credentials_invalid()),
        _ => Turn::Answer(healthy(seen)),
    });
    let ended = trust.check(server.port(), "ours.pem").run();
    assert_eq!(ended.came_to(), (1, "misconfigured".to_owned()), "{}", ended.stdout);
    assert_eq!(ended.environment(), [""; 0]);
    assert!(ended.named_causes().contains(&"user-tokens-disabled".to_owned()));
}

#[test]
fn a_stream_that_is_reset_is_the_connections_fault() {
    let trust = Trust::new();
    let identity = trust.ours.certificate("localhost", NOW);
    let rows: Vec<(_, fn() -> Turn)> = vec![("at once", || Turn::Reset), ("in the body", || Turn::ResetInBody)];
    each(rows, |name, turn| {
        let server = Http2::start(&identity, move |_: &Seen| turn());
        let ended = trust.check(server.port(), "ours.pem").args(["--timeout", "30s"]).run();
        is_the_way_alone(name, &ended, "connection-failed");
    });
}
