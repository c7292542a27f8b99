//! No secret, token or cookie leaves by any output, whatever a server does with what it was sent.
//!
//! Each test first proves that the server had the secret and that its tokens were used: what was never sent cannot leak.

use std::collections::HashSet;
use std::fs;

use crate::wire::server::{healthy, message};
use crate::wire::{
    AWKWARD_SECRET, Answer, Asked, CLIENT_ID, Doctor, ENTERPRISE_TOKEN, Ended, NOBODYS_TOKEN, SECRET, Seen, Server,
    USER, USER_TOKEN,
};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE};
use serde_json::json;

const COOKIE: &str = "c00kie6RtYp1Zq8VbNw3Xs5";

/// So many characters of a value in a row are a leak, however the rest was cut.
const TELLING: usize = 10;

/// Fails if the text shows one of the values, or a telling part of it, in any encoding that a person would undo.
#[track_caller]
fn hides(name: &str, text: &str, values: &[&str]) {
    // A long word may be broken to fit the width.
    let squeezed = |text: &str| text.chars().filter(|char| !char.is_whitespace()).collect::<String>();
    let text = squeezed(text);
    let parts: HashSet<&[u8]> = text.as_bytes().windows(TELLING).collect();
    for value in values {
        for form in forms(value).iter().map(|form| squeezed(form)) {
            // An encoding has several characters for each of the value's.
            let telling = (TELLING * form.len().div_ceil(value.len())).min(form.len());
            for part in form.as_bytes().windows(telling).filter(|part| parts.contains(&part[..TELLING])) {
                let is_there = text.as_bytes().windows(telling).any(|shown| shown == part);
                assert!(!is_there, "{name}: `{}` of `{value}` is in\n{text}", String::from_utf8_lossy(part));
            }
        }
    }
}

/// A value as it is, and as it may be encoded.
fn forms(value: &str) -> Vec<String> {
    let bytes = |each: &dyn Fn(u8) -> String| value.bytes().map(each).collect::<String>();
    let chars = |each: &dyn Fn(char) -> String| value.chars().map(each).collect::<String>();
    let json = serde_json::to_string(value).unwrap();
    let mut forms = vec![
        value.to_owned(),
        value.to_lowercase(),
        json.trim_matches('"').to_owned(),
        url::form_urlencoded::byte_serialize(value.as_bytes()).collect(),
        bytes(&|byte| format!("%{byte:02X}")),
        bytes(&|byte| format!("%25{byte:02X}")),
        bytes(&|byte| format!("{byte:02x}")),
        bytes(&|byte| format!("{byte:02X}")),
        chars(&|char| format!("\\u{:04x}", u32::from(char))),
        chars(&|char| format!("&#{};", u32::from(char))),
        chars(&|char| format!("&#x{:X};", u32::from(char))),
        value.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;"),
    ];
    // In base64 the value's place among its neighbours decides how it looks.
    for before in ["", "x", "xx"] {
        forms.push(STANDARD.encode(format!("{before}{value}")));
        forms.push(URL_SAFE.encode(format!("{before}{value}")));
    }
    forms
}

#[test]
fn a_leak_would_be_seen() {
    let leaks = |text: String| std::panic::catch_unwind(|| hides("on purpose", &text, &[SECRET])).is_err();
    for form in forms(SECRET) {
        assert!(leaks(format!("before {form} after")), "{form}");
    }
    let cut = &SECRET[..SECRET.len() - 3];
    let code = STANDARD.encode(format!("{CLIENT_ID}:{SECRET}"));
    for text in [cut.to_owned(), format!("{}\n      {}", &SECRET[..7], &SECRET[7..]), code] {
        assert!(leaks(text.clone()), "{text}");
    }
    for text in ["", "[redacted-secret]", USER_TOKEN, "s3cr3tCan 7Qx9ZfWbK"] {
        assert!(!leaks(text.to_owned()), "{text}");
    }
}

/// A request as a server may echo it: as it is, encoded as a whole, and each value in every encoding.
fn echo(seen: &Seen) -> String {
    let whole = seen.whole();
    let form: String = url::form_urlencoded::byte_serialize(whole.as_bytes()).collect();
    let token = seen.head.lines().find_map(|line| Some(line.split_once("earer ")?.1.to_owned()));
    let secret = seen.field("client_secret");
    let mut all = vec![serde_json::to_string(&whole).unwrap(), STANDARD.encode(&whole), form, whole];
    all.extend(token.iter().chain(&secret).flat_map(|value| forms(value)));
    // RFC 6749 §2.3.1 wants both encoded before they are put together; many clients do not.
    let secret = secret.unwrap_or_default();
    let encoded: String = url::form_urlencoded::byte_serialize(secret.as_bytes()).collect();
    let basic = [secret, encoded].map(|secret| STANDARD_NO_PAD.encode(format!("{CLIENT_ID}:{secret}")));
    format!("{} Basic {}", all.join(" | "), basic.join(" or "))
}

/// The echo on one line, as a header's value has to be.
fn line(seen: &Seen) -> String {
    echo(seen).split(char::is_whitespace).collect::<Vec<_>>().join(" ")
}

fn is_read(seen: &Seen) -> bool {
    matches!(seen.asked, Asked::WhoamiEnterprise | Asked::WhoamiUser | Asked::UserLookup)
}

type Behaviour = fn(&Seen) -> Answer;

/// The places that a server may echo a request in; and whether tokens are granted there.
#[expect(clippy::too_many_lines, reason = "a table")]
fn places() -> Vec<(&'static str, Behaviour, bool)> {
    vec![
        ("a refusal's text", |seen| Answer::refusal("invalid_grant", &echo(seen)), false),
        ("a refusal's code", |seen| Answer::refusal(&echo(seen), "x"), false),
        (
            "a known text, and more",
            |seen| Answer::refusal("invalid_grant", &format!("Grant credentials are invalid. {}", echo(seen))),
            false,
        ),
        (
            "a grant's further fields",
            |seen| match seen.asked {
                Asked::Enterprise | Asked::User => {
                    let token = if seen.asked == Asked::User { USER_TOKEN } else { ENTERPRISE_TOKEN };
                    let mut body =
                        json!({"access_token": token, "token_type": "bearer", "restricted_to": [echo(seen)]});
                    body[echo(seen)] = json!({"token": token, "again": [token]});
                    Answer::json(200, &body.to_string())
                }
                _ => healthy(seen),
            },
            true,
        ),
        (
            "a who-am-I",
            |seen| {
                let all = echo(seen);
                let body = json!({"id": all, "login": all, "name": all, "status": all, "enterprise": {"id": all, "name": all}});
                if is_read(seen) { Answer::json(200, &body.to_string()) } else { healthy(seen) }
            },
            true,
        ),
        (
            "a who-am-I's refusal",
            |seen| {
                let body = json!({"status": 403, "code": echo(seen), "message": echo(seen), "request_id": echo(seen)});
                if is_read(seen) { Answer::json(403, &body.to_string()) } else { healthy(seen) }
            },
            true,
        ),
        (
            "a who-am-I's headers",
            |seen| {
                let header = format!("WWW-Authenticate: Bearer realm=\"Service\", error=\"{}\"", line(seen));
                if is_read(seen) { Answer::with(401, &[&header], "") } else { healthy(seen) }
            },
            true,
        ),
        (
            "a user's lookup",
            |seen| match seen.asked {
                Asked::User => Answer::grant_credentials_invalid(),
                Asked::UserLookup => {
                    Answer::json(200, &json!({"id": USER, "login": echo(seen), "status": echo(seen)}).to_string())
                }
                _ => healthy(seen),
            },
            true,
        ),
        (
            "every header",
            |seen| {
                let names = [
                    "Box-Request-Id",
                    "Content-Type",
                    "Date",
                    "Location",
                    "Proxy-Authenticate",
                    "Retry-After",
                    "Via",
                    "WWW-Authenticate",
                    "Server",
                    "X-Echo",
                    "Set-Cookie",
                ];
                let headers: Vec<_> = names.iter().map(|name| format!("{name}: {}", line(seen))).collect();
                let headers: Vec<_> = headers.iter().map(String::as_str).collect();
                Answer::with(400, &headers, r#"{"error":"invalid_grant"}"#)
            },
            false,
        ),
        (
            "a page",
            |seen| Answer::with(200, &["Content-Type: text/html"], &format!("<html>{}</html>", echo(seen))),
            false,
        ),
        (
            "a page behind the grants",
            |seen| {
                if is_read(seen) {
                    Answer::with(200, &[], &format!("<html>{}</html>", echo(seen)))
                } else {
                    healthy(seen)
                }
            },
            true,
        ),
        ("a server's error", |seen| Answer::with(502, &["Retry-After: 3600"], &echo(seen)), false),
        ("a limit", |seen| Answer::with(429, &[&format!("Retry-After: {}", line(seen))], &echo(seen)), false),
        (
            "a redirect to Box",
            |seen| {
                let query: String = url::form_urlencoded::byte_serialize(seen.whole().as_bytes()).collect();
                Answer::with(302, &[&format!("Location: https://account.box.com/?{query}")], "")
            },
            false,
        ),
        ("a redirect to anywhere", |seen| Answer::with(302, &[&format!("Location: {}", line(seen))], ""), false),
        (
            "bytes that are no text",
            |seen| {
                let mut body = b"\xff\xfe\x00".to_vec();
                body.extend(echo(seen).bytes());
                body.extend(b"\xc3\x28");
                Answer::Bytes(crate::wire::server::message(400, &[], &body))
            },
            false,
        ),
        (
            "a body cut off in the secret",
            |seen| {
                let secret = seen.field("client_secret").unwrap_or_default();
                let cut: String = secret.chars().take(secret.chars().count() - 2).collect();
                Answer::with(400, &[], &format!(r#"{{"error":"invalid_grant","error_description":"{cut}"#))
            },
            false,
        ),
        (
            "a body beyond the limit",
            |seen| {
                // 64 KiB is what is read of a body; the secret stands across that border.
                let secret = seen.field("client_secret").unwrap_or_default();
                let before = " ".repeat(64 * 1024 - 20);
                Answer::with(400, &[], &format!("{before}{secret} {}", "x".repeat(1000)))
            },
            false,
        ),
        (
            "terminal sequences inside",
            |seen| {
                let split: String = seen
                    .field("client_secret")
                    .unwrap_or_default()
                    .chars()
                    .flat_map(|char| [char, '\u{200b}'])
                    .collect();
                Answer::refusal("invalid_grant", &format!("\u{1b}]0;{split}\u{7} \u{1b}[31m{split}\u{1b}[0m"))
            },
            false,
        ),
        (
            "a cookie",
            |seen| {
                let cookie = format!("Set-Cookie: session={COOKIE}; Path=/; HttpOnly");
                Answer::with(
                    400,
                    &[&cookie],
                    &json!({"error": "invalid_grant", "error_description": COOKIE, "all": echo(seen)}).to_string(),
                )
            },
            false,
        ),
    ]
}

/// The secret that the control was sent with.
fn control(server: &Server) -> String {
    let controls = server.asked(Asked::BadSecret);
    assert_eq!(controls.len(), 1, "the control is sent once");
    controls[0].field("client_secret").unwrap()
}

#[track_caller]
fn leaks_nothing(name: &str, secret: &str, server: &Server, outputs: &[String]) {
    let control = control(server);
    for output in outputs {
        hides(name, output, &[secret, &control, ENTERPRISE_TOKEN, USER_TOKEN, NOBODYS_TOKEN, COOKIE]);
    }
}

fn said(ended: &Ended) -> [String; 2] {
    [ended.stdout(), ended.stderr()]
}

#[test]
fn a_server_that_echoes_everything_makes_nothing_leak() {
    for secret in [SECRET, AWKWARD_SECRET] {
        for (name, behaviour, grants) in places() {
            let folder = tempfile::tempdir().unwrap();
            let file = |name: &str| folder.path().join(name);
            let to = |format: &str, name: &str| format!("{format}={}", file(name).display());
            let runs: [&[String]; 3] = [
                &["-vv".into(), "--format".into(), "text".into(), "--format".into(), to("json", "report.json")],
                &["-v".into(), "--format".into(), "json".into(), "--format".into(), to("text", "report.txt")],
                &[],
            ];
            for args in runs {
                let server = Server::start(behaviour);
                let ended = Doctor::check(&server.url()).env("BOX_CLIENT_SECRET", secret).args(args).run();
                let code = ended.code();
                assert!([0, 1, 3].contains(&code), "{name}: {code} {}", ended.stderr());

                let received = server.asked(Asked::Enterprise);
                assert_eq!(received[0].field("client_secret").as_deref(), Some(secret), "{name}: nothing to leak");
                let read =
                    [Asked::WhoamiEnterprise, Asked::WhoamiUser].iter().any(|asked| !server.asked(*asked).is_empty());
                assert_eq!(read, grants, "{name}: whether there are tokens to leak");

                let mut outputs = said(&ended).to_vec();
                outputs.extend(
                    fs::read_dir(folder.path()).unwrap().map(|file| fs::read_to_string(file.unwrap().path()).unwrap()),
                );
                leaks_nothing(name, secret, &server, &outputs);
                if args.contains(&"-vv".to_owned()) {
                    let withheld = (name == "bytes that are no text"
                        && outputs[0].contains("[withheld: the body is not"))
                        || outputs[0].contains("since it may hold a token]");
                    let shown = withheld || outputs[0].contains("[redacted");
                    assert!(shown, "{name}: the echo was not even shown:\n{}", outputs[0]);
                }
            }
            assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "{name}: no report was written");
        }
    }
}

#[test]
fn a_token_told_before_it_is_granted_is_hidden_too() {
    // The enterprise's reply names the token that the user is granted at the same time, or an OAuth app's in the next wave.
    let rows: [(&str, Behaviour); 2] = [
        ("in the same wave", |seen| match seen.asked {
            Asked::Enterprise => Answer::refusal("invalid_grant", USER_TOKEN),
            _ => healthy(seen),
        }),
        ("in the next wave", |seen| match seen.asked {
            Asked::Enterprise | Asked::User => Answer::refusal(
                "unauthorized_client",
                &format!("The \"box_subject_type\" value is unauthorized for this client_id. {NOBODYS_TOKEN}"),
            ),
            Asked::NoSubject => Answer::token(NOBODYS_TOKEN),
            _ => healthy(seen),
        }),
    ];
    for (name, behaviour) in rows {
        let server = Server::start(behaviour);
        let ended = Doctor::json(&server).args(["-vv", "--format", "text=/dev/stderr"]).run();
        assert_eq!(server.asked(Asked::Revoke).len(), 1, "{name}: nothing was granted");
        leaks_nothing(name, SECRET, &server, &said(&ended));
    }
}

#[test]
fn a_time_out_leaks_nothing() {
    let server = Server::start(|seen: &Seen| {
        if is_read(seen) {
            Answer::ThenSilence(format!("HTTP/1.1 200 OK\r\n\r\n{}", echo(seen)).into_bytes())
        } else {
            healthy(seen)
        }
    });
    let ended = Doctor::json(&server).args(["-vv", "--timeout", "2s", "--format", "text=/dev/stderr"]).run();
    assert_eq!(ended.code(), 3);
    assert!(!server.asked(Asked::WhoamiUser).is_empty(), "no token to leak");
    leaks_nothing("time-out", SECRET, &server, &said(&ended));
}

#[cfg(unix)]
#[test]
fn an_interrupt_leaks_nothing() {
    for format in ["text", "json"] {
        let server = Server::start(|seen: &Seen| {
            if is_read(seen) {
                Answer::ThenSilence(format!("HTTP/1.1 200 OK\r\n\r\n{}", echo(seen)).into_bytes())
            } else {
                healthy(seen)
            }
        });
        let running = Doctor::check(&server.url()).args(["-vv", "--format", format]).start();
        server.wait_for(&[Asked::WhoamiEnterprise, Asked::WhoamiUser]);
        running.signal("INT");
        let ended = running.end();
        assert_eq!(ended.code(), 130);
        leaks_nothing(format, SECRET, &server, &said(&ended));
    }
}

type Start<'a> = Box<dyn Fn() -> Doctor + 'a>;

#[test]
fn a_secret_in_the_wrong_place_is_not_repeated() {
    let spaced = format!(" {SECRET}");
    let with_user = format!("https://someone:{SECRET}@api.box.com");
    let no_scheme = format!("api.box.com/{SECRET}");
    let in_query = format!("https://api.box.com/?client_secret={SECRET}");
    let line = format!("{SECRET}\nsecond");
    let by_flag = |flags: &[&str]| Doctor::check("https://api.box.invalid").args(flags);
    let by_variable = |name: &str, value: &str| Doctor::check("https://api.box.invalid").env(name, value);
    let equals = |flag: &str| format!("{flag}={SECRET}");
    let rows: Vec<(&str, Start<'_>)> = vec![
        ("as the flag's value", Box::new(|| by_flag(&["--client-secret", SECRET]))),
        ("after the flag's `=`", Box::new(|| by_flag(&[&equals("--client-secret")]))),
        ("after a misspelt flag", Box::new(|| by_flag(&[&equals("--client_secret")]))),
        ("after a short name", Box::new(|| by_flag(&["--secret", SECRET]))),
        ("as an argument", Box::new(|| by_flag(&[SECRET]))),
        ("as a flag", Box::new(|| by_flag(&[&format!("--{SECRET}")]))),
        ("as a short flag", Box::new(|| by_flag(&[&format!("-{SECRET}")]))),
        ("as a file", Box::new(|| by_flag(&["--client-secret-file", SECRET]))),
        ("as a duration", Box::new(|| by_flag(&["--timeout", SECRET]))),
        ("as a format", Box::new(|| by_flag(&["--format", SECRET]))),
        ("as a colour", Box::new(|| by_flag(&["--color", SECRET]))),
        ("as a dialect", Box::new(|| by_flag(&["--simulate", "healthy", "--dialect", SECRET]))),
        ("as the command", Box::new(|| Doctor::new([SECRET]))),
        ("as what to explain", Box::new(|| Doctor::new(["explain", SECRET]))),
        ("as a port", Box::new(|| Doctor::new(["simulate", "--port", SECRET]))),
        ("as a base URL", Box::new(|| by_flag(&["--base-url", SECRET]))),
        ("in the base URL's user info", Box::new(|| by_variable("BOX_BASE_URL", &with_user))),
        ("in the base URL's path", Box::new(|| by_variable("BOX_BASE_URL", &no_scheme))),
        ("in the base URL's query", Box::new(|| by_variable("BOX_BASE_URL", &in_query))),
        ("as a kind of subject", Box::new(|| by_variable("BOX_SUBJECT_TYPE", SECRET).env("BOX_SUBJECT_ID", "1"))),
        ("with white space", Box::new(|| by_variable("BOX_CLIENT_SECRET", &spaced))),
        ("with a line break", Box::new(|| by_variable("BOX_CLIENT_SECRET", &line))),
        (
            "twice on standard input",
            Box::new(|| by_flag(&["--client-secret-stdin"]).stdin(format!("{SECRET}\n{SECRET}\n"))),
        ),
        ("beside a missing setting", Box::new(|| Doctor::new(["check"]).env("BOX_CLIENT_SECRET", SECRET))),
        ("beside a contradiction", Box::new(|| by_variable("BOX_SUBJECT_TYPE", "user").env("BOX_SUBJECT_ID", SECRET))),
    ];
    for (name, doctor) in rows {
        for doctor in [doctor().args(["--format", "json"]), doctor()] {
            let ended = doctor.run();
            assert_eq!(ended.code(), 2, "{name}: {}{}", ended.stdout(), ended.stderr());
            assert!(!ended.stderr().is_empty(), "{name}: no word");
            for output in said(&ended) {
                hides(name, &output, &[SECRET]);
            }
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn the_secret_is_in_no_argument_while_the_program_runs() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("secret");
    fs::write(&file, format!("{SECRET}\n")).unwrap();
    let silent = || Server::start(|_: &Seen| Answer::ThenSilence(Vec::new()));
    let bare = |server: &Server| Doctor::json(server).without("BOX_CLIENT_SECRET");
    for source in ["variable", "file", "standard input"] {
        let server = silent();
        let doctor = match source {
            "variable" => Doctor::json(&server),
            "file" => bare(&server).args(["--client-secret-file".as_ref(), file.as_os_str()]),
            _ => bare(&server).args(["--client-secret-stdin"]).stdin(format!("{SECRET}\n")),
        };
        let running = doctor.start();
        server.wait_for(&[Asked::Enterprise, Asked::User, Asked::BadSecret]);
        let line = String::from_utf8(fs::read(format!("/proc/{}/cmdline", running.id())).unwrap()).unwrap();
        assert!(line.contains("--format"), "{source}: not the program's own: {line}");
        hides(source, &line, &[SECRET]);
        running.signal("INT");
        assert_eq!(running.end().code(), 130);
        assert_eq!(server.asked(Asked::Enterprise)[0].field("client_secret").as_deref(), Some(SECRET), "{source}");
    }
}

#[test]
fn nothing_is_sent_more_often_or_further_than_needed() {
    use Asked::{BadSecret, Enterprise, Revoke, User, WhoamiEnterprise, WhoamiUser};

    let server = Server::start(healthy);
    let ended = Doctor::json(&server).run();
    assert_eq!(ended.code(), 0);
    assert_eq!(server.kinds(), [Enterprise, User, BadSecret, WhoamiEnterprise, WhoamiUser, Revoke, Revoke]);
    for seen in server.seen() {
        let wants_secret = matches!(seen.asked, Enterprise | User | Revoke);
        assert_eq!(seen.body.contains(SECRET), wants_secret, "{seen:?}");
        assert!(!seen.head.contains(SECRET), "no secret in an address or a header: {}", seen.head);
        assert!(!seen.head.contains(CLIENT_ID), "{}", seen.head);
        assert_eq!(seen.field("scope"), None, "{seen:?}");
        assert!(!seen.whole().to_ascii_lowercase().contains("cookie"), "{seen:?}");
        for token in [ENTERPRISE_TOKEN, USER_TOKEN] {
            let address = seen.head.lines().next().unwrap();
            assert!(!address.contains(token), "no token in an address: {address}");
        }
        if seen.asked <= BadSecret {
            let mut fields: Vec<_> =
                url::form_urlencoded::parse(seen.body.as_bytes()).map(|(key, _)| key.into_owned()).collect();
            fields.sort_unstable();
            assert_eq!(fields, ["box_subject_id", "box_subject_type", "client_id", "client_secret", "grant_type"]);
            assert_eq!(seen.field("grant_type").as_deref(), Some("client_credentials"));
        }
    }
}

#[test]
fn a_refused_secret_is_not_tried_again() {
    let server = Server::start(|seen: &Seen| match seen.asked {
        Asked::Revoke => healthy(seen),
        _ => Answer::refusal("invalid_client", "The client credentials are invalid"),
    });
    let ended = Doctor::json(&server).run();
    assert_eq!(ended.code(), 1);
    assert_eq!(server.kinds(), [Asked::Enterprise, Asked::User, Asked::BadSecret]);
}

#[test]
fn the_controls_secret_is_like_the_real_one_and_made_afresh() {
    type Alphabet = fn(char) -> bool;
    let rows: [(&str, Alphabet); 4] = [
        ("s3cr3tCanary7Qx9ZfWbK2mLpT4vRnYh", |char| char.is_ascii_alphanumeric()),
        ("onlylowercaseonlylowercase", |char| char.is_ascii_lowercase()),
        ("01234567890123456789", |char| char.is_ascii_digit()),
        ("UPPER0123456789UPPER", |char| char.is_ascii_uppercase() || char.is_ascii_digit()),
    ];
    for (secret, belongs) in rows {
        // No request of these is granted: every secret but one is wrong here, and the control is the last to be told apart.
        let controls: Vec<String> = (0..2)
            .map(|_| {
                let server =
                    Server::start(|_: &Seen| Answer::refusal("invalid_client", "The client credentials are invalid"));
                let ended = Doctor::json(&server).env("BOX_CLIENT_SECRET", secret).run();
                assert_eq!(ended.code(), 1, "{}", ended.stdout());
                let sent: Vec<_> = server.seen().iter().map(|seen| seen.field("client_secret").unwrap()).collect();
                assert_eq!(sent.len(), 3);
                let mut others: Vec<_> = sent.into_iter().filter(|sent| sent != secret).collect();
                assert_eq!(others.len(), 1, "the control is sent once");
                others.remove(0)
            })
            .collect();
        assert_ne!(controls[0], controls[1]);
        for control in controls {
            assert_eq!(control.len(), secret.len());
            assert!(control.chars().all(belongs), "{control} is not like {secret}");
            let same = control.chars().zip(secret.chars()).filter(|(one, other)| one == other).count();
            assert!(same < secret.len() / 2, "{control} was made from {secret}");
        }
    }
}

#[test]
fn without_a_control_no_wrong_secret_is_sent() {
    let server = Server::start(healthy);
    let ended = Doctor::json(&server).args(["--no-control"]).run();
    assert_eq!(ended.code(), 0);
    assert_eq!(server.asked(Asked::BadSecret).len(), 0);
    assert_eq!(server.asked(Asked::Enterprise).len(), 1);
}

#[test]
fn loopback_never_goes_through_a_proxy() {
    let trap = Server::start(|_: &Seen| Answer::with(200, &[], "caught"));
    let server = Server::start(healthy);
    for host in ["127.0.0.1", "localhost", "127.1"] {
        let mut doctor = Doctor::check(&format!("http://{host}:{}", server.port())).args(["--format", "json"]);
        for name in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"] {
            doctor = doctor.env(name, trap.url());
        }
        let ended = doctor.run();
        assert_eq!(ended.code(), 0, "{host}: {}", ended.stdout());
    }
    assert_eq!(server.asked(Asked::Enterprise).len(), 3);
    assert_eq!(trap.kinds(), []);
}

#[test]
fn nothing_is_written_but_what_was_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(healthy);
    let ended = Doctor::json(&server)
        .env("HOME", folder.path())
        .env("TMPDIR", folder.path())
        .env("XDG_CACHE_HOME", folder.path())
        .run();
    assert_eq!(ended.code(), 0);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn what_is_compressed_is_not_kept() {
    // `{"access_token":"T0ken…","token_type":"bearer","echo":"client_secret=…"}` with the secret, as gzip makes it: whoever
    // undoes it has the secret, and no search of the bytes finds it.
    let echo = "H4sIAAAAAAACA6tWSkxOTi0uji/Jz07NU7JSCjEA0iEZiSV++Un5KZVBqYkpxQZIQElHCaw0vqSyIBWoPik1sSi1CCiampyRD+Qn52Sm5pXEF6cmF6WW2BYbJxcZlzgn5iUWVZoHVlhGpYUneRvl+hSEmJQF5UVmKNUCAJizUROBAAAA";
    let rows: [(&str, &[&str]); 3] = [
        ("declared", &["Content-Encoding: gzip"]),
        ("undeclared", &[]),
        ("of another coding", &["Content-Encoding: br"]),
    ];
    for (name, headers) in rows {
        let bytes = message(200, headers, &STANDARD.decode(echo).unwrap());
        let server = Server::start(move |seen: &Seen| match seen.asked {
            Asked::Enterprise | Asked::User => Answer::Bytes(bytes.clone()),
            _ => healthy(seen),
        });
        let folder = tempfile::tempdir().unwrap();
        let recording = folder.path().join("recording.json");
        let ended = Doctor::json(&server).args(["-vv", "--record"]).args([&recording]).run();
        assert_eq!(ended.came_to(), (3, "inconclusive".to_owned()), "{name}: {}", ended.stdout());
        let reason = ended.probe("enterprise").unwrap()["reason"].to_string();
        assert!(reason.contains("compressed"), "{name}: {reason}");
        // The tokens in them were granted, and nobody can revoke them.
        assert_eq!(ended.profile()["footprint"]["unanswered"], 2, "{name}");
        let recorded = fs::read_to_string(&recording).unwrap();
        assert!(recorded.contains("compressed"), "{name}: {recorded}");
        for kept in [&echo[20..60], "base64"] {
            assert!(!recorded.contains(kept) && !ended.stdout().contains(kept), "{name}: {recorded}");
        }
        assert!(server.seen().iter().all(|seen| seen.head.to_ascii_lowercase().contains("accept-encoding: identity")));
    }
}

#[test]
fn a_token_in_a_body_that_is_not_kept_is_revoked() {
    let tokens: Vec<String> = (0..40).map(|count| format!(r#""access_token":"T0kenNumber{count:021}""#)).collect();
    let crowded = format!("{{{}}}", tokens.join(","));
    let no_text = [br#"{"access_token":"T0kenNumber000000000000000000000","x":""#.as_slice(), b"\xff\xfe\"}"].concat();
    for (name, body, says) in
        [("crowded", crowded.into_bytes(), "too many to look for"), ("no text", no_text, "not UTF-8")]
    {
        let reply = message(200, &["Content-Type: application/json"], &body);
        let server = Server::start(move |seen: &Seen| match seen.asked {
            Asked::Enterprise => Answer::Bytes(reply.clone()),
            _ => healthy(seen),
        });
        let ended = Doctor::json(&server).args(["-vv"]).run();
        assert_eq!(ended.came_to(), (3, "inconclusive".to_owned()), "{name}: {}", ended.stdout());
        let reason = ended.probe("enterprise").unwrap()["reason"].to_string();
        assert!(reason.contains(says), "{name}: {reason}");
        assert!(server.revoked().contains(&"T0kenNumber000000000000000000000".to_owned()), "{name}");
        assert_eq!(ended.profile()["footprint"]["unanswered"], 0, "{name}");
        for output in said(&ended) {
            assert!(!output.contains("T0kenNumber"), "{name}: {output}");
        }
    }
}
